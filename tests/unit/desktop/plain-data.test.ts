import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measurePlainData } from '../../../electron/hosts/desktop/plain-data.ts'

describe('measuring what came over IPC', () => {
  it('counts a long text in bytes, not in characters', () => {
    expect(measurePlainData('ü'.repeat(1_000))).toMatchObject({ plain: true, bytes: 2_002 })
  })

  it('never counts less than half of what JSON would need', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const measured = measurePlainData(value)
        const json = Buffer.byteLength(JSON.stringify(value))
        expect(measured.plain && measured.bytes * 2 >= json - 8).toBe(true)
      }),
    )
  })

  it.each([
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['a date', new Date(0)],
    ['a buffer', new ArrayBuffer(8)],
    ['a typed array', new Uint8Array(4)],
    ['an expression', /a/u],
    ['an error', new Error('x')],
    ['a big number', 1n],
    ['one of them inside', { input: [{ deep: new Map() }] }],
  ])('takes %s for no plain data', (_, value) => {
    expect(measurePlainData(value)).toEqual({ plain: false })
  })

  it('ends on a cycle, on endless depth and on endless breadth', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], 1)
    const wide = Array.from({ length: 100_000 }, () => 0)
    for (const value of [cycle, deep, wide]) expect(measurePlainData(value)).toEqual({ plain: false })
  })
})
