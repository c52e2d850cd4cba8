/** Images that could not be had: when each may be tried again. */
export interface BackOff {
  isWaiting(key: string): boolean
  /** `lasting`: the other side said so, rather than nothing. */
  failed(key: string, lasting: boolean): void
  succeeded(key: string): void
}

const firstWaitMs = 10_000
const firstLastingWaitMs = 300_000
const longestWaitMs = 1_800_000
const mostKept = 10_000

export const createBackOff = (elapsed: () => number): BackOff => {
  const failures = new Map<string, { readonly count: number; readonly until: number }>()
  return {
    isWaiting: (key) => (failures.get(key)?.until ?? Number.NEGATIVE_INFINITY) > elapsed(),
    failed(key, lasting) {
      const count = (failures.get(key)?.count ?? 0) + 1
      const wait = (lasting ? firstLastingWaitMs : firstWaitMs) * 2 ** Math.min(count - 1, 20)
      failures.delete(key)
      failures.set(key, { count, until: elapsed() + Math.min(wait, longestWaitMs) })
      const [oldest] = failures.keys()
      if (failures.size > mostKept && oldest !== undefined) failures.delete(oldest)
    },
    succeeded: (key) => {
      failures.delete(key)
    },
  }
}
