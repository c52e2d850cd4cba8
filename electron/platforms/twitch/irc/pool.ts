/**
 * Anonymous reading of Twitch's chat (facts 5): sockets of at most 100 channels each, one JOIN budget for all of them,
 * rejoining after every reconnect, and an answer for names that no channel has.
 */
import type { Disposer } from '../../../../shared/contract.ts'
import type { FeedEvent } from '../../../../shared/model.ts'
import { type Moment, momentNow } from '../../../core/moment.ts'
import type { PlatformContext } from '../../platform.ts'
import type { SourceState } from '../session/state.ts'
import { createJoinBudget } from './join-budget.ts'
import { type IrcSocket, openIrcSocket } from './socket.ts'

/** One who reads a channel. `read` parses a line; its events go to the sink together with those of the same frame. */
export interface IrcReader {
  readonly onState: (state: SourceState) => void
  /** Reading begins. */
  readonly onLive: (at: Moment) => void
  readonly onLost: (lastHeard: Moment, why: string) => void
  /** Twitch told which user's room this name leads to; told before `onLive`, and again whenever it is said. */
  readonly onRoom: (userId: string) => void
  readonly read: (line: string, receivedAt: number) => readonly FeedEvent[]
}

export interface IrcPool {
  /** Reads `login` (lower case) until disposed. An urgent one is joined before all that wait. */
  open(login: string, reader: IrcReader, options?: { readonly urgent?: boolean }): Disposer
  /** Joins anew, at once: also a name that was refused. */
  rejoin(login: string): void
  stop(): void
}

export interface IrcEntry {
  readonly login: string
  readonly readers: Set<IrcReader>
  readonly socket: IrcSocket
  urgent: boolean
  phase: 'waiting' | 'asked' | 'joined' | 'refused'
  liveSince: number
  roomId: string | undefined
  everJoined: boolean
  silences: number
  refusal: string
  cancelTimer: Disposer
  cancelLinger: Disposer
}

const channelsASocket = 100
/** Twitch says nothing at all about a name that no channel has (facts 5). */
const silenceMs = 10_000
/** A channel that nobody reads is left after so long: who comes back at once (another account) finds it joined. */
const lingerMs = 10_000

export const createIrcPool = (
  context: Pick<PlatformContext, 'host' | 'openSocket' | 'tap' | 'endpoints' | 'sink'>,
): IrcPool => {
  const { clock } = context.host
  const entries = new Map<string, IrcEntry>()
  const sockets: IrcSocket[] = []
  const budget = createJoinBudget(clock)
  let cancelPump: Disposer = () => undefined
  let numbered = 0

  const stateOf = (entry: IrcEntry, shown = progress()): SourceState => {
    if (entry.phase === 'refused') return { status: 'refused', why: entry.refusal }
    if (entry.phase === 'joined') return { status: 'live', since: entry.liveSince }
    const socket = entry.socket.state()
    if (socket.status !== 'live') return socket
    const why =
      entry.silences === 0 ? undefined : `Twitch did not answer when #${entry.login} was joined again; still trying.`
    return { status: 'connecting', ...(why === undefined ? {} : { why }), progress: shown }
  }

  const progress = () => {
    let [done, total] = [0, 0]
    for (const { phase } of entries.values()) {
      if (phase === 'joined') done += 1
      if (phase !== 'refused') total += 1
    }
    return { done, total }
  }

  const tell = (entry: IrcEntry, shown = progress()) => {
    for (const reader of [...entry.readers]) reader.onState(stateOf(entry, shown))
  }
  /** Those that wait show how far the joining has come. */
  const tellWaiting = () => {
    const shown = progress()
    for (const entry of entries.values()) if (entry.phase === 'waiting' || entry.phase === 'asked') tell(entry, shown)
  }

  const pump = () => {
    cancelPump()
    const waiting = [...entries.values()].filter(({ phase, socket }) => phase === 'waiting' && socket.isLive())
    if (waiting.length === 0) return
    waiting.sort((left, right) => Number(right.urgent) - Number(left.urgent))
    const now = waiting.slice(0, budget.free())
    budget.spend(now.length)
    for (const socket of new Set(now.map((entry) => entry.socket))) {
      const own = now.filter((entry) => entry.socket === socket)
      for (const entry of own) {
        entry.phase = 'asked'
        entry.cancelTimer()
        entry.cancelTimer = clock.after(silenceMs, () => fellSilent(entry))
      }
      socket.send(`JOIN ${own.map(({ login }) => `#${login}`).join(',')}`)
    }
    if (now.length < waiting.length) cancelPump = clock.after(Math.max(1, budget.waitMs()), pump)
  }

  const fellSilent = (entry: IrcEntry) => {
    if (entry.phase !== 'asked') return
    if (!entry.everJoined) {
      refuse(entry, `Twitch does not answer for “${entry.login}”: there is no such channel. Check the spelling.`)
      return
    }
    // It exists: Twitch has joined it before. Asked again, less and less often.
    entry.silences += 1
    tell(entry)
    entry.cancelTimer = clock.after(Math.min(60_000, 5_000 * entry.silences), () => {
      entry.phase = 'waiting'
      pump()
    })
  }

  const refuse = (entry: IrcEntry, why: string) => {
    if (entry.phase === 'joined') for (const reader of [...entry.readers]) reader.onLost(momentNow(clock), why)
    entry.cancelTimer()
    entry.phase = 'refused'
    entry.refusal = why
    tell(entry)
    tellWaiting()
  }

  const joined = (entry: IrcEntry) => {
    if (entry.phase === 'joined') return
    entry.cancelTimer()
    entry.phase = 'joined'
    entry.everJoined = true
    entry.silences = 0
    entry.liveSince = clock.now()
    for (const reader of [...entry.readers]) reader.onLive(momentNow(clock))
    tell(entry)
    tellWaiting()
  }

  const leave = (entry: IrcEntry) => {
    entry.cancelTimer()
    entry.cancelLinger()
    entries.delete(entry.login)
    const { socket } = entry
    if ([...entries.values()].some((other) => other.socket === socket)) {
      if (entry.phase === 'joined' || entry.phase === 'asked') socket.send(`PART #${entry.login}`)
    } else {
      socket.stop()
      sockets.splice(sockets.indexOf(socket), 1)
    }
    tellWaiting()
  }

  const socketWithRoom = (): IrcSocket => {
    const found = sockets.find(
      (socket) => [...entries.values()].filter((entry) => entry.socket === socket).length < channelsASocket,
    )
    if (found !== undefined) return found
    numbered += 1
    const socket = openIrcSocket(context, `twitch irc ${numbered}`, {
      onState: () => {
        for (const entry of entries.values()) if (entry.socket === socket && entry.phase !== 'joined') tell(entry)
      },
      onLive: () => {
        for (const entry of entries.values()) if (entry.socket === socket) entry.phase = 'waiting'
        tellWaiting()
        pump()
      },
      onLost: (lastHeard, why) => {
        for (const entry of entries.values()) {
          if (entry.socket !== socket) continue
          entry.cancelTimer()
          const wasJoined = entry.phase === 'joined'
          if (entry.phase !== 'refused') entry.phase = 'waiting'
          if (wasJoined) for (const reader of [...entry.readers]) reader.onLost(lastHeard, why)
          if (entry.readers.size === 0) leave(entry)
        }
      },
      entryOf: (login) => {
        const entry = entries.get(login)
        return entry?.socket === socket ? entry : undefined
      },
      onJoined: joined,
      onRoom: (entry, roomId) => {
        entry.roomId = roomId
        for (const reader of [...entry.readers]) reader.onRoom(roomId)
      },
      onRefused: refuse,
    })
    sockets.push(socket)
    return socket
  }

  return {
    open(login, reader, { urgent = false } = {}) {
      const known = entries.get(login)
      const entry = known ?? newEntry(login, socketWithRoom(), urgent)
      entry.readers.add(reader)
      entry.cancelLinger()
      if (known === undefined) entries.set(login, entry)
      else if (urgent) entry.urgent = true
      if (entry.roomId !== undefined) reader.onRoom(entry.roomId)
      if (entry.phase === 'joined') reader.onLive(momentNow(clock))
      if (entry.phase === 'refused') retry(entry)
      reader.onState(stateOf(entry))
      pump()
      tellWaiting()
      return () => {
        if (!entry.readers.delete(reader) || entry.readers.size > 0) return
        if (entry.phase === 'joined') entry.cancelLinger = clock.after(lingerMs, () => leave(entry))
        else leave(entry)
      }
    },
    rejoin(login) {
      const entry = entries.get(login)
      if (entry === undefined) return
      if (!entry.socket.isLive()) {
        entry.socket.reconnectNow()
        return
      }
      if (entry.phase === 'joined') {
        entry.socket.send(`PART #${login}`)
        for (const reader of [...entry.readers]) reader.onLost(momentNow(clock), 'Connecting anew, as asked.')
      }
      retry(entry)
      entry.urgent = true
      tell(entry)
      pump()
    },
    stop() {
      cancelPump()
      for (const entry of entries.values()) {
        entry.cancelTimer()
        entry.cancelLinger()
      }
      entries.clear()
      for (const socket of sockets.splice(0)) socket.stop()
    },
  }
}

const newEntry = (login: string, socket: IrcSocket, urgent: boolean): IrcEntry => ({
  login,
  readers: new Set(),
  socket,
  urgent,
  phase: 'waiting',
  liveSince: 0,
  roomId: undefined,
  everJoined: false,
  silences: 0,
  refusal: '',
  cancelTimer: () => undefined,
  cancelLinger: () => undefined,
})

const retry = (entry: IrcEntry) => {
  entry.cancelTimer()
  entry.phase = 'waiting'
}
