/**
 * Which rows are in the page, as a pure state. Following: the newest few screens. Held (the reader scrolled up, or acts):
 * a frozen list of which a window is shown, moved as the reader nears its ends. A frozen list is never inserted into, so
 * nothing can drift under the reader's eye; rows that the ring has dropped meanwhile stay readable.
 */
import { lowerBound, type Rows } from './rows.ts'

export interface Span {
  readonly rows: Rows
  /** Index of the first shown row, and of the first that is not. */
  readonly start: number
  readonly end: number
}

/** Rows added at a time when the reader nears an end. */
export const chunkRows = 100
/** Most rows in the page while reading back. */
export const maxRows = 420
/** With more unseen rows than this, reaching the end means "back to the newest" rather than reading them all. */
export const readOnRows = 300

export const freeze = (rows: Rows, shown: number, reading: boolean): Span => ({
  rows,
  start: Math.max(0, rows.length - shown - (reading ? chunkRows : 0)),
  end: rows.length,
})

export const extendUp = (span: Span): Span => {
  if (span.start === 0) return span
  const start = Math.max(0, span.start - chunkRows)
  return { rows: span.rows, start, end: Math.min(span.end, start + maxRows) }
}

/** Moves towards the end; at the end of the frozen list, goes on into what has come since. */
export const extendDown = (span: Span, live: Rows): Span => {
  const rows = span.end < span.rows.length ? span.rows : appendUnseen(span.rows, live)
  const end = Math.min(rows.length, span.end + chunkRows)
  if (end === span.end) return span
  return { rows, start: Math.max(span.start, end - maxRows), end }
}

export const unseenAfter = (span: Span, live: Rows): number => {
  const last = span.rows.at(-1)
  return last === undefined ? live.length : live.length - firstAfter(live, last.order)
}

const appendUnseen = (rows: Rows, live: Rows): Rows => {
  const last = rows.at(-1)
  const unseen = last === undefined ? live : live.slice(firstAfter(live, last.order))
  return unseen.length === 0 ? rows : [...rows, ...unseen]
}

const firstAfter = (rows: Rows, order: number): number => {
  const index = lowerBound(rows, order)
  return rows[index]?.order === order ? index + 1 : index
}

/** Rows that fill `height` px and some more above, at the least height a row can have. */
export const rowsToFill = (height: number): number => Math.max(40, Math.ceil(height / 22) + 12)
