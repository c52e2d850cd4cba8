/**
 * Whether a channel was read without a break by at least one of its sources. A source's connection counts as reading only
 * up to the last frame that it received: a stall is found later than it began. Kept in moments, so that setting the
 * computer's clock neither hides a gap nor makes one.
 */
import { compareMoments, earlierOf, laterOf, type Moment } from '../../../core/moment.ts'

export interface Continuity {
  /** The source reads the channel from `at` on. */
  live(source: string, at: Moment): void
  /** The source no longer reads it; the last moment that it surely did was `lastHeard`. */
  lost(source: string, lastHeard: Moment, why: string): void
}

export interface Interruption {
  readonly from: Moment
  readonly to: Moment
  readonly why: string
}

/** `report` is called once for each span that no source covered, as soon as that is certain and over. */
export const createContinuity = (report: (interruption: Interruption) => void): Continuity => {
  const open = new Map<string, Moment>()
  let closed: Pick<Interruption, 'from' | 'to'>[] = []
  /** Everything before it is covered or reported; undefined before the first source was live. */
  let settled: Moment | undefined
  let why = ''

  const settle = () => {
    for (;;) {
      if (settled === undefined) return
      const now = settled
      const extending = closed.find(({ from, to }) => !isAfter(from, now) && isAfter(to, now))
      if (extending !== undefined) {
        settled = extending.to
        continue
      }
      closed = closed.filter(({ to }) => isAfter(to, now))
      const starts = [...open.values(), ...closed.map(({ from }) => from)]
      if (starts.length === 0) return
      const next = starts.reduce(earlierOf)
      if (!isAfter(next, now)) return
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
    lost(source, lastHeard, reason) {
      const since = open.get(source)
      if (since === undefined) return
      open.delete(source)
      why = reason
      closed.push({ from: since, to: laterOf(since, lastHeard) })
      settle()
    },
  }
}

const isAfter = (one: Moment, other: Moment): boolean => compareMoments(one, other) > 0
