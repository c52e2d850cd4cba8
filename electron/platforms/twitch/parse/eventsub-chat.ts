/** `channel.chat.*` without notifications: messages and their removal (facts 3.1, 3.2; seed document 001). */
import {
  type Author,
  type ChatMessage,
  makeAuthorId,
  makeEventId,
  type Removal,
  type Trait,
} from '../../../../shared/model.ts'
import { countOf, idOf, isObject, isTrue, type Loose, textOf, type Wire } from '../wire.ts'
import { bitsAmount } from './amount.ts'
import { anonymousAuthor, anonymousUserId, eventSubBadges, eventSubRoles, makeAuthor } from './author.ts'
import { malformed, type Parsed } from './context.ts'
import type { Scope } from './eventsub-scope.ts'
import { readFragments } from './fragments.ts'
import {
  addSelfTraits,
  type Draft,
  idAt,
  makeReply,
  noSource,
  placeOf,
  type ReplyFields,
  type SourceFields,
  setPlace,
} from './message.ts'
import type { Body } from './parts.ts'

/** What messages and notifications share. */
export type ChatFields = Loose<
  | 'message_id'
  | 'message'
  | 'chatter_user_id'
  | 'chatter_user_login'
  | 'chatter_user_name'
  | 'chatter_is_anonymous'
  | 'color'
  | 'badges'
  | 'source_broadcaster_user_id'
  | 'source_broadcaster_user_name'
  | 'source_message_id'
  | 'source_badges'
>

type ChatMessageEvent = ChatFields & Loose<'message_type' | 'cheer' | 'reply' | 'channel_points_custom_reward_id'>

export const sourceOfEvent = (event: ChatFields): SourceFields => {
  const userId = idOf(event.source_broadcaster_user_id)
  if (userId === '') return noSource
  return {
    userId,
    messageId: idOf(event.source_message_id),
    name: textOf(event.source_broadcaster_user_name),
    rolesHere: eventSubRoles(event.badges),
  }
}

/** A foreign message shows the badges of the room where it was said. */
export const authorOfEvent = (event: ChatFields, source: SourceFields, scope: Scope): Author => {
  const id = idOf(event.chatter_user_id)
  if (id === anonymousUserId || isTrue(event.chatter_is_anonymous)) return anonymousAuthor
  const isForeign = source.userId !== '' && source.userId !== scope.channelUserId
  const badges = isForeign
    ? eventSubBadges(scope.context, source.userId, event.source_badges)
    : eventSubBadges(scope.context, scope.channelUserId, event.badges)
  const person = { id, login: textOf(event.chatter_user_login), name: textOf(event.chatter_user_name) }
  return makeAuthor(person, badges, textOf(event.color))
}

/** Neither named nor anonymous. */
export const isOfNobody = (event: ChatFields): boolean =>
  !isTrue(event.chatter_is_anonymous) &&
  idOf(event.chatter_user_id) === '' &&
  textOf(event.chatter_user_login) === '' &&
  textOf(event.chatter_user_name) === ''

const replyOf = (wire: unknown): ReplyFields | undefined => {
  if (!isObject(wire)) return undefined
  const reply: Loose<
    | 'parent_message_id'
    | 'parent_message_body'
    | 'parent_user_id'
    | 'parent_user_login'
    | 'parent_user_name'
    | 'thread_message_id'
  > = wire
  const messageId = idOf(reply.parent_message_id)
  if (messageId === '') return undefined
  return {
    messageId,
    threadId: idOf(reply.thread_message_id),
    userId: idOf(reply.parent_user_id),
    login: idOf(reply.parent_user_login),
    name: textOf(reply.parent_user_name),
    text: textOf(reply.parent_message_body),
  }
}

const messageTraits: ReadonlyMap<unknown, Trait> = new Map<unknown, Trait>([
  ['channel_points_highlighted', 'highlighted'],
  ['channel_points_sub_only', 'subscribersOnly'],
  ['user_intro', 'introduction'],
  ['power_ups_message_effect', 'animated'],
  ['power_ups_gigantified_emote', 'gigantified'],
])

/** IRC tells it with a tag; here the fragments do. */
const isEmoteOnly = (body: Body): boolean => {
  let emotes = 0
  for (const part of body.parts) {
    if (part.type === 'emote') emotes++
    else if (part.type !== 'text' || part.text.trim() !== '') return false
  }
  return emotes > 0
}

const traitsOf = (event: ChatMessageEvent, body: Body): Trait[] => {
  const traits: Trait[] = []
  const kind = messageTraits.get(event.message_type)
  if (body.action) traits.push('action')
  if (kind !== undefined) traits.push(kind)
  if (idOf(event.channel_points_custom_reward_id) !== '') traits.push('reward')
  if (isEmoteOnly(body)) traits.push('emoteOnly')
  return traits
}

export const readChatMessage = (wire: Wire, scope: Scope): Parsed => {
  const event: ChatMessageEvent = wire
  const { context, channel } = scope
  const messageId = idOf(event.message_id)
  if (messageId === '') return malformed('channel.chat.message without message_id')
  if (!isObject(event.message) && typeof event.message !== 'string') return malformed('a message without text')
  if (isOfNobody(event)) return malformed('a message of nobody')
  const source = sourceOfEvent(event)
  const place = placeOf(channel, scope.channelUserId, messageId, source, context)
  const reply = replyOf(event.reply)
  const body = readFragments(event.message, reply, context)
  const traits = traitsOf(event, body)
  addSelfTraits(traits, idOf(event.chatter_user_id), body.parts, reply?.userId ?? '', context)
  const message: Draft<ChatMessage> = {
    kind: 'message',
    id: idAt(place, 'message'),
    channel,
    messageId,
    author: authorOfEvent(event, source, scope),
    parts: body.parts,
    text: body.text,
    sentAt: scope.at,
    receivedAt: context.receivedAt,
    traits,
  }
  setPlace(message, place)
  const cheer: Loose<'bits'> | undefined = isObject(event.cheer) ? event.cheer : undefined
  const bits = countOf(cheer?.bits)
  if (bits !== undefined && bits > 0) message.paid = bitsAmount(bits)
  if (reply !== undefined) {
    message.replyTo = makeReply(channel, reply)
    if (reply.threadId !== '') message.thread = makeEventId(channel, 'message', reply.threadId)
  }
  return { events: [message] }
}

interface RemovalDetails {
  readonly at?: number | undefined
  readonly by?: Author | undefined
  readonly reason?: string | undefined
  readonly durationSeconds?: number | undefined
  readonly permanent?: boolean
}

/** `what` is a message's or a person's platform id; the removal is `scope`'s room's. */
export const makeRemoval = (
  scope: Scope,
  what: { readonly messageId: string } | { readonly userId: string } | 'all',
  details: RemovalDetails = {},
): Removal => {
  const { channel } = scope
  const at = details.at ?? scope.at
  const [key, target]: [readonly [string, ...string[]], Removal['target']] =
    what === 'all'
      ? [['all', String(at)], 'all']
      : 'messageId' in what
        ? [['message', what.messageId], { message: makeEventId(channel, 'message', what.messageId) }]
        : [['author', what.userId, String(at)], { author: makeAuthorId('twitch', what.userId) }]
  const removal: Draft<Removal> = {
    kind: 'removal',
    id: makeEventId(channel, 'removal', ...key),
    channel,
    at,
    receivedAt: scope.context.receivedAt,
    target,
  }
  if (details.by !== undefined) removal.by = details.by
  if (details.reason !== undefined && details.reason !== '') removal.reason = details.reason
  if (details.durationSeconds !== undefined) removal.durationSeconds = details.durationSeconds
  if (details.permanent === true) removal.permanent = true
  return removal
}

export const readMessageDelete = (wire: Wire, scope: Scope): Parsed => {
  const event: Loose<'message_id'> = wire
  const messageId = idOf(event.message_id)
  if (messageId === '') return malformed('channel.chat.message_delete without message_id')
  return { events: [makeRemoval(scope, { messageId })] }
}

/** A ban or a timeout; which of them is not said. */
export const readClearUserMessages = (wire: Wire, scope: Scope): Parsed => {
  const event: Loose<'target_user_id'> = wire
  const userId = idOf(event.target_user_id)
  if (userId === '') return malformed('channel.chat.clear_user_messages without target_user_id')
  return { events: [makeRemoval(scope, { userId })] }
}

export const readClear = (_wire: Wire, scope: Scope): Parsed => ({ events: [makeRemoval(scope, 'all')] })
