import type { Clock } from '../clock.ts'
import type { Identifiers } from '../random.ts'
import type { World } from '../world/world.ts'
import { costOf, isForeignChat, isSameSubject, type Subscription, subscriptionTypes } from './subscriptions.ts'

export interface Wish {
  readonly type: string
  readonly version: string
  readonly condition: Readonly<Record<string, string>>
  readonly sessionId: string
  readonly clientId: string
  readonly userId: string
}

export type RegisterOutcome =
  | { readonly subscription: Subscription }
  | { readonly status: 400 | 403 | 409 | 429; readonly message: string }

export interface Registry {
  /** Applies facts 2.1's limits; scopes and conditions are checked before. */
  register(wish: Wish): RegisterOutcome
  /** Newest last; those of dead sessions stay about an hour. */
  listFor(clientId: string, userId: string): readonly Subscription[]
  byId(id: string): Subscription | undefined
  all(): readonly Subscription[]
  remove(subscription: Subscription): void
  end(subscription: Subscription, status: string): void
  enabledFor(type: string, broadcasterId: string): readonly Subscription[]
  /** What a user reads in a channel. */
  chatsOf(userId: string, broadcasterId: string): readonly Subscription[]
  ofSession(sessionId: string): readonly Subscription[]
  /** The session has ended: its subscriptions are disabled with this status. */
  disconnect(sessionId: string, status: string): void
  /** A reconnect: the new session takes over. */
  move(from: string, to: string, connectedAt: string): void
}

export const limits = {
  connections: 3,
  perConnection: 300,
  totalCost: 10,
  sameSubject: 3,
  foreignChats: 100,
} as const

const keptMs = 3_600_000

export interface RegistryContext {
  readonly clock: Clock
  readonly ids: Identifiers
  readonly time: () => string
  readonly world: World
  readonly sessionById: (id: string) => { readonly connectedAt: string } | undefined
}

/** Every subscription, of living sessions and of those that ended within the last hour. */
export const createRegistry = (context: RegistryContext): Registry => {
  const { clock, world } = context
  const subscriptions = new Map<string, Subscription>()
  const index = new Map<string, Set<Subscription>>()
  const keyOf = (type: string, broadcasterId: string): string => `${type} ${broadcasterId}`
  const keyOfSubscription = (subscription: Subscription): string =>
    keyOf(subscription.type, subscription.condition['broadcaster_user_id'] ?? '')
  const forget = (subscription: Subscription): void => {
    subscriptions.delete(subscription.id)
    index.get(keyOfSubscription(subscription))?.delete(subscription)
  }
  const prune = (): void => {
    for (const subscription of subscriptions.values()) {
      const ended = subscription.disconnectedAt
      if (ended !== undefined && ended.ms < clock.now() - keptMs) forget(subscription)
    }
  }
  const end = (subscription: Subscription, status: string): void => {
    subscription.status = status
    index.get(keyOfSubscription(subscription))?.delete(subscription)
  }
  const enabledOf = (clientId: string, userId: string): Subscription[] =>
    Array.from(subscriptions.values()).filter(
      (each) => each.status === 'enabled' && each.clientId === clientId && each.userId === userId,
    )

  return {
    register(wish) {
      prune()
      const type = subscriptionTypes[`${wish.type}/${wish.version}`]
      const session = context.sessionById(wish.sessionId)
      if (type === undefined) return { status: 400, message: 'invalid subscription type and version' }
      if (session === undefined) {
        return { status: 400, message: 'websocket transport session does not exist or has already disconnected' }
      }
      const mine = enabledOf(wish.clientId, wish.userId)
      const inSession = Array.from(subscriptions.values()).filter(
        (each) => each.sessionId === wish.sessionId && each.status === 'enabled',
      )
      if (inSession.some((each) => each.userId !== wish.userId || each.clientId !== wish.clientId)) {
        return {
          status: 400,
          message: 'websocket transport cannot have subscriptions created by different users',
        }
      }
      const same = mine.filter((each) => isSameSubject(each, wish.type, wish.condition))
      if (same.some((each) => each.sessionId === wish.sessionId)) {
        return { status: 409, message: 'subscription already exists' }
      }
      if (same.length >= limits.sameSubject) {
        return { status: 429, message: 'number of subscriptions with the same type and condition exceeds the limit' }
      }
      const sessionIds = new Set(mine.map((each) => each.sessionId))
      if (!sessionIds.has(wish.sessionId) && sessionIds.size >= limits.connections) {
        return { status: 429, message: 'number of websocket transports limit exceeded' }
      }
      if (inSession.length >= limits.perConnection) {
        return { status: 429, message: 'number of subscriptions on the websocket transport limit exceeded' }
      }
      const cost = costOf(type, wish.condition, wish.userId)
      const total = mine.reduce((sum, each) => sum + each.cost, 0)
      if (total + cost > limits.totalCost) return { status: 429, message: 'total cost limit exceeded' }
      const subscription: Subscription = {
        id: context.ids.uuid(),
        type: wish.type,
        version: wish.version,
        condition: wish.condition,
        clientId: wish.clientId,
        userId: wish.userId,
        createdAt: context.time(),
        cost,
        sessionId: wish.sessionId,
        connectedAt: session.connectedAt,
        status: 'enabled',
        disconnectedAt: undefined,
      }
      if (
        isForeignChat(subscription, world) &&
        mine.filter((each) => isForeignChat(each, world)).length >= limits.foreignChats
      ) {
        return { status: 403, message: 'subscription missing proper authorization' }
      }
      subscriptions.set(subscription.id, subscription)
      const key = keyOfSubscription(subscription)
      const set = index.get(key) ?? new Set()
      set.add(subscription)
      index.set(key, set)
      return { subscription }
    },
    listFor(clientId, userId) {
      prune()
      return Array.from(subscriptions.values()).filter((each) => each.clientId === clientId && each.userId === userId)
    },
    byId: (id) => subscriptions.get(id),
    all: () => Array.from(subscriptions.values()),
    remove: forget,
    end,
    enabledFor: (type, broadcasterId) => Array.from(index.get(keyOf(type, broadcasterId)) ?? []),
    chatsOf: (userId, broadcasterId) =>
      Array.from(subscriptions.values()).filter(
        (each) =>
          each.status === 'enabled' &&
          each.condition['user_id'] === userId &&
          each.condition['broadcaster_user_id'] === broadcasterId,
      ),
    ofSession: (sessionId) =>
      Array.from(subscriptions.values()).filter((each) => each.sessionId === sessionId && each.status === 'enabled'),
    disconnect(sessionId, status) {
      for (const subscription of subscriptions.values()) {
        if (subscription.sessionId !== sessionId || subscription.disconnectedAt !== undefined) continue
        if (subscription.status === 'enabled') end(subscription, status)
        subscription.disconnectedAt = { ms: clock.now(), text: context.time() }
      }
    },
    move(from, to, connectedAt) {
      for (const subscription of subscriptions.values()) {
        if (subscription.sessionId !== from) continue
        subscription.sessionId = to
        subscription.connectedAt = connectedAt
      }
    },
  }
}
