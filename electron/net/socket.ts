/** One WebSocket, before supervision: the smallest thing that a test can play. */
import type { Disposer } from '../../shared/contract.ts'

export interface SocketHandlers {
  readonly opened: () => void
  /** Text frames only; a binary frame is a protocol error and closes. */
  readonly received: (text: string) => void
  /** Called once, after which nothing comes; `code` 1006 when the connection broke. */
  readonly closed: (close: { readonly code: number; readonly reason: string }) => void
}

export interface RawSocket {
  send(text: string): void
  /** Ends it at once; `closed` is still called. */
  close(code?: number): void
}

/** `maxFrameBytes` larger frames close with 1009. Never throws: a failure is `closed`. */
export type OpenSocket = (
  url: string,
  handlers: SocketHandlers,
  options?: { readonly maxFrameBytes?: number; readonly headers?: Readonly<Record<string, string>> },
) => RawSocket

export type { Disposer }
