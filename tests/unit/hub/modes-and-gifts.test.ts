import { expect, test } from 'vitest'
import { type Mode, type ModeChange, makeEventId, type StreamState } from '../../../shared/model.ts'
import { authorOf, channelA, channelB, notice, openHub, start, texts } from './events.ts'

const mode = (name: Mode, on: boolean, at: number, more: Partial<ModeChange> = {}): ModeChange => ({
  kind: 'mode',
  id: makeEventId(channelA, 'mode', name, String(on), String(at)),
  channel: channelA,
  at: start + at,
  mode: name,
  on,
  ...more,
})

test('a mode in force is known, and its change is a row', () => {
  const { hub } = openHub()
  hub.deliver([mode('slow', true, 0, { seconds: 30 }), mode('emoteOnly', true, 10)], 'irc')
  expect(hub.modes(channelA)).toEqual([{ mode: 'slow', seconds: 30 }, { mode: 'emoteOnly' }])
  hub.deliver([mode('slow', false, 9_000)], 'irc')
  expect([hub.modes(channelA), hub.rows().length]).toEqual([[{ mode: 'emoteOnly' }], 3])
})

test('what is in force on joining is no row', () => {
  const { hub } = openHub()
  hub.deliver([mode('slow', true, 0, { seconds: 5, initial: true })], 'irc')
  expect([hub.modes(channelA), hub.rows(), hub.modes(channelB)]).toEqual([[{ mode: 'slow', seconds: 5 }], [], []])
})

test('two reports of one change within two seconds are one row that knows who did it', () => {
  const { hub } = openHub()
  hub.deliver([mode('slow', true, 0, { seconds: 30 })], 'irc')
  hub.deliver([mode('slow', true, 1_900, { by: authorOf('mod') })], 'eventsub')
  expect(hub.rows().map((row) => row.event)).toEqual([mode('slow', true, 0, { seconds: 30, by: authorOf('mod') })])
  expect(hub.modes(channelA)).toEqual([{ mode: 'slow', seconds: 30 }])
})

test('another value is another change', () => {
  const { hub } = openHub()
  hub.deliver([mode('slow', true, 0, { seconds: 30 }), mode('slow', true, 500, { seconds: 60 })], 'irc')
  expect([hub.rows().length, hub.modes(channelA)]).toEqual([2, [{ mode: 'slow', seconds: 60 }]])
})

test('telling again what is in force is no change', () => {
  const { hub } = openHub()
  hub.deliver([mode('slow', true, 0, { seconds: 30 }), mode('slow', true, 60_000, { seconds: 30 })], 'irc')
  hub.deliver([mode('unique', false, 60_000)], 'irc')
  expect(hub.rows().length).toBe(1)
})

test('a report older than what is known changes nothing in force', () => {
  const { hub } = openHub()
  hub.deliver([mode('slow', true, 0), mode('slow', false, 30_000), mode('slow', true, 10_000)], 'irc')
  expect(hub.modes(channelA)).toEqual([])
})

test('a stream going live is a row, what only changes its viewers is none', () => {
  const { hub } = openHub()
  const stream = (at: number, live: boolean, viewers: number): StreamState => ({
    kind: 'stream',
    id: makeEventId(channelA, 'stream', String(at)),
    channel: channelA,
    at: start + at,
    live,
    viewers,
  })
  hub.deliver([stream(0, true, 5), stream(1, true, 9), stream(2, false, 0), stream(1, true, 3)], 'eventsub')
  expect([hub.rows().length, hub.stream(channelA)]).toEqual([2, stream(2, false, 0)])
})

const bomb = notice('bomb', { notice: 'giftBomb', group: 'g', count: 3, author: authorOf('rich') })
const gift = (name: string) => notice(`gift ${name}`, { notice: 'gift', group: 'g', target: authorOf(name) })

test('the gifts of a gift bomb are folded into its row, whether they come before or after it', () => {
  const orders = [
    [bomb, gift('a'), gift('b'), gift('c')],
    [gift('a'), gift('b'), bomb, gift('c')],
    [gift('a'), gift('b'), gift('c'), bomb],
  ]
  for (const order of orders) {
    const { hub } = openHub()
    hub.deliver([...order, ...order], 'irc')
    expect(hub.rows().map((row) => [row.id, row.folded])).toEqual([[bomb.id, ['a', 'b', 'c']]])
  }
})

test('gifts without a bomb, of another bomb or of another channel keep their rows', () => {
  const { hub } = openHub()
  hub.deliver([bomb, notice('single', { notice: 'gift' })], 'irc')
  hub.deliver([notice('other', { notice: 'gift', group: 'h' })], 'irc')
  hub.deliver([notice('elsewhere', { notice: 'gift', group: 'g', channel: channelB })], 'irc')
  expect(texts(hub)).toEqual(['notice bomb', 'notice single', 'notice other', 'notice elsewhere'])
})

test('a gift bomb comes back whole from the history of a channel that was closed', () => {
  const { hub } = openHub()
  hub.deliver([bomb, gift('a')], 'irc')
  hub.closeChannel(channelA)
  hub.openChannel({ id: channelA, platform: 'twitch', login: 'a', name: 'A', private: false })
  hub.deliver([gift('a'), bomb, gift('b')], 'history')
  expect(hub.rows().map((row) => row.folded)).toEqual([['a', 'b']])
})
