import { expect, test } from 'vitest'
import type { Role } from '../../../shared/model.ts'
import {
  authorOf,
  channelA,
  channelB,
  channelC,
  message,
  messageKey,
  messageOf,
  openHub,
  refOf,
  removal,
  sharedCopy,
  struck,
  texts,
} from './events.ts'

test('the copies of a shared chat are one row that lists every room', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelB), sharedCopy('x', channelA, channelA)], 'irc')
  const { channel, rooms, messageId } = messageOf(hub.rows()[0])
  expect([hub.rows().length, channel, messageId, rooms]).toEqual([
    1,
    channelB,
    '2-x',
    [
      { channel: channelB, messageId: '2-x', removed: false },
      { channel: channelA, messageId: '1-x', removed: false },
    ],
  ])
})

test('every room keeps what the author is there, whichever copy told it', () => {
  const copyIn = (room: typeof channelA, ...roles: readonly Role[]) => {
    const copy = sharedCopy('x', channelA, room)
    return { ...copy, rooms: copy.rooms?.map((one) => ({ ...one, roles })) ?? [] }
  }
  const { hub } = openHub({}, [channelA, channelB, channelC])
  hub.deliver([copyIn(channelB), sharedCopy('x', channelA, channelA), copyIn(channelC, 'vip')], 'eventsub')
  hub.deliver([copyIn(channelB, 'moderator'), copyIn(channelC, 'vip', 'subscriber')], 'irc')
  expect(messageOf(hub.rows()[0]).rooms?.map(({ channel, roles }) => [channel, roles])).toEqual([
    [channelB, ['moderator']],
    [channelA, undefined],
    [channelC, ['vip', 'subscriber']],
  ])
})

test('a copy of a room that is not open is filed by the room where it arrived', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelC, channelA)], 'irc')
  expect(hub.rows().map((row) => messageOf(row).channel)).toEqual([channelA])
})

test('a row whose home is the source takes no foreign source from another copy', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  expect(messageOf(hub.rows()[0]).source).toBeUndefined()
})

test("a removal in one room, by that room's own message id, strikes the row there alone", () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  hub.deliver([removal({ message: messageKey('2-x', channelB) }, 10, { channel: channelB })], 'irc')
  expect(
    hub
      .rows()
      .map((row) => [row.removals.map((one) => one.channel), messageOf(row).rooms?.map((room) => room.removed)]),
  ).toEqual([[[channelB], [false, true]]])
})

test('a removal that comes before the copy of its room strikes the row when the copy comes', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA)], 'irc')
  hub.deliver([removal({ message: messageKey('2-x', channelB) }, 10, { channel: channelB })], 'irc')
  expect(struck(hub)).toEqual([])
  hub.deliver([sharedCopy('x', channelA, channelB)], 'irc')
  expect(hub.rows().map((row) => row.removals.map((one) => one.channel))).toEqual([[channelB]])
})

test('a timeout in one room strikes that room of the rows', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  hub.deliver([message('own', { author: authorOf('ann') })], 'irc')
  hub.deliver([removal({ author: authorOf('ann').id }, 10, { channel: channelB })], 'irc')
  expect(hub.rows().map((row) => row.removals.map((one) => one.channel))).toEqual([[channelB], []])
})

test('clearing one room strikes the shared rows in that room', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  hub.deliver([removal('all', 10, { channel: channelB })], 'irc')
  expect(hub.rows().map((row) => row.removals.map((one) => one.channel))).toEqual([[channelB], []])
})

test("a removal in the source room finds a row that only another room's copy made", () => {
  const acts = [
    sharedCopy('x', channelA, channelB),
    removal({ message: messageKey('1-x', channelA) }, 10, { channel: channelA }),
  ]
  for (const order of [acts, acts.toReversed()]) {
    const { hub } = openHub()
    hub.deliver(order, 'irc')
    expect(hub.rows().map((row) => row.removals.map((one) => one.channel))).toEqual([[channelA]])
  }
})

test("a reply that names a room's own message id points to the row", () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  const parent = messageKey('2-x', channelB)
  hub.deliver([message('re', { channel: channelB, replyTo: { message: parent }, thread: parent })], 'irc')
  const { replyTo, thread } = messageOf(hub.rows()[1])
  expect([replyTo?.message, thread]).toEqual([messageKey('1-x'), messageKey('1-x')])
})

test('rows are found by any room and its message id', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  const found = [
    hub.findByMessageId(channelA, '1-x'),
    hub.findByMessageId(channelB, '2-x'),
    hub.lookup(messageKey('2-x', channelB)),
    hub.rowsByAuthor(channelB, authorOf('ann').id)[0],
  ]
  expect(found.map((row) => row?.id)).toEqual(found.map(() => messageKey('1-x')))
  expect(hub.findByMessageId(channelB, '1-x')).toBeUndefined()
})

test('a row that turns out to be the copy of a later one takes its identity and keeps its place', () => {
  const { hub } = openHub()
  hub.deliver([message('2-x', { channel: channelB, text: 'shared' }), message('next')], 'irc')
  const order = hub.rows()[0]?.order
  hub.deliver([sharedCopy('x', channelA, channelB, { text: 'shared' })], 'eventsub')
  expect(hub.rows().map((row) => [row.id, row.order === order])).toEqual([
    [messageKey('1-x'), true],
    [messageKey('next'), false],
  ])
  expect(hub.lookup(messageKey('2-x', channelB))?.id).toBe(messageKey('1-x'))
})

test('two rows that turn out to be one message become one, with the removals of both', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA, { text: 'shared' })], 'irc')
  hub.deliver([message('2-x', { channel: channelB, text: 'shared' })], 'irc')
  hub.deliver([removal({ message: messageKey('2-x', channelB) }, 10, { channel: channelB })], 'irc')
  hub.deliver([sharedCopy('x', channelA, channelB, { text: 'shared' })], 'eventsub')
  expect(hub.rows().map((row) => [row.id, row.removals.map((one) => one.channel)])).toEqual([
    [messageKey('1-x'), [channelB]],
  ])
  hub.deliver([message('2-x', { channel: channelB, text: 'shared' })], 'irc')
  expect([texts(hub), hub.lookup(messageKey('2-x', channelB))?.id]).toEqual([['shared'], messageKey('1-x')])
})

test('closing a room keeps the rows that another open room shows, at home there', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB), message('own')], 'irc')
  hub.closeChannel(channelA)
  const { channel, messageId, source } = messageOf(hub.rows()[0])
  expect([hub.rows().length, channel, messageId, source]).toEqual([
    1,
    channelB,
    '2-x',
    { channel: channelA, name: refOf(channelA).name },
  ])
  hub.deliver([removal({ author: authorOf('ann').id }, 10, { channel: channelB })], 'irc')
  hub.closeChannel(channelB)
  const { ids, aliases, people, kept } = hub.counters()
  expect({ ids, aliases, people, kept }).toEqual({ ids: 0, aliases: 0, people: 0, kept: 0 })
})
