/** The core as a host sees it: one client a window, and one gate for everything that a window asks. */
import type { Disposer, EventName } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/errors.ts'

export interface CoreClient {
  /** Takes what came from outside as it came: name and input are checked here, and only then reach a handler. Never rejects. */
  invoke(name: unknown, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>
  /** `emit` is told the current state, then every change, in order, until disposed. */
  subscribe(name: EventName, emit: (payload: unknown) => void): Disposer
  /** Ends its subscriptions; the window is gone. */
  dispose(): void
}

export interface Core {
  attach(): CoreClient
  stop(): Promise<void>
}
