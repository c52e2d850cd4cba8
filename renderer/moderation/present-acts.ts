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

const actsFor = (row: FeedRow, view: ViewKey): readonly Act[] => {
  const removal = removalIn(row, view)
  if (row.event.kind === 'message' && removal === undefined)
    return ['reply', 'remove', 'timeout', 'ban', 'untimeout', 'unban']
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
  if (author === undefined || channel === undefined || (event.kind !== 'message' && event.kind !== 'notice'))
    return undefined
  const selfId = accounts.find((account) => account.id === channel.accountId)?.authorId
  const roles = rolesIn(event, channel.ref.id)
  const subject = { channel: channel.ref.id, authorId: author.id, roles, sentAt: event.sentAt }
  const offered: OfferedAct[] = []
  const greyed: GreyedAct[] = []
  for (const act of actsFor(row, view)) {
    const answer: Capability = canAct(channel.capabilities, act, subject, selfId, now)
    if (answer.can === false)
      greyed.push({ act, why: answer.why, ...(answer.remedy === undefined ? {} : { remedy: answer.remedy }) })
    else offered.push(answer.can === 'unknown' ? { act, note: answer.why } : { act })
  }
  return { channel, author, offered, greyed }
}

/** Other rooms of a shared chat where the same message can be deleted. */
export const otherRooms = (row: FeedRow, acting: ChannelId, channels: readonly ChannelView[]): readonly ChannelView[] =>
  channels.filter(
    (channel) =>
      channel.ref.id !== acting &&
      roomsOf(row.event).includes(channel.ref.id) &&
      channel.capabilities.remove.can !== false &&
      !row.removals.some((removal) => removal.channel === channel.ref.id),
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
