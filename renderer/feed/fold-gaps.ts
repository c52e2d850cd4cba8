/** One outage is one line in "all", although every channel tells of its own gap. */
import type { ChannelId } from '../../shared/model.ts'
import type { ShownRow } from './row-view.ts'
import type { Rows } from './rows.ts'

/** How many gaps are among the newest `count` rows: at most so many of them fold away. */
export const countGaps = (rows: Rows, count: number): number => {
  let gaps = 0
  for (let index = Math.max(0, rows.length - count); index < rows.length; index++)
    if (rows[index]?.event.kind === 'gap') gaps++
  return gaps
}

/**
 * Gaps for the same reason at overlapping times become one row, where the first of them stands: from the earliest to the
 * latest moment, with the names of their channels. The same rows come back when there are not even two gaps.
 */
export const foldGaps = (rows: Rows, nameOf: (channel: ChannelId) => string): readonly ShownRow[] => {
  if (countGaps(rows, rows.length) < 2) return rows
  const shown: ShownRow[] = []
  for (const row of rows) {
    const { event } = row
    const at =
      event.kind !== 'gap'
        ? -1
        : shown.findIndex(
            ({ event: other }) =>
              other.kind === 'gap' && other.why === event.why && other.from <= event.to && event.from <= other.to,
          )
    const first = shown[at]
    if (event.kind !== 'gap' || first?.event.kind !== 'gap') {
      shown.push(row)
      continue
    }
    const names = first.gapNames ?? [nameOf(first.event.channel)]
    const name = nameOf(event.channel)
    const from = Math.min(first.event.from, event.from)
    const to = Math.max(first.event.to, event.to)
    shown[at] = {
      ...first,
      event: { ...first.event, from, to },
      gapNames: names.includes(name) ? names : [...names, name],
    }
  }
  return shown
}
