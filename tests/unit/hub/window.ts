/** A window as the hub sees it: applies frames the way the contract says, and acknowledges when it is told to. */
import type { FeedSubscription } from '../../../electron/core/hub/feed-subscription.ts'
import type { Hub } from '../../../electron/core/hub/hub.ts'
import type { FeedFrame, FeedRow } from '../../../shared/contract.ts'

export interface FeedWindow {
  readonly subscription: FeedSubscription
  readonly frames: readonly FeedFrame[]
  /** Frames that came and are not applied yet. */
  readonly waiting: () => number
  /** Applies and acknowledges up to `count` waiting frames. */
  apply(count?: number): void
  /** Loses the oldest waiting frame. */
  lose(): void
  readonly rows: () => readonly FeedRow[]
}

export const openWindow = (hub: Hub): FeedWindow => {
  const rows = new Map<string, FeedRow>()
  const frames: FeedFrame[] = []
  const queue: FeedFrame[] = []
  let last = 0

  const subscription = hub.subscribe({
    emit(frame) {
      frames.push(frame)
      queue.push(frame)
    },
  })

  const applyFrame = (frame: FeedFrame) => {
    if (frame.type === 'batch' && frame.sequence !== last + 1) {
      subscription.resync()
      return
    }
    last = frame.sequence
    if (frame.type === 'snapshot') rows.clear()
    for (const id of frame.gone ?? []) rows.delete(id)
    for (const row of frame.rows) rows.set(row.id, row)
    for (const floor of frame.floors) {
      for (const [id, row] of rows) if (row.event.channel === floor.channel && row.order < floor.order) rows.delete(id)
    }
    subscription.acknowledge(frame.sequence)
  }

  return {
    subscription,
    frames,
    waiting: () => queue.length,
    apply(count = queue.length) {
      for (const frame of queue.splice(0, count)) applyFrame(frame)
    },
    lose() {
      queue.shift()
    },
    rows: () => [...rows.values()].sort((left, right) => left.order - right.order),
  }
}
