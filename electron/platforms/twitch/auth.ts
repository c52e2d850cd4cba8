/**
 * Twitch's way of speaking OAuth, for a public client: device code flow, no secret.
 * https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#device-code-grant-flow
 *
 * oauth4webapi speaks the protocol; the quirks are adapted here: `scopes` in place of `scope` in requests, scopes as an
 * array in answers, and error texts in `message` where RFC 6749 has codes in `error`. Validation is Twitch's own
 * (`Authorization: OAuth …`, no RFC has it), so it goes straight to the client.
 */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  None,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import { failed, ok } from '../../../shared/errors.ts'
import { cleanName } from '../../core/text.ts'
import type { HttpOutcome } from '../../net/http.ts'
import { createFormPost } from '../../net/http-fetch.ts'
import type { AuthContext, DeviceCodeAuth, Tokens } from '../platform.ts'
import { adaptAnswer, messageOf, readScopes } from './auth-answers.ts'
import { explainAnswer, explainFailure, explainThrown, isOAuthError, unreadable } from './auth-errors.ts'
import { readData, readId, readText } from './helix/read.ts'

const defaultApiEndpoint = 'https://api.twitch.tv/helix'
/** So long a sign-in or a check waits for the display name, which nothing depends on. */
const nameTimeoutMs = 5_000
const defaultAuthEndpoint = 'https://id.twitch.tv/oauth2'

export const createTwitchAuth = ({ http, endpoints, now }: AuthContext): DeviceCodeAuth => {
  const base = authBase(endpoints['auth'] ?? defaultAuthEndpoint)
  const server: AuthorizationServer = {
    issuer: base.origin,
    device_authorization_endpoint: `${base.href}/device`,
    token_endpoint: `${base.href}/token`,
    revocation_endpoint: `${base.href}/revoke`,
  }
  const options = {
    [customFetch]: createFormPost(http, adaptAnswer),
    // The endpoint table has already refused http anywhere but on loopback.
    [allowInsecureRequests]: base.href.startsWith('http:'),
  }
  const clientOf = (clientId: string) => ({ client_id: clientId })
  const tokensOf = (answer: TokenEndpointResponse): Tokens => ({
    accessToken: answer.access_token,
    scopes: readScopes(answer.scope),
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
    ...(answer.expires_in === undefined ? {} : { expiresAt: now() + answer.expires_in * 1000 }),
  })

  /** Validation knows the login only; without an id of its own, Get Users tells about the token's user. */
  const findName = async (accessToken: string, clientId: string, userId: string): Promise<string | undefined> => {
    const outcome = await http.request({
      method: 'GET',
      url: `${endpoints['api'] ?? defaultApiEndpoint}/users`,
      headers: { authorization: `Bearer ${accessToken}`, 'client-id': clientId },
      timeoutMs: nameTimeoutMs,
    })
    if (outcome.kind !== 'answered' || outcome.status !== 200) return undefined
    const user = readData(outcome.body).find((item) => readId(item['id']) === userId)
    const name = cleanName(readText(user?.['display_name']) ?? '')
    return name === '' ? undefined : name
  }

  return {
    kind: 'deviceCode',
    issuer: base.origin,

    async begin(clientId, scopes) {
      try {
        const response = await deviceAuthorizationRequest(
          server,
          clientOf(clientId),
          None(),
          { scopes: scopes.join(' ') },
          options,
        )
        const answer = await processDeviceAuthorizationResponse(server, clientOf(clientId), response)
        return ok({
          deviceCode: answer.device_code,
          userCode: answer.user_code,
          verificationUri: answer.verification_uri_complete ?? answer.verification_uri,
          expiresAt: now() + answer.expires_in * 1000,
          intervalMs: Math.max(1, answer.interval ?? 5) * 1000,
        })
      } catch (error) {
        return failed(explainThrown(error, 'begin', now()))
      }
    },

    async poll(clientId, code, scopes) {
      try {
        const response = await deviceCodeGrantRequest(server, clientOf(clientId), None(), code.deviceCode, {
          ...options,
          additionalParameters: { scopes: scopes.join(' ') },
        })
        const answer = await processDeviceCodeResponse(server, clientOf(clientId), response)
        return ok({ kind: 'granted', tokens: tokensOf(answer) })
      } catch (error) {
        if (isOAuthError(error, 'authorization_pending')) return ok({ kind: 'pending' })
        if (isOAuthError(error, 'slow_down')) return ok({ kind: 'slowDown' })
        if (isOAuthError(error, 'expired_token')) return ok({ kind: 'expired' })
        if (isOAuthError(error, 'access_denied')) {
          return ok({ kind: 'refused', why: 'You declined on Twitch’s page. Start again if that was not meant.' })
        }
        // Twitch answers the same to a code that has ended, was used, or never was.
        if (isOAuthError(error, 'invalid_grant') && now() >= code.expiresAt) return ok({ kind: 'expired' })
        const explained = explainThrown(error, 'poll', now())
        return explained.kind === 'refused' ? ok({ kind: 'refused', why: explained.message }) : failed(explained)
      }
    },

    async refresh(clientId, refreshToken) {
      try {
        const response = await refreshTokenGrantRequest(server, clientOf(clientId), None(), refreshToken, options)
        return ok(tokensOf(await processRefreshTokenResponse(server, clientOf(clientId), response)))
      } catch (error) {
        return failed(explainThrown(error, 'refresh', now()))
      }
    },

    async validate(accessToken) {
      const outcome = await http.request({
        method: 'GET',
        url: `${base.href}/validate`,
        headers: { authorization: `OAuth ${accessToken}` },
      })
      if (outcome.kind !== 'answered') return failed(explainFailure(outcome))
      if (outcome.status !== 200) return failed(explainAnswer(outcome, messageOf(outcome.body), 'validate', now()))
      const identity = readIdentity(outcome, now())
      if (!identity.ok) return identity
      const { clientId, ...known } = identity.value
      const name = clientId === undefined ? undefined : await findName(accessToken, clientId, known.userId)
      return ok(name === undefined ? known : { ...known, name })
    },

    async revoke(clientId, accessToken) {
      try {
        const response = await revocationRequest(server, clientOf(clientId), None(), accessToken, options)
        await processRevocationResponse(response)
        return ok(undefined)
      } catch (error) {
        // 400 "Invalid token": it is not valid any more, which is what was wanted.
        if (isOAuthError(error, 'invalid_token')) return ok(undefined)
        return failed(explainThrown(error, 'revoke', now()))
      }
    },
  }
}

/** The table's value, or `/oauth2` of it when it is an origin only. */
const authBase = (endpoint: string): { readonly href: string; readonly origin: string } => {
  const url = new URL(endpoint)
  const path = url.pathname.replace(/\/+$/u, '')
  return { origin: url.origin, href: `${url.origin}${path === '' ? '/oauth2' : path}` }
}

const readIdentity = (answer: Extract<HttpOutcome, { readonly kind: 'answered' }>, now: number) => {
  const body = answer.body
  if (typeof body !== 'object' || body === null || !('user_id' in body) || !('login' in body)) return failed(unreadable)
  const { user_id: userId, login } = body
  if (typeof userId !== 'string' || userId === '' || typeof login !== 'string' || login === '')
    return failed(unreadable)
  const expiresIn = 'expires_in' in body && typeof body.expires_in === 'number' ? body.expires_in : 0
  return ok({
    userId,
    login,
    scopes: readScopes('scopes' in body ? body.scopes : undefined),
    clientId: 'client_id' in body && typeof body.client_id === 'string' ? body.client_id : undefined,
    // Very old tokens do not end and say 0.
    ...(expiresIn > 0 ? { expiresAt: now + expiresIn * 1000 } : {}),
  })
}
