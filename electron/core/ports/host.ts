/** What a host gives the core. The core reaches time, power, network, disk and the person's system only through this. */
import type { DesktopSettings, DesktopView, Disposer, HostInfo } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/errors.ts'
import type { ChannelId } from '../../../shared/model.ts'
import type { Observable } from '../observable.ts'

export interface Clock {
  /** ms since epoch; may jump. */
  now(): number
  /** ms, only ever forward, for measuring how long something took. */
  elapsed(): number
  /** Calls `run` once after `delayMs`; the disposer cancels it. */
  after(delayMs: number, run: () => void): Disposer
  /** Calls `run` every `intervalMs` until disposed. */
  every(intervalMs: number, run: () => void): Disposer
}

export interface PowerEvents {
  onSleep(listener: () => void): Disposer
  onWake(listener: () => void): Disposer
}

export interface NetworkEvents {
  online(): boolean
  onChange(listener: (online: boolean) => void): Disposer
}

/** Where tokens rest. Keys are made by `storage/secrets.ts` from (platform, issuing origin, user). */
export interface SecretStore {
  read(key: string): Promise<string | undefined>
  write(key: string, secret: string): Promise<Result<void>>
  delete(key: string): Promise<Result<void>>
}

/** Small named documents in the data folder; every write is atomic. */
export interface Documents {
  /** The text, or undefined when there is none. */
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<Result<void>>
  /** Puts a document that cannot be used aside, never deleting it; answers the new name. */
  setAside(name: string): Promise<string>
}

/** Structured and redacted: never a token, never a message's text. */
export interface Logger {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void
  info(event: string, fields?: Readonly<Record<string, unknown>>): void
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void
  error(event: string, fields?: Readonly<Record<string, unknown>>): void
}

/** What a person is told outside of any window. A click on it shows `channel`. */
export interface HostNotification {
  readonly title: string
  readonly body: string
  readonly channel: ChannelId
}

/** The desktop app beside its windows: tray, start at login, spelling, proxy, updates, where secrets rest. */
export interface DesktopServices {
  readonly view: Observable<DesktopView>
  /** All of it or nothing: the first thing that cannot be done is the error. */
  change(change: Partial<DesktopSettings>): Promise<Result<void>>
  keepSecrets(where: 'memory' | 'file'): Promise<Result<void>>
  checkForUpdate(): Promise<Result<void>>
  update(): Promise<Result<void>>
}

export interface HostServices {
  readonly clock: Clock
  /** 0 <= value < 1, for jitter. */
  readonly random: () => number
  /** Unguessable text of at least 128 bits, URL-safe. */
  readonly randomId: () => string
  readonly power: PowerEvents
  readonly network: NetworkEvents
  readonly secrets: SecretStore
  readonly documents: Documents
  readonly log: Logger
  /** Read anew whenever a window asks. */
  readonly info: Pick<HostInfo, 'kind' | 'version' | 'demo' | 'capabilities'>
  /** Opens an already checked URL in the person's browser. */
  openExternal(url: string): Promise<Result<void>>
  notify(notification: HostNotification): void
  /** Only where Tributary is a desktop app. */
  readonly desktop?: DesktopServices
}
