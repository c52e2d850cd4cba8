/** What one window gets: its own part of the feed, and every state it subscribes to, at once and after each change. */
import type { EventName, Events, FeedFrame, WindowView } from '../../shared/contract.ts'
import { failed } from '../../shared/errors.ts'
import type { FeedControls } from './commands.ts'
import type { Gate } from './gate.ts'
import { createSubject, type Observable } from './observable.ts'
import type { CoreClient, WindowServices } from './ports/client.ts'

export interface ClientFeed extends FeedControls {
  dispose(): void
}

export interface ClientParts {
  readonly gate: Gate
  readonly states: { readonly [Name in Exclude<EventName, 'feed' | 'window'>]: Observable<Events[Name]> }
  /** Undefined where the host does not own the window. */
  readonly window: WindowServices | undefined
  readonly subscribeFeed: (port: { emit(frame: FeedFrame): void }) => ClientFeed
}

const noWindow: Observable<WindowView | null> = createSubject<WindowView | null>(null)

/** A client has at most one feed: a second subscription to it ends the first. */
export const createClient = ({ gate, states, window, subscribeFeed }: ClientParts): CoreClient => {
  const allStates: { readonly [Name in Exclude<EventName, 'feed'>]: Observable<Events[Name]> } = {
    ...states,
    window: window?.view ?? noWindow,
  }
  const releases = new Set<() => void>()
  let feed: ClientFeed | undefined
  let disposed = false
  const controls: FeedControls = {
    visible: (visible) => feed?.visible(visible),
    acknowledge: (sequence) => feed?.acknowledge(sequence),
    resync: () => feed?.resync(),
  }
  const keep = (release: () => void) => {
    releases.add(release)
    return () => {
      if (releases.delete(release)) release()
    }
  }
  const subscribeState = <Name extends Exclude<EventName, 'feed'>>(name: Name, emit: (payload: unknown) => void) => {
    const state = allStates[name]
    const release = state.subscribe(emit)
    emit(state.value)
    return release
  }
  return {
    async invoke(name, input, signal) {
      if (disposed || signal?.aborted === true) {
        return failed({ kind: 'unreachable', retrying: false, message: 'This was cancelled before it began.' })
      }
      return gate(name, input, { feed: controls, window })
    },
    subscribe(name, emit) {
      if (disposed) return () => {}
      if (name !== 'feed') return keep(subscribeState(name, emit))
      feed?.dispose()
      const own = subscribeFeed({ emit })
      feed = own
      return keep(() => {
        own.dispose()
        if (feed === own) feed = undefined
      })
    },
    dispose() {
      disposed = true
      for (const release of [...releases]) release()
      releases.clear()
    },
  }
}
