import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HttpOutcome, HttpRequest } from '../../../electron/net/http.ts'
import { createTwitchAuth } from '../../../electron/platforms/twitch/auth.ts'
import { failed, ok } from '../../../shared/errors.ts'

const now = Date.UTC(2026, 0, 1)
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/twitch/oauth.${name}.json`, import.meta.url), 'utf8'))

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpOutcome => ({
  kind: 'answered',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body,
  bytes: new TextEncoder().encode(body === undefined ? '<html>' : JSON.stringify(body)),
})

const unanswered: HttpOutcome = { kind: 'notSent', why: 'api.twitch.tv could not be found.' }

const build = (
  outcome: HttpOutcome,
  endpoints: Readonly<Record<string, string>> = {},
  users: HttpOutcome = unanswered,
) => {
  const seen: HttpRequest[] = []
  const http = {
    request: async (request: HttpRequest) => {
      seen.push(request)
      return request.url.endsWith('/users') ? users : outcome
    },
  }
  return { auth: createTwitchAuth({ http, endpoints, now: () => now }), seen }
}

const code = {
  deviceCode: 'device-code',
  userCode: 'ABCDEFGH',
  verificationUri: 'https://www.twitch.tv/activate',
  expiresAt: now + 1_800_000,
  intervalMs: 5_000,
}
const scopes = ['user:read:chat', 'user:write:chat']
const tokens = {
  accessToken: 'ddfbzj3rpojfzz9lyz4hy6h2chdv1w',
  refreshToken: 'i04kn7dw5f9oy6bvxehh2vn2yhs4rthmqkfgvr9zwd9z4mqi4p',
  expiresAt: now + 14_542_000,
  scopes,
}

describe('Twitch sign-in', () => {
  it('asks for a device code with the scopes in the plural field', async () => {
    const { auth, seen } = build(answer(200, fixture('device_response')))
    expect(await auth.begin('client', scopes)).toEqual(
      ok({
        deviceCode: 'ike3GM8QIdYZs43KdrWPIO36LofILoCyFEzjlQ91',
        userCode: 'ABCDEFGH',
        verificationUri: 'https://www.twitch.tv/activate?public=true&device-code=ABCDEFGH',
        expiresAt: now + 1_800_000,
        intervalMs: 5_000,
      }),
    )
    expect(seen).toEqual([
      {
        method: 'POST',
        url: 'https://id.twitch.tv/oauth2/device',
        headers: { accept: 'application/json' },
        form: { client_id: 'client', scopes: 'user:read:chat user:write:chat' },
      },
    ])
  })

  it('polls with the device grant and takes the tokens', async () => {
    const { auth, seen } = build(answer(200, fixture('token_success')))
    expect(await auth.poll('client', code, scopes)).toEqual(ok({ kind: 'granted', tokens }))
    expect(seen[0]?.form).toEqual({
      client_id: 'client',
      scopes: 'user:read:chat user:write:chat',
      device_code: 'device-code',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    })
  })

  it('takes scopes as text too, and tokens that do not say their end', async () => {
    const body = {
      access_token: 'a',
      refresh_token: 'r',
      scope: 'user:read:chat user:write:chat',
      token_type: 'bearer',
    }
    const { auth } = build(answer(200, body))
    expect(await auth.poll('client', code, scopes)).toEqual(
      ok({ kind: 'granted', tokens: { accessToken: 'a', refreshToken: 'r', scopes } }),
    )
  })

  it.each([
    ['authorization_pending', { kind: 'pending' }],
    ['Authorization_Pending', { kind: 'pending' }],
    ['slow_down', { kind: 'slowDown' }],
    ['expired_token', { kind: 'expired' }],
    ['access_denied', { kind: 'refused', why: expect.stringContaining('declined') }],
    ['invalid device code', { kind: 'refused', why: expect.stringContaining('Start the sign-in again') }],
    ['invalid client', { kind: 'refused', why: expect.stringContaining('developer console') }],
    ['invalid client id', { kind: 'refused', why: expect.stringContaining('does not know this client id') }],
    ['missing client secret', { kind: 'refused', why: expect.stringContaining('Public') }],
    ['the moon is wrong', { kind: 'refused', why: 'Twitch refused finishing the sign-in: the moon is wrong.' }],
  ])('reads the poll answer 400 %j', async (message, expected) => {
    const { auth } = build(answer(400, { status: 400, message }))
    expect(await auth.poll('client', code, scopes)).toEqual(ok(expected))
  })

  it('reads answers in the form of the RFC as well', async () => {
    const { auth } = build(answer(400, { error: 'authorization_pending' }))
    expect(await auth.poll('client', code, scopes)).toEqual(ok({ kind: 'pending' }))
  })

  it('reads the documented payloads of pending and invalid codes', async () => {
    const pending = build(answer(400, fixture('device_pending')))
    expect(await pending.auth.poll('client', code, scopes)).toEqual(ok({ kind: 'pending' }))
    const invalid = build(answer(400, fixture('device_invalid')))
    expect(await invalid.auth.poll('client', code, scopes)).toMatchObject({ value: { kind: 'refused' } })
  })

  it('calls a code invalid after its end what it is: expired', async () => {
    const { auth } = build(answer(400, fixture('device_invalid')))
    expect(await auth.poll('client', { ...code, expiresAt: now }, scopes)).toEqual(ok({ kind: 'expired' }))
  })
})

describe('a Twitch refresh', () => {
  it('gives the new pair', async () => {
    const { auth, seen } = build(answer(200, fixture('token_success')))
    expect(await auth.refresh('client', 'old&refresh')).toEqual(ok(tokens))
    expect(seen[0]).toMatchObject({
      url: 'https://id.twitch.tv/oauth2/token',
      form: { client_id: 'client', grant_type: 'refresh_token', refresh_token: 'old&refresh' },
    })
  })

  const outcomes = [
    ['400 Invalid refresh token', answer(400, fixture('refresh_invalid')), 'signInAgain'],
    ['400 with words that are new', answer(400, { status: 400, message: 'no longer' }), 'signInAgain'],
    ['401', answer(401, { status: 401, message: 'whatever' }), 'signInAgain'],
    ['400 missing client secret', answer(400, { status: 400, message: 'missing client secret' }), 'refused'],
    ['403 invalid client secret', answer(403, { status: 403, message: 'invalid client secret' }), 'refused'],
    ['400 invalid client', answer(400, { status: 400, message: 'invalid client' }), 'refused'],
    ['403 with words that are new', answer(403, { status: 403, message: 'forbidden' }), 'refused'],
    ['403 of something in between', answer(403, undefined, { 'content-type': 'text/html' }), 'unreachable'],
    ['302 of a login page in between', answer(302, undefined, { location: 'http://login.lan' }), 'unreachable'],
    ['200 of a login page in between', answer(200, undefined, { 'content-type': 'text/html' }), 'unreachable'],
    ['200 without a token', answer(200, { hello: 1 }), 'unreachable'],
    ['500', answer(500, { status: 500, message: 'oops' }), 'unreachable'],
    ['503 without a body', answer(503, undefined), 'unreachable'],
    ['no network', { kind: 'notSent', why: 'id.twitch.tv could not be found.' }, 'unreachable'],
    ['a lost answer', { kind: 'uncertain', why: 'id.twitch.tv did not answer.' }, 'uncertain'],
  ] as const
  it.each(outcomes)('that ends in %s', async (_, outcome, kind) => {
    const { auth } = build(outcome)
    const result = await auth.refresh('client', 'refresh')
    expect(result).toMatchObject({ ok: false, error: { kind, message: expect.stringMatching(/^[A-Z].*[.]$/u) } })
  })

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'ratelimit-reset': String(now / 1000 + 42) }, 42_000],
    [{ 'ratelimit-reset': 'soon' }, 30_000],
    [{ 'retry-after': '999999999' }, 3_600_000],
    [{ 'retry-after': '0' }, 1_000],
    [{}, 30_000],
  ])('that is told to wait by %j waits', async (headers, wait) => {
    for (const body of [{ status: 429, message: 'too many requests' }, undefined]) {
      const { auth } = build(answer(429, body, headers))
      const result = await auth.refresh('client', 'refresh')
      expect(result).toMatchObject({ ok: false, error: { kind: 'rateLimited', retryAt: now + wait } })
    }
  })
})

describe('a Twitch validation', () => {
  const who = { userId: '141981764', login: 'twitchdev', scopes, expiresAt: now + 5_520_838_000 }
  const users = (user: object) => answer(200, { data: [{ id: '141981764', login: 'twitchdev', ...user }] })

  it('sends the token with Twitch’s own scheme and learns who it is, and by which name', async () => {
    const { auth, seen } = build(answer(200, fixture('validate')), {}, users({ display_name: ' TwitchDev\u202e ' }))
    expect(await auth.validate('token')).toEqual(ok({ ...who, name: 'TwitchDev' }))
    expect(seen).toEqual([
      { method: 'GET', url: 'https://id.twitch.tv/oauth2/validate', headers: { authorization: 'OAuth token' } },
      {
        method: 'GET',
        url: 'https://api.twitch.tv/helix/users',
        headers: { authorization: 'Bearer token', 'client-id': 'wbmytr93xzw8zbg0p1izqyzzc5mbiz' },
        timeoutMs: 5_000,
      },
    ])
  })

  it.each([
    ['no answer', unanswered],
    ['401', answer(401, { status: 401, message: 'Invalid OAuth token' })],
    ['503', answer(503, undefined)],
    ['nobody', answer(200, { data: [] })],
    ['somebody else', users({ id: '1', display_name: 'Somebody' })],
    ['an empty name', users({ display_name: '' })],
    ['a name that is no text', users({ display_name: 5 })],
  ])('succeeds without a name when Twitch answers %s when asked for it', async (_, outcome) => {
    const { auth } = build(answer(200, fixture('validate')), {}, outcome)
    expect(await auth.validate('token')).toEqual(ok(who))
  })

  it('asks nobody for the name of a token that is not valid', async () => {
    const { auth, seen } = build(answer(401, fixture('validate_401')))
    await auth.validate('token')
    expect(seen.length).toBe(1)
  })

  it('takes a token without an end, and without scopes', async () => {
    const { auth } = build(answer(200, { client_id: 'c', login: 'l', scopes: null, user_id: '1', expires_in: 0 }))
    expect(await auth.validate('token')).toEqual(ok({ userId: '1', login: 'l', scopes: [] }))
  })

  it.each([
    ['401', answer(401, fixture('validate_401')), 'signInAgain'],
    ['500', answer(500, undefined), 'unreachable'],
    ['403 of something in between', answer(403, undefined), 'unreachable'],
    ['an app’s token, which has no user', answer(200, { client_id: 'c', scopes: [], expires_in: 5 }), 'unreachable'],
    ['429', answer(429, undefined), 'rateLimited'],
    ['no network', { kind: 'notSent', why: 'x.' }, 'unreachable'],
  ] as const)('that ends in %s', async (_, outcome, kind) => {
    const { auth } = build(outcome)
    expect(await auth.validate('token')).toMatchObject({ ok: false, error: { kind } })
  })
})

describe('a Twitch revocation', () => {
  it('posts the token', async () => {
    const { auth, seen } = build(answer(200, undefined, { 'content-type': 'text/plain' }))
    expect(await auth.revoke('client', 'token')).toEqual(ok(undefined))
    expect(seen[0]).toMatchObject({
      url: 'https://id.twitch.tv/oauth2/revoke',
      form: { client_id: 'client', token: 'token' },
    })
  })

  it('has succeeded when the token was not valid any more', async () => {
    const { auth } = build(answer(400, { status: 400, message: 'Invalid token' }))
    expect(await auth.revoke('client', 'token')).toEqual(ok(undefined))
  })

  it.each([
    ['404 for an unknown client id', answer(404, { status: 404, message: 'client id does not exist' }), 'refused'],
    ['no network', { kind: 'notSent', why: 'x.' } as const, 'unreachable'],
  ])('fails with %s', async (_, outcome, kind) => {
    const { auth } = build(outcome)
    expect(await auth.revoke('client', 'token')).toMatchObject({ ok: false, error: { kind } })
  })
})

describe('Twitch’s endpoint', () => {
  it.each([
    [{}, 'https://id.twitch.tv', 'https://id.twitch.tv/oauth2/device'],
    [{ auth: 'https://id.twitch.tv/oauth2' }, 'https://id.twitch.tv', 'https://id.twitch.tv/oauth2/device'],
    [{ auth: 'http://127.0.0.1:4100' }, 'http://127.0.0.1:4100', 'http://127.0.0.1:4100/oauth2/device'],
    [{ auth: 'http://127.0.0.1:4100/' }, 'http://127.0.0.1:4100', 'http://127.0.0.1:4100/oauth2/device'],
    [{ auth: 'http://127.0.0.1:4100/id/oauth2/' }, 'http://127.0.0.1:4100', 'http://127.0.0.1:4100/id/oauth2/device'],
  ])('of %j', async (endpoints, issuer, url) => {
    const { auth, seen } = build(answer(200, fixture('device_response')), endpoints)
    await auth.begin('client', [])
    expect([auth.issuer, seen[0]?.url]).toEqual([issuer, url])
  })

  it('that begins nothing says why', async () => {
    const offline = build({ kind: 'notSent', why: 'id.twitch.tv could not be found. Is this computer online?' })
    expect(await offline.auth.begin('client', [])).toEqual(
      failed({
        kind: 'unreachable',
        retrying: false,
        message: 'Twitch cannot be reached. id.twitch.tv could not be found. Is this computer online?',
      }),
    )
    const unknown = build(answer(400, { status: 400, message: 'invalid client' }))
    expect(await unknown.auth.begin('client', [])).toMatchObject({ error: { kind: 'refused' } })
  })
})
