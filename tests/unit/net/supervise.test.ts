import { describe, expect, it } from 'vitest'
import { type Link, type Silence, type SupervisedSocket, superviseSocket } from '../../../electron/net/supervise.ts'
import { backOffMs } from '../../../electron/net/supervise-backoff.ts'
import { settle } from '../../harness/clock.ts'
import { createTestHost } from '../../harness/host.ts'
import { createFakeSockets } from './fake-sockets.ts'

const start = (options: { silence?: Silence; accepting?: () => boolean; liveOnOpen?: boolean } = {}) => {
  const host = createTestHost()
  const sockets = createFakeSockets({}, options.accepting)
  const texts: string[] = []
  const lost: { why: string; at: number }[] = []
  const lives: Link['kind'][] = []
  const began = host.clock.now()
  const socket: SupervisedSocket = superviseSocket({
    name: 'test',
    peer: 'The server',
    host: { ...host, random: () => 0.5 },
    openSocket: sockets.openSocket,
    tap: { record: () => undefined },
    url: () => 'wss://server.example/',
    silence: () => options.silence ?? { lostAfterMs: 600_000 },
    onOpen: (link) => {
      if (options.liveOnOpen !== false) link.becameLive()
    },
    onText: (text, link) => {
      texts.push(text)
      if (text === 'welcome') link.becameLive()
    },
    onLive: (link) => lives.push(link.kind),
    onLost: ({ why, lastHeard }) => lost.push({ why, at: lastHeard.wall - began }),
  })
  return { host, sockets, socket, texts, lost, lives, clock: host.clock, now: () => host.clock.now() - began }
}

describe('the back-off', () => {
  it('doubles from 1 s to 30 s with full jitter', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => backOffMs(attempt, 0.999999))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ])
    expect(backOffMs(3, 0)).toBe(100)
    expect(backOffMs(3, 0.25)).toBe(2_000)
  })
})

describe('a supervised socket', () => {
  it('says connecting, live, and when it will try again because of what', async () => {
    const { socket, sockets, clock, lost } = start()
    expect(socket.state.value).toEqual({ status: 'connecting' })
    await settle()
    const since = clock.now()
    expect(socket.state.value).toEqual({ status: 'live', since })
    await clock.advance(5_000)
    sockets.last().drop(4000, 'going away')
    expect(socket.state.value).toEqual({
      status: 'reconnecting',
      retryAt: clock.now() + 500,
      why: 'The server: going away',
    })
    expect(lost).toEqual([{ why: 'The server: going away', at: 5_000 }])
    await clock.advance(500)
    expect(socket.state.value.status).toBe('live')
    expect(sockets.all).toHaveLength(2)
  })

  it('waits longer after each failure and starts over after a minute of life', async () => {
    const { socket, sockets, clock } = start()
    const delays: number[] = []
    for (let attempt = 0; attempt < 7; attempt++) {
      await settle()
      sockets.last().drop()
      const state = socket.state.value
      delays.push(state.status === 'reconnecting' ? state.retryAt - clock.now() : -1)
      await clock.advance(delays.at(-1) ?? 0)
    }
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    await clock.advance(60_000)
    sockets.last().drop()
    expect(socket.state.value).toMatchObject({ status: 'reconnecting', retryAt: clock.now() + 500 })
  })

  it('does not start over when a connection lived less than a minute', async () => {
    const { socket, sockets, clock } = start()
    await settle()
    sockets.last().drop()
    await clock.advance(500)
    await clock.advance(59_000)
    sockets.last().drop()
    expect(socket.state.value).toMatchObject({ retryAt: clock.now() + 1_000 })
  })

  it('gives up a connection that is accepted and then says nothing', async () => {
    const { socket, clock, sockets } = start({ liveOnOpen: false })
    await clock.advance(14_999)
    expect(socket.state.value.status).toBe('connecting')
    await clock.advance(1)
    expect(socket.state.value).toMatchObject({ status: 'reconnecting', why: 'The server did not answer within 15 s.' })
    expect(sockets.all[0]?.closedWith).toBe(1000)
  })

  it('notices a stall without a probe, counting from the last frame', async () => {
    const { socket, clock, sockets, lost } = start({ silence: { lostAfterMs: 15_000 } })
    await settle()
    await clock.advance(10_000)
    sockets.last().receive('x')
    await clock.advance(14_999)
    expect(socket.state.value.status).toBe('live')
    await clock.advance(1)
    expect(socket.state.value).toMatchObject({ status: 'reconnecting', why: 'The server fell silent.' })
    expect(lost).toEqual([{ why: 'The server fell silent.', at: 10_000 }])
  })

  it('probes after silence and stays when the probe is answered', async () => {
    const send = (link: Link) => link.send('PING')
    const { socket, clock, sockets } = start({ silence: { lostAfterMs: 10_000, probe: { afterMs: 45_000, send } } })
    await settle()
    await clock.advance(45_000)
    expect(sockets.last().sent).toEqual(['PING'])
    await clock.advance(9_000)
    sockets.last().receive('PONG')
    await clock.advance(44_000)
    expect(socket.state.value.status).toBe('live')
    await clock.advance(1_000)
    expect(sockets.last().sent).toEqual(['PING', 'PING'])
    await clock.advance(10_000)
    expect(socket.state.value).toMatchObject({ status: 'reconnecting', why: 'The server fell silent.' })
  })

  it('asks at once whether it still lives when the machine moved to another network', async () => {
    const send = (link: Link) => link.send('PING')
    const { socket, clock, sockets, host } = start({
      silence: { lostAfterMs: 10_000, probe: { afterMs: 45_000, send } },
    })
    await settle()
    host.moveNetwork()
    expect(sockets.last().sent).toEqual(['PING'])
    await clock.advance(1_000)
    sockets.last().receive('PONG')
    await clock.advance(20_000)
    expect([socket.state.value.status, sockets.all.length]).toEqual(['live', 1])
    host.moveNetwork()
    host.moveNetwork()
    await clock.advance(9_999)
    expect([socket.state.value.status, sockets.last().sent]).toEqual(['live', ['PING', 'PING']])
    await clock.advance(1)
    expect(socket.state.value).toMatchObject({ status: 'reconnecting', why: 'The server fell silent.' })
  })

  it('makes no attempt while offline and connects at once when the network is back', async () => {
    const { socket, sockets, clock, host, lost } = start()
    await settle()
    host.setOnline(false)
    expect(socket.state.value).toEqual({ status: 'offline', why: 'This computer has no network.' })
    expect(lost).toHaveLength(1)
    await clock.advance(3_600_000)
    expect(sockets.all).toHaveLength(1)
    host.setOnline(true)
    await settle()
    expect(socket.state.value.status).toBe('live')
    expect(sockets.all).toHaveLength(2)
  })

  it('ends its connection for sleep and connects at once on waking, its back-off at the beginning', async () => {
    const { socket, sockets, clock, host, lost, now } = start()
    for (let attempt = 0; attempt < 4; attempt++) {
      await settle()
      sockets.last().drop()
      await clock.advance(30_000)
    }
    const before = sockets.all.length
    const slept = now()
    host.sleep()
    expect(socket.state.value).toMatchObject({ status: 'offline' })
    await clock.advance(60_000)
    host.wake(3_600_000)
    await settle()
    expect(socket.state.value.status).toBe('live')
    expect(sockets.all).toHaveLength(before + 1)
    expect(lost.at(-1)?.why).toBe('This computer was asleep.')
    expect(lost.at(-1)?.at).toBeLessThanOrEqual(slept)
    sockets.last().drop()
    expect(socket.state.value).toMatchObject({ retryAt: clock.now() + 500 })
  })

  it('reads the old connection until the one that takes over is live, and loses nothing between', async () => {
    const { socket, sockets, lost, lives, texts } = start({ liveOnOpen: false })
    await settle()
    sockets.last().receive('welcome')
    const old = sockets.last()
    socket.handOver('wss://server.example/next')
    await settle()
    const next = sockets.last()
    expect(next.url).toBe('wss://server.example/next')
    old.receive('1')
    next.receive('welcome')
    expect(old.closedWith).toBe(1000)
    old.receive('never')
    next.receive('2')
    expect({ texts, lost, lives, status: socket.state.value.status }).toEqual({
      texts: ['welcome', '1', 'welcome', '2'],
      lost: [],
      lives: ['fresh', 'handOver'],
      status: 'live',
    })
  })

  it('tells that reading stopped when the old connection ends before the other has taken over, and goes on with it', async () => {
    const { socket, sockets, lost, lives } = start({ liveOnOpen: false })
    await settle()
    sockets.last().receive('welcome')
    const old = sockets.last()
    socket.handOver('wss://server.example/next')
    await settle()
    old.drop(4004)
    expect(socket.state.value.status).toBe('connecting')
    expect(lost).toHaveLength(1)
    sockets.last().receive('welcome')
    expect({ lives, status: socket.state.value.status, opened: sockets.all.length }).toEqual({
      lives: ['fresh', 'handOver'],
      status: 'live',
      opened: 2,
    })
  })

  it('keeps the old connection when the one that should take over fails, and connects afresh when it ends too', async () => {
    const { socket, sockets, lost, clock, lives } = start({ liveOnOpen: false })
    await settle()
    const old = sockets.last()
    old.receive('welcome')
    socket.handOver('wss://server.example/next')
    await settle()
    sockets.last().drop(4007)
    expect(socket.state.value.status).toBe('live')
    expect(lost).toEqual([])
    old.drop(4004)
    await clock.advance(500)
    sockets.last().receive('welcome')
    expect(sockets.last().url).toBe('wss://server.example/')
    expect(lives).toEqual(['fresh', 'fresh'])
  })

  it('gives back to silence after stop: no timer, no attempt, no listener', async () => {
    const { socket, sockets, clock, host, lost } = start()
    await settle()
    socket.stop()
    expect(clock.pending()).toBe(0)
    host.setOnline(false)
    host.setOnline(true)
    host.wake()
    socket.reconnectNow()
    await clock.advance(60_000)
    expect(sockets.all).toHaveLength(1)
    expect(lost).toEqual([])
  })
})
