/**
 * One window's way to the rows: a snapshot, then batches. A window that was hidden, fell behind or lost something gets
 * a snapshot again; there is no other way to catch up (DESIGN 5).
 */
import type { FeedFloor, FeedFrame } from '../../../shared/contract.ts'
import type { ChannelId, EventId } from '../../../shared/model.ts'
import type { Clock } from '../ports/host.ts'
import { type Row, viewOf } from './row.ts'

export interface FeedPort {
  emit(frame: FeedFrame): void
}

export interface FeedSubscription {
  visible(visible: boolean): void
  /** Frames up to `sequence` are applied. */
  acknowledge(sequence: number): void
  /** Something was missed: a snapshot, please. */
  resync(): void
  dispose(): void
}

/** What the hub tells a subscription. */
export interface FeedSubscriber extends FeedSubscription {
  changed(row: Row): void
  evicted(row: Row): void
  floorMoved(floor: FeedFloor): void
  gone(id: EventId, row: Row): void
  /** What was sent no longer holds: the next frame is a snapshot. */
  restart(): void
}

export interface FeedSource {
  newestBelow(below: number, count: number): readonly Row[]
  floors(): readonly FeedFloor[]
}

export const feedLimits = {
  /** Of a snapshot, and of each batch that follows with older rows or with a backlog. */
  rowsPerFrame: 500,
  /** Between batches, in ms. */
  interval: 16,
  /** A batch leaves earlier when so many changes wait. */
  earlyAt: 256,
  unacknowledged: 8,
  outbox: 5_000,
} as const

export const createFeedSubscriber = (options: {
  readonly clock: Pick<Clock, 'elapsed' | 'after'>
  readonly port: FeedPort
  readonly source: FeedSource
  readonly onError: (error: unknown) => void
}): FeedSubscriber => {
  const { clock, port, source, onError } = options
  const pending = new Set<Row>()
  const goneIds = new Set<EventId>()
  const floors = new Map<ChannelId, number>()
  /** `stale`: nothing is collected, and the next frame is a snapshot. */
  let state: 'hidden' | 'stale' | 'live' | 'disposed' = 'stale'
  let sequence = 0
  let acknowledged = 0
  /** Rows below it were not sent yet and will come with the older ones: their changes need no frame. */
  let sentDownTo = Number.NEGATIVE_INFINITY
  let olderSequence = 0
  let lastFrameAt = Number.NEGATIVE_INFINITY
  let timer: (() => void) | undefined

  const isWindowOpen = () => sequence - acknowledged < feedLimits.unacknowledged
  const hasOlder = () => sentDownTo !== Number.NEGATIVE_INFINITY

  const forgetChanges = () => {
    pending.clear()
    goneIds.clear()
    floors.clear()
  }

  const cancelTimer = () => {
    timer?.()
    timer = undefined
  }

  const emit = (frame: Omit<FeedFrame, 'sequence'>) => {
    sequence += 1
    lastFrameAt = clock.elapsed()
    try {
      port.emit({ ...frame, sequence })
    } catch (error) {
      state = 'stale'
      forgetChanges()
      onError(error)
    }
  }

  const takeOlder = (below: number): readonly Row[] => {
    const rows = source.newestBelow(below, feedLimits.rowsPerFrame)
    sentDownTo =
      rows.length < feedLimits.rowsPerFrame ? Number.NEGATIVE_INFINITY : (rows[0]?.order ?? Number.NEGATIVE_INFINITY)
    olderSequence = sequence + 1
    return rows
  }

  const sendSnapshot = () => {
    forgetChanges()
    cancelTimer()
    state = 'live'
    // What was sent before is replaced: only the snapshot itself waits for its acknowledgement.
    acknowledged = sequence
    const rows = takeOlder(Number.POSITIVE_INFINITY)
    emit({ type: 'snapshot', rows: rows.map(viewOf), floors: source.floors() })
  }

  const sendBatch = () => {
    const rows: Row[] = []
    for (const row of pending) {
      if (rows.length === feedLimits.rowsPerFrame) break
      rows.push(row)
      pending.delete(row)
    }
    const moved = [...floors].map(([channel, order]): FeedFloor => ({ channel, order }))
    floors.clear()
    const gone = [...goneIds]
    goneIds.clear()
    emit({ type: 'batch', rows: rows.map(viewOf), floors: moved, ...(gone.length === 0 ? {} : { gone }) })
  }

  const hasChanges = () => pending.size > 0 || floors.size > 0 || goneIds.size > 0

  const pump = () => {
    cancelTimer()
    if (state === 'stale' && isWindowOpen()) sendSnapshot()
    while (state === 'live' && hasChanges() && isWindowOpen()) sendBatch()
  }

  const schedule = () => {
    if (timer !== undefined || !isWindowOpen()) return
    timer = clock.after(Math.max(0, lastFrameAt + feedLimits.interval - clock.elapsed()), () => {
      timer = undefined
      pump()
    })
  }

  const noteChange = () => {
    const size = pending.size + goneIds.size
    if (size > feedLimits.outbox) {
      state = 'stale'
      forgetChanges()
    } else if (size >= feedLimits.earlyAt && isWindowOpen()) pump()
    else schedule()
  }

  const restart = () => {
    if (state === 'hidden' || state === 'disposed') return
    state = 'stale'
    forgetChanges()
    schedule()
  }

  schedule()

  return {
    changed(row) {
      if (state !== 'live' || row.order < sentDownTo) return
      goneIds.delete(row.event.id)
      pending.add(row)
      noteChange()
    },
    evicted(row) {
      pending.delete(row)
    },
    floorMoved(floor) {
      if (state !== 'live') return
      floors.set(floor.channel, floor.order)
      schedule()
    },
    gone(id, row) {
      if (state !== 'live') return
      pending.delete(row)
      goneIds.add(id)
      noteChange()
    },
    restart,
    visible(visible) {
      if (state === 'disposed' || visible === (state !== 'hidden')) return
      if (visible) {
        state = 'stale'
        sendSnapshot()
        return
      }
      state = 'hidden'
      forgetChanges()
      cancelTimer()
    },
    acknowledge(acknowledgedSequence) {
      if (state === 'disposed' || !(acknowledgedSequence > acknowledged)) return
      acknowledged = Math.min(Math.floor(acknowledgedSequence), sequence)
      if (state === 'live' && hasOlder() && acknowledged >= olderSequence && isWindowOpen()) {
        const rows = takeOlder(sentDownTo)
        if (rows.length > 0) emit({ type: 'batch', rows: rows.map(viewOf), floors: [] })
      }
      if (state === 'stale' || hasChanges()) schedule()
    },
    resync() {
      if (state === 'live' || state === 'stale') sendSnapshot()
    },
    dispose() {
      state = 'disposed'
      forgetChanges()
      cancelTimer()
    },
  }
}
