/** What can be done to a row, and why the rest cannot: the acts beside it, and the greyed ones under "more". */
import { type Act, type Capability, canAct, type Remedy } from '../../shared/capabilities.ts'
import type { AccountView, ChannelView, FeedRow } from '../../shared/contract.ts'
import { type Author, type ChannelId, rolesIn } from '../../shared/model.ts'
import type { ViewKey } from '../feed/feed-store.ts'
import { authorOf, removalIn, roomsOf } from '../feed/row-view.ts'

export interface OfferedAct {
  readonly act: Act
  /** Present where it is offered although nobody knows whether it works. */
  readonly note?: string
}

export interface GreyedAct {
  readonly act: Act
  readonly why: string
  readonly remedy?: Remedy
}

export interface PresentedActs {
  readonly channel: ChannelView
  /** Where "Delete" takes the message away: in a shared chat it may be gone from the other rooms already. */
  readonly removeIn: ChannelView
  readonly author: Author
  readonly offered: readonly OfferedAct[]
  readonly greyed: readonly GreyedAct[]
}

/** The room in which an act on this row is meant: the open view's, else the row's own, else one where we may delete. */
export const roomForActs = (row: FeedRow, view: ViewKey, channels: readonly ChannelView[]): ChannelView | undefined => {
  const rooms = roomsOf(row.event)
  const open = channels.filter((channel) => rooms.includes(channel.ref.id) || channel.ref.id === row.event.channel)
  const wanted: ViewKey = view === 'all' ? row.event.channel : view
  const own = open.find((channel) => channel.ref.id === wanted)
  if (view !== 'all' || own === undefined || own.capabilities.remove.can === true) return own ?? open[0]
  return open.find((channel) => channel.capabilities.remove.can === true) ?? own
}

const standsIn = (row: FeedRow, channel: ChannelView): boolean =>
  !row.removals.some((removal) => removal.channel === channel.ref.id)

/** The room for acts as long as the message stands there; then, with all rooms in view, one we moderate where it does. */
export const roomForRemoval = (
  row: FeedRow,
  view: ViewKey,
  channels: readonly ChannelView[],
): ChannelView | undefined => {
  const room = roomForActs(row, view, channels)
  if (view !== 'all' || room === undefined || standsIn(row, room)) return room
  const rooms = roomsOf(row.event)
  return (
    channels.find(
      (channel) => rooms.includes(channel.ref.id) && channel.capabilities.remove.can === true && standsIn(row, channel),
    ) ?? room
  )
}

const actsFor = (row: FeedRow, view: ViewKey, removeIn: ChannelView): readonly Act[] => {
  const removal = removalIn(row, view)
  if (row.event.kind === 'message' && removal === undefined) {
    const rest = ['timeout', 'ban', 'untimeout', 'unban'] as const
    return standsIn(row, removeIn) ? ['reply', 'remove', ...rest] : ['reply', ...rest]
  }
  return ['timeout', 'ban', 'untimeout', 'unban']
}

/** Undefined for rows without a person, and for rows of channels that are not open any more. */
export const presentActs = (
  row: FeedRow,
  view: ViewKey,
  channels: readonly ChannelView[],
  accounts: readonly AccountView[],
  now: number,
): PresentedActs | undefined => {
  const { event } = row
  const author = authorOf(event)
  const channel = roomForActs(row, view, channels)
  const removeIn = roomForRemoval(row, view, channels)
  if (author === undefined || channel === undefined || removeIn === undefined) return undefined
  if (event.kind !== 'message' && event.kind !== 'notice') return undefined
  const offered: OfferedAct[] = []
  const greyed: GreyedAct[] = []
  for (const act of actsFor(row, view, removeIn)) {
    const room = act === 'remove' ? removeIn : channel
    const selfId = accounts.find((account) => account.id === room.accountId)?.authorId
    const roles = rolesIn(event, room.ref.id)
    const subject = { channel: room.ref.id, authorId: author.id, roles, sentAt: event.sentAt }
    const answer: Capability = canAct(room.capabilities, act, subject, selfId, now)
    if (answer.can === false)
      greyed.push({ act, why: answer.why, ...(answer.remedy === undefined ? {} : { remedy: answer.remedy }) })
    else offered.push(answer.can === 'unknown' ? { act, note: answer.why } : { act })
  }
  return { channel, removeIn, author, offered, greyed }
}

/** Other rooms of a shared chat where the same message can be deleted. */
export const otherRooms = (row: FeedRow, acting: ChannelId, channels: readonly ChannelView[]): readonly ChannelView[] =>
  channels.filter(
    (channel) =>
      channel.ref.id !== acting &&
      roomsOf(row.event).includes(channel.ref.id) &&
      channel.capabilities.remove.can !== false &&
      standsIn(row, channel),
  )

export const actNames: Readonly<Record<Act, string>> = {
  send: 'Send',
  reply: 'Reply',
  remove: 'Delete',
  timeout: 'Time out',
  untimeout: 'Lift the time-out',
  ban: 'Ban',
  unban: 'Lift the ban',
}

export const timeoutChoices: readonly { readonly seconds: number; readonly name: string }[] = [
  { seconds: 10, name: '10 seconds' },
  { seconds: 60, name: '1 minute' },
  { seconds: 600, name: '10 minutes' },
  { seconds: 3600, name: '1 hour' },
  { seconds: 28_800, name: '8 hours' },
  { seconds: 86_400, name: '1 day' },
  { seconds: 604_800, name: '1 week' },
  { seconds: 1_209_600, name: '2 weeks' },
]

export const durationsFor = (channel: ChannelView) => {
  const { timeout } = channel.capabilities
  const range = timeout.can === false ? undefined : timeout.limits?.durationSeconds
  return timeoutChoices.filter(({ seconds }) => range === undefined || (seconds >= range.min && seconds <= range.max))
}
