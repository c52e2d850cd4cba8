/** What IPC hands over may be anything that can be cloned: cycles, maps, buffers, megabytes. Only plain data goes on. */

export type Measured =
  /** About as many bytes as JSON of it would have in UTF-8. */
  { readonly plain: true; readonly bytes: number } | { readonly plain: false }

const deepest = 16
const mostNodes = 20_000

/** Never walks further than the caps of depth and nodes: what is beyond them is not plain. */
export const measurePlainData = (value: unknown): Measured => {
  let bytes = 0
  let nodes = 0
  const walk = (part: unknown, depth: number): boolean => {
    nodes += 1
    if (nodes > mostNodes || depth > deepest) return false
    switch (typeof part) {
      case 'string':
        bytes += 2 + Buffer.byteLength(part)
        return true
      case 'number':
        bytes += 24
        return true
      case 'boolean':
      case 'undefined':
        bytes += 5
        return true
      case 'object':
        bytes += 4
        return part === null || walkObject(part, depth)
      default:
        return false
    }
  }
  const walkObject = (part: object, depth: number): boolean => {
    if (Array.isArray(part))
      return part.every((item) => {
        bytes += 1
        return walk(item, depth + 1)
      })
    const prototype: unknown = Object.getPrototypeOf(part)
    if (prototype !== Object.prototype && prototype !== null) return false
    return Object.entries(part).every(([key, item]) => {
      bytes += 3 + Buffer.byteLength(key)
      return walk(item, depth + 1)
    })
  }
  return walk(value, 0) ? { plain: true, bytes } : { plain: false }
}
