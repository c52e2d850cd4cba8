import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEventSubNormalizer, createIrcNormalizer } from '../../../electron/platforms/twitch/normalize.ts'
import {
  goldenNames,
  ircSamples,
  payloadNames,
  readGolden,
  readPayload,
  readPayloadText,
  unknownWithReason,
  withoutEvents,
} from './fixtures.ts'

const special = new Set(['irc_samples', 'thirdparty.recent_messages'])

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}

const hasUnknown = (events: unknown): boolean =>
  Array.isArray(events) && events.some((event) => recordOf(event)['notice'] === 'unknown')

describe('payloads', () => {
  it('have each an expectation or a reason to have none', () => {
    expect([...goldenNames, ...Object.keys(withoutEvents)].sort()).toEqual(payloadNames)
  })

  it('are unknown only where that is the point', () => {
    const eventSub = goldenNames.filter((name) => !special.has(name) && hasUnknown(readGolden(name)))
    const irc = Object.entries(recordOf(readGolden('irc_samples'))).filter(([, events]) => hasUnknown(events))
    const found = [...eventSub, ...irc.map(([name]) => `irc_samples ${name}`)]
    expect(found.sort()).toEqual(Object.keys(unknownWithReason).sort())
  })

  it('are compared with expectations that no code in this folder writes', () => {
    const writers = new RegExp(['write$File', 'to$MatchFileSnapshot', 'to$MatchSnapshot'].join('|').replaceAll('$', ''))
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts'))
    const sources = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    expect(sources.filter((source) => source.includes('olden') && writers.test(source))).toEqual([])
  })
})

describe('EventSub', () => {
  const names = goldenNames.filter((name) => !special.has(name))
  it.each(names)('%s becomes the expected events', (name) => {
    const { events, malformed } = createEventSubNormalizer()(readPayloadText(name))
    expect({ events, malformed }).toEqual({ events: readGolden(name), malformed: undefined })
  })
})

describe('IRC', () => {
  const golden = recordOf(readGolden('irc_samples'))

  it('has an expectation for every sample', () => {
    expect(ircSamples.map(({ name }) => name).sort()).toEqual(Object.keys(golden).sort())
  })

  it.each(ircSamples)('$name becomes the expected events', ({ name, raw }) => {
    const { events, malformed } = createIrcNormalizer()(raw)
    expect({ events, malformed }).toEqual({ events: golden[name], malformed: undefined })
  })

  it('reads the history of recent-messages line by line', () => {
    const { messages } = recordOf(readPayload('thirdparty.recent_messages'))
    const normalize = createIrcNormalizer()
    const events = Array.isArray(messages) ? messages.map((line: unknown) => normalize(String(line)).events) : []
    expect(events).toEqual(readGolden('thirdparty.recent_messages'))
  })
})
