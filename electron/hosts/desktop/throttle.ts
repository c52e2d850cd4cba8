import type { Disposer } from '../../../shared/contract.ts'
import type { Clock } from '../../core/ports/host.ts'

export interface Throttle {
  /** Runs at once, or at the end of the interval that is under way; asked again meanwhile, it still runs once. */
  ask(): void
  /** Nothing runs any more. */
  stop(): void
}

/** Runs what changes often at most once in `intervalMs`, and never misses the last change. */
export const createThrottle = (clock: Pick<Clock, 'after'>, intervalMs: number, run: () => void): Throttle => {
  let pause: Disposer | undefined
  let asked = false
  let stopped = false
  const pass = () => {
    asked = false
    pause = clock.after(intervalMs, () => {
      pause = undefined
      if (asked) pass()
    })
    run()
  }
  return {
    ask() {
      if (stopped) return
      if (pause === undefined) pass()
      else asked = true
    },
    stop() {
      stopped = true
      pause?.()
    },
  }
}
