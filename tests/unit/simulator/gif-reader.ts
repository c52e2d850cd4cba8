/** Reads back what the simulator's GIF writer wrote: written from the format's description, for its test. */

const minimumCode = 8

const inflate = (data: readonly number[]): readonly number[] => {
  const clear = 1 << minimumCode
  const end = clear + 1
  const out: number[] = []
  let table: (readonly number[])[] = []
  let width = minimumCode + 1
  let previous: readonly number[] | undefined
  let position = 0
  const reset = (): void => {
    table = Array.from({ length: clear + 2 }, (_, index) => (index < clear ? [index] : []))
    width = minimumCode + 1
    previous = undefined
  }
  const read = (): number => {
    let code = 0
    for (let bit = 0; bit < width; bit++, position++) {
      code |= (((data[position >> 3] ?? 0) >> (position & 7)) & 1) << bit
    }
    return code
  }
  reset()
  while (position < data.length * 8) {
    const code = read()
    if (code === end) return out
    if (code === clear) {
      reset()
      continue
    }
    const known = table[code]
    const entry = known ?? (previous === undefined ? undefined : [...previous, previous[0] ?? 0])
    if (entry === undefined || code > table.length) throw new Error(`The code ${code} is not in the table.`)
    out.push(...entry)
    if (previous !== undefined && table.length < 4096) table.push([...previous, entry[0] ?? 0])
    if (table.length === 1 << width && width < 12) width++
    previous = entry
  }
  throw new Error('The picture has no end code.')
}

/** The colour indexes of every frame. */
export const decodeGif = (
  bytes: Uint8Array,
): { readonly size: number; readonly frames: readonly (readonly number[])[] } => {
  const size = (bytes[6] ?? 0) | ((bytes[7] ?? 0) << 8)
  const frames: (readonly number[])[] = []
  let at = 13 + 256 * 3
  const readBlocks = (): readonly number[] => {
    const data: number[] = []
    for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) {
      data.push(...bytes.subarray(at + 1, at + 1 + length))
      at += length + 1
    }
    at++
    return data
  }
  while (bytes[at] !== 0x3b) {
    if (at >= bytes.length) throw new Error('The file has no trailer.')
    if (bytes[at] === 0x21) {
      at += 2
      readBlocks()
    } else if (bytes[at] === 0x2c) {
      at += 11
      frames.push(inflate(readBlocks()))
    } else throw new Error(`Block ${bytes[at]} at ${at} is not known.`)
  }
  return { size, frames }
}
