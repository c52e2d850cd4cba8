import { describe, expect, it } from 'vitest'
import { noCapabilities } from '../../../shared/capabilities.ts'
import { makeEventId } from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { account, channelA, channelB, createStage, otherAccount, sent, withLimits } from './stage.ts'

const unanswered = { kind: 'uncertain', why: 'no answer came' } as const

describe('a delivery that goes well', () => {
  it('is sending, then sent, then confirmed by its echo, and gone four seconds later', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    const seen = [stage.state(id)?.status]
    await stage.call(0).answer(sent('m1'))
    seen.push(stage.state(id)?.status)
    stage.echo({ messageId: 'm1', text: 'hello' })
    seen.push(stage.state(id)?.status)
    await stage.host.clock.advance(3_999)
    seen.push(stage.state(id)?.status)
    await stage.host.clock.advance(1)
    seen.push(stage.state(id)?.status)
    expect(seen).toEqual(['sending', 'sent', 'confirmed', 'confirmed', undefined])
  })

  it('tells each change once, and never that it waits when it does not', async () => {
    const stage = await createStage()
    const told: string[][] = []
    stage.outbox.views.subscribe((views) => told.push(views.map((view) => view.state.status)))
    await stage.outbox.send({ text: 'hello', targets: [channelA, channelB] })
    await settle()
    await stage.call(0).answer(sent('m1'))
    stage.change(channelA, {})
    expect(told).toEqual([
      ['sending', 'sending'],
      ['sent', 'sending'],
    ])
  })

  it('is confirmed by an echo that came before the answer', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    stage.echo({ messageId: 'm1', text: 'hello' })
    expect(stage.state(id)?.status).toBe('sending')
    await stage.call(0).answer(sent('m1'))
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('is confirmed by its answer where nothing can echo', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer({ kind: 'sent', messageId: 'm1', echo: undefined })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('stays sent without an echo, because the platform took it, and its line goes after a minute', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer(sent('m1'))
    await stage.host.clock.advance(59_000)
    expect(stage.state(id)?.status).toBe('sent')
    await stage.host.clock.advance(1_000)
    expect([stage.state(id), stage.calls.length]).toEqual([undefined, 1])
  })

  it('is not confirmed by what somebody else, or another message of ours, says', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer(sent('m1'))
    stage.echo({ messageId: 'm2', text: 'hello' })
    stage.echo({ messageId: 'm1', text: 'hello', author: { id: otherAccount.authorId } })
    expect(stage.state(id)?.status).toBe('sent')
  })

  it('is confirmed by the copy in another room of the shared chat', async () => {
    const stage = await createStage()
    stage.change(channelA, { sharedRooms: [channelA, channelB] })
    const id = stage.say('hello', channelA, channelB)
    await settle()
    await stage.call(0).answer(sent('m1'))
    stage.echo({ id: makeEventId(channelA, 'message', 'm1'), channel: channelB, messageId: 'copy', text: 'hello' })
    expect(stage.state(id)?.status).toBe('confirmed')
  })
})

describe('a delivery that is not taken', () => {
  it('keeps the reason of the platform that refused it, and is sent again on a person’s word', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer({ kind: 'refused', code: 'msg_duplicate', reason: 'You just said that.' })
    await stage.host.clock.advance(600_000)
    expect(stage.state(id)).toEqual({ status: 'refused', code: 'msg_duplicate', reason: 'You just said that.' })
    expect(await stage.outbox.resend(id)).toEqual({ ok: true, value: undefined })
    await settle()
    expect([stage.state(id)?.status, stage.calls.length]).toEqual(['sending', 2])
  })

  it('keeps the error of what certainly did not arrive, and sends the same delivery again', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    const error = { kind: 'unreachable', message: 'Twitch cannot be reached.', retrying: false } as const
    await stage.call(0).answer({ kind: 'failed', error })
    expect(stage.state(id)).toEqual({ status: 'failed', error })
    await stage.outbox.resend(id)
    await settle()
    await stage.call(1).answer({ kind: 'sent', messageId: 'm1', echo: undefined })
    expect(stage.outbox.views.value).toMatchObject([{ id, state: { status: 'confirmed' } }])
  })

  it('goes when it is dismissed', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer({ kind: 'refused', code: '', reason: 'No.' })
    expect(stage.outbox.dismiss(id)).toEqual({ ok: true, value: undefined })
    expect(stage.outbox.views.value).toEqual([])
    expect(await stage.outbox.resend(id)).toMatchObject({ ok: false, error: { kind: 'notFound' } })
  })

  it('is left alone while the request is out: it can neither be dismissed nor sent a second time', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    expect(stage.outbox.dismiss(id)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    expect(await stage.outbox.resend(id)).toEqual({ ok: true, value: undefined })
    await settle()
    expect(stage.calls).toHaveLength(1)
  })

  it('fails in words, the text kept, when the account was signed out while it waited', async () => {
    const stage = await createStage()
    stage.change(channelA, { live: false })
    const id = stage.say('hello')
    stage.change(channelA, { account: undefined })
    expect(stage.outbox.views.value).toMatchObject([
      { id, text: 'hello', state: { status: 'failed', error: { kind: 'signInAgain' } } },
    ])
    expect(await stage.outbox.resend(id)).toMatchObject({ ok: false, error: { kind: 'invalid', field: 'targets' } })
    stage.change(channelA, { account, live: true })
    expect((await stage.outbox.resend(id)).ok).toBe(true)
    await settle()
    expect(stage.calls).toHaveLength(1)
  })

  it('fails in words when its channel was closed while it waited', async () => {
    const stage = await createStage()
    stage.change(channelA, { live: false })
    const id = stage.say('hello')
    stage.close(channelA)
    expect(stage.state(id)).toMatchObject({
      status: 'failed',
      error: { kind: 'notFound', message: 'Not sent to Ann: the channel was closed. Open it, then send again.' },
    })
  })

  it('fails rather than going out under another name, and goes out so when the person says so', async () => {
    const stage = await createStage()
    stage.change(channelA, { live: false })
    const id = stage.say('hello')
    stage.change(channelA, { account: otherAccount, live: true })
    expect(stage.state(id)).toMatchObject({ status: 'failed', error: { kind: 'unsupported' } })
    await stage.outbox.resend(id)
    await settle()
    expect(stage.calls.map((call) => call.request.account.id)).toEqual([otherAccount.id])
    expect(stage.outbox.views.value).toMatchObject([{ id, accountId: otherAccount.id }])
  })

  it('fails with the reason when the right to write was lost while it waited', async () => {
    const stage = await createStage()
    stage.change(channelA, { live: false })
    const id = stage.say('hello')
    stage.change(channelA, { live: true, capabilities: noCapabilities('You are banned there.') })
    expect(stage.state(id)).toMatchObject({
      status: 'failed',
      error: { message: 'Not sent to Ann: You are banned there.' },
    })
    expect(stage.calls).toEqual([])
  })
})

describe('a delivery that nobody answered', () => {
  const lose = async () => {
    const stage = await createStage()
    const id = stage.say('hello there')
    await settle()
    const startedAt = stage.host.clock.now()
    await stage.host.clock.advance(1_000)
    await stage.call(0).answer(unanswered)
    return { stage, id, startedAt }
  }

  it('is looked for during 15 s, then it may have been sent, and nothing sends it by itself', async () => {
    const { stage, id } = await lose()
    expect(stage.state(id)).toEqual({
      status: 'uncertain',
      until: stage.host.clock.now() + 15_000,
      why: 'No answer came.',
    })
    await stage.host.clock.advance(14_999)
    expect(stage.state(id)?.status).toBe('uncertain')
    await stage.host.clock.advance(1)
    expect(stage.state(id)).toEqual({
      status: 'maybeSent',
      why: 'No answer came. It was not seen in Ann since; look there before you send it again.',
    })
    await stage.host.clock.advance(3_600_000)
    expect([stage.statuses(), stage.calls.length]).toEqual([['maybeSent'], 1])
  })

  it.each([
    ['as it was written', 'hello there'],
    ['with other blanks and invisible marks', ' hello   there\u{e0000}'],
  ])('is confirmed by its echo, %s', async (_, text) => {
    const { stage, id } = await lose()
    stage.echo({ text })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('is confirmed by an echo that came while the answer was awaited', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    stage.echo({ text: 'hello' })
    await stage.call(0).answer(unanswered)
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it.each([
    ['of somebody else', { author: { id: otherAccount.authorId } }],
    ['of another text', { text: 'hello' }],
    ['in another channel', { channel: channelB }],
  ])('is not taken for one %s', async (_, difference) => {
    const { stage, id } = await lose()
    stage.echo({ text: 'hello there', ...difference })
    expect(stage.state(id)?.status).toBe('uncertain')
  })

  it.each([
    ['two minutes slow', 120_000],
    ['ten seconds fast', -10_000],
    ['a day wrong', 86_400_000],
  ])('is confirmed by its echo although this computer’s clock is %s', async (_, difference) => {
    const { stage, id } = await lose()
    stage.echo({ text: 'hello there', sentAt: stage.host.clock.now() + difference })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('is confirmed by its echo although this computer’s clock was set while it was under way', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    const sentAt = stage.host.clock.now()
    stage.host.clock.jump(-3_600_000)
    await stage.call(0).answer(unanswered)
    stage.echo({ text: 'hello', sentAt })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('is not taken for the same words said more than a minute later', async () => {
    const { stage, id } = await lose()
    await stage.host.clock.advance(59_001)
    stage.echo({ text: 'hello there' })
    expect(stage.state(id)?.status).toBe('maybeSent')
  })

  it('is not taken for the same words that the account said before, nor for their next copy', async () => {
    const stage = await createStage()
    const before = { text: 'hello there', messageId: 'from the phone', sentAt: stage.host.clock.now() }
    stage.echo({ ...before, traits: ['own'] })
    await stage.host.clock.advance(100)
    const id = stage.say('hello there')
    await settle()
    await stage.call(0).answer(unanswered)
    stage.echo(before)
    stage.echo(before, false)
    expect(stage.state(id)?.status).toBe('uncertain')
    stage.echo({ text: 'hello there', messageId: 'its own' })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('is not taken for the same words of a history, said long before or after', async () => {
    const { stage, id, startedAt } = await lose()
    stage.echo({ text: 'hello there', messageId: 'before', sentAt: startedAt - 2_001 }, false)
    stage.echo({ text: 'hello there', messageId: 'after', sentAt: startedAt + 60_001 }, false)
    expect(stage.state(id)?.status).toBe('uncertain')
    stage.echo({ text: 'hello there', messageId: 'just', sentAt: startedAt - 2_000 }, false)
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('allows for the platform’s clock in a history once a known message has shown how slow it is', async () => {
    const stage = await createStage()
    stage.say('first')
    await settle()
    await stage.call(0).answer(sent('m1'))
    stage.echo({ text: 'first', messageId: 'm1', sentAt: stage.host.clock.now() - 8_000 })
    const id = stage.say('second')
    await settle()
    await stage.call(1).answer(unanswered)
    stage.echo({ text: 'second', sentAt: stage.host.clock.now() - 8_000 }, false)
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('finds the echo of an answer, which begins with the mention of whom it answers', async () => {
    const stage = await createStage()
    const row = makeEventId(channelA, 'message', 'm1')
    stage.messages.set(row, { channel: channelA, messageId: 'm1' })
    await stage.outbox.send({ text: 'yes', targets: [], replyTo: row })
    await settle()
    await stage.call(0).answer(unanswered)
    stage.echo({ text: '@somebody yes' })
    expect(stage.statuses()).toEqual(['confirmed'])
  })

  it('turns to confirmed when its echo is seen late, by a backfill', async () => {
    const { stage, id, startedAt } = await lose()
    await stage.host.clock.advance(600_000)
    expect(stage.state(id)?.status).toBe('maybeSent')
    stage.echo({ text: 'hello there', sentAt: startedAt + 300 }, false)
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('does not share its echo with a twin', async () => {
    const stage = await createStage()
    const ids = [stage.say('gg'), stage.say('gg')]
    await settle()
    await stage.call(0).answer(unanswered)
    await stage.call(1).answer(unanswered)
    const copies = { text: 'gg', id: makeEventId(channelA, 'message', 'm1') }
    stage.echo({ ...copies, messageId: 'm1' })
    stage.echo({ ...copies, messageId: 'm1' })
    expect(ids.map((id) => stage.state(id)?.status)).toEqual(['confirmed', 'uncertain'])
    stage.echo({ text: 'gg', messageId: 'm2' })
    expect(ids.map((id) => stage.state(id)?.status)).toEqual(['confirmed', 'confirmed'])
  })

  it('leaves an echo to a twin that is still under way, until that one is answered', async () => {
    const stage = await createStage()
    const lost = stage.say('gg')
    await settle()
    await stage.call(0).answer(unanswered)
    const twin = stage.say('gg')
    await settle()
    stage.echo({ text: 'gg', messageId: 'm2' })
    expect([lost, twin].map((id) => stage.state(id)?.status)).toEqual(['uncertain', 'sending'])
    await stage.call(1).answer(sent('m2'))
    expect([lost, twin].map((id) => stage.state(id)?.status)).toEqual(['uncertain', 'confirmed'])
  })

  it('is asked for where the platform can be asked', async () => {
    const stage = await createStage()
    const since: number[] = []
    stage.findSent = async (_, from) => {
      since.push(from)
      if (since.length < 2) return undefined
      const { channel, ...echo } = { channel: channelA, messageId: 'm1', text: 'hello', sentAt: from, receivedAt: from }
      const author = { id: account.authorId, login: 'me', name: 'Me', badges: [], roles: [] }
      return {
        kind: 'message',
        id: makeEventId(channel, 'message', 'm1'),
        channel,
        author,
        parts: [],
        traits: [],
        ...echo,
      }
    }
    const startedAt = stage.host.clock.now()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer(unanswered)
    expect(stage.state(id)?.status).toBe('uncertain')
    await stage.host.clock.advance(5_000)
    expect([stage.state(id)?.status, since]).toEqual(['confirmed', [startedAt, startedAt]])
  })

  it('is looked for until the end although asking fails', async () => {
    const stage = await createStage()
    stage.findSent = async () => {
      throw new Error('broken')
    }
    const id = stage.say('hello')
    await settle()
    await stage.call(0).answer(unanswered)
    await stage.host.clock.advance(15_000)
    expect(stage.state(id)?.status).toBe('maybeSent')
  })

  it('is not sent again before the search is over, and then only on a person’s word', async () => {
    const { stage, id } = await lose()
    expect(await stage.outbox.resend(id)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    await stage.host.clock.advance(15_000)
    expect((await stage.outbox.resend(id)).ok).toBe(true)
    await settle()
    expect([stage.calls.length, stage.state(id)?.status]).toEqual([2, 'sending'])
  })

  it('is not sent again when its echo is seen while it waits to be', async () => {
    const { stage, id, startedAt } = await lose()
    await stage.host.clock.advance(15_000)
    stage.host.setOnline(false)
    await stage.outbox.resend(id)
    expect(stage.state(id)?.status).toBe('queued')
    stage.echo({ text: 'hello there', sentAt: startedAt })
    stage.host.setOnline(true)
    await settle()
    expect([stage.calls.length, stage.state(id)?.status]).toEqual([1, 'confirmed'])
  })

  it('was sent after all when the second attempt is refused as a repetition and the first is seen', async () => {
    const { stage, id, startedAt } = await lose()
    await stage.host.clock.advance(15_000)
    await stage.outbox.resend(id)
    await settle()
    await stage.call(1).answer({ kind: 'refused', code: 'msg_duplicate', reason: 'You just said that.' })
    stage.echo({ text: 'hello there', sentAt: startedAt })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('may have been sent when the session throws', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await settle()
    await stage.call(0).throw(new Error('secret text'))
    expect(stage.state(id)?.status).toBe('uncertain')
    expect(stage.host.logs.some(({ fields }) => JSON.stringify(fields).includes('hello'))).toBe(false)
  })

  it('was not sent once the platform says so late: the same words seen then are somebody else’s doing', async () => {
    const stage = await createStage()
    const id = stage.say('hello')
    await stage.host.clock.advance(30_000)
    expect(stage.state(id)?.status).toBe('uncertain')
    await stage.call(0).answer({ kind: 'refused', code: 'no', reason: 'No.' })
    stage.echo({ text: 'hello' })
    expect(stage.state(id)?.status).toBe('refused')
  })

  it('lets the lane go on when a session never answers, and believes a late answer', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ rates: [{ scope: 'channel', count: 1, windowMs: 1_000 }] }) })
    const id = stage.say('hello')
    await stage.host.clock.advance(29_000)
    const next = stage.say('next')
    await stage.host.clock.advance(1_000)
    expect(stage.state(id)?.status).toBe('uncertain')
    await stage.host.clock.advance(1_000)
    expect([stage.calls.length, stage.state(next)?.status]).toEqual([2, 'sending'])
    await stage.call(0).answer(sent('m1'))
    expect(stage.state(id)?.status).toBe('sent')
  })
})
