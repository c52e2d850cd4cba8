/** A row as the hub keeps it, and how it is shown. */
import type { FeedRow, RowRemoval } from '../../../shared/contract.ts'
import {
  type ChannelId,
  type ChatMessage,
  isWritten,
  type Notice,
  type Room,
  type RowEvent,
} from '../../../shared/model.ts'

/** One removal that covers rows; shared by all of them, so that what a second source adds reaches each. */
export interface Strike {
  readonly channel: ChannelId
  /** Of two removals of the same time the narrower one is shown: 0 a message, 1 a person, 2 the whole room. */
  readonly rank: 0 | 1 | 2
  /** Ours: shown at once, withdrawn when the platform refuses. */
  readonly own: boolean
  /** The platform's time of the act; ours for our own. */
  at: number
  pending: boolean
  by: string | undefined
  reason: string | undefined
  durationSeconds: number | undefined
  permanent: boolean | undefined
}

export interface Row {
  event: RowEvent
  order: number
  /** Rises with `order`, so that a time finds its place by halving; ms since epoch. */
  placeTime: number
  /** False once it left its ring. */
  alive: boolean
  /** Live, not late and not historical: it is announced and counted unread. */
  announced: boolean
  /** At most one of the platform's a channel, and one of ours for every act of ours. */
  strikes: readonly Strike[]
  folded: readonly string[] | undefined
  putBack: string | undefined
  /** The revision of the reactions it shows. */
  reactionsRevision: string | undefined
  /** What `viewOf` made, until the row changes. */
  view: FeedRow | undefined
}

export const noStrikes: readonly Strike[] = []

export const createRow = (event: RowEvent): Row => ({
  event,
  order: 0,
  placeTime: 0,
  alive: false,
  announced: false,
  strikes: noStrikes,
  folded: undefined,
  putBack: undefined,
  reactionsRevision: undefined,
  view: undefined,
})

/** What a person wrote and a moderator can remove: messages, and notices that carry a message. */
export const isRemovable = (event: RowEvent): event is ChatMessage | Notice =>
  event.kind === 'message' || (event.kind === 'notice' && isWritten(event))

/** The event's copies: one a room in a shared chat, else the only one; empty for what has no id of its own. */
export const copiesOf = (event: RowEvent): readonly Room[] => {
  if (event.kind !== 'message' && event.kind !== 'notice') return []
  if (event.rooms !== undefined) return event.rooms
  return event.messageId === undefined ? [] : [{ channel: event.channel, messageId: event.messageId, removed: false }]
}

/** Every channel whose view shows the event. */
export const channelsOf = (event: RowEvent): readonly ChannelId[] => {
  if ((event.kind !== 'message' && event.kind !== 'notice') || event.rooms === undefined) return [event.channel]
  const channels = event.rooms.map((room) => room.channel)
  return channels.includes(event.channel) ? channels : [event.channel, ...channels]
}

/** Whether the row is struck in `channel` by the platform's own word. */
export const isStruck = (row: Row, channel: ChannelId): boolean =>
  row.strikes.some((strike) => strike.channel === channel && !strike.own)

const leads = (one: Strike, other: Strike): boolean =>
  one.at < other.at || (one.at === other.at && one.rank < other.rank)

/** Adds a strike; of several of the platform's the earliest stays. False when nothing changed. */
export const addStrike = (row: Row, strike: Strike): boolean => {
  if (row.strikes.includes(strike)) return false
  const standing = strike.own ? undefined : row.strikes.find((other) => other.channel === strike.channel && !other.own)
  if (standing !== undefined && !leads(strike, standing)) return false
  row.strikes = [...row.strikes.filter((other) => other !== standing), strike]
  row.putBack = undefined
  return true
}

/** Takes a refused strike back; what is then not struck in that channel any more says why. */
export const withdrawStrike = (row: Row, strike: Strike, why: string): void => {
  row.strikes = row.strikes.filter((other) => other !== strike)
  if (!row.strikes.some((other) => other.channel === strike.channel)) row.putBack = why
}

const removalIn = (row: Row, channel: ChannelId): RowRemoval | undefined => {
  const platform = row.strikes.find((strike) => strike.channel === channel && !strike.own)
  const ours = row.strikes.filter((strike) => strike.channel === channel && strike.own)
  const own = ours.find((strike) => !strike.pending) ?? ours[0]
  const shown = platform ?? own
  if (shown === undefined) return undefined
  // The platform's echo of our act often does not say who acted or for how long; our own act does.
  const by = platform?.by ?? own?.by
  const reason = platform?.reason ?? own?.reason
  const durationSeconds = platform?.durationSeconds ?? own?.durationSeconds
  const permanent = platform?.permanent ?? own?.permanent
  return {
    channel,
    at: shown.at,
    pending: shown.pending,
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(permanent === undefined ? {} : { permanent }),
  }
}

const removalsOf = (row: Row): readonly RowRemoval[] => {
  if (row.strikes.length === 0) return []
  const channels = [...new Set(row.strikes.map((strike) => strike.channel))].sort()
  return channels.flatMap((channel) => removalIn(row, channel) ?? [])
}

const markRooms = (event: RowEvent, removals: readonly RowRemoval[]): RowEvent => {
  if (removals.length === 0 || (event.kind !== 'message' && event.kind !== 'notice') || event.rooms === undefined)
    return event
  const rooms = event.rooms.map((room) =>
    removals.some((removal) => removal.channel === room.channel) ? { ...room, removed: true } : room,
  )
  return { ...event, rooms }
}

/** The row as a window gets it; the same object until the row changes. */
export const viewOf = (row: Row): FeedRow => {
  if (row.view !== undefined) return row.view
  const removals = removalsOf(row)
  const view: FeedRow = {
    id: row.event.id,
    order: row.order,
    event: markRooms(row.event, removals),
    removals,
    ...(row.folded === undefined ? {} : { folded: row.folded }),
    ...(row.putBack === undefined ? {} : { putBack: row.putBack }),
  }
  row.view = view
  return view
}

/** The event under another home: the first of its other rooms that `isOpen`. Undefined when there is none. */
export const moveHome = (
  event: RowEvent,
  from: { readonly id: ChannelId; readonly name: string },
  isOpen: (channel: ChannelId) => boolean,
): RowEvent | undefined => {
  if ((event.kind !== 'message' && event.kind !== 'notice') || event.rooms === undefined) return undefined
  const room = event.rooms.find((candidate) => candidate.channel !== from.id && isOpen(candidate.channel))
  if (room === undefined) return undefined
  const { source = { channel: from.id, name: from.name }, ...rest } = event
  const moved = { ...rest, channel: room.channel, messageId: room.messageId }
  return source.channel === room.channel ? moved : { ...moved, source }
}
