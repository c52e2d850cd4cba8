import { describe, expect, it } from 'vitest'
import { compareVersions, parseVersion, type Version } from '../../../electron/hosts/desktop/version-order.ts'

const read = (text: string): Version => {
  const version = parseVersion(text)
  if (version === undefined) throw new Error(`${text} is no version.`)
  return version
}

describe('a version', () => {
  it.each([
    '',
    '1',
    '1.2',
    '1.2.3.4',
    'v1.2.3',
    '01.2.3',
    '1.02.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3 ',
    '1.2.3\n',
    '-1.2.3',
    '1.2.3-ä',
    `1.2.${'9'.repeat(16)}`,
    `1.2.3-${'a'.repeat(100)}`,
  ])('is none when it is written like %j', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })

  it('is told without its build metadata', () => {
    expect(read('1.2.3-beta.1+build.5').text).toBe('1.2.3-beta.1')
  })

  // The order of the specification, 11.4, with numbers that are not words around it.
  const ascending = [
    '0.9.10',
    '1.0.0-1',
    '1.0.0-2',
    '1.0.0-10',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.2.0',
    '1.10.0-a',
    '1.10.0',
    '2.0.0',
    '10.0.0',
  ]

  it('is older than all that follow it, and newer than all before it', () => {
    for (const [left, older] of ascending.entries()) {
      for (const [right, newer] of ascending.entries()) {
        expect([older, newer, Math.sign(compareVersions(read(older), read(newer)))]).toEqual([
          older,
          newer,
          Math.sign(left - right),
        ])
      }
    }
  })

  it('is the same with other build metadata', () => {
    expect(compareVersions(read('1.0.0+a'), read('1.0.0+b'))).toBe(0)
  })
})
