import { describe, expect, test } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { createBench, framesOf, linesOf, openReader, openSession } from './support.ts'

const post = (bench: ReturnType<typeof createBench>, operation: string, body: unknown, type = 'application/json') =>
  bench.request(`/control/${operation}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('the control API over HTTP', () => {
  test('does what its typed form does', async () => {
    const bench = createBench()
    const said = await post(bench, 'say', { channel: 'river_host', user: 'kayak_kim', text: 'hi' })
    expect(said).toMatchObject({ status: 200, body: { result: { rooms: [{ channel: 'river_host' }] } } })
    expect(bench.control.messages({ channel: 'river_host' })).toMatchObject([{ user: 'kayak_kim', text: 'hi' }])
    expect((await bench.request('/control')).body).toMatchObject({
      operations: expect.arrayContaining(['say', 'burst']),
    })
  })

  test.each([
    ['a missing field', 'say', { channel: 'river_host', user: 'kayak_kim' }, 400],
    ['a mistyped field', 'say', { channel: 'river_host', user: 'kayak_kim', text: 5 }, 400],
    ['a misspelt field', 'say', { channel: 'river_host', user: 'kayak_kim', text: 'x', actoin: true }, 400],
    ['an unknown user', 'say', { channel: 'river_host', user: 'nobody', text: 'x' }, 400],
    ['an unknown notice', 'notice', { channel: 'river_host', type: 'parade' }, 400],
    ['something that is no JSON', 'say', '{', 400],
    ['an unknown operation', 'fly', {}, 404],
  ])('refuses %s', async (_, operation, body, status) => {
    expect((await post(createBench(), operation, body)).status).toBe(status)
  })

  test('takes JSON only, so that a page elsewhere can not use it', async () => {
    expect((await post(createBench(), 'clear', { channel: 'river_host' }, 'text/plain')).status).toBe(415)
  })
})

describe('HTTP that goes wrong on request', () => {
  test('answers the next requests to a path with a status and then as usual', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', [])
    bench.control.failNext({ path: '/helix/users', answer: 503, count: 2, headers: { 'retry-after': '1' } })
    const statuses = []
    for (let count = 0; count < 3; count++) statuses.push((await helix.call('GET', '/users')).status)
    statuses.push((await helix.call('GET', '/streams')).status)
    expect(statuses).toEqual([503, 503, 200, 200])
  })

  test('every answer is dated by the simulator’s own clock, a scripted one too', async () => {
    const bench = createBench()
    await bench.clock.advance(90_000)
    bench.control.failNext({ path: '/oauth2/device', answer: 429 })
    const scripted = await bench.form('/oauth2/device', {})
    const usual = await bench.request('/oauth2/validate')
    const dates = [scripted, usual].map(({ headers }) => Date.parse(headers.get('date') ?? ''))
    expect(dates).toEqual([bench.clock.now(), bench.clock.now()])
  })

  test('a lost answer has been processed, a dropped request has not', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', ['user:write:chat'])
    const attempt = async (answer: 'lost' | 'drop', text: string) => {
      bench.control.failNext({ path: '/helix/chat/messages', answer })
      return (await helix.send('river_host', text)).status
    }
    // In-process there is no connection to cut, so the app answers 500 here.
    expect([await attempt('lost', 'taken'), await attempt('drop', 'not taken')]).toEqual([500, 500])
    expect(bench.control.messages({ channel: 'river_host' }).map(({ text }) => text)).toEqual(['taken'])
  })

  test('the record of requests hides tokens and codes', async () => {
    const bench = createBench()
    const { refreshToken, clientId } = bench.control.issueToken({ user: 'river_host', scopes: [] })
    await bench.form('/oauth2/token', { client_id: clientId, grant_type: 'refresh_token', refresh_token: refreshToken })
    expect(bench.control.requests()).toMatchObject([
      { path: '/oauth2/token', status: 200, body: { refresh_token: '[hidden]' } },
    ])
    expect(JSON.stringify(bench.control.requests())).not.toContain(refreshToken)
    bench.control.forget()
    expect(bench.control.requests()).toEqual([])
  })
})

describe('a burst', () => {
  test('sends exactly its numbered lines over the channels, with time, emote and two badges', async () => {
    const bench = createBench()
    const channels = ['river_host', 'night_owl_nora', 'ember_arcade']
    const reader = await openReader(bench, channels)
    const session = openSession(bench)
    const helix = bench.as('river_host', ['user:read:chat'])
    for (const channel of channels) await helix.subscribe(session.sessionId, 'channel.chat.message', channel)
    const before = framesOf(session).length
    const burst = bench.control.burst({ channels, rate: 3000, seconds: 1 })
    await bench.clock.advance(1100)
    await settle()
    expect(await burst).toEqual({ sent: 3000 })
    const lines = linesOf(reader).filter((line) => line.includes('PRIVMSG'))
    const numbers = lines.map((line) => Number(/n=(\d+) t=\d{13} /.exec(line)?.[1]))
    expect(numbers).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1))
    expect(framesOf(session).length - before).toBe(3000)
    expect(lines.every((line) => /;badges=[^,;]+,[^,;]+;.*;emotes=[^;]+;/.test(line))).toBe(true)
    expect(new Set(lines.map((line) => /PRIVMSG (#\w+)/.exec(line)?.[1])).size).toBe(3)
  })
})

describe('a replay', () => {
  test('sends IRC lines and EventSub payloads to their sockets in order', async () => {
    const bench = createBench()
    const reader = await openReader(bench, [])
    const session = openSession(bench)
    const event = { subscription: { type: 'channel.chat.clear', version: '1' }, event: { broadcaster_user_id: '1' } }
    const lines = ['@id=1 :a!a@a PRIVMSG #x :one', JSON.stringify(event), ':a!a@a PRIVMSG #x :two']
    const replay = bench.control.replay({ lines, rate: 10 })
    await bench.clock.advance(400)
    expect(await replay).toEqual({ sent: 3 })
    expect(linesOf(reader).slice(-2)).toEqual([lines[0], lines[2]])
    expect(framesOf(session).at(-1)).toMatchObject({
      metadata: { message_type: 'notification', subscription_type: 'channel.chat.clear' },
      payload: event,
    })
  })
})
