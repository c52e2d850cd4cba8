/** Animated GIF: a fixed palette of 6 x 7 x 6 colours and one transparent index. */

const transparent = 252
const reds = 6
const greens = 7
const blues = 6
const bitsPerIndex = 8

const palette = (): Uint8Array => {
  const colors = new Uint8Array(256 * 3)
  for (let index = 0; index < transparent; index++) {
    const red = Math.floor(index / (greens * blues))
    const green = Math.floor(index / blues) % greens
    const blue = index % blues
    colors.set([(red * 255) / (reds - 1), (green * 255) / (greens - 1), (blue * 255) / (blues - 1)], index * 3)
  }
  return colors
}

const toIndexes = (pixels: Uint8ClampedArray): Uint8Array => {
  const indexes = new Uint8Array(pixels.length / 4)
  const level = (value: number, levels: number): number => Math.round((value / 255) * (levels - 1))
  for (let at = 0; at < indexes.length; at++) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at * 4, at * 4 + 4)
    indexes[at] =
      alpha < 110 ? transparent : level(red, reds) * greens * blues + level(green, greens) * blues + level(blue, blues)
  }
  return indexes
}

/** LZW as GIF wants it: variable width codes, least significant bit first. */
const compress = (indexes: Uint8Array): readonly number[] => {
  const clear = 1 << bitsPerIndex
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  let width = bitsPerIndex + 1
  let next = clear + 2
  let table = new Map<number, number>()
  const write = (code: number): void => {
    buffer |= code << bits
    bits += width
    while (bits >= 8) {
      bytes.push(buffer & 255)
      buffer >>= 8
      bits -= 8
    }
  }
  write(clear)
  let prefix = indexes[0] ?? transparent
  for (let at = 1; at < indexes.length; at++) {
    const symbol = indexes[at] ?? transparent
    const known = table.get(prefix * 256 + symbol)
    if (known !== undefined) {
      prefix = known
      continue
    }
    write(prefix)
    if (next < 4096) {
      table.set(prefix * 256 + symbol, next)
      if (next === 1 << width) width++
      next++
    } else {
      write(clear)
      table = new Map()
      width = bitsPerIndex + 1
      next = clear + 2
    }
    prefix = symbol
  }
  write(prefix)
  write(clear + 1)
  if (bits > 0) bytes.push(buffer & 255)
  return bytes
}

const littleEndian = (value: number): readonly [number, number] => [value & 255, value >> 8]

/** Square RGBA frames, shown `delayMs` each, for ever. */
export const encodeGif = (
  size: number,
  frames: readonly Uint8ClampedArray[],
  delayMs: number,
): Uint8Array<ArrayBuffer> => {
  const bytes: number[] = [...Buffer.from('GIF89a', 'latin1'), ...littleEndian(size), ...littleEndian(size), 0xf7, 0, 0]
  bytes.push(...palette())
  bytes.push(0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0)
  for (const frame of frames) {
    bytes.push(0x21, 0xf9, 4, 0x09, ...littleEndian(Math.round(delayMs / 10)), transparent, 0)
    bytes.push(0x2c, 0, 0, 0, 0, ...littleEndian(size), ...littleEndian(size), 0, bitsPerIndex)
    const data = compress(toIndexes(frame))
    for (let at = 0; at < data.length; at += 255) {
      const block = data.slice(at, at + 255)
      bytes.push(block.length, ...block)
    }
    bytes.push(0)
  }
  bytes.push(0x3b)
  return Uint8Array.from(bytes)
}
