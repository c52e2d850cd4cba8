/** What both wires share: a message's and a notice's place, identity, rooms and traits, from already read fields. */
import {
  type ChannelId,
  type ChatMessage,
  type EventId,
  type FeedEvent,
  type MessagePart,
  makeAuthorId,
  makeEventId,
  type Notice,
  type Reply,
  type Role,
  type Room,
  type Trait,
} from '../../../../shared/model.ts'
import { cleanName, cleanText } from '../../../core/text.ts'
import { channelIdOf, type ParseContext } from './context.ts'
import type { Body } from './parts.ts'

/** For building an event whose optional fields are only known one after the other. */
export type Draft<Event> = { -readonly [Field in keyof Event]: Event[Field] }

export interface Place {
  readonly channel: ChannelId
  /** The room where it was said: the identity of a shared chat's copies. */
  readonly home: ChannelId
  readonly messageId: string
  /** The id in `home`. */
  readonly homeMessageId: string
  readonly rooms?: readonly Room[]
  readonly source?: { readonly channel: ChannelId; readonly name: string }
}

export interface SourceFields {
  /** Empty outside a shared chat. */
  readonly userId: string
  readonly messageId: string
  readonly name: string
  /** What the author is in the room where the copy came. */
  readonly rolesHere: readonly Role[]
}

export const noSource: SourceFields = { userId: '', messageId: '', name: '', rolesHere: [] }

/** `roomUserId` is the broadcaster's id of `channel`; empty where only its login is known. */
export const placeOf = (
  channel: ChannelId,
  roomUserId: string,
  messageId: string,
  source: SourceFields,
  context: ParseContext,
): Place => {
  if (source.userId === '') return { channel, home: channel, messageId, homeMessageId: messageId }
  const room = { channel, messageId, removed: false }
  const homeMessageId = source.messageId === '' ? messageId : source.messageId
  if (source.userId === roomUserId) return { channel, home: channel, messageId, homeMessageId, rooms: [room] }
  const home = channelIdOf(context, source.userId)
  const name = cleanName(source.name === '' ? (context.roomName?.(source.userId) ?? '') : source.name)
  const foreign = { channel: home, name }
  const rooms = [{ ...room, roles: source.rolesHere }]
  // Without an id of its own in the other room it cannot be told apart there: it is this room's.
  if (source.messageId === '') return { channel, home: channel, messageId, homeMessageId, rooms, source: foreign }
  return { channel, home, messageId, homeMessageId, rooms, source: foreign }
}

export const idAt = (place: Place, kind: FeedEvent['kind']): EventId =>
  makeEventId(place.home, kind, place.homeMessageId)

export interface ReplyFields {
  readonly messageId: string
  readonly threadId: string
  readonly userId: string
  readonly login: string
  readonly name: string
  readonly text: string
}

const maxReplyLength = 500

export const makeReply = (channel: ChannelId, fields: ReplyFields): Reply => {
  const message = makeEventId(channel, 'message', fields.messageId)
  const login = cleanName(fields.login)
  const name = cleanName(fields.name)
  const text = cleanText(fields.text, { maxLength: maxReplyLength })
  return {
    message,
    ...(fields.userId === ''
      ? {}
      : { author: { id: makeAuthorId('twitch', fields.userId), login, name: name === '' ? login : name } }),
    ...(text === '' ? {} : { text }),
  }
}

/** Whether somebody else's message speaks to the person whose account reads it. */
const meansSelf = (parts: readonly MessagePart[], replyUserId: string, context: ParseContext): boolean => {
  const { self } = context
  if (self === undefined) return false
  if (replyUserId === self.userId) return true
  return parts.some((part) => part.type === 'mention' && (part.userId === self.userId || part.login === self.login))
}

/** Adds `own` or `mentionsMe`, as far as the context knows whose account reads. */
export const addSelfTraits = (
  traits: Trait[],
  authorUserId: string,
  parts: readonly MessagePart[],
  replyUserId: string,
  context: ParseContext,
): void => {
  if (context.self === undefined) return
  if (authorUserId === context.self.userId) traits.push('own')
  else if (meansSelf(parts, replyUserId, context)) traits.push('mentionsMe')
}

/** A notice's text is what a person wrote with it; where nobody did, the sentence (DESIGN 3 and 4). */
export const wordsOf = (sentence: string, body?: Body): Pick<Notice, 'system' | 'parts' | 'text'> => {
  const system = cleanText(sentence)
  if (body !== undefined && body.text !== '') return { system, parts: body.parts, text: body.text }
  return { system, parts: system === '' ? [] : [{ type: 'text', text: system }], text: system }
}

export const setPlace = (event: Draft<Pick<ChatMessage, 'rooms' | 'source'>>, place: Place): void => {
  if (place.rooms !== undefined) event.rooms = place.rooms
  if (place.source !== undefined) event.source = place.source
}
