import type { Clock } from '../../electron/core/ports/host.ts'

interface Timer {
  readonly at: number
  readonly sequence: number
  readonly every: number | undefined
  readonly run: () => void
}

export interface VirtualClock extends Clock {
  /** Lets `ms` pass: runs what is due in order, and lets promises settle between. */
  advance(ms: number): Promise<void>
  /** Moves the wall clock only, as a clock correction does. */
  jump(ms: number): void
  readonly pending: () => number
}

/** Lets every promise that can settle settle. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** A clock that stands still until told; starts at 2026-01-01T00:00:00Z. */
export const createVirtualClock = (start = Date.UTC(2026, 0, 1)): VirtualClock => {
  let elapsed = 0
  let wallOffset = start
  let sequence = 0
  const timers = new Set<Timer>()
  const add = (delayMs: number, every: number | undefined, run: () => void) => {
    const timer = { at: elapsed + Math.max(0, delayMs), sequence: sequence++, every, run }
    timers.add(timer)
    return timer
  }
  const nextDue = (until: number): Timer | undefined => {
    let due: Timer | undefined
    for (const timer of timers) {
      if (timer.at > until) continue
      if (due === undefined || timer.at < due.at || (timer.at === due.at && timer.sequence < due.sequence)) due = timer
    }
    return due
  }
  return {
    now: () => wallOffset + elapsed,
    elapsed: () => elapsed,
    after(delayMs, run) {
      const timer = add(delayMs, undefined, run)
      return () => {
        timers.delete(timer)
      }
    },
    every(intervalMs, run) {
      let timer = add(intervalMs, intervalMs, tick)
      function tick() {
        timer = add(intervalMs, intervalMs, tick)
        run()
      }
      return () => {
        timers.delete(timer)
      }
    },
    async advance(ms) {
      await settle()
      const until = elapsed + ms
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        timers.delete(due)
        elapsed = Math.max(elapsed, due.at)
        due.run()
        await settle()
      }
      elapsed = until
      await settle()
    },
    jump(ms) {
      wallOffset += ms
    },
    pending: () => timers.size,
  }
}
