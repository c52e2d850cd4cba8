import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../../shared/contract.ts'
import { account, build, signInAgain, unreachable } from './fakes.ts'

const request = { platform: 'twitch', clientId: 'client', scopes: ['chat'] } as const
const granted = 'twitch:https%3A%2F%2Fid.twitch.tv:7'

const begin = async (world: ReturnType<typeof build>) => {
  const credentials = world.start()
  const attempt = credentials.signIn(request)
  const states: SignInView['state']['status'][] = [attempt.state.value.status]
  attempt.state.subscribe(({ status }) => void states.push(status))
  await world.clock.advance(0)
  return { credentials, attempt, states }
}

describe('a sign-in by device code', () => {
  it('waits for the person, and is done with the tokens stored and the account ready', async () => {
    const world = build()
    const { credentials, attempt, states } = await begin(world)
    expect(attempt.state.value).toEqual({
      status: 'waiting',
      userCode: 'ABCDEFGH',
      verificationUri: 'https://www.twitch.tv/activate',
      expiresAt: world.clock.now() + 60_000,
    })
    await world.clock.advance(5_000)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    expect(states).toEqual(['starting', 'waiting', 'done'])
    expect(attempt.state.value).toEqual({ status: 'done', accountId: granted })
    expect(attempt.account()).toEqual({
      id: granted,
      platform: 'twitch',
      clientId: 'client',
      userId: '7',
      login: 'streamer',
      name: 'streamer',
      scopes: ['chat'],
    })
    expect(await world.stored()).toMatchObject({
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      clientId: 'client',
    })
    expect(credentials.standing(granted)).toEqual({ kind: 'ready' })
    expect(await credentials.accessToken(granted)).toEqual({
      ok: true,
      value: { value: 'access-1', clientId: 'client', scopes: ['chat'] },
    })
  })

  it('stays when the same account is still being signed out', async () => {
    const world = build()
    const { credentials } = await begin(world)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    world.platform.state.revokeTakes = 20_000
    const out = credentials.signOut(granted)
    const again = credentials.signIn(request)
    await world.clock.advance(0)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(30_000)
    await out
    expect(again.state.value).toEqual({ status: 'done', accountId: granted })
    expect(await world.stored()).toMatchObject({ accessToken: 'access-2' })
    expect(credentials.standing(granted)).toEqual({ kind: 'ready' })
  })

  it('is not done before the tokens are stored', async () => {
    const world = build()
    const { attempt } = await begin(world)
    const release = world.secrets.hold()
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(60_000)
    const before = attempt.state.value.status
    release()
    await world.clock.advance(0)
    expect([before, attempt.state.value.status]).toEqual(['waiting', 'done'])
  })

  it('polls at the interval that was asked for, and five seconds slower after each slow_down', async () => {
    const world = build()
    await begin(world)
    world.platform.polls.push({ kind: 'pending' }, { kind: 'slowDown' }, { kind: 'pending' }, { kind: 'slowDown' })
    await world.clock.advance(59_000)
    expect(world.platform.seen.pollTimes).toEqual([5_000, 10_000, 20_000, 30_000, 45_000])
  })

  it('expires by itself at the end of the code, and polls no more', async () => {
    const world = build()
    const { states } = await begin(world)
    await world.clock.advance(60_000)
    const polls = world.platform.calls.poll
    await world.clock.advance(60_000)
    expect([states, world.platform.calls.poll, world.clock.pending()]).toEqual([
      ['starting', 'waiting', 'expired'],
      polls,
      0,
    ])
  })

  it('does not expire by a correction of the clock', async () => {
    const world = build()
    const { attempt } = await begin(world)
    world.clock.jump(24 * 3_600_000)
    await world.clock.advance(5_000)
    expect(attempt.state.value.status).toBe('waiting')
  })

  it.each([
    [{ kind: 'expired' } as const, { status: 'expired' }],
    [{ kind: 'refused', why: 'You declined.' } as const, { status: 'refused', why: 'You declined.' }],
  ])('ends with the platform’s word %j', async (poll, state) => {
    const world = build()
    const { attempt } = await begin(world)
    world.platform.polls.push(poll)
    await world.clock.advance(5_000)
    expect([attempt.state.value, world.clock.pending()]).toEqual([state, 0])
  })

  it('outlasts a lost network and a platform that asks to wait', async () => {
    const world = build()
    const { attempt } = await begin(world)
    const limited = { kind: 'rateLimited', message: 'Wait.', retryAt: world.clock.now() + 30_000 } as const
    world.platform.polls.push(unreachable, { kind: 'uncertain', message: 'No answer.' }, limited)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(31_000)
    expect([attempt.state.value.status, world.platform.seen.pollTimes]).toEqual([
      'done',
      [5_000, 10_000, 15_000, 30_000],
    ])
  })

  it('fails at once when it cannot begin', async () => {
    const world = build()
    world.platform.state.beginError = unreachable
    const { attempt } = await begin(world)
    expect(attempt.state.value).toEqual({ status: 'failed', error: unreachable })
    world.platform.state.beginError = { kind: 'refused', message: 'Unknown client id.', code: '400', reason: 'invalid' }
    const refused = await begin(world)
    expect(refused.attempt.state.value).toEqual({ status: 'refused', why: 'Unknown client id.' })
  })

  it('that is cancelled polls no more and revokes what still comes', async () => {
    const world = build()
    const { attempt, states } = await begin(world)
    attempt.cancel()
    await world.clock.advance(60_000)
    expect([states, world.platform.calls.poll, world.clock.pending()]).toEqual([
      ['starting', 'waiting', 'refused'],
      0,
      0,
    ])
    const second = await begin(world)
    const tokens = world.platform.grant()
    world.platform.polls.push({ kind: 'granted', tokens })
    world.platform.state.pollTakes = 500
    await world.clock.advance(5_100)
    second.attempt.cancel()
    await world.clock.advance(400)
    expect([second.attempt.account(), world.platform.revoked, await world.stored()]).toEqual([
      undefined,
      [tokens.accessToken],
      undefined,
    ])
  })

  it('keeps the tokens through a network that fails right after the grant', async () => {
    const world = build()
    const { attempt } = await begin(world)
    world.platform.state.validateError = unreachable
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(8_000)
    const waiting = attempt.state.value.status
    world.platform.state.validateError = undefined
    await world.clock.advance(10_000)
    expect([waiting, attempt.state.value.status, world.platform.revoked]).toEqual(['waiting', 'done', []])
  })

  it('fails and revokes when nobody can say whose tokens they are', async () => {
    const world = build()
    const { attempt } = await begin(world)
    world.platform.state.validateError = unreachable
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(30_000)
    expect(attempt.state.value).toEqual({ status: 'failed', error: unreachable })
    expect([world.platform.revoked, world.platform.calls.validate]).toEqual([['access-1'], 5])
  })

  it('fails and revokes when the tokens cannot be stored', async () => {
    const world = build()
    const { credentials, attempt } = await begin(world)
    world.secrets.trouble.write = 'The disk is full.'
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    expect(attempt.state.value).toMatchObject({ status: 'failed', error: { message: 'The disk is full.' } })
    expect([world.platform.revoked, (await credentials.accessToken(granted)).ok]).toEqual([['access-1'], false])
  })

  it('of a known account replaces its tokens, keeps its id and revokes the old token', async () => {
    const world = build()
    const credentials = await world.resumed()
    world.platform.state.identity = { ...world.platform.state.identity, scopes: ['chat', 'moderate'] }
    const attempt = credentials.signIn(request)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    expect(attempt.state.value).toEqual({ status: 'done', accountId: 'twitch:7' })
    expect(world.platform.revoked).toEqual(['access-1'])
    expect(await credentials.accessToken('twitch:7')).toMatchObject({
      value: { value: 'access-2', scopes: ['chat', 'moderate'] },
    })
    expect(world.changes.at(-1)).toEqual([
      'twitch:7',
      { userId: '7', login: 'streamer', name: 'Streamer', scopes: ['chat', 'moderate'] },
    ])
  })

  it('gives the account the display name that the platform tells', async () => {
    const world = build()
    const credentials = world.start()
    world.platform.state.identity = { ...world.platform.state.identity, name: 'Streamer ツ' }
    const attempt = credentials.signIn(request)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    expect(attempt.account()?.name).toBe('Streamer ツ')
  })

  it('brings an account back that had lost its sign-in', async () => {
    const world = build()
    const credentials = world.start()
    credentials.resume(account)
    await world.clock.advance(0)
    expect(credentials.standing('twitch:7')).toMatchObject({ kind: 'signInAgain' })
    credentials.signIn(request)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    expect(credentials.standing('twitch:7')).toEqual({ kind: 'ready' })
  })

  it('ends when the app does', async () => {
    const world = build()
    const { credentials, attempt } = await begin(world)
    await credentials.stop()
    expect([attempt.state.value.status, world.clock.pending(), world.networkListeners.size]).toEqual(['refused', 0, 0])
    expect(credentials.signIn(request).state.value.status).toBe('failed')
  })

  it('of a refused token ends with the platform’s words', async () => {
    const world = build()
    const { attempt } = await begin(world)
    world.platform.polls.push(signInAgain)
    await world.clock.advance(5_000)
    expect(attempt.state.value).toEqual({ status: 'failed', error: signInAgain })
  })

  it('logs neither code nor token', async () => {
    const world = build()
    await begin(world)
    world.platform.polls.push({ kind: 'granted', tokens: world.platform.grant() })
    await world.clock.advance(5_000)
    expect(world.logged.join()).not.toMatch(/access-|refresh-|device|ABCDEFGH/u)
  })
})
