/** What a host gives the core. The core reaches time, power, network, disk and the person's system only through this. */
import type { Disposer, HostInfo } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/errors.ts'

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
  readonly info: Pick<HostInfo, 'kind' | 'version' | 'demo' | 'capabilities'>
  /** Opens an already checked URL in the person's browser. */
  openExternal(url: string): Promise<Result<void>>
  notify(notification: { readonly title: string; readonly body: string }): void
}
