import { describe, expect, it } from 'vitest'
import { hasToken, takeToken } from '../../../renderer/bridge/token.ts'
import { createWsBridge, type TextSocketHandlers } from '../../../renderer/bridge/ws-bridge.ts'
import { ok } from '../../../shared/errors.ts'
import { closeCodes } from '../../../shared/protocol.ts'
import { createVirtualClock, settle } from '../../harness/clock.ts'

const token = 'abcdefghijklmnopqrstuv'

describe("the window's token", () => {
  const open = (hash: string, stored?: string) => {
    const kept = new Map(stored === undefined ? [] : [['tributary-token', stored]])
    const addresses: string[] = []
    const place = {
      location: { hash, pathname: '/', search: '' },
      history: { replaceState: (_: unknown, __: string, url?: string | URL | null) => addresses.push(String(url)) },
      storage: () => ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => {
          kept.set(key, value)
        },
      }),
    }
    return { place, kept, addresses }
  }

  it('moves from the address into the tab, and leaves the address bar', () => {
    const { place, kept, addresses } = open(`#${token}`, 'of an earlier start')
    expect(takeToken(place)).toBe(token)
    expect([kept.get('tributary-token'), addresses]).toEqual([token, ['/']])
  })

  it('survives a reload', () => {
    const { place, addresses } = open('', token)
    expect([takeToken(place), addresses]).toEqual([token, []])
  })

  it('is absent where there was none, or only a fragment of another kind', () => {
    expect([takeToken(open('').place), takeToken(open('#settings').place), hasToken('#settings')]).toEqual([
      undefined,
      undefined,
      false,
    ])
  })

  it('works without storage until the page is reloaded', () => {
    const { place } = open(`#${token}`)
    const forbidden = () => {
      throw new Error('storage is forbidden')
    }
    expect(takeToken({ ...place, storage: forbidden })).toBe(token)
    expect(takeToken({ ...open('').place, storage: forbidden })).toBeUndefined()
  })
})

describe('the bridge to the web host', () => {
  const start = () => {
    const clock = createVirtualClock()
    const opened: { handlers: TextSocketHandlers; sent: unknown[]; closed: boolean }[] = []
    const bridge = createWsBridge({
      url: 'ws://127.0.0.1:4310/socket',
      token,
      timers: clock,
      random: () => 0.5,
      openSocket(_, handlers) {
        const sent: unknown[] = []
        const socket = { handlers, sent, closed: false }
        opened.push(socket)
        return {
          send: (text) => socket.sent.push(JSON.parse(text)),
          close: () => {
            socket.closed = true
          },
        }
      },
    })
    const latest = () => {
      const socket = opened.at(-1)
      if (socket === undefined) throw new Error('no socket was opened')
      return socket
    }
    const welcome = () => {
      latest().handlers.opened()
      latest().handlers.received('{"welcome":true}')
    }
    return { bridge, clock, opened, latest, welcome }
  }

  it('says the token first, and nothing else before it is welcome', () => {
    const { bridge, latest, welcome } = start()
    void bridge.invoke('host.info', {})
    latest().handlers.opened()
    expect([latest().sent, bridge.state()]).toEqual([[{ hello: { token } }], 'connecting'])
    welcome()
    expect([latest().sent.at(-1), bridge.state()]).toEqual([{ id: 1, invoke: 'host.info', input: {} }, 'open'])
  })

  it('opens another socket when a host accepts and says nothing', async () => {
    const { bridge, clock, opened, latest } = start()
    latest().handlers.opened()
    await clock.advance(10_000)
    expect([bridge.state(), opened[0]?.closed]).toEqual(['lost', true])
    await clock.advance(250)
    expect(opened).toHaveLength(2)
  })

  it('hears nothing more from a socket that it gave up', async () => {
    const { bridge, clock, opened, latest, welcome } = start()
    await clock.advance(10_250)
    welcome()
    const [first] = opened
    const answer = bridge.invoke('alerts.dismiss', { id: 'x' })
    first?.handlers.received('{"welcome":true}')
    first?.handlers.received(JSON.stringify({ id: 1, result: { ok: true, value: 'of the first' } }))
    first?.handlers.closed(1006)
    latest().handlers.received(JSON.stringify({ id: 1, result: ok({}) }))
    expect(await answer).toEqual(ok({}))
    expect([bridge.state(), opened.length, latest().closed]).toEqual(['open', 2, false])
  })

  it('waits longer after every failure, up to five seconds, and begins anew once it was open', async () => {
    const { clock, opened, latest, welcome } = start()
    const waits: number[] = []
    for (let failure = 0; failure < 7; failure++) {
      latest().handlers.closed(1006)
      const before = clock.elapsed()
      const count = opened.length
      while (opened.length === count) await clock.advance(12.5)
      waits.push(clock.elapsed() - before)
    }
    expect(waits).toEqual([187.5, 375, 750, 1_500, 3_000, 3_750, 3_750])
    welcome()
    latest().handlers.closed(1006)
    const count = opened.length
    await clock.advance(187.5)
    expect(opened).toHaveLength(count + 1)
  })

  it('does not try again with a token that was refused, and says what to do', async () => {
    const { bridge, clock, opened, latest } = start()
    const waiting = bridge.invoke('host.info', {})
    latest().handlers.opened()
    latest().handlers.closed(closeCodes.refused)
    await clock.advance(60_000)
    expect([opened.length, bridge.state(), bridge.lostBecause?.()]).toEqual([
      1,
      'lost',
      'Tributary was started again, and this page belongs to the start before. Open the address that it printed now.',
    ])
    expect(await waiting).toMatchObject({ ok: false, error: { kind: 'unreachable', retrying: false } })
    expect(await bridge.invoke('host.info', {})).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })

  it('opens nothing without a token, and says what to do', async () => {
    const clock = createVirtualClock()
    const bridge = createWsBridge({
      url: 'ws://127.0.0.1:4310/socket',
      token: undefined,
      timers: clock,
      openSocket: () => {
        throw new Error('a socket was opened')
      },
    })
    await clock.advance(60_000)
    expect([bridge.state(), bridge.lostBecause?.()]).toEqual([
      'lost',
      'This address is not complete. Open the whole address that Tributary printed, with the part behind the #.',
    ])
  })

  it('tells what was never sent apart from what may have been done', async () => {
    const { bridge, clock, welcome, latest } = start()
    const unsent = bridge.invoke('alerts.dismiss', { id: 'a' }, { timeoutMs: 100 })
    await clock.advance(100)
    welcome()
    const sent = bridge.invoke('alerts.dismiss', { id: 'b' }, { timeoutMs: 100 })
    await clock.advance(100)
    expect([await unsent, await sent]).toMatchObject([
      { ok: false, error: { kind: 'unreachable', retrying: true } },
      { ok: false, error: { kind: 'uncertain' } },
    ])
    expect(latest().sent).toEqual([
      { hello: { token } },
      { id: 2, invoke: 'alerts.dismiss', input: { id: 'b' } },
      { cancel: 2 },
    ])
  })

  it('ignores an answer that comes too late or twice', async () => {
    const { bridge, clock, welcome, latest } = start()
    welcome()
    const first = bridge.invoke('alerts.dismiss', { id: 'a' }, { timeoutMs: 100 })
    await clock.advance(100)
    const second = bridge.invoke('alerts.dismiss', { id: 'b' })
    for (const id of [1, 2, 2, 77]) latest().handlers.received(JSON.stringify({ id, result: ok({}) }))
    expect([await first, await second]).toMatchObject([{ ok: false }, { ok: true }])
  })

  it('lets at most a hundred commands wait for a host that is away', async () => {
    const { bridge, welcome, latest } = start()
    const all = Array.from({ length: 101 }, () => bridge.invoke('feed.resync', {}))
    expect(await all.at(-1)).toMatchObject({ ok: false, error: { kind: 'unreachable', retrying: true } })
    welcome()
    expect(latest().sent).toHaveLength(101)
  })

  it('leaves no timer behind when it is stopped', async () => {
    const { bridge, clock, welcome } = start()
    void bridge.invoke('feed.resync', {})
    welcome()
    bridge.stop()
    await settle()
    expect([clock.pending(), bridge.state()]).toEqual([0, 'lost'])
  })
})
