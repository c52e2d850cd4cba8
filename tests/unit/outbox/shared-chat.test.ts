import { describe, expect, it } from 'vitest'
import { type ChannelId, type ChannelRef, makeChannelId, makeEventId } from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { channelA, channelB, createChannel, createStage, otherAccount, type Stage, sent } from './stage.ts'

const both = [channelA, channelB]
const channelC = makeChannelId('twitch', '3')
const texts = (stage: Stage) => stage.calls.map(({ request }) => `${request.text} in ${request.channel.name}`)
const planned = (stage: Stage) => stage.outbox.views.value.map((view) => view.channels)

/** A stage whose platform answers the question for the rooms when the test says so, as `share` then is. */
const createAskedStage = async () => {
  const stage = await createStage()
  const asked: string[] = []
  const open: { readonly answer: () => void; readonly fail: () => void }[] = []
  const share = (shared: boolean) => {
    for (const id of both) stage.change(id, { sharedRooms: shared ? both : [] })
  }
  stage.refreshRooms = (channels: readonly ChannelRef[], { name }) => {
    asked.push(`${name} about ${channels.map((channel) => channel.name).join(' and ')}`)
    return new Promise((resolve, reject) => {
      open.push({ answer: resolve, fail: () => reject(new Error('broken')) })
    })
  }
  const answer = async (shared: boolean) => {
    share(shared)
    open.shift()?.answer()
    await settle()
  }
  const fail = async () => {
    open.shift()?.fail()
    await settle()
  }
  return { stage, asked, share, answer, fail }
}

describe('before a text goes to several rooms', () => {
  it('asks which of them share a chat, and says it in each when that is over', async () => {
    const { stage, asked, share, answer } = await createAskedStage()
    share(true)
    const sending = stage.outbox.send({ text: 'hello', targets: both })
    await settle()
    expect([asked, stage.calls, planned(stage)]).toEqual([['Me about Ann and Bob'], [], []])
    await answer(false)
    expect([texts(stage), planned(stage)]).toEqual([
      ['hello in Ann', 'hello in Bob'],
      [[channelA], [channelB]],
    ])
    expect(await sending).toMatchObject({
      ok: true,
      value: { deliveries: stage.outbox.views.value.map(({ id }) => id) },
    })
  })

  it('says it once when they have come to share one', async () => {
    const { stage, answer } = await createAskedStage()
    void stage.outbox.send({ text: 'hello', targets: both })
    await answer(true)
    expect([texts(stage), planned(stage)]).toEqual([['hello in Ann'], [[channelA, channelB]]])
  })

  it('asks as each account that writes in one of them', async () => {
    const { stage, asked } = await createAskedStage()
    stage.change(channelB, { account: otherAccount })
    void stage.outbox.send({ text: 'hello', targets: [...both, channelA] })
    await settle()
    expect(asked).toEqual(['Me about Ann', 'Alter about Bob'])
  })

  it('asks nothing for one room, nor for an answer, which goes to one alone', async () => {
    const { stage, asked } = await createAskedStage()
    const row = makeEventId(channelA, 'message', 'm1')
    stage.messages.set(row, { channel: channelA, messageId: 'm1' })
    stage.say('hello')
    await stage.outbox.send({ text: 'yes', targets: both, replyTo: row })
    expect([asked, stage.outbox.views.value.map((view) => view.text)]).toEqual([[], ['hello', 'yes']])
  })

  it.each(['is silent', 'fails'])(
    'goes on after a second at most with what is known when the platform %s',
    async (how) => {
      const { stage, share, fail } = await createAskedStage()
      share(true)
      void stage.outbox.send({ text: 'hello', targets: both })
      if (how === 'fails') await fail()
      else {
        await stage.host.clock.advance(999)
        expect(stage.calls).toEqual([])
        await stage.host.clock.advance(1)
      }
      expect([texts(stage), planned(stage)]).toEqual([['hello in Ann'], [[channelA, channelB]]])
    },
  )

  it('keeps the order in which the messages were written', async () => {
    const { stage, answer } = await createAskedStage()
    void stage.outbox.send({ text: 'first', targets: both })
    void stage.outbox.send({ text: 'second', targets: [channelB] })
    void stage.outbox.send({ text: 'third', targets: both })
    await stage.host.clock.advance(500)
    expect(stage.outbox.views.value).toEqual([])
    await answer(false)
    await answer(false)
    expect(stage.outbox.views.value.map((view) => [view.text, view.channels])).toEqual([
      ['first', [channelA]],
      ['first', [channelB]],
      ['second', [channelB]],
      ['third', [channelA]],
      ['third', [channelB]],
    ])
  })

  it('does not let a later question overtake an earlier one', async () => {
    const { stage } = await createAskedStage()
    const answers: (() => void)[] = []
    stage.refreshRooms = () => new Promise((resolve) => answers.push(resolve))
    void stage.outbox.send({ text: 'first', targets: both })
    void stage.outbox.send({ text: 'second', targets: both })
    answers[1]?.()
    await settle()
    expect(stage.outbox.views.value).toEqual([])
    answers[0]?.()
    await settle()
    expect(stage.outbox.views.value.map((view) => view.text)).toEqual(['first', 'first', 'second', 'second'])
  })

  it('takes what is written again anew, once however often the person says so', async () => {
    const { stage, asked, share, answer } = await createAskedStage()
    share(true)
    stage.host.setOnline(false)
    void stage.outbox.send({ text: 'hello', targets: both })
    await answer(true)
    await stage.host.clock.advance(30_000)
    const [view] = stage.outbox.views.value
    expect(view?.state.status).toBe('asking')
    stage.host.setOnline(true)
    const words = [stage.outbox.resend(view?.id ?? ''), stage.outbox.resend(view?.id ?? '')]
    await answer(false)
    await answer(false)
    expect([asked.length, texts(stage), (await Promise.all(words)).map(({ ok }) => ok)]).toEqual([
      3,
      ['hello in Ann', 'hello in Bob'],
      [true, true],
    ])
  })

  it('sends nothing at the end, but keeps what was written, and waits for nothing', async () => {
    const { stage } = await createAskedStage()
    const sending = stage.outbox.send({ text: 'hello', targets: both })
    await stage.outbox.stop()
    expect([(await sending).ok, stage.calls, stage.host.clock.pending()]).toEqual([true, [], 0])
    const next = await stage.restart()
    expect(next.outbox.views.value.map((view) => [view.text, view.state.status])).toEqual([
      ['hello', 'asking'],
      ['hello', 'asking'],
    ])
  })
})

describe('what reaches several rooms', () => {
  /** A message to Ann's chat, which is believed to be shared with the others, and its copies. */
  const sendShared = async (...others: ChannelId[]) => {
    const stage = await createStage()
    stage.channels.set(channelC, createChannel(channelC, 'Cleo'))
    const rooms = [channelA, ...others]
    for (const room of rooms) stage.change(room, { sharedRooms: rooms })
    const id = stage.say('hello', ...rooms)
    await settle()
    const copyIn = (channel: ChannelId) =>
      stage.echo({
        id: makeEventId(channelA, 'message', 'm1'),
        channel,
        messageId: channel === channelA ? 'm1' : `copy in ${channel}`,
        text: 'hello',
      })
    return { stage, id, copyIn }
  }
  const lines = (stage: Stage) => stage.outbox.views.value.map((view) => [view.channels, view.state.status])
  const askingBob = { status: 'asking', why: 'It reached Ann; the shared chat with Bob seems to be over.' }

  it('is confirmed once every one of them shows it, by whichever source and in whichever order', async () => {
    const { stage, id, copyIn } = await sendShared(channelB, channelC)
    copyIn(channelC)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    copyIn(channelA)
    expect(stage.state(id)?.status).toBe('sent')
    await stage.host.clock.advance(4_999)
    copyIn(channelB)
    expect(lines(stage)).toEqual([[[channelA, channelB, channelC], 'confirmed']])
  })

  it('is confirmed where it was seen, and asks for a room that does not show it within five seconds', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    await stage.host.clock.advance(4_999)
    expect(lines(stage)).toEqual([[both, 'sent']])
    await stage.host.clock.advance(1)
    expect(stage.outbox.views.value).toMatchObject([
      { channels: [channelA], text: 'hello', state: { status: 'confirmed' } },
      { channels: [channelB], text: 'hello', state: askingBob },
    ])
    await stage.host.clock.advance(600_000)
    expect([stage.calls.length, lines(stage)]).toEqual([1, [[[channelB], 'asking']]])
  })

  it('goes to that room on a person’s word, and is confirmed there by its own echo', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    await stage.host.clock.advance(60_000)
    for (const room of both) stage.change(room, { sharedRooms: [] })
    await stage.outbox.resend(stage.outbox.views.value[0]?.id ?? '')
    await settle()
    await stage.call(1).answer(sent('m2', channelB))
    stage.echo({ channel: channelB, messageId: 'm2', text: 'hello' })
    expect([texts(stage), lines(stage)]).toEqual([['hello in Ann', 'hello in Bob'], [[[channelB], 'confirmed']]])
  })

  it('names every room that it reached, and asks once for all that it did not', async () => {
    const { stage, copyIn } = await sendShared(channelB, channelC)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    await stage.host.clock.advance(5_000)
    expect(stage.outbox.views.value).toMatchObject([
      { channels: [channelA] },
      { channels: [channelB, channelC], state: { why: expect.stringContaining('shared chat with Bob and Cleo') } },
    ])
  })

  it('does not ask for the room that it was sent to when another shows its copy', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelB)
    await stage.host.clock.advance(3_000)
    expect(lines(stage)).toEqual([[both, 'confirmed']])
  })

  it.each([
    ['was cut off', (stage: Stage) => stage.change(channelB, { live: false })],
    ['was closed', (stage: Stage) => stage.close(channelB)],
  ])('claims nothing of a room that %s meanwhile', async (_, lose) => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    lose(stage)
    expect(lines(stage)).toEqual([[both, 'confirmed']])
    stage.change(channelB, { live: true })
    await stage.host.clock.advance(3_000)
    expect(lines(stage)).toEqual([[both, 'confirmed']])
  })

  it('claims nothing of a room that was not live when it left', async () => {
    const stage = await createStage()
    stage.change(channelA, { sharedRooms: both })
    stage.change(channelB, { live: false })
    const id = stage.say('hello', ...both)
    await settle()
    stage.change(channelB, { live: true })
    await stage.call(0).answer(sent('m1'))
    stage.echo({ messageId: 'm1', text: 'hello' })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('asks no more when the copy comes late after all', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    await stage.host.clock.advance(20_000)
    expect(lines(stage)).toEqual([[[channelB], 'asking']])
    copyIn(channelB)
    expect(lines(stage)).toEqual([[[channelB], 'confirmed']])
  })

  it('is found without an answer too, and then asks for the room that does not show it', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer({ kind: 'uncertain', why: 'No answer.' })
    copyIn(channelA)
    expect(lines(stage)).toEqual([[both, 'sent']])
    await stage.host.clock.advance(5_000)
    expect(lines(stage)).toEqual([
      [[channelA], 'confirmed'],
      [[channelB], 'asking'],
    ])
  })

  it('is found without an answer by all of its copies', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer({ kind: 'uncertain', why: 'No answer.' })
    copyIn(channelB)
    copyIn(channelA)
    expect(lines(stage)).toEqual([[both, 'confirmed']])
  })

  it('asks after an end of the app too, and keeps why', async () => {
    const { stage, copyIn } = await sendShared(channelB)
    await stage.call(0).answer(sent('m1'))
    copyIn(channelA)
    await stage.host.clock.advance(20_000)
    const next = await stage.restart()
    expect(next.outbox.views.value).toMatchObject([{ channels: [channelB], state: askingBob }])
  })
})
