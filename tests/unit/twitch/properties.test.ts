/** Whatever arrives: nothing throws, nothing is lost, everything is bounded. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createParser,
  type Parsed,
  parseEventSub,
  parseEventSubFrame,
  parseIrc,
} from '../../../electron/platforms/twitch/parse.ts'
import type { FeedEvent, MessagePart } from '../../../shared/model.ts'
import { chatMessage, firstMessage, makeContext, makePayload, privmsg } from './context.ts'
import { goldenNames, ircSamples, readPayload } from './fixtures.ts'
import { visible } from './visible.ts'

const context = makeContext({ self: { userId: '5151', login: 'viewer_one' } })

const partsOf = (event: FeedEvent): readonly MessagePart[] => ('parts' in event ? event.parts : [])

/** What holds for every answer of a parser. */
const expectSound = (parsed: Parsed): void => {
  expect(parsed.malformed === undefined || parsed.events.length === 0).toBe(true)
  expect(JSON.parse(JSON.stringify(parsed.events))).toEqual(parsed.events)
  for (const event of parsed.events) {
    expect(event.id.startsWith('twitch:')).toBe(true)
    const parts = partsOf(event)
    if ('text' in event) expect(parts.map((part) => part.text).join('')).toBe(event.text)
    for (const part of parts) expect(part.text).not.toBe('')
    if (event.kind === 'notice') expect([event.text, event.system]).not.toContain('')
  }
}

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    'Kappa',
    '@viewer_two',
    'https://example.com/a?b',
    'Cheer100',
    '😂',
    '👨‍👩‍👧',
    'é́́́́́́',
    'مرحبا',
    '\u200b',
    '@',
  ),
)

const said = fc
  .array(word, { minLength: 1, maxLength: 15 })
  .map((words) => words.join(' ').replace(/[\r\n]/g, ''))
  .filter((text) => text.trim() !== '')

const range = fc
  .tuple(fc.integer({ min: -2, max: 80 }), fc.integer({ min: -2, max: 80 }))
  .map(([from, to]) => `${from}-${to}`)
const emotes = fc
  .array(fc.tuple(fc.constantFrom('25', 'emotesv2_a', '1_TK', 'x:y', ''), fc.array(range, { maxLength: 3 })), {
    maxLength: 4,
  })
  .map((groups) => groups.map(([id, ranges]) => `${id}:${ranges.join(',')}`).join('/'))

describe('IRC', () => {
  it('loses nothing of a text, whatever the emotes and bits claim', () => {
    fc.assert(
      fc.property(said, emotes, fc.option(fc.nat(300)), (text, tag, bits) => {
        const parsed = parseIrc(
          privmsg(text, { emotes: tag, ...(bits === null ? {} : { bits: String(bits) }) }),
          context,
        )
        expectSound(parsed)
        expect(visible(firstMessage(parsed).text)).toBe(visible(text))
      }),
      { numRuns: 300 },
    )
  })

  it('reads tags in any order, with others among them, the same', () => {
    const samples = fc.constantFrom(...ircSamples.filter(({ raw }) => raw.startsWith('@')))
    fc.assert(
      fc.property(samples, fc.infiniteStream(fc.nat()), ({ raw }, order) => {
        const end = raw.indexOf(' ')
        const tags = [...raw.slice(1, end).split(';'), 'made-up=1', 'also']
        const keyed = tags.map((tag) => ({ tag, key: order.next().value }))
        const shuffled = keyed.sort((left, right) => left.key - right.key).map(({ tag }) => tag)
        expect(parseIrc(`@${shuffled.join(';')}${raw.slice(end)}`, context)).toEqual(parseIrc(raw, context))
      }),
    )
  })

  it('survives samples with tags missing, cut or swapped for garbage', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('', '-1', '1e9', '9'.repeat(40), '\\'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...ircSamples), fc.nat(40), garbage, fc.boolean(), ({ raw }, at, value, drop) => {
        const tags = raw.split(';')
        const index = at % tags.length
        const name = (tags[index] ?? '').split('=')[0] ?? ''
        const changed = drop ? tags.toSpliced(index, 1) : tags.with(index, `${name}=${value}`)
        expectSound(parseIrc(changed.join(';'), context))
        expectSound(parseIrc(raw.slice(0, (at * raw.length) / 40), context))
      }),
      { numRuns: 500 },
    )
  }, 20_000)

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (line) => expectSound(parseIrc(line, context))),
    )
  })
})

/** Several times the longest text: in parts, as a sentence, percent-encoded in an id. */
const mostTold = 60_000
const flood = 'x'.repeat(100_000)

/** The names of the cases whose answers are too long. */
const tooLong = (cases: Iterable<readonly [string, Parsed]>): readonly string[] =>
  [...cases].flatMap(([name, parsed]) => (JSON.stringify(parsed).length > mostTold ? [name] : []))

describe('an answer is bounded, however long a value is', () => {
  it('over IRC: each tag, the nick, the channel and the text', () => {
    const cases = ircSamples.flatMap(({ name, raw }) => {
      const unnamed = raw.replace(/(?<=[@;]room-id=)[^; ]*/, '')
      const tags = Array.from(raw.matchAll(/(?<=[@;])[^=; ]+(?==)/g), ([tag]) => tag)
      const lines = [
        ...tags.map((tag) => [tag, raw.replace(new RegExp(`([@;]${tag}=)[^; ]*`), `$1${flood}`)] as const),
        ['nick', raw.replace(/ :[^ ]+ /, ` :${flood} `)] as const,
        ['channel', unnamed.replace(/#\w+/, `#${flood}`)] as const,
        ['text', `${raw} :${flood}`] as const,
      ]
      return lines.map(([what, line]) => [`${name} ${what}`, parseIrc(line, context)] as const)
    })
    expect(tooLong(cases)).toEqual([])
  })

  it('over IRC without tags', () => {
    const commands = ['PRIVMSG', 'CLEARCHAT', 'CLEARMSG', 'USERNOTICE', 'NOTICE', 'ROOMSTATE']
    const cases = commands.flatMap((command) =>
      ['', '@msg-id=x;target-msg-id=y;slow=5 '].flatMap((tags) => [
        [`${command} nick`, parseIrc(`${tags}:${flood} ${command} #room :text`, context)] as const,
        [`${command} channel`, parseIrc(`${tags}:nick ${command} #${flood} :text`, context)] as const,
        [`${command} text`, parseIrc(`${tags}:nick ${command} #room :${flood}`, context)] as const,
      ]),
    )
    expect(tooLong(cases)).toEqual([])
  })
})

/** Every path to a value inside. */
const pathsOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

/** A copy in which what stands at the path is something else, or gone. */
const replaceAt = (value: unknown, path: readonly string[], replacement: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return replacement
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaceAt(item, rest, replacement) : item))
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    name === key ? replaceAt(inner, rest, replacement) : inner,
  ])
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
}

const payloads = goldenNames
  .filter((name) => name !== 'irc_samples' && !name.startsWith('thirdparty.'))
  .map(readPayload)

const parseAny = (wire: unknown): Parsed =>
  typeof wire === 'object' && wire !== null && 'metadata' in wire
    ? parseEventSubFrame(wire, context)
    : parseEventSub(wire, context)

describe('EventSub', () => {
  it('loses nothing of a text', () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 5 }), (texts) => {
        const kinds = ['text', 'emote', 'mention', 'cheermote']
        const fragments = texts.map((text, index) => ({
          type: kinds[index % kinds.length],
          text,
          emote: index % 2 === 1 ? { id: '25' } : null,
        }))
        const parsed = parseEventSub(chatMessage({ message: { text: texts.join(''), fragments } }), context)
        expectSound(parsed)
        expect(visible(firstMessage(parsed).text)).toBe(visible(texts.join('')))
      }),
    )
  })

  it('survives every payload with any value replaced by another type, or missing', () => {
    const replacement = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, true, 0, -1, 1.5, '', 'x', [], {}, [null], [1], { id: {} }, '\ud800'),
      fc.string({ unit: 'binary', maxLength: 10 }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...payloads), fc.nat(), replacement, (payload, seed, value) => {
        const paths = pathsOf(payload)
        const path = paths[seed % paths.length] ?? []
        expectSound(parseAny(replaceAt(payload, path, value)))
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives a bounded answer however long a value is', () => {
    const cases = payloads.flatMap((payload, index) =>
      pathsOf(payload).map(
        (path) => [`${index} ${path.join('.')}`, parseAny(replaceAt(payload, path, flood))] as const,
      ),
    )
    expect(tooLong(cases)).toEqual([])
  })

  it('ignores fields that it does not know', () => {
    for (const name of goldenNames.filter((golden) => golden.startsWith('channel.'))) {
      const payload = readPayload(name)
      const event = typeof payload === 'object' && payload !== null && 'event' in payload ? payload.event : undefined
      const more = { ...(typeof event === 'object' ? event : {}), made_up: { id: 1 }, also: [null] }
      expect([name, parseAny(replaceAt(payload, ['event'], more))]).toEqual([name, parseAny(payload)])
    }
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('channel.chat.message', 'channel.chat.notification', 'channel.moderate', 'channel.poll.end'),
        (value, type) => {
          expectSound(parseEventSub(value, context))
          expectSound(parseEventSub({ subscription: { type }, event: value }, context))
          if (typeof value === 'object' && value !== null)
            expectSound(parseEventSub(makePayload(type, { message_id: '1', ...value }), context))
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a parser with a memory', () => {
  it('answers as one without, however often it is asked', () => {
    const parser = createParser({ ...context })
    for (let round = 0; round < 3; round++) {
      for (const { raw } of ircSamples) expect(parser.irc(raw, 5_000)).toEqual(parseIrc(raw, context))
      for (const payload of payloads) expect(parser.eventSub(payload, 5_000)).toEqual(parseEventSub(payload, context))
    }
  })
})
