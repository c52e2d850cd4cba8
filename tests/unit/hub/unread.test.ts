import { expect, test } from 'vitest'
import { authorOf, channelA, channelB, message, messageKey, notice, openHub, removal, sharedCopy } from './events.ts'

const counts = (hub: ReturnType<typeof openHub>['hub']) =>
  [channelA, channelB].map((channel) => [hub.unread(channel), hub.unreadMentions(channel)])

test('live messages of others are unread until they are seen, and mentions are counted', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), message('2', { traits: ['mentionsMe'] }), message('3', { traits: ['own'] })], 'irc')
  hub.deliver([message('4', { channel: channelB }), notice('5')], 'irc')
  expect(counts(hub)).toEqual([
    [2, 1],
    [1, 0],
  ])
  hub.seen([channelA])
  expect(counts(hub)).toEqual([
    [0, 0],
    [1, 0],
  ])
})

test('a second copy is not counted again', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  hub.deliver([message('1')], 'eventsub')
  expect(counts(hub)).toEqual([
    [1, 0],
    [0, 0],
  ])
})

test('a copy that knows that it mentions me, or is mine, corrects the counts while it is unread', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), message('2')], 'irc')
  hub.deliver([message('1', { traits: ['mentionsMe'] }), message('2', { traits: ['own'] })], 'eventsub')
  expect(counts(hub)).toEqual([
    [1, 1],
    [0, 0],
  ])
  hub.deliver([message('3')], 'irc')
  hub.seen([channelA])
  hub.deliver([message('3', { traits: ['mentionsMe'] })], 'eventsub')
  expect(counts(hub)).toEqual([
    [0, 0],
    [0, 0],
  ])
})

test('a shared message is unread in each of its rooms and announced once', () => {
  const { hub, announced } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  hub.deliver([sharedCopy('x', channelA, channelB)], 'eventsub')
  expect([counts(hub), announced.length]).toEqual([
    [
      [1, 0],
      [1, 0],
    ],
    1,
  ])
})

test('own messages and removed ones are not announced', () => {
  const { hub, announced } = openHub()
  hub.deliver([message('1', { traits: ['own'] }), removal({ message: messageKey('2') }, 0), message('2')], 'irc')
  hub.deliver([message('3', { author: authorOf('bob') })], 'irc')
  expect(announced.map((row) => row.id)).toEqual([messageKey('3')])
})

test('listeners are told once a delivery, and only when something changed', () => {
  const { hub } = openHub()
  let told = 0
  const dispose = hub.onCounts(() => {
    told += 1
  })
  hub.deliver([message('1'), message('2')], 'irc')
  hub.deliver([message('1'), message('2')], 'irc')
  hub.seen([channelA, channelB])
  hub.seen([channelA, channelB])
  dispose()
  hub.deliver([message('3')], 'irc')
  expect(told).toBe(2)
})

test('a closed channel has nothing unread', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  hub.closeChannel(channelA)
  expect(counts(hub)).toEqual([
    [0, 0],
    [0, 0],
  ])
})
