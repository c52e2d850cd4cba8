import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyRows, countAfter, lowerBound, showsIn } from '../../../renderer/feed/rows.ts'
import { channelIdOf, sampleMessage, sampleRow, sampleRows } from './samples.ts'

const orders = (rows: readonly { order: number }[]) => rows.map((row) => row.order)

describe('the rows of the feed', () => {
  it('appends, replaces and inserts by order without touching the old list', () => {
    const before = sampleRows('a', 3, 10)
    const changed = before.slice(1, 2).map((row) => ({ ...row, putBack: 'no' }))
    const after = applyRows(before, changed, [...sampleRows('b', 1, 14), ...sampleRows('b', 1, 5)])
    expect(orders(after)).toEqual([5, 10, 11, 12, 14])
    expect(after[2]?.putBack).toBe('no')
    expect(before[1]?.putBack).toBeUndefined()
  })

  it('ignores a change of a row that is not there', () => {
    const rows = sampleRows('a', 2)
    expect(applyRows(rows, sampleRows('b', 1, 2), [])).toEqual(rows)
  })

  it('is sorted whatever comes in whatever batches', () => {
    const batches = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 9 }), (numbers, size) => {
        let rows: ReturnType<typeof applyRows> = []
        for (let at = 0; at < numbers.length; at += size)
          rows = applyRows(
            rows,
            [],
            numbers.slice(at, at + size).flatMap((number) => sampleRows('a', 1, number)),
          )
        expect(orders(rows)).toEqual([...numbers].sort((left, right) => left - right))
      }),
    )
  })

  it('finds places and counts what comes after an order', () => {
    const rows = sampleRows('a', 4, 10)
    expect([lowerBound(rows, 9), lowerBound(rows, 11), lowerBound(rows, 99)]).toEqual([0, 1, 4])
    expect([countAfter(rows, 9), countAfter(rows, 11), countAfter(rows, 13)]).toEqual([4, 2, 0])
  })

  it('shows a row of a shared chat in each of its rooms and nowhere else', () => {
    const rooms = ['a', 'b'].map((name) => ({ channel: channelIdOf(name), messageId: name, removed: false }))
    const row = sampleRow(sampleMessage('a', 'Ada', 'hi', '1', { rooms }), 1)
    expect(['a', 'b', 'c'].map((name) => showsIn(row, channelIdOf(name)))).toEqual([true, true, false])
  })
})
