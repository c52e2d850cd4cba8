/** What can be subscribed to, and what exists. */
import type { World } from '../world/world.ts'

export interface SubscriptionType {
  readonly conditions: readonly string[]
  /** One of these must be granted; none: no authorisation needed. */
  readonly scopes: readonly string[]
}

const chat: SubscriptionType = { conditions: ['broadcaster_user_id', 'user_id'], scopes: ['user:read:chat'] }
const open: SubscriptionType = { conditions: ['broadcaster_user_id'], scopes: [] }

/** By `type/version` (facts 3); types that the simulator does not emit are not here and are refused. */
export const subscriptionTypes: Readonly<Record<string, SubscriptionType>> = {
  'channel.chat.message/1': chat,
  'channel.chat.message_delete/1': chat,
  'channel.chat.clear/1': chat,
  'channel.chat.clear_user_messages/1': chat,
  'channel.chat.notification/1': chat,
  'channel.chat_settings.update/1': chat,
  'channel.shared_chat.begin/1': open,
  'channel.shared_chat.update/1': open,
  'channel.shared_chat.end/1': open,
  'stream.online/1': open,
  'stream.offline/1': open,
}

export interface Subscription {
  readonly id: string
  readonly type: string
  readonly version: string
  readonly condition: Readonly<Record<string, string>>
  readonly clientId: string
  readonly userId: string
  readonly createdAt: string
  readonly cost: number
  sessionId: string
  connectedAt: string
  status: string
  /** ms since epoch and RFC 3339; kept about an hour after the session's end. */
  disconnectedAt: { readonly ms: number; readonly text: string } | undefined
}

/** As the REST answers show it. */
export const toResource = (subscription: Subscription) => ({
  id: subscription.id,
  status: subscription.status,
  type: subscription.type,
  version: subscription.version,
  condition: subscription.condition,
  created_at: subscription.createdAt,
  transport: {
    method: 'websocket',
    session_id: subscription.sessionId,
    connected_at: subscription.connectedAt,
    ...(subscription.disconnectedAt === undefined ? {} : { disconnected_at: subscription.disconnectedAt.text }),
  },
  cost: subscription.cost,
})

/** As a notification carries it. */
export const toEnvelope = (subscription: Subscription) => ({
  id: subscription.id,
  status: subscription.status,
  type: subscription.type,
  version: subscription.version,
  condition: subscription.condition,
  transport: { method: 'websocket', session_id: subscription.sessionId },
  created_at: subscription.createdAt,
  cost: subscription.cost,
})

export const isSameSubject = (
  subscription: Subscription,
  type: string,
  condition: Readonly<Record<string, string>>,
): boolean =>
  subscription.type === type &&
  Object.keys(condition).length === Object.keys(subscription.condition).length &&
  Object.entries(condition).every(([name, value]) => subscription.condition[name] === value)

/** Free where the user has authorised the app for it (facts 2.1). */
export const costOf = (type: SubscriptionType, condition: Readonly<Record<string, string>>, userId: string): number =>
  type.scopes.length > 0 || condition['broadcaster_user_id'] === userId ? 0 : 1

/** Chats that count toward the limit of a hundred: those neither owned nor moderated. */
export const isForeignChat = (subscription: Subscription, world: World): boolean => {
  if (subscription.type !== 'channel.chat.message') return false
  const channel = world.channelById(subscription.condition['broadcaster_user_id'] ?? '')
  return channel !== undefined && !world.mayModerate(subscription.userId, channel)
}
