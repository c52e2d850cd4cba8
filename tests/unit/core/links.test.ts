import { describe, expect, it } from 'vitest'
import { checkLink, checkSignInPage } from '../../../electron/core/links.ts'

describe('a link', () => {
  it('opens as the re-serialised https address', () => {
    expect(checkLink('https://Example.com/ä?q=1#x')).toEqual({ ok: true, value: 'https://example.com/%C3%A4?q=1#x' })
  })

  it.each([
    'http://example.com/',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
    'ms-msdt:/id',
    'https://user:secret@example.com/',
    'https://user@example.com/',
    'https://exa mple.com/',
    'https://example.com/\u0000',
    'https://example.com/\nx',
    ' https://example.com/',
    '//example.com',
    'example.com',
    '',
    `https://example.com/${'a'.repeat(2048)}`,
    'http://127.0.0.1/activate',
  ])('is refused when it is %j', (text) => {
    expect(checkLink(text)).toMatchObject({ ok: false, error: { kind: 'invalid', field: 'url' } })
  })
})

describe('a sign-in page', () => {
  const origins = ['http://127.0.0.1:4010', 'https://id.twitch.tv', 'http://example.com']

  it('may be on loopback over http where its origin is in the endpoint table', () => {
    expect(checkSignInPage('http://127.0.0.1:4010/activate?x=1', origins)).toEqual({
      ok: true,
      value: 'http://127.0.0.1:4010/activate?x=1',
    })
  })

  it('may be any https page', () => {
    expect(checkSignInPage('https://www.twitch.tv/activate?device-code=A', origins).ok).toBe(true)
  })

  it.each([
    'http://127.0.0.1:4011/activate',
    'http://localhost:4010/activate',
    'http://example.com/activate',
    'ftp://127.0.0.1:4010/',
  ])('is refused when it is %s', (text) => {
    expect(checkSignInPage(text, origins).ok).toBe(false)
  })
})
