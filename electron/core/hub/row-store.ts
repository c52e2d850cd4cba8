/** The rows of every open channel: a ring each, bounded each and in all, and the order that runs through all of them. */
import type { FeedFloor } from '../../../shared/contract.ts'
import type { ChannelId } from '../../../shared/model.ts'
import { orderBetween, orderStride } from './order.ts'
import { createRing, type Ring } from './ring.ts'
import type { Row } from './row.ts'

export interface RowStore {
  open(channel: ChannelId): void
  /** Takes the channel's ring out, and everything in it out of the feed. */
  close(channel: ChannelId): readonly Row[]
  isOpen(channel: ChannelId): boolean
  /** Puts the row at the end of the feed. `time` as in `insert`. */
  append(channel: ChannelId, row: Row, time: number): void
  /**
   * Puts the row where `time` (ms since epoch) belongs; `waiting` counts the rows that may go into the same place, this
   * one included. False when that place has already left the ring.
   */
  insert(channel: ChannelId, row: Row, time: number, waiting: number): boolean
  /** Puts a row that has its order into another channel's ring; false when that place has already left it. */
  move(channel: ChannelId, row: Row): boolean
  remove(channel: ChannelId, row: Row): void
  /** The newest `count` rows with an order below `below`, oldest first. */
  newestBelow(below: number, count: number): readonly Row[]
  /** What has passed so far, of every open channel. */
  floors(): readonly FeedFloor[]
  /** Above every row's order. */
  readonly nextOrder: number
  readonly length: number
}

export interface RowStoreOptions {
  readonly perChannel: number
  readonly total: number
  readonly least: number
  readonly onEvicted: (row: Row) => void
  readonly onFloor: (floor: FeedFloor) => void
  /** Every row has a new order, and every floor. */
  readonly onRenumbered: () => void
}

interface Lane {
  readonly rows: Ring<Row>
  floor: number | undefined
}

/** The floor of a channel that was closed: nothing of it is left. */
export const closedFloor = Number.MAX_SAFE_INTEGER

export const createRowStore = (options: RowStoreOptions): RowStore => {
  const { perChannel, total, least, onEvicted, onFloor, onRenumbered } = options
  const lanes = new Map<ChannelId, Lane>()
  let nextOrder = orderStride
  let lastPlaceTime = 0
  let length = 0

  const evictFirst = (channel: ChannelId, lane: Lane) => {
    const row = lane.rows.shift()
    if (row === undefined) return
    length -= 1
    row.alive = false
    lane.floor = lane.rows.at(0)?.order ?? nextOrder
    onEvicted(row)
    onFloor({ channel, order: lane.floor })
  }

  const loudest = (): readonly [ChannelId, Lane] | undefined => {
    let found: readonly [ChannelId, Lane] | undefined
    for (const entry of lanes) {
      if (entry[1].rows.length > (found?.[1].rows.length ?? least)) found = entry
    }
    return found
  }

  const makeWay = (channel: ChannelId, lane: Lane) => {
    while (lane.rows.length > perChannel) evictFirst(channel, lane)
    while (length > total) {
      const giving = loudest()
      if (giving === undefined) return
      evictFirst(...giving)
    }
  }

  const newestBelow = (below: number, count: number): readonly Row[] => {
    const cursors = [...lanes.values()].map(({ rows }) => ({
      rows,
      index: rows.search((row) => row.order < below) - 1,
    }))
    const newestFirst: Row[] = []
    while (newestFirst.length < count) {
      let best: { readonly rows: Ring<Row>; index: number } | undefined
      let newest: Row | undefined
      for (const cursor of cursors) {
        const row = cursor.rows.at(cursor.index)
        if (row === undefined || (newest !== undefined && row.order < newest.order)) continue
        best = cursor
        newest = row
      }
      if (best === undefined || newest === undefined) break
      newestFirst.push(newest)
      best.index -= 1
    }
    return newestFirst.reverse()
  }

  const renumber = () => {
    const rows = newestBelow(Number.POSITIVE_INFINITY, length)
    nextOrder = orderStride
    for (const row of rows) {
      row.order = nextOrder
      row.view = undefined
      nextOrder += orderStride
    }
    for (const lane of lanes.values()) {
      if (lane.floor !== undefined) lane.floor = lane.rows.at(0)?.order ?? nextOrder
    }
    onRenumbered()
  }

  const append = (channel: ChannelId, row: Row, time: number) => {
    const lane = lanes.get(channel)
    if (lane === undefined) return
    if (nextOrder > Number.MAX_SAFE_INTEGER - orderStride) renumber()
    lastPlaceTime = Math.max(lastPlaceTime, time)
    row.order = nextOrder
    row.placeTime = lastPlaceTime
    row.alive = true
    nextOrder += orderStride
    lane.rows.push(row)
    length += 1
    makeWay(channel, lane)
  }

  /** The neighbours of `time`: place times rise with the order, so each ring is halved and the closest of them taken. */
  const neighbours = (time: number): { readonly low: number; readonly high: number } => {
    let low = Number.NEGATIVE_INFINITY
    let high = Number.POSITIVE_INFINITY
    for (const { rows } of lanes.values()) {
      const index = rows.search((row) => row.placeTime <= time)
      low = Math.max(low, rows.at(index - 1)?.order ?? low)
      high = Math.min(high, rows.at(index)?.order ?? high)
    }
    return { low, high }
  }

  const enter = (lane: Lane, row: Row) => {
    lane.rows.insert(
      lane.rows.search((other) => other.order < row.order),
      row,
    )
    row.alive = true
    length += 1
  }

  return {
    open(channel) {
      if (!lanes.has(channel)) lanes.set(channel, { rows: createRing(), floor: undefined })
    },
    close(channel) {
      const lane = lanes.get(channel)
      if (lane === undefined) return []
      lanes.delete(channel)
      const rows: Row[] = []
      for (let row = lane.rows.shift(); row !== undefined; row = lane.rows.shift()) {
        row.alive = false
        rows.push(row)
      }
      length -= rows.length
      onFloor({ channel, order: closedFloor })
      return rows
    },
    isOpen: (channel) => lanes.has(channel),
    append,
    insert(channel, row, time, waiting) {
      const lane = lanes.get(channel)
      if (lane === undefined) return false
      let { low, high } = neighbours(time)
      if (high === Number.POSITIVE_INFINITY) {
        append(channel, row, time)
        return row.alive
      }
      let order = orderBetween(low, high, waiting)
      if (order === undefined) {
        renumber()
        ;({ low, high } = neighbours(time))
        order = orderBetween(low, high, waiting) ?? low + (high - low) / 2
      }
      if (lane.floor !== undefined && order < lane.floor) return false
      const full = lane.rows.length >= perChannel || (length >= total && lane.rows.length > least)
      if (full && order < (lane.rows.at(0)?.order ?? Number.NEGATIVE_INFINITY)) return false
      row.order = order
      row.placeTime = time
      enter(lane, row)
      makeWay(channel, lane)
      return row.alive
    },
    move(channel, row) {
      const lane = lanes.get(channel)
      if (lane === undefined || (lane.floor !== undefined && row.order < lane.floor)) return false
      enter(lane, row)
      makeWay(channel, lane)
      return row.alive
    },
    remove(channel, row) {
      const lane = lanes.get(channel)
      if (lane === undefined || !row.alive) return
      const index = lane.rows.search((other) => other.order < row.order)
      if (lane.rows.at(index) !== row) return
      lane.rows.remove(index)
      row.alive = false
      length -= 1
    },
    newestBelow,
    floors: () =>
      [...lanes].flatMap(([channel, lane]) => (lane.floor === undefined ? [] : [{ channel, order: lane.floor }])),
    get nextOrder() {
      return nextOrder
    },
    get length() {
      return length
    },
  }
}
