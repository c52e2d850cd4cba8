/** Who listens to what. The host knows each listener by a number; after a reconnect it is told all of them anew. */
import type { Disposer, EventName } from '../../shared/contract.ts'
import type { LinkMessage } from './link.ts'

export interface Subscriptions {
  add(id: number, name: EventName, listener: (payload: unknown) => void): Disposer
  deliver(id: number, payload: unknown): void
  /** The line is open: asks for everything, in the order of subscription. */
  opened(): void
}

export const createSubscriptions = (options: {
  readonly send: (message: LinkMessage) => unknown
  /** Takes what a listener throws, so that the others are told all the same. */
  readonly report: (error: unknown) => void
}): Subscriptions => {
  const { send, report } = options
  const listeners = new Map<number, { readonly name: EventName; readonly listener: (payload: unknown) => void }>()
  return {
    add(id, name, listener) {
      listeners.set(id, { name, listener })
      send({ subscribe: name, id })
      return () => {
        if (listeners.delete(id)) send({ unsubscribe: id })
      }
    },
    deliver(id, payload) {
      try {
        listeners.get(id)?.listener(payload)
      } catch (error) {
        report(error)
      }
    },
    opened() {
      for (const [id, { name }] of listeners) send({ subscribe: name, id })
    },
  }
}
