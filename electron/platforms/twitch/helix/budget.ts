/**
 * The points that Helix grants per client id and user (facts 4.1: 800 a minute): what the headers told, and a wait that
 * keeps the last of them for what a person does.
 */
import type { AccountId } from '../../../../shared/contract.ts'
import type { Clock } from '../../../core/ports/host.ts'

export interface HelixBudget {
  /** Takes note of an answer's `ratelimit-…` headers. */
  saw(accountId: AccountId, headers: Readonly<Record<string, string>>): void
  /** When these headers say that the budget is full again; ms since epoch, 1 s to 2 min from now. */
  resetAt(headers: Readonly<Record<string, string>>): number
  /** Resolves when background work may take a point: at once, or when the budget is full again. */
  spare(accountId: AccountId, signal: AbortSignal): Promise<void>
}

/** Points that background work leaves to a person's acts. */
const mostReserved = 40
const mostWaitMs = 120_000

export const createHelixBudget = (clock: Clock): HelixBudget => {
  const known = new Map<AccountId, { remaining: number; readonly resetAt: number }>()

  /** Measured against the answer's own `date`, so that a wrong clock here does not matter. */
  const resetAt = (headers: Readonly<Record<string, string>>): number => {
    const now = clock.now()
    const reset = Number(headers['ratelimit-reset']) * 1000
    const theirs = Date.parse(headers['date'] ?? '')
    if (!Number.isFinite(reset) || reset <= 0) return now + 10_000
    const wait = reset - (Number.isFinite(theirs) ? theirs : now)
    return now + Math.min(mostWaitMs, Math.max(1_000, wait))
  }

  return {
    saw(accountId, headers) {
      const remaining = Number(headers['ratelimit-remaining'])
      if (headers['ratelimit-remaining'] === undefined || !Number.isFinite(remaining)) return
      const limit = Number(headers['ratelimit-limit'])
      const reserve = Number.isFinite(limit) ? Math.min(mostReserved, limit / 20) : mostReserved
      known.set(accountId, { remaining: remaining - reserve, resetAt: resetAt(headers) })
    },
    resetAt,
    async spare(accountId, signal) {
      for (;;) {
        const budget = known.get(accountId)
        if (budget === undefined || budget.resetAt <= clock.now()) return
        if (budget.remaining >= 1) {
          budget.remaining -= 1
          return
        }
        if (signal.aborted) return
        await new Promise<void>((resolve) => {
          const cancel = clock.after(Math.max(1, budget.resetAt - clock.now()), () => {
            signal.removeEventListener('abort', stop)
            resolve()
          })
          const stop = () => {
            cancel()
            resolve()
          }
          signal.addEventListener('abort', stop, { once: true })
        })
      }
    },
  }
}
