/**
 * A moment on both of a computer's clocks. The wall clock may be set, and elapsed time may stand still while the computer
 * sleeps; together they say what was before what, and how long ago it was.
 */
import type { Clock } from './ports/host.ts'

export interface Moment {
  /** ms of elapsed time. */
  readonly elapsed: number
  /** ms since epoch, as the wall clock said then. */
  readonly wall: number
}

export const momentNow = (clock: Pick<Clock, 'now' | 'elapsed'>): Moment => ({
  elapsed: clock.elapsed(),
  wall: clock.now(),
})

/** Negative when `left` was earlier: by elapsed time, and where that stood still by the wall clock. */
export const compareMoments = (left: Moment, right: Moment): number =>
  left.elapsed - right.elapsed || left.wall - right.wall

export const earlierOf = (left: Moment, right: Moment): Moment => (compareMoments(left, right) <= 0 ? left : right)

export const laterOf = (left: Moment, right: Moment): Moment => (compareMoments(left, right) >= 0 ? left : right)

/** ms since epoch: what the wall clock said then, unless it was set back since; then what it would have said. */
export const wallTimeOf = (moment: Moment, now: Moment): number =>
  Math.min(moment.wall, Math.ceil(now.wall - (now.elapsed - moment.elapsed)))
