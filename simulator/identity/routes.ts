/** `id.twitch.tv/oauth2`: device code, refresh, validate, revoke. Bodies are forms, errors say why in `message`. */
import { type Context, Hono } from 'hono'
import type { TwitchSettings } from '../options.ts'
import type { World } from '../world/world.ts'
import type { Grant, Identity } from './identity.ts'
import { knownScopes, readScopes } from './scopes.ts'

export interface IdentityContext {
  readonly settings: TwitchSettings
  readonly identity: Identity
  readonly world: World
  readonly origin: () => string
  readonly note: (violation: string) => void
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

type Form = (name: string) => string

/** The form of a request; empty when the body is anything else, as on Twitch, which then misses its fields. */
const readForm = async (c: Context): Promise<Form> => {
  const type = c.req.header('content-type') ?? ''
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type)
  const form = new URLSearchParams(isForm ? await c.req.text() : '')
  return (name) => form.get(name) ?? ''
}

const refuse = (c: Context, status: 400 | 401 | 403 | 404, message: string) => c.json({ status, message }, status)

const refuseRefresh = (c: Context) =>
  c.json({ error: 'Bad Request', status: 400, message: 'Invalid refresh token' }, 400)

const tokenAnswer = (grant: Grant, now: number) => ({
  access_token: grant.accessToken,
  expires_in: Math.round((grant.expiresAt - now) / 1000),
  refresh_token: grant.refreshToken,
  scope: grant.scopes,
  token_type: 'bearer',
})

export const createIdentityRoutes = (context: IdentityContext): Hono => {
  const { settings, identity, world, note } = context
  const { clock } = settings
  const routes = new Hono()

  routes.post('/device', async (c) => {
    const form = await readForm(c)
    const clientId = form('client_id')
    if (clientId === '') return refuse(c, 400, 'missing client id')
    if (identity.clientType(clientId) === undefined) return refuse(c, 400, 'invalid client')
    if (form('scopes') === '') return refuse(c, 400, 'missing scopes')
    const scopes = readScopes(form('scopes'))
    const unknown = scopes.find((scope) => !knownScopes.has(scope))
    if (unknown !== undefined) return refuse(c, 400, `invalid scope requested: '${unknown}'`)
    const request = identity.begin(clientId, scopes)
    return c.json({
      device_code: request.deviceCode,
      expires_in: settings.deviceCodeLifetimeSeconds,
      interval: settings.deviceIntervalSeconds,
      user_code: request.userCode,
      verification_uri: `${context.origin()}/activate?public=true&device-code=${request.userCode}`,
    })
  })

  const redeemDevice = (c: Context, form: Form, clientId: string) => {
    const request = identity.deviceByCode(form('device_code'))
    if (form('device_code') === '') return refuse(c, 400, 'missing device code')
    const now = clock.now()
    const alive = request !== undefined && request.clientId === clientId && request.expiresAt > now
    if (!alive || request.state === 'refused' || request.state === 'spent') {
      return refuse(c, 400, 'invalid device code')
    }
    if (form('scopes') === '') return refuse(c, 400, 'missing scopes')
    if (now - request.lastPollAt < settings.deviceIntervalSeconds * 1000 - 50) {
      note('OAuth: the device code was polled faster than its interval.')
    }
    request.lastPollAt = now
    if (request.state === 'pending' || request.userId === undefined) return refuse(c, 400, 'authorization_pending')
    request.state = 'spent'
    return c.json(tokenAnswer(identity.issue(clientId, request.userId, request.scopes), now))
  }

  const refresh = (c: Context, form: Form, clientId: string) => {
    if (form('refresh_token') === '') return refuse(c, 400, 'missing refresh token')
    if (identity.clientType(clientId) === 'confidential' && form('client_secret') === '') {
      return refuse(c, 403, 'missing client secret')
    }
    const grant = identity.refreshable(form('refresh_token'))
    if (grant === undefined || grant.clientId !== clientId) return refuseRefresh(c)
    grant.refreshSpent = true
    return c.json(tokenAnswer(identity.issue(clientId, grant.userId, grant.scopes), clock.now()))
  }

  routes.post('/token', async (c) => {
    const form = await readForm(c)
    const clientId = form('client_id')
    if (clientId === '') return refuse(c, 400, 'missing client id')
    if (identity.clientType(clientId) === undefined) return refuse(c, 400, 'invalid client')
    const grantType = form('grant_type')
    if (grantType === deviceGrant) return redeemDevice(c, form, clientId)
    if (grantType === 'refresh_token') return refresh(c, form, clientId)
    return refuse(c, 400, grantType === '' ? 'missing grant type' : 'unsupported grant type')
  })

  routes.get('/validate', (c) => {
    const token = /^OAuth ([a-z0-9]+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    const grant = token === undefined ? undefined : identity.grantOf(token)
    const user = grant === undefined ? undefined : world.userById(grant.userId)
    if (grant === undefined || user === undefined) return refuse(c, 401, 'invalid access token')
    return c.json({
      client_id: grant.clientId,
      login: user.login,
      scopes: grant.scopes,
      user_id: user.id,
      expires_in: Math.round((grant.expiresAt - clock.now()) / 1000),
    })
  })

  routes.post('/revoke', async (c) => {
    const form = await readForm(c)
    if (form('client_id') === '') return refuse(c, 400, 'missing client id')
    if (identity.clientType(form('client_id')) === undefined) return refuse(c, 404, 'client does not exist')
    const grant = identity.grantOf(form('token'))
    if (grant === undefined || grant.clientId !== form('client_id')) return refuse(c, 400, 'Invalid token')
    identity.revoke(grant)
    return c.body(null, 200)
  })

  return routes
}
