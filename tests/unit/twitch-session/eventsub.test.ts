import { describe, expect, it } from 'vitest'
import { settle } from '../../harness/clock.ts'
import {
  answer,
  channelOf,
  deleted,
  type FakeTwitch,
  keepSubscriptions,
  me,
  problem,
  startTwitch,
  subscribed,
} from './fake-twitch.ts'

const one = channelOf(1)
const two = channelOf(2)

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
