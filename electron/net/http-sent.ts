import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

export type Left = 'yes' | 'no' | 'unknown'

export interface SendWatch {
  /** Runs one fetch; `left` tells, then and later, whether its first byte was written to a connection. */
  track<Value>(run: () => Promise<Value>): { readonly done: Promise<Value>; readonly left: () => Left }
  stop(): void
}

/**
 * Watches Node's own fetch write its requests, so that a message that never left is told apart from one that may have
 * arrived; the errors alone cannot say it when a time limit ends an exchange. Where fetch is not Node's, `left` stays
 * `unknown`. https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export const watchSending = (): SendWatch => {
  const running = new AsyncLocalStorage<{ left: Left }>()
  const exchanges = new WeakMap<object, { left: Left }>()
  const created = (message: unknown) => {
    const exchange = running.getStore()
    const request = requestOf(message)
    if (exchange === undefined || request === undefined) return
    // A redirect makes a second request of the same exchange: what has left stays left.
    if (exchange.left === 'unknown') exchange.left = 'no'
    exchanges.set(request, exchange)
  }
  const sent = (message: unknown) => {
    const request = requestOf(message)
    const exchange = request === undefined ? undefined : exchanges.get(request)
    if (exchange !== undefined) exchange.left = 'yes'
  }
  subscribe('undici:request:create', created)
  subscribe('undici:client:sendHeaders', sent)
  return {
    track(run) {
      const exchange: { left: Left } = { left: 'unknown' }
      return { done: running.run(exchange, run), left: () => exchange.left }
    },
    stop() {
      unsubscribe('undici:request:create', created)
      unsubscribe('undici:client:sendHeaders', sent)
    },
  }
}

const requestOf = (message: unknown): object | undefined => {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  return typeof message.request === 'object' && message.request !== null ? message.request : undefined
}
