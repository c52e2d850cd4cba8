/**
 * Whether a channel was read without a break by at least one of its sources. A source's connection counts as reading only
 * up to the last frame that it received: a stall is found later than it began.
 */

export interface Continuity {
  /** The source reads the channel from `at` on (ms since epoch). */
  live(source: string, at: number): void
  /** The source no longer reads it; the last moment that it surely did was `lastHeardAt`. */
  lost(source: string, lastHeardAt: number, why: string): void
}

export interface Interruption {
  readonly from: number
  readonly to: number
  readonly why: string
}

/** `report` is called once for each span that no source covered, as soon as that is certain and over. */
export const createContinuity = (report: (interruption: Interruption) => void): Continuity => {
  const open = new Map<string, number>()
  let closed: { readonly from: number; readonly to: number }[] = []
  /** Everything before it is covered or reported; undefined before the first source was live. */
  let settled: number | undefined
  let why = ''

  const settle = () => {
    for (;;) {
      if (settled === undefined) return
      const now = settled
      const extending = closed.find(({ from, to }) => from <= now && to > now)
      if (extending !== undefined) {
        settled = extending.to
        continue
      }
      closed = closed.filter(({ to }) => to > now)
      const starts = [...open.values(), ...closed.map(({ from }) => from)]
      if (starts.length === 0) return
      const next = Math.min(...starts)
      if (next <= now) return
      report({ from: now, to: next, why })
      settled = next
    }
  }

  return {
    live(source, at) {
      if (open.has(source)) return
      open.set(source, at)
      settled ??= at
      settle()
    },
    lost(source, lastHeardAt, reason) {
      const since = open.get(source)
      if (since === undefined) return
      open.delete(source)
      why = reason
      closed.push({ from: since, to: Math.max(since, lastHeardAt) })
      settle()
    },
  }
}
