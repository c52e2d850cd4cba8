import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { twitch } from '../../electron/platforms/twitch/index.ts'
import { makeEventId } from '../../shared/model.ts'
import type { Control } from '../../simulator/control/types.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { startTestApp, type TestApp, type TestAppOptions } from '../harness/app.ts'
import { createFastClock } from '../harness/fast-clock.ts'
import {
  channelNamed,
  type DeliveryHistory,
  hostAfterKill,
  recordDeliveries,
  send,
  startFastSimulator,
  textOf,
  timesSaid,
  until,
  untilRead,
} from './support.ts'

/** The search of 15 s takes 1.25 s, the question after 30 s comes after 2.5 s. */
const times = 12
/** Here the account is neither broadcaster nor moderator. */
const channel = 'night_owl_nora'
const sendPath = '/helix/chat/messages'
const text = 'is anybody out there?'

let simulator: Simulator
let control: Control
let app: TestApp
let history: DeliveryHistory
let clock: ReturnType<typeof createFastClock>

const openApp = async (
  logins: readonly string[] = [channel],
  options: TestAppOptions & { readonly permissionSets?: readonly string[] } = {},
): Promise<void> => {
  app = await startTestApp({ simulator, clock, ...options })
  history = recordDeliveries(app)
  await app.signIn('river_host', options.permissionSets)
  await app.openChannels(logins)
  await untilRead(simulator, logins, { irc: 1, eventsub: 1 })
}

const statuses = (id: string): readonly string[] => history.of(id).map(({ status }) => status)
const sends = () => control.requests().filter(({ path }) => path === sendPath)
const said = (words = text, where = channel): number => timesSaid(simulator, where, words)

beforeEach(async () => {
  clock = createFastClock(times)
  simulator = await startFastSimulator({ clock, leastKeepaliveSeconds: 10, subscribeWithinSeconds: 200 })
  control = simulator.control
})

afterEach(async () => {
  await app.stop()
  await simulator.stop()
})

describe('when Twitch has trouble', () => {
  it('waits as long as Twitch wants after a 429, says so, and sends once', async () => {
    await openApp()
    const reset = Math.ceil(clock.now() / 1000) + 3
    control.failNext({ path: sendPath, answer: 429, headers: { 'Ratelimit-Reset': String(reset) } })
    const id = await send(app, channel, text)
    const waiting = await history.reached(id, 'queued')
    expect(waiting.why).toMatch(/\w+ \w+.*\.$/u)
    await history.reached(id, 'confirmed')
    expect([statuses(id), said()]).toEqual([['sending', 'queued', 'sending', 'sent', 'confirmed'], 1])
  })

  it.each([500, 'hang', 'drop'] as const)('does not send again by itself after “%s”, and asks', async (answer) => {
    await openApp()
    control.failNext({ path: sendPath, answer })
    const id = await send(app, channel, text)
    const { why } = await history.reached(id, 'maybeSent')
    expect([statuses(id), said(), sends().length]).toEqual([['sending', 'uncertain', 'maybeSent'], 0, 1])
    expect(why).toContain('Night_Owl_Nora')
    await app.invoke('deliveries.send', { delivery: id })
    await history.reached(id, 'confirmed')
    expect(said()).toBe(1)
  })

  it.each(['lost', 'lostHang'] as const)('finds its own words in the chat when the answer is “%s”', async (answer) => {
    await openApp()
    control.failNext({ path: sendPath, answer })
    const id = await send(app, channel, text)
    await history.reached(id, 'confirmed')
    expect([said(), sends().length]).toEqual([1, 1])
    expect(statuses(id)).not.toContain('maybeSent')
  })

  it.each([-120_000, 120_000])(
    'finds its own words although this computer’s clock is wrong by %i ms',
    async (difference) => {
      await openApp([channel], { clock: { ...clock, now: () => clock.now() + difference } })
      control.failNext({ path: sendPath, answer: 'lost' })
      const id = await send(app, channel, text)
      await history.reached(id, 'confirmed')
      expect([said(), sends().length]).toEqual([1, 1])
      expect(statuses(id)).not.toContain('maybeSent')
    },
  )

  it('does not take somebody else’s same words for its own', async () => {
    await openApp()
    control.failNext({ path: sendPath, answer: 'drop' })
    const id = await send(app, channel, text)
    await history.reached(id, 'uncertain')
    control.say({ channel, user: 'maple_mo', text })
    await history.reached(id, 'maybeSent')
    expect(statuses(id)).not.toContain('confirmed')
  })
})

describe('when the app is killed while a message is under way', () => {
  const killAndRestart = async (): Promise<void> => {
    await until(() => sends().length === 1, 'the request has come')
    const left = hostAfterKill(app.host)
    await app.stop()
    control.heal()
    app = await startTestApp({ simulator, clock, host: left })
    history = recordDeliveries(app)
    await app.waitFor('channels', (views) => views.some((view) => view.state.status === 'live'))
  }

  it('comes back as uncertain, never sends it again by itself, and leaves the choice', async () => {
    await openApp()
    control.failNext({ path: sendPath, answer: 'lostHang' })
    const id = await send(app, channel, text)
    await killAndRestart()
    await history.reached(id, 'maybeSent')
    expect([statuses(id), said(), sends().length]).toEqual([['uncertain', 'maybeSent'], 1, 1])
    await app.invoke('deliveries.dismiss', { delivery: id })
    await app.waitFor('deliveries', (views) => views.length === 0)
    expect(said()).toBe(1)
  })

  it('sends it once more when it had not arrived and the person says so', async () => {
    await openApp()
    control.failNext({ path: sendPath, answer: 'hang' })
    const id = await send(app, channel, text)
    await killAndRestart()
    await history.reached(id, 'maybeSent')
    expect(said()).toBe(0)
    await app.invoke('deliveries.send', { delivery: id })
    await history.reached(id, 'confirmed')
    expect(said()).toBe(1)
  })

  it('asks about what had not left', async () => {
    await openApp()
    app.host.setOnline(false)
    const id = await send(app, channel, text)
    await history.reached(id, 'queued')
    const left = hostAfterKill(app.host)
    await app.stop()
    app = await startTestApp({ simulator, clock, host: left })
    history = recordDeliveries(app)
    await app.waitFor('channels', (views) => views.some((view) => view.state.status === 'live'))
    await history.reached(id, 'asking')
    expect(sends()).toEqual([])
    await app.invoke('deliveries.send', { delivery: id })
    await history.reached(id, 'confirmed')
    expect(said()).toBe(1)
  })
})

describe('without a network', () => {
  it('waits, says why, and sends when it is soon back', async () => {
    await openApp()
    app.host.setOnline(false)
    const id = await send(app, channel, text)
    expect((await history.reached(id, 'queued')).why).toBe('There is no network.')
    app.host.setOnline(true)
    await history.reached(id, 'confirmed')
    expect([statuses(id), said()]).toEqual([['queued', 'sending', 'sent', 'confirmed'], 1])
  })

  it('asks after 30 s, and floods nothing when the network is back', async () => {
    await openApp()
    app.host.setOnline(false)
    const ids: string[] = []
    for (const words of ['one', 'two', 'three']) ids.push(await send(app, channel, words))
    for (const id of ids) await history.reached(id, 'asking')
    app.host.setOnline(true)
    await untilRead(simulator, [channel], { irc: 1, eventsub: 1 })
    await app.waitFor('channels', (views) => views.every((view) => view.state.status === 'live'))
    expect(ids.map((id) => statuses(id).at(-1))).toEqual(['asking', 'asking', 'asking'])
    await app.invoke('deliveries.send', { delivery: ids[1] ?? '' })
    await history.reached(ids[1] ?? '', 'confirmed')
    expect([said('one'), said('two'), said('three')]).toEqual([0, 1, 0])
  })
})

describe('when the sign-in ends', () => {
  const refreshes = () =>
    control
      .requests()
      .filter(({ path, body }) => path === '/oauth2/token' && JSON.stringify(body).includes('"refresh_token"'))

  it('renews an expired token once for all that wait for it, and sends each once', async () => {
    const logins = [channel, 'stargazer_sol', 'mosswood_mia']
    await openApp(logins)
    for (const login of logins) control.role({ channel: login, user: 'river_host', role: 'follower', on: true })
    control.forget()
    control.expireTokens({ user: 'river_host' })
    const ids = await Promise.all(logins.map((login) => send(app, login, text)))
    for (const id of ids) await history.reached(id, 'confirmed')
    expect([logins.map((login) => said(text, login)), refreshes().length]).toEqual([[1, 1, 1], 1])
  })

  it('names the account and what to do when the sign-in was withdrawn', async () => {
    await openApp()
    control.revokeTokens({ user: 'river_host' })
    const attempt = await app.attempt('messages.send', { text, targets: [channelNamed(app, channel).ref.id] })
    // Either it was known already, or the attempt found it out: both say it.
    if (attempt.ok) {
      const { deliveries } = attempt.value as { readonly deliveries: readonly string[] }
      const { error } = await history.reached(deliveries[0] ?? '', 'failed')
      expect([error.kind, error.message]).toEqual(['signInAgain', expect.stringMatching(/sign in again/iu)])
    } else expect(attempt.error.message).toMatch(/sign in again/iu)
    const [account] = await app.waitFor('accounts', ([view]) => view?.status.kind === 'signInAgain')
    expect(account?.status).toMatchObject({ why: expect.stringMatching(/sign in again/iu) })
    expect(said()).toBe(0)
  })
})

describe('what Twitch refuses', () => {
  it('names the channel and the account when the sender is banned there', async () => {
    await openApp()
    control.ban({ channel, user: 'river_host' })
    const id = await send(app, channel, text)
    const { code, reason } = await history.reached(id, 'refused')
    expect([code, reason]).toEqual(['403', expect.stringMatching(/river_host.*Night_Owl_Nora.*banned/iu)])
    expect(said()).toBe(0)
  })

  it('passes on why a timed-out sender is not heard', async () => {
    await openApp()
    control.timeout({ channel, user: 'river_host', seconds: 600 })
    const id = await send(app, channel, text)
    expect(await history.reached(id, 'refused')).toMatchObject({
      code: 'user_timed_out',
      reason: expect.stringContaining('timed out'),
    })
  })

  it('passes on how long slow mode still lasts for what the account wrote elsewhere', async () => {
    control.settings({ channel, slowSeconds: 60 })
    await openApp()
    const elsewhere = app
    await history.reached(await send(elsewhere, channel, 'the first'), 'confirmed')
    await openApp()
    const { code, reason } = await history.reached(await send(app, channel, 'the second'), 'refused')
    await elsewhere.stop()
    expect([code, reason]).toEqual(['msg_slowmode', expect.stringMatching(/slow mode.*\d+ seconds/u)])
    expect([said('the first'), said('the second')]).toEqual([1, 0])
  })

  it('passes on that the same was said just now', async () => {
    await openApp()
    await history.reached(await send(app, channel, text), 'confirmed')
    expect((await history.reached(await send(app, channel, text), 'refused')).code).toBe('msg_duplicate')
    expect(said()).toBe(1)
  })

  it('says before sending which permission is missing and how to give it', async () => {
    const readOnly = { id: 'chat', name: 'Read', explains: 'Read only.', scopes: ['user:read:chat'] }
    await openApp([channel], { platforms: [{ ...twitch, permissionSets: [readOnly] }] })
    const attempt = await app.attempt('messages.send', { text, targets: [channelNamed(app, channel).ref.id] })
    expect(attempt).toMatchObject({
      ok: false,
      error: {
        kind: 'invalid',
        message: expect.stringMatching(/Night_Owl_Nora.*River_Host has not given.*permission/u),
      },
    })
    expect(channelNamed(app, channel).capabilities.send).toMatchObject({
      can: false,
      remedy: { kind: 'grantScopes', scopes: ['user:write:chat'] },
    })
    expect(sends()).toEqual([])
  })

  it('says which permission moderating needs, before and after it was tried', async () => {
    const room = 'mosswood_mia'
    await openApp([room], { permissionSets: ['chat'] })
    control.say({ channel: room, user: 'maple_mo', text: 'spam' })
    const rows = await app.waitForRows((all) => all.some((row) => textOf(row) === 'spam'))
    const row = rows.find((each) => textOf(each) === 'spam')
    const { ref } = channelNamed(app, room)
    const attempt = await app.attempt('moderation.remove', {
      channel: ref.id,
      row: row?.id ?? makeEventId(ref.id, 'message', ''),
    })
    expect(!attempt.ok && attempt.error.message).toMatch(/River_Host has not given.*permission to delete messages/u)
    expect(channelNamed(app, room).capabilities.remove).toMatchObject({
      can: false,
      remedy: { kind: 'grantScopes', scopes: ['moderator:manage:chat_messages'] },
    })
    expect(app.core.hub.rows().flatMap(({ removals }) => removals)).toEqual([])
  })

  it.each([
    ['/ban somebody', /begins with "\/"/u],
    ['.dot', /begins with "\."/u],
    ['x'.repeat(501), /501 characters, at most 500/u],
    ['   ', /Write something/u],
  ])('refuses “%.10s” before sending', async (words, why) => {
    await openApp()
    const attempt = await app.attempt('messages.send', { text: words, targets: [channelNamed(app, channel).ref.id] })
    expect(!attempt.ok && attempt.error.message).toMatch(why)
    expect(sends()).toEqual([])
  })
})

describe('in slow mode', () => {
  it('waits as long as the room wants, says so, and sends once', async () => {
    control.settings({ channel, slowSeconds: 20 })
    await openApp()
    await history.reached(await send(app, channel, 'the first'), 'confirmed')
    const id = await send(app, channel, 'the second')
    const { why } = await history.reached(id, 'queued')
    expect(why).toBe('Slow mode: at most 1 message in 20 s in Night_Owl_Nora.')
    await history.reached(id, 'confirmed')
    expect([statuses(id), said('the second'), sends().length]).toEqual([
      ['queued', 'sending', 'sent', 'confirmed'],
      1,
      2,
    ])
  })

  it('waits for nothing where the account moderates', async () => {
    const room = 'mosswood_mia'
    control.settings({ channel: room, slowSeconds: 60 })
    await openApp([room])
    const ids = [await send(app, room, 'the first'), await send(app, room, 'the second')]
    for (const id of ids) await history.reached(id, 'confirmed')
    expect([said('the first', room), said('the second', room)]).toEqual([1, 1])
  })
})

describe('in a shared chat', () => {
  const logins = ['mosswood_mia', 'tidal_tom'] as const
  const [mia, tom] = logins
  const sendToBoth = async (words: string): Promise<readonly string[]> => {
    const targets = logins.map((login) => channelNamed(app, login).ref.id)
    return (await app.invoke('messages.send', { text: words, targets })).deliveries
  }
  const saidInEach = (words: string) => logins.map((login) => said(words, login))

  const openShared = async () => {
    await openApp(logins)
    await app.waitFor('channels', (views) => views.every(({ sharedWith }) => sharedWith.length === 1))
  }

  it('says a text once for both rooms, and once in each from the moment that the chat is over', async () => {
    await openShared()
    const together = await sendToBoth('together')
    for (const id of together) await history.reached(id, 'confirmed')
    control.unshareChat({ channel: mia })
    const apart = await sendToBoth('apart')
    for (const id of apart) await history.reached(id, 'confirmed')
    expect([together.length, apart.length]).toEqual([1, 2])
    expect([saidInEach('together'), saidInEach('apart')]).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  it('says a text once in each from the moment that a new one begins', async () => {
    control.unshareChat({ channel: mia })
    await openApp(logins)
    const asked = () => control.requests().filter(({ path }) => path === '/helix/shared_chat/session')
    const rooms = () => new Set(asked().map(({ query }) => JSON.stringify(query)))
    await until(() => rooms().size === logins.length, 'the app was told that no room shares its chat')
    control.shareChat({ channels: [tom, mia] })
    const [id = '', ...others] = await sendToBoth('together')
    await history.reached(id, 'confirmed')
    expect([others, saidInEach('together')]).toEqual([[], [1, 1]])
  })

  it('is confirmed only where it was seen, and asks for the other room, when Twitch does not tell of the end', async () => {
    await openShared()
    control.unshareChat({ channel: mia })
    control.failNext({ path: '/helix/shared_chat/session', answer: 'hang', count: 100 })
    const [id = '', ...others] = await sendToBoth(text)
    await history.reached(id, 'confirmed')
    const asking = await app.waitFor('deliveries', (views) => views.some(({ state }) => state.status === 'asking'))
    const apart = asking.find(({ state }) => state.status === 'asking')
    expect([others, saidInEach(text), apart?.channels, apart?.state]).toEqual([
      [],
      [1, 0],
      [channelNamed(app, tom).ref.id],
      { status: 'asking', why: 'It reached Mosswood_Mia; the shared chat with TidalTom seems to be over.' },
    ])
    await app.invoke('deliveries.send', { delivery: apart?.id ?? '' })
    await history.reached(apart?.id ?? '', 'confirmed')
    expect(saidInEach(text)).toEqual([1, 1])
  })
})

describe('with a full disk', () => {
  it('sends nothing that a crash could double, says so, and sends once there is room', async () => {
    await openApp()
    app.host.disk.break('full')
    const id = await send(app, channel, text)
    const { error } = await history.reached(id, 'failed')
    expect(error.message).toMatch(/Not sent to Night_Owl_Nora.*disk is full/iu)
    expect(sends()).toEqual([])
    app.host.disk.break(undefined)
    await app.invoke('deliveries.send', { delivery: id })
    await history.reached(id, 'confirmed')
    expect(said()).toBe(1)
  })
})
