import type { Clock } from '../../electron/core/ports/host.ts'

/** Real ms: as much as passes between two looks at the time, whatever the machine was busy with. */
const longestStepMs = 25

/**
 * A clock that runs `times` as fast as the machine's. Given to the app and to the simulator, it makes a protocol's long
 * waits (keepalive, back-off, probes) short while both agree on the time. While the process is not let run, no time
 * passes: a busy machine makes a test slower and never lets a watchdog bark.
 */
export const createFastClock = (times: number): Clock => {
  const startedAt = Date.now()
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  let elapsed = 0
  let lookedAt = performance.now()
  let ticker: NodeJS.Timeout | undefined
  const tick = () => {
    const now = performance.now()
    elapsed += Math.min(now - lookedAt, longestStepMs) * times
    lookedAt = now
    for (const timer of [...timers].sort((left, right) => left.at - right.at)) {
      if (timer.at <= elapsed && timers.delete(timer)) timer.run()
    }
    if (timers.size > 0) return
    clearInterval(ticker)
    ticker = undefined
  }
  const after: Clock['after'] = (delayMs, run) => {
    ticker ??= setInterval(tick, 1).unref()
    const timer = { at: elapsed + delayMs, run }
    timers.add(timer)
    return () => {
      timers.delete(timer)
    }
  }
  return { now: () => startedAt + Math.floor(elapsed), elapsed: () => elapsed, after, every: repeat(after) }
}

/** `every`, made of `after`. */
export const repeat =
  (after: Clock['after']): Clock['every'] =>
  (intervalMs, run) => {
    let cancel = () => {}
    const next = () => {
      cancel = after(intervalMs, () => {
        next()
        run()
      })
    }
    next()
    return () => cancel()
  }
