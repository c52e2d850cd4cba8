/** The pure part of the feed: sorted rows, changed a batch at a time. Every list is immutable and shared freely. */
import type { FeedFloor, FeedRow } from '../../shared/contract.ts'
import type { ChannelId, EventId } from '../../shared/model.ts'

export type Rows = readonly FeedRow[]

/** Index of the first row whose order is not below `order`. */
export const lowerBound = (rows: Rows, order: number): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row !== undefined && row.order < order) low = middle + 1
    else high = middle
  }
  return low
}

/** How many rows of `rows` come after `order`. */
export const countAfter = (rows: Rows, order: number): number => {
  const index = lowerBound(rows, order)
  return rows.length - index - (rows[index]?.order === order ? 1 : 0)
}

const byOrder = (left: FeedRow, right: FeedRow): number => left.order - right.order

const merge = (left: Rows, right: Rows): FeedRow[] => {
  const merged: FeedRow[] = []
  let leftIndex = 0
  let rightIndex = 0
  while (leftIndex < left.length || rightIndex < right.length) {
    const first = left[leftIndex]
    const second = right[rightIndex]
    if (first !== undefined && (second === undefined || first.order <= second.order)) {
      merged.push(first)
      leftIndex++
    } else if (second !== undefined) {
      merged.push(second)
      rightIndex++
    }
  }
  return merged
}

/** Puts `changed` (rows of the same order and id) in place and `added` (new rows, any order) where their order says. */
export const applyRows = (rows: Rows, changed: Rows, added: Rows): Rows => {
  if (changed.length === 0 && added.length === 0) return rows
  const next = rows.slice()
  for (const row of changed) {
    const index = lowerBound(next, row.order)
    if (next[index]?.id === row.id) next[index] = row
  }
  if (added.length === 0) return next
  const sorted = added.length === 1 ? added : [...added].sort(byOrder)
  const last = next.at(-1)
  const first = sorted[0]
  if (last === undefined || (first !== undefined && first.order > last.order)) {
    for (const row of sorted) next.push(row)
    return next
  }
  return merge(next, sorted)
}

/** A row shows in its own channel and in every open room of its shared chat. */
export const showsIn = (row: FeedRow, channel: ChannelId): boolean => {
  const { event } = row
  if (event.channel === channel) return true
  if (event.kind !== 'message' && event.kind !== 'notice') return false
  return event.rooms?.some((room) => room.channel === channel) ?? false
}

export const removeRows = (rows: Rows, gone: ReadonlySet<EventId>): Rows =>
  gone.size === 0 ? rows : rows.filter((row) => !gone.has(row.id))

/** Raises the floors; true when any rose. */
export const raiseFloors = (floors: Map<ChannelId, number>, raised: readonly FeedFloor[]): boolean => {
  let rose = false
  for (const { channel, order } of raised) {
    if (order <= (floors.get(channel) ?? Number.NEGATIVE_INFINITY)) continue
    floors.set(channel, order)
    rose = true
  }
  return rose
}

export const isBelowFloor = (row: FeedRow, floors: ReadonlyMap<ChannelId, number>): boolean => {
  const floor = floors.get(row.event.channel)
  return floor !== undefined && row.order < floor
}
