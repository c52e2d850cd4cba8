import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestSide, sniffImage } from '../../../electron/images/sniff.ts'
import { bytesOf, type ImageBytes, makeAvif, makeGif, makeJpeg, makePng, makeWebp } from '../../harness/images.ts'

const kinds: readonly (readonly [string, (width: number, height: number) => ImageBytes])[] = [
  ['image/png', makePng],
  ['image/gif', makeGif],
  ['image/jpeg', makeJpeg],
  ['image/webp', (width, height) => makeWebp('VP8X', width, height)],
  ['image/webp', (width, height) => makeWebp('VP8L', width, height)],
  ['image/webp', (width, height) => makeWebp('VP8 ', width, height)],
  ['image/avif', makeAvif],
]

describe.each(kinds)('an image of type %s', (type, make) => {
  it('is known by its bytes, with its size', () => {
    expect(sniffImage(make(112, 56))).toEqual({ type, width: 112, height: 56 })
    expect(sniffImage(make(largestSide, 1))).toEqual({ type, width: largestSide, height: 1 })
  })

  it('is refused when a side is out of measure', () => {
    expect(sniffImage(make(largestSide + 1, 1))).toBeUndefined()
    expect(sniffImage(make(1, largestSide + 1))).toBeUndefined()
  })

  it('is read without a fault wherever it is cut', () => {
    const whole = make(28, 28)
    for (let length = 0; length < whole.length; length++) expect(() => sniffImage(whole.slice(0, length))).not.toThrow()
  })
})

describe('what is no image', () => {
  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['SVG behind XML', '<?xml version="1.0"?><svg/>'],
    ['a program', 'MZ\x90\x00'],
    ['a page that begins like a GIF', 'GIF89'],
    ['a PDF', '%PDF-1.7'],
  ])('is refused: %s', (_, text) => {
    expect(sniffImage(bytesOf(text))).toBeUndefined()
  })

  it('is refused when a side is nothing', () => {
    expect([makePng(0, 5), makeGif(5, 0)].map(sniffImage)).toEqual([undefined, undefined])
  })

  it('never breaks the reader, whatever it is', () => {
    const heads = kinds.map(([, make]) => make(28, 28).slice(0, 16))
    const any = fc.tuple(fc.constantFrom(new Uint8Array(), ...heads), fc.uint8Array({ maxLength: 200 }))
    fc.assert(
      fc.property(any, ([head, tail]) => {
        const image = sniffImage(new Uint8Array([...head, ...tail]))
        expect(image === undefined || (image.width <= largestSide && image.height <= largestSide)).toBe(true)
      }),
    )
  })
})
