/** Reading of unknown JSON, field by field: a missing or mistyped field is undefined, never an exception. */

export type Json = Readonly<Record<string, unknown>>

export const readObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined

export const readText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Ids: text, or a number where a server wrote one. */
export const readId = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : undefined

export const readNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** The objects of a list; what is none is left out. */
export const readObjects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map(readObject).filter((item) => item !== undefined) : []

/** Helix puts every answer's items under `data`. */
export const readData = (body: unknown): readonly Json[] => readObjects(readObject(body)?.['data'])

export const readCursor = (body: unknown): string | undefined => {
  const cursor = readText(readObject(readObject(body)?.['pagination'])?.['cursor'])
  return cursor === '' ? undefined : cursor
}
