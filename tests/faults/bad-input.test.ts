/** What a person is told, and where, when something cannot work: what happened, to which channel, what to do. */
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionState } from '../../shared/contract.ts'
import type { Control } from '../../simulator/control/types.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { startTestApp, type TestApp } from '../harness/app.ts'
import { createFastClock } from '../harness/fast-clock.ts'
import { createTestHost } from '../harness/host.ts'
import { createScriptedCore } from '../harness/scripted-core.ts'
import { startTestWebHost } from '../harness/web-host.ts'
import { channelNamed, startFastSimulator, sync, untilRead } from './support.ts'

const times = 10
const channel = 'river_host'

let simulator: Simulator
let control: Control
let app: TestApp

beforeEach(async () => {
  const clock = createFastClock(times)
  simulator = await startFastSimulator({ clock, leastKeepaliveSeconds: 10, subscribeWithinSeconds: 100 })
  control = simulator.control
  app = await startTestApp({ simulator, clock })
})

afterEach(async () => {
  await app.stop()
  await simulator.stop()
})

const refusalOf = async (text: string): Promise<string> => {
  const attempt = await app.attempt('channels.add', { text })
  return attempt.ok ? 'it was added' : `${attempt.error.kind}: ${attempt.error.message}`
}

/** The channel's state, as soon as it has something to explain. */
const explained = async (status: ConnectionState['status'], why: RegExp): Promise<void> => {
  await app.waitFor('channels', (views) =>
    views.some(({ state }) => state.status === status && 'why' in state && why.test(state.why ?? '')),
  )
}

describe('a channel that is none', () => {
  it('is refused by name without an account, after the silence that is Twitch’s only answer', async () => {
    expect(await refusalOf('nobody_lives_here')).toMatch(/^notFound: .*nobody_lives_here.*spelling/u)
    expect(app.core.channels.views.value).toEqual([])
  })

  it('is refused by name at once with an account', async () => {
    await app.signIn(channel)
    expect(await refusalOf('nobody_lives_here')).toMatch(/^notFound: .*nobody_lives_here/u)
  })

  it('is told apart from one that was suspended', async () => {
    expect(await refusalOf('closed_lagoon')).toMatch(/closed_lagoon.*suspended/u)
  })

  it.each(['', '   ', 'two words', 'https://example.com/somebody', 'https://www.twitch.tv/', 'näme', '<script>'])(
    'is refused before anybody is asked: “%s”',
    async (text) => {
      control.forget()
      expect(await refusalOf(text)).toMatch(/^(invalid|notFound): .{20,}/u)
      expect([control.requests(), control.connections()]).toEqual([[], []])
    },
  )
})

describe('without a network', () => {
  it('every channel says so, and reads on when it is back', async () => {
    await app.openChannels([channel])
    app.host.setOnline(false)
    await explained('offline', /^This computer has no network\.$/u)
    app.host.setOnline(true)
    await app.waitFor('channels', ([view]) => view?.state.status === 'live')
    await sync(app, channel, ['irc'])
  })

  it('a channel cannot be found, and the reason is the network, not the name', async () => {
    await app.signIn(channel)
    app.host.setOnline(false)
    control.failNext({ path: '/helix/users', answer: 'drop', count: 20 })
    expect(await refusalOf('night_owl_nora')).toMatch(
      /^(unreachable|uncertain): Twitch (did not answer|could not be reached).*[Tt]ry again\.$/u,
    )
  })
})

describe('a server that misbehaves', () => {
  it('is named when it accepts and says nothing', async () => {
    await app.openChannels([channel])
    control.nextConnections({ socket: 'irc', fault: 'silent', count: 3 })
    control.drop({})
    await explained('reconnecting', /^Twitch’s chat did not answer within 15 s\.$/u)
    control.heal()
    await app.waitFor('channels', ([view]) => view?.state.status === 'live', 20_000)
  })

  it('is named when it refuses connections', async () => {
    await app.openChannels([channel])
    control.nextConnections({ socket: 'irc', fault: 'refuse', count: 2 })
    control.drop({})
    await explained('reconnecting', /Twitch’s chat.*503/u)
    await app.waitFor('channels', ([view]) => view?.state.status === 'live', 20_000)
  })

  it('is named when it sends 10 MB, and when it sends bytes', async () => {
    await app.openChannels([channel])
    control.garbage({ kind: 'oversize' })
    await explained('reconnecting', /^Twitch’s chat sent a message that is too large to be real\.$/u)
    await untilRead(simulator, [channel], { irc: 1, eventsub: 0 })
    control.garbage({ kind: 'binary' })
    await explained('reconnecting', /^Twitch’s chat sent binary data where text was expected\.$/u)
  })

  it('keeps the picture of what was read when it sends no JSON', async () => {
    await app.signIn(channel)
    await app.openChannels([channel])
    await untilRead(simulator, [channel], { irc: 1, eventsub: 1 })
    for (const kind of ['notJson', 'wrongShape', 'empty', 'unknownType'] as const) control.garbage({ kind })
    await sync(app, channel, ['irc', 'eventsub'])
    expect(channelNamed(app, channel).state.status).toBe('live')
  })
})

describe('a banned reader', () => {
  it('is told in the channel, which is read on without the account', async () => {
    const room = 'night_owl_nora'
    await app.signIn(channel)
    await app.openChannels([room])
    await untilRead(simulator, [room], { irc: 1, eventsub: 1 })
    control.ban({ channel: room, user: channel })
    await app.waitFor('channels', ([view]) => view?.state.status === 'live' && view.state.note !== undefined)
    expect(channelNamed(app, room).state).toMatchObject({
      note: expect.stringMatching(/River_Host is banned.*read without the account/u),
    })
    await sync(app, room, ['irc'])
  })
})

describe('the web host', () => {
  it('names the port that is taken, and what to do', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const core = createScriptedCore(createTestHost())
    await expect(startTestWebHost(core, { port })).rejects.toThrow(new RegExp(`${port}.*--port`, 'u'))
    await new Promise((resolve) => other.close(resolve))
  })
})
