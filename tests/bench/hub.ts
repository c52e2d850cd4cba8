/**
 * What the hub costs: N chatters' messages in four channels from two sources, one window that keeps up, counted in
 * time of one core. Run: node tests/bench/hub.ts [--json]; the last line is one JSON object.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { FeedSubscription } from '../../electron/core/hub/feed-subscription.ts'
import { createHub } from '../../electron/core/hub/hub.ts'
import { type ChatMessage, makeAuthorId, makeChannelId, makeEventId } from '../../shared/model.ts'

const rate = 3_000
const seconds = 10
const channels = Array.from({ length: 4 }, (_, index) => makeChannelId('twitch', String(1_000 + index)))

const messageOf = (number: number, now: number): ChatMessage => {
  const channel = channels[number % channels.length] ?? makeChannelId('twitch', '0')
  const login = `chatter${number % 3_001}`
  const text = `message ${number} of the bench`
  const messageId = `f0e1d2c3-b4a5-9687-0000-${String(number).padStart(12, '0')}`
  return {
    kind: 'message',
    id: makeEventId(channel, 'message', messageId),
    channel,
    messageId,
    author: { id: makeAuthorId('twitch', login), login, name: login, badges: [], roles: [] },
    parts: [{ type: 'text', text }],
    text,
    sentAt: now,
    receivedAt: now,
    traits: [],
  }
}

const measure = async (copies: 1 | 2) => {
  const frames = { count: 0, rows: 0 }
  const acknowledge: { run: FeedSubscription['acknowledge'] } = { run: () => undefined }
  const hub = createHub({
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs)
        return () => clearTimeout(timer)
      },
    },
    log: { error: (event, fields) => console.error(event, fields) },
  })
  for (const id of channels) hub.openChannel({ id, platform: 'twitch', login: id, name: id, private: false })
  const subscription = hub.subscribe({
    emit(frame) {
      frames.count += 1
      frames.rows += frame.rows.length
      setImmediate(() => acknowledge.run(frame.sequence))
    },
  })
  acknowledge.run = subscription.acknowledge
  const total = rate * seconds
  const prepared = Array.from({ length: total }, (_, number) => messageOf(number, 0))
  const startedAt = performance.now()
  let sent = 0
  const used = process.cpuUsage()
  let delivering = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * rate))
    const now = Date.now()
    const batch = prepared.slice(sent, due).map((one) => ({ ...one, sentAt: now, receivedAt: now }))
    const before = performance.now()
    for (const one of batch) hub.deliver([one], 'irc')
    if (copies === 2) for (const one of batch) hub.deliver([{ ...one, traits: ['first'] }], 'eventsub')
    delivering += performance.now() - before
    sent = due
    await wait(4)
  }
  const { user, system } = process.cpuUsage(used)
  await wait(50)
  hub.stop()
  return {
    copies,
    perSecond: rate,
    deliverPercent: (delivering / (seconds * 1_000)) * 100,
    processPercent: ((user + system) / (seconds * 1e6)) * 100,
    frames: frames.count,
    rows: frames.rows,
    counters: hub.counters(),
  }
}

/** As fast as it can, without a window: a million events must leave no more than the limits say. */
const burst = (events: number) => {
  const hub = createHub({
    clock: { now: () => 0, elapsed: () => 0, after: () => () => undefined },
    log: { error: () => undefined },
  })
  for (const id of channels) hub.openChannel({ id, platform: 'twitch', login: id, name: id, private: false })
  const size = 10_000
  let delivering = 0
  for (let round = 0; round < events / size; round++) {
    const prepared = Array.from({ length: size }, (_, index) => messageOf(round * size + index, 0))
    const before = performance.now()
    for (const one of prepared) hub.deliver([one], 'irc')
    delivering += performance.now() - before
  }
  const heapMB = Math.round(process.memoryUsage().heapUsed / 1e6)
  return { events, eventsPerSecond: Math.round(events / (delivering / 1_000)), heapMB, counters: hub.counters() }
}

burst(100_000)
const result = { flatOut: burst(1_000_000), one: await measure(1), two: await measure(2) }
if (!process.argv.includes('--json')) console.log(result)
console.log(JSON.stringify(result))
