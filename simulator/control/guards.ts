/** Checks of control input: the HTTP form of the API takes JSON from anywhere. */

export type Guard<T> = (value: unknown) => value is T

type RequiredKeys<T> = {
  [K in keyof T]-?: undefined extends T[K] ? never : Record<never, never> extends Pick<T, K> ? never : K
}[keyof T]
type OptionalKeys<T> = Exclude<keyof T, RequiredKeys<T>>

export const text: Guard<string> = (value): value is string => typeof value === 'string'
export const number: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value)
export const flag: Guard<boolean> = (value): value is boolean => typeof value === 'boolean'

export const oneOf =
  <const T extends string | number>(...values: readonly T[]): Guard<T> =>
  (value): value is T =>
    values.some((each) => each === value)

export const list =
  <T>(item: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(item)

export const record =
  <T>(item: Guard<T>): Guard<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(item)

export const either =
  <A, B>(first: Guard<A>, second: Guard<B>): Guard<A | B> =>
  (value): value is A | B =>
    first(value) || second(value)

export const nothing: Guard<null> = (value): value is null => value === null

/** An object with exactly these fields; what is not named is refused, so that a typing error is told. */
export const object = <T extends object>(
  required: { readonly [K in RequiredKeys<T>]: Guard<T[K]> },
  optional: { readonly [K in OptionalKeys<T>]-?: Guard<Exclude<T[K], undefined>> },
): Guard<T> => {
  const needed = Object.entries<Guard<unknown>>(required)
  const possible = Object.entries<Guard<unknown>>(optional)
  const names = new Set([...needed, ...possible].map(([name]) => name))
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const fields = new Map<string, unknown>(Object.entries(value))
    return (
      needed.every(([name, guard]) => guard(fields.get(name))) &&
      possible.every(([name, guard]) => !fields.has(name) || guard(fields.get(name))) &&
      Array.from(fields.keys()).every((name) => names.has(name))
    )
  }
}
