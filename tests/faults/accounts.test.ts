import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Control } from '../../simulator/control/types.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { startTestApp, type TestApp } from '../harness/app.ts'
import {
  channelNamed,
  count,
  createSkippingClock,
  flawsOf,
  hostAfterKill,
  noFlaws,
  type SkippingClock,
  send,
  startFastSimulator,
  sync,
  timesSaid,
  until,
  untilRead,
} from './support.ts'

const channel = 'mosswood_mia'
const hourMs = 3_600_000

let simulator: Simulator
let control: Control
let app: TestApp
let clock: SkippingClock

const requestsTo = (path: string) => control.requests().filter((request) => request.path === path)
const refreshes = () => requestsTo('/oauth2/token').filter(({ body }) => JSON.stringify(body).includes('refresh_token'))
const accountStatus = () => app.core.accounts.views.value[0]?.status
const signInAgain = () => app.waitFor('accounts', ([view]) => view?.status.kind === 'signInAgain')

/** Spends the stored refresh token behind the app's back, as a stolen copy of it would. */
const spendRefreshToken = async (): Promise<void> => {
  const stored = [...app.host.secrets.values.values()].join()
  const refreshToken = /"refreshToken":"([^"]+)"/u.exec(stored)?.[1] ?? ''
  expect(refreshToken).not.toBe('')
  const body = new URLSearchParams({
    client_id: 'simulatedclient0123456789abcdef',
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  })
  const answer = await fetch(`${simulator.url}/oauth2/token`, { method: 'POST', body })
  expect(answer.status).toBe(200)
}

beforeEach(async () => {
  clock = createSkippingClock(5)
  simulator = await startFastSimulator({ clock, leastKeepaliveSeconds: 10 })
  control = simulator.control
  app = await startTestApp({ simulator, clock })
})

afterEach(async () => {
  await app.stop()
  await simulator.stop()
})

describe('an account whose access token ran out', () => {
  it('is renewed once, however many ask for it at the same time', async () => {
    await app.signIn('river_host')
    await app.openChannels(['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora'])
    control.forget()
    control.expireTokens({ user: 'river_host' })
    for (const view of app.core.channels.views.value) await app.invoke('channels.reconnect', { channel: view.ref.id })
    await send(app, 'mosswood_mia', 'here')
    await until(() => timesSaid(simulator, 'mosswood_mia', 'here') === 1, 'it is sent')
    await untilRead(simulator, ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora'], { irc: 1, eventsub: 1 })
    expect([refreshes().length, accountStatus()]).toEqual([1, { kind: 'ready' }])
  })

  it('is renewed when its platform is back, and says meanwhile that it is not reached', async () => {
    await app.signIn('river_host')
    control.failNext({ path: '/oauth2', answer: 503, count: 20 })
    control.expireTokens({ user: 'river_host' })
    clock.skip(hourMs)
    await app.waitFor('accounts', ([view]) => view?.status.kind === 'unreachable')
    control.heal()
    // The network's return cuts the back-off short.
    app.host.setOnline(false)
    app.host.setOnline(true)
    await app.waitFor('accounts', ([view]) => view?.status.kind === 'ready')
    expect(refreshes().filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('an account that lost its sign-in', () => {
  it('says so when its refresh token was spent, and its channels are read on without it', async () => {
    await app.signIn('river_host')
    await app.openChannels([channel])
    await untilRead(simulator, [channel], { irc: 1, eventsub: 1 })
    await sync(app, channel, ['irc', 'eventsub'])
    await spendRefreshToken()
    control.expireTokens({ user: 'river_host' })
    count(simulator, channel, 1, 3)
    control.drop({ socket: 'eventsub' })
    const [account] = await signInAgain()
    expect(account?.status).toMatchObject({ why: expect.stringMatching(/sign in again/iu) })
    const [view] = await app.waitFor('channels', ([first]) => first?.state.status === 'needsSignIn')
    expect(view?.state).toMatchObject({ why: expect.stringMatching(/sign in.*read without the account/iu) })
    count(simulator, channel, 4, 6)
    await sync(app, channel, ['irc'])
    expect(flawsOf(app, 6)).toEqual(noFlaws)
  })

  it('is found by the hourly check when nothing else asks', async () => {
    await app.signIn('river_host')
    control.forget()
    control.revokeTokens({ user: 'river_host' })
    clock.skip(hourMs)
    await signInAgain()
    expect(requestsTo('/oauth2/validate').length).toBeGreaterThan(0)
  })

  it('is told at once when the person disconnects the app on Twitch, and nothing is lost meanwhile', async () => {
    await app.signIn('river_host')
    await app.openChannels([channel])
    await untilRead(simulator, [channel], { irc: 1, eventsub: 1 })
    await sync(app, channel, ['irc', 'eventsub'])
    count(simulator, channel, 1, 3)
    control.revokeTokens({ user: 'river_host' })
    count(simulator, channel, 4, 6)
    const [view] = await app.waitFor('channels', ([first]) => first?.state.status === 'needsSignIn')
    expect(view?.state).toMatchObject({
      why: expect.stringMatching(/River_Host.*Sign in again\..*read without the account/u),
    })
    await signInAgain()
    await sync(app, channel, ['irc'])
    expect(flawsOf(app, 6)).toEqual(noFlaws)
  })

  it('works again after another sign-in, the same account in the same channels', async () => {
    const before = await app.signIn('river_host')
    await app.openChannels([channel])
    control.revokeTokens({ user: 'river_host' })
    await app.waitFor('channels', ([first]) => first?.state.status === 'needsSignIn')
    expect(await app.signIn('river_host')).toBe(before)
    await app.waitFor('channels', ([first]) => first?.state.status === 'live')
    await untilRead(simulator, [channel], { irc: 1, eventsub: 1 })
    await send(app, channel, 'back again')
    await until(() => timesSaid(simulator, channel, 'back again') === 1, 'it is sent')
    expect(channelNamed(app, channel).accountId).toBe(before)
  })
})

describe('signing out', () => {
  it('withdraws the token, forgets it, and reads on without the account', async () => {
    const accountId = await app.signIn('river_host')
    await app.openChannels([channel])
    await app.invoke('accounts.signOut', { accountId })
    await app.waitFor('channels', ([view]) => view?.accountId === null && view.state.status === 'live')
    await sync(app, channel, ['irc'])
    expect(requestsTo('/oauth2/revoke').map(({ status }) => status)).toEqual([200])
    expect([[...app.host.secrets.values], app.core.accounts.views.value]).toEqual([[], []])
  })

  it('says how to be sure when the platform could not be told', async () => {
    const accountId = await app.signIn('river_host')
    control.failNext({ path: '/oauth2/revoke', answer: 'drop', count: 10 })
    await app.invoke('accounts.signOut', { accountId })
    const alerts = await app.waitFor('alerts', (all) => all.length > 0)
    expect(alerts[0]?.message).toMatch(/River_Host is signed out here.*disconnect Tributary/u)
    expect([...app.host.secrets.values]).toEqual([])
    await app.invoke('alerts.dismiss', { id: alerts[0]?.id ?? '' })
    await app.waitFor('alerts', (all) => all.length === 0)
  })
})

describe('a sign-in that does not come to pass', () => {
  const begin = async (): Promise<void> => {
    await app.invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
    await app.invoke('accounts.signIn', { platform: 'twitch', permissionSets: [] })
    await app.waitFor('signIn', (view) => view?.state.status === 'waiting')
  }

  it('says that it was not allowed', async () => {
    await begin()
    control.refuseDevice({})
    const view = await app.waitFor('signIn', (each) => each !== null && each.state.status !== 'waiting')
    expect(view?.state).toMatchObject({ status: expect.stringMatching(/refused|expired/u) })
    expect(app.core.accounts.views.value).toEqual([])
  })

  it('says that the code is too old', async () => {
    await begin()
    control.expireDevice({})
    clock.skip(1_800_000)
    await app.waitFor('signIn', (view) => view?.state.status === 'expired')
  })

  it('names a client id that Twitch does not know', async () => {
    control.restrictClients({ clients: { somebodyelses0123456789abcdefghi: 'public' } })
    await app.invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
    await app.invoke('accounts.signIn', { platform: 'twitch', permissionSets: [] })
    const view = await app.waitFor('signIn', (each) => each?.state.status === 'refused')
    expect(view?.state).toMatchObject({
      why: expect.stringMatching(/does not know this client id.*developer console/u),
    })
  })
})

describe('an account’s name', () => {
  it('is the one that Twitch shows, and stays when it cannot be asked for', async () => {
    await app.signIn('river_host')
    const named = await app.waitFor('accounts', ([view]) => view?.status.kind === 'ready')
    await app.stop()
    control.failNext({ path: '/helix/users', answer: 503, count: 20 })
    app = await startTestApp({ simulator, clock, host: hostAfterKill(app.host) })
    const again = await app.waitFor('accounts', ([view]) => view?.status.kind === 'ready')
    expect([...named, ...again].map(({ login, name }) => [login, name])).toEqual([
      ['river_host', 'River_Host'],
      ['river_host', 'River_Host'],
    ])
  })
})

describe('starting again', () => {
  it('keeps accounts, channels, their order and preferences', async () => {
    const accountId = await app.signIn('river_host')
    await app.openChannels(['tidal_tom', 'river_host'])
    await app.openChannels(['night_owl_nora'], null)
    const ids = ['night_owl_nora', 'river_host', 'tidal_tom'].map((login) => channelNamed(app, login).ref.id)
    await app.invoke('channels.reorder', { channels: ids })
    await app.invoke('preferences.change', { theme: 'light', fontSize: 17 })
    await app.stop()
    app = await startTestApp({ simulator, clock, host: hostAfterKill(app.host) })
    const views = await app.waitFor(
      'channels',
      (all) => all.length === 3 && all.every(({ state }) => state.status === 'live'),
    )
    await app.waitFor('accounts', ([view]) => view?.status.kind === 'ready')
    expect(views.map((view) => [view.ref.id, view.accountId])).toEqual([
      [ids[0], null],
      [ids[1], accountId],
      [ids[2], accountId],
    ])
    await app.waitFor('preferences', ({ theme, fontSize }) => theme === 'light' && fontSize === 17)
    await send(app, 'tidal_tom', 'good morning')
    await until(() => timesSaid(simulator, 'tidal_tom', 'good morning') === 1, 'it is sent')
  })

  it('asks for a sign-in when the stored one is gone, and reads on', async () => {
    await app.signIn('river_host')
    await app.openChannels([channel])
    const left = hostAfterKill(app.host)
    await app.stop()
    left.secrets.values.clear()
    await until(() => control.connections().length === 0, 'the first app has left')
    app = await startTestApp({ simulator, clock, host: left })
    const [account] = await signInAgain()
    expect(account?.status).toMatchObject({ why: expect.stringMatching(/no stored sign-in of River_Host.*Sign in/u) })
    await untilRead(simulator, [channel], { irc: 1, eventsub: 0 })
    await sync(app, channel, ['irc'])
  })

  it('sets damaged settings aside under a name that it tells', async () => {
    await app.openChannels([channel])
    const left = hostAfterKill(app.host)
    await app.stop()
    left.disk.files.set('settings.json', '{"version":1,"channels":[{"ref"')
    app = await startTestApp({ simulator, clock, host: left })
    const [alert] = await app.waitFor('alerts', (all) => all.length > 0)
    const aside = [...left.disk.files.keys()].find((name) => name.startsWith('settings.json.corrupt-')) ?? 'none'
    expect(alert?.message).toMatch(/not JSON.*kept as/u)
    expect(alert?.message).toContain(aside)
    expect(left.disk.files.get(aside)).toBe('{"version":1,"channels":[{"ref"')
  })

  it('tells that a full disk keeps changes from being kept, and keeps them once there is room', async () => {
    app.host.disk.break('full')
    await app.openChannels([channel])
    const [alert] = await app.waitFor('alerts', (all) => all.length > 0)
    expect(alert?.message).toMatch(/disk is full.*until you close Tributary/u)
    app.host.disk.break(undefined)
    await app.invoke('preferences.change', { theme: 'dark' })
    await app.waitFor('alerts', (all) => all.length === 0)
    expect(app.host.disk.files.get('settings.json')).toContain(channel)
  })
})
