import { expect, test } from 'vitest'
import {
  authorOf,
  channelA,
  channelB,
  message,
  messageKey,
  openHub,
  removal,
  sharedCopy,
  start,
  struck,
} from './events.ts'

const ann = authorOf('ann').id

test('an act of ours strikes at once, pending, and stays when the platform did it', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  const act = hub.beginRemoval({ rows: [messageKey('1')] }, channelA, 'me')
  const pending = hub.rows().map((row) => row.removals)
  act.done()
  expect([pending, hub.rows().map((row) => row.removals)]).toEqual([
    [[{ channel: channelA, at: start, pending: true, by: 'me' }]],
    [[{ channel: channelA, at: start, pending: false, by: 'me' }]],
  ])
})

test('a refused act puts its rows back with the reason', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), message('2', { author: authorOf('bob') })], 'irc')
  const act = hub.beginRemoval({ author: ann }, channelA, 'me', { durationSeconds: 600 })
  expect([act.rows, struck(hub)]).toEqual([[messageKey('1')], ['text 1']])
  act.refuse('You are not a moderator.')
  expect(hub.rows().map((row) => [row.removals, row.putBack])).toEqual([
    [[], 'You are not a moderator.'],
    [[], undefined],
  ])
})

test('the platform telling of the removal confirms ours and keeps who did it', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  const act = hub.beginRemoval({ rows: [messageKey('1')] }, channelA, 'me')
  hub.deliver([removal({ message: messageKey('1') }, 40)], 'irc')
  const confirmed = hub.rows().map((row) => row.removals)
  act.done()
  expect([confirmed, hub.rows().map((row) => row.removals)]).toEqual([
    [[{ channel: channelA, at: start + 40, pending: false, by: 'me' }]],
    [[{ channel: channelA, at: start + 40, pending: false, by: 'me' }]],
  ])
})

test('a refusal does not bring back what the platform removed meanwhile', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  const act = hub.beginRemoval({ rows: [messageKey('1')] }, channelA, 'me')
  hub.deliver([removal({ message: messageKey('1') }, 40, { by: authorOf('mod') })], 'irc')
  act.refuse('It is gone already.')
  expect(hub.rows().map((row) => [row.removals, row.putBack])).toEqual([
    [[{ channel: channelA, at: start + 40, pending: false, by: 'mod' }], undefined],
  ])
})

test('of two acts on one row the refusal of one leaves the other', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  const remove = hub.beginRemoval({ rows: [messageKey('1')] }, channelA, 'me')
  const timeout = hub.beginRemoval({ author: ann }, channelA, 'me', { durationSeconds: 60 })
  remove.refuse('Too old.')
  expect(hub.rows().map((row) => [row.removals.map((shown) => shown.durationSeconds), row.putBack])).toEqual([
    [[60], undefined],
  ])
  timeout.refuse('Not allowed.')
  expect(hub.rows().map((row) => [row.removals, row.putBack])).toEqual([[[], 'Not allowed.']])
})

test('an act is settled once', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  const act = hub.beginRemoval({ rows: [messageKey('1')] }, channelA, 'me')
  act.done()
  act.refuse('Too late.')
  expect(struck(hub)).toEqual(['text 1'])
})

test('what was removed before is not part of the act, and an unknown row is none', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), removal({ message: messageKey('1') }, 5)], 'irc')
  expect(hub.beginRemoval({ rows: [messageKey('1'), messageKey('9')] }, channelA, 'me').rows).toEqual([])
})

test('an act of ours on a person does not strike what they say later', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  hub.beginRemoval({ author: ann }, channelA, 'me').done()
  hub.deliver([message('2', { at: 0 })], 'irc')
  expect(struck(hub)).toEqual(['text 1'])
})

test('an act in one room of a shared chat strikes the row in that room', () => {
  const { hub } = openHub()
  hub.deliver([sharedCopy('x', channelA, channelA), sharedCopy('x', channelA, channelB)], 'irc')
  const row = hub.findByMessageId(channelB, '2-x')
  hub.beginRemoval({ rows: row === undefined ? [] : [row.id] }, channelB, 'me')
  expect(hub.rows().map((shown) => shown.removals.map((one) => one.channel))).toEqual([[channelB]])
})
