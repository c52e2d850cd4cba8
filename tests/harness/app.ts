/**
 * The whole app in the test's own process: the simulator, the core with its real sockets on the machine's clock, a host
 * whose power, network, disk and browser the test holds in its hand, and, where wanted, the web host with the built renderer.
 */
import { join } from 'node:path'
import { type Assembled, assemble } from '../../electron/assemble.ts'
import type { RunningCore } from '../../electron/core/core.ts'
import type { CoreClient } from '../../electron/core/ports/client.ts'
import type { Clock } from '../../electron/core/ports/host.ts'
import { openWebDoor, type WebDoor } from '../../electron/hosts/web/host.ts'
import { createHttpClient } from '../../electron/net/http-client.ts'
import { watchSending } from '../../electron/net/http-sent.ts'
import { openSocket } from '../../electron/net/socket.ts'
import { createWireTap } from '../../electron/net/tap.ts'
import type { Platform } from '../../electron/platforms/platform.ts'
import { platforms } from '../../electron/platforms/registry.ts'
import type { CommandName, EventName, Events, FeedRow, Input, Output } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator.ts'
import { createTestHost, systemClock, type TestHost } from './host.ts'

export interface TestAppOptions {
  /** One that is already running, to start a second app on it or the same app again. */
  readonly simulator?: Simulator
  readonly simulatorOptions?: SimulatorOptions
  /** What an earlier run left: its disk and its secrets. */
  readonly host?: TestHost
  readonly platforms?: readonly Platform[]
  /** Default: the machine's own. One whose timers run faster makes a protocol's long waits short. */
  readonly clock?: Clock
  /** Also serves the built renderer (`npm run build` comes first). */
  readonly web?: boolean
}

export interface TestApp {
  readonly simulator: Simulator
  readonly host: TestHost
  readonly core: RunningCore
  readonly client: CoreClient
  /** The address to open, token included; only with `web`. */
  readonly url: string
  /** Rejects with the error's sentence. */
  invoke<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Output<Name>>
  attempt<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Result<unknown>>
  /** Resolves with the first state that fits; rejects after `withinMs` (10,000) telling the last one. */
  waitFor<Name extends Exclude<EventName, 'feed'>>(
    name: Name,
    fits: (state: Events[Name]) => boolean,
    withinMs?: number,
  ): Promise<Events[Name]>
  /** Resolves when the feed's rows fit. */
  waitForRows(fits: (rows: readonly FeedRow[]) => boolean, withinMs?: number): Promise<readonly FeedRow[]>
  /** Signs in by the device-code flow as this simulated user; answers the account's id. */
  signIn(login: string, permissionSets?: readonly string[]): Promise<string>
  /** Adds the channels, makes all that are open targets, and waits until each is live. */
  openChannels(logins: readonly string[], accountId?: string | null): Promise<void>
  /** Ends the app alone; the simulator goes on when it was handed in. */
  stop(): Promise<void>
}

export const rendererFolder = join(import.meta.dirname, '..', '..', 'out', 'renderer')

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const simulator =
    options.simulator ?? (await createSimulator({ deviceIntervalSeconds: 0.05, ...options.simulatorOptions }))
  const testHost = options.host ?? createTestHost()
  const clock = options.clock ?? systemClock
  const host = { ...testHost, clock }
  const watch = watchSending()
  const door =
    options.web === true
      ? unwrap<WebDoor>(await openWebDoor({ port: 0, rendererFolder, log: host.log, clock, randomId: host.randomId }))
      : undefined
  const assembled = unwrap<Assembled>(
    await assemble({
      host,
      platforms: options.platforms ?? platforms,
      endpointOverrides: simulator.endpoints,
      http: createHttpClient({
        fetch,
        clock,
        random: host.random,
        userAgent: 'Tributary/test',
        log: host.log,
        watch,
      }),
      openSocket,
      tap: createWireTap({ now: clock.now }),
      imageFolder: undefined,
      clientIds: new Map(),
    }),
  )
  const { core } = assembled
  const web = door?.serve({ core, images: assembled.images })
  const client = core.attach()

  const invoke: TestApp['invoke'] = async (name, input) =>
    unwrap((await client.invoke(name, input)) as Result<Output<typeof name>>)

  const waitFor: TestApp['waitFor'] = (name, fits, withinMs = 10_000) => {
    const { promise, resolve, reject } = Promise.withResolvers<Events[typeof name]>()
    let last: unknown
    const timer = setTimeout(
      () => reject(new Error(`Nothing fitting was told of ${name} within ${withinMs} ms: ${JSON.stringify(last)}`)),
      withinMs,
    )
    const release = client.subscribe(name, (payload) => {
      const state = payload as Events[typeof name]
      last = state
      if (fits(state)) resolve(state)
    })
    return promise.finally(() => {
      clearTimeout(timer)
      release()
    })
  }

  const waitForRows: TestApp['waitForRows'] = (fits, withinMs = 10_000) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly FeedRow[]>()
    const told = () =>
      core.hub
        .rows()
        .slice(-20)
        .map((row) => ('text' in row.event ? row.event.text : row.event.kind))
    const timer = setTimeout(
      () => reject(new Error(`The feed did not come to fit within ${withinMs} ms; its end: ${told().join(' | ')}`)),
      withinMs,
    )
    const look = () => {
      const rows = core.hub.rows()
      if (fits(rows)) resolve(rows)
    }
    const feed = core.hub.subscribe({
      emit(frame) {
        feed.acknowledge(frame.sequence)
        look()
      },
    })
    return promise.finally(() => {
      clearTimeout(timer)
      feed.dispose()
    })
  }

  return {
    simulator,
    host: testHost,
    core,
    client,
    url: web === undefined ? '' : `${web.url}#${web.token}`,
    invoke,
    attempt: (name, input) => client.invoke(name, input),
    waitFor,
    waitForRows,
    async signIn(login, permissionSets = ['chat', 'moderate']) {
      await invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
      await invoke('accounts.signIn', { platform: 'twitch', permissionSets })
      const waiting = await waitFor('signIn', (view) => view?.state.status === 'waiting')
      const userCode = waiting?.state.status === 'waiting' ? waiting.state.userCode : ''
      simulator.control.approveDevice({ user: login, userCode })
      const done = await waitFor('signIn', (view) => view?.state.status === 'done')
      return done?.state.status === 'done' ? done.state.accountId : ''
    },
    async openChannels(logins, accountId) {
      for (const text of logins) {
        await invoke('channels.add', accountId === undefined ? { text } : { text, accountId })
      }
      await invoke('preferences.change', { targets: core.channels.views.value.map(({ ref }) => ref.id) })
      await waitFor('channels', (views) =>
        logins.every((login) => views.some((view) => view.ref.login === login && view.state.status === 'live')),
      )
    },
    async stop() {
      client.dispose()
      await web?.stop()
      await assembled.stop()
      watch.stop()
      if (options.simulator === undefined) await simulator.stop()
    },
  }
}

const unwrap = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
