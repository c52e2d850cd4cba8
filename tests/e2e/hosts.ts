/** The app before a browser, once by its web host and once as the built desktop app on the stand-in; the tests are the same. */
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { inject, test } from 'vitest'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { startNetworkSink } from '../electron-stand-in/network-sink.ts'
import { hostAfterKill } from '../faults/support.ts'
import { startTestApp, type TestAppOptions } from '../harness/app.ts'
import { type DesktopApp, startDesktopApp } from '../harness/desktop-app.ts'
import type { DrivenApp } from '../harness/drive-app.ts'
import { createTestHost, type TestHost } from '../harness/host.ts'

export type HostKind = 'web' | 'desktop'

declare module 'vitest' {
  export interface ProvidedContext {
    /** By the Vitest project (vite.config.ts). */
    readonly host: HostKind
  }
}

/** Which host this run is of. */
export const hostKind: HostKind = inject('host')

/** A test of what only the web host has; `why` says what stands in its place in the desktop app. */
export const testOnWeb = (name: string, _why: string, run: () => unknown): void =>
  test.runIf(hostKind === 'web')(name, async () => {
    await run()
  })

/** The person's machine, in the test's hand. */
export interface Machine {
  /** URLs that were opened in the person's browser. */
  opened(): readonly string[]
  breakBrowser(broken: boolean): void
  setOnline(online: boolean): void
  /** From now on nothing can be saved; undefined heals the disk. */
  breakDisk(how: 'full' | 'readOnly' | undefined): void
  /** Names of what the app keeps secret there. */
  secretKeys(): Promise<readonly string[]>
}

/** What the simulator takes for any app. */
export const clientId = 'simulatedclient0123456789abcdef'

/** The app in one of its hosts, and the way to its windows. */
export interface HostedApp {
  readonly app: DrivenApp
  readonly machine: Machine
  /** Of every page of it. */
  readonly origin: string
  /** Opens a window; `before` sees its page while that is empty. */
  openWindow(before?: (page: Page) => Promise<void>): Promise<Page>
  /** Hides a window as its system does, or shows it again. */
  setHidden(page: Page, hidden: boolean): Promise<void>
  /** Everything that crossed between the windows and the app so far. */
  readonly frames: readonly string[]
  /** Every token that the app has ever stored. */
  secrets(): ReadonlySet<string>
  log(): Promise<string>
  /** The app as it comes back when this one has been killed at this moment. */
  startAfterKill(): Promise<HostedApp>
  /** In the desktop app: the app itself and the Electron that it stands on. */
  readonly desktop?: DesktopApp
  stop(): Promise<void>
}

export interface HostedOptions extends Pick<TestAppOptions, 'clock' | 'simulatorOptions'> {
  /** A browser's context that is listened to, with what the host wants of it. */
  readonly openContext: (more: BrowserContextOptions) => Promise<BrowserContext>
  /** Runs before the window opens. */
  readonly prepare?: (app: DrivenApp) => Promise<unknown>
}

/** A window is there when it shows its way to the settings. */
const isDrawn = (page: Page) => page.getByRole('button', { name: 'Settings' }).waitFor()

const tokensIn = (secret: string): readonly string[] =>
  (secret.match(/[a-zA-Z0-9]{24,}/gu) ?? []).filter((word) => word !== clientId)

export const startHosted = async (options: HostedOptions): Promise<HostedApp> => {
  const simulator = await createSimulator({ deviceIntervalSeconds: 0.05, ...options.simulatorOptions })
  const hosted = await (hostKind === 'web' ? startOnWeb(options, simulator) : startOnDesktop(options, simulator))
  return {
    ...hosted,
    async stop() {
      await hosted.stop()
      await simulator.stop()
    },
  }
}

const startOnWeb = async (
  options: HostedOptions,
  simulator: Simulator,
  kept: { readonly host?: TestHost; readonly context?: BrowserContext } = {},
): Promise<HostedApp> => {
  const secrets = new Set<string>()
  const host = kept.host ?? rememberSecrets(createTestHost(), secrets)
  const { clock } = options
  const app = await startTestApp({ simulator, host, web: true, ...(clock === undefined ? {} : { clock }) })
  await options.prepare?.(app)
  const context = kept.context ?? (await options.openContext({ permissions: ['clipboard-read', 'clipboard-write'] }))
  const frames: string[] = []
  const later: HostedApp[] = []
  return {
    app,
    machine: {
      opened: () => host.opened,
      breakBrowser: host.breakBrowser,
      setOnline: host.setOnline,
      breakDisk: host.disk.break,
      secretKeys: async () => [...host.secrets.values.keys()],
    },
    origin: new URL(app.url).origin,
    async openWindow(before) {
      const page = await context.newPage()
      page.on('websocket', (socket) => {
        socket.on('framereceived', ({ payload }) => frames.push(payload.toString()))
        socket.on('framesent', ({ payload }) => frames.push(payload.toString()))
      })
      await before?.(page)
      await page.goto(app.url)
      await isDrawn(page)
      return page
    },
    setHidden: (page, hidden) =>
      page.evaluate(
        (next) => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, value: next })
          document.dispatchEvent(new Event('visibilitychange'))
        },
        hidden ? 'hidden' : 'visible',
      ),
    frames,
    secrets: () => secrets,
    log: async () =>
      host.logs.map(({ level, event, fields }) => `${level} ${event} ${JSON.stringify(fields)}`).join('\n'),
    async startAfterKill() {
      const next = await startOnWeb({ ...options, prepare: async () => {} }, simulator, {
        host: hostAfterKill(host),
        context,
      })
      later.push(next)
      return next
    },
    async stop() {
      for (const next of later) await next.stop()
      await app.stop()
    },
  }
}

const startOnDesktop = async (options: HostedOptions, simulator: Simulator, folder?: string): Promise<HostedApp> => {
  const sink = await startNetworkSink()
  const context = await options.openContext(sink.contextOptions)
  const { clock } = options
  const app = await startDesktopApp({
    simulator,
    context,
    sink,
    ...(clock === undefined ? {} : { clock }),
    ...(folder === undefined ? {} : { folder }),
  })
  const { standIn } = app
  /** The window that the app opens by itself; handed to whoever asks for one first. */
  let first: Page | undefined = await standIn.windows()[0]?.page()
  await options.prepare?.(app)
  const later: HostedApp[] = []
  return {
    app,
    desktop: app,
    machine: {
      opened: () => standIn.person.opened,
      breakBrowser(broken) {
        standIn.person.browserBroken = broken
      },
      setOnline: app.setOnline,
      breakDisk: app.breakDisk,
      secretKeys: app.secretKeys,
    },
    origin: 'https://bundle.app.electron',
    async openWindow(before) {
      if (before !== undefined) throw new Error('A desktop window’s page is never empty.')
      const page = first ?? (await openAnother(app))
      const mayLack = page === first && options.prepare !== undefined
      first = undefined
      await isDrawn(page)
      if (!mayLack) return page
      // What was prepared is there from the page’s first moment, as in a window that is opened only now.
      await page.reload()
      await isDrawn(page)
      return page
    },
    async setHidden(page, hidden) {
      const window = await standIn.windowOf(page)
      if (hidden) window.hide()
      else window.show()
    },
    frames: standIn.traffic,
    secrets: () => new Set(standIn.keyring.encrypted.flatMap(tokensIn)),
    log: app.log,
    async startAfterKill() {
      const next = await startOnDesktop({ ...options, prepare: async () => {} }, simulator, await app.folderAfterKill())
      later.push(next)
      return next
    },
    async stop() {
      for (const next of later) await next.stop()
      await app.stop()
      await context.close()
      await sink.stop()
    },
  }
}

const openAnother = async ({ standIn, running }: DesktopApp): Promise<Page> => {
  const opened = standIn.nextWindow()
  await running.openWindow()
  return (await opened).page()
}

const rememberSecrets = (host: TestHost, secrets: Set<string>): TestHost => ({
  ...host,
  secrets: {
    ...host.secrets,
    write(key, secret) {
      for (const word of tokensIn(secret)) secrets.add(word)
      return host.secrets.write(key, secret)
    },
  },
})
