/** Everything of the desktop host once Electron is ready: reads as a table of contents of what Tributary does with it. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  powerMonitor,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from 'electron'
import ElectronStore from 'electron-store'
import { version } from '../package.json'
import type { Result } from '../shared/errors.ts'
import { assemble } from './assemble.ts'
import type { RunningCore } from './core/core.ts'
import { checkLink } from './core/links.ts'
import { mapObservable } from './core/observable.ts'
import type { Clock, Documents, HostServices, Logger, NetworkEvents } from './core/ports/host.ts'
import { openTap, type Problems, randomId, readEndpointFile } from './foundation.ts'
import { hideMenuBar, menuWindows, openMenuByKey, startApplicationMenu } from './hosts/desktop/application-menu.ts'
import { startBadge } from './hosts/desktop/badge.ts'
import { isWithoutSandbox, withoutSandbox } from './hosts/desktop/command-line.ts'
import { guardContents } from './hosts/desktop/contents-guards.ts'
import { attachContextMenu } from './hosts/desktop/context-menu.ts'
import { createDesktopServices } from './hosts/desktop/desktop-services.ts'
import type { Ending } from './hosts/desktop/ending.ts'
import { createIpcGate } from './hosts/desktop/ipc-gate.ts'
import { createLoginItem, hiddenArgument, startsHidden } from './hosts/desktop/login-item.ts'
import { followTheme } from './hosts/desktop/native-theme.ts'
import { createDesktopNetwork } from './hosts/desktop/network.ts'
import { createNotifications } from './hosts/desktop/notifications.ts'
import { openLink } from './hosts/desktop/open-link.ts'
import type { DesktopOptions } from './hosts/desktop/options.ts'
import { watchPage } from './hosts/desktop/page-health.ts'
import { serveProtocols } from './hosts/desktop/protocols.ts'
import { openDesktopSecrets } from './hosts/desktop/secrets.ts'
import { fenceSession } from './hosts/desktop/session-fence.ts'
import { applyProxy } from './hosts/desktop/session-proxy.ts'
import { openDesktopStore } from './hosts/desktop/settings-store.ts'
import { createSpellChecker } from './hosts/desktop/spell-checker.ts'
import { startTray } from './hosts/desktop/tray.ts'
import { waitForTray } from './hosts/desktop/tray-support.ts'
import { startUpdates } from './hosts/desktop/updates.ts'
import { createWindowSystem } from './hosts/desktop/window-system.ts'
import { createWindows, type Windows } from './hosts/desktop/windows.ts'
import { readManifest } from './hosts/manifest.ts'
import { watchSystem } from './hosts/system-events.ts'
import { createHttpClient } from './net/http-client.ts'
import { watchSending } from './net/http-sent.ts'
import { checkProxySettings } from './net/proxy.ts'
import { platforms } from './platforms/registry.ts'
import { createDocuments } from './storage/documents.ts'
import { lockFolder } from './storage/folder-lock.ts'

/** From the build (vite.config.ts); empty where it gave none. */
declare const builtInTwitchClientId: string
declare const builtUpdateUrl: string
declare const builtReleasesUrl: string
declare const builtSigned: boolean

export interface DesktopParts {
  /** The app's own flags, Electron's among them. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** A test's own, instead of the machine's. */
  readonly network?: NetworkEvents
  readonly documents?: Documents
}

export interface RunningDesktop {
  readonly core: RunningCore
  openWindow(): Promise<Result<void>>
  /** Ends everything in order, as quitting does; the process is Electron's to end. */
  stop(): Promise<void>
}

/** Further starts of the app, and clicks on its icon: heard from the first moment, answered as soon as there are windows. */
export interface Starts {
  answer(show: () => void): void
}

/** What stands before Electron is ready. */
export interface Ground {
  readonly log: Logger
  readonly problems: Problems
  readonly ending: Ending
  readonly starts: Starts
  readonly options: DesktopOptions
  /** The umask of the person's own programs. */
  readonly personsMask: number
}

/** Rejects with whole sentences; what was begun by then is named in `ending`. */
export const openDesktop = async (parts: DesktopParts, ground: Ground): Promise<RunningDesktop> => {
  const { env, clock } = parts
  const { log, problems, ending, starts, personsMask } = ground
  const { dataFolder, demo, hidden } = ground.options
  const { platform } = process
  const built = join(import.meta.dirname, '..')
  const resources = join(built, '..', 'resources')
  const isPackaged = app.isPackaged
  /** For what a person asked for where no page waits for the answer. */
  const tellFailure = async (asked: Result<unknown> | Promise<Result<unknown>>): Promise<void> => {
    const result = await asked
    if (!result.ok) problems.tell(result.error.message)
  }

  // What everything stands on.
  const lock = need(await lockFolder({ folder: dataFolder, randomId }))
  ending.add(lock.release)
  const endpointOverrides = need(await readEndpointFile(env['TRIBUTARY_ENDPOINTS']))
  const manifest = need(await readManifest(join(built, 'renderer')))
  if (isPackaged && isWithoutSandbox(app.commandLine)) problems.tell(withoutSandbox)
  const { tap, stop: writeTap } = openTap(clock, env['TRIBUTARY_TAP'])
  const system = watchSystem({
    clock,
    loopbackOnly: endpointOverrides !== undefined,
    connected: () => net.isOnline(),
  })
  ending.add(system.stop)
  const store = await openDesktopStore({
    Store: ElectronStore,
    ipcMain,
    folder: dataFolder,
    now: clock.now,
    log,
    onProblem: problems.tell,
  })
  const openExternal = (url: string) =>
    openLink(url, (address) => withMask(personsMask, () => shell.openExternal(address)))
  const openChecked = async (url: string): Promise<Result<void>> => {
    const link = checkLink(url)
    return link.ok ? openExternal(link.value) : link
  }

  // The way out.
  const watch = watchSending()
  ending.add(watch.stop)
  const { defaultSession } = session
  const network = createDesktopNetwork({
    settings: () => store.state.value.settings.proxy,
    resolveSystem: (url) => defaultSession.resolveProxy(url),
    clock,
  })
  ending.add(network.stop)
  const http = createHttpClient({
    fetch: network.fetch,
    clock,
    random: Math.random,
    userAgent: `Tributary/${version}`,
    log,
    watch,
  })

  // The pages' session, and where they may go: nowhere.
  guardContents({ app, clock, log, openLink: (url) => void tellFailure(openChecked(url)) })
  fenceSession({ session: defaultSession, clock, log, allowDeveloperTools: !isPackaged })

  // The desktop beside the windows.
  // The second is electron-updater's own.
  const chromiumSessions = builtSigned
    ? [defaultSession, session.fromPartition('electron-updater', { cache: false })]
    : [defaultSession]
  const tray = (await waitForTray({ platform, env }, clock, hidden ? trayWithinMs : 0))
    ? startTray({ Tray, Menu, pathOf: (picture) => join(resources, picture), platform, clock, log })
    : undefined
  const secrets = await openDesktopSecrets({
    safeStorage,
    platform,
    folder: dataFolder,
    clock,
    demo,
    choice: store.state.value.secrets ?? undefined,
    recordChoice: async (choice) => store.change((state) => ({ ...state, secrets: choice })),
    onProblem: problems.tell,
  })
  const updates = startUpdates({
    build: {
      version,
      packaged: isPackaged,
      signed: builtSigned,
      ...(builtUpdateUrl === '' ? {} : { feedUrl: builtUpdateUrl }),
      ...(builtReleasesUrl === '' ? {} : { releasesUrl: builtReleasesUrl }),
    },
    platform,
    arch: process.arch,
    http,
    clock,
    random: Math.random,
    log,
    settings: store.state,
    loadUpdater: async () => (await import('electron-updater')).autoUpdater,
    openExternal,
    beforeRestart: ending.end,
    startAgain() {
      app.relaunch()
      app.quit()
    },
  })
  const desktop = createDesktopServices({
    store,
    // On macOS an app stays when its windows are closed, by the system's own habit.
    tray: tray !== undefined && platform !== 'darwin',
    loginItem: createLoginItem({
      app,
      platform,
      packaged: isPackaged,
      args: [hiddenArgument],
      executable: app.getPath('exe'),
      env,
      home: homedir(),
    }),
    spellChecker: createSpellChecker({ session: defaultSession, platform, onProblem: problems.tell }),
    proxy: { check: checkProxySettings, apply: (settings) => applyProxy(chromiumSessions, settings) },
    secrets,
    updates,
  })
  const notifications = createNotifications({
    Notification,
    app,
    appId,
    platform,
    clock,
    log,
    wanted: () => store.state.value.settings.notifyMentions,
    focused: () => windows.focused() !== undefined,
    nameOf: (channel) => {
      const ref = core.channels.find(channel)?.ref
      return ref?.private === true ? 'a private channel' : ref?.name
    },
    show: (view) => windows.show({ kind: 'view', view }),
  })

  // The core.
  const host: HostServices = {
    clock,
    random: Math.random,
    randomId,
    power: system.power,
    network: parts.network ?? system.network,
    secrets: secrets.secrets,
    documents: parts.documents ?? createDocuments({ folder: dataFolder, now: clock.now }),
    log,
    info: {
      kind: 'desktop',
      version,
      demo,
      get capabilities() {
        return { windows: true, systemNotifications: notifications.supported, secrets: secrets.kept() }
      },
    },
    openExternal,
    notify: notifications.notify,
    desktop,
  }
  const assembled = need(
    await assemble({
      host,
      platforms,
      endpointOverrides,
      http,
      openSocket: network.openSocket,
      tap,
      imageFolder: demo ? undefined : join(dataFolder, 'images'),
      imageTransport: network.imageTransport,
      clientIds: new Map(builtInTwitchClientId === '' ? [] : [['twitch', builtInTwitchClientId]]),
    }),
  )
  const { core } = assembled
  problems.connect(core.alerts)
  ending.add(assembled.stop)
  ending.add(writeTap)
  for (const problem of await desktop.start()) problems.tell(problem)

  // The windows.
  const gate = createIpcGate({ ipcMain, core, clock, log, randomId })
  serveProtocols({ protocol: defaultSession.protocol, manifest, images: assembled.images, log })
  const windowSystem = createWindowSystem({
    create: (options) => new BrowserWindow(options),
    screen,
    nativeTheme,
    platform,
    env,
    icon: join(resources, 'icon.png'),
  })
  const windows: Windows = createWindows({
    system: windowSystem,
    preload: join(built, 'preload', 'preload.cjs'),
    allowDeveloperTools: !isPackaged,
    clock,
    log,
    admit: (window, services) => gate.admit(window.webContents, services),
    watch(window) {
      hideMenuBar(window, platform)
      attachContextMenu({
        contents: window.webContents,
        window,
        Menu,
        session: defaultSession,
        clipboard,
        openLink: (url) => void tellFailure(openExternal(url)),
        onProblem: problems.tell,
      })
      openMenuByKey(window, platform, () => Menu.getApplicationMenu())
      // Windows ends the process as soon as it has said so; asked before, it waits.
      window.on('query-session-end', (event) => {
        event.preventDefault()
        app.quit()
      })
      window.on('session-end', () => void ending.end())
      return watchPage({ window, dialog, clock, log, quit: () => app.quit() })
    },
    remembered: store.state.value.windows,
    remember: (states) => void store.change((state) => ({ ...state, windows: states })),
    onFocus: notifications.dismissAll,
    onLastClosed() {
      const stays = platform === 'darwin' || (tray !== undefined && store.state.value.settings.closeToTray)
      if (!stays) app.quit()
    },
  })

  // What a person sees and presses outside of them.
  const updateActions = {
    checkForUpdate() {
      windows.show({ kind: 'about' })
      void desktop.checkForUpdate()
    },
    update: () => void tellFailure(desktop.update()),
  }
  tray?.watch(core.channels.views, desktop.view, {
    ...updateActions,
    showWindow: () => windows.show(),
    showChannel: (view) => windows.show({ kind: 'view', view }),
    setNotifyMentions: (notifyMentions) => tellFailure(desktop.change({ notifyMentions })),
    openSettings: () => windows.show({ kind: 'settings' }),
    quit: () => app.quit(),
  })
  const windowOf = (id: number | undefined) => windows.all.value.find(({ window }) => window.id === id)
  const menu = startApplicationMenu({
    Menu,
    platform,
    can: windowSystem.can,
    allowDeveloperTools: !isPackaged,
    clock,
    windows: mapObservable(windows.all, menuWindows),
    desktop: desktop.view,
    actions: {
      ...updateActions,
      newWindow: () => void tellFailure(windows.open(windows.focused())),
      change: (id, change) => windowOf(id)?.change(change),
      focus: (id) => windowOf(id)?.show(),
      ask(id, request) {
        const window = windowOf(id)
        if (window === undefined) windows.show(request)
        else window.ask(request)
      },
    },
  })
  const badge = startBadge({
    app,
    dot: () => nativeImage.createFromPath(join(resources, 'badge-unread.png')),
    platform,
    clock,
    channels: core.channels.views,
    windows: mapObservable(windows.all, (all) => all.map(({ window }) => window)),
  })
  app.setAboutPanelOptions({ applicationName: 'Tributary', applicationVersion: version })
  const forgetTheme = followTheme(core, nativeTheme)

  // How it ends: the last that is named here is the first to end.
  for (const step of [desktop.stop, updates.stop, forgetTheme]) ending.add(step)
  for (const step of [notifications.stop, () => tray?.stop(), badge.stop, menu.stop]) ending.add(step)
  ending.add(windows.closeAll)
  ending.add(gate.stop)
  // Having a listener keeps Electron from quitting by itself: `onLastClosed` decides.
  app.on('window-all-closed', () => {})
  screen.on('display-removed', windows.refit)
  screen.on('display-metrics-changed', windows.refit)
  powerMonitor.on('suspend', system.noteSleep)
  powerMonitor.on('resume', system.noteWake)
  // Prevented, the system waits for the app to end; the typing knows no event here, the document does.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault()
    app.quit()
  })

  const { closeToTray } = store.state.value.settings
  const wasOpenedAtLogin = platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
  if (!startsHidden({ hidden, wasOpenedAtLogin, closeToTray, tray: tray !== undefined })) windows.restore()
  starts.answer(() => windows.show())
  return { core, openWindow: () => windows.open(), stop: ending.end }
}

/** The application's id on Windows, as the installer registers it (electron-builder.yml). */
const appId = 'tributary.tributary'

const need = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** At login the panel with the tray may come up after the app. */
const trayWithinMs = 20_000

/** What is started meanwhile is the person's own: a browser must not make its files unreadable to others for our sake. */
const withMask = async (mask: number, run: () => Promise<void>): Promise<void> => {
  const own = process.umask(mask)
  try {
    await run()
  } finally {
    process.umask(own)
  }
}
