/**
 * `npm run -s normalize -- <platform> <format>`: raw wire lines on stdin, one JSON array of feed events a line, in order
 * (DESIGN 8). What cannot be read answers `[{"kind":"malformed","reason":…}]`; a summary goes to stderr.
 */
import { makeImageKey, makeUnknownChannelId } from '../shared/model.ts'
import {
  createParseMemory,
  parseEventSub,
  parseEventSubFrame,
  parseIrcMessage,
  parseIrcLine,
  type ParseContext,
  type Parsed,
  wireTimeOf,
  wireTimeOfLine,
} from '../electron/platforms/twitch/parse.ts'

type Normalize = (line: string) => Parsed

const memory = createParseMemory()

/** Images go by their references; a channel that only a login names has an id that no open channel has. */
const contextAt = (receivedAt: number): ParseContext => ({
  receivedAt,
  memory,
  channelOf: ({ login, id }) => makeUnknownChannelId('twitch', login ?? id ?? ''),
  image: makeImageKey,
})

const twitchIrc: Normalize = (line) => {
  const message = parseIrcLine(line)
  if (message !== undefined) return parseIrcMessage(message, contextAt(wireTimeOfLine(message)))
  return line.trim() === '' ? { events: [] } : { events: [], malformed: 'no IRC line' }
}

const readJson = (line: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(line) }
  } catch {
    return undefined
  }
}

/** A payload `{subscription, event}`, or the whole frame around it. */
const twitchEventSub: Normalize = (line) => {
  const json = readJson(line)
  if (json === undefined) return { events: [], malformed: 'no JSON' }
  const context = contextAt(wireTimeOf(json.value))
  const isFrame = typeof json.value === 'object' && json.value !== null && 'metadata' in json.value
  return isFrame ? parseEventSubFrame(json.value, context) : parseEventSub(json.value, context)
}

const formats: ReadonlyMap<string, Normalize> = new Map([
  ['twitch irc', twitchIrc],
  ['twitch eventsub', twitchEventSub],
])
