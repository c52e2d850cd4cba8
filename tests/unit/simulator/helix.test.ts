import { describe, expect, test } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { at, type Bench, createBench, fixture, framesOf, linesOf, openReader, openSession, textAt } from './support.ts'

const write = ['user:write:chat', 'user:read:chat'] as const
const moderate = ['moderator:manage:chat_messages', 'moderator:manage:banned_users'] as const

describe('every Helix call', () => {
  const call = (bench: Bench, headers: Readonly<Record<string, string>>) => bench.request('/helix/users', { headers })

  test('wants a valid token and its own client id', async () => {
    const bench = createBench()
    const { accessToken, clientId } = bench.control.issueToken({ user: 'river_host', scopes: [] })
    const authorization = `Bearer ${accessToken}`
    const answers = await Promise.all([
      call(bench, { 'client-id': clientId }),
      call(bench, { authorization: 'Bearer wrong', 'client-id': clientId }),
      call(bench, { authorization: `OAuth ${accessToken}`, 'client-id': clientId }),
      call(bench, { authorization }),
      call(bench, { authorization, 'client-id': 'another0client0id0000' }),
      call(bench, { authorization, 'client-id': clientId }),
    ])
    expect(answers.map(({ status, body }) => [status, at(body, 'message') ?? 'ok'])).toEqual([
      [401, 'OAuth token is missing'],
      [401, 'Invalid OAuth token'],
      [401, 'Invalid OAuth token'],
      [401, 'Client ID is missing'],
      [401, 'Client ID and OAuth token do not match'],
      [200, 'ok'],
    ])
  })

  test('counts points in the documented headers, answers 429 without any left, and fills up again', async () => {
    const bench = createBench({ helixPointsPerMinute: 3 })
    const helix = bench.as('river_host', [])
    const answers = []
    for (let count = 0; count < 4; count++) answers.push(await helix.call('GET', '/users'))
    expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit-remaining')])).toEqual([
      [200, '2'],
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ])
    const last = answers[3]
    expect(last?.headers.get('ratelimit-limit')).toBe('3')
    expect(Number(last?.headers.get('ratelimit-reset')) * 1000).toBe(bench.clock.now() + 60_000)
    await bench.clock.advance(20_000)
    expect((await helix.call('GET', '/users')).status).toBe(200)
  })

  test('names a missing scope as documented', async () => {
    const bench = createBench()
    const answer = await bench.as('river_host', ['user:read:chat']).send('river_host', 'hello')
    expect(answer).toMatchObject({ status: 401, body: fixture('derived.helix.error.missing_scope') })
  })
})

describe('sending a message', () => {
  const drop = (code: string) => ({
    status: 200,
    body: { data: [{ message_id: '', is_sent: false, drop_reason: { code } }] },
  })

  test.each([
    [
      'for_source_only with a user token',
      { for_source_only: false },
      'Cannot set *for_source_only* if User Access Token is used',
    ],
    ['an unknown field', { colour: 'red' }, 'The parameter "colour" is not known.'],
    ['a number for a text', { message: 5 }, 'The parameter "message" must be a string.'],
    ['an empty message', { message: '' }, 'The parameter "message" must not be empty.'],
    ['an unknown room', { broadcaster_id: '1' }, 'The ID in broadcaster_id is not valid.'],
    ['another sender', { sender_id: '1' }, 'The ID in sender_id must match the user ID in the access token'],
    ['a parent that is not there', { reply_parent_message_id: 'gone' }, 'Message cannot be replied to'],
  ])('refuses %s', async (_, fields, message) => {
    const bench = createBench()
    const answer = await bench.as('river_host', write).send('river_host', 'hello', fields)
    expect(answer).toMatchObject({ status: 400, body: { error: 'Bad Request', status: 400, message } })
    expect(bench.control.messages({ channel: 'river_host' })).toEqual([])
  })

  test('refuses bodies that are not JSON', async () => {
    const bench = createBench()
    const { accessToken } = bench.as('river_host', write)
    const headers = { authorization: `Bearer ${accessToken}`, 'client-id': 'simulatedclient0123456789abcdef' }
    const post = (type: string, body: string) =>
      bench.request('/helix/chat/messages', { method: 'POST', headers: { ...headers, 'content-type': type }, body })
    const answers = await Promise.all([
      post('text/plain', '{}'),
      post('application/json', '{'),
      post('application/json', '[]'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
  })

  test('counts 500 characters by code points', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', write)
    expect((await helix.send('river_host', '😂'.repeat(500))).status).toBe(200)
    expect(await helix.send('river_host', 'x'.repeat(501))).toMatchObject({
      status: 422,
      body: { error: 'Unprocessable Entity', message: 'The message is too large' },
    })
  })

  test('reaches IRC and EventSub with one id, the sender included', async () => {
    const bench = createBench()
    const session = openSession(bench)
    const helix = bench.as('river_host', write)
    await helix.subscribe(session.sessionId, 'channel.chat.message', 'river_host')
    const reader = await openReader(bench, ['river_host'])
    const sent = await helix.send('river_host', 'hello Kappa')
    await settle()
    const id = textAt(sent.body, 'data', 0, 'message_id')
    expect(at(framesOf(session), -1, 'payload', 'event', 'message_id')).toBe(id)
    expect(linesOf(reader).at(-1)).toContain(`id=${id};`)
  })

  test('a shared chat gets it in every room, under one source id', async () => {
    const bench = createBench()
    const session = openSession(bench)
    const helix = bench.as('river_host', write)
    for (const channel of ['mosswood_mia', 'tidal_tom']) {
      await helix.subscribe(session.sessionId, 'channel.chat.message', channel)
    }
    const sent = await helix.send('mosswood_mia', 'hello both')
    const id = textAt(sent.body, 'data', 0, 'message_id')
    const events = framesOf(session)
      .slice(1)
      .map((frame) => at(frame, 'payload', 'event'))
    expect(events.map((event) => at(event, 'source_message_id'))).toEqual([id, id])
    expect(new Set(events.map((event) => at(event, 'message_id'))).size).toBe(2)
    expect(events.map((event) => at(event, 'source_broadcaster_user_login'))).toEqual(['mosswood_mia', 'mosswood_mia'])
  })

  test('a reply is addressed and carries its parent', async () => {
    const bench = createBench()
    const session = openSession(bench)
    const helix = bench.as('river_host', write)
    await helix.subscribe(session.sessionId, 'channel.chat.message', 'river_host')
    const parent = bench.control.say({ channel: 'river_host', user: 'hana_mizu', text: 'question?' })
    await helix.send('river_host', 'answer', { reply_parent_message_id: parent.messageId })
    const event = at(framesOf(session), -1, 'payload', 'event')
    expect(at(event, 'message', 'text')).toBe('@花水木 answer')
    expect(at(event, 'message', 'fragments', 0, 'type')).toBe('mention')
    expect(at(event, 'reply', 'parent_message_id')).toBe(parent.messageId)
  })

  test('drops what the room does not take, and says why', async () => {
    const bench = createBench()
    const { control } = bench
    control.addUsers({ logins: ['stranger'] })
    const helix = bench.as('stranger', write)
    const attempt = async (text: string) => {
      await bench.clock.advance(2000)
      return helix.send('river_host', text)
    }
    expect(await attempt('/ban somebody')).toMatchObject(drop('unrecognized_cmd'))
    expect(await attempt('hello')).toMatchObject({ status: 200, body: { data: [{ is_sent: true }] } })
    expect(await attempt('hello')).toMatchObject(drop('msg_duplicate'))
    control.settings({ channel: 'river_host', slowSeconds: 30 })
    expect(await attempt('slow')).toMatchObject(drop('msg_slowmode'))
    control.settings({ channel: 'river_host', slowSeconds: null, emoteOnly: true })
    expect(await attempt('words')).toMatchObject(drop('msg_emoteonly'))
    expect(await attempt('Kappa Kappa')).toMatchObject({ body: { data: [{ is_sent: true }] } })
    control.settings({ channel: 'river_host', emoteOnly: false, followersOnlyMinutes: 10 })
    expect(await attempt('follow')).toMatchObject(drop('msg_followersonly'))
    control.settings({ channel: 'river_host', followersOnlyMinutes: null, subscribersOnly: true })
    expect(await attempt('sub')).toMatchObject(drop('msg_subsonly'))
    control.role({ channel: 'river_host', user: 'stranger', role: 'subscriber', on: true })
    expect(await attempt('sub')).toMatchObject({ body: { data: [{ is_sent: true }] } })
    control.settings({ channel: 'river_host', subscribersOnly: false, unique: true })
    expect(await attempt('sub ')).toMatchObject(drop('msg_duplicate'))
    control.dropNextMessages({ code: 'msg_rejected', message: 'Your message is being checked by mods.' })
    expect(await attempt('held')).toMatchObject(drop('msg_rejected'))
    control.timeout({ channel: 'river_host', user: 'stranger', seconds: 600 })
    expect(await attempt('quiet')).toMatchObject(drop('user_timed_out'))
    control.ban({ channel: 'river_host', user: 'stranger' })
    expect(await attempt('gone')).toMatchObject({ status: 403, body: { error: 'Forbidden' } })
  })

  test('strips leading dots', async () => {
    const bench = createBench()
    await bench.as('river_host', write).send('river_host', '...well')
    expect(bench.control.messages({ channel: 'river_host' })).toMatchObject([{ text: 'well' }])
  })

  test('takes one a second in a channel and twenty in thirty seconds from a viewer', async () => {
    const bench = createBench()
    bench.control.settings({ channel: 'ember_arcade', slowSeconds: null })
    const helix = bench.as('river_host', write)
    expect((await helix.send('ember_arcade', 'a')).status).toBe(200)
    const tooFast = await helix.send('ember_arcade', 'b')
    expect(tooFast).toMatchObject({ status: 429, body: { error: 'Too Many Requests' } })
    expect(Number(tooFast.headers.get('ratelimit-reset')) * 1000).toBe(bench.clock.now() + 1000)
    const statuses = []
    for (let count = 0; count < 20; count++) {
      await bench.clock.advance(1000)
      statuses.push((await helix.send('ember_arcade', `line ${count}`)).status)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(19)
    expect(statuses.at(-1)).toBe(429)
    await bench.clock.advance(10_001)
    expect((await helix.send('ember_arcade', 'later')).status).toBe(200)
  })

  test('takes a hundred in thirty seconds from a moderator, who then has none left elsewhere', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', write)
    const statuses = []
    for (let count = 0; count < 101; count++) statuses.push((await helix.send('river_host', `line ${count}`)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(100)
    expect(statuses.at(-1)).toBe(429)
    expect((await helix.send('night_owl_nora', 'hello')).status).toBe(429)
  })
})

describe('moderating', () => {
  const query = (bench: Bench, channel: string, moderator = 'river_host') =>
    `broadcaster_id=${bench.id(channel)}&moderator_id=${bench.id(moderator)}`

  test('deletes a message once, and tells both sockets', async () => {
    const bench = createBench()
    const session = openSession(bench)
    const helix = bench.as('river_host', [...moderate, ...write])
    await helix.subscribe(session.sessionId, 'channel.chat.message_delete', 'river_host')
    const reader = await openReader(bench, ['river_host'])
    const { messageId } = bench.control.say({ channel: 'river_host', user: 'jam_jar_jo', text: 'oops' })
    const path = `/moderation/chat?${query(bench, 'river_host')}&message_id=${messageId}`
    expect((await helix.call('DELETE', path)).status).toBe(204)
    await settle()
    expect(at(framesOf(session), -1, 'payload', 'event', 'message_id')).toBe(messageId)
    expect(linesOf(reader).at(-1)).toMatch(/CLEARMSG #river_host :oops$/)
    expect((await helix.call('DELETE', path)).status).toBe(404)
  })

  test('does not delete what is too old, the broadcaster’s or another moderator’s, nor for strangers', async () => {
    const bench = createBench()
    const say = (user: string) => bench.control.say({ channel: 'mosswood_mia', user, text: 'line' }).messageId
    const old = say('jam_jar_jo')
    await bench.clock.advance(6 * 3_600_000 + 1)
    const helix = bench.as('river_host', moderate)
    const remove = (messageId: string, channel = 'mosswood_mia') =>
      helix.call('DELETE', `/moderation/chat?${query(bench, channel)}&message_id=${messageId}`)
    const answers = [
      await remove(old),
      await remove(say('mosswood_mia')),
      await remove(say('fern_freya')),
      await remove(say('jam_jar_jo'), 'ember_arcade'),
      await bench.as('river_host', []).call('DELETE', `/moderation/chat?${query(bench, 'mosswood_mia')}`),
      await helix.call('DELETE', `/moderation/chat?${query(bench, 'mosswood_mia', 'fern_freya')}`),
      await remove(say('river_host')),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 400, 403, 401, 401, 204])
  })

  test('clears a room', async () => {
    const bench = createBench()
    bench.control.say({ channel: 'river_host', user: 'jam_jar_jo', text: 'line' })
    const helix = bench.as('river_host', moderate)
    expect((await helix.call('DELETE', `/moderation/chat?${query(bench, 'river_host')}`)).status).toBe(204)
    expect(bench.control.messages({ channel: 'river_host' })).toEqual([])
  })

  test('times out, bans and lifts, each told as it is', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', moderate)
    const reader = await openReader(bench, ['river_host'])
    const user = bench.id('jam_jar_jo')
    const path = `/moderation/bans?${query(bench, 'river_host')}`
    const timeout = await helix.call('POST', path, { data: { user_id: user, duration: 600, reason: 'rest' } })
    expect(timeout).toMatchObject({
      status: 200,
      body: { data: [{ user_id: user, created_at: '2026-01-01T00:00:00Z', end_time: '2026-01-01T00:10:00Z' }] },
    })
    expect((await helix.call('POST', path, { data: { user_id: user } })).body).toMatchObject({
      data: [{ end_time: null }],
    })
    expect(await helix.call('POST', path, { data: { user_id: user } })).toMatchObject({
      status: 400,
      body: fixture('helix.ban_user'),
    })
    expect((await helix.call('DELETE', `${path}&user_id=${user}`)).status).toBe(204)
    expect((await helix.call('DELETE', `${path}&user_id=${user}`)).status).toBe(400)
    await settle()
    expect(
      linesOf(reader)
        .slice(-2)
        .map((line) => line.includes('ban-duration=600')),
    ).toEqual([true, false])
  })

  test.each([
    ['no data', {}],
    ['no user', { data: {} }],
    ['a duration of zero', { data: { user_id: 'JO', duration: 0 } }],
    ['a duration beyond two weeks', { data: { user_id: 'JO', duration: 1_209_601 } }],
    ['a fraction', { data: { user_id: 'JO', duration: 1.5 } }],
    ['a reason that is too long', { data: { user_id: 'JO', reason: 'x'.repeat(501) } }],
    ['the broadcaster', { data: { user_id: 'MIA' } }],
    ['another moderator', { data: { user_id: 'FREYA' } }],
    ['oneself', { data: { user_id: 'RIVER' } }],
  ])('does not ban with %s', async (_, body) => {
    const bench = createBench()
    const ids = { JO: 'jam_jar_jo', MIA: 'mosswood_mia', FREYA: 'fern_freya', RIVER: 'river_host' }
    let text = JSON.stringify(body)
    for (const [name, login] of Object.entries(ids)) text = text.replace(`"${name}"`, `"${bench.id(login)}"`)
    const path = `/moderation/bans?${query(bench, 'mosswood_mia')}`
    const answer = await bench.as('river_host', moderate).call('POST', path, JSON.parse(text))
    expect(answer.status).toBe(400)
  })

  test('changes the chat settings within their bounds', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', ['moderator:manage:chat_settings'])
    const path = `/chat/settings?${query(bench, 'river_host')}`
    const changed = await helix.call('PATCH', path, { slow_mode: true, slow_mode_wait_time: 10 })
    expect(changed.body).toMatchObject({ data: [{ slow_mode: true, slow_mode_wait_time: 10 }] })
    expect((await helix.call('PATCH', path, { slow_mode: true, slow_mode_wait_time: 2 })).status).toBe(400)
    expect((await helix.call('PATCH', path, { emote_mode: 'yes' })).status).toBe(400)
  })
})

describe('asking about many', () => {
  test('answers nobody for the unknown and the suspended, and refuses more than a hundred', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', [])
    expect((await helix.call('GET', '/users?login=nobody_here&login=closed_lagoon')).body).toEqual({ data: [] })
    const many = Array.from({ length: 101 }, (_, index) => `id=${index}`).join('&')
    expect((await helix.call('GET', `/users?${many}`)).status).toBe(400)
    expect((await helix.call('GET', '/users?login=')).status).toBe(400)
  })

  test('a stream that ended is absent', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', [])
    const path = `/streams?user_login=river_host&user_login=ember_arcade`
    bench.control.stream({ channel: 'river_host', live: false })
    const { body } = await helix.call('GET', path)
    expect(body).toMatchObject({ data: [{ user_login: 'ember_arcade', viewer_count: 5320 }] })
  })

  test('only one’s own moderated channels and emotes are told', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', ['user:read:moderated_channels', 'user:read:emotes'])
    const own = await helix.call('GET', `/moderation/channels?user_id=${bench.id('river_host')}`)
    expect(own.body).toMatchObject({
      data: [{ broadcaster_login: 'mosswood_mia' }, { broadcaster_login: 'tidal_tom' }],
    })
    const other = await helix.call('GET', `/moderation/channels?user_id=${bench.id('pebble_pat')}`)
    expect(other.status).toBe(401)
  })
})
