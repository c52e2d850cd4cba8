import { describe, expect, it } from 'vitest'
import { checkAddress, createPrivateNetworks, isPrivateAddress } from '../../../electron/images/address.ts'

const places = { hosts: ['static-cdn.jtvnw.net'], origins: ['http://127.0.0.1:4000', 'http://cdn.example:4000'] }
const check = (text: string, base?: string) =>
  checkAddress(text, places, base === undefined ? undefined : new URL(base))

describe('the address of an image', () => {
  it('is taken on a listed host, and may not be private', () => {
    const checked = check('https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/2.0')
    expect([checked?.url.hostname, checked?.mayBePrivate]).toEqual(['static-cdn.jtvnw.net', false])
  })

  it('is taken on an overridden origin, and may be private', () => {
    expect(check('http://127.0.0.1:4000/a.png')?.mayBePrivate).toBe(true)
  })

  it('is read against what redirected to it', () => {
    expect(check('/b.png', 'https://static-cdn.jtvnw.net/a.png')?.url.href).toBe('https://static-cdn.jtvnw.net/b.png')
    expect(check('//evil.example/b.png', 'https://static-cdn.jtvnw.net/a.png')).toBeUndefined()
  })

  it('is used as it was understood, not as it was written', () => {
    const checked = check('https://static-cdn.jtvnw.net\\@evil.example/a.png')
    expect(checked?.url.href).toBe('https://static-cdn.jtvnw.net/@evil.example/a.png')
  })

  it.each([
    'http://static-cdn.jtvnw.net/a.png',
    'https://static-cdn.jtvnw.net:8443/a.png',
    'https://static-cdn.jtvnw.net.evil.example/a.png',
    'https://evil-static-cdn.jtvnw.net/a.png',
    'https://static-cdn.jtvnw.net./a.png',
    'https://user@static-cdn.jtvnw.net/a.png',
    'https://static-cdn.jtvnw.net@evil.example/a.png',
    'http://127.0.0.1:4001/a.png',
    'http://127.0.0.1/a.png',
    'http://localhost:4000/a.png',
    'http://cdn.example:4000/a.png',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'ftp://static-cdn.jtvnw.net/a.png',
    '/a.png',
    '',
    `https://static-cdn.jtvnw.net/${'a'.repeat(3000)}`,
  ])('is refused: %s', (text) => {
    expect(check(text)).toBeUndefined()
  })
})

describe('an address in a network', () => {
  const networks = createPrivateNetworks()

  it.each([
    '127.0.0.1',
    '127.255.255.255',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
    '',
    '127.1',
  ])('%j is private or none', (address) => {
    expect(isPrivateAddress(address, networks)).toBe(true)
  })

  it.each(['1.1.1.1', '151.101.2.167', '172.32.0.1', '192.169.0.1', '2606:4700:4700::1111', '2a04:4e42::485'])(
    '%s is public',
    (address) => {
      expect(isPrivateAddress(address, networks)).toBe(false)
    },
  )
})
