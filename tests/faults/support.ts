/** What the fault tests share: an app per way of reading, waiting for what is seen, and reading numbers back. */

import type { Clock } from '../../electron/core/ports/host.ts'
import { twitch } from '../../electron/platforms/twitch/index.ts'
import { openTwitch, type TwitchOptions } from '../../electron/platforms/twitch/session.ts'
import type { DeliveryState, Events, FeedRow } from '../../shared/contract.ts'
import type { GapMarker } from '../../shared/model.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator.ts'
import { startTestApp, type TestApp, type TestAppOptions } from '../harness/app.ts'
import { createFastClock, repeat } from '../harness/fast-clock.ts'
import { createTestHost, type TestHost } from '../harness/host.ts'

export type Sources = NonNullable<TwitchOptions['sources']>

/** Everything that Twitch lets a client wait for, as short as a test wants it. */
export const startFastSimulator = (options: SimulatorOptions = {}): Promise<Simulator> =>
  createSimulator({ deviceIntervalSeconds: 0.05, leastKeepaliveSeconds: 1, keepaliveSeconds: 1, ...options })

export interface SkippingClock extends Clock {
  /** Lets so much time pass at once: what was to happen within it happens now. */
  skip(ms: number): void
}

/** A fast clock, but for timers of a minute or more: those run when the test lets the time pass. */
export const createSkippingClock = (times: number): SkippingClock => {
  const fast = createFastClock(times)
  const held = new Set<{ readonly at: number; readonly run: () => void }>()
  let skipped = 0
  const elapsed = () => fast.elapsed() + skipped
  const after: Clock['after'] = (delayMs, run) => {
    if (delayMs < 60_000) return fast.after(delayMs, run)
    const timer = { at: elapsed() + delayMs, run }
    held.add(timer)
    return () => {
      held.delete(timer)
    }
  }
  return {
    now: () => fast.now() + skipped,
    elapsed,
    after,
    every: repeat(after),
    skip(ms) {
      skipped += ms
      for (const timer of [...held].sort((left, right) => left.at - right.at)) {
        if (timer.at <= elapsed() && held.delete(timer)) timer.run()
      }
    },
  }
}

/** An app that reads channels with an account by these sources alone. */
export const startAppReading = (sources: Sources, options: TestAppOptions = {}): Promise<TestApp> =>
  startTestApp({
    ...options,
    platforms: [{ ...twitch, open: (context) => openTwitch(context, { sources }) }],
  })

/** Looks again every few ms; rejects with `what` when it does not come to hold within the time. */
export const until = async (holds: () => boolean, what: string | (() => string), withinMs = 30_000): Promise<void> => {
  const giveUpAt = performance.now() + withinMs
  while (!holds()) {
    if (performance.now() > giveUpAt) {
      const told = typeof what === 'string' ? what : what()
      throw new Error(`It did not come to hold within ${withinMs} ms: ${told}`)
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, 5)
    await promise
  }
}

const chatSubscriptions = 5

/** Waits until the simulator serves so many readers of all these channels over each kind of socket. */
export const untilRead = async (
  simulator: Simulator,
  logins: readonly string[],
  readers: { readonly irc: number; readonly eventsub: number },
  withinMs?: number,
): Promise<void> => {
  const { control } = simulator
  const joined = () =>
    control
      .connections()
      .filter(
        ({ kind, mode, channels }) =>
          kind === 'irc' && mode === 'live' && logins.every((login) => channels.includes(login)),
      ).length
  const subscribed = () =>
    control
      .connections()
      .filter(
        ({ kind, mode, subscriptions }) =>
          kind === 'eventsub' && mode === 'live' && subscriptions >= logins.length * chatSubscriptions,
      ).length
  await until(
    () => joined() >= readers.irc && subscribed() >= readers.eventsub,
    () =>
      `${readers.irc} IRC and ${readers.eventsub} EventSub sockets read ${logins.join(', ')}; there are ${JSON.stringify(control.connections())}`,
    withinMs,
  )
}

/** Says a line and waits until the app has read it from each of these sources. */
export const sync = async (app: TestApp, channel: string, sources: readonly string[]): Promise<void> => {
  const heard = new Set<string>()
  const text = `sync ${syncs(app)}`
  const release = app.core.hub.onMessage((message, source) => {
    if (message.text === text) heard.add(source)
  })
  app.simulator.control.say({ channel, user: 'quiet_quinn', text })
  try {
    await until(() => sources.every((source) => heard.has(source)), `“${text}” comes by ${sources.join(' and ')}`)
  } finally {
    release()
  }
}

const syncs = (app: TestApp): number => app.core.hub.rows().filter((row) => textOf(row).startsWith('sync ')).length

export const textOf = ({ event }: FeedRow): string => ('text' in event ? event.text : '')

export const isSync = (row: FeedRow): boolean => textOf(row).startsWith('sync ')

/** The numbers of all `n=7` lines, in the feed's order. */
export const numbersOf = (app: TestApp): readonly number[] =>
  app.core.hub.rows().flatMap((row) => {
    const found = /^n=(\d+)/u.exec(textOf(row))?.[1]
    return found === undefined ? [] : [Number(found)]
  })

export const gapsOf = (app: TestApp): readonly GapMarker[] =>
  app.core.hub.rows().flatMap(({ event }) => (event.kind === 'gap' ? [event] : []))

export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** What is wrong with a feed in which 1 to `last` were said: nothing, when every number is there once and in order. */
export const flawsOf = (app: TestApp, last: number) => {
  const numbers = numbersOf(app)
  const there = new Set(numbers)
  return {
    missing: range(1, last).filter((number) => !there.has(number)),
    doubled: numbers.filter((number, index) => numbers.indexOf(number) !== index),
    disordered: numbers.filter((number, index) => number < (numbers[index - 1] ?? 0)),
    gaps: gapsOf(app).map(({ why }) => why),
  }
}

export const noFlaws = { missing: [], doubled: [], disordered: [], gaps: [] }

/** Says numbered lines at once. */
export const count = (simulator: Simulator, channel: string, from: number, to: number): void => {
  for (const number of range(from, to)) simulator.control.say({ channel, user: 'maple_mo', text: `n=${number}` })
}

export const channelNamed = (app: TestApp, login: string) => {
  const found = app.core.channels.views.value.find((view) => view.ref.login === login)
  if (found === undefined) throw new Error(`The channel ${login} is not open.`)
  return found
}

/** Sends and answers the delivery's id. */
export const send = async (app: TestApp, login: string, text: string): Promise<string> => {
  const { deliveries } = await app.invoke('messages.send', { text, targets: [channelNamed(app, login).ref.id] })
  return deliveries[0] ?? ''
}

/** What became of deliveries, from the moment of the call: lines that are gone are still told. */
export interface DeliveryHistory {
  /** Each state in turn, one after the other. */
  of(id: string): readonly DeliveryState[]
  /** Waits until the delivery is in this state, or was; answers the state. */
  reached<Status extends DeliveryState['status']>(
    id: string,
    status: Status,
    withinMs?: number,
  ): Promise<Extract<DeliveryState, { status: Status }>>
}

export const recordDeliveries = (app: TestApp): DeliveryHistory => {
  const states = new Map<string, DeliveryState[]>()
  app.client.subscribe('deliveries', (payload) => {
    for (const view of payload as Events['deliveries']) {
      const known = states.get(view.id) ?? []
      states.set(view.id, known)
      if (known.at(-1)?.status !== view.state.status) known.push(view.state)
    }
  })
  const of = (id: string) => states.get(id) ?? []
  return {
    of,
    async reached(id, status, withinMs) {
      const isIt = (state: DeliveryState): state is Extract<DeliveryState, { status: typeof status }> =>
        state.status === status
      await until(
        () => of(id).some(isIt),
        () => `the delivery is ${status}; it was ${JSON.stringify(of(id))}`,
        withinMs,
      )
      const found = of(id).findLast(isIt)
      if (found === undefined) throw new Error('The state is gone.')
      return found
    },
  }
}

/** How often somebody's words are in a channel, as the simulator knows it. */
export const timesSaid = (simulator: Simulator, channel: string, text: string): number =>
  simulator.control.messages({ channel }).filter((message) => message.text === text).length

/** A host as a killed app leaves it: what is on its disk and in its keyring now, and nothing of what comes later. */
export const hostAfterKill = (host: TestHost): TestHost => {
  const next = createTestHost({ seed: 2 })
  for (const [name, text] of host.disk.files) next.disk.files.set(name, text)
  for (const [key, secret] of host.secrets.values) next.secrets.values.set(key, secret)
  return next
}
