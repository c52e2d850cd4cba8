/** The core as a host sees it: each window or socket attaches once and speaks through its own client. */
import type { Disposer, EventName } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/errors.ts'

export interface CoreClient {
  /** The one command gate: the name, then the schema, then the handler. Never rejects. */
  invoke(name: unknown, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>
  /** Told the state at once (asynchronously for `feed`) and after every change. */
  subscribe(name: EventName, emit: (payload: unknown) => void): Disposer
  dispose(): void
}

export interface Core {
  attach(): CoreClient
  stop(): Promise<void>
}
