import { describe, expect, it } from 'vitest'
import { account, build, fourHours, signInAgain, unreachable } from './fakes.ts'

const id = account.id
const hour = 3_600_000
const minute = 60_000

describe('an account of an earlier session', () => {
  it('is checked at once and every hour from then on', async () => {
    const world = build()
    world.platform.state.lifeMs = 100 * hour
    const credentials = await world.resumed()
    const atStart = world.platform.calls.validate
    await world.clock.advance(3 * hour)
    expect([atStart, world.platform.calls.validate, credentials.standing(id)]).toEqual([1, 4, { kind: 'ready' }])
  })

  it('is being checked until the answer comes, and its token can be used meanwhile', async () => {
    const world = build()
    await world.store(world.platform.grant())
    const credentials = world.start()
    credentials.resume(account)
    expect(credentials.standing(id)).toEqual({ kind: 'checking' })
    expect(await credentials.accessToken(id)).toMatchObject({ ok: true, value: { value: 'access-1' } })
  })

  it('tells what changed of its name and scopes, once, and keeps a name that could not be asked for', async () => {
    const world = build()
    const credentials = await world.resumed()
    expect(world.changes).toEqual([[id, undefined]])
    world.platform.state.identity = {
      ...world.platform.state.identity,
      login: 'renamed',
      scopes: ['x'],
    }
    await world.clock.advance(2 * hour)
    expect(world.changes.slice(1)).toEqual([[id, { userId: '7', login: 'renamed', name: 'renamed', scopes: ['x'] }]])
    expect(await credentials.accessToken(id)).toMatchObject({ value: { scopes: ['x'] } })
  })

  it('takes a display name in any script, and leaves it when a later check could not learn it', async () => {
    const world = build()
    await world.resumed()
    world.platform.state.identity = { ...world.platform.state.identity, name: '配信者' }
    await world.clock.advance(hour)
    const { name: _, ...nameless } = world.platform.state.identity
    world.platform.state.identity = nameless
    await world.clock.advance(2 * hour)
    expect(world.changes.slice(1)).toEqual([[id, { userId: '7', login: 'streamer', name: '配信者', scopes: ['chat'] }]])
  })

  it.each([
    ['nothing is stored', undefined],
    ['what is stored is no JSON', 'garbage'],
    ['what is stored is something else', '{"version":9}'],
  ])('has to sign in again when %s', async (_, text) => {
    const world = build()
    if (text !== undefined) await world.secrets.store.write('tokens/twitch/https%3A%2F%2Fid.twitch.tv/7', text)
    const credentials = world.start()
    credentials.resume(account)
    await world.clock.advance(0)
    expect(credentials.standing(id)).toEqual({
      kind: 'signInAgain',
      why: 'There is no stored sign-in of Streamer. Sign in again.',
    })
    expect(await credentials.accessToken(id)).toMatchObject({ ok: false, error: { kind: 'signInAgain' } })
  })

  it('is not given up when the store cannot be read for a while', async () => {
    const world = build()
    await world.store(world.platform.grant())
    world.secrets.trouble.read = 'The sign-ins could not be read: Tributary may not read them.'
    const credentials = world.start()
    credentials.resume(account)
    await world.clock.advance(0)
    expect(credentials.standing(id)).toEqual({ kind: 'unreachable', why: world.secrets.trouble.read })
    expect(await credentials.accessToken(id)).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    world.secrets.trouble.read = undefined
    await world.clock.advance(minute)
    expect(credentials.standing(id)).toEqual({ kind: 'ready' })
  })

  it('of which nothing is known has no token', async () => {
    const credentials = build().start()
    expect(await credentials.accessToken('twitch:404')).toMatchObject({ ok: false, error: { kind: 'signInAgain' } })
    expect(credentials.standing('twitch:404')).toEqual({ kind: 'checking' })
  })
})

describe('a refresh', () => {
  it('is one for twenty that ask at once', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshTakes = 300
    world.clock.jump(fourHours - 4 * minute)
    const asked = Array.from({ length: 20 }, () => credentials.accessToken(id))
    await world.clock.advance(300)
    const tokens = await Promise.all(asked)
    expect(world.platform.calls.refresh).toBe(1)
    expect(tokens.map((token) => token.ok && token.value.value)).toEqual(Array.from({ length: 20 }, () => 'access-2'))
  })

  it('is one for a request, a refused token and the hourly check together', async () => {
    const world = build()
    const credentials = await world.resumed()
    const rejected = { value: 'access-1', clientId: 'client', scopes: [] }
    world.platform.state.refreshTakes = 300
    const asked = [credentials.renew(id, rejected), credentials.renew(id, rejected), credentials.renew(id, rejected)]
    await world.clock.advance(300)
    await Promise.all(asked)
    expect(await credentials.renew(id, rejected)).toMatchObject({ value: { value: 'access-2' } })
    expect(world.platform.calls.refresh).toBe(1)
  })

  it('happens by itself five minutes before the end', async () => {
    const world = build()
    const credentials = await world.resumed()
    await world.clock.advance(fourHours - 5 * minute - 1)
    const before = world.platform.calls.refresh
    await world.clock.advance(1)
    expect([before, world.platform.calls.refresh]).toEqual([0, 1])
    expect(await credentials.accessToken(id)).toMatchObject({ value: { value: 'access-2' } })
  })

  it('goes on through days, each with the refresh token of the one before', async () => {
    const world = build()
    const credentials = await world.resumed()
    await world.clock.advance(48 * hour)
    expect(credentials.standing(id)).toEqual({ kind: 'ready' })
    expect(world.platform.seen.refreshWith).toEqual(
      Array.from({ length: world.platform.calls.refresh }, (_, index) => `refresh-${index + 1}`),
    )
    expect(world.platform.calls.refresh).toBe(12)
  })

  it('of tokens that live for a minute happens at half their life, not at every request', async () => {
    const world = build()
    world.platform.state.lifeMs = minute
    const credentials = await world.resumed()
    await world.clock.advance(10 * minute)
    for (let request = 0; request < 50; request++) await credentials.accessToken(id)
    expect(world.platform.calls.refresh).toBeLessThanOrEqual(21)
    expect(credentials.standing(id)).toEqual({ kind: 'ready' })
  })

  it('stores the new refresh token before anybody gets the new access token', async () => {
    const world = build()
    const credentials = await world.resumed()
    const release = world.secrets.hold()
    const asked = credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    await world.clock.advance(1_000)
    const early = await Promise.race([asked, Promise.resolve('waiting')])
    release()
    expect([early, await asked]).toMatchObject(['waiting', { value: { value: 'access-2' } }])
    expect(world.secrets.writes.at(-1)).toContain('refresh-2')
  })

  it('survives a crash between the refresh and the use of its token', async () => {
    const world = build()
    const credentials = await world.resumed()
    await credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    // The app is gone without a word; another starts on the same store.
    const next = world.start()
    next.resume(account)
    await world.clock.advance(0)
    world.platform.invalidate('access-2')
    const renewed = await next.renew(id, { value: 'access-2', clientId: 'client', scopes: [] })
    expect([renewed, world.platform.seen.refreshWith]).toMatchObject([{ ok: true }, ['refresh-1', 'refresh-2']])
  })

  it('whose token cannot be stored goes on in memory, says so once, and is stored when it can be', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.secrets.trouble.write = 'The disk is full.'
    const renewed = await credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    await world.clock.advance(10 * minute)
    expect([renewed.ok, credentials.standing(id)]).toEqual([true, { kind: 'ready' }])
    expect(world.problems).toEqual([expect.stringMatching(/could not be stored.*keeps trying.*The disk is full\./u)])
    expect(await world.stored()).toMatchObject({ refreshToken: 'refresh-1' })
    world.secrets.trouble.write = undefined
    await world.clock.advance(5 * minute)
    expect(await world.stored()).toMatchObject({ refreshToken: 'refresh-2' })
    // The trouble is over, and told to be.
    expect(world.problems.slice(1)).toEqual([undefined])
  })

  it('that is under way when the app ends is stored before it does', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshTakes = 2_000
    const asked = credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    await world.clock.advance(1_000)
    const stopping = credentials.stop()
    await world.clock.advance(1_000)
    await Promise.all([stopping, asked])
    expect(await world.stored()).toMatchObject({ refreshToken: 'refresh-2' })
    expect(world.clock.pending()).toBe(0)
  })

  it('that could not be stored is tried a last time when the app ends', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.secrets.trouble.write = 'The disk is full.'
    await credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    world.secrets.trouble.write = undefined
    await credentials.stop()
    expect([await world.stored(), world.clock.pending()]).toMatchObject([{ refreshToken: 'refresh-2' }, 0])
  })

  it('that is refused for good signs out, says why and forgets the secrets', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshError = signInAgain
    const renewed = await credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    expect(renewed).toEqual({ ok: false, error: signInAgain })
    expect(credentials.standing(id)).toEqual({ kind: 'signInAgain', why: signInAgain.message })
    expect(await world.stored()).toBeUndefined()
    await world.clock.advance(24 * hour)
    expect([world.platform.calls.refresh, world.clock.pending()]).toEqual([1, 0])
    expect(await credentials.accessToken(id)).toEqual({ ok: false, error: signInAgain })
  })

  it('that is refused for a reason that a person can mend keeps the secrets', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshError = { kind: 'refused', code: '403', reason: 'x', message: 'Register a Public app.' }
    await credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    expect(credentials.standing(id)).toEqual({ kind: 'signInAgain', why: 'Register a Public app.' })
    expect(await world.stored()).toMatchObject({ refreshToken: 'refresh-1' })
  })
})

describe('trouble on the network', () => {
  it('never signs out: it is told, tried again with back-off, and mended', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.validateError = unreachable
    world.platform.state.refreshError = unreachable
    await world.clock.advance(hour)
    expect(credentials.standing(id)).toEqual({ kind: 'unreachable', why: unreachable.message })
    await world.clock.advance(48 * hour)
    expect(credentials.standing(id)).toEqual({ kind: 'unreachable', why: unreachable.message })
    expect(await world.stored()).toMatchObject({ refreshToken: 'refresh-1' })
    const tries = world.platform.calls.validate + world.platform.calls.refresh
    expect(tries).toBeGreaterThan(500)
    expect(tries).toBeLessThan(650)
    world.platform.state.validateError = undefined
    world.platform.state.refreshError = undefined
    await world.clock.advance(5 * minute)
    expect([credentials.standing(id), await credentials.accessToken(id)]).toMatchObject([
      { kind: 'ready' },
      { value: { value: 'access-2' } },
    ])
  })

  it('does not take a token away that still works', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshError = unreachable
    world.platform.state.validateError = unreachable
    await world.clock.advance(fourHours - 2 * minute)
    expect(await credentials.accessToken(id)).toMatchObject({ ok: true, value: { value: 'access-1' } })
    await world.clock.advance(2 * minute)
    expect(await credentials.accessToken(id)).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })

  it('is one try for a hundred that ask after it has just failed', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshError = unreachable
    world.clock.jump(fourHours)
    for (let channel = 0; channel < 100; channel++) await credentials.accessToken(id)
    expect(world.platform.calls.refresh).toBe(1)
  })

  it('ends at once when the network is back', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.validateError = unreachable
    await world.clock.advance(3 * hour)
    world.platform.state.validateError = undefined
    world.goOnline()
    await world.clock.advance(0)
    expect(credentials.standing(id)).toEqual({ kind: 'ready' })
  })

  it('that asks to wait is waited out', async () => {
    const world = build()
    const credentials = await world.resumed()
    const retryAt = world.clock.now() + hour + 10 * minute
    world.platform.state.validateError = { kind: 'rateLimited', message: 'Wait.', retryAt }
    await world.clock.advance(hour)
    const tries = world.platform.calls.validate
    world.platform.state.validateError = undefined
    await world.clock.advance(10 * minute - 1)
    expect([world.platform.calls.validate, credentials.standing(id).kind]).toEqual([tries, 'unreachable'])
    await world.clock.advance(1)
    expect(credentials.standing(id)).toEqual({ kind: 'ready' })
  })
})

describe('a token that the platform no longer takes', () => {
  it('is exchanged when the check finds it out', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.invalidate('access-1')
    await world.clock.advance(hour)
    expect([credentials.standing(id), await credentials.accessToken(id)]).toMatchObject([
      { kind: 'ready' },
      { value: { value: 'access-2' } },
    ])
  })

  it('signs out when its refresh token is not taken either', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.invalidate('access-1')
    world.platform.state.refreshError = signInAgain
    await world.clock.advance(hour)
    expect([credentials.standing(id).kind, await world.stored()]).toEqual(['signInAgain', undefined])
  })

  it('does not make a loop of a platform that takes none', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.validateError = signInAgain
    await world.clock.advance(hour + 10 * minute)
    expect(credentials.standing(id)).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('just given') })
    expect(world.platform.calls.refresh).toBeLessThan(10)
  })
})

describe('waking from sleep', () => {
  it('checks at once, as no timer ran meanwhile, and every hour from then on', async () => {
    const world = build()
    world.platform.state.lifeMs = 100 * hour
    const credentials = await world.resumed()
    const checks = [world.platform.calls.validate]
    await world.clock.advance(30 * minute)
    await world.wake(8 * hour)
    checks.push(world.platform.calls.validate)
    await world.clock.advance(59 * minute)
    checks.push(world.platform.calls.validate)
    await world.clock.advance(minute)
    checks.push(world.platform.calls.validate)
    expect([checks, credentials.standing(id)]).toEqual([[1, 2, 2, 3], { kind: 'ready' }])
  })

  it('finds out at once that the sign-in was taken back', async () => {
    const world = build()
    world.platform.state.lifeMs = 100 * hour
    const credentials = await world.resumed()
    world.platform.invalidate('access-1')
    world.platform.state.refreshError = signInAgain
    await world.wake(8 * hour)
    expect(credentials.standing(id)).toMatchObject({ kind: 'signInAgain' })
    const { validate } = world.platform.calls
    await world.wake(8 * hour)
    expect(world.platform.calls.validate).toBe(validate)
  })

  it('tries again by itself where the network is not back yet', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.validateError = unreachable
    await world.wake(minute)
    expect(credentials.standing(id)).toMatchObject({ kind: 'unreachable' })
    world.platform.state.validateError = undefined
    world.goOnline()
    await world.clock.advance(0)
    expect(credentials.standing(id)).toEqual({ kind: 'ready' })
  })

  it('is nothing to an app that has stopped', async () => {
    const world = build()
    const credentials = await world.resumed()
    await credentials.stop()
    expect(world.wakeListeners.size).toBe(0)
  })
})

describe('a jump of the clock', () => {
  it('forward costs a refresh and nothing else', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.clock.jump(365 * 24 * hour)
    expect(await credentials.accessToken(id)).toMatchObject({ value: { value: 'access-2' } })
    expect([await credentials.accessToken(id), world.platform.calls.refresh]).toMatchObject([{ ok: true }, 1])
  })

  it('backward is found out by a refused token', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.clock.jump(-365 * 24 * hour)
    await world.clock.advance(fourHours)
    world.platform.invalidate('access-1')
    expect(await credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })).toMatchObject({
      value: { value: 'access-2' },
    })
  })
})

describe('signing out', () => {
  it('revokes the token and forgets the secrets', async () => {
    const world = build()
    const credentials = await world.resumed()
    expect(await credentials.signOut(id)).toEqual({ ok: true, value: undefined })
    expect([world.platform.revoked, await world.stored(), world.clock.pending()]).toEqual([['access-1'], undefined, 0])
    expect(await credentials.accessToken(id)).toMatchObject({ ok: false, error: { kind: 'signInAgain' } })
    expect(world.problems).toEqual([])
  })

  it('forgets them also when the platform cannot be reached, and says what is left to do', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.revokeError = unreachable
    expect(await credentials.signOut(id)).toEqual({ ok: true, value: undefined })
    expect(await world.stored()).toBeUndefined()
    expect(world.problems).toEqual([expect.stringContaining('signed out here, but the platform could not be told')])
  })

  it('says when the secrets could not be removed', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.secrets.trouble.write = 'The disk is read-only.'
    expect(await credentials.signOut(id)).toMatchObject({ ok: false, error: { message: 'The disk is read-only.' } })
    expect(world.platform.revoked).toEqual(['access-1'])
  })

  it('during a refresh revokes and forgets its tokens too', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.refreshTakes = 1_000
    const asked = credentials.renew(id, { value: 'access-1', clientId: 'client', scopes: [] })
    await world.clock.advance(500)
    const out = credentials.signOut(id)
    await world.clock.advance(500)
    await Promise.all([asked, out])
    expect([world.platform.revoked, await world.stored(), world.clock.pending()]).toEqual([['access-2'], undefined, 0])
  })

  it('of an account that is not there is nothing', async () => {
    expect(await build().start().signOut('twitch:404')).toEqual({ ok: true, value: undefined })
  })
})

it('never logs a token', async () => {
  const world = build()
  const credentials = await world.resumed()
  world.secrets.trouble.write = 'The disk is full.'
  await world.clock.advance(10 * hour)
  world.platform.state.refreshError = signInAgain
  await world.clock.advance(10 * hour)
  await credentials.signOut(id)
  expect(world.logged.length).toBeGreaterThan(3)
  expect(`${world.logged.join()}${world.problems.join()}`).not.toMatch(/access-\d|refresh-\d/u)
})
