/** `session`: the fence, permissions, spelling and proxy of the windows that belong to it. */
import { EventEmitter } from 'node:events'
import type { None, StrayEvents } from './events.ts'
import { type Schemes, StandInProtocol } from './protocol.ts'
import { refuseUnknown } from './refuse.ts'
import type { WebContentsFace } from './web-contents.ts'
import type { FrameFace } from './web-frame-main.ts'
import { StandInWebRequest, type WebRequestFace } from './web-request.ts'

type Arguments<Handler> = Handler extends (...args: infer Values) => unknown ? Values : never
type CheckArguments = Arguments<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>
type RequestArguments = Arguments<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>
export type CheckedPermission = CheckArguments[1]
export type RequestedPermission = RequestArguments[1]
export type CheckDetails = CheckArguments[3]
export type RequestDetails = RequestArguments[3]

type CheckHandler = (
  contents: WebContentsFace | null,
  permission: CheckedPermission,
  origin: string,
  details: CheckDetails,
) => boolean
type RequestHandler = (
  contents: WebContentsFace,
  permission: RequestedPermission,
  callback: (granted: boolean) => void,
  details: RequestDetails,
) => void

export type DownloadFace = Pick<Electron.DownloadItem, 'getURL' | 'getFilename' | 'cancel' | 'getState'>
type WithFrame<Details> = Omit<Details, 'frame'> & { readonly frame: FrameFace | null }

export interface SessionEvents {
  'will-download': [event: Electron.Event, item: DownloadFace, contents: WebContentsFace, frame: FrameFace | null]
  'select-hid-device': [
    event: Electron.Event,
    details: WithFrame<Electron.SelectHidDeviceDetails>,
    callback: (deviceId?: string | null) => void,
  ]
  'select-serial-port': [
    event: Electron.Event,
    ports: Electron.SerialPort[],
    contents: WebContentsFace,
    callback: (portId: string) => void,
  ]
  'select-usb-device': [
    event: Electron.Event,
    details: WithFrame<Electron.SelectUsbDeviceDetails>,
    callback: (deviceId?: string) => void,
  ]
  'spellcheck-dictionary-initialized': [event: Electron.Event, language: string]
  'spellcheck-dictionary-download-failure': [event: Electron.Event, language: string]
}
export type NoStraySessionEvents = None<StrayEvents<Electron.Session, SessionEvents>>

/** As on a machine whose Chromium brings dictionaries of its own. */
const languages = ['de-DE', 'en-AU', 'en-GB', 'en-US', 'es-ES', 'fr-FR', 'it-IT', 'nl-NL', 'pl-PL', 'pt-BR', 'sv-SE']

type Known =
  | 'availableSpellCheckerLanguages'
  | 'getSpellCheckerLanguages'
  | 'setSpellCheckerLanguages'
  | 'isSpellCheckerEnabled'
  | 'setSpellCheckerEnabled'
  | 'spellCheckerEnabled'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'addWordToSpellCheckerDictionary'
  | 'removeWordFromSpellCheckerDictionary'
  | 'listWordsInSpellCheckerDictionary'
  | 'resolveProxy'
  | 'setProxy'
  | 'forceReloadProxyConfig'
  | 'closeAllConnections'
  | 'clearAuthCache'
  | 'clearCache'
  | 'clearData'
  | 'clearStorageData'
  | 'clearHostResolverCache'
  | 'flushStorageData'
  | 'setDevicePermissionHandler'
  | 'setBluetoothPairingHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setUSBProtectedClassesHandler'
  | 'setCertificateVerifyProc'
  | 'setUserAgent'
  | 'getUserAgent'
  | 'isPersistent'

export type SessionFace = Pick<Electron.Session, Known> & {
  readonly protocol: Pick<Electron.Protocol, 'handle' | 'unhandle' | 'isProtocolHandled'>
  readonly webRequest: WebRequestFace
  setPermissionCheckHandler(handler: CheckHandler | null): void
  setPermissionRequestHandler(handler: RequestHandler | null): void
}

export interface SessionModuleFace {
  readonly defaultSession: SessionFace
  fromPartition(partition: string): SessionFace
}

type HandlerOf<Name extends keyof Electron.Session> = Electron.Session[Name] extends (handler: infer Handler) => unknown
  ? Handler
  : never

/** What the app has set, for a test to ask. */
export interface SessionHandlers {
  device: HandlerOf<'setDevicePermissionHandler'>
  bluetoothPairing: HandlerOf<'setBluetoothPairingHandler'>
  displayMedia: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]
  usbProtectedClasses: HandlerOf<'setUSBProtectedClassesHandler'>
  certificateVerify: HandlerOf<'setCertificateVerifyProc'>
}

export class StandInSession extends EventEmitter<SessionEvents> implements SessionFace {
  readonly protocol: StandInProtocol
  readonly webRequest = new StandInWebRequest()
  readonly availableSpellCheckerLanguages: string[] = [...languages]
  readonly handlers: SessionHandlers = {
    device: null,
    bluetoothPairing: null,
    displayMedia: null,
    usbProtectedClasses: null,
    certificateVerify: null,
  }
  /** What a test decides: the system's proxy for an address, as `DIRECT` or `PROXY host:port`. */
  systemProxy: (url: string) => string = () => 'DIRECT'
  /** What was cleared, in order. */
  readonly cleared: string[] = []
  proxy: Electron.ProxyConfig = {}
  spellCheckerEnabled = true
  private spelling: readonly string[] = ['en-US']
  private words: readonly string[] = []
  private userAgent = 'Mozilla/5.0 (stand-in)'
  private check: CheckHandler | null = null
  private request: RequestHandler | null = null
  private readonly partition: string
  private readonly onPermissions = new Set<() => void>()

  constructor(schemes: Schemes, partition: string) {
    super()
    this.protocol = new StandInProtocol(schemes)
    this.partition = partition
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.check = handler
    for (const tell of this.onPermissions) tell()
  }
  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.request = handler
    for (const tell of this.onPermissions) tell()
  }
  /** As Electron does when a page looks whether it has a permission; without a handler it has every one. */
  askCheck(
    contents: WebContentsFace | null,
    permission: CheckedPermission,
    origin: string,
    details: CheckDetails,
  ): boolean {
    return this.check?.(contents, permission, origin, details) ?? true
  }
  /** As Electron does when a page asks for a permission; without a handler it gets every one. */
  askRequest(contents: WebContentsFace, permission: RequestedPermission, details: RequestDetails): Promise<boolean> {
    const { request } = this
    if (request === null) return Promise.resolve(true)
    return new Promise((resolve) => request(contents, permission, resolve, details))
  }
  /** Called when a handler was changed, until disposed. */
  watchPermissions(changed: () => void): () => void {
    this.onPermissions.add(changed)
    return () => this.onPermissions.delete(changed)
  }

  setDevicePermissionHandler(handler: SessionHandlers['device']): void {
    this.handlers.device = handler
  }
  setBluetoothPairingHandler(handler: SessionHandlers['bluetoothPairing']): void {
    this.handlers.bluetoothPairing = handler
  }
  setDisplayMediaRequestHandler(handler: SessionHandlers['displayMedia']): void {
    this.handlers.displayMedia = handler
  }
  setUSBProtectedClassesHandler(handler: SessionHandlers['usbProtectedClasses']): void {
    this.handlers.usbProtectedClasses = handler
  }
  setCertificateVerifyProc(handler: SessionHandlers['certificateVerify']): void {
    this.handlers.certificateVerify = handler
  }

  getSpellCheckerLanguages(): string[] {
    return [...this.spelling]
  }
  setSpellCheckerLanguages(chosen: string[]): void {
    const unknown = chosen.find((language) => !this.availableSpellCheckerLanguages.includes(language))
    if (unknown !== undefined)
      throw new Error(`Invalid language code provided: "${unknown}" is not a valid language code`)
    this.spelling = [...chosen]
  }
  isSpellCheckerEnabled(): boolean {
    return this.spellCheckerEnabled
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellCheckerEnabled = enabled
  }
  setSpellCheckerDictionaryDownloadURL(): void {}
  addWordToSpellCheckerDictionary(word: string): boolean {
    this.words = [...this.words, word]
    return true
  }
  removeWordFromSpellCheckerDictionary(word: string): boolean {
    const had = this.words.includes(word)
    this.words = this.words.filter((other) => other !== word)
    return had
  }
  async listWordsInSpellCheckerDictionary(): Promise<string[]> {
    return [...this.words]
  }

  async resolveProxy(url: string): Promise<string> {
    const { mode, proxyRules } = this.proxy
    if (mode === 'direct') return 'DIRECT'
    return mode === 'fixed_servers' && proxyRules !== undefined ? `PROXY ${proxyRules}` : this.systemProxy(url)
  }
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.proxy = config
  }
  async forceReloadProxyConfig(): Promise<void> {}
  async closeAllConnections(): Promise<void> {}
  async clearAuthCache(): Promise<void> {
    this.cleared.push('auth')
  }
  async clearCache(): Promise<void> {
    this.cleared.push('cache')
  }
  async clearData(): Promise<void> {
    this.cleared.push('data')
  }
  async clearStorageData(): Promise<void> {
    this.cleared.push('storage')
  }
  async clearHostResolverCache(): Promise<void> {
    this.cleared.push('hosts')
  }
  flushStorageData(): void {}
  setUserAgent(userAgent: string): void {
    this.userAgent = userAgent
  }
  getUserAgent(): string {
    return this.userAgent
  }
  isPersistent(): boolean {
    return this.partition === '' || this.partition.startsWith('persist:')
  }

  static {
    refuseUnknown('session', StandInSession.prototype)
  }
}

export const createSessions = (schemes: Schemes) => {
  const sessions = new Map<string, StandInSession>()
  const fromPartition = (partition: string): StandInSession => {
    const known = sessions.get(partition) ?? new StandInSession(schemes, partition)
    sessions.set(partition, known)
    return known
  }
  return refuseUnknown('session', { defaultSession: fromPartition(''), fromPartition } satisfies SessionModuleFace)
}
