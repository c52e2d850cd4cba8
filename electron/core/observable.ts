import type { Disposer } from '../../shared/contract.ts'

/** A value that changes and can be watched. Listeners are called after the change, in the order they subscribed. */
export interface Observable<Value> {
  readonly value: Value
  subscribe(listener: (value: Value) => void): Disposer
}

/** What `map` makes of `source`, made anew whenever it is asked for or told; it holds nothing that had to be let go. */
export const mapObservable = <Value, Mapped>(
  source: Observable<Value>,
  map: (value: Value) => Mapped,
): Observable<Mapped> => ({
  get value() {
    return map(source.value)
  },
  subscribe: (listener) => source.subscribe((value) => listener(map(value))),
})

export interface Subject<Value> extends Observable<Value> {
  set(value: Value): void
}

/** `set` with a value that `equals` the current one tells nobody. */
export const createSubject = <Value>(
  initial: Value,
  equals: (left: Value, right: Value) => boolean = Object.is,
): Subject<Value> => {
  let current = initial
  const listeners = new Set<(value: Value) => void>()
  return {
    get value() {
      return current
    },
    set(value) {
      if (equals(current, value)) return
      current = value
      for (const listener of [...listeners]) listener(value)
    },
    subscribe(listener) {
      const own = (value: Value) => listener(value)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
