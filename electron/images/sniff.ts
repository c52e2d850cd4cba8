/**
 * What an image is, by its own bytes: the type that a server claims is not looked at. Only these five kinds pass, and
 * only of a sane size; SVG and HTML are never images here.
 */
export interface SniffedImage {
  readonly type: 'image/png' | 'image/gif' | 'image/webp' | 'image/jpeg' | 'image/avif'
  readonly width: number
  readonly height: number
}

/** In pixels, of either side; emotes are 112, avatars at most 600. */
export const largestSide = 1_024

/** Undefined for everything else, cut short or too large. */
export const sniffImage = (bytes: Uint8Array): SniffedImage | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const read of [readPng, readGif, readWebp, readJpeg, readAvif]) {
    const image = read(bytes, view)
    if (image !== undefined) return isSane(image) ? image : undefined
  }
  return undefined
}

type Reader = (bytes: Uint8Array, view: DataView) => SniffedImage | undefined

const isSane = ({ width, height }: SniffedImage): boolean =>
  width >= 1 && height >= 1 && width <= largestSide && height <= largestSide

const hasText = (bytes: Uint8Array, offset: number, text: string): boolean =>
  bytes.length >= offset + text.length &&
  Array.from(text).every((character, index) => bytes[offset + index] === character.charCodeAt(0))

/** https://www.w3.org/TR/png-3/#11IHDR */
const readPng: Reader = (bytes, view) =>
  bytes.length >= 33 && hasText(bytes, 0, '\x89PNG\r\n\x1a\n') && hasText(bytes, 12, 'IHDR')
    ? { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
    : undefined

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt, 18 */
const readGif: Reader = (bytes, view) =>
  bytes.length >= 13 && (hasText(bytes, 0, 'GIF89a') || hasText(bytes, 0, 'GIF87a'))
    ? { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
    : undefined

/** https://developers.google.com/speed/webp/docs/riff_container */
const readWebp: Reader = (bytes, view) => {
  if (bytes.length < 30 || !hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WEBP')) return undefined
  const type = 'image/webp'
  if (hasText(bytes, 12, 'VP8X')) {
    return { type, width: 1 + readUint24(view, 24), height: 1 + readUint24(view, 27) }
  }
  if (hasText(bytes, 12, 'VP8L')) {
    const packed = view.getUint32(21, true)
    return { type, width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) }
  }
  if (hasText(bytes, 12, 'VP8 ')) {
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  }
  return undefined
}

const readUint24 = (view: DataView, offset: number): number =>
  view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16)

/** https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2.2: the first frame header tells the size. */
const readJpeg: Reader = (bytes, view) => {
  if (!hasText(bytes, 0, '\xff\xd8\xff')) return undefined
  let offset = 2
  while (offset + 9 <= bytes.length && bytes[offset] === 0xff) {
    const marker = view.getUint8(offset + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) {
      return { type: 'image/jpeg', width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) }
    }
    // A fill byte stands alone; every other segment before the first frame tells its length.
    offset += marker === 0xff ? 1 : 2 + view.getUint16(offset + 2)
  }
  return undefined
}

/** ISO/IEC 23000-22: an `ftyp` of the brand, and an `ispe` property with the size. */
const readAvif: Reader = (bytes, view) => {
  if (!hasText(bytes, 4, 'ftyp') || !(hasText(bytes, 8, 'avif') || hasText(bytes, 8, 'avis'))) return undefined
  const end = Math.min(bytes.length - 16, 4_096)
  for (let offset = 8; offset < end; offset++) {
    if (hasText(bytes, offset, 'ispe')) {
      return { type: 'image/avif', width: view.getUint32(offset + 8), height: view.getUint32(offset + 12) }
    }
  }
  return undefined
}
