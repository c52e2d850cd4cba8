/** Turns one channel's lines and notifications into events; what cannot be read is counted, never thrown. */
import type { FeedEvent } from '../../../../shared/model.ts'
import type { Logger } from '../../../core/ports/host.ts'
import type { EventSink } from '../../../core/ports/session.ts'
import type { Json } from '../helix/read.ts'
import type { ParseContext, Parsed } from '../parse/context.ts'
import { parseEventSub } from '../parse/eventsub.ts'
import { parseIrc } from '../parse/irc.ts'

export interface ChannelReader {
  readIrc(line: string, receivedAt: number): readonly FeedEvent[]
  readEventSub(payload: Json, times: { readonly receivedAt: number; readonly sentAt?: number }): readonly FeedEvent[]
}

/** `onEvents` hears of every event before the sink does. */
export const createChannelReader = (
  base: Omit<ParseContext, 'receivedAt' | 'sentAt'>,
  sink: Pick<EventSink, 'count'>,
  log: Logger,
  onEvents: (events: readonly FeedEvent[]) => void,
): ChannelReader => {
  const read = (source: string, parse: () => Parsed): readonly FeedEvent[] => {
    try {
      const { events, malformed, unknown } = parse()
      if (malformed !== undefined) sink.count(`malformed ${source}: ${malformed}`)
      if (unknown !== undefined) sink.count(`unknown ${unknown}`)
      onEvents(events)
      return events
    } catch (error) {
      // A bug of ours must cost one line, not the connection. The name alone: a message may quote what somebody wrote.
      sink.count(`bug while reading ${source}`)
      log.error('reading failed', { source, error: error instanceof Error ? error.name : 'unknown' })
      return []
    }
  }
  return {
    readIrc: (line, receivedAt) => read('irc', () => parseIrc(line, { ...base, receivedAt })),
    readEventSub: (payload, times) => read('eventsub', () => parseEventSub(payload, { ...base, ...times })),
  }
}
