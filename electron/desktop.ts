/** The desktop host, put together: reads as a table of contents of what Tributary does with Electron. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
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
  protocol,
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
import { createSubject } from './core/observable.ts'
import type { Clock, Documents, HostServices, NetworkEvents } from './core/ports/host.ts'
import { createProblems, openTap, readEndpointFile, watchForBugs } from './foundation.ts'
import { hideMenuBar, menuWindows, startApplicationMenu } from './hosts/desktop/application-menu.ts'
import { startBadge } from './hosts/desktop/badge.ts'
import { closeCommandLine, isWithoutSandbox, withoutSandbox } from './hosts/desktop/command-line.ts'
import { guardContents } from './hosts/desktop/contents-guards.ts'
import { attachContextMenu } from './hosts/desktop/context-menu.ts'
import { createDesktopServices } from './hosts/desktop/desktop-services.ts'
import { prepareEnding } from './hosts/desktop/ending.ts'
import { createIpcGate } from './hosts/desktop/ipc-gate.ts'
import { createLoginItem, hiddenArgument, startsHidden } from './hosts/desktop/login-item.ts'
import { followTheme } from './hosts/desktop/native-theme.ts'
import { createDesktopNetwork } from './hosts/desktop/network.ts'
import { createNotifications } from './hosts/desktop/notifications.ts'
import { openLink } from './hosts/desktop/open-link.ts'
import { readDesktopOptions } from './hosts/desktop/options.ts'
import { watchPage } from './hosts/desktop/page-health.ts'
import { registerSchemes, serveProtocols } from './hosts/desktop/protocols.ts'
import { openDesktopSecrets } from './hosts/desktop/secrets.ts'
import { fenceSession } from './hosts/desktop/session-fence.ts'
import { applyProxy } from './hosts/desktop/session-proxy.ts'
import { openDesktopStore } from './hosts/desktop/settings-store.ts'
import { createSpellChecker } from './hosts/desktop/spell-checker.ts'
import { startTray } from './hosts/desktop/tray.ts'
import { hasTray } from './hosts/desktop/tray-support.ts'
import { startUpdates } from './hosts/desktop/updates.ts'
import { createWindowSystem } from './hosts/desktop/window-system.ts'
import { createWindows, type Windows } from './hosts/desktop/windows.ts'
import { readManifest } from './hosts/manifest.ts'
import { watchSystem } from './hosts/system-events.ts'
import { createLogger, openLogDestination } from './logging.ts'
import { createHttpClient } from './net/http-client.ts'
import { watchSending } from './net/http-sent.ts'
import { checkProxySettings } from './net/proxy.ts'
import { platforms } from './platforms/registry.ts'
import { diskProblem } from './storage/disk.ts'
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

/** The application's id on Windows, as the installer registers it (electron-builder.yml). */
const appId = 'tributary.tributary'

const need = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** Rejects with whole sentences for a person. Undefined when Tributary runs already: that one shows its window. */
export const startDesktop = async (parts: DesktopParts): Promise<RunningDesktop | undefined> => {
  const { args, env, clock } = parts
  const { platform } = process
  const { dataFolder, demo, hidden } = readDesktopOptions(args, env)
  const built = join(import.meta.dirname, '..')
  const resources = join(built, '..', 'resources')
  const isPackaged = app.isPackaged
  const randomId = () => randomBytes(24).toString('base64url')

  // Up to the first await Electron is not ready yet, which these need.
  process.umask(0o077)
  const closed = isPackaged ? closeCommandLine(app.commandLine) : []
  app.enableSandbox()
  registerSchemes(protocol)
  makeFolder(dataFolder)
  app.setPath('userData', dataFolder)
  app.setPath('sessionData', join(dataFolder, 'chromium'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return undefined
  }
  await app.whenReady()

  // What everything stands on.
  const lock = need(await lockFolder({ folder: dataFolder, randomId }))
  const destination = openLogDestination(join(dataFolder, 'tributary.log'))
  const log = createLogger(destination, env['TRIBUTARY_LOG'] === 'debug' ? 'debug' : 'info')
  const endpointOverrides = need(await readEndpointFile(env['TRIBUTARY_ENDPOINTS']))
  const manifest = need(await readManifest(join(built, 'renderer')))
  const problems = createProblems(randomId)
  if (closed.length > 0) log.warn('switches refused', { switches: closed })
  if (isPackaged && isWithoutSandbox(app.commandLine)) problems.tell(withoutSandbox)
  const { tap, stop: writeTap } = openTap(clock, env['TRIBUTARY_TAP'])
  const system = watchSystem({
    clock,
    loopbackOnly: endpointOverrides !== undefined,
    connected: () => net.isOnline(),
  })
  const store = await openDesktopStore({
    Store: ElectronStore,
    ipcMain,
    folder: dataFolder,
    now: clock.now,
    log,
    onProblem: problems.tell,
  })
  const openExternal = (url: string) => openLink(url, (address) => shell.openExternal(address))
  const openChecked = async (url: string): Promise<Result<void>> => {
    const link = checkLink(url)
    return link.ok ? openExternal(link.value) : link
  }

  // The way out.
  const watch = watchSending()
  const { defaultSession } = session
  const network = createDesktopNetwork({
    settings: () => store.state.value.settings.proxy,
    resolveSystem: (url) => defaultSession.resolveProxy(url),
    clock,
  })
  const http = createHttpClient({
    fetch: network.fetch,
    clock,
    random: Math.random,
    userAgent: `Tributary/${version}`,
    log,
    watch,
  })

  // The pages' session, and where they may go: nowhere.
  guardContents({ app, clock, log, openLink: openChecked })
  fenceSession({ session: defaultSession, log, allowDeveloperTools: !isPackaged })

  // The desktop beside the windows.
  // The second is electron-updater's own.
  const chromiumSessions = builtSigned
    ? [defaultSession, session.fromPartition('electron-updater', { cache: false })]
    : [defaultSession]
  const tray = (await hasTray({ platform, env }))
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
    beforeRestart: () => ending.end(),
  })
  const desktop = createDesktopServices({
    store,
    tray: tray !== undefined,
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
  const forgetBugs = watchForBugs({ process, log, alerts: core.alerts, dataFolder })
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
        openLink: (url) => void openExternal(url),
        onProblem: problems.tell,
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
    update: () => void desktop.update(),
  }
  tray?.watch(core.channels.views, desktop.view, {
    ...updateActions,
    showWindow: () => windows.show(),
    showChannel: (view) => windows.show({ kind: 'view', view }),
    setNotifyMentions: (notifyMentions) => desktop.change({ notifyMentions }),
    openSettings: () => windows.show({ kind: 'settings' }),
    quit: () => app.quit(),
  })
  const listed = createSubject(menuWindows(windows.all.value))
  const forgetWindows = windows.all.subscribe((all) => listed.set(menuWindows(all)))
  const windowOf = (id: number | undefined) => windows.all.value.find(({ window }) => window.id === id)
  const menu = startApplicationMenu({
    Menu,
    platform,
    can: windowSystem.can,
    allowDeveloperTools: !isPackaged,
    clock,
    windows: listed,
    desktop: desktop.view,
    actions: {
      ...updateActions,
      newWindow: () => void windows.open(windows.focused()),
      change: (id, change) => windowOf(id)?.change(change),
      focus: (id) => windowOf(id)?.show(),
      ask(id, request) {
        const window = windowOf(id)
        if (window === undefined) windows.show(request)
        else window.ask(request)
      },
    },
  })
  const badgeWindows = createSubject<readonly BrowserWindow[]>([])
  const forgetBadgeWindows = windows.all.subscribe((all) => badgeWindows.set(all.map(({ window }) => window)))
  const badge = startBadge({
    app,
    dot: () => nativeImage.createFromPath(join(resources, 'badge-unread.png')),
    platform,
    clock,
    channels: core.channels.views,
    windows: badgeWindows,
  })
  app.setAboutPanelOptions({ applicationName: 'Tributary', applicationVersion: version })
  const forgetTheme = followTheme(core, nativeTheme)

  // How it ends.
  const ending = prepareEnding({
    app,
    clock,
    log,
    steps: [
      windows.closeAll,
      gate.stop,
      menu.stop,
      badge.stop,
      () => tray?.stop(),
      notifications.stop,
      forgetWindows,
      forgetBadgeWindows,
      forgetTheme,
      updates.stop,
      desktop.stop,
      writeTap,
      assembled.stop,
      network.stop,
      system.stop,
      watch.stop,
      forgetBugs,
      lock.release,
      destination.stop,
    ],
  })
  // Having a listener keeps Electron from quitting by itself: `onLastClosed` decides.
  app.on('window-all-closed', () => {})
  app.on('activate', () => windows.show())
  app.on('second-instance', () => windows.show())
  screen.on('display-removed', windows.refit)
  screen.on('display-metrics-changed', windows.refit)
  powerMonitor.on('suspend', system.noteSleep)
  powerMonitor.on('resume', system.noteWake)
  powerMonitor.on('shutdown', () => app.quit())
  // A script that started us was killed, and could not say so.
  process.once('disconnect', () => app.quit())

  const { closeToTray } = store.state.value.settings
  const wasOpenedAtLogin = platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
  if (!startsHidden({ hidden, wasOpenedAtLogin, closeToTray, tray: tray !== undefined })) windows.restore()
  return { core, openWindow: () => windows.open(), stop: ending.end }
}

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Error(`${diskProblem(error, 'The data folder', folder, 'made')} Choose another one with --data-dir.`)
  }
}
