import type { Disposer } from '../clock.ts'
import type { TwitchSettings } from '../options.ts'
import { type ControlledConnection, guardSocket, type WireSocket } from '../wire.ts'
import type { Subscription } from './subscriptions.ts'

export interface Session {
  readonly id: string
  readonly connectedAt: string
  readonly keepaliveSeconds: number
  readonly connection: ControlledConnection
  /** `carriesOver`: it takes over another session's subscriptions, so none need be made. */
  welcome(carriesOver: boolean): void
  /** Sends an event frame; the keepalive starts anew. */
  send(text: string): void
  /** Another connection has taken over: nothing more is said here, and the client is expected to close. */
  supersede(): void
  stop(): void
}

export interface SessionContext {
  readonly id: string
  readonly socket: WireSocket
  readonly settings: TwitchSettings
  readonly keepaliveSeconds: number
  readonly silent: boolean
  readonly frame: (type: string, payload: unknown) => string
  readonly time: () => string
  readonly note: (violation: string) => void
  readonly subscriptionsOf: () => readonly Subscription[]
  readonly userOf: () => string | undefined
  /** Gives the URL to move to. */
  readonly onAskToReconnect: () => string
  /** The status that the session's subscriptions get. */
  readonly onEnd: (status: string) => void
}

const pingEveryMs = 30_000

const endings: Readonly<Record<number, readonly [reason: string, status: string]>> = {
  4000: ['internal server error', 'websocket_internal_error'],
  4001: ['client sent inbound traffic', 'websocket_received_inbound_traffic'],
  4002: ['client failed ping-pong', 'websocket_failed_ping_pong'],
  4003: ['connection unused', 'websocket_connection_unused'],
  4004: ['client reconnect grace time expired', 'websocket_failed_to_reconnect'],
  4005: ['network timeout', 'websocket_network_timeout'],
  4006: ['network error', 'websocket_network_error'],
  4007: ['invalid reconnect', 'websocket_failed_to_reconnect'],
}

/** One EventSub connection, from welcome to close. */
export const createSession = (context: SessionContext): Session => {
  const { id, socket, settings, keepaliveSeconds, frame } = context
  const { clock } = settings
  const guarded = guardSocket(socket)
  const connectedAt = context.time()
  const openedAt = clock.now()
  let ended = false
  let superseded = false
  let answeredPing = true
  let keepalive: Disposer = () => undefined
  const timers = new Set<Disposer>()

  const end = (status: string): void => {
    if (ended) return
    ended = true
    keepalive()
    for (const cancel of timers) cancel()
    context.onEnd(status)
  }
  const close = (code: number): void => {
    const [reason, status] = endings[code] ?? ['closed', 'websocket_disconnected']
    socket.close(code, reason)
    end(status)
  }
  const rearm = (): void => {
    keepalive()
    if (ended || superseded) return
    keepalive = clock.after(keepaliveSeconds * 1000, () => {
      guarded.send(frame('session_keepalive', {}))
      rearm()
    })
  }
  const send = (text: string): void => {
    if (ended || superseded) return
    guarded.send(text)
    rearm()
  }

  if (context.silent) guarded.setMode('stalled')
  socket.onText(() => {
    context.note('EventSub: the client sent a frame; it may send none.')
    close(4001)
  })
  socket.onPong(() => {
    answeredPing = true
  })
  socket.onClose(() => end('websocket_disconnected'))
  timers.add(
    clock.every(pingEveryMs, () => {
      if (guarded.mode() === 'halfOpen') return
      if (!answeredPing) return close(4002)
      answeredPing = false
      socket.ping()
    }),
  )

  return {
    id,
    connectedAt,
    keepaliveSeconds,
    welcome(carriesOver) {
      const session = {
        id,
        status: 'connected',
        connected_at: connectedAt,
        keepalive_timeout_seconds: keepaliveSeconds,
        reconnect_url: null,
        recovery_url: null,
      }
      send(frame('session_welcome', { session }))
      if (carriesOver) return
      timers.add(
        clock.after(settings.subscribeWithinSeconds * 1000, () => {
          if (superseded || context.subscriptionsOf().length > 0 || guarded.mode() !== 'live') return
          context.note('EventSub: no subscription within the time allowed.')
          close(4003)
        }),
      )
    },
    send,
    supersede() {
      superseded = true
      keepalive()
    },
    stop() {
      end('websocket_disconnected')
      socket.terminate()
    },
    connection: {
      summary: () => ({
        id,
        kind: 'eventsub',
        mode: guarded.mode(),
        openedAt,
        framesSent: guarded.framesSent(),
        channels: [],
        subscriptions: context.subscriptionsOf().length,
        user: context.userOf(),
      }),
      sendRaw: guarded.sendRaw,
      setMode: guarded.setMode,
      drop(code) {
        if (code !== undefined) return close(code)
        socket.terminate()
        end('websocket_network_error')
      },
      askToReconnect() {
        const session = {
          id,
          status: 'reconnecting',
          keepalive_timeout_seconds: null,
          reconnect_url: context.onAskToReconnect(),
          connected_at: connectedAt,
        }
        send(frame('session_reconnect', { session }))
        timers.add(clock.after(settings.reconnectWithinSeconds * 1000, () => close(4004)))
      },
    },
  }
}
