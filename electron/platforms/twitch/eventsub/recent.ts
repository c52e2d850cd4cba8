/** Which transport ids were seen lately, in bounded memory: two generations, the older forgotten as a whole. */

export interface RecentIds {
  /** True the first time. */
  isNew(id: string): boolean
}

/** Remembers at least the last `capacity` ids and at most twice as many. */
export const createRecentIds = (capacity = 20_000): RecentIds => {
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    isNew(id) {
      if (young.has(id) || old.has(id)) return false
      if (young.size >= capacity) {
        old = young
        young = new Set()
      }
      young.add(id)
      return true
    },
  }
}
