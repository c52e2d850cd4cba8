/** How long to wait before the next attempt: doubling, with full jitter, so that clients do not return in step. */

export interface BackOffRules {
  readonly firstMs: number
  readonly mostMs: number
  /** Never sooner than this, whatever the jitter says. */
  readonly leastMs: number
}

export const connectionBackOff: BackOffRules = { firstMs: 1_000, mostMs: 30_000, leastMs: 100 }

/** `attempt` counts failures from 0; `random` is 0 <= value < 1. Answers ms. */
export const backOffMs = (attempt: number, random: number, rules: BackOffRules = connectionBackOff): number => {
  const ceiling = Math.min(rules.mostMs, rules.firstMs * 2 ** Math.min(attempt, 30))
  return Math.max(rules.leastMs, Math.round(random * ceiling))
}
