/** EventSub over WebSocket: sessions, keepalive, the reconnect dance, revocation, notifications (facts 2). */
import type { Chat } from '../chat/chat.ts'
import { toNanosecondTime } from '../clock.ts'
import type { TwitchSettings } from '../options.ts'
import type { Identifiers } from '../random.ts'
import type { ControlledConnection, WireSocket } from '../wire.ts'
import type { World } from '../world/world.ts'
import { toEventBody } from './bodies.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createSession, type Session } from './session.ts'
import { type Subscription, toEnvelope } from './subscriptions.ts'

export interface EventSubServer {
  /** `query` is that of the URL; `silent`: accepted and never answered. */
  accept(socket: WireSocket, query: URLSearchParams, silent: boolean): void
  readonly registry: Registry
  readonly delivery: Delivery
  connections(): readonly ControlledConnection[]
  /** A notification frame around `{subscription, event}`. */
  wrap(payload: Readonly<Record<string, unknown>>): string
  /** Ends a subscription as Twitch does, telling the client once. */
  revoke(subscription: Subscription, status: string): void
  stop(): void
}

export interface EventSubContext {
  readonly settings: TwitchSettings
  readonly ids: Identifiers
  readonly world: World
  readonly chat: Chat
  /** `ws://host/eventsub/ws`. */
  readonly url: () => string
  /** A session ended: its subscriptions are no longer told. */
  readonly note: (violation: string) => void
}

const isNamed = (value: unknown): value is { readonly type: string; readonly version: string } =>
  typeof value === 'object' && value !== null && 'type' in value && 'version' in value

export const createEventSubServer = (context: EventSubContext): EventSubServer => {
  const { settings, ids, world, chat, note } = context
  const { clock, random } = settings
  const sessions = new Map<string, Session>()
  const reconnects = new Map<string, Session>()
  const time = (): string => toNanosecondTime(clock.now(), random)
  const registry = createRegistry({ clock, ids, time, world, sessionById: (id) => sessions.get(id) })
  const delivery = createDelivery(clock)

  const frame = (type: string, payload: unknown, subscription?: Subscription): string => {
    const about =
      subscription === undefined
        ? {}
        : { subscription_type: subscription.type, subscription_version: subscription.version }
    const metadata = { message_id: ids.uuid(), message_type: type, message_timestamp: time(), ...about }
    return JSON.stringify({ metadata, payload })
  }

  const onEvent = chat.listen((event) => {
    const notification = toEventBody(event, world)
    if (notification === undefined) return
    const subscriptions = registry.enabledFor(notification.type, notification.broadcasterId)
    if (subscriptions.length > 0) {
      const body = JSON.stringify(notification.body)
      for (const subscription of subscriptions) {
        // The event is written once and shared: a burst has thousands of them a second.
        const head = frame('notification', { subscription: toEnvelope(subscription) }, subscription)
        const text = `${head.slice(0, -2)},"event":${body}}}`
        delivery.deliver(() => sessions.get(subscription.sessionId)?.send(text))
      }
    }
    if (event.kind === 'clearUser' && event.durationSeconds === undefined) {
      for (const subscription of registry.chatsOf(event.user.id, event.channel.owner.id)) {
        server.revoke(subscription, 'chat_user_banned')
      }
    }
  })

  const open = (socket: WireSocket, keepaliveSeconds: number, silent: boolean, from: Session | undefined): void => {
    const id = ids.session()
    const session = createSession({
      id,
      socket,
      settings,
      keepaliveSeconds,
      silent,
      frame,
      time,
      note,
      subscriptionsOf: () => registry.ofSession(id),
      userOf: () => world.userById(registry.ofSession(id)[0]?.userId ?? '')?.login,
      onAskToReconnect() {
        const ticket = ids.token(32)
        reconnects.set(ticket, session)
        return `${context.url()}?challenge=${ticket}&id=${id}`
      },
      onEnd(status) {
        sessions.delete(id)
        for (const [ticket, waiting] of reconnects) if (waiting === session) reconnects.delete(ticket)
        registry.disconnect(id, status)
      },
    })
    sessions.set(id, session)
    session.welcome(from !== undefined)
    if (from !== undefined) {
      registry.move(from.id, id, session.connectedAt)
      from.supersede()
    }
  }

  const server: EventSubServer = {
    accept(socket, query, silent) {
      const ticket = query.get('challenge')
      if (ticket !== null) {
        const from = reconnects.get(ticket)
        reconnects.delete(ticket)
        if (from === undefined) return socket.close(4007, 'invalid reconnect')
        return open(socket, from.keepaliveSeconds, silent, from)
      }
      const asked = query.get('keepalive_timeout_seconds')
      const wanted = asked === null || !/^\d+$/.test(asked) ? settings.keepaliveSeconds : Number(asked)
      open(socket, Math.min(600, Math.max(settings.leastKeepaliveSeconds, wanted)), silent, undefined)
    },
    registry,
    delivery,
    wrap(payload) {
      const { subscription } = payload
      const about = isNamed(subscription)
        ? { subscription_type: subscription.type, subscription_version: subscription.version }
        : {}
      const metadata = {
        message_id: ids.uuid(),
        message_type: 'notification',
        message_timestamp: time(),
        ...about,
      }
      return JSON.stringify({ metadata, payload })
    },
    connections: () => Array.from(sessions.values(), (session) => session.connection),
    revoke(subscription, status) {
      registry.end(subscription, status)
      const envelope = toEnvelope(subscription)
      sessions.get(subscription.sessionId)?.send(frame('revocation', { subscription: envelope }, subscription))
    },
    stop() {
      onEvent()
      delivery.stop()
      for (const session of sessions.values()) session.stop()
    },
  }
  return server
}
