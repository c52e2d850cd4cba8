/** Where a row stands: by arrival, or by time for what came late or from a history (DESIGN 5). */

/** Arriving rows are this far apart, so that some twenty rows in a row find a place between two of them. */
export const orderStride = 2 ** 20

/**
 * An order strictly between `low` and `high` that leaves equal room for `waiting - 1` further rows above it; undefined
 * when no number is left there. `low` may be -Infinity.
 */
export const orderBetween = (low: number, high: number, waiting: number): number | undefined => {
  if (low === Number.NEGATIVE_INFINITY) return high - orderStride * waiting
  const order = low + (high - low) / (waiting + 1)
  return order > low && order < high ? order : undefined
}

/** A live event is late beyond its source's usual delay and this, in ms. */
export const lateAfter = 10_000

const sampleCount = 64
const resampleEvery = 16

/** What is usual for each source: the median of its last delays. */
export interface Delays {
  /**
   * Takes the delay of a live event into account and tells whether the event is late. `sentAt` is the platform's time,
   * `arrivedAt` elapsed time of ours: what lies between two clocks is part of what is usual, and unlike our wall clock
   * this one is never set. Both in ms.
   */
  isLate(source: string, sentAt: number, arrivedAt: number): boolean
}

interface Samples {
  readonly delays: number[]
  next: number
  untilResample: number
  usual: number
}

/** Of an even number the upper one: while few delays are known, one odd event must not make the next ones late. */
const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0

export const createDelays = (): Delays => {
  const sources = new Map<string, Samples>()
  const samplesOf = (source: string): Samples => {
    const known = sources.get(source)
    if (known !== undefined) return known
    const created = { delays: [], next: 0, untilResample: 0, usual: 0 }
    sources.set(source, created)
    return created
  }
  return {
    isLate(source, sentAt, arrivedAt) {
      const samples = samplesOf(source)
      const delay = arrivedAt - sentAt
      samples.delays[samples.next] = delay
      samples.next = (samples.next + 1) % sampleCount
      samples.untilResample -= 1
      if (samples.untilResample <= 0) {
        samples.usual = median(samples.delays)
        // While few are known each one counts; later the median moves slowly enough to look now and then.
        samples.untilResample = samples.delays.length < resampleEvery ? 1 : resampleEvery
      }
      return delay > samples.usual + lateAfter
    },
  }
}
