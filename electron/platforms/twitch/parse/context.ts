/** What parsing needs beside the wire, and what it gives. Parsing is pure: the memory only saves work. */
import { type ChannelId, type FeedEvent, type ImageKey, makeChannelId } from '../../../../shared/model.ts'
import type { BadgeSet } from './author.ts'

export interface ParseContext {
  /** ms since epoch, our clock. */
  readonly receivedAt: number
  /** EventSub's `metadata.message_timestamp` in ms since epoch: its events carry no time of their own. */
  readonly sentAt?: number
  /** Asked only where the wire names a channel by login alone. */
  channelOf(hint: { readonly login?: string; readonly id?: string }): ChannelId | undefined
  /** `emote:ID`, `cheermote:PREFIX:TIER` (the prefix in lower case). */
  image(reference: string): ImageKey
  /** The key of `badge:BROADCASTERID:SET:VERSION`; absent without an account. */
  badgeImage?(channelUserId: string, set: string, version: string): ImageKey | undefined
  /** The name of a shared chat's foreign room, which IRC does not tell. */
  roomName?(channelUserId: string): string | undefined
  /** Whose messages are `own` and who is meant by `mentionsMe`. */
  readonly self?: { readonly userId: string; readonly login: string }
  /** On joining, also tells the modes that are off: for a reader that may have missed their end. */
  readonly tellsModesOff?: boolean
  readonly memory?: ParseMemory
}

export interface Parsed {
  readonly events: readonly FeedEvent[]
  /** Why it could not be read; never holds what somebody wrote. */
  readonly malformed?: string
  /** What this version does not know, to be counted. */
  readonly unknown?: string
}

export const nothing: Parsed = { events: [] }

export const malformed = (reason: string): Parsed => ({ events: [], malformed: reason })

/** Remembers what the same raw text was read as; bounded. Owned by whoever parses a stream of lines. */
export interface ParseMemory {
  readonly badges: Map<string, BadgeSet>
  readonly channels: Map<string, ChannelId>
}

const maxRemembered = 5_000

export const createParseMemory = (): ParseMemory => ({ badges: new Map(), channels: new Map() })

/** A full memory starts anew: it refills within seconds. */
export const remember = <Value>(memory: Map<string, Value>, key: string, value: Value): Value => {
  if (memory.size >= maxRemembered) memory.clear()
  memory.set(key, value)
  return value
}

/** The channel of a broadcaster's user id. */
export const channelIdOf = (context: ParseContext, userId: string): ChannelId => {
  const channels = context.memory?.channels
  if (channels === undefined) return makeChannelId('twitch', userId)
  return channels.get(userId) ?? remember(channels, userId, makeChannelId('twitch', userId))
}
