/** The smallest bytes that are an image to whoever reads the head: real enough to sniff, not to paint. */
export type ImageBytes = Uint8Array<ArrayBuffer>

export const bytesOf = (...parts: readonly (string | readonly number[])[]): ImageBytes =>
  new Uint8Array(
    parts.flatMap((part) =>
      typeof part === 'string' ? Array.from(part, (character) => character.charCodeAt(0)) : [...part],
    ),
  )

const big = (value: number): readonly number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)
const little = (value: number, size: number): readonly number[] =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 255)
const zeros = (length: number): readonly number[] => Array.from({ length }, () => 0)

export const makePng = (width = 28, height = 28, padding = 16): ImageBytes =>
  bytesOf('\x89PNG\r\n\x1a\n', big(13), 'IHDR', big(width), big(height), zeros(5 + padding))

export const makeGif = (width = 28, height = 28): ImageBytes =>
  bytesOf('GIF89a', little(width, 2), little(height, 2), zeros(8))

export const makeJpeg = (width = 28, height = 28): ImageBytes =>
  bytesOf('\xff\xd8\xff\xe0', [0, 4, 1, 1], '\xff\xc0', [0, 17, 8, height >> 8, height & 255, width >> 8, width & 255])

export const makeWebp = (kind: 'VP8X' | 'VP8L' | 'VP8 ', width = 28, height = 28): ImageBytes => {
  const head = ['RIFF', zeros(4), 'WEBP', kind, zeros(4)] as const
  if (kind === 'VP8X') return bytesOf(...head, zeros(4), little(width - 1, 3), little(height - 1, 3), zeros(8))
  if (kind === 'VP8L') return bytesOf(...head, [0x2f], little((width - 1) | ((height - 1) << 14), 4), zeros(8))
  return bytesOf(...head, zeros(6), little(width, 2), little(height, 2), zeros(8))
}

export const makeAvif = (width = 28, height = 28): ImageBytes =>
  bytesOf(big(24), 'ftypavif', zeros(12), big(20), 'ispe', zeros(4), big(width), big(height), zeros(16))
