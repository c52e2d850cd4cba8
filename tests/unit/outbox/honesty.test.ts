/** Any evening at all: answers, silences, echoes, offline periods, sleeps, clock jumps, crashes of the disk. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../../electron/core/ports/session.ts'
import type { RateRule } from '../../../shared/capabilities.ts'
import type { ChannelId } from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { channelA, channelB, createStage, type Stage, sent, withLimits } from './stage.ts'

const rates: readonly RateRule[] = [
  { scope: 'channel', count: 1, windowMs: 1_000 },
  { scope: 'account', count: 4, windowMs: 10_000 },
]

type Step =
  | { readonly do: 'say'; readonly to: 'a' | 'b' | 'both' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'answer'; readonly with: SendOutcome['kind']; readonly echo: 'before' | 'after' | 'never' }
  | { readonly do: 'resend'; readonly pick: number }
  | { readonly do: 'online' | 'liveA' | 'disk'; readonly on: boolean }
  | { readonly do: 'sleep'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('say'), to: fc.constantFrom('a', 'b', 'both') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(10, 400, 1_000, 4_000, 16_000, 31_000) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer'),
      with: fc.constantFrom('sent', 'sent', 'refused', 'rateLimited', 'failed', 'uncertain'),
      echo: fc.constantFrom('before', 'after', 'never'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resend'), pick: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('online', 'liveA', 'disk'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep'), ms: fc.constantFrom(5_000, 3_600_000) }) },
)

interface Evening {
  readonly stage: Stage
  /** Ids of all deliveries that were ever taken on. */
  readonly taken: Set<string>
  /** Channel and text to how often it may leave: once, and once more for each word of the person and each "wait" of the platform. */
  readonly allowed: Map<string, number>
  /** The statuses that each delivery was seen in last. */
  readonly last: Map<string, string>
  answered: number
  said: number
}

const outcomeOf = (
  kind: SendOutcome['kind'],
  messageId: string,
  channel: typeof channelA,
  now: number,
): SendOutcome => {
  switch (kind) {
    case 'sent':
      return sent(messageId, channel)
    case 'refused':
      return { kind, code: 'no', reason: 'No.' }
    case 'rateLimited':
      return { kind, retryAt: now + 3_000, reason: 'Wait.' }
    case 'failed':
      return { kind, error: { kind: 'unreachable', message: 'Down.', retrying: false } }
    case 'uncertain':
      return { kind, why: 'No answer.' }
  }
}

const countUp = (counts: Map<string, number>, channel: ChannelId, text: string) => {
  const key = `${channel} ${text}`
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const answer = async (evening: Evening, given: Extract<Step, { do: 'answer' }>) => {
  const { stage } = evening
  const call = stage.calls[evening.answered]
  if (call === undefined) return
  evening.answered += 1
  const messageId = `m${evening.answered}`
  const { channel, text } = call.request
  const arrives = given.with === 'sent' || given.with === 'uncertain'
  const echo = () => stage.echo({ channel: channel.id, messageId, text })
  if (arrives && given.echo === 'before') echo()
  if (given.with === 'rateLimited') countUp(evening.allowed, channel.id, text)
  await call.answer(outcomeOf(given.with, messageId, channel.id, stage.host.clock.now()))
  if (arrives && given.echo === 'after') echo()
}

const play = async (evening: Evening, given: Step): Promise<void> => {
  const { stage } = evening
  switch (given.do) {
    case 'say': {
      const text = `line ${evening.said++}`
      const targets = given.to === 'a' ? [channelA] : given.to === 'b' ? [channelB] : [channelA, channelB]
      const result = await stage.outbox.send({ text, targets })
      if (!result.ok) throw new Error(result.error.message)
      for (const id of result.value.deliveries) evening.taken.add(id)
      for (const target of targets) countUp(evening.allowed, target, text)
      break
    }
    case 'pass':
      await stage.host.clock.advance(given.ms)
      break
    case 'answer':
      await answer(evening, given)
      break
    case 'resend': {
      const stuck = stage.outbox.views.value.filter((view) =>
        ['asking', 'failed', 'refused', 'maybeSent'].includes(view.state.status),
      )
      const view = stuck[given.pick % Math.max(1, stuck.length)]
      if (view !== undefined && (await stage.outbox.resend(view.id)).ok)
        countUp(evening.allowed, view.channels[0], view.text)
      break
    }
    case 'online':
      stage.host.setOnline(given.on)
      break
    case 'liveA':
      stage.change(channelA, { live: given.on })
      break
    case 'disk':
      stage.host.disk.break(given.on ? undefined : 'full')
      break
    case 'sleep':
      stage.host.wake(given.ms)
      break
  }
  await settle()
}

/** Most calls that began in any window of the rule, by account (there is one) or channel. */
const worst = (stage: Stage, rule: RateRule): number => {
  const channels = rule.scope === 'channel' ? [channelA, channelB] : [undefined]
  const counts = channels.flatMap((channel) => {
    const times = stage.calls
      .filter((call) => channel === undefined || call.request.channel.id === channel)
      .map((call) => call.at)
    return times.map((from) => times.filter((at) => at >= from && at < from + rule.windowMs).length)
  })
  return Math.max(0, ...counts)
}

describe('whatever happens', () => {
  it('no message leaves twice without a word, none is lost, and no rate is exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const stage = await createStage()
        for (const id of [channelA, channelB]) stage.change(id, { capabilities: withLimits({ rates }) })
        const evening: Evening = { stage, taken: new Set(), allowed: new Map(), last: new Map(), answered: 0, said: 0 }
        stage.outbox.views.subscribe((views) => {
          for (const view of views) evening.last.set(view.id, view.state.status)
        })
        for (const given of steps) await play(evening, given)
        // The evening ends well: everything is answered, and time passes.
        stage.host.disk.break(undefined)
        stage.host.setOnline(true)
        for (let round = 0; round < 30; round++) {
          await answer(evening, { do: 'answer', with: 'sent', echo: 'after' })
          await stage.host.clock.advance(3_000)
        }

        const left = new Map<string, number>()
        for (const { request } of stage.calls) countUp(left, request.channel.id, request.text)
        for (const [key, times] of left) expect(times).toBeLessThanOrEqual(evening.allowed.get(key) ?? 0)

        const visible = new Set(stage.outbox.views.value.map((view) => view.id))
        for (const id of evening.taken) {
          if (visible.has(id)) continue
          expect(['sent', 'confirmed']).toContain(evening.last.get(id))
        }
        for (const view of stage.outbox.views.value)
          expect(['asking', 'failed', 'refused', 'maybeSent', 'sent', 'confirmed']).toContain(view.state.status)

        for (const rule of rates) expect(worst(stage, rule)).toBeLessThanOrEqual(rule.count)
        await stage.outbox.stop()
        expect(stage.host.clock.pending()).toBe(0)
      }),
      { numRuns: 150 },
    )
  })
})
