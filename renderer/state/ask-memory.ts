/** Which of the requests from outside the page were met: each is met once, also when the page is loaded again. */
const storageKey = 'tributary-asked'

export interface AskMemory {
  /** Whether this is to be met now; from then on it is remembered as met. */
  take(asked: number): boolean
}

/** Reaching for the storage may throw, where the system forbids it; then a reload forgets. */
export const createAskMemory = (storage: () => Pick<Storage, 'getItem' | 'setItem'>): AskMemory => {
  let met = 0
  return {
    take(asked) {
      try {
        met = Math.max(met, Number(storage().getItem(storageKey)))
        if (asked > met) storage().setItem(storageKey, String(asked))
      } catch {
        // What this page remembers by itself is enough until it is loaded again.
      }
      const isNew = asked > met
      met = Math.max(met, asked)
      return isNew
    },
  }
}
