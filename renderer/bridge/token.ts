/**
 * The token of this start: it comes in the address's fragment, which browsers send to nobody, moves to the tab's own
 * storage, so that a reload finds it, and leaves the address bar, which streamers show.
 */
const storageKey = 'tributary-token'
const shape = /^#([A-Za-z0-9_-]{16,256})$/

export interface TokenPlace {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
  readonly history: Pick<History, 'replaceState'>
  /** Reaching for it may throw, where a person's settings forbid it. */
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>
}

export const hasToken = (hash: string): boolean => shape.test(hash)

/** Undefined where the page was opened without one and has none from before. */
export const takeToken = ({ location, history, storage }: TokenPlace): string | undefined => {
  const token = shape.exec(location.hash)?.[1]
  if (token === undefined) return quietly(() => storage().getItem(storageKey)) ?? undefined
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  // Without storage the page works until it is reloaded.
  quietly(() => storage().setItem(storageKey, token))
  return token
}

const quietly = <Value>(act: () => Value): Value | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}
