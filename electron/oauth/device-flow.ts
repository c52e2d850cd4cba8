/** One sign-in by device code (RFC 8628), from the first request to the stored account. */
import type { SignInView } from '../../shared/contract.ts'
import type { Result, TributaryError } from '../../shared/errors.ts'
import { createSubject } from '../core/observable.ts'
import type { SignInAttempt, StoredAccount } from '../core/ports/credentials.ts'
import type { Clock, Logger } from '../core/ports/host.ts'
import type { DeviceCode, DeviceCodeAuth, Tokens } from '../platforms/platform.ts'

export interface DeviceFlowOptions {
  readonly auth: DeviceCodeAuth
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly clock: Clock
  readonly log: Logger
  /** Finds out whose tokens they are and stores them. `cancelled` says that they are no longer wanted. */
  readonly accept: (tokens: Tokens, cancelled: () => boolean) => Promise<Result<StoredAccount>>
  /** Ends tokens that nobody wants any more. */
  readonly discard: (tokens: Tokens) => void
}

const slowDownMs = 5_000
const longestIntervalMs = 60_000

type State = SignInView['state']

/** `cancel` leaves it `refused` with a sentence that says so. */
export const startDeviceFlow = (options: DeviceFlowOptions): SignInAttempt => {
  const { auth, clientId, scopes, clock, log, accept, discard } = options
  const state = createSubject<State>({ status: 'starting' })
  let account: StoredAccount | undefined
  let over = false
  const timers = new Set<() => void>()

  const finish = (last: State) => {
    if (over) return
    over = true
    for (const cancelTimer of timers) cancelTimer()
    timers.clear()
    log.info('sign-in ended', { status: last.status })
    state.set(last)
  }

  const run = async () => {
    const begun = await auth.begin(clientId, scopes)
    if (over) return
    if (!begun.ok) return finish(endOf(begun.error))
    const code = begun.value
    const { userCode, verificationUri, expiresAt } = code
    state.set({ status: 'waiting', userCode, verificationUri, expiresAt })
    timers.add(clock.after(expiresAt - clock.now(), () => finish({ status: 'expired' })))
    pollAfter(code, code.intervalMs)
  }

  const pollAfter = (code: DeviceCode, intervalMs: number, delayMs = intervalMs) => {
    const cancelTimer = clock.after(delayMs, () => {
      timers.delete(cancelTimer)
      guard(poll(code, intervalMs))
    })
    timers.add(cancelTimer)
  }

  const poll = async (code: DeviceCode, intervalMs: number) => {
    const answer = await auth.poll(clientId, code, scopes)
    if (answer.ok && answer.value.kind === 'granted') return granted(answer.value.tokens)
    if (over) return
    if (!answer.ok) {
      const delayMs = delayAfter(answer.error, intervalMs, clock.now())
      return delayMs === undefined ? finish(endOf(answer.error)) : pollAfter(code, intervalMs, delayMs)
    }
    switch (answer.value.kind) {
      case 'pending':
        return pollAfter(code, intervalMs)
      case 'slowDown':
        return pollAfter(code, Math.min(longestIntervalMs, intervalMs + slowDownMs))
      case 'expired':
        return finish({ status: 'expired' })
      case 'refused':
        return finish({ status: 'refused', why: answer.value.why })
    }
  }

  const granted = async (tokens: Tokens) => {
    if (over) return discard(tokens)
    // The person is done: the code's own end no longer matters.
    for (const cancelTimer of timers) cancelTimer()
    timers.clear()
    const accepted = await accept(tokens, () => over)
    if (over) return
    if (!accepted.ok) return finish({ status: 'failed', error: accepted.error })
    account = accepted.value
    finish({ status: 'done', accountId: account.id })
  }

  const guard = (step: Promise<void>) => {
    step.catch((error: unknown) => {
      log.error('sign-in failed unexpectedly', { error })
      const message = 'The sign-in failed by a mistake in Tributary. Please start it again; the log says more.'
      finish({ status: 'failed', error: { kind: 'bug', message } })
    })
  }

  guard(run())
  return {
    state,
    account: () => account,
    cancel: () => finish({ status: 'refused', why: 'The sign-in was cancelled.' }),
  }
}

const endOf = (error: TributaryError): State =>
  error.kind === 'refused' ? { status: 'refused', why: error.message } : { status: 'failed', error }

/** ms until the next poll after one that failed; undefined when no further one can help. RFC 8628 section 3.5 */
const delayAfter = (error: TributaryError, intervalMs: number, now: number): number | undefined => {
  if (error.kind === 'rateLimited') return Math.max(intervalMs, error.retryAt - now)
  if (error.kind === 'unreachable' || error.kind === 'uncertain') return intervalMs
  return undefined
}
