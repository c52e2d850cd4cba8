/**
 * A small working Electron for tests, in the test's own process. Windows are pages of the machine's Chromium, `protocol.handle`
 * answers by interception, the preload runs in a world of its own before the page's scripts, and `contextBridge`,
 * `ipcRenderer` and `ipcMain` are joined by structured-clone pipes. No page reaches any network. What it cannot be: a real
 * scheme (`app://bundle/` stands at an address of its own in Chromium, see addresses.ts), a window on a screen, a process of
 * its own for a page's sandbox, a keyring. `docs/desktop-checks.md` lists what only Electron can prove.
 */
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright'
import { isOwnHost } from './addresses.ts'
import { type AppOptions, StandInApp } from './app.ts'
import { createBrowserWindowClass, type StandInWindow, WindowList } from './browser-window.ts'
import { StandInIpcMain } from './ipc-main.ts'
import { createLoader } from './load.ts'
import { createMachine, type NetControls, type StandInPower, type StandInScreen, type StandInTheme } from './machine.ts'
import { createMenus, findAccelerator, findItem, type StandInMenu, type StandInMenuItem } from './menu.ts'
import type { ElectronModule } from './module.ts'
import { createNativeImages } from './native-image.ts'
import type { Caught, NetworkSink } from './network-sink.ts'
import { createNotifications, type NotificationControls } from './notification.ts'
import { createPerson, type PersonControls } from './person.ts'
import { createSchemes } from './protocol.ts'
import { refuseUnknown } from './refuse.ts'
import { createSafeStorage, type KeyringControls } from './safe-storage.ts'
import { createSessions, type StandInSession } from './session.ts'
import { createTrayClass, type StandInTray } from './tray.ts'
import type { StandInWebContents } from './web-contents.ts'
import type { InternetPage, World } from './world.ts'

export interface StandInOptions extends Partial<AppOptions> {
  /** Opened with the sink's `contextOptions`. */
  readonly context: BrowserContext
  readonly sink: NetworkSink
  /** A folder of the test's own, where `app.getPath` points until the app says otherwise. */
  readonly folder: string
}

export interface StandIn {
  /** What the app imports. */
  readonly electron: ElectronModule
  readonly app: StandInApp
  /** Whose pages the windows are. */
  readonly context: BrowserContext
  readonly ipcMain: StandInIpcMain
  /** In the order in which they were opened. */
  windows(): readonly StandInWindow[]
  /** The window that shows this page. */
  windowOf(page: Page): Promise<StandInWindow>
  /** Resolves with the next window that is opened. */
  nextWindow(): Promise<StandInWindow>
  contents(): readonly StandInWebContents[]
  readonly defaultSession: StandInSession
  readonly trays: readonly StandInTray[]
  readonly notifications: NotificationControls
  readonly person: PersonControls
  readonly keyring: KeyringControls
  readonly net: NetControls
  readonly screen: StandInScreen
  readonly power: StandInPower
  readonly theme: StandInTheme
  /** Every IPC message, both ways, as JSON. */
  readonly traffic: readonly string[]
  /** What a page asked a network for, or a socket, that the app's own fence had not stopped. */
  readonly leaks: readonly string[]
  /** Pages that a server would give; only a page that nobody stopped ever gets there. */
  readonly internet: Map<string, InternetPage>
  /** What the app's listeners threw. */
  readonly problems: readonly unknown[]
  /** Chooses from the application's menu, or from another one, by the labels. */
  choose(path: readonly (string | RegExp)[], menu?: StandInMenu | null): void
  /** The application menu's item at that path. */
  menuItem(path: readonly (string | RegExp)[], menu?: StandInMenu | null): StandInMenuItem
  /** Presses a key of the application's menu; false where no item has it. */
  pressAccelerator(accelerator: string): boolean
  /** The person starts the app a second time. */
  startAgain(argv?: readonly string[]): void
  /** Reads a built bundle; `electron` in it and in all that it imports is this one. */
  load(path: string): Promise<unknown>
  /**
   * Runs an entry as Electron does: the app is ready only when the entry has been read to its end. So one that waits for
   * `app.whenReady()` at its top level never gets there.
   */
  run(path: string): Promise<unknown>
  /** The same for a function in the place of an entry: ready once it has come to its first wait. */
  launch<Value>(entry: () => Value | Promise<Value>): Promise<Value>
  /** Closes the windows and lets go of everything. */
  stop(): Promise<void>
}

const electronVersion = '45.4.1'

/** Whom Chromium talks to of itself, and Electron does not; what a page asks of them is seen by the interception. */
const chromiumsOwn: ReadonlySet<string> = new Set(['content-autofill.googleapis.com'])

export const startStandIn = (options: StandInOptions): StandIn => {
  const { context, sink, folder, ...about } = options
  const app = new StandInApp({
    platform: process.platform,
    version: '0.0.0-test',
    appPath: folder,
    isPackaged: false,
    languages: ['en-GB', 'de-DE'],
    isSecond: false,
    ...about,
    folder,
  })
  const isReady = () => app.isReady()
  const schemes = createSchemes(isReady)
  const session = createSessions(schemes)
  const ipcMain = new StandInIpcMain()
  let lastContents = 0
  const world: World = {
    context,
    app,
    ipcMain,
    schemes,
    sessionOf: session.fromPartition,
    contents: new Map(),
    traffic: [],
    leaks: [],
    fencedHosts: new Set(),
    internet: new Map(),
    versions: { electron: electronVersion, chrome: context.browser()?.version() ?? '', node: process.versions.node },
    problems: [],
    nextContentsId: () => ++lastContents,
  }
  const list = new WindowList()
  const BrowserWindow = createBrowserWindowClass(world, list)
  app.ends = {
    closeWindows() {
      for (const window of [...list.all()]) {
        window.close()
        if (!window.isDestroyed()) return false
      }
      return true
    },
    destroyWindows() {
      for (const window of [...list.all()]) window.destroy()
    },
  }
  const trays: StandInTray[] = []
  const roles: Readonly<Record<string, () => void>> = {
    quit: () => app.quit(),
    close: () => list.focused?.close(),
    minimize: () => list.focused?.minimize(),
    reload: () => list.focused?.reload(),
    toggleDevTools: () => list.focused?.webContents.toggleDevTools(),
  }
  const menus = createMenus((role) => {
    const act = roles[role]
    if (act === undefined) throw new Error(`The Electron stand-in does nothing for the role ${role}.`)
    act()
  })
  const notifications = createNotifications()
  const person = createPerson()
  const keyring = createSafeStorage(isReady)
  const machine = createMachine()
  const { screen, powerMonitor, nativeTheme, net, crashReporter, powerSaveBlocker } = machine

  const electron = refuseUnknown('electron', {
    app,
    BrowserWindow,
    clipboard: person.clipboard,
    crashReporter,
    dialog: person.dialog,
    ipcMain,
    Menu: menus.Menu,
    MenuItem: menus.MenuItem,
    nativeImage: createNativeImages(),
    nativeTheme,
    net,
    Notification: notifications.Notification,
    powerMonitor,
    powerSaveBlocker,
    protocol: session.defaultSession.protocol,
    safeStorage: keyring.safeStorage,
    screen,
    session,
    shell: person.shell,
    Tray: createTrayClass(trays),
  } satisfies ElectronModule)
  const loader = createLoader(electron)

  /** What Chromium opened for a page: nobody allowed it. */
  const onPage = async (page: Page) => {
    if ((await page.opener()) !== null) await page.close()
  }
  context.on('page', onPage)

  const menuItem: StandIn['menuItem'] = (path, menu = menus.applicationMenu()) => findItem(menu, path)
  return {
    electron,
    app,
    context,
    ipcMain,
    windows: () => list.all(),
    async windowOf(page) {
      for (const window of list.all()) if ((await window.page()) === page) return window
      throw new Error('No window shows this page.')
    },
    nextWindow: () => new Promise((resolve) => list.opened.once('window', resolve)),
    contents: () => [...world.contents.values()],
    defaultSession: session.defaultSession,
    trays,
    notifications: notifications.controls,
    person: person.controls,
    keyring: keyring.controls,
    net: machine.netControls,
    screen,
    power: powerMonitor,
    theme: nativeTheme,
    traffic: world.traffic,
    get leaks() {
      const isLeak = ({ host }: Caught) => !isOwnHost(host) && !chromiumsOwn.has(host) && !world.fencedHosts.has(host)
      return [...world.leaks, ...sink.caught.filter(isLeak).map(({ line }) => line)]
    },
    internet: world.internet,
    problems: world.problems,
    choose(path, menu) {
      menuItem(path, menu).click()
    },
    menuItem,
    pressAccelerator(accelerator) {
      const item = findAccelerator(menus.applicationMenu(), accelerator)
      item?.click({ triggeredByAccelerator: true })
      return item !== undefined
    },
    startAgain(argv = []) {
      const event = { preventDefault() {}, defaultPrevented: false }
      app.emit('second-instance', event, [join(folder, 'electron'), ...argv], folder, undefined)
    },
    load: loader.load,
    async run(path) {
      const entry = await loader.load(path)
      app.becomeReady()
      return entry
    },
    async launch(entry) {
      const running = Promise.resolve(entry())
      running.catch(() => undefined)
      // The entry's own top level, and what it does before its first wait, comes before `ready`.
      await new Promise<void>((resolve) => setImmediate(resolve))
      app.becomeReady()
      return running
    },
    async stop() {
      context.off('page', onPage)
      const pages = await Promise.allSettled(list.all().map((window) => window.page()))
      app.ends.destroyWindows()
      for (const page of pages) if (page.status === 'fulfilled') await page.value.close()
      loader.stop()
    },
  }
}
