import { describe, expect, it } from 'vitest'
import { settle } from '../../harness/clock.ts'
import {
  allScopes,
  answer,
  channelOf,
  chatPayload,
  type FakeTwitch,
  idOf,
  keepSubscriptions,
  me,
  privmsg,
  problem,
  startTwitch,
} from './fake-twitch.ts'

const one = channelOf(1)
const two = channelOf(2)

const subscribed = (twitch: FakeTwitch) =>
  twitch.asked.filter(({ method, path }) => method === 'POST' && path === '/eventsub/subscriptions')
const deleted = (twitch: FakeTwitch) =>
  twitch.asked
    .filter(({ method, path }) => method === 'DELETE' && path === '/eventsub/subscriptions')
    .map(({ query }) => query['id'])
const reconnectFrame = (twitch: FakeTwitch, url = 'wss://cell-b.eventsub.test/ws?id=next') =>
  twitch.frame('session_reconnect', {
    session: {
      id: 'session1',
      status: 'reconnecting',
      keepalive_timeout_seconds: null,
      reconnect_url: url,
      connected_at: '',
    },
  })
const revocation = (twitch: FakeTwitch, status: string, type = 'channel.chat.message') =>
  twitch.frame('revocation', {
    subscription: { ...chatPayload(one, '').subscription, id: 'sub1', type, status },
  })

describe('reading with an account over EventSub', () => {
  it('subscribes five things a channel with the session’s id within the welcome’s ten seconds, and sends nothing', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    const [socket] = twitch.eventSub()
    expect(socket?.url).toBe('wss://eventsub.test/ws?keepalive_timeout_seconds=10')
    expect(subscribed(twitch).map(({ json, headers }) => ({ json, headers }))[0]).toEqual({
      headers: { authorization: 'Bearer token1', 'client-id': 'client' },
      json: {
        type: 'channel.chat.message',
        version: '1',
        condition: { broadcaster_user_id: '1001', user_id: '9001' },
        transport: { method: 'websocket', session_id: 'session1' },
      },
    })
    expect(subscribed(twitch)).toHaveLength(5)
    expect(connection.state.value).toEqual({ status: 'live', since: twitch.clock.now() })
    expect({ sent: socket?.sent, irc: twitch.irc().length }).toEqual({ sent: [], irc: 0 })
  })

  it('never has more than 3 connections an account, and no more than 300 subscriptions each', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connections = Array.from({ length: 200 }, (_, index) => twitch.session.connect(channelOf(index + 1), me))
    await twitch.clock.advance(5_000)
    const perSession = new Map<unknown, number>()
    for (const { json } of subscribed(twitch)) {
      const session = JSON.stringify(json).match(/session\d+/)?.[0]
      perSession.set(session, (perSession.get(session) ?? 0) + 1)
    }
    expect({ sockets: twitch.eventSub().length, subscriptions: [...perSession.values()] }).toEqual({
      sockets: 3,
      subscriptions: [300, 300, 300],
    })
    expect(connections[180]?.state.value).toMatchObject({
      status: 'refused',
      why: expect.stringContaining('at most 180'),
    })
  })

  it('reads 120 channels over two connections', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connections = Array.from({ length: 120 }, (_, index) => twitch.session.connect(channelOf(index + 1), me))
    await twitch.clock.advance(5_000)
    expect(twitch.eventSub()).toHaveLength(2)
    expect(connections.every(({ state }) => state.value.status === 'live')).toBe(true)
  })

  it('delivers a redelivered notification once', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.session.connect(one, me)
    await settle()
    const text = twitch.notification(one, 'hello')
    twitch.eventSub()[0]?.receive(text)
    twitch.eventSub()[0]?.receive(text)
    expect(twitch.texts()).toEqual(['eventsub twitch:1001 hello'])
  })

  it('ignores what is older than ten minutes, whatever this computer’s clock says', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.clock.jump(3_600_000)
    twitch.session.connect(one, me)
    await settle()
    // The welcome was stamped by a clock an hour behind ours; so is this, eleven minutes earlier.
    const stamp = (ms: number) => ({ message_timestamp: new Date(twitch.clock.now() + ms).toISOString() })
    twitch.eventSub()[0]?.receive(twitch.notification(one, 'old', stamp(-660_000)))
    twitch.eventSub()[0]?.receive(twitch.notification(one, 'new', stamp(-540_000)))
    expect(twitch.texts()).toEqual(['eventsub twitch:1001 new'])
    expect(twitch.counts.get('stale eventsub notification')).toBe(1)
  })

  it.each([15 * 60_000, -3_600_000])(
    'reads on, and still ignores what is old, when this computer’s clock is set by %i ms',
    async (ms) => {
      const twitch = startTwitch({ sources: 'eventsub' })
      twitch.session.connect(one, me)
      await twitch.clock.advance(5_000)
      twitch.clock.jump(ms)
      // Twitch's own clock went on as before.
      const stamp = (ago: number) => ({ message_timestamp: new Date(twitch.clock.now() - ms - ago).toISOString() })
      twitch.eventSub()[0]?.receive(twitch.notification(one, 'new', stamp(0)))
      twitch.eventSub()[0]?.receive(twitch.notification(one, 'late', stamp(540_000)))
      twitch.eventSub()[0]?.receive(twitch.notification(one, 'old', stamp(660_000)))
      expect(twitch.texts()).toEqual(['eventsub twitch:1001 new', 'eventsub twitch:1001 late'])
      expect(twitch.counts.get('stale eventsub notification')).toBe(1)
    },
  )

  it('stays with keepalives and counts silence beyond them as lost', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    for (let beat = 0; beat < 5; beat++) {
      await twitch.clock.advance(10_000)
      twitch.eventSub()[0]?.receive(twitch.frame('session_keepalive', {}))
    }
    await twitch.clock.advance(14_999)
    expect(connection.state.value.status).toBe('live')
    await twitch.clock.advance(1)
    expect(connection.state.value).toMatchObject({ status: 'reconnecting', why: 'Twitch’s EventSub fell silent.' })
    await twitch.clock.advance(2_000)
    expect(connection.state.value.status).toBe('live')
    expect(subscribed(twitch)).toHaveLength(10)
    expect(twitch.gaps).toMatchObject([{ channel: one.id, from: 50_000 }])
  })

  it('gives up a socket that accepts and says nothing', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.setGreeting(false)
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(15_000)
    expect(connection.state.value).toMatchObject({
      status: 'reconnecting',
      why: expect.stringContaining('did not answer'),
    })
  })

  it('moves to another server as asked without losing, doubling or subscribing anew', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    const [old] = twitch.eventSub()
    twitch.setGreeting(false)
    old?.receive(reconnectFrame(twitch))
    await settle()
    const next = twitch.sockets.last()
    expect(next.url).toBe('wss://cell-b.eventsub.test/ws?id=next')
    const both = twitch.notification(one, 'on both')
    old?.receive(twitch.notification(one, 'on the old'))
    old?.receive(both)
    next.receive(twitch.welcome('session1'))
    next.receive(both)
    next.receive(twitch.notification(one, 'on the new'))
    await twitch.clock.advance(5_000)
    expect({
      texts: twitch.texts().map((text) => text.replace('eventsub twitch:1001 ', '')),
      gaps: twitch.gaps,
      subscribed: subscribed(twitch).length,
      state: connection.state.value.status,
      old: old?.closedWith,
    }).toEqual({ texts: ['on the old', 'on both', 'on the new'], gaps: [], subscribed: 5, state: 'live', old: 1000 })
  })

  it('opens no socket to a foreign host that a reconnect names', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.session.connect(one, me)
    await settle()
    for (const url of [
      'wss://evil.example/ws',
      'ws://eventsub.test/ws',
      'wss://eventsub.test.evil.example/',
      'nonsense',
    ]) {
      twitch.eventSub()[0]?.receive(reconnectFrame(twitch, url))
    }
    await settle()
    expect(twitch.sockets.all).toHaveLength(1)
    expect(twitch.counts.get('eventsub reconnect address of another host')).toBe(4)
  })

  it('marks the gap when the old server closes before the new one has greeted, and still does not subscribe anew', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.session.connect(one, me)
    await settle()
    const [old] = twitch.eventSub()
    twitch.setGreeting(false)
    await twitch.clock.advance(1_000)
    old?.receive(reconnectFrame(twitch))
    await settle()
    old?.drop(4004)
    await twitch.clock.advance(3_000)
    twitch.sockets.last().receive(twitch.welcome('session1'))
    await settle()
    expect(twitch.gaps).toMatchObject([{ from: 1_000, to: 4_000 }])
    expect(subscribed(twitch)).toHaveLength(5)
  })

  describe('between the old server’s close and the new one’s greeting', () => {
    const beginMove = async () => {
      const twitch = startTwitch({ sources: 'eventsub' })
      const kept = keepSubscriptions(twitch)
      twitch.session.connect(one, me)
      await settle()
      twitch.setGreeting(false)
      const closeOld = async () => {
        const [old] = twitch.eventSub()
        old?.receive(reconnectFrame(twitch))
        await settle()
        old?.drop(4004)
        await settle()
      }
      const greet = async () => {
        twitch.sockets.last().receive(twitch.welcome('session1'))
        await twitch.clock.advance(1_000)
      }
      return { twitch, kept, closeOld, greet }
    }

    it('adds a channel, which is subscribed with the greeting', async () => {
      const { twitch, kept, closeOld, greet } = await beginMove()
      await closeOld()
      const added = twitch.session.connect(two, me)
      await twitch.clock.advance(1_000)
      expect([added.state.value.status, kept.count(two)]).toEqual(['connecting', 0])
      await greet()
      expect([added.state.value.status, kept.count(two), kept.count(one)]).toEqual(['live', 5, 5])
    })

    it('tries again what Twitch did not give before', async () => {
      const { twitch, kept, closeOld, greet } = await beginMove()
      let refusals = 1
      twitch.route(({ method, path }) => {
        if (method !== 'POST' || path !== '/eventsub/subscriptions' || refusals === 0) return undefined
        refusals -= 1
        return problem(503, 'busy')
      })
      const added = twitch.session.connect(two, me)
      await settle()
      await closeOld()
      await twitch.clock.advance(5_000)
      expect(kept.count(two)).toBe(0)
      await greet()
      expect([added.state.value.status, kept.count(two)]).toEqual(['live', 5])
    })

    it('subscribes anew what the closed session refused', async () => {
      const { twitch, kept, closeOld, greet } = await beginMove()
      let answerNow: () => void = () => undefined
      twitch.route(async ({ method, path }) => {
        if (method !== 'POST' || path !== '/eventsub/subscriptions') return undefined
        await new Promise<void>((resolve) => {
          answerNow = resolve
        })
        return problem(400, 'invalid transport: session does not exist')
      })
      const added = twitch.session.connect(two, me)
      await settle()
      await closeOld()
      twitch.unroute()
      answerNow()
      await settle()
      const again = keepSubscriptions(twitch)
      await greet()
      expect([added.state.value.status, kept.count(two), again.count(two)]).toEqual(['live', 0, 5])
    })
  })

  it.each([4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 1006, 1009, 1003])(
    'connects and subscribes anew after close code %i, saying why in words',
    async (code) => {
      const twitch = startTwitch({ sources: 'eventsub' })
      const connection = twitch.session.connect(one, me)
      await settle()
      twitch.eventSub()[0]?.drop(code)
      expect(connection.state.value).toMatchObject({
        status: 'reconnecting',
        why: expect.stringMatching(/^(?=.*Twitch)[A-Z].*\.$/),
      })
      expect(connection.state.value).not.toMatchObject({ why: expect.stringContaining(String(code)) })
      await twitch.clock.advance(2_000)
      expect(connection.state.value.status).toBe('live')
      expect(
        subscribed(twitch)
          .slice(5)
          .map(({ json }) => JSON.stringify(json).includes('session2')),
      ).toEqual([true, true, true, true, true])
      expect(twitch.gaps).toHaveLength(1)
    },
  )

  it('counts garbage and goes on', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    const metadata = (type: unknown) => ({ message_id: 'x', message_type: type, message_timestamp: 'never' })
    const garbage = [
      'no json',
      '',
      '[]',
      'null',
      '5',
      '{}',
      '{"metadata":{}}',
      '{"metadata":null,"payload":{}}',
      JSON.stringify({ metadata: metadata(5), payload: {} }),
      JSON.stringify({ metadata: metadata('session_welcome'), payload: { session: { id: 7 } } }),
      JSON.stringify({ metadata: metadata('session_reconnect'), payload: { session: null } }),
      JSON.stringify({ metadata: metadata('notification'), payload: { subscription: 'x' } }),
      JSON.stringify({ metadata: metadata('revocation'), payload: { subscription: {} } }),
    ]
    for (const text of garbage) twitch.eventSub()[0]?.receive(text)
    expect(twitch.counts.get('malformed eventsub frame')).toBe(garbage.length)
    twitch.eventSub()[0]?.receive(JSON.stringify({ metadata: metadata('session_surprise'), payload: {} }))
    twitch
      .eventSub()[0]
      ?.receive(
        twitch.frame('notification', { subscription: { condition: { broadcaster_user_id: '1001' } }, event: 5 }),
      )
    twitch.eventSub()[0]?.receive(twitch.notification(one, 'still-here'))
    expect(twitch.counts.get('unknown eventsub frame session_surprise')).toBe(1)
    expect(twitch.texts()).toEqual(['eventsub twitch:1001 still-here'])
    expect(connection.state.value.status).toBe('live')
  })

  it('deletes the subscriptions of a channel that is closed, and ends the connection with the last', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    const other = twitch.session.connect(two, me)
    await settle()
    await connection.stop()
    expect(deleted(twitch)).toHaveLength(5)
    expect(twitch.eventSub()).toHaveLength(1)
    twitch.eventSub()[0]?.receive(twitch.notification(one, 'gone'))
    expect(twitch.texts()).toEqual([])
    await other.stop()
    expect({ open: twitch.eventSub().length, deleted: deleted(twitch).length }).toEqual({ open: 0, deleted: 10 })
    await twitch.session.stop()
    expect(twitch.clock.pending()).toBe(0)
  })

  it('removes what was still being subscribed when the channel closed', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.session.connect(two, me)
    await settle()
    let release: () => void = () => undefined
    twitch.route(async ({ method, path, json }) => {
      if (method !== 'POST' || path !== '/eventsub/subscriptions' || !JSON.stringify(json).includes('1001'))
        return undefined
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return answer(202, { data: [{ id: 'late' }] })
    })
    const connection = twitch.session.connect(one, me)
    await settle()
    await connection.stop()
    release()
    await settle()
    expect(deleted(twitch)).toEqual(['late'])
  })

  it('connects a channel anew on request: the old subscriptions first go, then the new come', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    connection.reconnect()
    await settle()
    const order = twitch.asked.filter(({ path }) => path === '/eventsub/subscriptions').map(({ method }) => method)
    expect(order.slice(5)).toEqual([
      'DELETE',
      'DELETE',
      'DELETE',
      'DELETE',
      'DELETE',
      'POST',
      'POST',
      'POST',
      'POST',
      'POST',
    ])
    expect(connection.state.value.status).toBe('live')
  })
})

describe('a channel that is opened anew while Twitch still ends the former reading', () => {
  /** Another channel keeps the session alive. `lies`: states that say live with something not subscribed. */
  const begin = async (delays: { readonly postMs?: number; readonly deleteMs?: number }) => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const kept = keepSubscriptions(twitch, delays)
    twitch.session.connect(two, me)
    await twitch.clock.advance(2_000)
    const lies: number[] = []
    const connect = () => {
      const connection = twitch.session.connect(one, me)
      connection.state.subscribe(({ status }) => {
        if (status === 'live' && kept.count(one) !== 5) lies.push(kept.count(one))
      })
      return connection
    }
    const connection = connect()
    const settled = async (last = connection) => {
      await twitch.clock.advance(8_000)
      return { state: last.state.value.status, subscribed: kept.count(one), lies }
    }
    return { twitch, kept, connect, connection, settled }
  }
  const truth = { state: 'live', subscribed: 5, lies: [] }

  it('is live with everything subscribed when it was removed and added again', async () => {
    const { twitch, connect, connection, settled } = await begin({ deleteMs: 200 })
    await twitch.clock.advance(1_000)
    void connection.stop()
    expect(await settled(connect())).toEqual(truth)
  })

  it('is live with everything subscribed when it was connected anew twice in a row', async () => {
    const { twitch, connection, settled } = await begin({ deleteMs: 200 })
    await twitch.clock.advance(1_000)
    connection.reconnect()
    await twitch.clock.advance(100)
    connection.reconnect()
    expect(await settled()).toEqual(truth)
  })

  it('is live with everything subscribed when its account was taken away and given back', async () => {
    const { twitch, connect, connection, settled } = await begin({ deleteMs: 200, postMs: 50 })
    await twitch.clock.advance(1_000)
    const without = twitch.session.connect(one, undefined)
    void connection.stop()
    await twitch.clock.advance(100)
    void without.stop()
    expect(await settled(connect())).toEqual(truth)
  })

  it.each([10, 290, 310, 590, 610, 900])(
    'is live with everything subscribed when that came %i ms into its subscribing',
    async (afterMs) => {
      const anew = await begin({ deleteMs: 200, postMs: 300 })
      await anew.twitch.clock.advance(afterMs)
      anew.connection.reconnect()
      await anew.twitch.clock.advance(100)
      anew.connection.reconnect()
      expect(await anew.settled()).toEqual(truth)
      const again = await begin({ deleteMs: 200, postMs: 300 })
      await again.twitch.clock.advance(afterMs)
      void again.connection.stop()
      expect(await again.settled(again.connect())).toEqual(truth)
    },
  )

  it('has the former reading ended once more when Twitch failed to, and is not live before', async () => {
    const { twitch, kept, connection } = await begin({})
    await settle()
    const refused: unknown[] = []
    twitch.route(({ method, path, query }) => {
      if (method !== 'DELETE' || path !== '/eventsub/subscriptions' || refused.length === 5) return undefined
      refused.push(query['id'])
      return problem(503, 'busy')
    })
    connection.reconnect()
    await settle()
    expect(connection.state.value).toMatchObject({
      status: 'reconnecting',
      why: 'Twitch has not ended the former reading of this chat yet.',
    })
    await twitch.clock.advance(8_000)
    expect({ state: connection.state.value.status, subscribed: kept.count(one) }).toEqual({
      state: 'live',
      subscribed: 5,
    })
    expect(deleted(twitch).slice(5).toSorted()).toEqual(refused.toSorted())
  })

  it('leaves nothing subscribed when it is removed for good', async () => {
    const { twitch, kept, connect, connection } = await begin({ deleteMs: 200, postMs: 50 })
    await twitch.clock.advance(1_000)
    void connection.stop()
    const again = connect()
    await twitch.clock.advance(220)
    void again.stop()
    await twitch.clock.advance(2_000)
    expect(kept.count(one)).toBe(0)
  })
})

describe('a subscription that Twitch does not give', () => {
  const failing = async (status: number, message: string, options: { sources?: 'both' | 'eventsub' } = {}) => {
    const twitch = startTwitch(options)
    twitch.route(({ method, path }) =>
      method === 'POST' && path === '/eventsub/subscriptions' ? problem(status, message) : undefined,
    )
    const connection = twitch.session.connect(one, me)
    await settle()
    return { twitch, connection }
  }

  it('403: the channel is read by IRC, and a note says why', async () => {
    const { twitch, connection } = await failing(403, 'subscription missing proper authorization')
    expect(connection.state.value).toMatchObject({
      status: 'live',
      note: expect.stringMatching(
        /River_Host.*banned or timed out.*missing proper authorization.*read without the account\.$/,
      ),
    })
    expect({ asked: subscribed(twitch).length, sockets: twitch.eventSub().length }).toEqual({ asked: 1, sockets: 0 })
    twitch.irc()[0]?.receive(privmsg(one, 'seen'))
    expect(twitch.texts()).toEqual(['irc twitch:1001 seen'])
  })

  it('403 without another source: refused', async () => {
    const { connection } = await failing(403, 'x', { sources: 'eventsub' })
    expect(connection.state.value.status).toBe('refused')
  })

  it('409: one whose answer was lost is taken over, and deleted when the channel closes', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const kept = keepSubscriptions(twitch)
    twitch.session.connect(two, me)
    await settle()
    kept.trouble.answersLost = 1
    const connection = twitch.session.connect(one, me)
    await settle()
    expect([connection.state.value.status, kept.count(one)]).toEqual(['reconnecting', 1])
    await twitch.clock.advance(2_000)
    expect([connection.state.value.status, kept.count(one), subscribed(twitch).length]).toEqual(['live', 5, 11])
    await connection.stop()
    expect(kept.count(one)).toBe(0)
  })

  it.each([
    ['is not listed', {}],
    ['is of another session', { transport: { method: 'websocket', session_id: 'session7' } }],
    ['has ended', { status: 'websocket_disconnected' }],
    ['is of another account', { condition: { broadcaster_user_id: '1001', user_id: '9002' } }],
    ['is of another kind', { type: 'channel.chat.clear' }],
  ])('409: one that %s is not taken for ours, and the chat is read by IRC until it is', async (_, differing) => {
    const twitch = startTwitch()
    twitch.route(({ method, path, query }) => {
      if (path !== '/eventsub/subscriptions') return undefined
      if (method === 'POST') return problem(409, 'subscription already exists')
      if (method !== 'GET' || query['user_id'] !== '1001') return undefined
      const item = { ...chatPayload(one, '').subscription, id: 'foreign', ...differing }
      return answer(200, { data: Object.keys(differing).length === 0 ? [] : [item], pagination: {} })
    })
    const connection = twitch.session.connect(one, me)
    await settle()
    expect(connection.state.value).toMatchObject({
      status: 'live',
      note: 'Read without the account for now: Twitch has not ended the former reading of this chat yet.',
    })
    keepSubscriptions(twitch)
    await twitch.clock.advance(3_000)
    expect(connection.state.value).toEqual({ status: 'live', since: expect.any(Number) })
  })

  it('401 after a renewal: the account needs to sign in, in every channel', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const [first, second] = [twitch.session.connect(one, me), twitch.session.connect(two, me)]
    twitch.route(({ path }) => (path.startsWith('/eventsub') ? problem(401, 'Invalid OAuth token') : undefined))
    twitch.failRenewal()
    await settle()
    expect([first.state.value, second.state.value]).toEqual([
      { status: 'needsSignIn', why: 'Sign in to Twitch again.' },
      { status: 'needsSignIn', why: 'Sign in to Twitch again.' },
    ])
    expect(twitch.eventSub()).toEqual([])
  })

  it('401 missing scope: refused with the scope’s name, without asking for another token', async () => {
    const { twitch, connection } = await failing(401, 'Missing scope: user:read:chat', { sources: 'eventsub' })
    expect(connection.state.value).toMatchObject({ status: 'refused', why: expect.stringContaining('user:read:chat') })
    expect(twitch.asked.every(({ headers }) => headers['authorization'] === 'Bearer token1')).toBe(true)
  })

  it('400 about the session: a new session, and everything again', async () => {
    const { twitch, connection } = await failing(400, 'invalid transport: session does not exist', {
      sources: 'eventsub',
    })
    expect(connection.state.value).toMatchObject({ status: 'reconnecting', why: expect.stringContaining('session') })
    twitch.unroute()
    await twitch.clock.advance(5_000)
    expect(connection.state.value.status).toBe('live')
  })

  it('400 about the channel: refused for this channel only', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    twitch.route(({ path, json }) =>
      path === '/eventsub/subscriptions' && JSON.stringify(json ?? '').includes('1001')
        ? problem(400, 'invalid broadcaster')
        : undefined,
    )
    const [bad, good] = [twitch.session.connect(one, me), twitch.session.connect(two, me)]
    await settle()
    expect([bad.state.value, good.state.value.status]).toMatchObject([
      { status: 'refused', why: expect.stringContaining('invalid broadcaster') },
      'live',
    ])
  })

  it('429: removes what dead sessions left behind, waits as long as Twitch says, and tries again', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const resetAt = Math.ceil((twitch.clock.now() + 20_000) / 1000)
    twitch.route(({ method, path, query }) => {
      if (path !== '/eventsub/subscriptions') return undefined
      if (method === 'POST') {
        return problem(429, 'number of websocket transports limit exceeded', { 'ratelimit-reset': String(resetAt) })
      }
      if (method !== 'GET') return undefined
      const item = (id: string, status: string, transport: object) => ({ id, status, transport })
      return query['after'] === undefined
        ? answer(200, {
            data: [
              item('dead', 'websocket_disconnected', { method: 'websocket', session_id: 'a' }),
              item('other window', 'enabled', { method: 'websocket', session_id: 'b' }),
              item('hook', 'webhook_callback_verification_failed', { method: 'webhook' }),
            ],
            pagination: { cursor: 'next' },
          })
        : answer(200, {
            data: [item('dead2', 'websocket_network_error', { method: 'websocket', session_id: 'c' })],
            pagination: {},
          })
    })
    const connection = twitch.session.connect(one, me)
    await settle()
    expect(deleted(twitch)).toEqual(['dead', 'dead2'])
    expect(connection.state.value).toEqual({
      status: 'reconnecting',
      retryAt: resetAt * 1000,
      why: 'Twitch wants fewer subscriptions: number of websocket transports limit exceeded.',
    })
    twitch.unroute()
    for (let beat = 0; beat < 4; beat++) {
      await twitch.clock.advance(5_000)
      twitch.eventSub()[0]?.receive(twitch.frame('session_keepalive', {}))
    }
    await settle()
    expect(connection.state.value.status).toBe('live')
  })

  it.each([500, 502, 503])('%i: tries again later, ever less often, reading by IRC meanwhile', async (status) => {
    const { twitch, connection } = await failing(status, 'oops')
    expect(connection.state.value).toMatchObject({ status: 'live', note: expect.stringContaining('for now') })
    twitch.unroute()
    await twitch.clock.advance(3_000)
    expect(connection.state.value).toEqual({ status: 'live', since: expect.any(Number) })
  })

  it('does not ask where the account has not given the permission', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, {
      ...me,
      scopes: allScopes.filter((scope) => scope !== 'user:read:chat'),
    })
    await settle()
    expect(connection.state.value).toMatchObject({ status: 'live', note: expect.stringContaining('user:read:chat') })
    expect(twitch.eventSub()).toEqual([])
  })
})

describe('a revocation', () => {
  it('of the authorization: needs sign-in in words, and the chat is still read by IRC', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await settle()
    twitch.eventSub()[0]?.receive(revocation(twitch, 'authorization_revoked'))
    expect(connection.state.value).toMatchObject({
      status: 'needsSignIn',
      why: expect.stringContaining('read without the account'),
    })
    expect(twitch.gaps).toEqual([])
    expect(twitch.eventSub()).toEqual([])
  })

  it.each([
    ['chat_user_banned', /banned in this chat/],
    ['user_removed', /no longer exists/],
    ['moderator_removed', /no longer a moderator/],
    ['version_removed', /newer version/],
    ['something_new', /something_new/],
  ])('%s: the account’s reading ends with the reason, the chat goes on by IRC', async (status, words) => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await settle()
    twitch.eventSub()[0]?.receive(revocation(twitch, status))
    expect(connection.state.value).toMatchObject({ status: 'live', note: expect.stringMatching(words) })
    expect(twitch.gaps).toEqual([])
  })

  it('of a version of one lesser kind: counted, and the rest goes on', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    twitch.eventSub()[0]?.receive(revocation(twitch, 'version_removed', 'channel.chat.clear'))
    expect(connection.state.value.status).toBe('live')
    expect(twitch.counts.get('eventsub version removed channel.chat.clear')).toBe(1)
  })
})

describe('both sources together', () => {
  it('have no gap while one of them reads, and one when both were down', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(1_000)
    twitch.eventSub()[0]?.drop(4000)
    await twitch.clock.advance(3_000)
    twitch.irc()[0]?.drop(1001)
    await twitch.clock.advance(3_000)
    expect(twitch.gaps).toEqual([])
    twitch.accepted.value = false
    twitch.irc()[0]?.drop(1001)
    await twitch.clock.advance(1_000)
    twitch.eventSub()[0]?.drop(4000)
    await twitch.clock.advance(1_000)
    twitch.accepted.value = true
    await twitch.clock.advance(3_000)
    expect(connection.state.value.status).toBe('live')
    expect(twitch.gaps).toMatchObject([{ channel: one.id, from: 8_000 }])
  })

  it('say so when EventSub is not open after 15 s, and no longer once it is', async () => {
    const twitch = startTwitch()
    let answerNow: () => void = () => undefined
    twitch.route(async ({ method, path }) => {
      if (method !== 'POST' || path !== '/eventsub/subscriptions') return undefined
      await new Promise<void>((resolve) => {
        answerNow = resolve
      })
      return undefined
    })
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(8_000)
    twitch.eventSub()[0]?.receive(twitch.frame('session_keepalive', {}))
    await twitch.clock.advance(6_999)
    expect(connection.state.value).toEqual({ status: 'live', since: expect.any(Number) })
    await twitch.clock.advance(1)
    expect(connection.state.value).toMatchObject({
      status: 'live',
      note: 'Read without the account for now: Twitch’s EventSub has not opened this chat yet.',
    })
    twitch.unroute()
    answerNow()
    await settle()
    expect(connection.state.value).toEqual({ status: 'live', since: expect.any(Number) })
    await connection.stop()
    await twitch.session.stop()
    expect(twitch.clock.pending()).toBe(0)
  })

  it('both deliver, each under its name', async () => {
    const twitch = startTwitch()
    twitch.session.connect(one, me)
    await settle()
    twitch.irc()[0]?.receive(privmsg(one, 'hello'))
    twitch.eventSub()[0]?.receive(twitch.notification(one, 'hello'))
    expect(twitch.texts()).toEqual(['irc twitch:1001 hello', 'eventsub twitch:1001 hello'])
  })

  it('sleep and wake: one gap from the sleep on, everything read again at once', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(2_000)
    twitch.irc()[0]?.receive('PING :x')
    twitch.host.sleep()
    twitch.host.wake(3_600_000)
    await settle()
    expect(connection.state.value.status).toBe('live')
    expect(twitch.gaps).toMatchObject([{ channel: one.id, from: 2_000, to: 3_602_000 }])
    expect(idOf(one)).toBe('1001')
  })
})
