import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanName, cleanText, maxTextLength, safeHref, splitLinks } from '../../../electron/core/text.ts'
import { visible } from './visible.ts'

describe('cleanText', () => {
  it.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a heart on fire', '❤️‍🔥'],
    ['a skin tone', '👍🏽'],
    ['a flag of letters', '🇩🇪'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a keycap', '1️⃣'],
    ['Japanese', '今日は、世界。'],
    ['Korean', '안녕하세요'],
    ['Arabic with vowels', 'السَّلَامُ عَلَيْكُمْ'],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Persian with a non-joiner', 'می\u200cخواهم'],
    ['Hindi', 'नमस्ते दुनिया'],
    ['Thai', 'สวัสดีชาวโลก'],
    ['decomposed Vietnamese', 'Tiê\u0301ng Viê\u0323t'],
    ['a direction mark', 'a \u200f(ب)'],
  ])('leaves %s as it is', (_name, text) => {
    expect(cleanText(text)).toBe(text)
  })

  it.each([
    ['control characters', 'a\0b\x07c\x9bd', 'abcd'],
    ['direction overrides and isolates', 'a\u202eb\u202cc\u2066d\u2069', 'abcd'],
    ['invisible padding', 'a\u034fb\u{e0000}c\ufeffd\u200be', 'abcde'],
    ['tags without a flag', 'a\u{e0067}\u{e0062}', 'a'],
    ['stacked marks', `a${'\u0301'.repeat(40)}b`, `a${'\u0301'.repeat(4)}b`],
    ['marks stacked with joiners between', `a${'\u0301\u200d'.repeat(40)}b`, 'a\u0301\u200d\u0301\u200db'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['line breaks of a platform without lines', 'a\r\nb\nc\u2028d', 'a b c d'],
    ['tabulators', 'a\tb', 'a b'],
  ])('bounds %s', (_name, text, expected) => {
    expect(cleanText(text)).toBe(expected)
  })

  it('keeps the lines of a platform that has them', () => {
    expect(cleanText('a\r\nb\rc\u2029d', { lines: true })).toBe('a\nb\nc\nd')
  })

  it('never cuts a character in two', () => {
    expect(cleanText('a😂', { maxLength: 2 })).toBe('a')
    expect(cleanText('x'.repeat(maxTextLength + 1))).toHaveLength(maxTextLength)
  })

  it('loses nothing visible, does not grow and says the same when asked twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const clean = cleanText(text)
        expect(visible(clean)).toBe(visible(text.toWellFormed()))
        expect(clean.length).toBeLessThanOrEqual(text.length)
        expect(cleanText(clean)).toBe(clean)
      }),
    )
  })
})

describe('cleanName', () => {
  it('is one bounded line without direction marks or space around it', () => {
    expect(cleanName(' \u200fname\u202e\n')).toBe('name')
    expect(cleanName('n'.repeat(1000))).toHaveLength(100)
    expect(cleanName('   ')).toBe('')
  })
})

describe('splitLinks', () => {
  it('finds addresses with and without a scheme, and leaves the text as written', () => {
    expect(splitLinks('See HTTPS://Example.com/A?b=1, or clips.twitch.tv/x!')).toEqual([
      { type: 'text', text: 'See ' },
      { type: 'link', text: 'HTTPS://Example.com/A?b=1', href: 'https://example.com/A?b=1' },
      { type: 'text', text: ', or ' },
      { type: 'link', text: 'clips.twitch.tv/x', href: 'https://clips.twitch.tv/x' },
      { type: 'text', text: '!' },
    ])
  })

  it.each([
    'https://user:password@example.com/',
    'https://user@example.com/',
    'https://twitch.tv\\@example.com/',
    'javascript:alert(1)//x.com',
    'ftp://example.com/file',
    'mailto:a@example.com',
    'a@example.com',
    '//example.com/x',
    'https://localhost/x.y',
    'wait... what. really.',
    'version 1.2.3',
  ])('sees no link in %j', (text) => {
    expect(splitLinks(text)).toEqual([{ type: 'text', text }])
  })

  it('joins to the same text whatever is given, with safe addresses only', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 10 }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.constantFrom(' ', '@', ':', '\\', 'https://', 'http://a.b', '.com', '('),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = cleanText(pieces.join(''))
        const parts = splitLinks(text)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        for (const part of parts) if (part.type === 'link') expect(safeHref(part.href)).toBe(part.href)
      }),
    )
  })

  it('stays fast on text made to be slow', () => {
    const started = performance.now()
    for (const hostile of ['a.', 'http://', 'a.com/(', 'a-', 'https://a.b/((', '@.']) {
      splitLinks(cleanText(hostile.repeat(maxTextLength)))
    }
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('safeHref', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://',
    'nonsense',
    'https://a:b@c.de/',
  ])('refuses %s', (address) => {
    expect(safeHref(address)).toBeUndefined()
  })
})
