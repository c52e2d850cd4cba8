/** The committed icons: of the sizes they claim, and rendered from the drawings as these are now. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import record from '../../../build/icons/rendered.json'
import {
  icnsTypes,
  type Picture,
  packBytes,
  packIcns,
  packIco,
  readIcnsSizes,
  readIcoSizes,
  readPngSize,
  unpackBytes,
} from '../../../scripts/icon-files.ts'
import { findStaleIcons, type IconHashes, type IconPlan, iconPlans } from '../../../scripts/icon-plan.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const at = (...path: readonly string[]) => join(root, ...path)

const hashes: IconHashes = {
  source: (name) => hash(at('build', 'icons', name)),
  file: (path) => hash(at(path)),
}

const hash = (path: string): string | undefined => {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return undefined
  }
}

const sizesOf = (plan: IconPlan): unknown => {
  const bytes = readFileSync(at(plan.file))
  switch (plan.form) {
    case 'png':
      return readPngSize(bytes)
    case 'ico':
      return readIcoSizes(bytes)
    case 'icns':
      return readIcnsSizes(bytes)
    case 'svg':
      return bytes.toString()
  }
}

const claimOf = (plan: IconPlan): unknown => {
  switch (plan.form) {
    case 'png':
      return plan.size
    case 'ico':
      return plan.sizes
    case 'icns':
      return icnsTypes
    case 'svg':
      return readFileSync(at('build', 'icons', plan.source), 'utf8')
  }
}

describe('the committed icons', () => {
  it.each(iconPlans.map((plan) => [plan.file, plan] as const))('%s has what it claims', (_, plan) => {
    expect(sizesOf(plan)).toEqual(claimOf(plan))
  })

  it('are rendered from the drawings as these are now: else run `npm run icons`', () => {
    expect(findStaleIcons(iconPlans, record, hashes)).toEqual([])
  })

  it('are told when a drawing has changed since, or a file has, or either is gone', () => {
    const shownBy = (source: string) => iconPlans.flatMap((plan) => (plan.source === source ? [plan.file] : []))
    const changedDrawing = { ...hashes, source: (name: string) => (name === 'app.svg' ? 'other' : hashes.source(name)) }
    const changedFile = { ...hashes, file: (path: string) => (path === 'build/icon.ico' ? 'other' : hashes.file(path)) }
    const nothing = { source: () => undefined, file: () => undefined }
    expect(findStaleIcons(iconPlans, record, changedDrawing)).toEqual(shownBy('app.svg'))
    expect(findStaleIcons(iconPlans, record, changedFile)).toEqual(['build/icon.ico'])
    expect(findStaleIcons(iconPlans, { sources: {}, files: {} }, nothing).length).toBe(iconPlans.length)
  })

  it('are all planned: no file and no drawing is left over', () => {
    const planned = new Set(iconPlans.map(({ file }) => file))
    const there = ['resources', 'build/icons/linux'].flatMap((folder) =>
      readdirSync(at(folder)).map((name) => `${folder}/${name}`),
    )
    expect(there.filter((file) => !planned.has(file))).toEqual([])
    const drawings = readdirSync(at('build', 'icons')).filter((name) => name.endsWith('.svg'))
    expect(new Set(drawings)).toEqual(new Set(iconPlans.map(({ source }) => source)))
  })

  it('hold every size that the systems ask for', () => {
    const linux = iconPlans.flatMap((plan) =>
      plan.form === 'png' && plan.file.includes('/linux/') ? [[plan.file, plan.size]] : [],
    )
    expect(linux).toEqual(
      [16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) => [expect.stringContaining(`/${size}x${size}.png`), size]),
    )
    expect(readIcoSizes(readFileSync(at('build', 'icon.ico')))).toEqual([16, 24, 32, 48, 64, 128, 256])
    expect(readIcnsSizes(readFileSync(at('build', 'icon.icns'))).map(([, size]) => size)).toEqual(
      expect.arrayContaining([16, 32, 64, 128, 256, 512, 1024]),
    )
  })
})

/** A picture that is of one colour; its PNG has the header alone, which is what sizes are read from. */
const plain = (size: number, [red, green, blue, alpha]: readonly number[]): Picture => {
  const png = Buffer.alloc(24)
  png.write('89504e470d0a1a0a', 'hex')
  png.writeUInt32BE(size, 16)
  png.writeUInt32BE(size, 20)
  const pixels = new Uint8Array(size * size * 4).map((_, index) => [red, green, blue, alpha][index % 4] ?? 0)
  return { size, png, pixels }
}

describe('the containers', () => {
  it('keep a bitmap in an .ico as Windows reads it: from the bottom, blue first, the transparent masked', () => {
    const picture = plain(16, [1, 2, 3, 255])
    picture.pixels.set([0, 0, 0, 0], 0)
    const ico = packIco([picture])
    const image = ico.subarray(6 + 16)
    const topLeft = 40 + 15 * 16 * 4
    expect([...image.subarray(40, 44)]).toEqual([3, 2, 1, 255])
    expect([...image.subarray(topLeft, topLeft + 4)]).toEqual([0, 0, 0, 0])
    expect([...image.subarray(-4)]).toEqual([0x80, 0, 0, 0])
    expect(image.length).toBe(40 + 16 * 16 * 4 + 16 * 4)
  })

  it('refuse an .ico whose directory tells another size than its image', () => {
    const ico = packIco([plain(32, [0, 0, 0, 255])])
    ico.writeUInt8(16, 6)
    expect(() => readIcoSizes(ico)).toThrow('says 16 px where the image has 32')
  })

  it('refuse an .icns that lacks a size', () => {
    expect(() => packIcns([plain(16, [0, 0, 0, 255])])).toThrow('no picture of 32 px')
  })

  it('give back any bytes that were packed by run lengths, and never a longer run than the format knows', () => {
    const runs = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 300 })), { maxLength: 20 })
    fc.assert(
      fc.property(runs, (lengths) => {
        const bytes = Uint8Array.from(lengths.flatMap(([value, length]) => new Array<number>(length).fill(value)))
        expect(unpackBytes(packBytes(bytes)).equals(bytes)).toBe(true)
      }),
    )
    // A run of 3 is 0x80 and the byte; literals are their count less one, and the bytes.
    expect([...packBytes(Uint8Array.of(7, 7, 7, 1, 2))]).toEqual([0x80, 7, 1, 1, 2])
  })

  it('refuse a PNG that is not square, and what is none', () => {
    const wide = Buffer.from(plain(16, [0, 0, 0, 0]).png)
    wide.writeUInt32BE(32, 16)
    expect(() => readPngSize(wide)).toThrow('32 by 16')
    expect(() => readPngSize(Buffer.from('GIF89a'))).toThrow('no PNG')
  })
})
