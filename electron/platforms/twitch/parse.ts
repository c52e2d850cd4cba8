/** Twitch's two wires as feed events. Parsing is pure, total and bounded: nothing throws, whatever arrives. */
import { createParseMemory, type ParseContext, type Parsed } from './parse/context.ts'
import { parseEventSub } from './parse/eventsub.ts'
import { parseIrc } from './parse/irc.ts'

export { createParseMemory, type ParseContext, type Parsed, type ParseMemory } from './parse/context.ts'
export { parseEventSub, parseEventSubFrame } from './parse/eventsub.ts'
export { parseIrc, parseIrcMessage } from './parse/irc.ts'
export { type IrcMessage, nickOf, parseIrcLine } from './parse/irc-line.ts'

export interface Parser {
  /** `receivedAt` is ms since epoch, our clock. */
  irc(line: string, receivedAt: number): Parsed
  /** `sentAt` is the frame's `metadata.message_timestamp` in ms since epoch. */
  eventSub(payload: unknown, receivedAt: number, sentAt?: number): Parsed
}

/** Parses a stream: the same badges and channels are read once. A new parser when the account or its pictures change. */
export const createParser = (context: Omit<ParseContext, 'receivedAt' | 'sentAt' | 'memory'>): Parser => {
  const memory = createParseMemory()
  return {
    irc: (line, receivedAt) => parseIrc(line, { ...context, memory, receivedAt }),
    eventSub: (payload, receivedAt, sentAt) =>
      parseEventSub(payload, { ...context, memory, receivedAt, ...(sentAt === undefined ? {} : { sentAt }) }),
  }
}
