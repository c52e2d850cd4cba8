import { expect, test } from 'vitest'
import { createDelays, orderBetween, orderStride } from '../../../electron/core/hub/order.ts'
import { makeEventId } from '../../../shared/model.ts'
import { channelA, channelB, message, messageOf, openHub, refOf, start, texts } from './events.ts'

const traitsOf = (hub: ReturnType<typeof openHub>['hub']) =>
  hub.rows().map((row) => [messageOf(row).text, messageOf(row).traits])

test('rows keep the order of their arrival, whatever their times', () => {
  const { hub } = openHub()
  hub.deliver(
    [message('1', { at: 5_000 }), message('2', { at: 1_000, channel: channelB }), message('3', { at: 3_000 })],
    'irc',
  )
  expect(texts(hub)).toEqual(['text 1', 'text 2', 'text 3'])
  expect(hub.rows().every((row) => Number.isSafeInteger(row.order))).toBe(true)
})

test('history goes where its time belongs among all channels, is marked, and neither announced nor counted', () => {
  const { hub, announced } = openHub()
  hub.deliver([message('1', { at: 1_000 }), message('3', { at: 3_000, channel: channelB })], 'irc')
  hub.deliver([message('0', { at: 0 }), message('2', { at: 2_000 }), message('4', { at: 4_000 })], 'history')
  expect(texts(hub)).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4'])
  expect(hub.rows().map((row) => messageOf(row).traits)).toEqual([
    ['historical'],
    [],
    ['historical'],
    [],
    ['historical'],
  ])
  expect([announced.map((row) => messageOf(row).messageId), hub.unread(channelA), hub.unread(channelB)]).toEqual([
    ['1', '3'],
    1,
    1,
  ])
})

test('a message that says it is historical is placed by time whatever its source', () => {
  const { hub, announced } = openHub()
  hub.deliver([message('2', { at: 2_000 }), message('1', { at: 1_000, traits: ['historical'] })], 'irc')
  expect([texts(hub), announced.length]).toEqual([['text 1', 'text 2'], 1])
})

test("a live message more than ten seconds beyond its source's usual delay is placed by time and marked late", () => {
  const { hub, announced } = openHub()
  for (let index = 0; index < 5; index++)
    hub.deliver([message(`${index}`, { at: index * 5_000, receivedAt: start + index * 5_000 + 300 })], 'irc')
  hub.deliver([message('late', { at: 7_000, receivedAt: start + 20_000 })], 'irc')
  hub.deliver([message('slow', { at: 18_000, receivedAt: start + 28_000 })], 'irc')
  expect(traitsOf(hub)).toEqual([
    ['text 0', []],
    ['text 1', []],
    ['text late', ['late']],
    ['text 2', []],
    ['text 3', []],
    ['text 4', []],
    ['text slow', []],
  ])
  expect([announced.length, hub.unread(channelA)]).toEqual([6, 6])
})

test('a source that is always slow is not late', () => {
  const { hub } = openHub()
  hub.deliver([message('1', { at: 0, receivedAt: start + 30_000 })], 'slow')
  hub.deliver([message('2', { at: 1_000, receivedAt: start + 35_000 })], 'slow')
  expect(traitsOf(hub).map(([, traits]) => traits)).toEqual([[], []])
})

test('a source whose clock runs ahead or behind is late beyond its own usual delay', () => {
  for (const ahead of [60_000, -60_000]) {
    const delays = createDelays()
    for (let index = 0; index < 50; index++) delays.isLate('irc', ahead, 0)
    expect([delays.isLate('irc', ahead, 10_000), delays.isLate('irc', ahead, 10_001)]).toEqual([false, true])
  }
})

test('a first event from the future makes no later one late', () => {
  const delays = createDelays()
  const late = [3_600_000, 100, 200, 300].map((sentAt) => delays.isLate('irc', sentAt, 400))
  expect(late).toEqual([false, false, false, false])
})

test.each([15_000, 3_600_000, -3_600_000])(
  'live messages stay live, and late ones late, when this computer’s clock is set by %i ms',
  async (jump) => {
    const { hub, clock, announced } = openHub()
    const say = async (text: string, delay: number) => {
      await clock.advance(1_000)
      const at = clock.elapsed() - delay
      hub.deliver([message(text, { at, receivedAt: clock.now() })], 'irc')
    }
    for (let index = 0; index < 20; index++) await say(`before ${index}`, 300)
    clock.jump(jump)
    for (let index = 0; index < 20; index++) await say(`after ${index}`, 300)
    await say('slow', 12_000)
    const late = hub.rows().flatMap((row) => (messageOf(row).traits.includes('late') ? [messageOf(row).text] : []))
    expect([late, announced.length, hub.unread(channelA)]).toEqual([['text slow'], 40, 40])
  },
)

test('the usual delay follows a source whose delay changed for good', () => {
  const delays = createDelays()
  for (let index = 0; index < 64; index++) delays.isLate('irc', 0, 0)
  const late = Array.from({ length: 64 }, () => delays.isLate('irc', 0, 20_000))
  expect([late[0], late.at(-1)]).toEqual([true, false])
})

test('a gap stands where it ended, even when rows came while it was being filled', () => {
  const { hub, announced } = openHub()
  hub.deliver([message('1', { at: 1_000 }), message('2', { at: 6_000 })], 'irc')
  const to = start + 5_000
  hub.gap({
    kind: 'gap',
    id: makeEventId(channelA, 'gap', '1'),
    channel: channelA,
    from: start + 1_000,
    to,
    why: 'network',
  })
  expect([hub.rows().map((row) => row.event.kind), announced.length]).toEqual([['message', 'gap', 'message'], 2])
})

test('the place between two rows leaves equal room for those that follow', () => {
  expect([orderBetween(0, 100, 4), orderBetween(20, 100, 3), orderBetween(0, 100, 1)]).toEqual([20, 40, 50])
  expect(orderBetween(Number.NEGATIVE_INFINITY, 100, 2)).toBe(100 - 2 * orderStride)
  expect(orderBetween(1, 1 + Number.EPSILON, 1)).toBeUndefined()
})

test('a long history in one gap needs no new numbers, and late rows without end get them', () => {
  const { hub } = openHub()
  hub.deliver([message('first', { at: 0 }), message('last', { at: 1_000_000 })], 'irc')
  const history = Array.from({ length: 1_500 }, (_, index) => message(`h${index}`, { at: 1 + index }))
  hub.deliver(history, 'history')
  expect(hub.counters()['renumbered']).toBeUndefined()
  for (let index = 0; index < 200; index++) hub.deliver([message(`l${index}`, { at: 5_000 + index })], 'history')
  expect(texts(hub)).toEqual([
    'text first',
    ...history.map((one) => one.text),
    ...Array.from({ length: 200 }, (_, index) => `text l${index}`),
    'text last',
  ])
  expect(hub.counters()['renumbered']).toBeGreaterThan(0)
  const orders = hub.rows().map((row) => row.order)
  expect(orders).toEqual(orders.toSorted((left, right) => left - right))
})

test('a history that comes after its channel was closed and opened again is shown', () => {
  const { hub } = openHub()
  hub.deliver([message('1', { at: 0 }), message('2', { at: 1_000, channel: channelB })], 'irc')
  hub.closeChannel(channelA)
  hub.openChannel(refOf(channelA))
  hub.deliver([message('1', { at: 0 })], 'history')
  expect(texts(hub)).toEqual(['text 1', 'text 2'])
})
