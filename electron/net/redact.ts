/** Takes out of text and data what may not be written down: tokens, and what people say. */

export const redacted = '[redacted]'

const secretName =
  /token|secret|authori[sz]ation|password|passphrase|cookie|credential|api_?key|signature|(?:device|user)_?code|^oauth$/iu
/** What somebody said: never in a log, not even by accident. */
const spokenName = /^(?:text|parts|body|fragments|message_?text|chat_?message|subject)$/iu

const labelled =
  /((?:access|refresh|id|session)?_?token|client_?secret|device_?code|user_?code|authorization|password|api_?key)(["']?\s*[=:]\s*["']?)(?!\[redacted\])(?:(?:bearer|oauth|basic)\s+)?[^\s"'&,;)}\]]+/giu
/** Too common as words to be taken for a label elsewhere than in a URL. */
const queryLabelled = /([?&#](?:code|state|key|sig|auth)=)[^\s"'&#]+/giu
const schemes = /\b(bearer|oauth|basic|pass)([ :]+)(?:oauth:)?[A-Za-z0-9._~+/=-]{6,}/giu
const longRun = /[A-Za-z0-9_-]{20,}/gu
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu
const words =
  /^(?:[A-Z]{1,20}[0-9]{0,2}(?:_[A-Z]{1,20}[0-9]{0,2})+|[a-z]{1,20}[0-9]{0,2}(?:[_-][a-z]{1,20}[0-9]{0,2})+)$/u

/**
 * Replaces what looks like a secret: labelled values, authorization schemes, `oauth:…`, and any long run of letters and
 * digits that is no UUID, no number and no words joined by `_` or `-`. Rather one run too many than one too few.
 */
export const redactText = (text: string): string =>
  text
    .replace(labelled, (_, label: string, separator: string) => `${label}${separator}${redacted}`)
    .replace(queryLabelled, (_, label: string) => `${label}${redacted}`)
    .replace(schemes, (_, scheme: string, separator: string) => `${scheme}${separator}${redacted}`)
    .replace(longRun, (run) => (isHarmless(run) ? run : redacted))

const isHarmless = (run: string): boolean => uuid.test(run) || /^\d+$/u.test(run) || isWords(run)

/** A constant or a field name. Random text of that length almost never has its shape: every piece has vowels. */
const isWords = (run: string): boolean =>
  words.test(run) && run.split(/[_-]/u).every((piece) => piece.length < 4 || /[aeiouy]/iu.test(piece))

const maxDepth = 8
const maxItems = 100
const maxText = 4_000

/** The same for data of any shape: by the name of a field and by what its text looks like. Never throws. */
export const redactValue = (value: unknown): unknown => redactInto(value, 0, new Set())

const redactInto = (value: unknown, depth: number, above: ReadonlySet<object>): unknown => {
  if (typeof value === 'string') return redactText(value.length > maxText ? `${value.slice(0, maxText)}…` : value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'symbol' || typeof value === 'function') return `[${typeof value}]`
  if (typeof value !== 'object' || value === null) return value
  if (above.has(value)) return '[circular]'
  if (depth >= maxDepth) return '[deep]'
  const inside = new Set([...above, value])
  try {
    return redactObject(value, (inner) => redactInto(inner, depth + 1, inside))
  } catch {
    return '[unreadable]'
  }
}

const redactObject = (value: object, inner: (value: unknown) => unknown): unknown => {
  if (value instanceof Error) return redactError(value, inner)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  if (value instanceof URL || value instanceof URLSearchParams || value instanceof RegExp) return inner(String(value))
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return capped(value.slice(0, maxItems).map(inner), value.length)
  if (value instanceof Set) return inner([...value])
  if (value instanceof Map || value instanceof Headers) return redactFields([...value.entries()], inner)
  if ('toJSON' in value && typeof value.toJSON === 'function') return inner(value.toJSON())
  return redactFields(Object.entries(value), inner)
}

const redactFields = (entries: readonly (readonly [unknown, unknown])[], inner: (value: unknown) => unknown) => {
  const fields: Record<string, unknown> = {}
  for (const [key, value] of entries.slice(0, maxItems)) {
    const name = String(key)
    fields[redactText(name)] = isNamedSecret(name, value) ? redacted : inner(value)
  }
  return fields
}

/** Numbers and truths under such a name ("tokens: 3", "hasToken: true") tell nothing. */
const isNamedSecret = (name: string, value: unknown): boolean =>
  (secretName.test(name) || spokenName.test(name)) &&
  value !== null &&
  value !== undefined &&
  typeof value !== 'number' &&
  typeof value !== 'boolean'

const redactError = (error: Error, inner: (value: unknown) => unknown) => ({
  ...redactFields(
    Object.entries(error).filter(([name]) => name !== 'cause'),
    inner,
  ),
  name: inner(error.name),
  message: inner(error.message),
  stack: inner(error.stack),
  ...(error.cause === undefined ? {} : { cause: inner(error.cause) }),
})

const capped = (items: readonly unknown[], length: number): readonly unknown[] =>
  length > items.length ? [...items, `… ${length - items.length} more`] : items
