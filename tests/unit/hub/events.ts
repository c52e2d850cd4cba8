/** Events and a hub to put them into, for the hub's tests. */
import { createHub, type Hub, type HubOptions } from '../../../electron/core/hub/hub.ts'
import type { FeedRow } from '../../../shared/contract.ts'
import {
  type Author,
  type ChannelId,
  type ChannelRef,
  type ChatMessage,
  type EventId,
  makeAuthorId,
  makeChannelId,
  makeEventId,
  type Notice,
  type Removal,
  type RemovalTarget,
  type Trait,
} from '../../../shared/model.ts'
import { createVirtualClock, type VirtualClock } from '../../harness/clock.ts'

export const channelA = makeChannelId('twitch', '1')
export const channelB = makeChannelId('twitch', '2')
export const channelC = makeChannelId('twitch', '3')

export const refOf = (id: ChannelId): ChannelRef => ({
  id,
  platform: 'twitch',
  login: `room${id.slice(-1)}`,
  name: `Room${id.slice(-1)}`,
  private: false,
})

export const start = Date.UTC(2026, 0, 1)

export const authorOf = (login: string, more: Partial<Author> = {}): Author => ({
  id: makeAuthorId('twitch', login),
  login,
  name: login,
  badges: [],
  roles: [],
  ...more,
})

export interface MessageSpec {
  readonly channel?: ChannelId
  readonly author?: Author
  readonly text?: string
  readonly at?: number
  readonly receivedAt?: number
  readonly traits?: readonly Trait[]
}

/** `at` is ms after the start of the virtual clock; it is received at once unless told. */
export const message = (
  messageId: string,
  spec: MessageSpec & Partial<Omit<ChatMessage, keyof MessageSpec>> = {},
): ChatMessage => {
  const {
    channel = channelA,
    author = authorOf('ann'),
    text = `text ${messageId}`,
    at = 0,
    receivedAt,
    traits = [],
  } = spec
  const { at: _, ...rest } = spec
  return {
    kind: 'message',
    id: makeEventId(channel, 'message', messageId),
    messageId,
    parts: [{ type: 'text', text }],
    sentAt: start + at,
    ...rest,
    receivedAt: receivedAt ?? start + at,
    channel,
    author,
    text,
    traits,
  }
}

/** The copy, in `room`, of what was said in `source`; the message's id in a room is `ROOM-ID`. */
export const sharedCopy = (
  key: string,
  source: ChannelId,
  room: ChannelId,
  spec: Omit<MessageSpec, 'channel'> & Partial<Omit<ChatMessage, keyof MessageSpec>> = {},
): ChatMessage => {
  const messageId = `${room.slice(-1)}-${key}`
  return message(messageId, {
    ...spec,
    id: makeEventId(source, 'message', `${source.slice(-1)}-${key}`),
    channel: room,
    rooms: [{ channel: room, messageId, removed: false }],
    ...(source === room ? {} : { source: { channel: source, name: refOf(source).name } }),
  })
}

export const notice = (key: string, more: Partial<Notice> = {}): Notice => {
  const channel = more.channel ?? channelA
  const system = more.system ?? `notice ${key}`
  return {
    kind: 'notice',
    id: makeEventId(channel, 'notice', key),
    channel,
    sentAt: start,
    receivedAt: start,
    notice: 'sub',
    system,
    parts: [{ type: 'text', text: system }],
    text: system,
    traits: [],
    ...more,
  }
}

export const removal = (target: RemovalTarget, at: number, more: Partial<Removal> = {}): Removal => {
  const channel = more.channel ?? channelA
  return {
    kind: 'removal',
    id: makeEventId(channel, 'removal', JSON.stringify(target), String(at)),
    channel,
    at: start + at,
    receivedAt: start + at,
    target,
    ...more,
  }
}

export const messageKey = (messageId: string, channel: ChannelId = channelA): EventId =>
  makeEventId(channel, 'message', messageId)

export interface HubFixture {
  readonly hub: Hub
  readonly clock: VirtualClock
  readonly announced: FeedRow[]
  readonly failures: unknown[]
}

export const openHub = (
  options: Pick<HubOptions, 'limits'> = {},
  channels: readonly ChannelId[] = [channelA, channelB],
): HubFixture => {
  const clock = createVirtualClock(start)
  const announced: FeedRow[] = []
  const failures: unknown[] = []
  const hub = createHub({
    clock,
    log: { error: (event, fields) => failures.push({ event, ...fields }) },
    onAnnounce: (row) => announced.push(row),
    ...options,
  })
  for (const channel of channels) hub.openChannel(refOf(channel))
  return { hub, clock, announced, failures }
}

/** What a person reads in a row, for comparing whole feeds. */
export const textOf = (row: FeedRow): string => {
  if (row.event.kind === 'message') return row.event.text
  return row.event.kind === 'notice' ? row.event.system : row.event.kind
}

export const texts = (hub: Hub): readonly string[] => hub.rows().map(textOf)

/** The texts of struck rows. */
export const struck = (hub: Hub): readonly string[] =>
  hub
    .rows()
    .filter((row) => row.removals.length > 0)
    .map(textOf)

export const messageOf = (row: FeedRow | undefined): ChatMessage => {
  if (row?.event.kind !== 'message') throw new Error('There is no message in this row.')
  return row.event
}
