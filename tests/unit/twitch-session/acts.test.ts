import { describe, expect, it } from 'vitest'
import type { SendRequest } from '../../../electron/core/ports/session.ts'
import type { HttpOutcome } from '../../../electron/net/http.ts'
import { settle } from '../../harness/clock.ts'
import { answer, channelOf, type FakeTwitch, me, problem, startTwitch } from './fake-twitch.ts'

const one = channelOf(1)
const request: SendRequest = { channel: one, account: me, text: 'hello' }

const sending = async (outcome: HttpOutcome, extra: Partial<SendRequest> = {}) => {
  const twitch = startTwitch()
  twitch.route(({ path }) => (path === '/chat/messages' ? outcome : undefined))
  return { twitch, outcome: await twitch.session.send({ ...request, ...extra }) }
}
const posted = (twitch: FakeTwitch) => twitch.asked.filter(({ path }) => path === '/chat/messages')

describe('sending', () => {
  it('sends what is documented and nothing more, and names the row that will appear', async () => {
    const sent = answer(200, { data: [{ message_id: 'abc', is_sent: true, drop_reason: null }] })
    const { twitch, outcome } = await sending(sent)
    expect(outcome).toEqual({ kind: 'sent', messageId: 'abc', echo: 'twitch:1001/message/abc' })
    expect(posted(twitch)[0]?.json).toEqual({ broadcaster_id: '1001', sender_id: '9001', message: 'hello' })
    const reply = await sending(sent, { replyTo: 'parent' })
    expect(posted(reply.twitch)[0]?.json).toEqual({
      broadcaster_id: '1001',
      sender_id: '9001',
      message: 'hello',
      reply_parent_message_id: 'parent',
    })
  })

  it.each([[{ code: 'msg_duplicate', message: 'Identical.' }], [[{ code: 'msg_duplicate', message: 'Identical.' }]]])(
    'calls a dropped message refused, whether the reason is an object or a list',
    async (drop_reason) => {
      const { outcome } = await sending(answer(200, { data: [{ message_id: '', is_sent: false, drop_reason }] }))
      expect(outcome).toEqual({ kind: 'refused', code: 'msg_duplicate', reason: 'Identical.' })
    },
  )

  it('calls a message dropped without a reason refused too', async () => {
    const { outcome } = await sending(answer(200, { data: [{ message_id: '', is_sent: false, drop_reason: null }] }))
    expect(outcome).toEqual({ kind: 'refused', code: 'dropped', reason: 'Twitch dropped it without a reason.' })
  })

  it.each([
    [400, /did not accept the message\. \(Twitch: why\)/],
    [403, /River_Host may not write in Channel1 now.*banned or timed out/],
    [404, /does not know the channel Channel1/],
    [422, /too long/],
  ])('%i is a refusal in words', async (status, words) => {
    const { outcome } = await sending(problem(status, 'why'))
    expect(outcome).toMatchObject({ kind: 'refused', code: String(status), reason: expect.stringMatching(words) })
  })

  it('400 to a reply says that the parent may be gone', async () => {
    const { outcome } = await sending(problem(400, 'Message cannot be replied to'), { replyTo: 'x' })
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/may be gone.*cannot be replied to/),
    })
  })

  it('renews the token once after 401 and sends once more', async () => {
    const twitch = startTwitch()
    twitch.route(({ path, headers }) => {
      if (path !== '/chat/messages') return undefined
      return headers['authorization'] === 'Bearer token1'
        ? problem(401, 'Invalid OAuth token')
        : answer(200, { data: [{ message_id: 'abc', is_sent: true }] })
    })
    expect(await twitch.session.send(request)).toMatchObject({ kind: 'sent' })
    expect(posted(twitch)).toHaveLength(2)
  })

  it('401 for ever: failed, sign in again; and not asked a third time', async () => {
    const { twitch, outcome } = await sending(problem(401, 'Invalid OAuth token'))
    expect(outcome).toMatchObject({ kind: 'failed', error: { kind: 'signInAgain' } })
    expect(posted(twitch)).toHaveLength(2)
  })

  it('401 for a missing scope: failed, naming the scope; not asked again', async () => {
    const { twitch, outcome } = await sending(problem(401, 'Missing scope: user:write:chat or user:bot'))
    expect(outcome).toMatchObject({ kind: 'failed', error: { kind: 'missingScope', scopes: ['user:write:chat'] } })
    expect(posted(twitch)).toHaveLength(1)
  })

  it('429 waits until Twitch’s reset, measured by Twitch’s own clock', async () => {
    const twitch = startTwitch()
    const theirs = twitch.clock.now() - 7_200_000
    const headers = { 'ratelimit-reset': String(theirs / 1000 + 13), date: new Date(theirs).toUTCString() }
    twitch.route(({ path }) => (path === '/chat/messages' ? problem(429, 'slow down', headers) : undefined))
    expect(await twitch.session.send(request)).toEqual({
      kind: 'rateLimited',
      retryAt: twitch.clock.now() + 13_000,
      reason: 'slow down',
    })
  })

  it.each([500, 502, 503, 504])('%i is uncertain and is not sent again', async (status) => {
    const { twitch, outcome } = await sending(problem(status, ''))
    expect(outcome).toMatchObject({ kind: 'uncertain' })
    expect(posted(twitch)).toHaveLength(1)
  })

  it('tells what certainly did not leave from what may have arrived', async () => {
    const notSent = await sending({ kind: 'notSent', why: 'There is no network.' })
    expect(notSent.outcome).toMatchObject({ kind: 'failed', error: { kind: 'unreachable' } })
    const uncertain = await sending({ kind: 'uncertain', why: 'No answer within 10 s.' })
    expect(uncertain.outcome).toEqual({ kind: 'uncertain', why: 'No answer within 10 s.' })
    expect(posted(uncertain.twitch)).toHaveLength(1)
  })

  it.each([
    answer(200, undefined),
    answer(200, { data: [] }),
    answer(200, { data: [{ is_sent: true }] }),
    answer(200, 'x'),
  ])('an answer that does not say whether it was sent is uncertain', async (outcome) => {
    expect((await sending(outcome)).outcome.kind).toBe('uncertain')
  })

  it('refuses by itself what Twitch would cut or not take, and asks nobody', async () => {
    const twitch = startTwitch()
    const codes: string[] = []
    for (const text of ['/ban x', '.timeout y', '  /me', '', ' ', '💜'.repeat(501)]) {
      const outcome = await twitch.session.send({ ...request, text })
      codes.push(outcome.kind === 'refused' ? outcome.code : outcome.kind)
    }
    expect(codes).toEqual(['forbidden_prefix', 'forbidden_prefix', 'forbidden_prefix', 'empty', 'empty', 'too_long'])
    expect(posted(twitch)).toEqual([])
    twitch.route(({ path }) =>
      path === '/chat/messages' ? answer(200, { data: [{ message_id: 'a', is_sent: true }] }) : undefined,
    )
    expect(await twitch.session.send({ ...request, text: '💜'.repeat(500) })).toMatchObject({ kind: 'sent' })
  })
})

type ActName = 'remove' | 'timeout' | 'untimeout' | 'ban' | 'unban'

const acting = async (act: ActName, ...answers: HttpOutcome[]) => {
  const twitch = startTwitch()
  const connection = twitch.session.connect(one, {
    ...me,
    scopes: me.scopes.filter((scope) => !scope.startsWith('user:read:mod')),
  })
  await settle()
  const asked: unknown[] = []
  twitch.route(({ method, path, query, json }) => {
    if (!path.startsWith('/moderation/')) return undefined
    asked.push({ method, path, query, json })
    return answers.length > 1 ? answers.shift() : answers[0]
  })
  const person = { channel: one, account: me, userId: '5151', login: 'viewer_one', reason: 'spam' }
  const { session } = twitch
  const running = {
    remove: () => session.remove?.({ channel: one, account: me, messageId: 'abc' }),
    timeout: () => session.timeout?.({ ...person, seconds: 600 }),
    untimeout: () => session.untimeout?.(person),
    ban: () => session.ban?.(person),
    unban: () => session.unban?.(person),
  }[act]()
  await twitch.clock.advance(5_000)
  return { result: await running, asked, connection }
}

describe('moderating', () => {
  const who = { broadcaster_id: '1001', moderator_id: '9001' }

  it('asks as documented', async () => {
    const done = answer(204)
    const bans = '/moderation/bans'
    expect([
      (await acting('remove', done)).asked,
      (await acting('timeout', answer(200))).asked,
      (await acting('ban', answer(200))).asked,
      (await acting('untimeout', done)).asked,
      (await acting('unban', done)).asked,
    ]).toEqual([
      [{ method: 'DELETE', path: '/moderation/chat', query: { ...who, message_id: 'abc' }, json: undefined }],
      [{ method: 'POST', path: bans, query: who, json: { data: { user_id: '5151', duration: 600, reason: 'spam' } } }],
      [{ method: 'POST', path: bans, query: who, json: { data: { user_id: '5151', reason: 'spam' } } }],
      [{ method: 'DELETE', path: bans, query: { ...who, user_id: '5151' }, json: undefined }],
      [{ method: 'DELETE', path: bans, query: { ...who, user_id: '5151' }, json: undefined }],
    ])
  })

  it.each<readonly [ActName, number, string, object]>([
    [
      'remove',
      400,
      "You cannot delete the broadcaster's messages.",
      { kind: 'refused', message: expect.stringContaining('other moderators cannot be deleted') },
    ],
    [
      'remove',
      404,
      'The message was not found',
      { kind: 'notFound', message: expect.stringContaining('last 6 hours') },
    ],
    [
      'remove',
      401,
      'Missing scope: moderator:manage:chat_messages',
      { kind: 'missingScope', scopes: ['moderator:manage:chat_messages'] },
    ],
    [
      'remove',
      403,
      "The user in moderator_id is not one of the broadcaster's moderators.",
      { kind: 'refused', code: 'not_moderator' },
    ],
    [
      'timeout',
      400,
      'The user specified in the user_id field may not be put in a timeout.',
      { kind: 'refused', code: 'cannot_be_banned' },
    ],
    [
      'ban',
      400,
      'The user specified in the user_id field is already banned.',
      { kind: 'refused', code: 'already_banned' },
    ],
    [
      'ban',
      400,
      'The user specified in the user_id field may not be banned.',
      { kind: 'refused', code: 'cannot_be_banned' },
    ],
    ['ban', 400, 'something else', { kind: 'refused', code: '400', reason: 'something else' }],
    [
      'ban',
      401,
      'Missing scope: moderator:manage:banned_users',
      { kind: 'missingScope', scopes: ['moderator:manage:banned_users'] },
    ],
    ['ban', 403, '', { kind: 'refused', code: 'not_moderator' }],
    ['ban', 429, 'x', { kind: 'rateLimited' }],
    ['unban', 400, 'The user is not banned.', { kind: 'refused', code: 'not_banned' }],
    ['untimeout', 500, '', { kind: 'unreachable' }],
  ])('%s answered %i “%s” is told in words', async (act, status, message, error) => {
    const { result } = await acting(act, problem(status, message))
    expect(result).toMatchObject({ ok: false, error })
    const words = result?.ok === false ? result.error.message : ''
    expect(words).toMatch(/^[A-Z].*\.$/)
  })

  it('asks twice more after a conflict, then says so', async () => {
    const conflict = problem(409, 'conflict')
    const healed = await acting('timeout', conflict, conflict, answer(200))
    expect({ ok: healed.result?.ok, asked: healed.asked.length }).toEqual({ ok: true, asked: 3 })
    const stuck = await acting('timeout', conflict)
    expect(stuck.asked).toHaveLength(3)
    expect(stuck.result).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining('try again') },
    })
  })

  it('refuses a timeout of no length or beyond two weeks before asking', async () => {
    const twitch = startTwitch()
    for (const seconds of [0, -1, 1.5, 1_209_601, Number.NaN]) {
      const result = await twitch.session.timeout?.({ channel: one, account: me, userId: '1', seconds })
      expect(result).toMatchObject({ ok: false, error: { kind: 'invalid', field: 'seconds' } })
    }
    expect(twitch.asked).toEqual([])
  })

  it('remembers what an answer proves about the role', async () => {
    const allowed = await acting('remove', answer(204))
    expect(allowed.connection.capabilities.value.ban.can).toBe(true)
    const refused = await acting('remove', problem(403, ''))
    expect(refused.connection.capabilities.value.ban).toMatchObject({
      can: false,
      why: expect.stringContaining('Only moderators'),
    })
  })
})
