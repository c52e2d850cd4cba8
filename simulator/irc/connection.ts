import type { Clock, Disposer } from '../clock.ts'
import { type ControlledConnection, guardSocket, type WireSocket } from '../wire.ts'
import type { Channel } from '../world/types.ts'
import { notice, roomState } from './modes.ts'
import { withoutTags } from './tags.ts'

export interface IrcConnection {
  /** A line of a joined room, with all its tags. */
  tell(line: string, command: 'PRIVMSG' | 'other'): void
  readonly control: ControlledConnection
  stop(): void
}

export interface IrcConnectionContext {
  readonly id: string
  readonly socket: WireSocket
  readonly silent: boolean
  readonly clock: Clock
  readonly loginOf: (accessToken: string) => string | undefined
  /** Counts a JOIN; false when 20 in 10 s have been used up. */
  readonly mayJoin: (nick: string) => boolean
  readonly channelNamed: (login: string) => Channel | undefined
  readonly note: (violation: string) => void
  readonly onJoin: (channel: Channel) => void
  readonly onPart: (channel: Channel) => void
  readonly onEnd: () => void
}

const known: ReadonlySet<string> = new Set(['twitch.tv/tags', 'twitch.tv/commands', 'twitch.tv/membership'])
const pingEveryMs = 300_000
const pongWithinMs = 10_000
/** One WebSocket frame holds several lines, but not endlessly many. */
const linesPerFrame = 48
const mostChannels = 100

/** One reader: registration, JOIN and PART, PING both ways. */
export const createIrcConnection = (context: IrcConnectionContext): IrcConnection => {
  const { socket, clock, id } = context
  const guarded = guardSocket(socket)
  const openedAt = clock.now()
  const capabilities = new Set<string>()
  const channels = new Map<string, Channel>()
  const pending: string[] = []
  let nick: string | undefined
  let password: string | undefined
  let registered = false
  let negotiating = false
  let ended = false
  let pongTimer: Disposer | undefined

  const flush = (): void => {
    while (pending.length > 0) guarded.send(`${pending.splice(0, linesPerFrame).join('\r\n')}\r\n`)
  }
  const send = (...lines: readonly string[]): void => {
    if (ended) return
    if (pending.length === 0) queueMicrotask(flush)
    pending.push(...lines)
  }
  const end = (): void => {
    if (ended) return
    ended = true
    pinger()
    pongTimer?.()
    context.onEnd()
  }
  const close = (): void => {
    flush()
    socket.close(1000, '')
    end()
  }
  const hasTags = (): boolean => capabilities.has('twitch.tv/tags')
  const hasCommands = (): boolean => capabilities.has('twitch.tv/commands')
  const sendTagged = (line: string): void => send(hasTags() ? line : withoutTags(line))

  const refuse = (why: string): void => {
    send(notice(undefined, '*', why))
    close()
  }
  const register = (): void => {
    if (registered || negotiating || nick === undefined) return
    if (!/^justinfan\d{1,9}$/.test(nick)) {
      const token = password?.replace(/^oauth:/, '')
      if (password === undefined || !password.startsWith('oauth:') || token === undefined) {
        refuse('Improperly formatted auth')
        return
      }
      const login = context.loginOf(token)
      if (login === undefined || login !== nick) {
        refuse('Login authentication failed')
        return
      }
    }
    registered = true
    const from = ':tmi.twitch.tv'
    send(
      `${from} 001 ${nick} :Welcome, GLHF!`,
      `${from} 002 ${nick} :Your host is tmi.twitch.tv`,
      `${from} 003 ${nick} :This server is rather new`,
      `${from} 004 ${nick} :-`,
      `${from} 375 ${nick} :-`,
      `${from} 372 ${nick} :You are in a maze of twisty passages, all alike.`,
      `${from} 376 ${nick} :>`,
    )
  }
  const join = (login: string): void => {
    if (nick === undefined || channels.has(login)) return
    const tooMany = !context.mayJoin(nick)
      ? 'more than 20 JOINs in 10 s'
      : channels.size >= mostChannels
        ? `more than ${mostChannels} channels on one socket`
        : undefined
    if (tooMany !== undefined) {
      context.note(`IRC: ${tooMany}; #${login} was ignored.`)
      return
    }
    const channel = context.channelNamed(login)
    // Twitch says nothing at all for a channel that does not exist.
    if (channel === undefined) return
    if (channel.suspended) {
      const text = 'This channel does not exist or has been suspended.'
      if (hasCommands()) sendTagged(notice('msg_channel_suspended', login, text))
      return
    }
    channels.set(login, channel)
    context.onJoin(channel)
    send(`:${nick}!${nick}@${nick}.tmi.twitch.tv JOIN #${login}`)
    if (hasCommands()) sendTagged(roomState(channel))
    send(
      `:${nick}.tmi.twitch.tv 353 ${nick} = #${login} :${nick}`,
      `:${nick}.tmi.twitch.tv 366 ${nick} #${login} :End of /NAMES list`,
    )
  }
  const part = (login: string): void => {
    const channel = channels.get(login)
    if (channel === undefined) return
    channels.delete(login)
    context.onPart(channel)
    send(`:${nick}!${nick}@${nick}.tmi.twitch.tv PART #${login}`)
  }
  const negotiate = (parameters: string): void => {
    const [verb = '', ...rest] = parameters.split(' ')
    const names = rest.join(' ').replace(/^:/, '').split(' ').filter(Boolean)
    if (verb === 'LS') {
      negotiating = !registered
      send(`:tmi.twitch.tv CAP * LS :${Array.from(known).join(' ')}`)
    } else if (verb === 'END') {
      negotiating = false
      register()
    } else if (verb === 'REQ') {
      const refused = names.some((name) => !known.has(name))
      if (!refused) for (const name of names) capabilities.add(name)
      send(`:tmi.twitch.tv CAP * ${refused ? 'NAK' : 'ACK'} :${names.join(' ')}`)
    } else context.note(`IRC: CAP ${verb} is not known.`)
  }
  const roomsIn = (parameters: string): readonly string[] =>
    (parameters.split(' ')[0] ?? '').split(',').flatMap((room) => (room.startsWith('#') ? [room.slice(1)] : []))

  const onLine = (line: string): void => {
    const space = line.indexOf(' ')
    const command = (space < 0 ? line : line.slice(0, space)).toUpperCase()
    const parameters = space < 0 ? '' : line.slice(space + 1)
    if (command === 'CAP') negotiate(parameters)
    else if (command === 'PASS') password = parameters.replace(/^:/, '')
    else if (command === 'NICK') {
      nick = parameters.replace(/^:/, '').toLowerCase()
      register()
    } else if (command === 'USER') register()
    else if (command === 'PING') send(`:tmi.twitch.tv PONG tmi.twitch.tv :${parameters.replace(/^:/, '')}`)
    else if (command === 'PONG') {
      pongTimer?.()
      pongTimer = undefined
    } else if (command === 'QUIT') close()
    else if (!registered) context.note(`IRC: ${command} before the welcome.`)
    else if (command === 'JOIN') {
      for (const login of roomsIn(parameters)) join(login)
    } else if (command === 'PART') {
      for (const login of roomsIn(parameters)) part(login)
    } else if (command === 'PRIVMSG') context.note('IRC: an anonymous reader tried to write.')
    else send(`:tmi.twitch.tv 421 ${nick ?? '*'} ${command} :Unknown command`)
  }

  const pinger = clock.every(pingEveryMs, () => {
    if (guarded.mode() !== 'live') return
    send('PING :tmi.twitch.tv')
    pongTimer?.()
    pongTimer = clock.after(pongWithinMs, () => {
      context.note('IRC: no PONG within 10 s.')
      close()
    })
  })
  if (context.silent) guarded.setMode('stalled')
  socket.onText((text) => {
    if (ended || guarded.mode() === 'halfOpen') return
    for (const line of text.split(/\r?\n/)) if (line !== '') onLine(line)
  })
  socket.onClose(end)

  return {
    tell(line, command) {
      if (command === 'PRIVMSG' || hasCommands()) sendTagged(line)
    },
    stop() {
      end()
      socket.terminate()
    },
    control: {
      summary: () => ({
        id,
        kind: 'irc',
        mode: guarded.mode(),
        openedAt,
        framesSent: guarded.framesSent(),
        channels: Array.from(channels.keys()),
        subscriptions: 0,
        user: nick,
      }),
      sendRaw: guarded.sendRaw,
      setMode: guarded.setMode,
      drop(code) {
        if (code === undefined) socket.terminate()
        else socket.close(code, '')
        end()
      },
      askToReconnect: () => send(':tmi.twitch.tv RECONNECT'),
    },
  }
}
