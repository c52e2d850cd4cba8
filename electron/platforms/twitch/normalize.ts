/** Raw wire text as feed events without an app around it: for `scripts/normalize.ts` and the golden tests (DESIGN 8). */
import { makeImageKey, makeUnknownChannelId } from '../../../shared/model.ts'
import {
  createParseMemory,
  type IrcMessage,
  type ParseContext,
  type Parsed,
  type ParseMemory,
  parseEventSub,
  parseEventSubFrame,
  parseIrcLine,
  parseIrcMessage,
} from './parse.ts'
import { countOf, isObject, objectOf, timeOf } from './wire.ts'

/** Images are named by their references; a channel of which only the login is told has an id that no open channel has. */
const contextAt = (receivedAt: number, memory: ParseMemory): ParseContext => ({
  receivedAt,
  memory,
  channelOf: ({ login, id }) => makeUnknownChannelId('twitch', login ?? id ?? ''),
  image: makeImageKey,
})

/** When the line was received, as far as it tells: history's own note, else when it was sent; 0 where neither stands. */
const timeOfIrc = (message: IrcMessage): number =>
  countOf(message.tags.get('rm-received-ts')) ?? countOf(message.tags.get('tmi-sent-ts')) ?? 0

/** The fields in which events carry their own time. */
const timeFields: readonly string[] = [
  'ended_at',
  'followed_at',
  'redeemed_at',
  'banned_at',
  'held_at',
  'locked_at',
  'started_at',
  'created_at',
]

const timeOfEvent = (payload: unknown): number => {
  const event = objectOf(objectOf(payload)['event'])
  for (const field of timeFields) {
    const time = timeOf(event[field])
    if (time !== undefined) return time
  }
  return 0
}

export type NormalizeLine = (line: string) => Parsed

export const createIrcNormalizer = (): NormalizeLine => {
  const memory = createParseMemory()
  return (line) => {
    const message = parseIrcLine(line)
    if (message !== undefined) return parseIrcMessage(message, contextAt(timeOfIrc(message), memory))
    return line.trim() === '' ? { events: [] } : { events: [], malformed: 'no IRC line' }
  }
}

const readJson = (line: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(line) }
  } catch {
    return undefined
  }
}

/** Takes `{subscription, event}`, or the whole frame `{metadata, payload}` around it. */
export const createEventSubNormalizer = (): NormalizeLine => {
  const memory = createParseMemory()
  return (line) => {
    if (line.trim() === '') return { events: [] }
    const json = readJson(line)
    if (json === undefined) return { events: [], malformed: 'no JSON' }
    const { value } = json
    if (!isObject(value) || !isObject(value['metadata']))
      return parseEventSub(value, contextAt(timeOfEvent(value), memory))
    const sentAt = timeOf(value['metadata']['message_timestamp'])
    return parseEventSubFrame(value, contextAt(sentAt ?? timeOfEvent(value['payload']), memory))
  }
}
