/**
 * A message that reaches several rooms is confirmed for those that show it: a shared chat may have ended without a word.
 * What an open, live room never showed is offered to it anew, and sent there only on a person's word.
 */

import type { ChannelId } from '../../../shared/model.ts'
import type { Moment } from '../moment.ts'
import { type Delivery, isLost, toAsking, toConfirmed } from './delivery.ts'
import type { Echo, OutboxOptions } from './needs.ts'

/** The copies of one message arrive together; this long after the first no other is waited for. */
const copiesMs = 5_000

/** A message that was recognised, and every room in which a copy of it was read so far. */
export interface Sighting {
  readonly echo: Pick<Echo, 'id' | 'messageId'>
  readonly rooms: readonly ChannelId[]
}

const isLive = (find: OutboxOptions['channel'], id: ChannelId): boolean => find(id)?.live === true

/** The rooms that would show a copy of what leaves now. */
export const watchable = (delivery: Delivery, find: OutboxOptions['channel']): readonly ChannelId[] =>
  delivery.channels.filter((id) => isLive(find, id))

/** A room that was closed or cut off for a moment may have missed its copy: nothing follows from that any more. */
export const stillWatched = (delivery: Delivery, find: OutboxOptions['channel']): Delivery => {
  const watched = delivery.watched.filter((id) => isLive(find, id))
  return watched.length === delivery.watched.length ? delivery : { ...delivery, watched }
}

/** Whether it was seen, and other rooms have a moment left to show it too. */
export const awaitsCopies = ({ state, seen }: Delivery): boolean => state.status === 'sent' && seen !== undefined

/** Where it should have been seen, and was not. It was sent to the first room, so any copy is proof of that one's. */
const unseenRooms = ({ channels: [, ...others], watched, seen }: Delivery): readonly ChannelId[] =>
  others.filter((id) => watched.includes(id) && seen?.rooms.includes(id) !== true)

/** What a sighting makes of a delivery; the same object when nothing is new. */
export const afterSeen = (delivery: Delivery, { echo, rooms }: Sighting, moment: Moment): Delivery => {
  // What was split off is confirmed by copies that come late after all.
  if (delivery.state.status === 'asking' && !isLost(delivery))
    return delivery.channels.every((id) => rooms.includes(id)) ? toConfirmed(delivery, moment) : delivery
  const seen = { at: delivery.seen?.at ?? moment.elapsed, rooms }
  const answer = delivery.answer ?? { messageId: echo.messageId, echo: echo.id }
  const next: Delivery = { ...delivery, answer, seen, state: { status: 'sent' }, due: seen.at + copiesMs }
  if (unseenRooms(next).length === 0) return toConfirmed(next, moment)
  return awaitsCopies(delivery) && delivery.seen?.rooms.length === rooms.length ? delivery : next
}

const inWords = new Intl.ListFormat('en', { type: 'conjunction' })

/** No further copy is waited for: it is confirmed where it was seen, and asks for the rooms that never showed it. */
export const splitUnseen = (
  delivery: Delivery,
  find: OutboxOptions['channel'],
  makeId: () => string,
  moment: Moment,
): readonly [Delivery, ...Delivery[]] => {
  const [first, ...others] = unseenRooms(delivery)
  if (first === undefined) return [toConfirmed(delivery, moment)]
  const unseen = [first, ...others] as const
  const [lead, ...reached] = delivery.channels
  const kept = [lead, ...reached.filter((id) => !unseen.includes(id))] as const
  const named = (ids: readonly ChannelId[]) => inWords.format(ids.flatMap((id) => find(id)?.ref.name ?? []))
  const channel = find(first)
  const apart: Delivery = {
    ...delivery,
    id: makeId(),
    channels: unseen,
    channelName: channel?.ref.name ?? '',
    accountId: channel?.account?.id ?? delivery.accountId,
    authorId: channel?.account?.authorId ?? delivery.authorId,
    waitingSince: moment,
    insisted: false,
    attempt: 0,
    startedAt: undefined,
    lostAt: undefined,
    watched: [],
    seen: undefined,
  }
  const why = `It reached ${named(kept)}; the shared chat with ${named(unseen)} seems to be over.`
  return [toConfirmed({ ...delivery, channels: kept }, moment), toAsking(apart, why)]
}
