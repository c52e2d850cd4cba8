export type Disposer = () => void

/** What the simulator knows of time: a parameter, so that tests can let hours pass at once. */
export interface Clock {
  /** ms since epoch. */
  now(): number
  /** Calls `run` once after `delayMs`; the disposer cancels it. */
  after(delayMs: number, run: () => void): Disposer
  /** Calls `run` every `intervalMs` until disposed. */
  every(intervalMs: number, run: () => void): Disposer
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs)
    return () => clearInterval(timer)
  },
}

/** RFC 3339 with nanoseconds, as EventSub writes it: `2023-07-19T14:56:51.634234626Z`. */
export const toNanosecondTime = (ms: number, random: () => number): string => {
  const beyondMs = Math.floor(random() * 1_000_000)
  return `${new Date(ms).toISOString().slice(0, -1)}${String(beyondMs).padStart(6, '0')}Z`
}

/** RFC 3339 to the second, as Helix writes it: `2021-03-10T03:18:11Z`. */
export const toSecondTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
