import { describe, expect, it } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { channelA, channelB, createStage, type Stage, sent, withLimits } from './stage.ts'

const oneASecond = { scope: 'channel', count: 1, windowMs: 1_000 } as const
const twoInTen = { scope: 'account', count: 2, windowMs: 10_000 } as const

/** Answers every call as it is made. */
const answerAll = async (stage: Stage, ms: number) => {
  let answered = 0
  for (let passed = 0; passed < ms; passed += 50) {
    for (; answered < stage.calls.length; answered++) await stage.call(answered).answer(sent(`m${answered}`))
    await stage.host.clock.advance(50)
  }
}

const texts = (stage: Stage) => stage.calls.map((call) => call.request.text)

describe('rates', () => {
  it('makes the second message wait for the budget of its channel, and says how long and why', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ rates: [oneASecond] }) })
    stage.say('one')
    const second = stage.say('two')
    await settle()
    await stage.call(0).answer(sent('m0'))
    expect(stage.state(second)).toEqual({
      status: 'queued',
      until: stage.host.clock.now() + 1_000,
      why: 'At most 1 message a second in Ann.',
    })
    await stage.host.clock.advance(999)
    expect(stage.calls).toHaveLength(1)
    await stage.host.clock.advance(1)
    expect(stage.calls).toHaveLength(2)
  })

  it('counts all messages of an account for its budget, and each channel alone for the channel’s', async () => {
    const stage = await createStage()
    for (const id of [channelA, channelB])
      stage.change(id, { capabilities: withLimits({ rates: [oneASecond, twoInTen] }) })
    await stage.outbox.send({ text: 'one', targets: [channelA, channelB] })
    const third = stage.say('two', channelB)
    await settle()
    await stage.call(0).answer(sent('m0'))
    await stage.call(1).answer(sent('m1', channelB))
    expect(stage.state(third)).toMatchObject({ status: 'queued', why: 'At most 2 messages in 10 s as Me.' })
    await answerAll(stage, 11_000)
    expect(stage.calls.map((call) => [call.request.channel.id, call.at])).toEqual([
      [channelA, 0],
      [channelB, 0],
      [channelB, 10_000],
    ])
  })

  it('counts from the answer, so that a slow way to the platform does not bring two too close together', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ rates: [oneASecond] }) })
    stage.say('one')
    stage.say('two')
    await stage.host.clock.advance(700)
    await stage.call(0).answer(sent('m0'))
    await stage.host.clock.advance(10_000)
    expect(stage.calls.map((call) => call.at)).toEqual([0, 1_700])
  })

  it('tells each waiting message its own time', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ rates: [oneASecond] }) })
    const ids = ['one', 'two', 'three', 'four'].map((text) => stage.say(text))
    await settle()
    await stage.call(0).answer(sent('m0'))
    const now = stage.host.clock.now()
    const waits = ids.slice(1).map((id) => {
      const state = stage.state(id)
      return state?.status === 'queued' ? state.until - now : undefined
    })
    expect(waits).toEqual([1_000, 2_000, 3_000])
  })

  it('sends in order within a channel, and does not hold one channel up for another', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ rates: [oneASecond] }) })
    for (const text of ['a1', 'a2', 'a3']) stage.say(text, channelA)
    stage.say('b1', channelB)
    await settle()
    expect(texts(stage)).toEqual(['a1', 'b1'])
    await answerAll(stage, 4_000)
    expect(texts(stage)).toEqual(['a1', 'b1', 'a2', 'a3'])
  })

  it('sends the next only after the one before it was answered, so that they arrive in order', async () => {
    const stage = await createStage()
    stage.say('one')
    const second = stage.say('two')
    await stage.host.clock.advance(5_000)
    expect([texts(stage), stage.state(second)]).toMatchObject([
      ['one'],
      { status: 'queued', why: 'The message before it to Ann goes first.' },
    ])
    await stage.call(0).answer(sent('m0'))
    expect(texts(stage)).toEqual(['one', 'two'])
  })

  it('waits as long as the platform asks, and sends the same message first then', async () => {
    const stage = await createStage()
    const first = stage.say('one')
    stage.say('two')
    await settle()
    const retryAt = stage.host.clock.now() + 7_000
    await stage.call(0).answer({ kind: 'rateLimited', retryAt, reason: 'Twitch asked to wait.' })
    expect(stage.state(first)).toEqual({ status: 'queued', until: retryAt, why: 'Twitch asked to wait.' })
    await stage.host.clock.advance(6_999)
    expect(texts(stage)).toEqual(['one'])
    await stage.host.clock.advance(1)
    expect(texts(stage)).toEqual(['one', 'one'])
  })

  it('does not hammer a platform that asks to wait until a moment that is over', async () => {
    const stage = await createStage()
    stage.say('one')
    await settle()
    for (let index = 0; index < 5; index++) {
      await stage.call(index).answer({ kind: 'rateLimited', retryAt: 0, reason: 'Too fast.' })
      await stage.host.clock.advance(1_000)
    }
    expect(stage.calls.map((call) => call.at)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000])
  })

  it('asks when the platform makes it wait for more than thirty seconds', async () => {
    const stage = await createStage()
    const id = stage.say('one')
    await settle()
    await stage.call(0).answer({
      kind: 'rateLimited',
      retryAt: stage.host.clock.now() + 60_000,
      reason: 'Twitch asked to wait.',
    })
    await stage.host.clock.advance(29_999)
    expect(stage.state(id)?.status).toBe('queued')
    await stage.host.clock.advance(60_000)
    expect([stage.state(id), stage.calls.length]).toEqual([
      { status: 'asking', why: 'It waited for 30 s. Twitch asked to wait.' },
      1,
    ])
  })

  it('asks about what the rates hold back for thirty seconds', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ rates: [oneASecond] }) })
    for (let index = 0; index < 40; index++) stage.say(`line ${index}`)
    await answerAll(stage, 40_000)
    expect(stage.calls.length).toBeLessThanOrEqual(30)
    const asking = stage.outbox.views.value.filter((view) => view.state.status === 'asking')
    expect(asking.map((view) => view.text)).toEqual(
      Array.from({ length: 40 }, (_, index) => `line ${index}`).slice(stage.calls.length),
    )
  })
})

describe('slow mode', () => {
  const slowFor = (seconds: number) => ({ modes: [{ mode: 'slow', seconds }] }) as const
  const bound = withLimits({ rates: [oneASecond], obeysModes: true })
  const why = 'Slow mode: at most 1 message in 20 s in Ann.'
  /** An account that must obey, in a room where it has just written. */
  const afterTheFirst = async (seconds: number, outcome = sent('m1')) => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: bound, ...slowFor(seconds) })
    stage.say('first')
    await settle()
    await stage.call(0).answer(outcome)
    return stage
  }

  it('that is known makes the next message wait, and says how long and why', async () => {
    const stage = await afterTheFirst(20)
    const id = stage.say('second')
    expect(stage.state(id)).toEqual({ status: 'queued', until: stage.host.clock.now() + 20_000, why })
    await stage.host.clock.advance(19_999)
    expect(stage.calls).toHaveLength(1)
    await stage.host.clock.advance(1)
    expect(texts(stage)).toEqual(['first', 'second'])
  })

  it('lets the message go as soon as it ends, and holds what waits when it begins', async () => {
    const stage = await afterTheFirst(20)
    const id = stage.say('second')
    stage.change(channelA, { modes: [] })
    expect(stage.state(id)).toMatchObject({ why: 'At most 1 message a second in Ann.' })
    stage.change(channelA, slowFor(20))
    expect(stage.state(id)).toMatchObject({ why })
    stage.change(channelA, { modes: [{ mode: 'emoteOnly' }] })
    await stage.host.clock.advance(1_000)
    expect(texts(stage)).toEqual(['first', 'second'])
  })

  it('of more than thirty seconds asks, and still waits its time on a person’s word', async () => {
    const stage = await afterTheFirst(40)
    const id = stage.say('second')
    await stage.host.clock.advance(30_000)
    const words = 'Slow mode: at most 1 message in 40 s in Ann.'
    expect(stage.state(id)).toEqual({ status: 'asking', why: `It waited for 30 s. ${words}` })
    await stage.outbox.resend(id)
    expect(stage.state(id)).toEqual({ status: 'queued', until: stage.host.clock.now() + 10_000, why: words })
    await stage.host.clock.advance(10_000)
    expect(texts(stage)).toEqual(['first', 'second'])
  })

  it('does not count what was refused: nobody read that', async () => {
    const stage = await afterTheFirst(20, { kind: 'refused', code: 'msg_rejected', reason: 'No.' })
    stage.say('second')
    await stage.host.clock.advance(1_000)
    expect(texts(stage)).toEqual(['first', 'second'])
  })

  it('counts what may have been said', async () => {
    const stage = await afterTheFirst(20, { kind: 'uncertain', why: 'No answer.' })
    expect(stage.state(stage.say('second'))).toMatchObject({ why })
  })

  it('does not hold an account that need not obey, nor another room', async () => {
    const stage = await afterTheFirst(20)
    stage.change(channelB, { capabilities: bound })
    stage.say('elsewhere', channelB)
    stage.change(channelA, { capabilities: withLimits({}) })
    stage.say('second')
    await settle()
    expect(texts(stage)).toEqual(['first', 'elsewhere', 'second'])
  })
})

describe('without a way out', () => {
  it('waits for the network and goes when it is back within thirty seconds', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    const id = stage.say('hello')
    expect(stage.state(id)).toEqual({
      status: 'queued',
      until: stage.host.clock.now() + 30_000,
      why: 'There is no network.',
    })
    await stage.host.clock.advance(29_000)
    stage.host.setOnline(true)
    await settle()
    expect(texts(stage)).toEqual(['hello'])
  })

  it('waits for a channel that reconnects', async () => {
    const stage = await createStage()
    stage.change(channelA, { live: false })
    const id = stage.say('hello')
    expect(stage.state(id)).toMatchObject({ status: 'queued', why: 'Ann is not connected.' })
    stage.change(channelA, { live: true })
    await settle()
    expect(texts(stage)).toEqual(['hello'])
  })

  it('asks after thirty seconds, and floods nothing when the network returns', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    const ids = ['one', 'two', 'three'].map((text) => stage.say(text))
    await stage.host.clock.advance(20_000)
    ids.push(stage.say('four'))
    await stage.host.clock.advance(10_000)
    expect(stage.statuses()).toEqual(['asking', 'asking', 'asking', 'queued'])
    expect(stage.state(ids[0] ?? '')).toEqual({ status: 'asking', why: 'It waited for 30 s. There is no network.' })
    stage.host.setOnline(true)
    await answerAll(stage, 60_000)
    expect(texts(stage)).toEqual(['four'])
  })

  it('asks after a sleep, whether or not a timer ran meanwhile', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    stage.say('hello')
    stage.host.wake(3_600_000)
    stage.host.setOnline(true)
    await settle()
    expect([stage.statuses(), stage.calls]).toEqual([['asking'], []])
  })

  it('does not lose count when the clock is set back', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    stage.say('hello')
    stage.host.clock.jump(-86_400_000)
    await stage.host.clock.advance(30_000)
    expect(stage.statuses()).toEqual(['asking'])
  })

  it('sends what asked on a person’s word, and asks again when that cannot leave for thirty seconds', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    const id = stage.say('hello')
    await stage.host.clock.advance(30_000)
    await stage.outbox.resend(id)
    expect(stage.state(id)?.status).toBe('queued')
    await stage.host.clock.advance(30_000)
    expect(stage.state(id)?.status).toBe('asking')
    stage.host.setOnline(true)
    await stage.outbox.resend(id)
    await settle()
    expect(texts(stage)).toEqual(['hello'])
  })

  it('does not wait for the connection any more once the person said so', async () => {
    const stage = await createStage()
    stage.change(channelA, { live: false })
    const id = stage.say('hello')
    await stage.host.clock.advance(30_000)
    await stage.outbox.resend(id)
    await settle()
    expect(texts(stage)).toEqual(['hello'])
  })

  it('never sends what was dismissed while it waited', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    stage.outbox.dismiss(stage.say('hello'))
    stage.host.setOnline(true)
    await settle()
    expect([stage.outbox.views.value, stage.calls]).toEqual([[], []])
  })

  it('goes apart when a shared chat ended before it is sent again', async () => {
    const stage = await createStage()
    stage.change(channelA, { sharedRooms: [channelA, channelB] })
    stage.host.setOnline(false)
    const id = stage.say('hello', channelA, channelB)
    await stage.host.clock.advance(30_000)
    stage.change(channelA, { sharedRooms: [] })
    stage.host.setOnline(true)
    await stage.outbox.resend(id)
    await settle()
    expect(stage.outbox.views.value.map((view) => view.channels)).toEqual([[channelA], [channelB]])
    expect(stage.calls.map((call) => call.request.channel.id)).toEqual([channelA, channelB])
  })
})

describe('an end', () => {
  it('sends nothing any more, and leaves no timer behind', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    stage.say('hello')
    await stage.outbox.stop()
    stage.host.setOnline(true)
    await settle()
    expect([
      stage.calls,
      stage.host.clock.pending(),
      (await stage.outbox.send({ text: 'x', targets: [channelA] })).ok,
    ]).toEqual([[], 0, false])
  })
})
