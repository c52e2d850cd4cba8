/** The latest used images, up to a number of bytes. */
export interface SizedCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

export const createSizedCache = <Value extends { readonly bytes: Uint8Array }>(maxBytes: number): SizedCache<Value> => {
  const entries = new Map<string, Value>()
  let total = 0
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      total += value.bytes.byteLength - (entries.get(key)?.bytes.byteLength ?? 0)
      entries.delete(key)
      entries.set(key, value)
      for (const [oldest, { bytes }] of entries) {
        if (total <= maxBytes) return
        entries.delete(oldest)
        total -= bytes.byteLength
      }
    },
  }
}
