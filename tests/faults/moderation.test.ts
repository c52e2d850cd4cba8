/** Moderating over the real wire: immediate, mirrored, and put back with a reason when it does not come to pass. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedRow } from '../../shared/contract.ts'
import type { Control } from '../../simulator/control/types.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { startTestApp, type TestApp } from '../harness/app.ts'
import { createFastClock } from '../harness/fast-clock.ts'
import { channelNamed, startFastSimulator, sync, textOf, until, untilRead } from './support.ts'

/** Here the account is a moderator. */
const channel = 'mosswood_mia'

let simulator: Simulator
let control: Control
let app: TestApp

beforeEach(async () => {
  const clock = createFastClock(10)
  simulator = await startFastSimulator({ clock, leastKeepaliveSeconds: 10, subscribeWithinSeconds: 100 })
  control = simulator.control
  app = await startTestApp({ simulator, clock })
  await app.signIn('river_host')
  await app.openChannels([channel])
  await untilRead(simulator, [channel], { irc: 1, eventsub: 1 })
  await until(
    () => channelNamed(app, channel).capabilities.remove.can === true,
    'the app knows that the account moderates here',
  )
})

afterEach(async () => {
  await app.stop()
  await simulator.stop()
})

const rowOf = (text: string): FeedRow | undefined => app.core.hub.rows().find((row) => textOf(row) === text)
const removalsOf = (text: string) =>
  rowOf(text)?.removals.map(({ pending, durationSeconds }) => ({ pending, durationSeconds }))

const sayAndFind = async (text: string, user = 'maple_mo'): Promise<FeedRow> => {
  control.say({ channel, user, text })
  const rows = await app.waitForRows((all) => all.some((row) => textOf(row) === text))
  const row = rows.find((each) => textOf(each) === text)
  if (row === undefined) throw new Error('The row is gone.')
  await sync(app, channel, ['irc', 'eventsub'])
  return row
}

const here = () => channelNamed(app, channel).ref.id

describe('deleting a message', () => {
  it('strikes it at once, and is the same when Twitch tells of it', async () => {
    const row = await sayAndFind('spam')
    const done = app.invoke('moderation.remove', { channel: here(), row: row.id })
    await until(() => removalsOf('spam')?.length === 1, 'it is struck')
    await done
    await sync(app, channel, ['irc', 'eventsub'])
    expect(removalsOf('spam')).toEqual([{ pending: false, durationSeconds: undefined }])
    expect(control.messages({ channel }).filter(({ text }) => text === 'spam')).toEqual([])
  })

  it.each([403, 404, 429, 500, 'drop', 'hang'] as const)(
    'puts it back with a reason when Twitch answers “%s”',
    async (answer) => {
      const row = await sayAndFind('not so bad')
      control.failNext({ path: '/helix/moderation/chat', method: 'DELETE', answer, count: 20 })
      const attempt = await app.attempt('moderation.remove', { channel: here(), row: row.id })
      control.heal()
      expect(attempt.ok).toBe(false)
      await until(() => rowOf('not so bad')?.removals.length === 0, 'it is put back')
      expect(rowOf('not so bad')?.putBack).toMatch(/\w+ \w+/u)
      await app.invoke('moderation.remove', { channel: here(), row: row.id })
      await sync(app, channel, ['irc', 'eventsub'])
      expect(removalsOf('not so bad')).toEqual([{ pending: false, durationSeconds: undefined }])
    },
  )

  it('stays deleted when the answer was lost but Twitch tells of it', async () => {
    const row = await sayAndFind('gone after all')
    control.failNext({ path: '/helix/moderation/chat', method: 'DELETE', answer: 'lost', count: 1 })
    await app.attempt('moderation.remove', { channel: here(), row: row.id })
    await sync(app, channel, ['irc', 'eventsub'])
    expect(removalsOf('gone after all')).toEqual([{ pending: false, durationSeconds: undefined }])
  })
})

describe('a timeout', () => {
  it('strikes what the person wrote, ends again, and leaves what comes later alone', async () => {
    const row = await sayAndFind('first', 'zigzag_zoe')
    await sayAndFind('second', 'zigzag_zoe')
    if (row.event.kind !== 'message') throw new Error('A message was said.')
    const author = row.event.author.id
    await app.invoke('moderation.timeout', { channel: here(), author, seconds: 60, reason: 'calm down' })
    await sync(app, channel, ['irc', 'eventsub'])
    const struck = { pending: false, durationSeconds: 60 }
    expect([removalsOf('first'), removalsOf('second')]).toEqual([[struck], [struck]])
    await app.invoke('moderation.untimeout', { channel: here(), author })
    await sayAndFind('third', 'zigzag_zoe')
    expect(removalsOf('third')).toEqual([])
  })

  it('of the broadcaster is refused before Twitch is asked', async () => {
    const row = await sayAndFind('my own channel', channel)
    if (row.event.kind !== 'message') throw new Error('A message was said.')
    control.forget()
    const attempt = await app.attempt('moderation.timeout', {
      channel: here(),
      author: row.event.author.id,
      seconds: 60,
    })
    expect(!attempt.ok && attempt.error.message).toMatch(/broadcaster/u)
    expect(control.requests().filter(({ method }) => method === 'POST')).toEqual([])
  })
})
