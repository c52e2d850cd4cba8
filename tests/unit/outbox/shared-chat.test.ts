import { describe, expect, it } from 'vitest'
import { type ChannelRef, makeEventId } from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { channelA, channelB, createStage, otherAccount, type Stage } from './stage.ts'

const both = [channelA, channelB]
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
