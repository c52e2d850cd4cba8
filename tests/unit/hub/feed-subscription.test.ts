import { expect, test } from 'vitest'
import { feedLimits } from '../../../electron/core/hub/feed-subscription.ts'
import { createHub } from '../../../electron/core/hub/hub.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { channelA, channelB, message, messageKey, notice, openHub, refOf, removal, start } from './events.ts'
import { openWindow } from './window.ts'

const burst = (count: number, from = 0) => Array.from({ length: count }, (_, index) => message(`${from + index}`))

const openWithWindow = (limits = {}) => {
  const fixture = openHub({ limits })
  return { ...fixture, window: openWindow(fixture.hub) }
}

const shapes = (window: ReturnType<typeof openWindow>) =>
  window.frames.map((frame) => [frame.type, frame.sequence, frame.rows.length])

test('a subscriber gets a snapshot soon, never within the call', async () => {
  const { hub, clock, window } = openWithWindow()
  hub.deliver([message('1')], 'irc')
  expect(window.frames).toEqual([])
  await clock.advance(0)
  expect(window.frames).toEqual([{ type: 'snapshot', sequence: 1, rows: hub.rows(), floors: [] }])
})

test('changes come in batches no closer than sixteen milliseconds', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  const times: number[] = []
  for (let step = 0; step < 50; step++) {
    const before = window.frames.length
    hub.deliver([message(`${step}`)], 'irc')
    await clock.advance(1)
    if (window.frames.length > before) times.push(clock.elapsed())
    window.apply()
  }
  const distances = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect([times.length, Math.min(...distances)]).toEqual([3, 16])
})

test('a batch leaves at once when 256 changes wait', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  hub.deliver(burst(300), 'irc')
  expect(shapes(window)).toEqual([
    ['snapshot', 1, 0],
    ['batch', 2, 256],
  ])
  await clock.advance(16)
  expect(shapes(window)[2]).toEqual(['batch', 3, 44])
})

test('several changes of one row are one row of the batch, as it is last', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  hub.deliver([message('1'), removal({ message: messageKey('1') }, 10), message('1', { traits: ['first'] })], 'irc')
  await clock.advance(16)
  expect(window.frames[1]?.rows).toEqual(hub.rows())
})

test('the newest 500 rows come first, the older ones as each frame is acknowledged', async () => {
  const { hub, clock, window } = openWithWindow()
  hub.deliver(burst(1_200), 'irc')
  await clock.advance(0)
  expect(window.frames[0]?.rows.map((row) => row.id)).toEqual(burst(500, 700).map((one) => one.id))
  await clock.advance(100)
  expect(shapes(window)).toEqual([['snapshot', 1, 500]])
  window.apply()
  window.apply()
  window.apply()
  await clock.advance(100)
  expect(shapes(window)).toEqual([
    ['snapshot', 1, 500],
    ['batch', 2, 500],
    ['batch', 3, 200],
  ])
  expect(window.rows()).toEqual(hub.rows())
})

test('a change of a row that is still to come waits for it', async () => {
  const { hub, clock, window } = openWithWindow()
  hub.deliver(burst(600), 'irc')
  await clock.advance(0)
  hub.deliver([removal({ message: messageKey('0') }, 1)], 'irc')
  await clock.advance(100)
  expect(window.frames.length).toBe(1)
  window.apply()
  window.apply()
  expect(window.rows()).toEqual(hub.rows())
})

test('at most eight frames are on their way', async () => {
  const { hub, clock, window } = openWithWindow()
  for (let step = 0; step < 20; step++) {
    hub.deliver([message(`${step}`)], 'irc')
    await clock.advance(16)
  }
  expect(window.frames.length).toBe(feedLimits.unacknowledged)
  window.apply(1)
  await clock.advance(16)
  expect(shapes(window)[8]).toEqual(['batch', 9, 12])
})

test('who falls too far behind gets a snapshot when the acknowledgements return', async () => {
  const { hub, clock, window } = openWithWindow({ perChannel: 20_000 })
  for (let step = 0; step < 8; step++) {
    hub.deliver([message(`first${step}`)], 'irc')
    await clock.advance(16)
  }
  hub.deliver(burst(6_000), 'irc')
  await clock.advance(1_000)
  expect(window.frames.length).toBe(8)
  window.apply()
  await clock.advance(16)
  expect(shapes(window)[8]).toEqual(['snapshot', 9, 500])
  while (window.waiting() > 0) window.apply()
  expect(window.rows()).toEqual(hub.rows())
})

test('a hidden window gets nothing, and a snapshot on its return', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  window.apply()
  window.subscription.visible(false)
  hub.deliver(burst(400), 'irc')
  window.subscription.resync()
  await clock.advance(1_000)
  expect(window.frames.length).toBe(1)
  window.subscription.visible(true)
  window.subscription.visible(true)
  expect(shapes(window)[1]).toEqual(['snapshot', 2, 400])
  window.apply()
  expect(window.rows()).toEqual(hub.rows())
})

test('who missed a frame asks, and gets a snapshot at once', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  window.apply()
  hub.deliver([message('1')], 'irc')
  await clock.advance(16)
  window.lose()
  hub.deliver([message('2')], 'irc')
  await clock.advance(16)
  window.apply()
  window.apply()
  expect([shapes(window).at(-1), window.rows()]).toEqual([['snapshot', 4, 2], hub.rows()])
})

test('a frame tells only the floors that moved, a snapshot those that ever did', async () => {
  const { hub, clock, window } = openWithWindow({ perChannel: 3 })
  await clock.advance(0)
  hub.deliver([...burst(5), message('b', { channel: channelB })], 'irc')
  await clock.advance(16)
  const order = hub.rows()[0]?.order ?? 0
  hub.deliver([message('c', { channel: channelB })], 'irc')
  await clock.advance(16)
  expect(window.frames.map((frame) => frame.floors)).toEqual([[], [{ channel: channelA, order }], []])
  window.subscription.resync()
  expect(window.frames.at(-1)?.floors).toEqual([{ channel: channelA, order }])
})

test('a row that was evicted before it was sent is never sent', async () => {
  const { hub, clock, window } = openWithWindow({ perChannel: 3 })
  await clock.advance(0)
  hub.deliver(burst(100), 'irc')
  await clock.advance(16)
  expect(window.frames[1]?.rows.length).toBe(3)
})

test("a closed channel's floor passes, and its return is a snapshot", async () => {
  const { hub, clock, window } = openWithWindow()
  hub.deliver([message('1'), message('2', { channel: channelB })], 'irc')
  await clock.advance(16)
  hub.closeChannel(channelA)
  await clock.advance(16)
  window.apply()
  expect(window.frames.at(-1)?.floors).toEqual([{ channel: channelA, order: Number.MAX_SAFE_INTEGER }])
  expect(window.rows().map((row) => row.id)).toEqual([messageKey('2', channelB)])
  hub.openChannel(refOf(channelA))
  hub.deliver([message('1')], 'history')
  await clock.advance(16)
  window.apply()
  expect([shapes(window).at(-1)?.[0], window.rows()]).toEqual(['snapshot', hub.rows()])
})

test('gifts that were rows before their bomb came are told to be gone', async () => {
  const { hub, clock, window } = openWithWindow()
  const gift = notice('gift', { notice: 'gift', group: 'g' })
  hub.deliver([gift], 'irc')
  await clock.advance(16)
  hub.deliver([notice('bomb', { notice: 'giftBomb', group: 'g' })], 'irc')
  await clock.advance(16)
  window.apply()
  expect([window.frames[1]?.gone, window.rows()]).toEqual([[gift.id], hub.rows()])
})

test('acknowledging what was never sent, or nonsense, opens no window', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  for (const sequence of [-1, Number.NaN, 0]) window.subscription.acknowledge(sequence)
  window.subscription.acknowledge(1e9)
  for (let step = 0; step < 20; step++) {
    hub.deliver([message(`${step}`)], 'irc')
    await clock.advance(16)
  }
  expect(window.frames.length).toBe(1 + feedLimits.unacknowledged)
})

test('a disposed subscription is silent and leaves no timer', async () => {
  const { hub, clock, window } = openWithWindow()
  await clock.advance(0)
  hub.deliver([message('1')], 'irc')
  window.subscription.dispose()
  hub.deliver([message('2')], 'irc')
  window.subscription.visible(true)
  window.subscription.resync()
  await clock.advance(100)
  expect([window.frames.length, clock.pending()]).toEqual([1, 0])
})

test('stopping the hub ends every subscription', async () => {
  const { hub, clock, window } = openWithWindow()
  hub.deliver([message('1')], 'irc')
  hub.stop()
  await clock.advance(100)
  expect([window.frames.length, clock.pending()]).toEqual([0, 0])
})

test('a port that throws is noted, harms no other window and gets a snapshot when it acknowledges', async () => {
  const clock = createVirtualClock(start)
  const noted: unknown[] = []
  const hub = createHub({ clock, log: { error: (event) => noted.push(event) } })
  hub.openChannel(refOf(channelA))
  const types: string[] = []
  let broken = true
  const faulty = hub.subscribe({
    emit(frame) {
      if (broken) throw new Error('socket gone')
      types.push(frame.type)
    },
  })
  const window = openWindow(hub)
  hub.deliver([message('1')], 'irc')
  await clock.advance(16)
  window.apply()
  expect([window.rows(), noted.length]).toEqual([hub.rows(), 1])
  broken = false
  faulty.acknowledge(1)
  await clock.advance(16)
  expect(types).toEqual(['snapshot'])
})
