/** `app`: from the first line of the entry to the end of the process, which is recorded and never happens. */
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { BrowserWindowFace } from './browser-window.ts'
import { type None, type PreventableEvent, plainEvent, type StrayEvents } from './events.ts'
import { refuseUnknown } from './refuse.ts'
import type { WebContentsFace } from './web-contents.ts'

export interface AppEvents {
  ready: [event: Electron.Event, launchInfo: unknown]
  activate: [event: Electron.Event, hasVisibleWindows: boolean]
  'second-instance': [event: Electron.Event, argv: string[], workingDirectory: string, additionalData: unknown]
  'open-url': [event: PreventableEvent, url: string]
  'before-quit': [event: PreventableEvent]
  'will-quit': [event: PreventableEvent]
  quit: [event: Electron.Event, exitCode: number]
  'window-all-closed': []
  'browser-window-created': [event: Electron.Event, window: BrowserWindowFace]
  'browser-window-focus': [event: Electron.Event, window: BrowserWindowFace]
  'browser-window-blur': [event: Electron.Event, window: BrowserWindowFace]
  'web-contents-created': [event: Electron.Event, contents: WebContentsFace]
  'render-process-gone': [event: Electron.Event, contents: WebContentsFace, details: Electron.RenderProcessGoneDetails]
  'child-process-gone': [event: Electron.Event, details: Electron.Details]
  login: [
    event: PreventableEvent,
    contents: WebContentsFace | null,
    details: Electron.AuthenticationResponseDetails,
    authInfo: Electron.AuthInfo,
    callback: (username?: string, password?: string) => void,
  ]
  'select-client-certificate': [
    event: PreventableEvent,
    contents: WebContentsFace | null,
    url: string,
    certificates: Electron.Certificate[],
    callback: (certificate?: Electron.Certificate) => void,
  ]
}
export type NoStrayAppEvents = None<StrayEvents<Electron.App, AppEvents>>

type Known =
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'focus'
  | 'hide'
  | 'show'
  | 'isPackaged'
  | 'name'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'setAppLogsPath'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getLocaleCountryCode'
  | 'getPreferredSystemLanguages'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'enableSandbox'
  | 'disableHardwareAcceleration'
  | 'commandLine'
  | 'setAppUserModelId'
  | 'setDesktopName'
  | 'setBadgeCount'
  | 'getBadgeCount'
  | 'badgeCount'
  | 'setLoginItemSettings'
  | 'getLoginItemSettings'
  | 'setAsDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'isDefaultProtocolClient'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'setProxy'
  | 'resolveProxy'
  | 'userAgentFallback'

type DockFace = Pick<
  Electron.Dock,
  'setBadge' | 'getBadge' | 'hide' | 'show' | 'isVisible' | 'bounce' | 'cancelBounce'
> & {
  setMenu(menu: unknown): void
}

export type AppFace = Pick<Electron.App, Known> & { readonly dock: DockFace | undefined }

export interface AppOptions {
  readonly platform: NodeJS.Platform
  readonly version: string
  readonly appPath: string
  /** The folder in which `getPath` finds everything until the app says otherwise. */
  readonly folder: string
  readonly isPackaged: boolean
  readonly languages: readonly string[]
  /** Whether another one of this app is running already. */
  readonly isSecond: boolean
}

/** What the rest of the stand-in does when the app ends. */
export interface AppEnds {
  /** Asks every window to close; false when one of them does not want to. */
  closeWindows(): boolean
  destroyWindows(): void
}

const pathNames = [
  'home',
  'appData',
  'assets',
  'userData',
  'sessionData',
  'temp',
  'exe',
  'module',
  'desktop',
  'documents',
  'downloads',
  'music',
  'pictures',
  'videos',
  'recent',
  'logs',
  'crashDumps',
]

export class StandInApp extends EventEmitter<AppEvents> implements AppFace {
  readonly isPackaged: boolean
  readonly commandLine: Electron.CommandLine
  readonly dock: DockFace | undefined
  name = 'Tributary'
  userAgentFallback = 'Mozilla/5.0 (stand-in)'
  /** Exit codes, in order: in Electron the first one is the last. */
  readonly exits: number[] = []
  /** What was asked of the system, by name: `enableSandbox`, `relaunch`, `setAppUserModelId com.example`. */
  readonly asked: string[] = []
  ends: AppEnds = { closeWindows: () => true, destroyWindows: () => {} }
  private readonly options: AppOptions
  private readonly paths: Map<string, string>
  private readonly readiness = Promise.withResolvers<void>()
  private ready = false
  private locked = false
  private badge = 0
  private loginItem: Electron.Settings = {}
  private proxy: Electron.ProxyConfig = {}
  private quitting = false

  constructor(options: AppOptions) {
    super()
    this.options = options
    this.isPackaged = options.isPackaged
    this.paths = new Map(pathNames.map((name) => [name, join(options.folder, name)]))
    this.commandLine = createCommandLine()
    this.dock = options.platform === 'darwin' ? createDock() : undefined
  }

  whenReady(): Promise<void> {
    return this.readiness.promise
  }
  isReady(): boolean {
    return this.ready
  }
  /** For the launch: the entry has been read to its end. */
  becomeReady(): void {
    if (this.ready) return
    this.ready = true
    this.emit('ready', plainEvent(), {})
    this.readiness.resolve()
  }

  quit(): void {
    if (this.quitting || this.exits.length > 0) return
    const before = plainEvent()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    this.quitting = true
    if (this.ends.closeWindows()) this.finish()
    this.quitting = false
  }
  /** Whether closing a window is a part of quitting. */
  isQuitting(): boolean {
    return this.quitting
  }
  exit(exitCode = 0): void {
    this.ends.destroyWindows()
    this.emit('quit', plainEvent(), exitCode)
    this.exits.push(exitCode)
  }
  private finish(): void {
    const will = plainEvent()
    this.emit('will-quit', will)
    if (will.defaultPrevented) return
    this.emit('quit', plainEvent(), 0)
    this.exits.push(0)
  }
  /** The last window is closed. */
  noteNoWindows(): void {
    if (this.quitting) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  relaunch(): void {
    this.asked.push('relaunch')
  }
  focus(): void {
    this.asked.push('focus')
  }
  hide(): void {
    this.asked.push('hide')
  }
  show(): void {
    this.asked.push('show')
  }
  getName(): string {
    return this.name
  }
  setName(name: string): void {
    this.name = name
  }
  getVersion(): string {
    return this.options.version
  }
  getAppPath(): string {
    return this.options.appPath
  }
  getPath(name: string): string {
    const path = this.paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }
  setPath(name: string, path: string): void {
    if (!this.paths.has(name)) throw new Error(`Failed to set path: there is no '${name}'`)
    this.paths.set(name, path)
  }
  setAppLogsPath(path?: string): void {
    this.paths.set('logs', path ?? join(this.getPath('userData'), 'logs'))
  }
  getLocale(): string {
    return this.options.languages[0] ?? 'en-US'
  }
  getSystemLocale(): string {
    return this.getLocale()
  }
  getLocaleCountryCode(): string {
    return this.getLocale().split('-')[1] ?? ''
  }
  getPreferredSystemLanguages(): string[] {
    return [...this.options.languages]
  }
  requestSingleInstanceLock(): boolean {
    this.locked = !this.options.isSecond
    return this.locked
  }
  hasSingleInstanceLock(): boolean {
    return this.locked
  }
  releaseSingleInstanceLock(): void {
    this.locked = false
  }
  enableSandbox(): void {
    this.onlyBeforeReady('app.enableSandbox()')
    this.asked.push('enableSandbox')
  }
  disableHardwareAcceleration(): void {
    this.onlyBeforeReady('app.disableHardwareAcceleration()')
    this.asked.push('disableHardwareAcceleration')
  }
  setAppUserModelId(id: string): void {
    this.asked.push(`setAppUserModelId ${id}`)
  }
  setDesktopName(name: string): void {
    this.asked.push(`setDesktopName ${name}`)
  }
  get badgeCount(): number {
    return this.badge
  }
  set badgeCount(count: number) {
    this.badge = count
  }
  setBadgeCount(count = 0): boolean {
    this.badge = count
    return true
  }
  getBadgeCount(): number {
    return this.badge
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    this.loginItem = settings
  }
  getLoginItemSettings(): Electron.LoginItemSettings {
    const { openAtLogin = false } = this.loginItem
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    }
  }
  /** What the app last set, whole. */
  loginItemSettings(): Electron.Settings {
    return this.loginItem
  }
  setAsDefaultProtocolClient(protocol: string): boolean {
    this.asked.push(`setAsDefaultProtocolClient ${protocol}`)
    return true
  }
  removeAsDefaultProtocolClient(): boolean {
    return true
  }
  isDefaultProtocolClient(): boolean {
    return false
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {
    this.asked.push('showAboutPanel')
  }
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.proxy = config
  }
  async resolveProxy(): Promise<string> {
    return this.proxy.mode === 'fixed_servers' ? `PROXY ${this.proxy.proxyRules ?? ''}` : 'DIRECT'
  }

  private onlyBeforeReady(name: string): void {
    if (this.ready) throw new Error(`${name} can only be called before app is ready`)
  }

  static {
    refuseUnknown('app', StandInApp.prototype)
  }
}

const createCommandLine = (): Electron.CommandLine => {
  const switches = new Map<string, string>()
  return refuseUnknown('app.commandLine', {
    appendSwitch: (name, value = '') => {
      switches.set(name, value)
    },
    appendArgument: (value) => {
      switches.set(value, '')
    },
    hasSwitch: (name) => switches.has(name),
    getSwitchValue: (name) => switches.get(name) ?? '',
    removeSwitch: (name) => {
      switches.delete(name)
    },
  } satisfies Electron.CommandLine)
}

const createDock = (): DockFace => {
  let badge = ''
  let visible = true
  return refuseUnknown('app.dock', {
    setBadge: (text) => {
      badge = text
    },
    getBadge: () => badge,
    hide: () => {
      visible = false
    },
    show: async () => {
      visible = true
    },
    isVisible: () => visible,
    bounce: () => 1,
    cancelBounce: () => {},
    setMenu: () => {},
  } satisfies DockFace)
}
