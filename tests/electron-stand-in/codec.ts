/**
 * Structured clone as text, for the pipe between the page and the test's process. The function is sent to the page as its
 * source: it stands on nothing outside itself.
 */
export interface Codec {
  /** Throws Electron's own error for what no clone can hold. */
  encode(value: unknown): string
  decode(text: string): unknown
}

export const createCodec = (): Codec => {
  type Tagged = { readonly $: string; readonly v?: unknown }
  const isTagged = (value: object): value is Tagged => '$' in value

  const write = (value: unknown, above: Set<object>): unknown => {
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) }
    }
    if (typeof value !== 'object' || value === null) return value
    if (above.has(value)) throw new Error('The pipe of the Electron stand-in carries no cycles.')
    above.add(value)
    const written = writeObject(value, above)
    above.delete(value)
    return written
  }
  const writeObject = (value: object, above: Set<object>): unknown => {
    if (Array.isArray(value)) return Array.from(value, (item) => write(item, above))
    if (value instanceof Date) return { $: 'date', v: value.getTime() }
    if (value instanceof RegExp) return { $: 'regexp', v: [value.source, value.flags] }
    if (value instanceof Map) {
      return { $: 'map', v: Array.from(value, ([key, item]) => [write(key, above), write(item, above)]) }
    }
    if (value instanceof Set) return { $: 'set', v: Array.from(value, (item) => write(item, above)) }
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message] }
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: [...new Uint8Array(value)] }
    if (value instanceof Uint8Array) return { $: 'bytes', v: [...value] }
    if (ArrayBuffer.isView(value))
      throw new Error('The pipe of the Electron stand-in carries bytes as Uint8Array only.')
    const entries = Object.entries(value).map(([key, item]) => [key, write(item, above)] as const)
    const copy = Object.fromEntries(entries)
    return '$' in copy ? { $: 'object', v: entries } : copy
  }

  const readAll = (value: unknown): unknown[] => (Array.isArray(value) ? value.map(read) : [])
  const readPairs = (value: unknown): [unknown, unknown][] =>
    (Array.isArray(value) ? value : []).map((pair: unknown) => {
      const [key, item] = readAll(pair)
      return [key, item]
    })
  const read = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(read)
    if (!isTagged(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)]))
    const { $: tag, v: content } = value
    const parts: readonly unknown[] = Array.isArray(content) ? content : []
    if (tag === 'bigint') return BigInt(String(content))
    if (tag === 'number') return Number(content)
    if (tag === 'date') return new Date(Number(content))
    if (tag === 'regexp') return new RegExp(String(parts[0]), String(parts[1]))
    if (tag === 'map') return new Map(readPairs(content))
    if (tag === 'set') return new Set(readAll(content))
    if (tag === 'error') return Object.assign(new Error(String(parts[1])), { name: String(parts[0]) })
    if (tag === 'bytes') return Uint8Array.from(parts.map(Number))
    if (tag === 'buffer') return Uint8Array.from(parts.map(Number)).buffer
    if (tag === 'object') return Object.fromEntries(readPairs(content).map(([key, item]) => [String(key), item]))
    return undefined
  }

  return {
    encode(value) {
      let copy: unknown
      try {
        copy = structuredClone(value)
      } catch {
        throw new Error('An object could not be cloned.')
      }
      return JSON.stringify(write(copy, new Set()))
    },
    decode: (text) => read(JSON.parse(text)),
  }
}
