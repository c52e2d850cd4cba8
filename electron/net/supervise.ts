/**
 * A WebSocket that stays connected: back-off with full jitter, a stall watchdog, sleep and wake, network changes, and a
 * state that a person can read. Knows no protocol: the caller says when a connection is live and how long silence may last.
 */
import type { Disposer } from '../../shared/contract.ts'
import { type Moment, momentNow } from '../core/moment.ts'
import { createSubject, type Observable } from '../core/observable.ts'
import type { HostServices } from '../core/ports/host.ts'
import type { OpenSocket, RawSocket } from './socket.ts'
import { backOffMs } from './supervise-backoff.ts'
import type { SupervisedState } from './supervise-state.ts'
import type { WireTap } from './tap.ts'

/** One connection under supervision. */
export interface Link {
  /** `handOver` takes over from a connection that is still read. */
  readonly kind: 'fresh' | 'handOver'
  send(text: string): void
  /** The protocol's own greeting is done. A hand-over ends the connection that it takes over from. */
  becameLive(): void
  /** Gives this connection up; the supervisor connects anew. */
  giveUp(why: string): void
}

export interface Silence {
  /** Without a frame for so long (after the probe, where there is one) the connection counts as lost. */
  readonly lostAfterMs: number
  readonly probe?: { readonly afterMs: number; readonly send: (link: Link) => void }
}

export interface SocketSupervision {
  /** The source's name in the tap and the log, e.g. `twitch irc 1`. */
  readonly name: string
  /** For sentences: "Twitch’s chat did not answer within 15 s." */
  readonly peer: string
  readonly host: Pick<HostServices, 'clock' | 'random' | 'power' | 'network' | 'log'>
  readonly openSocket: OpenSocket
  readonly tap: WireTap
  /** Asked anew for every fresh connection. */
  readonly url: () => string
  readonly maxFrameBytes?: number
  /** From the attempt to `becameLive`; 15,000 unless told. */
  readonly liveWithinMs?: number
  /** Asked again after every frame's deadline, so it may follow what the peer says. */
  readonly silence: () => Silence
  /** The close code in a person's words; undefined leaves it to the supervisor. */
  readonly explainClose?: (code: number) => string | undefined
  readonly onOpen?: (link: Link) => void
  readonly onText: (text: string, link: Link) => void
  readonly onLive?: (link: Link) => void
  /** Reading stopped: the live connection ended and nothing has taken over. `lastHeard`: when its last frame (or opening) came. */
  readonly onLost?: (lost: { readonly why: string; readonly lastHeard: Moment }) => void
}

export interface SupervisedSocket {
  readonly state: Observable<SupervisedState>
  /** Drops what it has and connects at once, with the back-off at its beginning. */
  reconnectNow(): void
  /** Opens a second connection that takes over when it becomes live; until then the first is still read. */
  handOver(url: string): void
  stop(): void
}

interface Held {
  readonly link: Link
  readonly startedAt: number
  raw: RawSocket | undefined
  /** On the clock of elapsed time; undefined until live. */
  liveSince: number | undefined
  heard: Moment
  probedAt: number | undefined
  ended: boolean
  cancelWatch: Disposer
}

/** A connection that lived so long has earned a fresh start of the back-off. */
const resetAfterMs = 60_000

export const superviseSocket = (options: SocketSupervision): SupervisedSocket => {
  const { host, peer, name, liveWithinMs = 15_000 } = options
  const { clock } = host
  const state = createSubject<SupervisedState>({ status: 'connecting' })
  let current: Held | undefined
  let taking: Held | undefined
  let failures = 0
  let asleep = false
  let stopped = false
  let cancelRetry: Disposer = () => undefined

  const open = (kind: Link['kind'], url: string): Held => {
    const held: Held = {
      link: {
        kind,
        send: (text) => {
          if (held.ended) return
          options.tap.record(name, 'out', text)
          held.raw?.send(text)
        },
        becameLive: () => becameLive(held),
        giveUp: (why) => end(held, why),
      },
      startedAt: clock.elapsed(),
      raw: undefined,
      liveSince: undefined,
      heard: momentNow(clock),
      probedAt: undefined,
      ended: false,
      cancelWatch: () => undefined,
    }
    if (kind === 'fresh') current = held
    else taking = held
    const raw = options.openSocket(
      url,
      {
        opened: () => {
          if (!held.ended) options.onOpen?.(held.link)
        },
        received: (text) => {
          if (held.ended) return
          held.heard = momentNow(clock)
          held.probedAt = undefined
          options.tap.record(name, 'in', text)
          options.onText(text, held.link)
        },
        closed: ({ code, reason }) => {
          // A proper close comes after everything that was sent: the connection was alive until now.
          if (code !== 1006 && !held.ended) held.heard = momentNow(clock)
          end(held, options.explainClose?.(code) ?? explainClose(peer, code, reason), code)
        },
      },
      options.maxFrameBytes === undefined ? {} : { maxFrameBytes: options.maxFrameBytes },
    )
    if (held.ended) raw.close()
    else {
      held.raw = raw
      watch(held)
    }
    return held
  }

  const becameLive = (held: Held) => {
    if (held.ended || held.liveSince !== undefined) return
    held.liveSince = clock.elapsed()
    if (held === taking) {
      const former = current
      taking = undefined
      current = held
      if (former !== undefined) close(former)
    }
    state.set({ status: 'live', since: clock.now() })
    watch(held)
    options.onLive?.(held.link)
  }

  /** One timer a connection, moved only when it fires: a frame costs no timer. */
  const watch = (held: Held) => {
    held.cancelWatch()
    if (held.ended) return
    const now = clock.elapsed()
    if (held.liveSince === undefined) {
      const left = held.startedAt + liveWithinMs - now
      if (left <= 0) end(held, `${peer} did not answer within ${Math.round(liveWithinMs / 1000)} s.`)
      else held.cancelWatch = clock.after(left, () => watch(held))
      return
    }
    const { lostAfterMs, probe } = options.silence()
    if (probe !== undefined && held.probedAt === undefined) {
      const left = held.heard.elapsed + probe.afterMs - now
      if (left > 0) {
        held.cancelWatch = clock.after(left, () => watch(held))
        return
      }
      held.probedAt = now
      probe.send(held.link)
    }
    const left = (held.probedAt ?? held.heard.elapsed) + lostAfterMs - now
    if (left > 0) held.cancelWatch = clock.after(left, () => watch(held))
    else end(held, `${peer} fell silent.`)
  }

  /** Another network may have left this connection behind: asked now rather than after its silence. */
  const probeNow = (held: Held) => {
    const { probe } = options.silence()
    if (probe === undefined || held.probedAt !== undefined) return
    held.probedAt = clock.elapsed()
    probe.send(held.link)
    watch(held)
  }

  /** Ends it without asking for another. */
  const close = (held: Held): boolean => {
    if (held.ended) return false
    held.ended = true
    held.cancelWatch()
    held.raw?.close()
    if (held === current) current = undefined
    if (held === taking) taking = undefined
    return true
  }

  /** `code` of the peer's close is for the log only. */
  const end = (held: Held, why: string, code?: number) => {
    const wasCurrent = held === current
    if (!close(held)) return
    host.log.info('socket ended', { source: name, why, code, livedMs: clock.elapsed() - held.startedAt })
    if (held.liveSince !== undefined && clock.elapsed() - held.liveSince >= resetAfterMs) failures = 0
    if (wasCurrent && held.liveSince !== undefined) lost(held, why)
    // The callback above may have stopped, restarted or handed over.
    if (stopped || asleep || current !== undefined) return
    if (taking !== undefined) state.set({ status: 'connecting', why })
    else retryLater(why)
  }

  const lost = (held: Held, why: string) => options.onLost?.({ why, lastHeard: held.heard })

  const retryLater = (why: string) => {
    cancelRetry()
    if (!host.network.online()) {
      state.set({ status: 'offline', why: offlineWords })
      return
    }
    const delay = backOffMs(failures, host.random())
    failures += 1
    state.set({ status: 'reconnecting', retryAt: clock.now() + delay, why })
    cancelRetry = clock.after(delay, () => connect(why))
  }

  const connect = (why?: string) => {
    cancelRetry()
    if (stopped || asleep || current !== undefined) return
    if (!host.network.online()) {
      state.set({ status: 'offline', why: offlineWords })
      return
    }
    state.set(why === undefined ? { status: 'connecting' } : { status: 'connecting', why })
    open('fresh', options.url())
  }

  /** Drops every connection and tells what was lost; asks for none. */
  const drop = (why: string) => {
    cancelRetry()
    const former = current
    if (taking !== undefined) close(taking)
    if (former === undefined) return
    close(former)
    if (former.liveSince !== undefined) lost(former, why)
  }

  const restart = (why: string) => {
    drop(why)
    failures = 0
    connect(why)
  }

  const disposers = [
    host.power.onSleep(() => {
      drop(sleepWords)
      asleep = true
      state.set({ status: 'offline', why: sleepWords })
    }),
    host.power.onWake(() => {
      asleep = false
      restart(sleepWords)
    }),
    host.network.onChange((online) => {
      if (asleep) return
      if (!online) {
        drop(offlineWords)
        state.set({ status: 'offline', why: offlineWords })
      } else if (current === undefined || current.liveSince === undefined) restart('The network is back.')
      else probeNow(current)
    }),
  ]
  connect()

  return {
    state,
    reconnectNow: () => {
      if (!stopped && !asleep) restart('Connecting anew, as asked.')
    },
    handOver(url) {
      if (stopped || asleep || current === undefined) return
      if (taking !== undefined) close(taking)
      open('handOver', url)
    },
    stop() {
      if (stopped) return
      stopped = true
      cancelRetry()
      for (const dispose of disposers) dispose()
      if (taking !== undefined) close(taking)
      if (current !== undefined) close(current)
    },
  }
}

const offlineWords = 'This computer has no network.'
const sleepWords = 'This computer was asleep.'

const explainClose = (peer: string, code: number, reason: string): string => {
  if (code === 1009) return `${peer} sent a message that is too large to be real.`
  if (code === 1003) return `${peer} sent binary data where text was expected.`
  const detail = reason.trim().slice(0, 200)
  if (detail !== '') return `${peer}: ${detail}`
  return code === 1006 ? `The connection to ${peer} broke.` : `${peer} closed the connection.`
}
