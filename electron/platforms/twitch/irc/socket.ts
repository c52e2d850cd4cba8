/** One anonymous IRC socket: greeting, PING both ways, RECONNECT, and the lines of its channels to their readers. */
import type { FeedEvent } from '../../../../shared/model.ts'
import type { Moment } from '../../../core/moment.ts'
import { type Link, superviseSocket } from '../../../net/supervise.ts'
import type { SupervisedState } from '../../../net/supervise-state.ts'
import type { PlatformContext } from '../../platform.ts'
import { nickOf, parseIrcLine } from '../parse/irc-line.ts'
import { peekIrc } from './peek.ts'
import type { IrcEntry } from './pool.ts'

export interface IrcSocketHandlers {
  readonly onState: () => void
  /** Greeted: channels can be joined. */
  readonly onLive: () => void
  readonly onLost: (lastHeard: Moment, why: string) => void
  readonly entryOf: (login: string) => IrcEntry | undefined
  readonly onJoined: (entry: IrcEntry) => void
  readonly onRoom: (entry: IrcEntry, userId: string) => void
  readonly onRefused: (entry: IrcEntry, why: string) => void
}

export interface IrcSocket {
  state(): SupervisedState
  isLive(): boolean
  /** Without its line end. */
  send(line: string): void
  reconnectNow(): void
  stop(): void
}

/** Facts 5: PING after 30 to 60 s of silence, and 10 s for its PONG. */
const silence = { lostAfterMs: 10_000, probe: { afterMs: 45_000, send: (link: Link) => link.send('PING :tributary') } }

export const openIrcSocket = (
  context: Pick<PlatformContext, 'host' | 'openSocket' | 'tap' | 'endpoints' | 'sink'>,
  name: string,
  handlers: IrcSocketHandlers,
): IrcSocket => {
  const { host, sink } = context
  let link: Link | undefined
  const nick = `justinfan${1 + Math.floor(host.random() * 99_998)}`

  const readFrame = (frame: string, from: Link) => {
    const receivedAt = host.clock.now()
    const events: FeedEvent[] = []
    for (const line of frame.split('\n')) {
      const bare = line.endsWith('\r') ? line.slice(0, -1) : line
      if (bare !== '') readLine(bare, from, receivedAt, events)
    }
    if (events.length > 0) sink.deliver(events, 'irc')
  }

  const readLine = (line: string, from: Link, receivedAt: number, events: FeedEvent[]) => {
    const peek = peekIrc(line)
    if (peek === undefined) {
      sink.count('malformed irc line')
      return
    }
    const entry = peek.login === undefined ? undefined : handlers.entryOf(peek.login)
    const control = controls[peek.command]
    if (control?.(line, from, entry) === 'handled' || entry === undefined) return
    for (const reader of entry.readers) for (const event of reader.read(line, receivedAt)) events.push(event)
  }

  type Control = (line: string, from: Link, entry: IrcEntry | undefined) => 'handled' | 'goesOn'

  const greeted: Control = (_line, from) => {
    from.becameLive()
    return 'handled'
  }
  const controls: Readonly<Record<string, Control>> = {
    // End of the message of the day, or that there is none: safe to JOIN (facts 5).
    '376': greeted,
    '422': greeted,
    PING: (line, from) => {
      from.send(`PONG :${parseIrcLine(line)?.params.at(-1) ?? ''}`)
      return 'handled'
    },
    RECONNECT: (_line, from) => {
      from.giveUp('Twitch asked for a new connection.')
      return 'handled'
    },
    CAP: (line, from) => {
      if (parseIrcLine(line)?.params[1] === 'NAK') from.giveUp('Twitch’s chat refused to send message details.')
      return 'handled'
    },
    JOIN: (line, _from, entry) => {
      if (entry !== undefined && nickOf(parseIrcLine(line)?.prefix ?? '') === nick) handlers.onJoined(entry)
      return 'handled'
    },
    ROOMSTATE: (line, _from, entry) => {
      const roomId = parseIrcLine(line)?.tags.get('room-id') ?? ''
      if (entry === undefined) return 'handled'
      if (roomId !== '') handlers.onRoom(entry, roomId)
      handlers.onJoined(entry)
      return 'goesOn'
    },
    NOTICE: (line, from, entry) => {
      const message = parseIrcLine(line)
      const id = message?.tags.get('msg-id') ?? ''
      if (entry === undefined) {
        if (message?.params[0] === '*') from.giveUp(`Twitch’s chat: ${message.params.at(-1) ?? 'no reason given'}`)
        return 'handled'
      }
      if (!unavailable.has(id)) return 'goesOn'
      handlers.onRefused(entry, `Twitch says that the channel “${entry.login}” does not exist or has been suspended.`)
      return 'handled'
    },
  }

  const supervised = superviseSocket({
    name,
    peer: 'Twitch’s chat',
    host,
    openSocket: context.openSocket,
    tap: context.tap,
    url: () => context.endpoints['irc'] ?? '',
    silence: () => silence,
    onOpen: (opened) => {
      opened.send('CAP REQ :twitch.tv/tags twitch.tv/commands')
      opened.send(`NICK ${nick}`)
    },
    onText: readFrame,
    onLive: (live) => {
      link = live
      handlers.onLive()
    },
    onLost: ({ lastHeard, why }) => {
      link = undefined
      handlers.onLost(lastHeard, why)
    },
  })
  const unsubscribe = supervised.state.subscribe(() => handlers.onState())

  return {
    state: () => supervised.state.value,
    isLive: () => link !== undefined,
    send: (line) => link?.send(line),
    reconnectNow: () => supervised.reconnectNow(),
    stop() {
      unsubscribe()
      supervised.stop()
    },
  }
}

const unavailable: ReadonlySet<string> = new Set(['msg_channel_suspended', 'msg_room_not_found', 'tos_ban'])
