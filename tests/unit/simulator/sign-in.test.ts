import { describe, expect, test } from 'vitest'
import { differences } from './shape.ts'
import { at, type Bench, createBench, fixture, textAt } from './support.ts'

const clientId = 'wbmytr93xzw8zbg0p1izqyzzc5mbiz'
const scopes = 'user:read:chat user:write:chat'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

const begin = async (bench: Bench) => {
  const { body } = await bench.form('/oauth2/device', { client_id: clientId, scopes })
  const deviceCode = textAt(body, 'device_code')
  const poll = () =>
    bench.form('/oauth2/token', { client_id: clientId, scopes, device_code: deviceCode, grant_type: deviceGrant })
  return { body, userCode: textAt(body, 'user_code'), poll }
}
const refresh = (bench: Bench, refreshToken: string, more: Readonly<Record<string, string>> = {}) =>
  bench.form('/oauth2/token', {
    client_id: clientId,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...more,
  })
const validate = (bench: Bench, header: string) =>
  bench.request('/oauth2/validate', { headers: { authorization: header } })

describe('the device code flow', () => {
  test('gives a code, waits for the person, and gives tokens once', async () => {
    const bench = createBench()
    const { body, userCode, poll } = await begin(bench)
    expect(differences(body, [fixture('oauth.device_response')])).toEqual([])
    expect(textAt(body, 'verification_uri')).toBe(`http://127.0.0.1:4000/activate?public=true&device-code=${userCode}`)
    expect(await poll()).toMatchObject({ status: 400, body: fixture('oauth.device_pending') })
    bench.control.approveDevice({ user: 'river_host', userCode })
    const granted = await poll()
    expect(granted.status).toBe(200)
    expect(differences(granted.body, [fixture('oauth.token_success')])).toEqual([])
    expect(await poll()).toMatchObject({ status: 400, body: fixture('oauth.device_invalid') })
  })

  test.each([
    ['refused', (bench: Bench) => bench.control.refuseDevice({})],
    ['expired', (bench: Bench) => bench.control.expireDevice({})],
  ])('answers invalid device code when it was %s', async (_, act) => {
    const bench = createBench()
    const { poll } = await begin(bench)
    act(bench)
    expect(await poll()).toMatchObject({ status: 400, body: fixture('oauth.device_invalid') })
  })

  test('a code runs out by itself after half an hour', async () => {
    const bench = createBench()
    const { poll } = await begin(bench)
    await bench.clock.advance(1_800_000)
    expect(await poll()).toMatchObject({ status: 400, body: fixture('oauth.device_invalid') })
  })

  test('the page names the scopes and offers the accounts, and either button settles the code', async () => {
    const bench = createBench()
    const first = await begin(bench)
    const page = await bench.request(`/activate?public=true&device-code=${first.userCode}`)
    expect(page.status).toBe(200)
    for (const part of ['user:write:chat', 'value="river_host"', '>Authorize<', '>Cancel<', first.userCode]) {
      expect(page.body).toContain(part)
    }
    const press = (userCode: string, decision: string) =>
      bench.form('/activate', { 'device-code': userCode, account: 'river_host', decision })
    expect((await press(first.userCode, 'authorize')).body).toContain('signed in as River_Host')
    expect((await first.poll()).status).toBe(200)
    const second = await begin(bench)
    expect((await press(second.userCode, 'cancel')).body).toContain('Not authorized')
    expect((await second.poll()).body).toEqual(fixture('oauth.device_invalid'))
    expect((await press(second.userCode, 'authorize')).status).toBe(404)
  })

  test.each([
    ['no client id', { scopes }, 'missing client id'],
    ['an unknown client', { client_id: 'nope', scopes }, 'invalid client'],
    ['no scopes', { client_id: clientId }, 'missing scopes'],
    ['a scope that does not exist', { client_id: clientId, scopes: 'user:fly' }, "invalid scope requested: 'user:fly'"],
  ])('refuses %s', async (_, fields, message) => {
    const answer = await createBench().form('/oauth2/device', fields)
    expect(answer).toMatchObject({ status: 400, body: { status: 400, message } })
  })

  test('reads forms only', async () => {
    const answer = await createBench().request('/oauth2/device', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, scopes }),
    })
    expect(answer).toMatchObject({ status: 400, body: { message: 'missing client id' } })
  })

  test('polling faster than the interval is noticed', async () => {
    const bench = createBench()
    const { poll } = await begin(bench)
    await poll()
    await bench.clock.advance(5000)
    await poll()
    expect(bench.control.violations()).toEqual([])
    await poll()
    expect(bench.control.violations()).toHaveLength(1)
  })

  test('only the registered clients exist once they are named', async () => {
    const bench = createBench()
    bench.control.restrictClients({ clients: { another0client0id0000: 'public' } })
    expect((await bench.form('/oauth2/device', { client_id: clientId, scopes })).body).toMatchObject({
      message: 'invalid client',
    })
  })
})

describe('tokens', () => {
  test('a refresh token works once and gives a new pair', async () => {
    const bench = createBench()
    const first = bench.control.issueToken({ user: 'river_host', scopes: ['user:read:chat'], clientId })
    const second = await refresh(bench, first.refreshToken)
    expect(differences(second.body, [fixture('oauth.token_success')])).toEqual([])
    expect(textAt(second.body, 'refresh_token')).not.toBe(first.refreshToken)
    expect(await refresh(bench, first.refreshToken)).toMatchObject({
      status: 400,
      body: fixture('oauth.refresh_invalid'),
    })
    expect((await refresh(bench, textAt(second.body, 'refresh_token'))).status).toBe(200)
  })

  test('a refresh token dies with the app being disconnected, and after thirty days', async () => {
    const bench = createBench()
    const issue = () => bench.control.issueToken({ user: 'river_host', scopes: [], clientId }).refreshToken
    const disconnected = issue()
    bench.control.revokeTokens({ user: 'river_host' })
    const old = issue()
    await bench.clock.advance(30 * 86_400_000)
    const statuses = await Promise.all([refresh(bench, disconnected), refresh(bench, old)])
    expect(statuses.map((answer) => answer.status)).toEqual([400, 400])
  })

  test('a confidential client needs its secret', async () => {
    const bench = createBench({ clients: { [clientId]: 'confidential' } })
    const { refreshToken } = bench.control.issueToken({ user: 'river_host', scopes: [], clientId })
    expect((await refresh(bench, refreshToken)).body).toMatchObject({ message: 'missing client secret' })
    expect((await refresh(bench, refreshToken, { client_secret: 'x' })).status).toBe(200)
  })

  test.each([
    ['no grant type', {}, 'missing grant type'],
    ['a grant type that is not for public clients', { grant_type: 'authorization_code' }, 'unsupported grant type'],
    ['no device code', { grant_type: deviceGrant }, 'missing device code'],
    ['no refresh token', { grant_type: 'refresh_token' }, 'missing refresh token'],
  ])('refuses %s', async (_, fields, message) => {
    const answer = await createBench().form('/oauth2/token', { client_id: clientId, ...fields })
    expect(answer).toMatchObject({ status: 400, body: { message } })
  })

  test('validation wants the OAuth prefix and knows expiry', async () => {
    const bench = createBench()
    const { accessToken } = bench.control.issueToken({ user: 'river_host', scopes: ['user:read:chat'], clientId })
    const valid = await validate(bench, `OAuth ${accessToken}`)
    expect(differences(valid.body, [fixture('oauth.validate')])).toEqual([])
    expect(at(valid.body, 'expires_in')).toBe(14_542)
    const refused = { status: 401, body: fixture('oauth.validate_401') }
    expect(await validate(bench, `Bearer ${accessToken}`)).toMatchObject(refused)
    expect(await validate(bench, 'OAuth 0')).toMatchObject(refused)
    await bench.clock.advance(14_542_000)
    expect(await validate(bench, `OAuth ${accessToken}`)).toMatchObject(refused)
  })

  test('revoking answers for a bad token and an unknown client', async () => {
    const bench = createBench()
    const { accessToken } = bench.control.issueToken({ user: 'river_host', scopes: [], clientId })
    const revoke = (token: string, client = clientId) => bench.form('/oauth2/revoke', { client_id: client, token })
    expect(await revoke('nothing')).toMatchObject({ status: 400, body: { message: 'Invalid token' } })
    expect(await revoke(accessToken, 'x')).toMatchObject({ status: 404, body: { message: 'client does not exist' } })
    expect((await revoke(accessToken)).status).toBe(200)
    expect((await validate(bench, `OAuth ${accessToken}`)).status).toBe(401)
  })
})
