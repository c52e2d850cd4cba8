import { describe, expect, it } from 'vitest'
import { createHub } from '../../../electron/core/hub/hub.ts'
import { createLearned } from '../../../electron/core/moderation/learned.ts'
import { createModeration } from '../../../electron/core/moderation/moderation.ts'
import type { Account, PersonAct, PlatformSession } from '../../../electron/core/ports/session.ts'
import { type Act, type Capabilities, type Capability, noCapabilities } from '../../../shared/capabilities.ts'
import type { FeedRow } from '../../../shared/contract.ts'
import { failed, ok, type Result, type TributaryError } from '../../../shared/errors.ts'
import {
  type Author,
  type ChannelId,
  type ChatMessage,
  type EventId,
  makeAuthorId,
  makeChannelId,
  makeEventId,
  type Role,
} from '../../../shared/model.ts'
import { settle } from '../../harness/clock.ts'
import { createTestHost } from '../../harness/host.ts'

const channelA = makeChannelId('twitch', '1')
const channelB = makeChannelId('twitch', '2')
const me: Account = {
  id: 'me',
  platform: 'twitch',
  login: 'me',
  name: 'Me',
  authorId: makeAuthorId('twitch', '9'),
  scopes: [],
}

const person = (id: string, ...roles: readonly Role[]): Author => ({
  id: makeAuthorId('twitch', id),
  login: `login${id}`,
  name: `Name${id}`,
  badges: [],
  roles,
})

const every = (capability: Capability): Capabilities => ({
  send: capability,
  reply: capability,
  remove: capability,
  timeout: capability,
  untimeout: capability,
  ban: capability,
  unban: capability,
})

interface Asked {
  readonly act: Act
  readonly what: Readonly<Record<string, unknown>>
  answer(result: Result<void>): Promise<void>
  throw(): Promise<void>
}

const createScene = (start: { readonly capabilities?: Capabilities; readonly lacking?: readonly Act[] } = {}) => {
  const host = createTestHost()
  const hub = createHub({ clock: host.clock, log: host.log })
  const learned = createLearned()
  const asked: Asked[] = []
  let capabilities = start.capabilities ?? every({ can: true })
  let account: Account | undefined = me

  const ask = (act: Act) => (what: object) =>
    new Promise<Result<void>>((resolve, reject) => {
      asked.push({
        act,
        what: { ...what },
        answer: async (result) => {
          resolve(result)
          await settle()
        },
        throw: async () => {
          reject(new Error('broken'))
          await settle()
        },
      })
    })
  const acts = {
    remove: ask('remove'),
    timeout: ask('timeout'),
    untimeout: ask('untimeout'),
    ban: ask('ban'),
    unban: ask('unban'),
  }
  const lacking: readonly string[] = start.lacking ?? []
  const session: Pick<PlatformSession, keyof typeof acts> = Object.fromEntries(
    Object.entries(acts).filter(([act]) => !lacking.includes(act)),
  )
  const refOf = (id: ChannelId) => ({ id, platform: 'twitch', login: 'ann', name: 'Ann', private: false }) as const
  for (const id of [channelA, channelB]) hub.openChannel(refOf(id))

  const moderation = createModeration({
    clock: host.clock,
    log: host.log,
    feed: hub,
    channel: (id) =>
      id === channelA || id === channelB
        ? { ref: refOf(id), account, capabilities: learned.overlay(id, account?.id, capabilities) }
        : undefined,
    session: () => session,
    learned,
  })
  const say = (author: Author, messageId: string, change: Partial<ChatMessage> = {}): EventId => {
    const id = makeEventId(channelA, 'message', messageId)
    const now = host.clock.now()
    hub.deliver(
      [
        {
          kind: 'message',
          id,
          channel: channelA,
          messageId,
          author,
          parts: [{ type: 'text', text: 'hi' }],
          text: 'hi',
          sentAt: now,
          receivedAt: now,
          traits: [],
          ...change,
        },
      ],
      'irc',
    )
    return id
  }
  return {
    host,
    hub,
    learned,
    asked,
    moderation,
    say,
    signOut: () => {
      account = undefined
    },
    allow: (next: Capabilities) => {
      capabilities = next
    },
    effective: (id: ChannelId) => learned.overlay(id, account?.id, capabilities),
    async next(index = asked.length - 1): Promise<Asked> {
      await settle()
      const found = asked[index]
      if (found === undefined) throw new Error('nothing was asked')
      return found
    },
    /** How a row looks: "visible", "pending", "removed", with why it was put back. */
    look(id: EventId, channel = channelA): string {
      const row: FeedRow | undefined = hub.lookup(id)
      const removal = row?.removals.find((candidate) => candidate.channel === channel)
      if (removal !== undefined) return removal.pending ? 'pending' : 'removed'
      return row?.putBack === undefined ? 'visible' : `visible: ${row.putBack}`
    },
  }
}

const refusal = (code: string, reason: string): TributaryError => ({
  kind: 'refused',
  code,
  reason,
  message: `No: ${reason}`,
})

describe('deleting a message', () => {
  it('strikes it at once, asks the platform with the message’s own id, and keeps it struck', async () => {
    const scene = createScene()
    const row = scene.say(person('5'), 'm1')
    const result = scene.moderation.remove({ channel: channelA, row })
    const seen = [scene.look(row)]
    const { act, what, answer } = await scene.next()
    await answer(ok(undefined))
    seen.push(scene.look(row))
    expect([seen, act, what, await result]).toMatchObject([
      ['pending', 'removed'],
      'remove',
      { account: me, messageId: 'm1' },
      { ok: true },
    ])
  })

  it('puts it back with the reason when the platform refuses', async () => {
    const scene = createScene()
    const row = scene.say(person('5'), 'm1')
    const result = scene.moderation.remove({ channel: channelA, row })
    await (await scene.next()).answer(failed(refusal('400', 'it is the broadcaster’s')))
    expect([scene.look(row), await result]).toMatchObject([
      'visible: No: it is the broadcaster’s',
      { ok: false, error: { kind: 'refused' } },
    ])
  })

  it('answers ok without asking when the message is removed already', async () => {
    const scene = createScene()
    const row = scene.say(person('5'), 'm1')
    const at = scene.host.clock.now()
    const removal = { kind: 'removal', channel: channelA, at, receivedAt: at, target: { message: row } } as const
    scene.hub.deliver([{ ...removal, id: makeEventId(channelA, 'removal', 'm1') }], 'irc')
    expect(await scene.moderation.remove({ channel: channelA, row })).toEqual(ok(undefined))
    expect(scene.asked).toEqual([])
  })

  it('answers ok when another moderator was faster than the platform’s answer', async () => {
    const scene = createScene()
    const row = scene.say(person('5'), 'm1')
    const result = scene.moderation.remove({ channel: channelA, row })
    const { answer } = await scene.next()
    const at = scene.host.clock.now()
    const removal = { kind: 'removal', channel: channelA, at, receivedAt: at, target: { message: row } } as const
    scene.hub.deliver([{ ...removal, id: makeEventId(channelA, 'removal', 'm1') }], 'irc')
    await answer(failed({ kind: 'notFound', message: 'Unknown message.' }))
    expect([await result, scene.look(row)]).toEqual([ok(undefined), 'removed'])
  })

  it('asks once when it is asked for twice at a time', async () => {
    const scene = createScene()
    const row = scene.say(person('5'), 'm1')
    const results = [1, 2].map(() => scene.moderation.remove({ channel: channelA, row }))
    await (await scene.next()).answer(ok(undefined))
    expect([await Promise.all(results), scene.asked.length]).toEqual([[ok(undefined), ok(undefined)], 1])
  })

  it('uses the copy of the chosen room of a shared chat, and strikes it there alone', async () => {
    const scene = createScene()
    const rooms = [
      { channel: channelA, messageId: 'm1', removed: false },
      { channel: channelB, messageId: 'copy', removed: false },
    ]
    const row = scene.say(person('5'), 'm1', { rooms })
    void scene.moderation.remove({ channel: channelB, row })
    const { what, answer } = await scene.next()
    await answer(ok(undefined))
    expect([what['messageId'], scene.look(row, channelA), scene.look(row, channelB)]).toEqual([
      'copy',
      'visible',
      'removed',
    ])
  })

  it('asks what the author is in the chosen room of a shared chat, not in the one where it was said', async () => {
    const scene = createScene({ capabilities: every({ can: true, limits: { exceptRoles: ['moderator'] } }) })
    const said = (messageId: string, author: Author, ...rolesInB: readonly Role[]) =>
      scene.say(author, messageId, {
        rooms: [
          { channel: channelA, messageId, removed: false },
          { channel: channelB, messageId: `${messageId} in b`, removed: false, roles: rolesInB },
        ],
      })
    const [guest, ours] = [person('5', 'moderator'), person('6')]
    const [byGuest, byOurs] = [said('m1', guest), said('m2', ours, 'moderator')]
    const spared = 'It cannot be done to a moderator.'
    expect([
      await scene.moderation.remove({ channel: channelA, row: byGuest }),
      await scene.moderation.ban({ channel: channelA, author: guest.id }),
      await scene.moderation.remove({ channel: channelB, row: byOurs }),
      await scene.moderation.ban({ channel: channelB, author: ours.id }),
    ]).toMatchObject(Array.from({ length: 4 }, () => ({ ok: false, error: { why: spared } })))
    void scene.moderation.remove({ channel: channelB, row: byGuest })
    void scene.moderation.ban({ channel: channelB, author: guest.id })
    void scene.moderation.remove({ channel: channelA, row: byOurs })
    void scene.moderation.ban({ channel: channelA, author: ours.id })
    await settle()
    expect(scene.asked.map(({ act, what }) => [act, what['messageId'] ?? what['userId']])).toEqual([
      ['remove', 'm1 in b'],
      ['ban', '5'],
      ['remove', 'm2'],
      ['ban', '6'],
    ])
  })

  it.each([
    ['of the broadcaster', { exceptRoles: ['broadcaster'] }, 'unsupported'],
    ['that is too old', { maxAgeMs: 1_000 }, 'unsupported'],
    ['of somebody else where only one’s own can be', { own: 'only' }, 'unsupported'],
  ] as const)('does not touch a message %s', async (_, limits, kind) => {
    const scene = createScene({ capabilities: every({ can: true, limits }) })
    const row = scene.say(person('5', 'broadcaster'), 'm1')
    await scene.host.clock.advance(2_000)
    expect([await scene.moderation.remove({ channel: channelA, row }), scene.asked, scene.look(row)]).toMatchObject([
      { ok: false, error: { kind } },
      [],
      'visible',
    ])
  })

  it('says which permission is missing', async () => {
    const remedy = { kind: 'grantScopes', platform: 'twitch', scopes: ['moderator:manage'] } as const
    const scene = createScene({ capabilities: noCapabilities('Me may not delete.', remedy) })
    const row = scene.say(person('5'), 'm1')
    expect(await scene.moderation.remove({ channel: channelA, row })).toEqual(
      failed({
        kind: 'missingScope',
        message: 'Cannot delete this message in Ann: Me may not delete.',
        scopes: ['moderator:manage'],
      }),
    )
  })

  it('asks to sign in where nobody is', async () => {
    const scene = createScene()
    const row = scene.say(person('5'), 'm1')
    scene.signOut()
    expect(await scene.moderation.remove({ channel: channelA, row })).toMatchObject({ error: { kind: 'signInAgain' } })
    expect(scene.look(row)).toBe('visible')
  })

  it.each([
    ['a row that is gone', channelA, makeEventId(channelA, 'message', 'nowhere'), 'notFound'],
    ['a channel that never showed it', channelB, makeEventId(channelA, 'message', 'm1'), 'notFound'],
  ] as const)('has words for %s', async (_, channel, row, kind) => {
    const scene = createScene()
    scene.say(person('5'), 'm1')
    expect(await scene.moderation.remove({ channel, row })).toMatchObject({ error: { kind } })
  })

  it('has words for a platform without the act, and for a session that throws', async () => {
    const without = createScene({ lacking: ['remove'] })
    const row = without.say(person('5'), 'm1')
    expect(await without.moderation.remove({ channel: channelA, row })).toMatchObject({
      error: { kind: 'unsupported' },
    })
    expect(without.look(row)).toBe('visible')
    const broken = createScene()
    const result = broken.moderation.remove({ channel: channelA, row: broken.say(person('5'), 'm1') })
    await (await broken.next()).throw()
    expect(await result).toMatchObject({ error: { kind: 'bug' } })
    expect(broken.look(row)).toMatch(/^visible: Something went wrong/)
  })
})

describe('acting on a person', () => {
  const author = person('5')

  it('times out: their rows are struck at once, and stay so', async () => {
    const scene = createScene()
    const rows = [scene.say(author, 'm1'), scene.say(author, 'm2')]
    const other = scene.say(person('6'), 'm3')
    const result = scene.moderation.timeout({ channel: channelA, author: author.id, seconds: 600, reason: ' spam ' })
    const { what, answer } = await scene.next()
    const before = [...rows, other].map((row) => scene.look(row))
    await answer(ok(undefined))
    expect([before, rows.map((row) => scene.look(row)), what, await result]).toMatchObject([
      ['pending', 'pending', 'visible'],
      ['removed', 'removed'],
      { userId: '5', login: 'login5', seconds: 600, reason: 'spam' },
      { ok: true },
    ])
    expect(scene.hub.lookup(rows[0] ?? other)?.removals).toMatchObject([
      { by: 'Me', reason: 'spam', durationSeconds: 600 },
    ])
  })

  it.each(['timeout', 'ban'] as const)('puts their rows back when the %s is refused', async (act) => {
    const scene = createScene()
    const row = scene.say(author, 'm1')
    const result = scene.moderation[act]({ channel: channelA, author: author.id, seconds: 5 })
    await (await scene.next()).answer(failed(refusal('cannot_be_banned', 'is staff')))
    expect([scene.look(row), await result]).toMatchObject(['visible: No: is staff', { ok: false }])
  })

  it.each(['untimeout', 'unban'] as const)('leaves the rows alone on %s', async (act) => {
    const scene = createScene()
    const row = scene.say(author, 'm1')
    const result = scene.moderation[act]({ channel: channelA, author: author.id })
    const asked = await scene.next()
    expect([asked.act, scene.look(row)]).toEqual([act, 'visible'])
    await asked.answer(ok(undefined))
    expect(await result).toEqual(ok(undefined))
  })

  it.each([0, 601, 1.5])('refuses a timeout of %d s before asking', async (seconds) => {
    const limits = { durationSeconds: { min: 1, max: 600 } }
    const scene = createScene({ capabilities: every({ can: true, limits }) })
    scene.say(author, 'm1')
    expect(await scene.moderation.timeout({ channel: channelA, author: author.id, seconds })).toMatchObject({
      error: { kind: 'invalid', field: 'seconds', reason: 'A timeout there lasts 1 to 600 whole seconds.' },
    })
    expect(scene.asked).toEqual([])
  })

  it('spares oneself and those whom the platform protects', async () => {
    const scene = createScene({
      capabilities: every({ can: true, limits: { own: 'never', exceptRoles: ['moderator'] } }),
    })
    scene.say(person('7', 'moderator'), 'm1')
    const acts = [me.authorId, makeAuthorId('twitch', '7')].map((id) =>
      scene.moderation.ban({ channel: channelA, author: id }),
    )
    expect(await Promise.all(acts)).toMatchObject([
      { error: { message: 'Cannot ban this person in Ann: That is your own account.' } },
      { error: { message: 'Cannot ban Name7 in Ann: It cannot be done to a moderator.' } },
    ])
  })

  it('acts on a person of whom the feed holds nothing any more', async () => {
    const scene = createScene()
    void scene.moderation.unban({ channel: channelA, author: author.id })
    const { what } = await scene.next()
    const expected: Pick<PersonAct, 'userId' | 'account'> = { userId: '5', account: me }
    expect(what).toMatchObject(expected)
    expect(what).not.toHaveProperty('login')
  })

  it('has words for what names nobody, and for a closed channel', async () => {
    const scene = createScene()
    const closed = makeChannelId('twitch', '404')
    expect(await scene.moderation.ban({ channel: channelA, author: 'nobody' })).toMatchObject({
      error: { kind: 'notFound' },
    })
    expect(await scene.moderation.ban({ channel: closed, author: author.id })).toMatchObject({
      error: { kind: 'notFound' },
    })
  })
})

describe('what acts teach', () => {
  const unknown = every({ can: 'unknown', why: 'Not told yet.', limits: { maxAgeMs: 1_000 } })

  it('"not a moderator" makes every unknown act of moderation impossible there, with that reason', async () => {
    const scene = createScene({ capabilities: unknown })
    const row = scene.say(person('5'), 'm1')
    const changed: ChannelId[] = []
    scene.learned.onChange((channel) => changed.push(channel))
    void scene.moderation.remove({ channel: channelA, row })
    await (await scene.next()).answer(failed(refusal('not_moderator', 'Me does not moderate Ann.')))
    const no = { can: false, why: 'Me does not moderate Ann.' }
    const taught = { remove: no, timeout: no, untimeout: no, ban: no, unban: no }
    expect(scene.effective(channelA)).toEqual({ ...unknown, ...taught })
    expect([scene.effective(channelB), changed]).toEqual([unknown, [channelA]])
    expect(await scene.moderation.remove({ channel: channelA, row })).toMatchObject({ error: { kind: 'unsupported' } })
    expect(scene.asked).toHaveLength(1)
  })

  it('an act that worked is known to, within the same limits', async () => {
    const scene = createScene({ capabilities: unknown })
    void scene.moderation.remove({ channel: channelA, row: scene.say(person('5'), 'm1') })
    await (await scene.next()).answer(ok(undefined))
    expect(scene.effective(channelA)).toEqual({ ...unknown, remove: { can: true, limits: { maxAgeMs: 1_000 } } })
  })

  it('a missing permission concerns its act alone and brings its remedy', async () => {
    const scene = createScene({ capabilities: unknown })
    void scene.moderation.ban({ channel: channelA, author: makeAuthorId('twitch', '5') })
    await (await scene.next()).answer(failed({ kind: 'missingScope', message: 'Not granted.', scopes: ['ban'] }))
    const remedy = { kind: 'grantScopes', platform: 'twitch', scopes: ['ban'] }
    expect(scene.effective(channelA)).toEqual({ ...unknown, ban: { can: false, why: 'Not granted.', remedy } })
  })

  it.each([
    ['a refusal about one message', refusal('400', 'too old')],
    ['a platform that cannot be reached', { kind: 'unreachable', message: 'Down.', retrying: false }],
    ['an expired sign-in', { kind: 'signInAgain', message: 'Expired.' }],
  ] as const)('%s teaches nothing about the channel', async (_, error) => {
    const scene = createScene({ capabilities: unknown })
    void scene.moderation.remove({ channel: channelA, row: scene.say(person('5'), 'm1') })
    await (await scene.next()).answer(failed(error))
    expect(scene.effective(channelA)).toEqual(unknown)
  })

  it('gives way to what the connection knows by now, to another account, and when it is forgotten', async () => {
    const scene = createScene({ capabilities: unknown })
    const no = { can: false, why: 'No.' } as const
    scene.learned.remember(channelA, me.id, { remove: no })
    expect(scene.effective(channelA).remove).toEqual(no)
    expect(scene.learned.overlay(channelA, 'other', unknown).remove).toEqual(unknown.remove)
    scene.allow(every({ can: true }))
    expect(scene.effective(channelA).remove).toEqual({ can: true })
    scene.allow(unknown)
    scene.learned.forget(channelA)
    expect(scene.effective(channelA)).toEqual(unknown)
  })
})
