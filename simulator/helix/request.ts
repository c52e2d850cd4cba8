/** What every Helix call checks first: headers, token, scope, points (facts 4 and 4.1). */
import type { Context } from 'hono'
import type { Grant, Identity } from '../identity/identity.ts'
import type { TwitchSettings } from '../options.ts'
import type { Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'

export type HelixStatus = 400 | 401 | 403 | 404 | 409 | 415 | 422 | 429 | 500 | 503

const titles: Readonly<Record<HelixStatus, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** Helix's error body. */
export const helixError = (status: HelixStatus, message: string) => ({ error: titles[status], status, message })

/** Carried as an exception so that a handler reads as its happy path; answered by the app's error handler. */
export interface Refusal {
  readonly refusal: true
  readonly status: HelixStatus
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
}

export const refusal = (
  status: HelixStatus,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Error & Refusal => Object.assign(new Error(message), { refusal: true, status, message, headers } as const)

export const isRefusal = (error: Error): error is Error & Refusal => 'refusal' in error

export interface HelixCaller {
  readonly grant: Grant
  readonly user: User
}

export interface HelixGate {
  /** Who calls; throws a refusal. Any one of `scopes` suffices. */
  caller(c: Context, ...scopes: readonly string[]): HelixCaller
  /** The channel named by a query parameter; throws a refusal. */
  channel(c: Context, parameter: string): Channel
  /** The caller, named in `moderator_id` and moderating the channel; throws a refusal. */
  moderator(c: Context, scope: string): HelixCaller & { readonly channel: Channel }
}

interface Bucket {
  points: number
  at: number
}

export const createHelixGate = (settings: TwitchSettings, identity: Identity, world: World): HelixGate => {
  const { clock, helixPointsPerMinute: most } = settings
  const buckets = new Map<string, Bucket>()

  const spend = (c: Context, key: string): void => {
    const now = clock.now()
    const bucket = buckets.get(key) ?? { points: most, at: now }
    bucket.points = Math.min(most, bucket.points + ((now - bucket.at) / 60_000) * most)
    bucket.at = now
    buckets.set(key, bucket)
    const full = Math.ceil((now + ((most - Math.max(0, bucket.points - 1)) / most) * 60_000) / 1000)
    const headers = {
      'Ratelimit-Limit': String(most),
      'Ratelimit-Remaining': String(Math.max(0, Math.floor(bucket.points - 1))),
      'Ratelimit-Reset': String(full),
    }
    if (bucket.points < 1) throw refusal(429, 'too many requests', headers)
    bucket.points--
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
  }

  const gate: HelixGate = {
    caller(c, ...scopes) {
      const authorization = c.req.header('authorization') ?? ''
      const clientId = c.req.header('client-id') ?? ''
      if (authorization === '') throw refusal(401, 'OAuth token is missing')
      const token = /^Bearer ([a-z0-9]+)$/i.exec(authorization)?.[1]
      const grant = token === undefined ? undefined : identity.grantOf(token)
      const user = grant === undefined ? undefined : world.userById(grant.userId)
      if (grant === undefined || user === undefined) throw refusal(401, 'Invalid OAuth token')
      if (clientId === '') throw refusal(401, 'Client ID is missing')
      if (clientId !== grant.clientId) throw refusal(401, 'Client ID and OAuth token do not match')
      spend(c, `${grant.clientId} ${grant.userId}`)
      if (scopes.length > 0 && !scopes.some((scope) => grant.scopes.includes(scope))) {
        throw refusal(401, `Missing scope: ${scopes.join(' or ')}`)
      }
      return { grant, user }
    },
    channel(c, parameter) {
      const id = c.req.query(parameter) ?? ''
      if (id === '') throw refusal(400, `Missing required parameter "${parameter}"`)
      const channel = /^\d+$/.test(id) ? world.channelById(id) : undefined
      if (channel === undefined) throw refusal(400, `The ID in ${parameter} is not valid.`)
      return channel
    },
    moderator(c, scope) {
      const caller = gate.caller(c, scope)
      const channel = gate.channel(c, 'broadcaster_id')
      const moderatorId = c.req.query('moderator_id') ?? ''
      if (moderatorId === '') throw refusal(400, 'Missing required parameter "moderator_id"')
      if (moderatorId !== caller.user.id) throw refusal(401, 'incorrect user authorization')
      if (!world.mayModerate(caller.user.id, channel)) {
        throw refusal(403, "The user in moderator_id is not one of the broadcaster's moderators.")
      }
      return { ...caller, channel }
    },
  }
  return gate
}

/** The JSON object that a request carries; throws a refusal. */
export const readJson = async (c: Context): Promise<Readonly<Record<string, unknown>>> => {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw refusal(400, 'The Content-Type header must be application/json.')
  }
  let value: unknown
  try {
    value = JSON.parse(await c.req.text())
  } catch {
    throw refusal(400, 'The request body is not valid JSON.')
  }
  if (!isObject(value)) throw refusal(400, 'The request body must be a JSON object.')
  return value
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
