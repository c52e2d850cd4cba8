import { describe, expect, test } from 'vitest'
import { differences } from './shape.ts'

const example = { id: '12', at: '2026-01-01T00:00:00.123456789Z', reply: null, badges: [{ set: 'vip', info: '' }] }

describe('the structural comparison', () => {
  test('accepts other values of the same structure', () => {
    const other = { id: '7', at: '2027-01-01T00:00:00Z', reply: null, badges: [] }
    expect(differences(other, [example])).toEqual([])
  })

  test('tells a missing key, an undocumented key, another type, another format and an unknown null', () => {
    const wrong = { id: 'x7', reply: { a: 1 }, badges: [{ set: null, info: '' }], extra: true }
    expect(differences(wrong, [example])).toEqual([
      '$.at is missing',
      '$.extra is not documented',
      '$.id is "x7", the examples are digits',
      '$.reply is object, the examples have null',
      '$.badges.*.set is null, the examples have string',
    ])
  })

  test('lets several examples complete each other', () => {
    const replied = { ...example, reply: { parent: '1' } }
    expect(differences({ ...example, reply: { parent: '9' } }, [example, replied])).toEqual([])
  })
})
