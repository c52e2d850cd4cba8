import { describe, expect, it } from 'vitest'
import type { ConnectionState } from '../../../shared/contract.ts'
import { settle } from '../../harness/clock.ts'
import { channelOf, privmsg, roomState, startTwitch } from './fake-twitch.ts'

const one = channelOf(1)

describe('reading without an account', () => {
  it('greets, waits for the end of the greeting, joins, and is live with the room’s confirmation', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    expect(connection.state.value).toEqual({ status: 'connecting' })
    await settle()
    const [socket] = twitch.irc()
    expect(socket?.sent[0]).toBe('CAP REQ :twitch.tv/tags twitch.tv/commands')
    expect(socket?.sent[1]).toMatch(/^NICK justinfan\d{1,5}$/)
    expect(socket?.sent.slice(2)).toEqual(['JOIN #channel1'])
    expect(connection.state.value).toEqual({ status: 'live', since: twitch.clock.now() })
    expect(connection.audience.value).toMatchObject({ known: false })
    expect(connection.capabilities.value.send).toMatchObject({ can: false, remedy: { kind: 'signIn' } })
  })

  it('reads several lines of one frame as one delivery, in their order', async () => {
    const twitch = startTwitch()
    twitch.session.connect(one, undefined)
    await settle()
    twitch
      .irc()[0]
      ?.receive([privmsg(one, 'a'), privmsg(one, 'b'), ':tmi.twitch.tv PONG tmi.twitch.tv :x', ''].join('\r\n'))
    expect(twitch.texts()).toEqual(['irc twitch:1001 a', 'irc twitch:1001 b'])
  })

  it('answers PING, and asks by itself after 45 silent seconds', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    await settle()
    const [socket] = twitch.irc()
    socket?.receive('PING :tmi.twitch.tv')
    expect(socket?.sent.at(-1)).toBe('PONG :tmi.twitch.tv')
    await twitch.clock.advance(45_000)
    expect(socket?.sent.at(-1)).toBe('PING :tributary')
    socket?.receive(':tmi.twitch.tv PONG tmi.twitch.tv :tributary')
    await twitch.clock.advance(44_000)
    expect(connection.state.value.status).toBe('live')
    await twitch.clock.advance(11_000)
    expect(connection.state.value).toMatchObject({ status: 'reconnecting', why: 'Twitch’s chat fell silent.' })
  })

  it('joins 120 channels over two sockets, never more than 20 in any 10 s, and says how far it is', async () => {
    const twitch = startTwitch()
    const connections = Array.from({ length: 120 }, (_, index) =>
      twitch.session.connect(channelOf(index + 1), undefined),
    )
    const last = connections[119]
    await settle()
    expect(last?.state.value).toEqual({ status: 'connecting', progress: { done: 20, total: 120 } })
    await twitch.clock.advance(60_000)
    expect(connections.map(({ state }) => state.value.status)).toEqual(connections.map(() => 'live'))
    const busiest = Math.max(
      ...twitch.joins.map(({ at }) => twitch.joins.filter((join) => join.at >= at && join.at < at + 10_000).length),
    )
    const perSocket = twitch.irc().map((socket) => twitch.joins.filter((join) => join.socket === socket).length)
    expect({ busiest, perSocket, total: twitch.joins.length }).toEqual({
      busiest: 20,
      perSocket: [100, 20],
      total: 120,
    })
  })

  it('calls a name that Twitch is silent about for 10 s refused, with what to check', async () => {
    const twitch = startTwitch()
    twitch.silentLogins.add('channel1')
    const connection = twitch.session.connect(one, undefined)
    await twitch.clock.advance(9_999)
    expect(connection.state.value.status).toBe('connecting')
    await twitch.clock.advance(1)
    expect(connection.state.value).toEqual({
      status: 'refused',
      why: 'Twitch does not answer for “channel1”: there is no such channel. Check the spelling.',
    })
    twitch.silentLogins.clear()
    connection.reconnect()
    await settle()
    expect(connection.state.value.status).toBe('live')
  })

  it('tells a suspended channel at once', async () => {
    const twitch = startTwitch()
    twitch.suspended.add('channel1')
    const connection = twitch.session.connect(one, undefined)
    await settle()
    expect(connection.state.value).toMatchObject({ status: 'refused', why: expect.stringContaining('suspended') })
  })

  it('rejoins after a break, and marks from the last thing heard to the new confirmation', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    await settle()
    await twitch.clock.advance(7_000)
    twitch.irc()[0]?.receive(privmsg(one, 'last'))
    await twitch.clock.advance(3_000)
    twitch.irc()[0]?.drop()
    const state: ConnectionState = connection.state.value
    expect(state.status).toBe('reconnecting')
    await twitch.clock.advance(2_000)
    expect(connection.state.value.status).toBe('live')
    expect(twitch.gaps).toEqual([
      { channel: one.id, from: 7_000, to: expect.any(Number), why: 'The connection to Twitch’s chat broke.' },
    ])
    expect(twitch.joins.map(({ login }) => login)).toEqual(['channel1', 'channel1'])
  })

  it('marks every gap after this computer’s clock was set back by an hour, by the clock as it is then', async () => {
    const twitch = startTwitch()
    twitch.session.connect(one, undefined)
    await twitch.clock.advance(1_000)
    const breakOnce = async () => {
      twitch.irc()[0]?.receive(privmsg(one, 'last'))
      const from = twitch.now()
      twitch.accepted.value = false
      twitch.irc()[0]?.drop(1006)
      await twitch.clock.advance(10_000)
      twitch.accepted.value = true
      await twitch.clock.advance(40_000)
      return { from, gaps: twitch.gaps.splice(0) }
    }
    const before = await breakOnce()
    twitch.clock.jump(-3_600_000)
    const after = await breakOnce()
    expect([before.gaps, after.gaps]).toMatchObject([[{ from: before.from }], [{ from: after.from }]])
  })

  it('opens a new connection when Twitch asks for one, having heard everything until then', async () => {
    const twitch = startTwitch()
    twitch.session.connect(one, undefined)
    await twitch.clock.advance(5_000)
    twitch.irc()[0]?.receive(':tmi.twitch.tv RECONNECT')
    await twitch.clock.advance(2_000)
    expect(twitch.sockets.all).toHaveLength(2)
    expect(twitch.gaps).toMatchObject([{ from: 5_000, why: 'Twitch asked for a new connection.' }])
  })

  it('keeps trying a known channel that is silent after a reconnect', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    await settle()
    twitch.silentLogins.add('channel1')
    twitch.irc()[0]?.drop()
    await twitch.clock.advance(12_000)
    expect(connection.state.value).toMatchObject({ status: 'connecting', why: expect.stringContaining('still trying') })
    twitch.silentLogins.clear()
    await twitch.clock.advance(20_000)
    expect(connection.state.value.status).toBe('live')
  })

  it('says so when the name leads to another channel by now', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect({ ...one, login: 'channel2' }, undefined)
    await settle()
    expect(connection.state.value).toMatchObject({
      status: 'refused',
      why: expect.stringContaining('another channel now'),
    })
    twitch.irc()[0]?.receive(privmsg(channelOf(2), 'not ours'))
    expect(twitch.texts()).toEqual([])
  })

  it('counts what it cannot read and goes on', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    await settle()
    const [socket] = twitch.irc()
    for (const garbage of [
      '@',
      ':',
      ' ',
      '{"json":true}',
      '@a=b :c ',
      'PRIVMSG',

      '\r\n\r\n',
      '\u0000',
    ]) {
      socket?.receive(garbage)
    }
    socket?.receive(privmsg(one, 'still-here'))
    expect(twitch.texts()).toEqual(['irc twitch:1001 still-here'])
    expect(connection.state.value.status).toBe('live')
    expect([...twitch.counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
  })

  it('connects anew after a frame that is too large', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    await settle()
    twitch.irc()[0]?.drop(1009)
    expect(connection.state.value).toMatchObject({ why: 'Twitch’s chat sent a message that is too large to be real.' })
    await twitch.clock.advance(2_000)
    expect(connection.state.value.status).toBe('live')
  })

  it('learns the broadcaster’s name as they write it', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect({ ...one, name: 'channel1' }, undefined)
    await settle()
    const line = privmsg(one, 'hi', '', '1001', 'channel1')
      .replace('badges=;', 'badges=broadcaster/1;')
      .replace('display-name=channel1', 'display-name=Channel1')
    twitch.irc()[0]?.receive(line)
    expect(connection.ref.value.name).toBe('Channel1')
  })

  it('leaves a closed channel after a while, finds it still joined when somebody returns, and ends with the last', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    twitch.session.connect(channelOf(2), undefined)
    await settle()
    const [socket] = twitch.irc()
    await connection.stop()
    const again = twitch.session.connect(one, undefined)
    expect(again.state.value.status).toBe('live')
    await again.stop()
    await twitch.clock.advance(10_000)
    expect(socket?.sent.at(-1)).toBe('PART #channel1')
    await twitch.session.stop()
    expect({ open: twitch.irc().length, pending: twitch.clock.pending() }).toEqual({ open: 0, pending: 0 })
  })
})

describe('finding a channel without an account', () => {
  it('learns the room’s id by a short join', async () => {
    const twitch = startTwitch()
    const resolving = twitch.session.resolve('https://www.twitch.tv/Channel7', undefined)
    await settle()
    expect(await resolving).toEqual({
      ok: true,
      value: {
        id: 'twitch:1007',
        platform: 'twitch',
        login: 'channel7',
        name: 'channel7',
        url: 'https://www.twitch.tv/channel7',
        private: false,
      },
    })
    await twitch.clock.advance(10_000)
    expect(twitch.irc()).toEqual([])
  })

  it('goes before everything that waits to be joined', async () => {
    const twitch = startTwitch()
    for (let number = 1; number <= 60; number++) twitch.session.connect(channelOf(number), undefined)
    await settle()
    void twitch.session.resolve('channel99', undefined)
    await twitch.clock.advance(10_500)
    expect(twitch.joins[20]?.login).toBe('channel99')
  })

  it('answers notFound after ten silent seconds, naming what was asked', async () => {
    const twitch = startTwitch()
    twitch.silentLogins.add('nobody')
    const resolving = twitch.session.resolve('nobody', undefined)
    await twitch.clock.advance(10_000)
    expect(await resolving).toMatchObject({
      ok: false,
      error: { kind: 'notFound', message: expect.stringContaining('“nobody”') },
    })
  })

  it('answers unreachable when there is no network, and when the room’s id never comes', async () => {
    const twitch = startTwitch()
    twitch.host.setOnline(false)
    expect(await twitch.session.resolve('channel1', undefined)).toMatchObject({
      ok: false,
      error: { kind: 'unreachable' },
    })
    twitch.host.setOnline(true)
    twitch.silentLogins.add('channel2')
    const resolving = twitch.session.resolve('channel2', undefined)
    await settle()
    const nick = twitch.irc()[0]?.sent[1]?.slice(5)
    twitch.irc()[0]?.receive(`:${nick}!${nick}@${nick}.tmi.twitch.tv JOIN #channel2`)
    await twitch.clock.advance(45_000)
    expect(await resolving).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })

  it('answers invalid for what names no channel, naming the field', async () => {
    const twitch = startTwitch()
    expect(await twitch.session.resolve('two words', undefined)).toMatchObject({
      ok: false,
      error: { kind: 'invalid', field: 'text' },
    })
    expect(await twitch.session.resolve('id:123', undefined)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    expect(twitch.sockets.all).toEqual([])
  })

  it('ends what is being looked up when the session ends', async () => {
    const twitch = startTwitch()
    twitch.silentLogins.add('channel1')
    const resolving = twitch.session.resolve('channel1', undefined)
    await settle()
    await twitch.session.stop()
    expect(await resolving).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    expect(twitch.clock.pending()).toBe(0)
  })

  it('hears a room confirmed for a channel that is read already without a second join', async () => {
    const twitch = startTwitch()
    twitch.session.connect(one, undefined)
    await settle()
    expect(await twitch.session.resolve('#channel1', undefined)).toMatchObject({ ok: true, value: { id: one.id } })
    twitch.irc()[0]?.receive(roomState('channel1'))
    expect(twitch.joins).toHaveLength(1)
  })
})
