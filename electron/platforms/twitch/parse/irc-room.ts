/** What happens to a room over IRC: CLEARCHAT, CLEARMSG, ROOMSTATE, NOTICE (facts 5.2). */
import {
  type ChannelId,
  type Mode,
  type ModeChange,
  makeAuthorId,
  makeEventId,
  type Notice,
  type Removal,
} from '../../../../shared/model.ts'
import { cleanText } from '../../../core/text.ts'
import { countOf, idOf } from '../wire.ts'
import { malformed, nothing, type ParseContext, type Parsed } from './context.ts'
import type { IrcMessage } from './irc-line.ts'
import { channelOfLine, idTag, isHistorical, loginOfLine, tag, textOfLine, timeOfLine } from './irc-tags.ts'
import { type Draft, wordsOf } from './message.ts'
import { makeModeChange } from './modes.ts'

const notKnown = malformed('an act in a channel that is not known')

/** They speak of a person: with one of them, a line that names nobody was cut short. */
const personTags: readonly string[] = ['target-user-id', 'ban-duration', 'ban-reason']

/** Without a target the whole room; with `ban-duration` a timeout, else a ban. */
export const parseClearchat = (line: IrcMessage, context: ParseContext): Parsed => {
  const channel = channelOfLine(line, context)
  if (channel === undefined) return notKnown
  // A line that was cut short must not clear a room.
  if (loginOfLine(line) === '') return malformed('CLEARCHAT without a channel')
  const at = timeOfLine(line, context)
  const userId = idTag(line, 'target-user-id')
  const login = idOf(textOfLine(line, 1))
  const base = { kind: 'removal', channel, at, receivedAt: context.receivedAt } as const
  if (login === '') {
    if (personTags.some((name) => tag(line, name) !== '')) return malformed('CLEARCHAT of a person who is not named')
    return { events: [{ ...base, id: makeEventId(channel, 'removal', 'all', String(at)), target: 'all' }] }
  }
  const author = userId === '' ? login.toLowerCase() : makeAuthorId('twitch', userId)
  const removal: Draft<Removal> = {
    ...base,
    id: makeEventId(channel, 'removal', 'author', userId === '' ? author : userId, String(at)),
    target: { author },
  }
  const duration = tag(line, 'ban-duration')
  const durationSeconds = countOf(duration)
  if (duration === '') removal.permanent = true
  else if (durationSeconds !== undefined) removal.durationSeconds = durationSeconds
  const reason = cleanText(tag(line, 'ban-reason'))
  if (reason !== '') removal.reason = reason
  return { events: [removal] }
}

export const parseClearmsg = (line: IrcMessage, context: ParseContext): Parsed => {
  const channel = channelOfLine(line, context)
  if (channel === undefined) return notKnown
  const messageId = idTag(line, 'target-msg-id')
  if (messageId === '') return malformed('CLEARMSG without target-msg-id')
  return {
    events: [
      {
        kind: 'removal',
        id: makeEventId(channel, 'removal', 'message', messageId),
        channel,
        at: timeOfLine(line, context),
        receivedAt: context.receivedAt,
        target: { message: makeEventId(channel, 'message', messageId) },
      },
    ],
  }
}

const roomTags: readonly (readonly [string, Mode])[] = [
  ['slow', 'slow'],
  ['emote-only', 'emoteOnly'],
  ['followers-only', 'followers'],
  ['subs-only', 'subscribers'],
  ['r9k', 'unique'],
]

/** Off: -1 for followers-only, 0 for the others. Seconds where the mode has a length; followers-only counts minutes. */
const readMode = (mode: Mode, value: string): { readonly on: boolean; readonly seconds?: number } | undefined => {
  if (mode === 'followers') {
    if (value.startsWith('-')) return { on: false }
    const minutes = countOf(value)
    return minutes === undefined ? undefined : { on: true, seconds: minutes * 60 }
  }
  const number = countOf(value)
  if (number === undefined) return undefined
  return mode === 'slow' && number > 0 ? { on: true, seconds: number } : { on: number > 0 }
}

/** A change may touch two modes at once; the full state has always named at least three. */
const mostChanged = 2

/**
 * The full state comes on joining and tells what is in force (and, where wanted, what is not); a later one names only what
 * changed.
 */
export const parseRoomstate = (line: IrcMessage, context: ParseContext): Parsed => {
  const channel = channelOfLine(line, context)
  if (channel === undefined) return notKnown
  const told = roomTags.filter(([name]) => line.tags.has(name))
  const initial = told.length > mostChanged
  const events: ModeChange[] = []
  for (const [name, mode] of told) {
    const state = readMode(mode, tag(line, name))
    if (state === undefined || (initial && !state.on && context.tellsModesOff !== true)) continue
    events.push(makeModeChange(channel, timeOfLine(line, context), { mode, ...state }, { initial }))
  }
  return { events }
}

/** These repeat what ROOMSTATE tells. */
const modeNotices: ReadonlySet<string> = new Set([
  'emote_only_on',
  'emote_only_off',
  'followers_on',
  'followers_on_zero',
  'followers_off',
  'slow_on',
  'slow_off',
  'subs_on',
  'subs_off',
  'r9k_on',
  'r9k_off',
])

const systemNotice = (
  channel: ChannelId,
  line: IrcMessage,
  words: ReturnType<typeof wordsOf>,
  context: ParseContext,
): Notice => {
  const msgId = idTag(line, 'msg-id')
  const sentAt = timeOfLine(line, context)
  const notice: Draft<Notice> = {
    kind: 'notice',
    id: makeEventId(channel, 'notice', 'system', msgId, String(sentAt)),
    channel,
    sentAt,
    receivedAt: context.receivedAt,
    notice: 'system',
    ...words,
    traits: isHistorical(line) ? ['historical'] : [],
  }
  if (msgId !== '') notice.type = msgId
  return notice
}

/** What the server has to say about a room; `NOTICE *` speaks to the connection and is nothing for the feed. */
export const parseNotice = (line: IrcMessage, context: ParseContext): Parsed => {
  const words = wordsOf(textOfLine(line, 1))
  if (loginOfLine(line) === '' || modeNotices.has(tag(line, 'msg-id')) || words.text === '') return nothing
  const channel = channelOfLine(line, context)
  return channel === undefined ? notKnown : { events: [systemNotice(channel, line, words, context)] }
}
