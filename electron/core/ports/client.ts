/** The core as a host sees it: one client a window, and one gate for everything that a window asks. */
import type { Disposer, EventName, Input, WindowView } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/errors.ts'
import type { Observable } from '../observable.ts'

export interface CoreClient {
  /** Takes what came from outside as it came: name and input are checked here, and only then reach a handler. Never rejects. */
  invoke(name: unknown, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>
  /** `emit` is told the current state, then every change, in order, until disposed. */
  subscribe(name: EventName, emit: (payload: unknown) => void): Disposer
  /** Ends its subscriptions; the window is gone. */
  dispose(): void
}

/** A window that its host owns, as the core's commands reach it. */
export interface WindowServices {
  readonly view: Observable<WindowView>
  change(change: Input<'window.change'>): Result<void>
  open(request: Input<'window.open'>): Promise<Result<void>>
}

export interface Core {
  /** `window` where the host owns it; a browser's page has none. */
  attach(window?: WindowServices): CoreClient
  stop(): Promise<void>
}
