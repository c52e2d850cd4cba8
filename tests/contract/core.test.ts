import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RunningCore, startCore } from '../../electron/core/core.ts'
import type { Credentials } from '../../electron/core/ports/credentials.ts'
import type { LinkBridge } from '../../renderer/bridge/link-bridge.ts'
import type { FeedRow, Preferences } from '../../shared/contract.ts'
import { failed, ok, type Result } from '../../shared/errors.ts'
import { type ChannelRef, type ChatMessage, makeChannelId, makeEventId } from '../../shared/model.ts'
import { createTestHost, type TestHost } from '../harness/host.ts'
import { type Joined, transports } from './transports.ts'

const channel: ChannelRef = {
  id: makeChannelId('twitch', '1'),
  platform: 'twitch',
  login: 'streamer',
  name: 'Streamer',
  private: false,
}

const makeMessage = (host: TestHost, number: number): ChatMessage => ({
  kind: 'message',
  id: makeEventId(channel.id, 'message', String(number)),
  channel: channel.id,
  messageId: String(number),
  author: { id: 'twitch:7', login: 'someone', name: 'Someone', badges: [], roles: [] },
  parts: [{ type: 'text', text: `line ${number}` }],
  text: `line ${number}`,
  sentAt: host.clock.now(),
  receivedAt: host.clock.now(),
  traits: [],
})

const nobody = (): Result<never> => failed({ kind: 'signInAgain', message: 'Nobody is signed in here.' })

const noCredentials: Credentials = {
  signIn: () => {
    throw new Error('nobody signs in here')
  },
  resume: () => {},
  accessToken: async () => nobody(),
  renew: async () => nobody(),
  standing: () => ({ kind: 'ready' }),
  onChange: () => () => {},
  signOut: async () => ok(undefined),
  stop: async () => {},
}

/** A window as the renderer keeps it: rows by id, put together from nothing but frames. */
const openFeed = (bridge: LinkBridge) => {
  const rows = new Map<string, FeedRow>()
  let sequence: number | undefined
  let acknowledging = true
  bridge.subscribe('feed', (frame) => {
    if (frame.type === 'snapshot') rows.clear()
    else if (sequence === undefined || frame.sequence !== sequence + 1) {
      void bridge.invoke('feed.resync', {})
      return
    }
    sequence = frame.sequence
    for (const row of frame.rows) rows.set(row.id, row)
    for (const { channel: of, order } of frame.floors) {
      for (const row of rows.values()) if (row.event.channel === of && row.order < order) rows.delete(row.id)
    }
    for (const id of frame.gone ?? []) rows.delete(id)
    if (acknowledging) void bridge.invoke('feed.acknowledge', { sequence })
  })
  return {
    texts: () =>
      [...rows.values()]
        .sort((left, right) => left.order - right.order)
        .map(({ event }) => ('text' in event ? event.text : event.kind)),
    acknowledge(on: boolean) {
      acknowledging = on
      if (on && sequence !== undefined) void bridge.invoke('feed.acknowledge', { sequence })
    },
  }
}

describe.each(transports)('the core over %s', (_, join) => {
  let host: TestHost
  let core: RunningCore
  let joined: Joined
  let bridge: LinkBridge
  let said: number

  beforeEach(async () => {
    host = createTestHost()
    core = await startCore({
      host,
      platforms: [],
      customEndpoints: [],
      openCredentials: () => noCredentials,
      openSessions: () => new Map(),
    })
    joined = await join(core, (error) => {
      throw error
    })
    bridge = joined.open()
    core.hub.openChannel(channel)
    said = 0
  })
  afterEach(async () => {
    await joined.stop()
    await core.stop()
  })

  const say = (count: number) => {
    core.hub.deliver(
      Array.from({ length: count }, () => makeMessage(host, ++said)),
      'irc',
    )
  }
  const allTexts = () => Array.from({ length: said }, (_, index) => `line ${index + 1}`)
  /** Lets the core's time pass until it holds. */
  const eventually = (check: () => void) =>
    vi.waitFor(
      async () => {
        await host.clock.advance(16)
        check()
      },
      { interval: 1, timeout: 10_000 },
    )
  const isIn = (state: string) => vi.waitFor(() => expect(bridge.state()).toBe(state), { interval: 2 })

  it('answers what the host is, and refuses an input that does not fit', async () => {
    expect(await bridge.invoke('host.info', {})).toMatchObject({ ok: true, value: { kind: 'test', platforms: [] } })
    // @ts-expect-error: nothing is asked for
    expect(await bridge.invoke('host.info', { all: true })).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })

  it('tells every window what one of them changed', async () => {
    const other = joined.open()
    const told: Preferences['theme'][] = []
    other.subscribe('preferences', ({ theme }) => told.push(theme))
    await eventually(() => expect(told).toEqual(['system']))
    expect(await bridge.invoke('preferences.change', { theme: 'dark' })).toEqual(ok({}))
    await eventually(() => expect(told).toEqual(['system', 'dark']))
  })

  it('gives a window all rows, those from before it came and those that follow', async () => {
    say(1_200)
    const feed = openFeed(bridge)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
    say(300)
    say(1)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
  })

  it('lets a window that stopped reading catch up', async () => {
    const feed = openFeed(bridge)
    say(1)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
    feed.acknowledge(false)
    for (let burst = 0; burst < 20; burst++) {
      say(10)
      await host.clock.advance(16)
    }
    expect(feed.texts().length).toBeLessThan(said)
    feed.acknowledge(true)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
  })

  it('sends a hidden window nothing, and everything on its return', async () => {
    const feed = openFeed(bridge)
    say(5)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
    await bridge.invoke('feed.visibility', { visible: false })
    say(50)
    await host.clock.advance(1_000)
    await bridge.invoke('feed.acknowledge', { sequence: 0 })
    expect(feed.texts()).toHaveLength(5)
    await bridge.invoke('feed.visibility', { visible: true })
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
  })

  it('gives a window whose line broke all that came meanwhile', async () => {
    const feed = openFeed(bridge)
    say(5)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
    for (let cut = 0; cut < 3; cut++) {
      joined.breakLines()
      await isIn('lost')
      say(700)
      await joined.clock.advance(5_000)
      await eventually(() => expect(feed.texts()).toEqual(allTexts().slice(-2_000)))
    }
  })

  it('takes back what left a closed channel', async () => {
    const feed = openFeed(bridge)
    say(5)
    await eventually(() => expect(feed.texts()).toEqual(allTexts()))
    core.hub.closeChannel(channel.id)
    await eventually(() => expect(feed.texts()).toEqual([]))
  })
})
