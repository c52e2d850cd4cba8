import { describe, expect, it } from 'vitest'
import { makeEventId } from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { createTestHost } from '../../harness/host.ts'
import { channelA, createStage, type Stage, sent } from './stage.ts'

interface Note {
  readonly version: number
  readonly deliveries: readonly { readonly text: string; readonly startedAt?: number }[]
}

const down = { kind: 'unreachable', message: 'Twitch cannot be reached.', retrying: false } as const
const note = (stage: Stage): Note => JSON.parse(stage.host.disk.files.get('outbox.json') ?? 'null')
const notedTexts = (stage: Stage) => note(stage).deliveries

describe('the note on disk', () => {
  it('is written before the request leaves', async () => {
    const host = createTestHost()
    const order: string[] = []
    const stage = await createStage({
      host: {
        ...host,
        documents: {
          ...host.documents,
          async write(name, text) {
            order.push(text.includes('"startedAt"') ? 'noted as leaving' : 'noted')
            return host.documents.write(name, text)
          },
        },
      },
    })
    stage.say('hello')
    order.push(`${stage.calls.length} requests`)
    await settle()
    order.push(`${stage.calls.length} requests`)
    expect(order).toEqual(['0 requests', 'noted as leaving', '1 requests'])
  })

  it('is emptied when the platform took the message', async () => {
    const stage = await createStage()
    stage.say('hello')
    await settle()
    expect(notedTexts(stage)).toMatchObject([{ text: 'hello', startedAt: stage.host.clock.now() }])
    await stage.call(0).answer(sent('m1'))
    expect(note(stage)).toEqual({ version: 1, deliveries: [] })
  })

  it('holds everything but what was sent: what waits, asks, was refused, failed, and may have been sent', async () => {
    const stage = await createStage()
    stage.say('refused')
    await settle()
    await stage.call(0).answer({ kind: 'refused', code: '', reason: 'No.' })
    stage.say('lost')
    await settle()
    await stage.call(1).answer({ kind: 'uncertain', why: 'No answer.' })
    stage.say('failed')
    await settle()
    await stage.call(2).answer({ kind: 'failed', error: down })
    stage.say('sent')
    await settle()
    await stage.call(3).answer(sent('m1'))
    await stage.host.clock.advance(15_000)
    stage.host.setOnline(false)
    stage.say('asks')
    await stage.host.clock.advance(30_000)
    stage.say('waits')
    await settle()
    expect(stage.statuses()).toEqual(['refused', 'maybeSent', 'failed', 'sent', 'asking', 'queued'])
    expect(notedTexts(stage).map(({ text, startedAt }) => [text, startedAt !== undefined])).toEqual([
      ['refused', false],
      ['lost', true],
      ['failed', false],
      ['asks', false],
      ['waits', false],
    ])
  })

  it('is not written again where nothing changed', async () => {
    const stage = await createStage()
    stage.host.setOnline(false)
    stage.say('hello')
    await settle()
    const before = stage.host.disk.writes.length
    for (let index = 0; index < 5; index++) stage.change(channelA, { live: index % 2 === 0 })
    await settle()
    expect(stage.host.disk.writes).toHaveLength(before)
  })

  it.each(['full', 'readOnly'] as const)(
    'makes a message fail that a %s disk cannot note, and sends nothing',
    async (how) => {
      const stage = await createStage()
      stage.host.disk.break(how)
      const id = stage.say('hello')
      await settle()
      expect(stage.calls).toEqual([])
      expect(stage.outbox.views.value).toMatchObject([
        { id, text: 'hello', state: { status: 'failed', error: { kind: 'unreachable', retrying: false } } },
      ])
      const state = stage.state(id)
      expect(state?.status === 'failed' ? state.error.message : '').toContain(how === 'full' ? 'full' : 'read-only')
      stage.host.disk.break(undefined)
      await stage.outbox.resend(id)
      await settle()
      expect(stage.calls).toHaveLength(1)
    },
  )

  it('makes a message fail when the disk does not answer, and does not send it when it answers late', async () => {
    const host = createTestHost()
    const late: (() => void)[] = []
    const stage = await createStage({
      host: {
        ...host,
        documents: {
          ...host.documents,
          write: (name, text) =>
            new Promise((resolve) => {
              late.push(() => resolve(host.documents.write(name, text)))
            }),
        },
      },
    })
    late.shift()?.()
    const id = stage.say('hello')
    await host.clock.advance(10_000)
    expect(stage.state(id)?.status).toBe('failed')
    for (const answer of late) answer()
    await settle()
    expect([stage.state(id)?.status, stage.calls]).toEqual(['failed', []])
  })
})

describe('after a crash', () => {
  it('a message that was under way is looked for, and then may have been sent', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await settle()
    const stage = await before.restart()
    expect(stage.state(id)).toEqual({
      status: 'uncertain',
      until: stage.host.clock.now() + 15_000,
      why: 'Tributary ended while it was being sent.',
    })
    await stage.host.clock.advance(15_000)
    expect([stage.state(id)?.status, stage.calls]).toEqual(['maybeSent', []])
  })

  it('a message that was under way is confirmed by its echo, seen live or by a backfill', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await settle()
    const sentAt = before.host.clock.now()
    await before.host.clock.advance(5_000)
    const stage = await before.restart()
    stage.echo({ text: 'hello', sentAt })
    expect(stage.state(id)?.status).toBe('confirmed')
  })

  it('a message that had not left asks, and keeps what it answers', async () => {
    const before = await createStage()
    const row = makeEventId(channelA, 'message', 'm1')
    before.messages.set(row, { channel: channelA, messageId: 'm1' })
    before.host.setOnline(false)
    await before.outbox.send({ text: 'yes', targets: [], replyTo: row })
    await settle()
    const [view] = before.outbox.views.value
    before.host.setOnline(true)
    const stage = await before.restart()
    await stage.host.clock.advance(60_000)
    expect([stage.outbox.views.value, stage.calls]).toEqual([
      [{ ...view, state: { status: 'asking', why: 'Tributary ended before it could be sent.' } }],
      [],
    ])
    await stage.outbox.resend(view?.id ?? '')
    await settle()
    expect(stage.calls.map(({ request }) => [request.text, request.replyTo])).toEqual([['yes', 'm1']])
  })

  it('a message that waits to be sent a second time may still have been sent the first time', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await settle()
    await before.call(0).answer({ kind: 'uncertain', why: 'No answer.' })
    await before.host.clock.advance(15_000)
    before.host.setOnline(false)
    await before.outbox.resend(id)
    await settle()
    const stage = await before.restart()
    expect(stage.state(id)?.status).toBe('uncertain')
  })

  it.each([
    [
      'was refused',
      { kind: 'refused', code: 'msg_rejected', reason: 'held by AutoMod' },
      'It was refused: Held by AutoMod.',
    ],
    ['failed', { kind: 'failed', error: down }, 'Twitch cannot be reached.'],
  ] as const)(
    'a message that %s asks with the former reason, after every restart, and is never sent by itself',
    async (_, outcome, why) => {
      const before = await createStage()
      const id = before.say('precious words')
      await settle()
      await before.call(0).answer(outcome)
      const stage = await (await before.restart()).restart()
      await stage.host.clock.advance(600_000)
      expect([stage.outbox.views.value, stage.calls]).toMatchObject([
        [{ id, text: 'precious words', state: { status: 'asking', why } }],
        [],
      ])
      await stage.outbox.resend(id)
      await settle()
      expect(stage.calls.map(({ request }) => request.text)).toEqual(['precious words'])
    },
  )

  it('a message that was refused does not come back once it was dismissed', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await settle()
    await before.call(0).answer({ kind: 'refused', code: '', reason: 'No.' })
    before.outbox.dismiss(id)
    await settle()
    expect((await before.restart()).outbox.views.value).toEqual([])
  })

  it('a message whose second attempt was refused may still have been sent by the first', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await settle()
    await before.call(0).answer({ kind: 'uncertain', why: 'No answer.' })
    await before.host.clock.advance(15_000)
    await before.outbox.resend(id)
    await settle()
    await before.call(1).answer({ kind: 'refused', code: 'msg_duplicate', reason: 'You just said that.' })
    const stage = await before.restart()
    expect(stage.state(id)).toMatchObject({ status: 'uncertain', why: 'It was refused: You just said that.' })
  })

  it('a message that was taken does not come back', async () => {
    const before = await createStage()
    before.say('hello')
    await settle()
    await before.call(0).answer(sent('m1'))
    const stage = await before.restart()
    expect(stage.outbox.views.value).toEqual([])
  })

  it('nothing is sent before the note of the earlier run was read, and that note is not overwritten', async () => {
    const before = await createStage()
    before.host.setOnline(false)
    before.say('old')
    await settle()
    before.host.setOnline(true)
    const stage = await createStage({ host: before.host, channels: before.channels, restore: false })
    const id = stage.say('new')
    await stage.host.clock.advance(1_000)
    expect([stage.state(id), stage.calls]).toMatchObject([{ status: 'queued', why: 'Tributary is starting.' }, []])
    await stage.outbox.restore()
    await settle()
    expect(stage.calls.map((call) => call.request.text)).toEqual(['new'])
    expect(notedTexts(stage).map(({ text }) => text)).toEqual(['new', 'old'])
  })

  it.each([
    ['no JSON', '{"version":1,'],
    ['another version', '{"version":7,"deliveries":[]}'],
    ['a channel that is none', '{"version":1,"deliveries":[{"id":"x","channels":["nowhere"],"text":"secret words"}]}'],
  ])('a note that is %s is set aside and named, never reset in silence', async (_, text) => {
    const host = createTestHost()
    host.disk.files.set('outbox.json', text)
    const stage = await createStage({ host, restore: false })
    const { setAside } = await stage.outbox.restore()
    expect(setAside).toBeDefined()
    expect(host.disk.files.get(setAside ?? '')).toBe(text)
    expect(host.logs.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(JSON.stringify(host.logs)).not.toContain('secret')
    stage.say('hello')
    await settle()
    expect(stage.calls).toHaveLength(1)
  })
})

describe('a regular end', () => {
  it('waits for the answer of what is under way', async () => {
    const before = await createStage()
    before.say('hello')
    await settle()
    const stopped = before.outbox.stop()
    await before.host.clock.advance(1_000)
    await before.call(0).answer(sent('m1'))
    await stopped
    expect(note(before)).toEqual({ version: 1, deliveries: [] })
  })

  it('gives up after two seconds, and then the message comes back as uncertain', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await settle()
    const stopped = before.outbox.stop()
    await before.host.clock.advance(2_000)
    await stopped
    const stage = await before.restart()
    expect(stage.state(id)?.status).toBe('uncertain')
  })

  it('does not send what was about to leave; it asks next time', async () => {
    const before = await createStage()
    const id = before.say('hello')
    await before.outbox.stop()
    const stage = await before.restart()
    expect([before.calls, stage.state(id)?.status]).toEqual([[], 'asking'])
  })
})
