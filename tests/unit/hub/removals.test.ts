import { expect, test } from 'vitest'
import { createRemovalMemory } from '../../../electron/core/hub/removals.ts'
import type { Removal } from '../../../shared/model.ts'
import {
  authorOf,
  channelA,
  channelB,
  message,
  messageKey,
  notice,
  openHub,
  removal,
  start,
  struck,
  texts,
} from './events.ts'

const ann = { author: authorOf('ann').id }

test('one message is struck, and its row stays where it is', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), message('2')], 'irc')
  hub.deliver([removal({ message: messageKey('1') }, 10)], 'irc')
  expect([texts(hub), struck(hub)]).toEqual([['text 1', 'text 2'], ['text 1']])
})

test('a timeout strikes what that person said in that room until then, and nothing else', () => {
  const { hub } = openHub()
  hub.deliver(
    [
      message('1', { at: 0 }),
      message('2', { at: 5, author: authorOf('bob') }),
      message('3', { at: 10 }),
      message('4', { at: 10, channel: channelB }),
      removal(ann, 10, { durationSeconds: 600 }),
      message('5', { at: 11 }),
    ],
    'irc',
  )
  expect(struck(hub)).toEqual(['text 1', 'text 3'])
})

test('clearing the chat strikes every message until then and says so once', () => {
  const { hub } = openHub()
  hub.deliver([message('1', { at: 0 }), message('2', { at: 5, author: authorOf('bob') }), removal('all', 10)], 'irc')
  hub.deliver([removal('all', 900, { by: authorOf('mod') })], 'eventsub')
  hub.deliver([message('3', { at: 950 })], 'irc')
  expect([texts(hub), struck(hub)]).toEqual([
    ['text 1', 'text 2', 'The chat was cleared.', 'text 3'],
    ['text 1', 'text 2'],
  ])
})

test('two reports of one timeout within two seconds are one, with what both know', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), removal(ann, 1_000, { durationSeconds: 600 })], 'irc')
  hub.deliver([removal(ann, 2_500, { by: authorOf('mod'), reason: 'spam' })], 'eventsub')
  expect(hub.rows().map((row) => row.removals)).toEqual([
    [{ channel: channelA, at: start + 2_500, pending: false, by: 'mod', reason: 'spam', durationSeconds: 600 }],
  ])
})

test('a ban within two seconds of a timeout is another act', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), removal(ann, 500, { durationSeconds: 600 })], 'irc')
  hub.deliver([message('2', { at: 800 }), removal(ann, 1_000, { permanent: true })], 'irc')
  expect(
    hub.rows().map((row) => row.removals.map(({ durationSeconds, permanent }) => ({ durationSeconds, permanent }))),
  ).toEqual([[{ durationSeconds: 600, permanent: undefined }], [{ durationSeconds: undefined, permanent: true }]])
})

test('of several removals a row shows the earliest, in whatever order they come', () => {
  const acts = [removal(ann, 30_000, { permanent: true }), removal({ message: messageKey('1') }, 10_000)]
  const [forth, back] = [acts, acts.toReversed()].map((order) => {
    const { hub } = openHub()
    hub.deliver([message('1'), ...order], 'irc')
    return hub.rows().map((row) => row.removals)
  })
  expect(forth).toEqual([[{ channel: channelA, at: start + 10_000, pending: false }]])
  expect(back).toEqual(forth)
})

test('what arrives after its removal is struck from the start, and not announced', () => {
  const { hub, announced } = openHub()
  hub.deliver(
    [
      removal({ message: messageKey('1') }, 10),
      removal({ author: authorOf('bob').id }, 10),
      message('1', { at: 20 }),
      message('2', { at: 10, author: authorOf('bob') }),
      message('3', { at: 11, author: authorOf('bob') }),
    ],
    'irc',
  )
  expect([struck(hub), announced.length, hub.unread(channelA)]).toEqual([['text 1', 'text 2'], 1, 1])
})

test('a removal that names a login strikes what that login wrote', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), message('2', { author: authorOf('bob') }), removal({ author: 'ann' }, 10)], 'irc')
  hub.deliver([message('3', { at: 5 }), message('4', { at: 11 })], 'irc')
  expect(struck(hub)).toEqual(['text 1', 'text 3'])
})

test('a resubscription with a message can be removed by its own id and with its author, its bare notice cannot', () => {
  const { hub } = openHub()
  const words = { text: 'hello', parts: [{ type: 'text', text: 'hello' }], author: authorOf('ann') } as const
  hub.deliver([notice('1', { ...words, messageId: 'm1' }), notice('2', { ...words, author: authorOf('bob') })], 'irc')
  hub.deliver([notice('3', { author: authorOf('ann') })], 'irc')
  hub.deliver([removal({ message: messageKey('m1') }, 10)], 'irc')
  expect(struck(hub)).toEqual(['notice 1'])
  hub.deliver([removal('all', 5_000)], 'irc')
  expect(struck(hub)).toEqual(['notice 1', 'notice 2'])
})

test('words that a later copy brings to a notice go with their author, also when the removal came before them', () => {
  const { hub } = openHub()
  const words = { text: 'hello', parts: [{ type: 'text', text: 'hello' }] } as const
  const bare = (key: string) => notice(key, { author: authorOf('ann'), messageId: `m${key}` })
  hub.deliver([bare('1'), bare('2')], 'irc')
  hub.deliver([{ ...bare('1'), ...words }, removal(ann, 10)], 'eventsub')
  expect(struck(hub)).toEqual(['notice 1'])
  hub.deliver([{ ...bare('2'), ...words }], 'eventsub')
  expect(struck(hub)).toEqual(['notice 1', 'notice 2'])
})

test('removed stays removed when the message is delivered again', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), removal({ message: messageKey('1') }, 10), message('1')], 'irc')
  hub.deliver([message('1')], 'history')
  expect([texts(hub), struck(hub)]).toEqual([['text 1'], ['text 1']])
})

test('removals are remembered for a channel that was closed and opened again', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), removal({ message: messageKey('1') }, 10)], 'irc')
  hub.closeChannel(channelA)
  hub.openChannel({ id: channelA, platform: 'twitch', login: 'a', name: 'A', private: false })
  hub.deliver([message('1')], 'history')
  expect(struck(hub)).toEqual(['text 1'])
})

test('removals are forgotten after a day and beyond the limit, oldest first', () => {
  let now = start
  const memory = createRemovalMemory({ limit: 3, maxAgeMs: 24 * 3_600_000, now: () => now })
  const covered = () =>
    ['1', '2', '3', '4'].filter((id) => memory.covering([messageKey(id)], undefined, start).length > 0)
  const remember = (acts: readonly Removal[]) => {
    for (const act of acts) memory.remember(act)
  }
  remember([removal({ message: messageKey('1') }, 0), removal({ message: messageKey('2') }, 1)])
  now += 12 * 3_600_000
  remember([removal({ message: messageKey('3') }, 2), removal({ message: messageKey('4') }, 3)])
  expect([covered(), memory.size]).toEqual([['2', '3', '4'], 3])
  now += 13 * 3_600_000
  memory.prune()
  expect([covered(), memory.size]).toEqual([['3', '4'], 2])
})

test('of many timeouts of one person the earliest that covers a message is found', () => {
  const memory = createRemovalMemory({ limit: 100, maxAgeMs: 1e9, now: () => start })
  for (const at of [50_000, 10_000, 30_000]) memory.remember(removal(ann, at))
  const at = (sent: number) => memory.covering([], authorOf('ann'), start + sent).map((strike) => strike.at - start)
  expect([at(0), at(10_000), at(10_001), at(30_001), at(50_001)]).toEqual([[10_000], [10_000], [30_000], [50_000], []])
})
