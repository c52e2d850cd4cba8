/** Twitch's JOIN budget: 20 in any 10 s over all of an address's sockets (facts 5); joining more closes them. */
import type { Clock } from '../../../core/ports/host.ts'

export interface JoinBudget {
  /** How many may be joined now. */
  free(): number
  spend(count: number): void
  /** ms until at least one more is free; 0 when one is. */
  waitMs(): number
}

/** The window is kept a little longer than Twitch's: what left evenly may arrive bunched. */
export const createJoinBudget = (
  clock: Pick<Clock, 'elapsed'>,
  { count = 20, windowMs = 10_500 }: { readonly count?: number; readonly windowMs?: number } = {},
): JoinBudget => {
  const spent: number[] = []
  const forget = () => {
    const now = clock.elapsed()
    while (spent[0] !== undefined && spent[0] + windowMs <= now) spent.shift()
  }
  return {
    free() {
      forget()
      return count - spent.length
    },
    spend(amount) {
      for (let index = 0; index < amount; index++) spent.push(clock.elapsed())
    },
    waitMs() {
      forget()
      const first = spent[0]
      return spent.length < count || first === undefined ? 0 : Math.max(1, first + windowMs - clock.elapsed())
    },
  }
}
