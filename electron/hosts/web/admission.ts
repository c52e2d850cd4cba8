/**
 * The token at the door. It is compared in constant time, and whoever was wrong a few times is kept waiting for the
 * answer; whoever has it never waits.
 */
import { createHash, timingSafeEqual } from 'node:crypto'

export interface Admission {
  admits(token: string): boolean
  /** Counts a failure and answers for how many ms to withhold the refusal. */
  punish(): number
}

const freeFailures = 3
const longestDelayMs = 30_000
const forgivenAfterMs = 600_000

export const createAdmission = (token: string, elapsed: () => number): Admission => {
  const expected = digest(token)
  let failures = 0
  let lastFailure = elapsed()
  return {
    admits: (offered) => timingSafeEqual(digest(offered), expected),
    punish() {
      const now = elapsed()
      failures = now - lastFailure > forgivenAfterMs ? 1 : failures + 1
      lastFailure = now
      return failures <= freeFailures ? 0 : Math.min(longestDelayMs, 1000 * 2 ** (failures - freeFailures - 1))
    },
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
