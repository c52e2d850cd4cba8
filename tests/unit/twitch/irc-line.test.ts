import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nickOf, parseIrcLine } from '../../../electron/platforms/twitch/parse/irc-line.ts'

const read = (line: string) => {
  const message = parseIrcLine(line)
  return message === undefined ? undefined : { ...message, tags: Object.fromEntries(message.tags) }
}

describe('parseIrcLine', () => {
  it('reads tags, prefix, command and parameters', () => {
    expect(read('@a=1;b=;c :nick!user@host PRIVMSG #room :hello :) there\r\n')).toEqual({
      tags: { a: '1', b: '', c: '' },
      prefix: 'nick!user@host',
      command: 'PRIVMSG',
      params: ['#room', 'hello :) there'],
    })
  })

  it('reads a line without tags and prefix, and a last parameter without its colon', () => {
    expect(read('PING :tmi.twitch.tv')).toEqual({ tags: {}, prefix: '', command: 'PING', params: ['tmi.twitch.tv'] })
    expect(read(':a!a@a PRIVMSG #room word')?.params).toEqual(['#room', 'word'])
    expect(read('PRIVMSG #room :')?.params).toEqual(['#room', ''])
    expect(read('JOIN   #room  ')?.params).toEqual(['#room'])
  })

  it('undoes the escapes, and drops a backslash that escapes nothing', () => {
    expect(read('@t=a\\sb\\:c\\\\d\\r\\ne\\xf\\ CMD')?.tags).toEqual({ t: 'a b;c\\d\r\nexf' })
    expect(read('@t=\\\\s CMD')?.tags).toEqual({ t: '\\s' })
  })

  it('keeps equals signs in a value, takes the last of a tag said twice, and skips empty ones', () => {
    expect(read('@u=a=b;;x=1;x=2;=3 CMD')?.tags).toEqual({ u: 'a=b', x: '2' })
  })

  it.each(['', ' ', '@a=1', '@a=1 ', ':prefix', ':prefix ', 'hello world', '12 x', '1234', 'Privmsg #a :b', '{"a":1}'])(
    'says of %j that it is no line',
    (line) => {
      expect(parseIrcLine(line)).toBeUndefined()
    },
  )

  it('reads back every tag value that was escaped by the rules, in any order', () => {
    const escapeTag = (value: string) =>
      value.replace(
        /[\\;\s]/g,
        (found) => ({ '\\': '\\\\', ';': '\\:', ' ': '\\s', '\r': '\\r', '\n': '\\n' })[found] ?? '',
      )
    const value = fc.string({ unit: fc.constantFrom('a', ';', ' ', '\\', '\r', '\n', '=', ':', '😂'), maxLength: 12 })
    const tags = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), value, { noNullPrototype: true })
    fc.assert(
      fc.property(tags, (given) => {
        const raw = Object.entries(given).map(([name, text]) => `${name}=${escapeTag(text)}`)
        expect(read(`@${raw.join(';')} CMD`)?.tags).toEqual(given)
      }),
    )
  })

  it('never throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('@', ':', ' ', ';', '=', '\\', '\r\n', 'PRIVMSG'),
    )
    fc.assert(fc.property(fc.array(piece), (pieces) => void parseIrcLine(pieces.join(''))))
  })
})

describe('nickOf', () => {
  it('is what stands before the exclamation mark, or the whole', () => {
    expect([nickOf('nick!user@host'), nickOf('tmi.twitch.tv'), nickOf('')]).toEqual(['nick', 'tmi.twitch.tv', ''])
  })
})
