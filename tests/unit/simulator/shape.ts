/** Compares a value with example payloads by structure: the same keys, the same types, the same string formats. */

const formats: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
  ['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/],
  ['color', /^#[0-9a-fA-F]{6}$/],
  ['url', /^(https?|wss?):\/\//],
  ['digits', /^\d+$/],
]

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The format that all examples share; empty strings say nothing. */
const sharedFormat = (examples: readonly unknown[]): readonly [string, RegExp] | undefined => {
  const texts = examples.filter((example) => typeof example === 'string' && example !== '')
  if (texts.length === 0) return undefined
  return formats.find(([, pattern]) => texts.every((each) => typeof each === 'string' && pattern.test(each)))
}

export interface ShapeOptions {
  /** A further type that the documents name though no example shows it, by path with `*` for any index. */
  readonly also?: Readonly<Record<string, 'null' | 'number' | 'string'>>
  /** Keys that may be missing though every example has them. */
  readonly optional?: readonly string[]
  /** Paths whose string format the examples fix by chance. */
  readonly anyFormat?: readonly string[]
}

/** What differs, in words; empty when the value has the examples' structure. */
export const differences = (
  value: unknown,
  examples: readonly unknown[],
  options: ShapeOptions = {},
  path = '$',
): readonly string[] => {
  const types = new Set(examples.map(typeOf))
  const type = typeOf(value)
  if (!types.has(type) && options.also?.[path] === type) return []
  if (!types.has(type)) {
    return [`${path} is ${type}, the examples have ${[...types].join(' or ')}`]
  }
  const alike = examples.filter((example) => typeOf(example) === type)
  if (isRecord(value)) {
    const objects = alike.filter(isRecord)
    const known = new Set(objects.flatMap((object) => Object.keys(object)))
    const missing = [...known].filter((key) => !(key in value) && options.optional?.includes(`${path}.${key}`) !== true)
    const extra = Object.keys(value).filter((key) => !known.has(key))
    return [
      ...missing.map((key) => `${path}.${key} is missing`),
      ...extra.map((key) => `${path}.${key} is not documented`),
      ...Object.entries(value).flatMap(([key, inner]) =>
        known.has(key)
          ? differences(
              inner,
              objects.filter((object) => key in object).map((object) => object[key]),
              options,
              `${path}.${key}`,
            )
          : [],
      ),
    ]
  }
  if (Array.isArray(value)) {
    const items = alike.flatMap((example) => (Array.isArray(example) ? example : []))
    if (items.length === 0) return []
    return value.flatMap((item: unknown) => differences(item, items, options, `${path}.*`))
  }
  if (typeof value === 'string' && value !== '' && options.anyFormat?.includes(path) !== true) {
    const format = sharedFormat(alike)
    if (format !== undefined && !format[1].test(value)) return [`${path} is "${value}", the examples are ${format[0]}`]
  }
  return []
}
