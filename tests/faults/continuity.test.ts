import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Control } from '../../simulator/control/types.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { TestApp } from '../harness/app.ts'
import { createFastClock } from '../harness/fast-clock.ts'
import {
  channelNamed,
  count,
  flawsOf,
  gapsOf,
  noFlaws,
  numbersOf,
  range,
  type Sources,
  startAppReading,
  startFastSimulator,
  sync,
  until,
  untilRead,
} from './support.ts'

const channel = 'river_host'
/** A keepalive's 15 s become 1.25 s. */
const times = 12

let simulator: Simulator
let control: Control
let app: TestApp
let clock: ReturnType<typeof createFastClock>

const start = async (sources: Sources): Promise<void> => {
  app = await startAppReading(sources, { simulator, clock })
  await app.signIn(channel)
  await app.openChannels([channel])
  await allRead(sources)
  // A source counts from when the app has heard that it reads: the answer must have come before a test breaks the other.
  for (let round = 0; round < 2; round++) await sync(app, channel, readersOf(sources))
}

const allRead = (sources: Sources): Promise<void> =>
  untilRead(simulator, [channel], { irc: sources === 'eventsub' ? 0 : 1, eventsub: sources === 'irc' ? 0 : 1 })

const readersOf = (sources: Sources): readonly string[] => (sources === 'both' ? ['irc', 'eventsub'] : [sources])

/** Lines without end while `run` does its worst; resolves with the last number when all of it is over. */
const talkWhile = async (run: () => Promise<void>): Promise<number> => {
  let last = 0
  const stop = clock.every(100, () => {
    last += 1
    count(simulator, channel, last, last)
  })
  try {
    await run()
  } finally {
    stop()
  }
  return last
}

const liveConnections = (kind: 'irc' | 'eventsub') =>
  control.connections().filter((each) => each.kind === kind && each.mode === 'live')

const connectionOf = (kind: 'irc' | 'eventsub') => liveConnections(kind)[0]?.id

/** Waits until another connection than `before` reads the channel. */
const replaced = async (kind: 'irc' | 'eventsub', before: string | undefined, sources: Sources): Promise<void> => {
  const isNew = () => liveConnections(kind).length > 0 && liveConnections(kind).every(({ id }) => id !== before)
  await until(isNew, `another ${kind} socket than ${before}`, 20_000)
  await allRead(sources)
}

/** `times` from the simulator's own record, of every numbered line. */
const saidAt = new Map<number, number>()
const say = (from: number, to: number): void => {
  for (const number of range(from, to)) {
    const { sentAt } = control.say({ channel, user: 'maple_mo', text: `n=${number}` })
    saidAt.set(number, sentAt)
  }
}

beforeEach(async () => {
  clock = createFastClock(times)
  saidAt.clear()
  simulator = await startFastSimulator({ clock, leastKeepaliveSeconds: 10, subscribeWithinSeconds: 100 })
  control = simulator.control
})

afterEach(async () => {
  await app.stop()
  await simulator.stop()
})

describe('while one source reads on', () => {
  const faults: readonly (readonly [string, 'irc' | 'eventsub', () => void])[] = [
    ['IRC is cut', 'irc', () => control.drop({ socket: 'irc' })],
    ['IRC asks to reconnect', 'irc', () => control.askToReconnect({ socket: 'irc' })],
    ['IRC falls silent, which a probe finds', 'irc', () => control.setMode({ socket: 'irc', mode: 'halfOpen' })],
    ['IRC sends a frame of 10 MB', 'irc', () => control.garbage({ socket: 'irc', kind: 'oversize' })],
    ['IRC sends bytes', 'irc', () => control.garbage({ socket: 'irc', kind: 'binary' })],
    ['EventSub is cut', 'eventsub', () => control.drop({ socket: 'eventsub' })],
    ['EventSub asks to reconnect', 'eventsub', () => control.askToReconnect({ socket: 'eventsub' })],
    ['EventSub stalls', 'eventsub', () => control.setMode({ socket: 'eventsub', mode: 'stalled' })],
    ['EventSub reads no more', 'eventsub', () => control.setMode({ socket: 'eventsub', mode: 'halfOpen' })],
    ['EventSub sends a frame of 10 MB', 'eventsub', () => control.garbage({ socket: 'eventsub', kind: 'oversize' })],
    ['EventSub sends bytes', 'eventsub', () => control.garbage({ socket: 'eventsub', kind: 'binary' })],
    ...[4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007].map(
      (code) => [`EventSub closes with ${code}`, 'eventsub', () => control.drop({ socket: 'eventsub', code })] as const,
    ),
    ...(
      [
        ['irc', 'refuse'],
        ['irc', 'cut'],
        ['irc', 'silent'],
        ['eventsub', 'refuse'],
        ['eventsub', 'cut'],
        ['eventsub', 'hang'],
      ] as const
    ).map(
      ([socket, fault]) =>
        [
          `${socket} is cut and the next attempt meets “${fault}”`,
          socket,
          () => {
            control.nextConnections({ socket, fault })
            control.drop({ socket })
          },
        ] as const,
    ),
  ]

  it.each(faults)('loses and doubles nothing when %s', async (_, kind, worst) => {
    await start('both')
    const last = await talkWhile(async () => {
      const before = connectionOf(kind)
      worst()
      await replaced(kind, before, 'both')
    })
    await sync(app, channel, ['irc', 'eventsub'])
    expect(flawsOf(app, last)).toEqual(noFlaws)
  })

  it('counts frames that cannot be read, and reads on by the same sockets', async () => {
    await start('both')
    const before = control.connections().map(({ id }) => id)
    say(1, 3)
    for (const kind of ['notJson', 'wrongShape', 'empty', 'unknownType'] as const) control.garbage({ kind })
    say(4, 6)
    await sync(app, channel, ['irc', 'eventsub'])
    expect(control.connections().map(({ id }) => id)).toEqual(before)
    expect(flawsOf(app, 6)).toEqual(noFlaws)
    expect(app.core.counters()).toMatchObject({
      'malformed eventsub frame': 3,
      'unknown eventsub frame session_surprise': 1,
    })
  })
})

describe('over EventSub alone', () => {
  it('moves to another connection in full flow without losing or doubling a line', async () => {
    await start('eventsub')
    const last = await talkWhile(async () => {
      for (let move = 0; move < 5; move++) {
        const before = connectionOf('eventsub')
        control.askToReconnect({ socket: 'eventsub' })
        await replaced('eventsub', before, 'eventsub')
      }
    })
    await sync(app, channel, ['eventsub'])
    expect(flawsOf(app, last)).toEqual(noFlaws)
    expect(control.violations()).toEqual([])
  })

  it('shows redelivered notifications once and late ones too', async () => {
    await start('eventsub')
    control.notifications({ count: 10, duplicate: true })
    control.notifications({ count: 5, reorderBy: 3 })
    control.notifications({ count: 5, delayMs: 700 })
    say(1, 40)
    await until(() => numbersOf(app).length >= 40, 'all forty come')
    await sync(app, channel, ['eventsub'])
    expect([numbersOf(app).toSorted((left, right) => left - right), gapsOf(app)]).toEqual([range(1, 40), []])
  })
})

describe.each(['irc', 'eventsub', 'both'] as const)('when nothing reads (%s)', (sources) => {
  const outages: readonly (readonly [string, () => void, () => void])[] = [
    ['every socket was cut', () => control.drop({}), () => undefined],
    ['the network was gone', () => app.host.setOnline(false), () => app.host.setOnline(true)],
    ['the computer slept', () => app.host.sleep(), () => app.host.wake()],
  ]

  it.each(outages)('says once and truthfully what was missed after %s', async (_, begin, end) => {
    await start(sources)
    say(1, 5)
    await sync(app, channel, readersOf(sources))
    begin()
    say(6, 10)
    end()
    await allRead(sources)
    await until(() => gapsOf(app).length > 0, 'a gap is marked')
    say(11, 15)
    await sync(app, channel, readersOf(sources))
    await expectOneTruthfulGap([...range(1, 5), ...range(11, 15)], range(6, 10))
  })
})

describe('after one outage upon another', () => {
  it('marks each once, and what was read between them is outside of both', async () => {
    await start('both')
    const missed: number[] = []
    for (const from of [1, 11, 21]) {
      say(from, from + 4)
      await sync(app, channel, readersOf('both'))
      control.drop({})
      say(from + 5, from + 9)
      missed.push(...range(from + 5, from + 9))
      await allRead('both')
      await until(() => gapsOf(app).length > (from - 1) / 10, 'the gap is marked')
      for (let round = 0; round < 2; round++) await sync(app, channel, readersOf('both'))
    }
    const gaps = gapsOf(app)
    const gapOf = (number: number) =>
      gaps.findIndex(({ from, to }) => from <= (saidAt.get(number) ?? 0) && (saidAt.get(number) ?? 0) <= to)
    expect([gaps.length, missed.map(gapOf)]).toEqual([3, missed.map((number) => Math.floor((number - 1) / 10))])
    expect(numbersOf(app)).toEqual(range(1, 25).filter((number) => (number - 1) % 10 < 5))
  })

  it('marks one gap for a sleep that ends without a network', async () => {
    await start('both')
    say(1, 5)
    await sync(app, channel, readersOf('both'))
    app.host.sleep()
    say(6, 7)
    app.host.setOnline(false)
    app.host.wake()
    say(8, 9)
    app.host.setOnline(true)
    await allRead('both')
    await until(() => gapsOf(app).length > 0, 'a gap is marked')
    say(10, 15)
    await sync(app, channel, readersOf('both'))
    await expectOneTruthfulGap([...range(1, 5), ...range(10, 15)], range(6, 9))
  })

  it('stays with the old connection when the move to another fails, until that one ends', async () => {
    await start('eventsub')
    say(1, 5)
    control.nextConnections({ socket: 'eventsub', fault: 'cut' })
    const before = connectionOf('eventsub')
    control.askToReconnect({ socket: 'eventsub' })
    say(6, 10)
    await sync(app, channel, ['eventsub'])
    expect(flawsOf(app, 10)).toEqual(noFlaws)
    // Twitch closes it after 30 s (4004).
    await replaced('eventsub', before, 'eventsub')
    for (let round = 0; round < 2; round++) await sync(app, channel, ['eventsub'])
    expect([numbersOf(app), gapsOf(app).length]).toEqual([range(1, 10), 1])
  })
})

describe('when subscribing does not work', () => {
  it.each([503, 429, 'hang', 'lost'] as const)(
    'reads by IRC until it does (“%s”), and loses nothing',
    async (answer) => {
      app = await startAppReading('both', { simulator, clock })
      await app.signIn(channel)
      control.failNext({ path: '/helix/eventsub/subscriptions', method: 'POST', answer, count: 2 })
      await app.openChannels([channel])
      await untilRead(simulator, [channel], { irc: 1, eventsub: 0 })
      const last = await talkWhile(async () => {
        await sync(app, channel, ['irc'])
        await untilRead(simulator, [channel], { irc: 1, eventsub: 1 }, 20_000)
        await sync(app, channel, ['irc', 'eventsub'])
      })
      await sync(app, channel, ['irc', 'eventsub'])
      expect(flawsOf(app, last)).toEqual(noFlaws)
    },
  )
})

describe('when a person asks to connect anew', () => {
  it('tells whatever that cost', async () => {
    await start('both')
    const { ref } = channelNamed(app, channel)
    let last = 0
    const stop = clock.every(50, () => {
      last += 1
      say(last, last)
    })
    const subscribed = () => control.subscriptions().filter(({ status }) => status === 'enabled')
    for (let round = 0; round < 5; round++) {
      const before = new Set(subscribed().map(({ id }) => id))
      await app.invoke('channels.reconnect', { channel: ref.id })
      // What the old subscriptions still had under way does not tell that the new ones read.
      const isAnew = () => subscribed().length === before.size && subscribed().every(({ id }) => !before.has(id))
      await until(isAnew, 'everything is subscribed anew')
      const heard = new Set<string>()
      const release = app.core.hub.onMessage((_, source) => heard.add(source))
      await until(() => heard.size === 2, 'both sources are heard again')
      release()
    }
    stop()
    for (let round = 0; round < 2; round++) await sync(app, channel, ['irc', 'eventsub'])
    const { missing, doubled, disordered } = flawsOf(app, last)
    const gaps = gapsOf(app)
    const unsaid = missing.filter((number) => {
      const at = saidAt.get(number) ?? Number.NaN
      return !gaps.some(({ from, to }) => from <= at && at <= to)
    })
    expect({ unsaid, doubled, disordered }).toEqual({ unsaid: [], doubled: [], disordered: [] })
  })
})

describe('when the account that reads changes', () => {
  it('loses nothing when the first sign-in takes over what was read without one', async () => {
    app = await startAppReading('both', { simulator, clock })
    await app.openChannels([channel])
    const last = await talkWhile(async () => {
      await sync(app, channel, ['irc'])
      await app.signIn(channel)
      await allRead('both')
      for (let round = 0; round < 2; round++) await sync(app, channel, ['irc', 'eventsub'])
      // What breaks later is no reason to mark the time since the sign-in.
      const before = connectionOf('irc')
      control.drop({ socket: 'irc' })
      await replaced('irc', before, 'both')
    })
    await sync(app, channel, ['irc', 'eventsub'])
    expect(flawsOf(app, last)).toEqual(noFlaws)
  })

  it('loses nothing when the same account signs in with more permissions', async () => {
    await start('both')
    const last = await talkWhile(async () => {
      control.failNext({ path: '/helix/eventsub/subscriptions', method: 'DELETE', answer: 503, count: 2 })
      await app.signIn(channel)
      await until(
        () => control.requests().some(({ method, status }) => method === 'DELETE' && status === 204),
        'it left',
      )
      await allRead('both')
      await sync(app, channel, ['irc', 'eventsub'])
    })
    await sync(app, channel, ['irc', 'eventsub'])
    expect(flawsOf(app, last)).toEqual(noFlaws)
  })

  it('loses nothing when the account signs out', async () => {
    await start('both')
    const accountId = app.core.accounts.views.value[0]?.id ?? ''
    const last = await talkWhile(async () => {
      await sync(app, channel, ['irc', 'eventsub'])
      await app.invoke('accounts.signOut', { accountId })
      await app.waitFor('channels', ([view]) => view?.accountId === null && view.state.status === 'live')
      await sync(app, channel, ['irc'])
    })
    await sync(app, channel, ['irc'])
    expect(flawsOf(app, last)).toEqual(noFlaws)
  })
})

// A stall of IRC is found by a probe, after 55 s: once, with both, is enough.
describe.each(['eventsub', 'both'] as const)('when everything stalls (%s)', (sources) => {
  it('dates the gap from where a stall began, not from where it was found', async () => {
    await start(sources)
    say(1, 5)
    await sync(app, channel, readersOf(sources))
    control.setMode({ mode: 'stalled' })
    say(6, 10)
    await until(() => gapsOf(app).length > 0, 'a gap is marked', 20_000)
    await allRead(sources)
    say(11, 15)
    await sync(app, channel, readersOf(sources))
    await expectOneTruthfulGap([...range(1, 5), ...range(11, 15)], range(6, 10))
  })
})

const expectOneTruthfulGap = async (seen: readonly number[], missed: readonly number[]): Promise<void> => {
  expect(numbersOf(app)).toEqual(seen)
  const gaps = gapsOf(app)
  expect(gaps).toHaveLength(1)
  const [gap] = gaps
  if (gap === undefined) return
  const when = (numbers: readonly number[]) => numbers.map((number) => saidAt.get(number) ?? Number.NaN)
  expect({
    missedOutside: when(missed).filter((at) => at < gap.from || at > gap.to),
    seenInside: when(seen).filter((at) => at > gap.from && at < gap.to),
    why: gap.why.length > 10,
  }).toEqual({ missedOutside: [], seenInside: [], why: true })
}
