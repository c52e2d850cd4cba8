import { describe, expect, it } from 'vitest'
import { settle } from '../../harness/clock.ts'
import {
  allScopes,
  answer,
  channelOf,
  chatPayload,
  deleted,
  keepSubscriptions,
  me,
  privmsg,
  problem,
  startTwitch,
  subscribed,
} from './fake-twitch.ts'

const one = channelOf(1)
const two = channelOf(2)

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
