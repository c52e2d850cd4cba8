import { describe, expect, it } from 'vitest'
import { noCapabilities } from '../../../shared/capabilities.ts'
import { makeChannelId, makeEventId } from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { channelA, channelB, createStage, otherAccount, withLimits } from './stage.ts'

const both = [channelA, channelB]

describe('before anything is sent', () => {
  it.each(['', '   ', '\n\t'])('asks for a text instead of %j', async (text) => {
    const { outbox } = await createStage()
    expect(await outbox.send({ text, targets: both })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', field: 'text' },
    })
  })

  it('asks for a target where there is none', async () => {
    const { outbox } = await createStage()
    expect(await outbox.send({ text: 'hello', targets: [] })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', field: 'targets', reason: 'Choose at least one channel to send to.' },
    })
  })

  it('sends to nobody when one target cannot take it, and names that one and why', async () => {
    const stage = await createStage()
    stage.change(channelB, { capabilities: noCapabilities('Sign in to write there.') })
    const result = await stage.outbox.send({ text: 'hello', targets: both })
    await settle()
    expect(result).toEqual({
      ok: false,
      error: {
        kind: 'invalid',
        field: 'targets',
        reason: 'Bob cannot take it: Sign in to write there.',
        message: 'Nothing was sent. Bob cannot take it: Sign in to write there.',
      },
    })
    expect([stage.calls, stage.outbox.views.value]).toEqual([[], []])
  })

  it('names every target that lacks something', async () => {
    const stage = await createStage()
    stage.change(channelA, { capabilities: withLimits({ maxLength: 4, unit: 'codePoints' }) })
    stage.change(channelB, { account: undefined })
    expect(await stage.outbox.send({ text: 'hello', targets: both })).toMatchObject({
      error: {
        field: 'targets',
        reason:
          'It is too long for Ann: 5 characters, at most 4 go through. Bob cannot take it: nobody is signed in there. Sign in first.',
      },
    })
  })

  it('counts in the unit of the platform', async () => {
    const stage = await createStage()
    const text = '👍🏽é'
    stage.change(channelA, { capabilities: withLimits({ maxLength: 3, unit: 'codePoints' }) })
    stage.change(channelB, { capabilities: withLimits({ maxLength: 9, unit: 'bytes' }) })
    expect((await stage.outbox.send({ text, targets: [channelA] })).ok).toBe(true)
    expect(await stage.outbox.send({ text, targets: [channelB] })).toMatchObject({
      error: { field: 'text', reason: 'It is too long for Bob: 10 bytes, at most 9 go through.' },
    })
  })

  it('takes a text of exactly the greatest length, not counting blanks around it', async () => {
    const stage = await createStage()
    expect((await stage.outbox.send({ text: `  ${'x'.repeat(500)}\n`, targets: both })).ok).toBe(true)
    await settle()
    expect(stage.call(0).request.text).toBe('x'.repeat(500))
  })

  it('refuses a text that the platform would cut, with the reason', async () => {
    const stage = await createStage()
    stage.change(channelA, {
      capabilities: withLimits({ forbiddenPrefixes: [{ prefix: '/', why: 'Twitch takes it as a command.' }] }),
    })
    expect(await stage.outbox.send({ text: ' /ban somebody', targets: both })).toMatchObject({
      error: { field: 'text', reason: 'Ann cannot take a text that begins with "/": Twitch takes it as a command.' },
    })
  })

  it('refuses a channel that is not open', async () => {
    const { outbox } = await createStage()
    expect(await outbox.send({ text: 'hello', targets: [channelA, makeChannelId('twitch', '404')] })).toMatchObject({
      error: { kind: 'invalid', field: 'targets' },
    })
  })

  it('tries where nobody knows whether it works', async () => {
    const stage = await createStage()
    const unknown = { can: 'unknown', why: 'Not told yet.' } as const
    stage.change(channelA, { capabilities: { ...withLimits({}), send: unknown } })
    stage.say('hello')
    await settle()
    expect(stage.calls).toHaveLength(1)
  })

  it('stops taking more when two hundred have not been sent', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    for (let index = 0; index < 200; index++) stage.say(`line ${index}`)
    expect(await stage.outbox.send({ text: 'one more', targets: [channelA] })).toMatchObject({
      error: { kind: 'invalid', reason: '200 messages have not been sent yet. Send or dismiss some of those first.' },
    })
  })
})

describe('several targets', () => {
  it('makes one delivery for each, and counts a target once', async () => {
    const stage = await createStage()
    await stage.outbox.send({ text: 'hello', targets: [channelA, channelB, channelA] })
    await settle()
    expect(stage.outbox.views.value.map((view) => view.channels)).toEqual([[channelA], [channelB]])
    expect(stage.calls.map((call) => call.request.channel.id)).toEqual([channelA, channelB])
  })

  it('makes one delivery of two rooms in one shared chat, sent through the first chosen', async () => {
    const stage = await createStage()
    stage.change(channelA, { sharedRooms: both })
    stage.change(channelB, { account: otherAccount })
    await stage.outbox.send({ text: 'hello', targets: [channelB, channelA] })
    await settle()
    expect(stage.outbox.views.value.map((view) => [view.channels, view.accountId])).toEqual([
      [[channelB, channelA], otherAccount.id],
    ])
    expect(stage.calls.map((call) => call.request.channel.id)).toEqual([channelB])
  })

  it('goes through the other room of a shared chat when the first chosen cannot take it', async () => {
    const stage = await createStage()
    stage.change(channelA, { sharedRooms: both, account: undefined })
    stage.change(channelB, { sharedRooms: both })
    await stage.outbox.send({ text: 'hello', targets: both })
    await settle()
    expect(stage.calls.map((call) => call.request.channel.id)).toEqual([channelB])
  })
})

describe('an answer', () => {
  const row = makeEventId(channelA, 'message', 'm1')
  const rooms = [
    { channel: channelA, messageId: 'm1', removed: false },
    { channel: channelB, messageId: 'm2', removed: false },
  ]

  it('goes to the room of the message that it answers, whatever the targets are', async () => {
    const stage = await createStage()
    stage.messages.set(row, { channel: channelA, messageId: 'm1' })
    await stage.outbox.send({ text: 'yes', targets: [channelB], replyTo: row })
    await settle()
    expect(stage.calls.map(({ request }) => [request.channel.id, request.replyTo])).toEqual([[channelA, 'm1']])
    expect(stage.outbox.views.value).toMatchObject([{ channels: [channelA], replyTo: row }])
  })

  it.each([
    [[channelB], channelB, 'm2'],
    [[], channelA, 'm1'],
  ])('names the copy of the chosen room of a shared chat (targets %j)', async (targets, channel, messageId) => {
    const stage = await createStage()
    stage.messages.set(row, { channel: channelA, messageId: 'm1', rooms })
    await stage.outbox.send({ text: 'yes', targets, replyTo: row })
    await settle()
    expect(stage.calls.map(({ request }) => [request.channel.id, request.replyTo])).toEqual([[channel, messageId]])
  })

  it('goes to a room where the message was not removed', async () => {
    const stage = await createStage()
    const removedInA = rooms.map((room) => (room.channel === channelA ? { ...room, removed: true } : room))
    stage.messages.set(row, { channel: channelA, messageId: 'm1', rooms: removedInA })
    await stage.outbox.send({ text: 'yes', targets: [channelA], replyTo: row })
    await settle()
    expect(stage.calls.map(({ request }) => request.replyTo)).toEqual(['m2'])
  })

  it('is refused when its message is gone', async () => {
    const { outbox } = await createStage()
    expect(await outbox.send({ text: 'yes', targets: both, replyTo: row })).toMatchObject({
      error: { kind: 'invalid', field: 'replyTo' },
    })
  })

  it('is refused where one may write but not answer', async () => {
    const stage = await createStage()
    stage.messages.set(row, { channel: channelA, messageId: 'm1' })
    stage.change(channelA, { capabilities: { ...withLimits({}), reply: { can: false, why: 'No threads there.' } } })
    expect(await stage.outbox.send({ text: 'yes', targets: [], replyTo: row })).toMatchObject({
      error: { field: 'targets', reason: 'Ann cannot take it: No threads there.' },
    })
  })
})
