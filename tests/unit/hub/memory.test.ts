import { expect, test } from 'vitest'
import { makeChannelId } from '../../../shared/model.ts'
import {
  authorOf,
  channelA,
  channelB,
  message,
  messageKey,
  openHub,
  refOf,
  removal,
  sharedCopy,
  texts,
} from './events.ts'

const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => message(`${from + index}`))

test('a channel keeps its newest rows, and another channel loses none to it', () => {
  const { hub } = openHub({ limits: { perChannel: 10 } })
  hub.deliver([message('quiet', { channel: channelB }), ...many(25)], 'irc')
  expect(texts(hub)).toEqual(['text quiet', ...many(10, 15).map((one) => one.text)])
})

test('when all are full the loudest channel gives way, and none below the least', () => {
  const { hub } = openHub({ limits: { perChannel: 100, total: 30, least: 5 } })
  hub.deliver(many(28), 'irc')
  for (let index = 0; index < 12; index++) hub.deliver([message(`b${index}`, { channel: channelB })], 'irc')
  expect([
    hub.rowsByAuthor(channelA, authorOf('ann').id).length,
    hub.rowsByAuthor(channelB, authorOf('ann').id).length,
  ]).toEqual([18, 12])
  const crowd = Array.from({ length: 10 }, (_, index) => makeChannelId('twitch', `9${index}`))
  for (const channel of crowd) {
    hub.openChannel(refOf(channel))
    for (let index = 0; index < 5; index++) hub.deliver([message(`${index}`, { channel })], 'irc')
  }
  expect([
    hub.rowsByAuthor(channelA, authorOf('ann').id).length,
    hub.rowsByAuthor(channelB, authorOf('ann').id).length,
    hub.counters()['kept'],
  ]).toEqual([5, 5, 60])
})

test('a row that left its ring is no new row when it is delivered again', () => {
  const { hub } = openHub({ limits: { perChannel: 3 } })
  hub.deliver(many(10), 'irc')
  hub.deliver(many(10), 'eventsub')
  expect([texts(hub), hub.counters()['redelivered']]).toEqual([['text 7', 'text 8', 'text 9'], 7])
})

test('history older than what a full ring keeps is not shown, and pushes nothing out', () => {
  const { hub } = openHub({ limits: { perChannel: 3 } })
  hub.deliver([message('1', { at: 1_000 }), message('2', { at: 2_000 }), message('3', { at: 3_000 })], 'irc')
  hub.deliver([message('0', { at: 0 }), message('x', { at: 2_500 })], 'history')
  hub.deliver([message('y', { at: 1_500 })], 'history')
  expect(texts(hub)).toEqual(['text 2', 'text x', 'text 3'])
})

test('closing a room takes along a shared row whose place has already left the other room', () => {
  const { hub } = openHub({ limits: { perChannel: 2 } })
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  for (const key of ['1', '2', '3']) hub.deliver([message(key, { channel: channelB })], 'irc')
  hub.closeChannel(channelA)
  expect(texts(hub)).toEqual(['text 2', 'text 3'])
})

test('three hundred thousand events leave no more in memory than the limits say', () => {
  const { hub } = openHub({ limits: { perChannel: 500, total: 800, least: 50, removalsPerChannel: 100 } })
  const channels = [channelA, channelB]
  const size = 1_000
  for (let round = 0; round < 300_000 / size; round++) {
    const batch = Array.from({ length: size }, (_, index) => {
      const number = round * size + index
      const channel = channels[number % 2] ?? channelA
      const author = authorOf(`chatter${number % 5_003}`)
      if (number % 50 === 0) return removal({ author: author.id }, number, { channel })
      if (number % 50 === 1) return removal({ message: messageKey(`never${number}`, channel) }, number, { channel })
      return number % 7 === 0
        ? sharedCopy(`${number}`, channelA, channel, { author, at: number })
        : message(`${number}`, { channel, author, at: number })
    })
    hub.deliver(batch, 'irc')
  }
  const { kept, ids, aliases, people, evictedIds, removals, rows } = hub.counters()
  expect({ kept, ids, removals, rows }).toEqual({ kept: 800, ids: 800, removals: 200, rows: 288_000 })
  expect({
    aliases: Number(aliases) <= 1_600,
    people: Number(people) <= 1_600,
    evictedIds: Number(evictedIds) <= 100_000,
  }).toEqual({
    aliases: true,
    people: true,
    evictedIds: true,
  })
}, 60_000)

test('edits of messages that never come are bounded', () => {
  const { hub } = openHub()
  const edits = Array.from({ length: 12_000 }, (_, index) => ({
    kind: 'edit' as const,
    id: messageKey(`edit${index}`),
    channel: channelA,
    target: messageKey(`${index}`),
    revision: '1',
    parts: [],
    text: '',
    editedAt: 0,
    receivedAt: 0,
  }))
  hub.deliver(edits, 'one')
  expect(hub.counters()['waiting']).toBe(5_000)
})
