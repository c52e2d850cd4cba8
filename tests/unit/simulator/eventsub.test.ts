import { describe, expect, test } from 'vitest'
import { at, type Bench, connect, createBench, fixture, framesOf, openSession, textAt, typesOf } from './support.ts'

const read = ['user:read:chat'] as const
const subscribe = (bench: Bench, sessionId: string, channel = 'river_host', type = 'channel.chat.message') =>
  bench.as('river_host', read).subscribe(sessionId, type, channel)
const say = (bench: Bench, text = 'hi') => bench.control.say({ channel: 'river_host', user: 'kayak_kim', text })
const texts = (client: Parameters<typeof framesOf>[0]) =>
  framesOf(client).flatMap((frame) => at(frame, 'payload', 'event', 'message', 'text') ?? [])

describe('an EventSub session', () => {
  test('keepalives come only in silence, at the pace that was asked for within bounds', async () => {
    const bench = createBench()
    const snapped = ['5', '30', '9000', 'x'].map((seconds) =>
      at(framesOf(connect(bench.twitch, 'eventsub', `keepalive_timeout_seconds=${seconds}`)), 0, 'payload', 'session'),
    )
    expect(snapped.map((session) => at(session, 'keepalive_timeout_seconds'))).toEqual([10, 30, 600, 10])
    const session = openSession(bench)
    await subscribe(bench, session.sessionId)
    await bench.clock.advance(9000)
    say(bench)
    await bench.clock.advance(9000)
    expect(typesOf(session)).toEqual(['session_welcome', 'notification'])
    await bench.clock.advance(1000)
    expect(typesOf(session).at(-1)).toBe('session_keepalive')
  })

  test('closes 4003 without a subscription in ten seconds, 4001 on inbound traffic, 4002 without pongs', async () => {
    const bench = createBench()
    const unused = openSession(bench)
    await bench.clock.advance(10_000)
    const talker = openSession(bench)
    talker.say('{}')
    const deaf = openSession(bench)
    await subscribe(bench, deaf.sessionId)
    await bench.clock.advance(60_000)
    expect([unused, talker, deaf].map((client) => client.closed?.code)).toEqual([4003, 4001, 4002])
    expect(bench.control.violations()).toHaveLength(2)
    const statuses = bench.control.subscriptions().map((subscription) => subscription.status)
    expect(statuses).toEqual(['websocket_failed_ping_pong'])
  })

  test('moves to the reconnect URL with its subscriptions, saying everything exactly once', async () => {
    const bench = createBench()
    const old = openSession(bench)
    await subscribe(bench, old.sessionId)
    bench.control.askToReconnect({ socket: 'eventsub' })
    const url = new URL(textAt(framesOf(old), -1, 'payload', 'session', 'reconnect_url'))
    say(bench, 'before')
    const next = connect(bench.twitch, 'eventsub', url.search)
    say(bench, 'after')
    expect([texts(old), texts(next)]).toEqual([['before'], ['after']])
    await bench.clock.advance(20_000)
    next.pong()
    await bench.clock.advance(10_000)
    expect(old.closed?.code).toBe(4004)
    expect(next.closed).toBeUndefined()
    expect(connect(bench.twitch, 'eventsub', url.search).closed?.code).toBe(4007)
  })

  test('whoever does not move within thirty seconds is closed with 4004', async () => {
    const bench = createBench()
    const session = openSession(bench)
    await subscribe(bench, session.sessionId)
    bench.control.askToReconnect({})
    await bench.clock.advance(30_000)
    expect(session.closed?.code).toBe(4004)
    expect(bench.control.subscriptions()).toMatchObject([{ status: 'websocket_failed_to_reconnect' }])
  })

  test('a revoked subscription is told once and then silent', async () => {
    const bench = createBench()
    const session = openSession(bench)
    await subscribe(bench, session.sessionId)
    bench.control.revokeTokens({ user: 'river_host' })
    say(bench)
    expect(typesOf(session)).toEqual(['session_welcome', 'revocation'])
    expect(at(framesOf(session), -1, 'payload', 'subscription', 'status')).toBe('authorization_revoked')
  })

  test('a banned reader loses that room', async () => {
    const bench = createBench()
    const session = openSession(bench)
    await subscribe(bench, session.sessionId, 'ember_arcade')
    bench.control.ban({ channel: 'ember_arcade', user: 'river_host' })
    expect(at(framesOf(session), -1, 'payload', 'subscription', 'status')).toBe('chat_user_banned')
    expect((await subscribe(bench, session.sessionId, 'ember_arcade', 'channel.chat.clear')).status).toBe(403)
  })
})

describe('subscribing', () => {
  const post = (bench: Bench, body: unknown) =>
    bench.as('river_host', read).call('POST', '/eventsub/subscriptions', body)

  test.each([
    ['an unknown type', { type: 'channel.chat.dance' }],
    ['a wrong version', { version: '2' }],
    ['no condition', { condition: undefined }],
    ['a condition with a login', { condition: { broadcaster_user_id: 'river_host', user_id: '1' } }],
    ['a condition with something more', { condition: { broadcaster_user_id: '1', user_id: '1', more: '1' } }],
    ['a webhook', { transport: { method: 'webhook', callback: 'https://example.com', secret: 'secret' } }],
    ['a dead session', { transport: { method: 'websocket', session_id: 'AgoQdead' } }],
  ])('refuses %s', async (_, change) => {
    const bench = createBench()
    const { sessionId } = openSession(bench)
    const id = bench.id('river_host')
    const wish = {
      type: 'channel.chat.message',
      version: '1',
      condition: { broadcaster_user_id: id, user_id: id },
      transport: { method: 'websocket', session_id: sessionId },
    }
    expect((await post(bench, wish)).status).toBe(202)
    expect((await post(bench, { ...wish, ...change })).status).toBe(400)
  })

  test('answers 403 without the scope and for another reader', async () => {
    const bench = createBench()
    const { sessionId } = openSession(bench)
    const refused = { status: 403, body: fixture('derived.helix.error.eventsub_403') }
    const unscoped = bench.as('river_host', [])
    expect(await unscoped.subscribe(sessionId, 'channel.chat.message', 'river_host')).toMatchObject(refused)
    const condition = { broadcaster_user_id: bench.id('river_host'), user_id: bench.id('pebble_pat') }
    const transport = { method: 'websocket', session_id: sessionId }
    const other = await post(bench, { type: 'channel.chat.message', version: '1', condition, transport })
    expect(other).toMatchObject(refused)
  })

  test('answers 409 for the same again and 429 for the fourth elsewhere', async () => {
    const bench = createBench()
    const sessions = [1, 2, 3, 4].map(() => openSession(bench).sessionId)
    const statuses = []
    for (const sessionId of sessions) statuses.push((await subscribe(bench, sessionId)).status)
    expect(statuses).toEqual([202, 202, 202, 429])
    expect(await subscribe(bench, sessions[0] ?? '')).toMatchObject({ status: 409, body: { error: 'Conflict' } })
    const fourth = await subscribe(bench, sessions[3] ?? '', 'ember_arcade')
    expect(fourth).toMatchObject({ status: 429, body: fixture('derived.helix.error.eventsub_429') })
  })

  test('a connection holds 300 subscriptions, and a user reads 100 foreign chats', async () => {
    const bench = createBench({ helixPointsPerMinute: 2000 })
    const { sessionId } = openSession(bench)
    const logins = Array.from({ length: 120 }, (_, index) => `room_${index}`)
    bench.control.addUsers({ logins })
    const helix = bench.as('river_host', read)
    const chats = []
    for (const login of logins) chats.push((await helix.subscribe(sessionId, 'channel.chat.message', login)).status)
    expect(chats.filter((status) => status === 202)).toHaveLength(100)
    expect(chats.at(-1)).toBe(403)
    const others = []
    for (const type of ['channel.chat.clear', 'channel.chat.message_delete']) {
      for (const login of logins) others.push((await helix.subscribe(sessionId, type, login)).status)
    }
    expect(others.filter((status) => status === 202)).toHaveLength(200)
    expect(others.at(-1)).toBe(429)
  })

  test('open data about others costs one, ten in all', async () => {
    const bench = createBench()
    const { sessionId } = openSession(bench)
    const helix = bench.as('river_host', read)
    const types = ['stream.online', 'stream.offline', 'channel.shared_chat.begin']
    const statuses = []
    for (const channel of ['ember_arcade', 'night_owl_nora', 'stargazer_sol', 'tidal_tom']) {
      for (const type of types) statuses.push((await helix.subscribe(sessionId, type, channel)).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 202), 429, 429])
    const own = await helix.subscribe(sessionId, 'stream.online', 'river_host')
    expect(own).toMatchObject({ status: 202, body: { total_cost: 10, max_total_cost: 10, data: [{ cost: 0 }] } })
  })

  test('what a dead session left is listed for an hour and can be deleted', async () => {
    const bench = createBench()
    const session = openSession(bench)
    const helix = bench.as('river_host', read)
    const { body } = await subscribe(bench, session.sessionId)
    session.hangUp()
    const list = (query: string) => helix.call('GET', `/eventsub/subscriptions${query}`)
    const disconnected = await list('?status=websocket_disconnected')
    expect(disconnected.body).toMatchObject({ total: 1, total_cost: 0, data: [{ transport: { method: 'websocket' } }] })
    expect(textAt(disconnected.body, 'data', 0, 'transport', 'disconnected_at')).toMatch(/^2026-01-01T/)
    expect((await list('?status=enabled&type=x')).status).toBe(400)
    const id = textAt(body, 'data', 0, 'id')
    expect((await helix.call('DELETE', `/eventsub/subscriptions?id=${id}`)).status).toBe(204)
    expect((await helix.call('DELETE', `/eventsub/subscriptions?id=${id}`)).status).toBe(404)
    const again = openSession(bench)
    await subscribe(bench, again.sessionId)
    again.hangUp()
    await bench.clock.advance(3_600_001)
    expect((await list('')).body).toMatchObject({ total: 0, data: [] })
  })
})

describe('misbehaving delivery', () => {
  const open = async () => {
    const bench = createBench()
    const session = openSession(bench)
    await subscribe(bench, session.sessionId)
    return { bench, session }
  }

  test('duplicates keep their message id', async () => {
    const { bench, session } = await open()
    bench.control.notifications({ duplicate: true })
    say(bench)
    say(bench, 'next')
    const ids = framesOf(session).map((frame) => at(frame, 'metadata', 'message_id'))
    expect(texts(session)).toEqual(['hi', 'hi', 'next'])
    expect(ids[1]).toBe(ids[2])
  })

  test('can be late, out of order or lost', async () => {
    const { bench, session } = await open()
    bench.control.notifications({ delayMs: 3000 })
    bench.control.notifications({ reorderBy: 2 })
    bench.control.notifications({ lose: true })
    for (const text of ['late', 'reordered', 'lost', 'a', 'b', 'c']) say(bench, text)
    expect(texts(session)).toEqual(['a', 'b', 'reordered', 'c'])
    await bench.clock.advance(3000)
    expect(texts(session).at(-1)).toBe('late')
  })

  test('a stalled session says nothing, a half-open one does not even listen', async () => {
    const { bench, session } = await open()
    bench.control.setMode({ mode: 'stalled' })
    say(bench, 'unheard')
    await bench.clock.advance(15_000)
    expect(texts(session)).toEqual([])
    bench.control.setMode({ mode: 'halfOpen' })
    expect(session.paused).toBe(true)
    bench.control.setMode({ mode: 'live' })
    expect(session.paused).toBe(false)
    say(bench, 'heard')
    expect(texts(session)).toEqual(['heard'])
  })

  test('sends garbage when told to', async () => {
    const { bench, session } = await open()
    for (const kind of ['notJson', 'wrongShape', 'empty', 'binary', 'oversize', 'unknownType'] as const) {
      bench.control.garbage({ kind })
    }
    const [, notJson, , empty, binary, oversize] = session.received
    expect(() => JSON.parse(String(notJson))).toThrow()
    expect([empty, binary instanceof Uint8Array, String(oversize).length]).toEqual(['', true, 10 * 1024 * 1024])
  })
})
