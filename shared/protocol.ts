/**
 * What passes between a window and its host, over the web host's socket (one JSON object a text frame) and over the
 * desktop's IPC (one value a message). The window speaks first, with `hello`; the host answers `welcome` or closes.
 */
import type { CommandName, EventName } from './contract.ts'
import type { Result } from './errors.ts'

/** `id` is a number that the window chooses, unused as long as it names a pending invoke or a subscription. */
export type ClientMessage =
  /** The token is the web host's; the desktop knows its windows by themselves and ignores it. */
  | { readonly hello: { readonly token: string } }
  | { readonly id: number; readonly invoke: CommandName; readonly input: unknown }
  /** The invoke of this id is not waited for any more; its result may still come and is ignored. */
  | { readonly cancel: number }
  | { readonly subscribe: EventName; readonly id: number }
  | { readonly unsubscribe: number }

export type ServerMessage =
  | { readonly welcome: true }
  | { readonly id: number; readonly result: Result<unknown> }
  /** `event` is the subscription's id. */
  | { readonly event: number; readonly payload: unknown }

export const socketPath = '/socket'

/** Of one message from the window, in bytes of UTF-8; a larger invoke is answered with `invalid`. */
export const maxMessageBytes = 65_536

export const closeCodes = {
  /** The host stops. */
  stopping: 1001,
  tooLarge: 1009,
  /** The window reads too slowly: it connects anew and gets the state anew. */
  overloaded: 1013,
  /** Not a message of this protocol. */
  malformed: 4400,
  /** The token was wrong or did not come: trying again with it is of no use. */
  refused: 4401,
  tooFast: 4429,
} as const

/** Whether a later payload makes an earlier one needless: every event but the feed tells its whole state. */
export const isReplaceable = (event: EventName): boolean => event !== 'feed'

/** The desktop's one IPC channel, both ways. */
export const ipcChannel = 'tributary'

/** Over IPC, where no socket closes: the line has ended. The window opens another one, with `hello`, or asks for it later. */
export interface LineClosed {
  readonly closed: 'stopping' | 'malformed' | 'tooFast'
}

/** Under this name the preload puts its object into the page. */
export const preloadName = 'tributary'

/** Everything that the desktop's page can reach of the desktop: one frozen object. */
export interface PreloadApi {
  /** Hands a message to the host; what is no message of this protocol goes nowhere. */
  readonly send: (message: ClientMessage) => void
  /** From now on `listener`, and no earlier one, is told what the host says. */
  readonly listen: (listener: (message: ServerMessage | LineClosed) => void) => void
}

/** The address of an image in the desktop's page; its `KEY` is the last part. */
export const emoteAddress = 'emote://image/'
