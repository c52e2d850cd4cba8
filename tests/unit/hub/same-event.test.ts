import { expect, test } from 'vitest'
import { type HeldMessage, type ModAction, makeEventId, makeImageKey } from '../../../shared/model.ts'
import {
  authorOf,
  channelA,
  channelC,
  message,
  messageKey,
  messageOf,
  notice,
  openHub,
  refOf,
  start,
  texts,
} from './events.ts'

test('the same message from two sources is one row', () => {
  const { hub } = openHub()
  hub.deliver([message('1'), message('2')], 'irc')
  hub.deliver([message('1'), message('2')], 'eventsub')
  expect(texts(hub)).toEqual(['text 1', 'text 2'])
})

test('the second copy adds traits, colour, badge images and roles, and changes neither text nor order', () => {
  const { hub } = openHub()
  hub.deliver(
    [
      message('1', {
        author: authorOf('ann', { badges: [{ set: 'vip', version: '1', title: 'vip' }], roles: ['vip'] }),
        traits: ['first'],
      }),
      message('2'),
    ],
    'irc',
  )
  const before = hub.rows().map((row) => row.order)
  hub.deliver(
    [
      message('1', {
        text: 'another text',
        author: authorOf('ann', {
          color: '#ff0000',
          badges: [{ set: 'vip', version: '1', title: 'VIP' }],
          roles: ['subscriber'],
        }),
        traits: ['highlighted'],
        paid: { value: '100', currency: 'bits', display: '100 bits' },
      }),
    ],
    'eventsub',
  )
  const { author, text, traits, paid } = messageOf(hub.rows()[0])
  expect({ author, text, traits, paid, orders: hub.rows().map((row) => row.order) }).toEqual({
    author: authorOf('ann', {
      color: '#ff0000',
      badges: [{ set: 'vip', version: '1', title: 'vip' }],
      roles: ['vip', 'subscriber'],
    }),
    text: 'text 1',
    traits: ['first', 'highlighted'],
    paid: { value: '100', currency: 'bits', display: '100 bits' },
    orders: before,
  })
})

test('a badge takes its image and title from the copy that has them', () => {
  const { hub } = openHub()
  const badge = { set: 'vip', version: '1', title: 'vip' }
  const shown = { ...badge, title: 'VIP', image: makeImageKey('key') }
  hub.deliver([message('1', { author: authorOf('ann', { badges: [badge] }) })], 'irc')
  hub.deliver([message('1', { author: authorOf('ann', { badges: [shown] }) })], 'eventsub')
  hub.deliver([message('1', { author: authorOf('ann', { badges: [badge] }) })], 'irc')
  expect(messageOf(hub.rows()[0]).author.badges).toEqual([shown])
})

test('how a later copy came is not taken over: a live row does not become historical', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'irc')
  hub.deliver([message('1', { traits: ['historical', 'first'] })], 'history')
  expect(messageOf(hub.rows()[0]).traits).toEqual(['first'])
})

test('a reply gains its author from the copy that knows it', () => {
  const { hub } = openHub()
  const author = { id: 'twitch:bob', login: 'bob', name: 'Bob' }
  hub.deliver([message('1', { replyTo: { message: messageKey('0') } })], 'irc')
  hub.deliver([message('1', { replyTo: { message: messageKey('0'), author, text: 'what?' } })], 'eventsub')
  expect(messageOf(hub.rows()[0]).replyTo).toEqual({ message: messageKey('0'), author, text: 'what?' })
})

test('a person whom one source names by login alone gets the id that the other knows', () => {
  const { hub } = openHub()
  const gifter = authorOf('ann')
  hub.deliver([notice('1', { notice: 'giftUpgrade', target: { ...gifter, id: '' } })], 'irc')
  hub.deliver([notice('1', { notice: 'giftUpgrade', target: gifter })], 'eventsub')
  hub.deliver([notice('1', { notice: 'giftUpgrade', target: { ...authorOf('bob'), id: '' } })], 'irc')
  expect(hub.rows().map(({ event }) => event.kind === 'notice' && event.target)).toEqual([gifter])
})

test('a notice from two sources is one row with what both know', () => {
  const { hub } = openHub()
  hub.deliver([notice('1', { notice: 'resub', months: 7 })], 'irc')
  hub.deliver([notice('1', { notice: 'resub', tier: '1', author: authorOf('ann', { color: '#00ff00' }) })], 'eventsub')
  expect(hub.rows().map((row) => row.event)).toEqual([
    notice('1', { notice: 'resub', months: 7, tier: '1', author: authorOf('ann', { color: '#00ff00' }) }),
  ])
})

test('a notice gains the words that only a later copy has, and never loses or changes them', () => {
  const { hub } = openHub()
  const bare = notice('1', { notice: 'resub', author: authorOf('ann') })
  const words = { parts: [{ type: 'text', text: 'hello' }], text: 'hello' } as const
  hub.deliver([bare], 'irc')
  hub.deliver([{ ...bare, system: 'In other words.', ...words }], 'eventsub')
  hub.deliver([bare, { ...bare, parts: [{ type: 'text', text: 'bye' }], text: 'bye' }], 'history')
  expect(hub.rows().map((row) => row.event)).toEqual([{ ...bare, ...words }])
})

test('a held message takes its decision, and a late copy of the holding does not take it back', () => {
  const { hub } = openHub()
  const held = (status: HeldMessage['status']): HeldMessage => ({
    kind: 'held',
    id: makeEventId(channelA, 'held', '1'),
    channel: channelA,
    at: start,
    author: authorOf('ann'),
    parts: [{ type: 'text', text: 'hm' }],
    text: 'hm',
    reason: 'swearing',
    status,
  })
  hub.deliver([held('held')], 'eventsub')
  hub.deliver([held('denied'), held('held')], 'eventsub')
  expect(hub.rows().map((row) => row.event)).toEqual([held('denied')])
})

test('an act of a moderator is one row with what both sources know', () => {
  const { hub } = openHub()
  const act: ModAction = {
    kind: 'modAction',
    id: makeEventId(channelA, 'modAction', '1'),
    channel: channelA,
    at: start,
    by: authorOf('mod'),
    action: 'timeout',
  }
  hub.deliver([act], 'one')
  hub.deliver([{ ...act, reason: 'spam', durationSeconds: 600 }], 'two')
  expect(hub.rows().map((row) => row.event)).toEqual([{ ...act, reason: 'spam', durationSeconds: 600 }])
})

test('the newest edit wins in whatever order edits come, and waits for its message', () => {
  const edit = (revision: string, at: number) =>
    ({
      kind: 'edit',
      id: makeEventId(channelA, 'edit', '1', revision),
      channel: channelA,
      target: messageKey('1'),
      revision,
      parts: [{ type: 'text', text: `edited ${revision}` }],
      text: `edited ${revision}`,
      editedAt: start + at,
      receivedAt: start + at,
    }) as const
  const waiting = openHub().hub
  waiting.deliver([edit('2', 20), edit('1', 10), message('1')], 'one')
  const live = openHub().hub
  live.deliver([message('1'), edit('2', 20), edit('1', 10), message('1')], 'one')
  expect([texts(waiting), texts(live)]).toEqual([['edited 2'], ['edited 2']])
})

test('a history that was read after an edit edits the row', () => {
  const { hub } = openHub()
  hub.deliver([message('1')], 'live')
  hub.deliver([message('1', { text: 'better', editedAt: start + 5, revision: '2' })], 'history')
  hub.deliver([message('1')], 'live')
  expect(texts(hub)).toEqual(['better'])
})

test('the newest reactions win, as numbers and not as text, and wait for their message', () => {
  const reactions = (revision: string, count: number) =>
    ({
      kind: 'reactions',
      id: makeEventId(channelA, 'reactions', '1', revision),
      channel: channelA,
      target: messageKey('1'),
      revision,
      counts: [{ name: 'heart', count, own: false }],
    }) as const
  const { hub } = openHub()
  hub.deliver([reactions('10', 3), reactions('9', 2), message('1'), reactions('8', 1)], 'one')
  expect(messageOf(hub.rows()[0]).reactions).toEqual([{ name: 'heart', count: 3, own: false }])
})

test('events of a channel that is not open are dropped and counted', () => {
  const { hub } = openHub()
  hub.deliver([message('1', { channel: channelC })], 'irc')
  expect([texts(hub), hub.counters()['notOpen']]).toEqual([[], 1])
  hub.openChannel(refOf(channelC))
  hub.deliver([message('1', { channel: channelC })], 'irc')
  expect(texts(hub)).toEqual(['text 1'])
})

test('listeners hear every copy, also the one that merges', () => {
  const { hub } = openHub()
  const heard: string[] = []
  const dispose = hub.onMessage((copy, source) => heard.push(`${copy.messageId} by ${source}`))
  hub.deliver([message('1')], 'irc')
  hub.deliver([message('1')], 'eventsub')
  dispose()
  hub.deliver([message('1')], 'irc')
  expect(heard).toEqual(['1 by irc', '1 by eventsub'])
})

test('a listener that throws stops neither the delivery nor the other listeners', () => {
  const { hub, failures } = openHub()
  const heard: string[] = []
  hub.onMessage(() => {
    throw new Error('broken')
  })
  hub.onMessage((copy) => heard.push(copy.messageId))
  hub.deliver([message('1'), message('2')], 'irc')
  expect({ texts: texts(hub), heard, failures: failures.length }).toEqual({
    texts: ['text 1', 'text 2'],
    heard: ['1', '2'],
    failures: 2,
  })
})

test('a channel remembers the time of the newest event, but none of the future', () => {
  const { hub, clock } = openHub()
  clock.jump(60_000)
  expect(hub.lastSeen(channelA)).toBe(0)
  hub.deliver([message('1', { at: 5_000 }), message('2', { at: 3_000 })], 'irc')
  expect(hub.lastSeen(channelA)).toBe(start + 5_000)
  hub.deliver([message('3', { at: 900_000 })], 'irc')
  expect(hub.lastSeen(channelA)).toBe(start + 60_000)
})
