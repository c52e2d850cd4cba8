/** What was said, once, in order: every source delivers here, every window reads from here (DESIGN 3 and 5). */
import type { Disposer, FeedRow, ModeInForce } from '../../../shared/contract.ts'
import {
  type ChannelId,
  type ChannelRef,
  type ChatMessage,
  type EventId,
  type FeedEvent,
  type GapMarker,
  makeEventId,
  type StreamState,
} from '../../../shared/model.ts'
import type { Clock, Logger } from '../ports/host.ts'
import { createFeedSubscriber, type FeedPort, type FeedSubscriber, type FeedSubscription } from './feed-subscription.ts'
import { type Arrival, createFiling, historySource } from './filing.ts'
import { createGiftFolds } from './gifts.ts'
import { createIdentities } from './identity.ts'
import { type ChannelMemory, createIntake } from './intake.ts'
import { createChannelModes } from './modes.ts'
import { createDelays } from './order.ts'
import { createWaitingRevisions } from './revisions.ts'
import { channelsOf, isStruck, moveHome, type Row, viewOf } from './row.ts'
import { createRowStore } from './row-store.ts'
import { createStrikes, type RemovalAct, type RemovalDetails, type RemovalSubject } from './strikes.ts'
import { createUnread } from './unread.ts'

export interface HubLimits {
  /** Rows of one channel. */
  readonly perChannel: number
  /** Rows in all; the loudest channel gives way first, … */
  readonly total: number
  /** … but none below this. */
  readonly least: number
  readonly removalsPerChannel: number
  readonly removalHours: number
}

export const hubLimits: HubLimits = {
  perChannel: 2_000,
  total: 40_000,
  least: 200,
  removalsPerChannel: 10_000,
  removalHours: 24,
}

/** Ids of rows that left their ring, so that a late second copy is no new row; at most twice as many are kept. */
const rememberedEvictions = 50_000
/** Edits and reactions whose message has not come, each. */
const waitingRevisions = 5_000
const rememberedGiftBombs = 1_000

export interface HubOptions {
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'after'>
  readonly log: Pick<Logger, 'error'>
  /** A new live message or notice of somebody else, not removed; once, whatever the number of its copies. */
  readonly onAnnounce?: (row: FeedRow) => void
  readonly limits?: Partial<HubLimits>
}

export interface Hub {
  /** Opening an open channel only takes over its new name. */
  openChannel(ref: ChannelRef): void
  /** Its rows go, but for those of a shared chat that another open room shows too. */
  closeChannel(id: ChannelId): void
  /** Never throws. `source` names the way the events came; those of 'history' are placed by time. */
  deliver(events: readonly FeedEvent[], source: string): void
  gap(marker: GapMarker): void
  /** The snapshot comes soon, never within this call. */
  subscribe(port: FeedPort): FeedSubscription
  modes(id: ChannelId): readonly ModeInForce[]
  /** What the platform said last about the stream, if anything. */
  stream(id: ChannelId): StreamState | undefined
  unread(id: ChannelId): number
  unreadMentions(id: ChannelId): number
  seen(ids: readonly ChannelId[]): void
  /** Told when counts, modes or a stream's state changed; at most once a delivery. */
  onCounts(listener: () => void): Disposer
  /** Told of every copy of every message, also of those that merge into a row. */
  onMessage(listener: (message: ChatMessage, source: string) => void): Disposer
  /** The row of this id, or of which this is one room's copy. */
  lookup(id: EventId): FeedRow | undefined
  findByMessageId(channel: ChannelId, messageId: string): FeedRow | undefined
  /** What this author id (or login) wrote in the channel, in order. */
  rowsByAuthor(channel: ChannelId, author: string): readonly FeedRow[]
  /** All rows, in order. */
  rows(): readonly FeedRow[]
  /** An act of ours: the rows are struck at once and put back if the platform refuses. `by` is shown. */
  beginRemoval(subject: RemovalSubject, channel: ChannelId, by: string, details?: RemovalDetails): RemovalAct
  /** The platform's time of the newest event of the channel, ms since epoch; 0 before the first. */
  lastSeen(id: ChannelId): number
  /** For the diagnostics: what was counted, and how much is kept. */
  counters(): Readonly<Record<string, number>>
  stop(): void
}

interface ChannelState extends ChannelMemory {
  ref: ChannelRef
}

export const createHub = (options: HubOptions): Hub => {
  const { clock, log, onAnnounce } = options
  const limits = { ...hubLimits, ...options.limits }
  const channels = new Map<ChannelId, ChannelState>()
  const everClosed = new Set<ChannelId>()
  const subscribers = new Set<FeedSubscriber>()
  const countListeners = new Set<() => void>()
  const messageListeners = new Set<(message: ChatMessage, source: string) => void>()
  const counts = new Map<string, number>()
  let countsChanged = false

  const count = (what: string) => {
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  const noteFailure = (what: string, error: unknown) => {
    count('failed')
    log.error('hub failed', { what, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
  /** One bad event or listener must not take the others down. */
  const guard = (what: string, run: () => void) => {
    try {
      run()
    } catch (error) {
      noteFailure(what, error)
    }
  }
  const tellCounts = () => {
    if (!countsChanged) return
    countsChanged = false
    for (const listener of [...countListeners]) guard('counts listener', listener)
  }

  const onChanged = (row: Row) => {
    row.view = undefined
    if (row.alive) for (const subscriber of subscribers) subscriber.changed(row)
  }

  const unread = createUnread()
  const gifts = createGiftFolds(rememberedGiftBombs)
  const identities = createIdentities(rememberedEvictions)
  const waiting = createWaitingRevisions(waitingRevisions)
  const strikes = createStrikes({ clock, identities, ...limits, onChanged })
  const store = createRowStore({
    ...limits,
    onEvicted(row) {
      identities.remove(row, true)
      count('evicted')
      for (const subscriber of subscribers) subscriber.evicted(row)
    },
    onFloor(floor) {
      for (const subscriber of subscribers) subscriber.floorMoved(floor)
    },
    onRenumbered() {
      count('renumbered')
      unread.renumber(store.nextOrder)
      for (const subscriber of subscribers) subscriber.restart()
    },
  })

  const countUnread = (row: Row, rooms: readonly ChannelId[]) => {
    const { event } = row
    if (!row.announced || event.kind !== 'message' || event.traits.includes('own')) return
    for (const room of rooms) {
      if (!channels.has(room) || isStruck(row, room)) continue
      unread.count(room, event.traits.includes('mentionsMe'))
      countsChanged = true
    }
  }

  const filing = createFiling({
    store,
    identities,
    strikes,
    delays: createDelays(),
    waiting,
    count,
    onChanged,
    onGone(id, row) {
      for (const subscriber of subscribers) subscriber.gone(id, row)
    },
    onLearned(row, before, gained) {
      const { event } = row
      if (!row.announced || event.kind !== 'message' || before.kind !== 'message') return
      const own = event.traits.includes('own') && !before.traits.includes('own')
      const mentionsMe = event.traits.includes('mentionsMe') && !before.traits.includes('mentionsMe')
      if (own || mentionsMe) {
        for (const room of channelsOf(before)) unread.correct(room, row.order, { own, mentionsMe })
        countsChanged = true
      }
      countUnread(row, gained)
    },
  })

  const announce = (row: Row) => {
    const { event } = row
    if (!row.announced || isStruck(row, event.channel)) return
    if ((event.kind !== 'message' && event.kind !== 'notice') || event.traits.includes('own')) return
    if (onAnnounce !== undefined) guard('announcement', () => onAnnounce(viewOf(row)))
  }

  const fileNew = (event: Parameters<typeof filing.file>[0], arrival: Arrival): Row | undefined => {
    const filed = filing.file(event, arrival)
    if (filed === undefined || !filed.isNew) return filed?.row
    count('rows')
    countUnread(filed.row, channelsOf(filed.row.event))
    announce(filed.row)
    return filed.row
  }

  const intake = createIntake({
    filing,
    strikes,
    gifts,
    fileNew,
    onChanged,
    onStateChanged() {
      countsChanged = true
    },
  })

  const take = (event: FeedEvent, arrival: Arrival) => {
    const state = channels.get(event.channel)
    if (state === undefined) {
      count('notOpen')
      return
    }
    if (event.kind === 'message')
      for (const listener of messageListeners) guard('message listener', () => listener(event, arrival.source))
    intake.take(event, state, arrival)
  }

  const deliver = (events: readonly FeedEvent[], source: string) => {
    const moment = { now: clock.now(), elapsed: clock.elapsed() }
    let remaining = events.length
    for (const event of events) {
      const arrival = { source, ...moment, waiting: source === historySource ? remaining : 1 }
      guard(event.kind, () => take(event, arrival))
      remaining -= 1
    }
    tellCounts()
  }

  const leave = (row: Row) => {
    identities.remove(row, false)
    if (row.event.kind === 'notice' && row.event.group !== undefined) gifts.forget(row.event)
    for (const subscriber of subscribers) subscriber.evicted(row)
  }

  const inOrder = (rows: Iterable<Row>): readonly FeedRow[] =>
    [...rows].sort((left, right) => left.order - right.order).map(viewOf)

  const show = (row: Row | undefined): FeedRow | undefined => row && viewOf(row)

  return {
    openChannel(ref) {
      const known = channels.get(ref.id)
      if (known !== undefined) {
        known.ref = ref
        return
      }
      channels.set(ref.id, { ref, modes: createChannelModes(), stream: undefined, lastSeen: 0 })
      store.open(ref.id)
      // Its history may come back below the floor that windows were told when it closed.
      if (everClosed.delete(ref.id)) for (const subscriber of subscribers) subscriber.restart()
    },
    closeChannel(id) {
      const state = channels.get(id)
      if (state === undefined) return
      channels.delete(id)
      everClosed.add(id)
      for (const row of store.close(id)) {
        const moved = moveHome(row.event, state.ref, store.isOpen)
        if (moved !== undefined && store.move(moved.channel, row)) {
          identities.replace(row, moved)
          onChanged(row)
        } else leave(row)
      }
      unread.forget(id)
      strikes.prune((channel) => channels.has(channel))
      countsChanged = true
      tellCounts()
    },
    deliver,
    gap: (marker) => deliver([marker], 'gap'),
    subscribe(port) {
      const subscriber = createFeedSubscriber({
        clock,
        port,
        source: store,
        onError: (error) => noteFailure('feed port', error),
      })
      subscribers.add(subscriber)
      return {
        visible: subscriber.visible,
        acknowledge: subscriber.acknowledge,
        resync: subscriber.resync,
        dispose() {
          subscribers.delete(subscriber)
          subscriber.dispose()
        },
      }
    },
    modes: (id) => channels.get(id)?.modes.inForce ?? [],
    stream: (id) => channels.get(id)?.stream,
    unread: unread.messages,
    unreadMentions: unread.mentions,
    seen(ids) {
      for (const id of ids) countsChanged = unread.seen(id, store.nextOrder) || countsChanged
      tellCounts()
    },
    onCounts(listener) {
      const own = () => listener()
      countListeners.add(own)
      return () => {
        countListeners.delete(own)
      }
    },
    onMessage(listener) {
      const own: typeof listener = (message, source) => listener(message, source)
      messageListeners.add(own)
      return () => {
        messageListeners.delete(own)
      }
    },
    lookup: (id) => show(identities.find(id)),
    findByMessageId: (channel, messageId) => show(identities.find(makeEventId(channel, 'message', messageId))),
    rowsByAuthor: (channel, author) => inOrder(identities.by(channel, author)),
    rows: () => store.newestBelow(Number.POSITIVE_INFINITY, store.length).map(viewOf),
    beginRemoval: strikes.begin,
    lastSeen: (id) => channels.get(id)?.lastSeen ?? 0,
    counters: () => ({
      ...Object.fromEntries(counts),
      ...identities.sizes,
      kept: store.length,
      removals: strikes.remembered,
      waiting: waiting.size,
      giftBombs: gifts.size,
    }),
    stop() {
      for (const subscriber of subscribers) subscriber.dispose()
      subscribers.clear()
      countListeners.clear()
      messageListeners.clear()
    },
  }
}
