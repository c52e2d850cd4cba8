/** Commands on their way: each is answered exactly once, by the host or, when the host cannot, by what is known here. */
import type { CancelSignal, Disposer } from '../../shared/contract.ts'
import { failed, type Result } from '../../shared/errors.ts'
import type { LinkMessage, Timers } from './link.ts'

export interface InvokeOptions {
  readonly signal?: CancelSignal
  readonly timeoutMs?: number
}

export interface Invocations {
  start(message: Extract<LinkMessage, { readonly invoke: unknown }>, options: InvokeOptions): Promise<Result<unknown>>
  settle(id: number, result: Result<unknown>): void
  /** The line is open: what waits leaves, in order. */
  opened(): void
  /** The line is gone: what left is uncertain, what waits goes on waiting; with `final` nothing will ever leave. */
  lost(final?: string): void
}

interface Invocation {
  readonly message: Extract<LinkMessage, { readonly invoke: unknown }>
  sent: boolean
  readonly settle: (result: Result<unknown>) => void
}

/** A person who presses on while the host is away is told so after this many. */
const mostWaiting = 100

export const createInvocations = (options: {
  readonly timers: Timers
  /** Undefined while there is no open line. */
  readonly send: (message: LinkMessage) => 'sent' | 'tooLarge' | undefined
}): Invocations => {
  const { timers, send } = options
  const running = new Map<number, Invocation>()
  let over: string | undefined

  const leave = (invocation: Invocation) => {
    const outcome = send(invocation.message)
    if (outcome === 'sent') invocation.sent = true
    if (outcome === 'tooLarge') invocation.settle(tooLarge)
  }

  return {
    start(message, { signal, timeoutMs = 30_000 }) {
      if (over !== undefined) return Promise.resolve(unreachable(over, false))
      if (signal?.aborted) return Promise.resolve(cancelled)
      if (running.size >= mostWaiting) return Promise.resolve(unreachable(tooManyWaiting, true))
      return new Promise((resolve) => {
        const disposers: Disposer[] = []
        const invocation: Invocation = {
          message,
          sent: false,
          settle(result) {
            if (!running.delete(message.id)) return
            for (const dispose of disposers) dispose()
            resolve(result)
          },
        }
        running.set(message.id, invocation)
        const giveUp = (sent: Result<never>, unsent: Result<never>) => {
          if (invocation.sent) send({ cancel: message.id })
          invocation.settle(invocation.sent ? sent : unsent)
        }
        const abort = () => giveUp(cancelledLate, cancelled)
        signal?.addEventListener('abort', abort, { once: true })
        disposers.push(
          timers.after(timeoutMs, () => giveUp(timedOut, unreachable(notReached, true))),
          () => signal?.removeEventListener('abort', abort),
        )
        leave(invocation)
      })
    },
    settle(id, result) {
      running.get(id)?.settle(result)
    },
    opened() {
      for (const invocation of [...running.values()]) if (!invocation.sent) leave(invocation)
    },
    lost(final) {
      over = final
      for (const invocation of [...running.values()]) {
        if (invocation.sent) invocation.settle(lostOnTheWay)
        else if (final !== undefined) invocation.settle(unreachable(final, false))
      }
    },
  }
}

const unreachable = (message: string, retrying: boolean): Result<never> =>
  failed({ kind: 'unreachable', message, retrying })

const uncertain = (message: string): Result<never> => failed({ kind: 'uncertain', message })

const tooManyWaiting = 'Tributary does not answer, and too much is waiting for it already. Wait until it is back.'
const notReached = 'Tributary could not be reached, so nothing was done. Try again when it is back.'
const timedOut = uncertain('Tributary did not answer in time. It may have been done: look before you try again.')
const lostOnTheWay = uncertain(
  'The connection to Tributary broke before the answer came. It may have been done: look before you try again.',
)
const cancelled = unreachable('Cancelled before it left; nothing was done.', false)
const cancelledLate = uncertain('Cancelled after it had left. It may have been done all the same.')
const tooLarge: Result<never> = failed({
  kind: 'invalid',
  message: 'That is too long to be taken. Shorten it and try again.',
  field: 'input',
  reason: 'too long',
})
