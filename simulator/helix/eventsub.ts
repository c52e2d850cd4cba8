/** POST, GET, DELETE /eventsub/subscriptions for WebSocket transports (facts 2.1 and 2.2). */
import type { Context, Hono } from 'hono'
import type { Chat } from '../chat/chat.ts'
import { limits, type Registry } from '../eventsub/registry.ts'
import { type Subscription, subscriptionTypes, toResource } from '../eventsub/subscriptions.ts'
import type { World } from '../world/world.ts'
import { type HelixCaller, type HelixGate, isObject, readJson, refusal } from './request.ts'

export interface EventSubRoutesContext {
  readonly gate: HelixGate
  readonly registry: Registry
  readonly world: World
  readonly chat: Chat
}

const pageSize = 100
const unauthorised = 'subscription missing proper authorization'

const readCondition = (value: unknown, names: readonly string[]): Readonly<Record<string, string>> => {
  if (!isObject(value)) throw refusal(400, 'Missing required parameter "condition"')
  const condition: Record<string, string> = {}
  for (const name of names) {
    const id = value[name]
    if (typeof id !== 'string' || !/^\d+$/.test(id)) throw refusal(400, `condition.${name} is missing or not valid`)
    condition[name] = id
  }
  const unknown = Object.keys(value).find((name) => !names.includes(name))
  if (unknown !== undefined) throw refusal(400, `condition.${unknown} is not known for this subscription type`)
  return condition
}

const readSession = (value: unknown): string => {
  if (!isObject(value)) throw refusal(400, 'Missing required parameter "transport"')
  const { method, session_id: sessionId } = value
  if (method !== 'websocket') throw refusal(400, 'transport.method must be websocket when a user access token is used')
  if (typeof sessionId !== 'string' || sessionId === '') throw refusal(400, 'transport.session_id is missing')
  return sessionId
}

export const addEventSubRoutes = (routes: Hono, context: EventSubRoutesContext): void => {
  const { gate, registry, world, chat } = context

  const authorise = (
    { grant, user }: HelixCaller,
    scopes: readonly string[],
    condition: Readonly<Record<string, string>>,
  ): void => {
    const channel = world.channelById(condition['broadcaster_user_id'] ?? '')
    if (channel === undefined || channel.suspended) throw refusal(400, 'condition.broadcaster_user_id is not valid')
    if (scopes.length > 0 && !scopes.some((scope) => grant.scopes.includes(scope))) throw refusal(403, unauthorised)
    const reader = condition['user_id']
    if (reader === undefined) return
    if (reader !== user.id || chat.banOf(channel, user.id) !== undefined) throw refusal(403, unauthorised)
  }

  const totals = (mine: readonly Subscription[]) => {
    const enabled = mine.filter((each) => each.status === 'enabled')
    return {
      total: mine.length,
      total_cost: enabled.reduce((sum, each) => sum + each.cost, 0),
      max_total_cost: limits.totalCost,
    }
  }

  routes.post('/eventsub/subscriptions', async (c) => {
    const caller = gate.caller(c)
    const body = await readJson(c)
    const { type, version } = body
    if (typeof type !== 'string' || typeof version !== 'string') {
      throw refusal(400, 'Missing required parameter "type" or "version"')
    }
    const known = subscriptionTypes[`${type}/${version}`]
    if (known === undefined) throw refusal(400, 'invalid subscription type and version')
    const condition = readCondition(body['condition'], known.conditions)
    const sessionId = readSession(body['transport'])
    authorise(caller, known.scopes, condition)
    const { clientId, userId } = caller.grant
    const outcome = registry.register({ type, version, condition, sessionId, clientId, userId })
    if ('status' in outcome) throw refusal(outcome.status, outcome.message)
    const mine = registry.listFor(clientId, userId)
    return c.json({ data: [toResource(outcome.subscription)], ...totals(mine) }, 202)
  })

  const filtered = (c: Context, mine: readonly Subscription[]): readonly Subscription[] => {
    const filters = ['status', 'type', 'user_id', 'subscription_id'].filter((name) => c.req.query(name) !== undefined)
    if (filters.length > 1) throw refusal(400, 'Only one filter may be specified.')
    const [filter] = filters
    if (filter === undefined) return mine
    const value = c.req.query(filter)
    return mine.filter((each) => {
      if (filter === 'status') return each.status === value
      if (filter === 'type') return each.type === value
      if (filter === 'subscription_id') return each.id === value
      return Object.values(each.condition).some((id) => id === value)
    })
  }

  routes.get('/eventsub/subscriptions', (c) => {
    const { grant } = gate.caller(c)
    const mine = registry.listFor(grant.clientId, grant.userId)
    const found = filtered(c, mine)
    const after = Number(c.req.query('after') ?? '0')
    if (!Number.isInteger(after) || after < 0) throw refusal(400, 'The cursor is not valid.')
    const page = found.slice(after, after + pageSize)
    const next = after + page.length
    return c.json({
      ...totals(found),
      data: page.map(toResource),
      pagination: next < found.length ? { cursor: String(next) } : {},
    })
  })

  routes.delete('/eventsub/subscriptions', (c) => {
    const { grant } = gate.caller(c)
    const id = c.req.query('id') ?? ''
    if (id === '') throw refusal(400, 'Missing required parameter "id"')
    const subscription = registry.byId(id)
    if (
      subscription === undefined ||
      subscription.userId !== grant.userId ||
      subscription.clientId !== grant.clientId
    ) {
      throw refusal(404, 'subscription not found')
    }
    registry.remove(subscription)
    return c.body(null, 204)
  })
}
