/** Turns one channel's lines and notifications into events; what cannot be read is counted, never thrown. */
import type { FeedEvent } from '../../../shared/model.ts'
import type { EventSink } from '../../core/ports/session.ts'
import type { Json } from './helix-read.ts'
import type { ParseContext, Parsed } from './parse-context.ts'
import { parseEventSub } from './parse-eventsub.ts'
import { parseIrc } from './parse-irc.ts'

export interface ChannelReader {
  readIrc(line: string, receivedAt: number): readonly FeedEvent[]
  readEventSub(payload: Json, times: { readonly receivedAt: number; readonly sentAt?: number }): readonly FeedEvent[]
}

/** `onEvents` hears of every event before the sink does. */
export const createChannelReader = (
  base: Omit<ParseContext, 'receivedAt' | 'sentAt'>,
  sink: Pick<EventSink, 'count'>,
  onEvents: (events: readonly FeedEvent[]) => void,
): ChannelReader => {
  const keep = (parsed: Parsed, source: string): readonly FeedEvent[] => {
    if (parsed.malformed !== undefined) sink.count(`malformed ${source}: ${parsed.malformed}`)
    if (parsed.unknown !== undefined) sink.count(`unknown ${parsed.unknown}`)
    onEvents(parsed.events)
    return parsed.events
  }
  return {
    readIrc: (line, receivedAt) => keep(parseIrc(line, { ...base, receivedAt }), 'irc'),
    readEventSub: (payload, times) => keep(parseEventSub(payload, { ...base, ...times }), 'eventsub'),
  }
}
