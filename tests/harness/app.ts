/**
 * The whole app in the test's own process: the simulator, the core with its real sockets on the machine's clock, a host
 * whose power, network, disk and browser the test holds in its hand, and, where wanted, the web host with the built renderer.
 */
import { join } from 'node:path'
import { type Assembled, assemble } from '../../electron/assemble.ts'
import type { Clock } from '../../electron/core/ports/host.ts'
import { openWebDoor, type WebDoor } from '../../electron/hosts/web/host.ts'
import { createHttpClient } from '../../electron/net/http-client.ts'
import { watchSending } from '../../electron/net/http-sent.ts'
import { openSocket } from '../../electron/net/socket.ts'
import { createWireTap } from '../../electron/net/tap.ts'
import type { Platform } from '../../electron/platforms/platform.ts'
import { platforms } from '../../electron/platforms/registry.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator.ts'
import { type DrivenApp, driveApp, unwrap } from './drive-app.ts'
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

export interface TestApp extends DrivenApp {
  readonly host: TestHost
  /** The address to open, token included; only with `web`. */
  readonly url: string
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
  const driven = driveApp({ core, simulator })

  return {
    ...driven,
    host: testHost,
    url: web === undefined ? '' : `${web.url}#${web.token}`,
    async stop() {
      driven.client.dispose()
      await web?.stop()
      await assembled.stop()
      watch.stop()
      if (options.simulator === undefined) await simulator.stop()
    },
  }
}
