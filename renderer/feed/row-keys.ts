/**
 * React keys of the rows in the page. While the feed follows, a row that left hands its key, and with it its elements and
 * pictures, to one that came: at 2,000 rows a second making elements anew would cost more than the whole frame. While it
 * is held no key is handed on, so that an element with the focus never turns into another person's message.
 */
import type { EventId } from '../../shared/model.ts'
import type { Rows } from './rows.ts'

export interface RowKeys {
  readonly keys: ReadonlyMap<EventId, number>
  readonly next: number
}

export const noRowKeys: RowKeys = { keys: new Map(), next: 0 }

export const assignRowKeys = (rows: Rows, before: RowKeys, recycle: boolean): RowKeys => {
  const keys = new Map<EventId, number>()
  const left = new Set(before.keys.values())
  for (const row of rows) {
    const key = before.keys.get(row.id)
    if (key === undefined) continue
    keys.set(row.id, key)
    left.delete(key)
  }
  const free = recycle ? [...left] : []
  let next = before.next
  let taken = 0
  for (const row of rows) {
    if (keys.has(row.id)) continue
    const key = free[taken]
    if (key === undefined) keys.set(row.id, next++)
    else {
      keys.set(row.id, key)
      taken++
    }
  }
  return { keys, next }
}
