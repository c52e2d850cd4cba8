import { describe, expect, it } from 'vitest'
import { supervisePoll } from '../../../electron/net/poll.ts'
import { createWireTap, redactWire } from '../../../electron/net/tap.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { settle } from '../../harness/clock.ts'
import { createTestHost } from '../../harness/host.ts'

const start = (answers: Result<unknown>[] = []) => {
  const host = createTestHost()
  const askedAt: number[] = []
  const began = host.clock.elapsed()
  const poll = supervisePoll({
    name: 'test',
    host: { ...host, random: () => 0.5 },
    intervalMs: 60_000,
    run: async () => {
      askedAt.push(host.clock.elapsed() - began)
      return answers.shift() ?? ok(undefined)
    },
  })
  return { host, poll, askedAt, clock: host.clock }
}
const unreachable = failed({ kind: 'unreachable', message: 'No answer.', retrying: true })

describe('a supervised poll', () => {
  it('asks at once and then at its interval', async () => {
    const { clock, askedAt } = start()
    await clock.advance(130_000)
    expect(askedAt).toEqual([0, 60_000, 120_000])
  })

  it('backs off after failures, says why, and returns to its interval', async () => {
    const { clock, askedAt, poll } = start([unreachable, unreachable, unreachable])
    await settle()
    expect(poll.state.value).toEqual({ status: 'reconnecting', retryAt: clock.now() + 2_500, why: 'No answer.' })
    await clock.advance(80_000)
    expect(askedAt).toEqual([0, 2_500, 7_500, 17_500, 77_500])
  })

  it('waits as long as a rate limit says', async () => {
    const host = createTestHost()
    const limited = failed({ kind: 'rateLimited', message: 'Slower.', retryAt: host.clock.now() + 33_000 })
    const { clock, askedAt } = start([limited])
    await clock.advance(40_000)
    expect(askedAt).toEqual([0, 33_000])
  })

  it('asks nothing while offline or asleep, and at once afterwards', async () => {
    const { clock, askedAt, host, poll } = start()
    await clock.advance(1_000)
    host.setOnline(false)
    await clock.advance(200_000)
    expect(poll.state.value.status).toBe('offline')
    host.setOnline(true)
    await clock.advance(1_000)
    host.sleep()
    await clock.advance(200_000)
    host.wake()
    await settle()
    expect(askedAt).toEqual([0, 201_000, 402_000])
  })

  it('asks once more after an answer that was awaited when a refresh was wanted', async () => {
    const { clock, askedAt, poll } = start()
    poll.refreshNow()
    poll.refreshNow()
    await clock.advance(1)
    expect(askedAt).toEqual([0, 0])
  })

  it('leaves nothing behind after stop', async () => {
    const { clock, poll, askedAt } = start()
    await settle()
    poll.stop()
    await clock.advance(300_000)
    expect({ asked: askedAt.length, pending: clock.pending() }).toEqual({ asked: 1, pending: 0 })
  })
})

describe('the raw-wire tap', () => {
  it('records nothing until it is enabled, and forgets when nobody wants it any more', () => {
    const tap = createWireTap({ now: () => 5 })
    tap.record('irc', 'in', 'before')
    const [first, second] = [tap.enable(), tap.enable()]
    tap.record('irc', 'in', 'seen')
    first()
    expect(tap.frames().get('irc')).toEqual([{ at: 5, direction: 'in', text: 'seen' }])
    second()
    expect(tap.frames().size).toBe(0)
  })

  it('keeps the last frames of each source and no more sources than it may', () => {
    const tap = createWireTap({ now: () => 0, capacity: 2, maxSources: 1, maxCharacters: 4 })
    tap.enable()
    for (const text of ['1', '2', 'longer']) tap.record('a', 'out', text)
    tap.record('b', 'in', 'x')
    expect([...tap.frames()]).toEqual([
      [
        'a',
        [
          { at: 0, direction: 'out', text: '2' },
          { at: 0, direction: 'out', text: 'long…' },
        ],
      ],
    ])
  })

  it.each([
    'PASS oauth:abcdef123456',
    'PASS abcdef123456',
    'authorization: Bearer abcdef123456',
    'Authorization: OAuth abcdef123456',
    '{"access_token":"abcdef123456","x":1}',
    'https://x.example/?access_token=abcdef123456&y=2',
    '{"refresh_token": "abcdef123456"}',
    'hello oauth:abcdef123456 world',
  ])('never keeps a secret: %s', (text) => {
    expect(redactWire(text)).not.toContain('abcdef123456')
  })

  it('leaves what people write alone', () => {
    const line = ':a!a@a PRIVMSG #b :the bearer of news passes by'
    expect(redactWire(':a!a@a PRIVMSG #b :pass it on')).toBe(':a!a@a PRIVMSG #b :pass it on')
    expect(redactWire(line)).toContain('passes by')
  })
})
