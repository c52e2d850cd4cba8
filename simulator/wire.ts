/** One accepted WebSocket, as the servers see it; tests give a scripted one. */
export interface WireSocket {
  send(data: string | Uint8Array): void
  ping(): void
  close(code: number, reason: string): void
  /** Cuts the line without a close frame. */
  terminate(): void
  /** Stops reading: what the other side says is neither heard nor answered, pings included. */
  pause(): void
  resume(): void
  /** Bytes not yet taken by the network. */
  bufferedBytes(): number
  onText(listener: (text: string) => void): void
  onPong(listener: () => void): void
  onClose(listener: () => void): void
}

export type SocketKind = 'irc' | 'eventsub'

/** How the next connection of a kind is treated. */
export type ConnectionFault =
  /** The upgrade is answered with HTTP 503. */
  | 'refuse'
  /** The upgrade is never answered. */
  | 'hang'
  /** Accepted, and then not a word. */
  | 'silent'
  /** Accepted and cut at once. */
  | 'cut'

/** `live`; `stalled`: reads but says nothing; `halfOpen`: neither reads nor writes. */
export type ConnectionMode = 'live' | 'stalled' | 'halfOpen'

export interface ConnectionSummary {
  readonly id: string
  readonly kind: SocketKind
  readonly mode: ConnectionMode
  readonly openedAt: number
  readonly framesSent: number
  /** Logins of joined channels; empty for EventSub. */
  readonly channels: readonly string[]
  /** EventSub: enabled subscriptions. */
  readonly subscriptions: number
  readonly user: string | undefined
}

/** What both socket servers offer to the control API. */
export interface ControlledConnection {
  summary(): ConnectionSummary
  /** Sends a frame as it is, past every rule. */
  sendRaw(data: string | Uint8Array): void
  setMode(mode: ConnectionMode): void
  /** Undefined: without a close frame. */
  drop(code: number | undefined): void
  /** Announces that the server goes away, in the protocol's own way. */
  askToReconnect(): void
}

/** The rules that servers share about one accepted socket: modes and slow readers. */
export interface GuardedSocket {
  readonly socket: WireSocket
  send(data: string | Uint8Array): void
  sendRaw(data: string | Uint8Array): void
  setMode(mode: ConnectionMode): void
  mode(): ConnectionMode
  framesSent(): number
}

/** Somebody who does not read is cut when this much waits for them. */
const maxBufferedBytes = 64 * 1024 * 1024

export const guardSocket = (socket: WireSocket): GuardedSocket => {
  let mode: ConnectionMode = 'live'
  let framesSent = 0
  const sendRaw = (data: string | Uint8Array): void => {
    framesSent++
    socket.send(data)
  }
  return {
    socket,
    sendRaw,
    send(data) {
      if (mode !== 'live') return
      if (socket.bufferedBytes() > maxBufferedBytes) return socket.terminate()
      sendRaw(data)
    },
    setMode(next) {
      if (next === 'halfOpen') socket.pause()
      else if (mode === 'halfOpen') socket.resume()
      mode = next
    },
    mode: () => mode,
    framesSent: () => framesSent,
  }
}

/** Counts within a sliding window, per key. */
export interface SlidingWindow {
  /** True and counted when there is room. */
  take(key: string): boolean
  /** How many are in the window now. */
  count(key: string): number
  /** When the oldest leaves the window, ms since epoch; now when there is room. */
  freeAt(key: string): number
}

export const createSlidingWindow = (limit: number, windowMs: number, now: () => number): SlidingWindow => {
  const uses = new Map<string, number[]>()
  const current = (key: string): number[] => {
    const kept = (uses.get(key) ?? []).filter((at) => at > now() - windowMs)
    uses.set(key, kept)
    return kept
  }
  return {
    take(key) {
      const kept = current(key)
      if (kept.length >= limit) return false
      kept.push(now())
      return true
    },
    count: (key) => current(key).length,
    freeAt(key) {
      const kept = current(key)
      const oldest = kept[kept.length - limit]
      return oldest === undefined ? now() : oldest + windowMs
    },
  }
}
