/**
 * The two containers that hold an icon's sizes: Windows' .ico and Apple's .icns, written and their sizes read back.
 * https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10) and https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 */

export interface Picture {
  /** px, both ways. */
  readonly size: number
  readonly png: Uint8Array
  /** Row by row from the top: red, green, blue, alpha. */
  readonly pixels: Uint8Array
}

const headerBytes = 6
const entryBytes = 16
const bitmapHeaderBytes = 40

/** Below 256 px as bitmaps, which every reader of icons knows; from 256 px as PNG, as Windows itself does. */
export const packIco = (pictures: readonly Picture[]): Buffer => {
  const images = pictures.map((picture) => (picture.size < 256 ? bitmapOf(picture) : Buffer.from(picture.png)))
  const header = Buffer.alloc(headerBytes + entryBytes * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [index, { size }] of pictures.entries()) {
    const length = images[index]?.length ?? 0
    const at = headerBytes + entryBytes * index
    // A byte holds no 256: 0 stands for it.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += length
  }
  return Buffer.concat([header, ...images])
}

/** From the bottom row up: blue, green, red, alpha; after it the mask of old, one bit a pixel, rows filled up to 32 bits. */
const bitmapOf = ({ size, pixels }: Picture): Buffer => {
  const header = Buffer.alloc(bitmapHeaderBytes)
  header.writeUInt32LE(bitmapHeaderBytes, 0)
  header.writeInt32LE(size, 4)
  header.writeInt32LE(size * 2, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  const colours = Buffer.alloc(size * size * 4)
  const maskRowBytes = Math.ceil(size / 32) * 4
  const mask = Buffer.alloc(maskRowBytes * size)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = (y * size + x) * 4
      const row = size - 1 - y
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(from, from + 4)
      colours.set([blue, green, red, alpha], (row * size + x) * 4)
      const at = row * maskRowBytes + (x >> 3)
      if (alpha === 0) mask.writeUInt8(mask.readUInt8(at) | (0x80 >> (x & 7)), at)
    }
  }
  header.writeUInt32LE(colours.length + mask.length, 20)
  return Buffer.concat([header, colours, mask])
}

/** The sizes as the images themselves tell them; throws when the directory tells another or leads nowhere. */
export const readIcoSizes = (ico: Buffer): readonly number[] =>
  Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const at = headerBytes + entryBytes * index
    const told = ico.readUInt8(at) || 256
    const start = ico.readUInt32LE(at + 12)
    const image = ico.subarray(start, start + ico.readUInt32LE(at + 8))
    const size = isPng(image) ? readPngSize(image) : image.readInt32LE(4)
    if (size !== told) throw new Error(`The icon's directory says ${told} px where the image has ${size}.`)
    return size
  })

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

const isPng = (image: Uint8Array): boolean => pngSignature.equals(image.subarray(0, pngSignature.length))

/** px; throws when it is no PNG or not square. */
export const readPngSize = (png: Buffer): number => {
  if (!isPng(png)) throw new Error('It is no PNG.')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  if (width !== height) throw new Error(`It is ${width} by ${height} px.`)
  return width
}

/** Type and size (px) of each entry that current systems read; the two smallest are compressed channels, not PNG. */
export const icnsTypes: readonly (readonly [type: string, size: number])[] = [
  ['ic04', 16],
  ['ic11', 32],
  ['ic05', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

const channelTypes: ReadonlySet<string> = new Set(['ic04', 'ic05'])
const channelMark = Buffer.from('ARGB', 'latin1')

/** Throws when a size that the format wants is not among the pictures. */
export const packIcns = (pictures: readonly Picture[]): Buffer => {
  const entries = icnsTypes.map(([type, size]) => {
    const picture = pictures.find((one) => one.size === size)
    if (picture === undefined) throw new Error(`There is no picture of ${size} px.`)
    return block(type, channelTypes.has(type) ? packChannels(picture) : picture.png)
  })
  return block('icns', Buffer.concat(entries))
}

const block = (type: string, content: Uint8Array): Buffer => {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(content.length + head.length, 4)
  return Buffer.concat([head, content])
}

const packChannels = ({ pixels }: Picture): Buffer =>
  Buffer.concat([
    channelMark,
    ...[3, 0, 1, 2].map((channel) => packBytes(pixels.filter((_, index) => index % 4 === channel))),
  ])

const shortestRun = 3
const longestRun = 130
const longestLiteral = 128

/** Apple's run lengths: below 128, so many bytes and one follow as they are; from 128, the next byte stands 3 to 130 times. */
export const packBytes = (bytes: Uint8Array): Buffer => {
  const packed: number[] = []
  let literal: number[] = []
  const endLiteral = () => {
    if (literal.length > 0) packed.push(literal.length - 1, ...literal)
    literal = []
  }
  for (let at = 0; at < bytes.length; ) {
    const value = bytes[at] ?? 0
    let run = 1
    while (run < longestRun && bytes[at + run] === value) run += 1
    if (run >= shortestRun) {
      endLiteral()
      packed.push(run + 128 - shortestRun, value)
      at += run
    } else {
      literal.push(value)
      at += 1
      if (literal.length === longestLiteral) endLiteral()
    }
  }
  endLiteral()
  return Buffer.from(packed)
}

export const unpackBytes = (packed: Uint8Array): Buffer => {
  const bytes: number[] = []
  for (let at = 0; at < packed.length; ) {
    const head = packed[at] ?? 0
    if (head < 128) {
      bytes.push(...packed.subarray(at + 1, at + 2 + head))
      at += 2 + head
    } else {
      const value = packed[at + 1] ?? 0
      for (let left = head - 128 + shortestRun; left > 0; left -= 1) bytes.push(value)
      at += 2
    }
  }
  return Buffer.from(bytes)
}

/** By type, the size that the image itself tells. */
export const readIcnsSizes = (icns: Buffer): readonly (readonly [type: string, size: number])[] => {
  if (icns.toString('latin1', 0, 4) !== 'icns' || icns.readUInt32BE(4) !== icns.length)
    throw new Error('It is no icns.')
  const sizes: [string, number][] = []
  for (let at = 8; at < icns.length; ) {
    const type = icns.toString('latin1', at, at + 4)
    const length = icns.readUInt32BE(at + 4)
    const image = icns.subarray(at + 8, at + length)
    sizes.push([type, channelMark.equals(image.subarray(0, 4)) ? readChannelSize(image) : readPngSize(image)])
    at += length
  }
  return sizes
}

const readChannelSize = (image: Buffer): number => Math.sqrt(unpackBytes(image.subarray(channelMark.length)).length / 4)
