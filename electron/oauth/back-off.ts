import type { TributaryError } from '../../shared/errors.ts'

const firstMs = 5_000
const longestMs = 300_000

/** ms before try number `failures` + 1, doubling to five minutes, a quarter of it by chance. `random` gives 0 to 1. */
export const backOffMs = (failures: number, random: () => number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1)) * (0.75 + 0.25 * random())

/** Trouble that goes away by itself: never a reason to give a sign-in up. */
export const isPassing = (error: TributaryError): boolean =>
  error.kind === 'unreachable' || error.kind === 'uncertain' || error.kind === 'rateLimited'
