import type { Random } from '../random.ts'

/** Draws every item once in random order before any comes again, and never the same twice in a row. */
export const createDeck = <T>(items: readonly T[], random: Random): (() => T | undefined) => {
  let pile: T[] = []
  let last: T | undefined
  const shuffle = (): T[] => {
    const shuffled = [...items]
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = Math.floor(random() * (index + 1))
      const [here, there] = [shuffled[index], shuffled[other]]
      if (here === undefined || there === undefined) continue
      shuffled[index] = there
      shuffled[other] = here
    }
    if (shuffled.length > 1 && shuffled.at(-1) === last) shuffled.reverse()
    return shuffled
  }
  return () => {
    if (pile.length === 0) pile = shuffle()
    last = pile.pop()
    return last
  }
}
