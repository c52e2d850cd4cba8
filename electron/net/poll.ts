/** A question asked again and again: at an interval, later after failures, never while offline or asleep, never twice at once. */
import type { Disposer } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import { createSubject, type Observable } from '../core/observable.ts'
import type { HostServices } from '../core/ports/host.ts'
import { type BackOffRules, backOffMs } from './supervise-backoff.ts'
import type { SupervisedState } from './supervise-state.ts'

export interface PollSupervision {
  /** For the log. */
  readonly name: string
  readonly host: Pick<HostServices, 'clock' | 'random' | 'power' | 'network' | 'log'>
  readonly intervalMs: number
  /** Asks once. `rateLimited` waits until its `retryAt`; every other error backs off. The signal aborts on stop and sleep. */
  readonly run: (signal: AbortSignal) => Promise<Result<unknown>>
  readonly backOff?: BackOffRules
  /** Whether to ask at once; true unless told. */
  readonly immediately?: boolean
}

export interface SupervisedPoll {
  readonly state: Observable<SupervisedState>
  /** Asks at once; while an answer is awaited, once more after it. */
  refreshNow(): void
  stop(): void
}

export const supervisePoll = (options: PollSupervision): SupervisedPoll => {
  const { host, intervalMs } = options
  const { clock } = host
  const backOff = options.backOff ?? { firstMs: Math.min(intervalMs, 5_000), mostMs: 600_000, leastMs: 1_000 }
  const state = createSubject<SupervisedState>({ status: 'connecting' })
  let failures = 0
  let asleep = false
  let stopped = false
  let again = false
  let running: AbortController | undefined
  let cancelTimer: Disposer = () => undefined

  const schedule = (delayMs: number) => {
    cancelTimer()
    cancelTimer = clock.after(delayMs, () => void ask())
  }

  const pause = (why: string) => {
    cancelTimer()
    running?.abort()
    running = undefined
    state.set({ status: 'offline', why })
  }

  const ask = async (): Promise<void> => {
    cancelTimer()
    if (stopped || asleep) return
    if (running !== undefined) {
      again = true
      return
    }
    if (!host.network.online()) {
      pause('This computer has no network.')
      return
    }
    const mine = new AbortController()
    running = mine
    const result = await options.run(mine.signal)
    // A pause or stop has taken the turn away: its answer no longer counts.
    if (running !== mine) return
    running = undefined
    if (result.ok) {
      failures = 0
      state.set({ status: 'live', since: clock.now() })
      schedule(again ? 0 : intervalMs)
    } else {
      const now = clock.now()
      const { error } = result
      const delay =
        error.kind === 'rateLimited'
          ? Math.max(1_000, error.retryAt - now)
          : backOffMs(failures, host.random(), backOff)
      failures += 1
      host.log.debug('poll failed', { poll: options.name, kind: error.kind })
      state.set({ status: 'reconnecting', retryAt: now + delay, why: error.message })
      schedule(delay)
    }
    again = false
  }

  const resume = () => {
    failures = 0
    void ask()
  }

  const disposers = [
    host.power.onSleep(() => {
      asleep = true
      pause('This computer was asleep.')
    }),
    host.power.onWake(() => {
      asleep = false
      resume()
    }),
    host.network.onChange((online) => {
      if (asleep) return
      if (online) resume()
      else pause('This computer has no network.')
    }),
  ]
  if (options.immediately === false) schedule(intervalMs)
  else void ask()

  return {
    state,
    refreshNow: () => void ask(),
    stop() {
      stopped = true
      cancelTimer()
      running?.abort()
      running = undefined
      for (const dispose of disposers) dispose()
    },
  }
}
