import { describe, expect, test } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { connect, createBench, linesOf, openReader } from './support.ts'

describe('an IRC reader', () => {
  test('gets tags and commands only when it asks for them', async () => {
    const bench = createBench()
    const plain = connect(bench.twitch, 'irc')
    plain.say('NICK justinfan1\r\nJOIN #river_host\r\n')
    const reader = await openReader(bench, ['river_host'])
    bench.control.say({ channel: 'river_host', user: 'kayak_kim', text: 'hi' })
    bench.control.clear({ channel: 'river_host' })
    await settle()
    expect(linesOf(plain).slice(-1)).toEqual([':kayak_kim!kayak_kim@kayak_kim.tmi.twitch.tv PRIVMSG #river_host :hi'])
    expect(linesOf(plain).some((line) => line.includes('ROOMSTATE'))).toBe(false)
    expect(linesOf(reader).at(-1)).toContain('CLEARCHAT #river_host')
    expect(linesOf(reader).at(-2)).toMatch(/^@badge-info=\S* :kayak_kim!/)
  })

  test('is refused a capability that does not exist', async () => {
    const client = connect(createBench().twitch, 'irc')
    client.say('CAP REQ :twitch.tv/tags twitch.tv/everything\r\n')
    await settle()
    expect(linesOf(client)).toEqual([':tmi.twitch.tv CAP * NAK :twitch.tv/tags twitch.tv/everything'])
  })

  test('hears nothing about a channel that does not exist, and a notice about a suspended one', async () => {
    const reader = await openReader(createBench(), ['nobody_here', 'closed_lagoon'])
    expect(linesOf(reader).filter((line) => line.includes('nobody_here'))).toEqual([])
    expect(linesOf(reader).at(-1)).toBe(
      '@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #closed_lagoon :This channel does not exist or has been suspended.',
    )
  })

  test('joins twenty channels in ten seconds, and the next when they have passed', async () => {
    const bench = createBench()
    const logins = Array.from({ length: 25 }, (_, index) => `room_${index}`)
    bench.control.addUsers({ logins })
    const reader = await openReader(bench, logins)
    expect(bench.control.connections()[0]?.channels).toHaveLength(20)
    expect(bench.control.violations()).toHaveLength(5)
    await bench.clock.advance(10_001)
    reader.say('JOIN #room_24\r\n')
    expect(bench.control.connections()[0]?.channels).toHaveLength(21)
  })

  test('stops hearing a room that it left', async () => {
    const bench = createBench()
    const reader = await openReader(bench, ['river_host'])
    reader.say('PART #river_host\r\n')
    bench.control.say({ channel: 'river_host', user: 'kayak_kim', text: 'hi' })
    await settle()
    expect(linesOf(reader).at(-1)).toMatch(/PART #river_host$/)
  })

  test('is answered its PING, is pinged, and is cut when it does not answer', async () => {
    const bench = createBench()
    const reader = await openReader(bench, [])
    reader.say('PING :are you there\r\n')
    await settle()
    expect(linesOf(reader).at(-1)).toBe(':tmi.twitch.tv PONG tmi.twitch.tv :are you there')
    await bench.clock.advance(300_000)
    expect(linesOf(reader).at(-1)).toBe('PING :tmi.twitch.tv')
    reader.say('PONG :tmi.twitch.tv\r\n')
    await bench.clock.advance(60_000)
    expect(reader.closed).toBeUndefined()
    await bench.clock.advance(300_000)
    expect(reader.closed?.code).toBe(1000)
  })

  test('gets several lines in one frame', async () => {
    const bench = createBench()
    const reader = await openReader(bench, ['river_host'])
    const before = reader.received.length
    for (const text of ['a', 'b', 'c']) bench.control.say({ channel: 'river_host', user: 'kayak_kim', text })
    await settle()
    expect(reader.received.length - before).toBe(1)
    expect(String(reader.received.at(-1)).split('\r\n').filter(Boolean)).toHaveLength(3)
  })

  test('signs in with a token that may read chat, and with no other', async () => {
    const bench = createBench()
    const attempt = async (password: string | undefined, nick: string) => {
      const client = connect(bench.twitch, 'irc')
      if (password !== undefined) client.say(`PASS ${password}\r\n`)
      client.say(`NICK ${nick}\r\n`)
      await settle()
      return linesOf(client)[0]
    }
    const { accessToken } = bench.control.issueToken({ user: 'river_host', scopes: ['chat:read'] })
    const failed = ':tmi.twitch.tv NOTICE * :Login authentication failed'
    expect(await attempt(`oauth:${accessToken}`, 'river_host')).toContain('001 river_host')
    expect(await attempt(`oauth:${accessToken}`, 'pebble_pat')).toBe(failed)
    expect(await attempt('oauth:wrong', 'river_host')).toBe(failed)
    expect(await attempt(undefined, 'river_host')).toBe(':tmi.twitch.tv NOTICE * :Improperly formatted auth')
  })

  test('is asked to reconnect, dropped, stalled and ignored on request', async () => {
    const bench = createBench()
    const reader = await openReader(bench, ['river_host'])
    bench.control.askToReconnect({ socket: 'irc' })
    await settle()
    expect(linesOf(reader).at(-1)).toBe(':tmi.twitch.tv RECONNECT')
    expect(bench.control.drop({ socket: 'irc' })).toEqual({ count: 1 })
    expect([reader.terminated, bench.control.connections()]).toEqual([true, []])
    const silent = connect(bench.twitch, 'irc', '', true)
    silent.say('NICK justinfan7\r\n')
    await settle()
    expect(silent.received).toEqual([])
  })

  test('marks first-time chatters, and counts emote positions by code points', async () => {
    const bench = createBench()
    bench.control.addUsers({ logins: ['newcomer'] })
    const reader = await openReader(bench, ['river_host'])
    bench.control.say({ channel: 'river_host', user: 'newcomer', text: '😂 Kappa 😂 Kappa' })
    bench.control.say({ channel: 'river_host', user: 'newcomer', text: 'again' })
    await settle()
    const [first = '', second = ''] = linesOf(reader).slice(-2)
    expect([first.includes('first-msg=1'), second.includes('first-msg=1')]).toEqual([true, false])
    expect(first).toContain(';emotes=25:2-6,10-14;')
  })
})
