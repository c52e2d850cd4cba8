/** The desktop host, put together: reads as a table of contents of what Tributary does with Electron. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Notification,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
} from 'electron'
import { version } from '../package.json'
import type { Result } from '../shared/errors.ts'
import { assemble } from './assemble.ts'
import type { RunningCore } from './core/core.ts'
import { checkLink } from './core/links.ts'
import type { Clock, Documents, HostServices, NetworkEvents } from './core/ports/host.ts'
import { createProblems, endInOrder, openTap, readEndpointFile, watchForBugs } from './foundation.ts'
import { guardContents } from './hosts/desktop/contents-guards.ts'
import { createIpcGate } from './hosts/desktop/ipc-gate.ts'
import { openLink } from './hosts/desktop/open-link.ts'
import { readDesktopOptions } from './hosts/desktop/options.ts'
import { watchPage } from './hosts/desktop/page-health.ts'
import { registerSchemes, serveProtocols } from './hosts/desktop/protocols.ts'
import { fenceSession } from './hosts/desktop/session-fence.ts'
import { createWindows } from './hosts/desktop/windows.ts'
import { readManifest } from './hosts/manifest.ts'
import { watchSystem } from './hosts/system-events.ts'
import { createLogger, openLogDestination } from './logging.ts'
import { createHttpClient } from './net/http-client.ts'
import { watchSending } from './net/http-sent.ts'
import { openSocket } from './net/socket.ts'
import { platforms } from './platforms/registry.ts'
import { diskProblem } from './storage/disk.ts'
import { createDocuments } from './storage/documents.ts'
import { lockFolder } from './storage/folder-lock.ts'
import { createMemorySecrets } from './storage/secrets.ts'

/** From the build (vite.config.ts); empty where it gave none. */
declare const builtInTwitchClientId: string

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

/** What cannot start says why, in whole sentences. */
class StartFailure extends Error {}

const need = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new StartFailure(result.error.message)
  return result.value
}

/** How long quitting may take: a platform that does not answer must not keep the app from ending. */
const endWithinMs = 8_000

/** Wayland lets no window say that it stays above the others; Electron uses it wherever a session offers it. */
const isWayland = (env: DesktopParts['env']): boolean =>
  process.platform === 'linux' && env['XDG_SESSION_TYPE'] === 'wayland'

/** Undefined when Tributary runs already: that one shows its window. */
export const startDesktop = async (parts: DesktopParts): Promise<RunningDesktop | undefined> => {
  const { env, clock } = parts
  const { dataFolder, demo, hidden } = readDesktopOptions(parts.args, env)
  const built = join(import.meta.dirname, '..')
  const allowDeveloperTools = !app.isPackaged
  const randomId = () => randomBytes(24).toString('base64url')

  // Before the first await, and so before Electron is ready.
  process.umask(0o077)
  app.enableSandbox()
  registerSchemes(protocol)
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StartFailure(
      `${diskProblem(error, 'The data folder', dataFolder, 'made')} Choose another one with --data-dir.`,
    )
  }
  app.setPath('userData', dataFolder)
  app.setPath('sessionData', join(dataFolder, 'chromium'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return undefined
  }
  await app.whenReady()

  const lock = need(await lockFolder({ folder: dataFolder, randomId }))
  const destination = openLogDestination(join(dataFolder, 'tributary.log'))
  const log = createLogger(destination, env['TRIBUTARY_LOG'] === 'debug' ? 'debug' : 'info')
  const endpointOverrides = need(await readEndpointFile(env['TRIBUTARY_ENDPOINTS']))
  const manifest = need(await readManifest(join(built, 'renderer')))
  const problems = createProblems(randomId)
  const { tap, stop: writeTap } = openTap(clock, env['TRIBUTARY_TAP'])

  const system = watchSystem({
    clock,
    loopbackOnly: endpointOverrides !== undefined,
    connected: () => net.isOnline(),
  })
  const openExternal = (url: string) => openLink(url, (address) => shell.openExternal(address))

  const host: HostServices = {
    clock,
    random: Math.random,
    randomId,
    power: system.power,
    network: parts.network ?? system.network,
    secrets: createMemorySecrets(),
    documents: parts.documents ?? createDocuments({ folder: dataFolder, now: clock.now }),
    log,
    info: {
      kind: 'desktop',
      version,
      demo,
      capabilities: {
        windows: true,
        systemNotifications: Notification.isSupported(),
        secrets: { kept: 'memory', explains: '' },
      },
    },
    openExternal,
    notify: () => {},
  }

  const watch = watchSending()
  const assembled = need(
    await assemble({
      host,
      platforms,
      endpointOverrides,
      http: createHttpClient({ fetch, clock, random: Math.random, userAgent: `Tributary/${version}`, log, watch }),
      openSocket,
      tap,
      imageFolder: demo ? undefined : join(dataFolder, 'images'),
      clientIds: new Map(builtInTwitchClientId === '' ? [] : [['twitch', builtInTwitchClientId]]),
    }),
  )
  const { core } = assembled
  problems.connect(core.alerts)
  const forgetBugs = watchForBugs({ process, log, alerts: core.alerts, dataFolder })

  const gate = createIpcGate({ ipcMain, core, clock, log, randomId })
  guardContents({
    app,
    clock,
    log,
    openLink: async (url) => {
      const link = checkLink(url)
      return link.ok ? openExternal(link.value) : link
    },
  })
  fenceSession({ session: session.defaultSession, log, allowDeveloperTools })
  serveProtocols({ protocol: session.defaultSession.protocol, manifest, images: assembled.images, log })

  const windows = createWindows({
    system: {
      create: (options) => new BrowserWindow(options),
      areas: () => {
        const primary = screen.getPrimaryDisplay()
        const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
        return [primary.workArea, ...others.map(({ workArea }) => workArea)]
      },
      areaOf: (bounds) => screen.getDisplayMatching(bounds).workArea,
      can: { alwaysOnTop: !isWayland(env), opacity: process.platform !== 'linux' },
      background: () => (nativeTheme.shouldUseDarkColors ? '#16181c' : '#f7f8fa'),
    },
    preload: join(built, 'preload', 'preload.cjs'),
    allowDeveloperTools,
    clock,
    log,
    admit: (window, services) => gate.admit(window.webContents, services),
    watch: (window) => watchPage({ window, dialog, clock, log, quit: () => app.quit() }),
    remembered: [],
    remember: () => {},
    onLastClosed: () => {
      if (process.platform !== 'darwin') app.quit()
    },
    onChange: () => {},
  })

  let ending: Promise<void> | undefined
  let ended = false
  const end = async () => {
    const steps = [
      windows.closeAll,
      gate.stop,
      writeTap,
      assembled.stop,
      system.stop,
      watch.stop,
      forgetBugs,
      lock.release,
      destination.stop,
    ]
    const { promise: tooLong, resolve: giveUp } = Promise.withResolvers<void>()
    const cancel = clock.after(endWithinMs, giveUp)
    await Promise.race([endInOrder(log, steps), tooLong])
    cancel()
    ended = true
  }
  const stop = () => {
    ending ??= end()
    return ending
  }
  app.on('before-quit', (event) => {
    if (ended) return
    event.preventDefault()
    void stop().then(() => app.quit())
  })
  // Having a listener keeps Electron from quitting by itself: `onLastClosed` decides.
  app.on('window-all-closed', () => {})
  app.on('activate', () => windows.show())
  app.on('second-instance', () => windows.show())
  screen.on('display-removed', windows.refit)
  screen.on('display-metrics-changed', windows.refit)
  powerMonitor.on('resume', system.noteWake)
  powerMonitor.on('suspend', system.noteSleep)
  powerMonitor.on('shutdown', () => app.quit())
  // A script that started us was killed, and could not say so.
  process.once('disconnect', () => app.quit())

  windows.restore({ hidden })
  return { core, openWindow: () => windows.open(), stop }
}
