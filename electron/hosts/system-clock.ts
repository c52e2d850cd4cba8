import type { Clock } from '../core/ports/host.ts'

/** The machine's clock and timers. */
export const createSystemClock = (): Clock => ({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs)
    return () => clearInterval(timer)
  },
})
