/** What a bridge stands on: one line to the host at a time, whatever carries it. */
import type { Disposer } from '../../shared/contract.ts'
import { type ClientMessage, maxMessageBytes, type ServerMessage } from '../../shared/protocol.ts'

export type LinkMessage = Exclude<ClientMessage, { readonly hello: unknown }>

export interface LinkHandlers {
  /** From now on messages can be sent. Called at most once. */
  readonly opened: () => void
  readonly received: (message: Exclude<ServerMessage, { readonly welcome: true }>) => void
  /**
   * Called once, also when it never opened; nothing comes after it. `final` says, in a sentence for a person, why trying
   * again is of no use.
   */
  readonly closed: (final?: string) => void
}

export interface Link {
  /** `tooLarge`: it was not sent. */
  send(message: LinkMessage): 'sent' | 'tooLarge'
  close(): void
}

export type OpenLink = (handlers: LinkHandlers) => Link

/** The window's timers, or a test's. */
export interface Timers {
  after(delayMs: number, run: () => void): Disposer
}

export const windowTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Whether the host would refuse this message for its size alone. A UTF-16 unit is at most three bytes: most need no counting. */
export const isTooLarge = (text: string): boolean =>
  text.length * 3 > maxMessageBytes && new TextEncoder().encode(text).byteLength > maxMessageBytes
