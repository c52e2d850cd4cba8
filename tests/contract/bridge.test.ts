import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LinkBridge } from '../../renderer/bridge/link-bridge.ts'
import type { Alert, BridgeState, FeedFrame } from '../../shared/contract.ts'
import { failed, ok } from '../../shared/errors.ts'
import { createTestHost } from '../harness/host.ts'
import { createScriptedCore, framesAhead, makeScriptedRow, type ScriptedCore } from '../harness/scripted-core.ts'
import { type Joined, transports } from './transports.ts'

const alert = (id: string): Alert => ({ id, severity: 'info', message: `Alert ${id}.` })
const eventually = <Value>(check: () => Value) => vi.waitFor(check, { interval: 2, timeout: 5_000 })
const never = () => new Promise<never>(() => {})

describe.each(transports)('the bridge over %s', (_, join) => {
  let core: ScriptedCore
  let joined: Joined
  let bridge: LinkBridge
  let reported: unknown[]

  beforeEach(async () => {
    core = createScriptedCore(createTestHost())
    reported = []
    joined = await join(core, (error) => reported.push(error))
    bridge = joined.open()
  })
  afterEach(async () => {
    await joined.stop()
  })

  const isIn = (state: BridgeState) => eventually(() => expect(bridge.state()).toBe(state))
  const answered = async () => {
    // A round trip: everything sent before it has arrived by then.
    await bridge.invoke('feed.resync', {})
  }
  const loseAndReturn = async () => {
    await isIn('open')
    joined.breakLines()
    await isIn('lost')
    await joined.clock.advance(5_000)
    await isIn('open')
  }

  describe('commands', () => {
    it('answer what the core answers', async () => {
      core.script('accounts.signIn', () => ok({ attempt: 'a1' }))
      const result = await bridge.invoke('accounts.signIn', { platform: 'twitch', permissionSets: ['chat'] })
      expect(result).toEqual(ok({ attempt: 'a1' }))
      expect(core.calls).toEqual([{ name: 'accounts.signIn', input: { platform: 'twitch', permissionSets: ['chat'] } }])
    })

    it('that are called before the line is open are sent when it is', async () => {
      core.script('alerts.dismiss', () => ok({}))
      const window = joined.open()
      expect(window.state()).toBe('connecting')
      expect(await window.invoke('alerts.dismiss', { id: 'x' })).toEqual(ok({}))
    })

    it('answer typed errors whole', async () => {
      const error = { kind: 'rateLimited', message: 'Wait until noon.', retryAt: 1_767_268_800_000 } as const
      core.script('links.open', () => failed(error))
      expect(await bridge.invoke('links.open', { url: 'https://a.example' })).toEqual(failed(error))
    })

    it('of an unknown name are unsupported', async () => {
      // @ts-expect-error: what a newer window might ask
      const result = await bridge.invoke('channels.explode', {})
      expect(result).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
    })

    it.each(['__proto__', 'constructor', 'toString', ''])('named %j reach nothing', async (name) => {
      // @ts-expect-error: what a window that was taken over might ask
      expect(await bridge.invoke(name, {})).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
    })

    it('with an input that does not fit are invalid, name the field and reach no handler', async () => {
      // @ts-expect-error: a number where a text belongs
      const result = await bridge.invoke('alerts.dismiss', { id: 5 })
      expect(result).toMatchObject({ ok: false, error: { kind: 'invalid', field: 'id' } })
      expect(core.calls).toEqual([])
    })

    it('that are too large are invalid, and the line goes on', async () => {
      core.script('alerts.dismiss', () => ok({}))
      const result = await bridge.invoke('links.open', { url: 'x'.repeat(70_000) })
      expect(result).toMatchObject({ ok: false, error: { kind: 'invalid' } })
      expect(await bridge.invoke('alerts.dismiss', { id: 'x' })).toEqual(ok({}))
      expect(core.calls).toHaveLength(1)
    })

    it('whose handler breaks are a bug with a reference and without its words', async () => {
      core.script('alerts.dismiss', () => {
        throw new Error('the secret is 12345')
      })
      const result = await bridge.invoke('alerts.dismiss', { id: 'x' })
      expect(result).toMatchObject({ ok: false, error: { kind: 'bug', reference: expect.any(String) } })
      expect(JSON.stringify(result)).not.toContain('12345')
    })

    it('arrive in the order in which they were called', async () => {
      core.script('alerts.dismiss', () => ok({}))
      const ids = Array.from({ length: 40 }, (_, index) => String(index))
      await Promise.all(ids.map((id) => bridge.invoke('alerts.dismiss', { id })))
      expect(core.calls.map(({ input }) => input)).toEqual(ids.map((id) => ({ id })))
    })

    it('that are cancelled are uncertain once they left, and the core is told', async () => {
      core.script('links.open', never)
      await isIn('open')
      const controller = new AbortController()
      const result = bridge.invoke('links.open', { url: 'https://a.example' }, { signal: controller.signal })
      await eventually(() => expect(core.calls).toHaveLength(1))
      controller.abort()
      expect(await result).toMatchObject({ ok: false, error: { kind: 'uncertain' } })
      await eventually(() => expect(core.cancelled).toEqual(['links.open']))
    })

    it('that are cancelled before they left did certainly not happen', async () => {
      const controller = new AbortController()
      controller.abort()
      const result = await bridge.invoke('alerts.dismiss', { id: 'x' }, { signal: controller.signal })
      expect(result).toMatchObject({ ok: false, error: { kind: 'unreachable', retrying: false } })
      await answered()
      expect(core.calls).toEqual([])
    })

    it('without an answer are uncertain after their time, 30 s unless told', async () => {
      core.script('links.open', never)
      await isIn('open')
      const short = bridge.invoke('links.open', { url: 'https://a.example' }, { timeoutMs: 1_000 })
      const long = bridge.invoke('links.open', { url: 'https://b.example' })
      await eventually(() => expect(core.calls).toHaveLength(2))
      await joined.clock.advance(1_000)
      expect(await short).toMatchObject({ ok: false, error: { kind: 'uncertain' } })
      await joined.clock.advance(28_999)
      expect(await Promise.race([long, 'pending'])).toBe('pending')
      await joined.clock.advance(1)
      expect(await long).toMatchObject({ ok: false, error: { kind: 'uncertain' } })
    })

    it('on their way when the line breaks are uncertain', async () => {
      core.script('links.open', never)
      const result = bridge.invoke('links.open', { url: 'https://a.example' })
      await eventually(() => expect(core.calls).toHaveLength(1))
      joined.breakLines()
      expect(await result).toMatchObject({ ok: false, error: { kind: 'uncertain' } })
    })

    it('called while the line is broken are sent once it is back', async () => {
      core.script('alerts.dismiss', () => ok({}))
      await isIn('open')
      joined.breakLines()
      await isIn('lost')
      const result = bridge.invoke('alerts.dismiss', { id: 'x' })
      await joined.clock.advance(5_000)
      expect(await result).toEqual(ok({}))
      expect(core.calls).toHaveLength(1)
    })

    it('of several windows at once are answered each to its own', async () => {
      core.script('accounts.signIn', ({ permissionSets }) => ok({ attempt: permissionSets.join() }))
      const windows = [bridge, joined.open(), joined.open()]
      const answers = windows.map((window, index) =>
        window.invoke('accounts.signIn', { platform: 'twitch', permissionSets: [String(index)] }),
      )
      expect(await Promise.all(answers)).toEqual(['0', '1', '2'].map((attempt) => ok({ attempt })))
    })

    it('called after the window was closed did certainly not happen', async () => {
      bridge.stop()
      expect(await bridge.invoke('alerts.dismiss', { id: 'x' })).toMatchObject({
        ok: false,
        error: { kind: 'unreachable', retrying: false },
      })
    })
  })

  describe('subscriptions', () => {
    it('are told the current state, then every change, in order', async () => {
      core.publish('alerts', [alert('1')])
      const seen: unknown[] = []
      bridge.subscribe('alerts', (alerts) => seen.push(alerts.length))
      await eventually(() => expect(seen).toEqual([1]))
      for (let count = 2; count <= 20; count++) {
        core.publish(
          'alerts',
          Array.from({ length: count }, (_, index) => alert(String(index))),
        )
      }
      await eventually(() => expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1)))
    })

    it('get copies: nothing that a listener does reaches the core or another listener', async () => {
      const state = [alert('1')]
      core.publish('alerts', state)
      const seen: unknown[] = []
      bridge.subscribe('alerts', (alerts) => {
        expect(alerts).not.toBe(state)
        Reflect.set(alerts, 'length', 0)
      })
      bridge.subscribe('alerts', (alerts) => seen.push(alerts))
      await eventually(() => expect(seen).toEqual([[alert('1')]]))
      expect(state).toHaveLength(1)
    })

    it('hear nothing after they are disposed, and leave nothing in the core', async () => {
      const seen: unknown[] = []
      const dispose = bridge.subscribe('alerts', (alerts) => seen.push(alerts))
      await eventually(() => expect(core.subscriptions()).toBe(1))
      core.publish('alerts', [alert('1')])
      dispose()
      dispose()
      core.publish('alerts', [alert('2')])
      await eventually(() => expect(core.subscriptions()).toBe(0))
      await answered()
      expect(seen).toEqual([])
    })

    it('go on when another listener throws', async () => {
      core.publish('alerts', [])
      const seen: unknown[] = []
      bridge.subscribe('alerts', () => {
        throw new Error('a listener broke')
      })
      bridge.subscribe('alerts', (alerts) => seen.push(alerts))
      await eventually(() => expect(seen).toEqual([[]]))
      expect(reported).toHaveLength(1)
    })

    it('are told the state anew after a reconnect, and the old window is forgotten', async () => {
      core.publish('alerts', [alert('1')])
      const seen: unknown[] = []
      bridge.subscribe('alerts', (alerts) => seen.push(alerts))
      await eventually(() => expect(seen).toHaveLength(1))
      joined.breakLines()
      await isIn('lost')
      core.publish('alerts', [alert('2')])
      await joined.clock.advance(5_000)
      await eventually(() => expect(seen).toEqual([[alert('1')], [alert('2')]]))
      await eventually(() => expect([core.windows(), core.subscriptions()]).toEqual([1, 1]))
    })
  })

  describe('the state of the line', () => {
    it('is told in order: open, lost, open again', async () => {
      const states: BridgeState[] = []
      bridge = joined.open()
      const dispose = bridge.onState((state) => states.push(state))
      await loseAndReturn()
      dispose()
      joined.breakLines()
      await isIn('lost')
      expect(states).toEqual(['open', 'lost', 'open'])
      expect(bridge.lostBecause?.()).toBeUndefined()
    })
  })

  describe('the feed', () => {
    const watch = () => {
      const frames: FeedFrame[] = []
      const dispose = bridge.subscribe('feed', (frame) => frames.push(frame))
      return { frames, dispose, sequences: () => frames.map(({ sequence }) => sequence) }
    }
    const acknowledge = (sequence: number) => bridge.invoke('feed.acknowledge', { sequence })

    it('begins with a snapshot and goes on in batches, every sequence number one more', async () => {
      core.pushRows(makeScriptedRow(1), makeScriptedRow(2))
      const { frames } = watch()
      await eventually(() => expect(frames).toHaveLength(1))
      core.pushRows(makeScriptedRow(3))
      core.pushRows(makeScriptedRow(4))
      await eventually(() => expect(frames).toHaveLength(3))
      expect(frames.map(({ type, sequence, rows }) => [type, sequence, rows.map(({ order }) => order)])).toEqual([
        ['snapshot', 1, [1, 2]],
        ['batch', 2, [3]],
        ['batch', 3, [4]],
      ])
      expect(frames[0]?.rows[0]).toEqual(makeScriptedRow(1))
    })

    it('waits for a slow window, and catches up by a snapshot when it acknowledges', async () => {
      const { frames } = watch()
      await eventually(() => expect(frames).toHaveLength(1))
      for (let order = 1; order <= 50; order++) core.pushRows(makeScriptedRow(order))
      await eventually(() => expect(frames).toHaveLength(framesAhead))
      await acknowledge(framesAhead)
      await eventually(() => expect(frames).toHaveLength(framesAhead + 1))
      expect(frames.at(-1)).toMatchObject({ type: 'snapshot', sequence: framesAhead + 1 })
      expect(frames.at(-1)?.rows).toHaveLength(50)
    })

    it('lets a window that acknowledges every frame have every row, in order and once', async () => {
      const orders: number[] = []
      bridge.subscribe('feed', (frame) => {
        orders.push(...frame.rows.map(({ order }) => order))
        void acknowledge(frame.sequence)
      })
      await answered()
      orders.length = 0
      for (let order = 1; order <= 100; order++) {
        core.pushRows(makeScriptedRow(order))
        if (order % 4 === 0) await acknowledge(0)
      }
      await eventually(() => expect(orders).toEqual(Array.from({ length: 100 }, (_, index) => index + 1)))
    })

    it('sends a hidden window nothing, and a snapshot on its return', async () => {
      const { frames } = watch()
      await eventually(() => expect(frames).toHaveLength(1))
      await bridge.invoke('feed.visibility', { visible: false })
      core.pushRows(makeScriptedRow(1))
      core.pushRows(makeScriptedRow(2))
      await acknowledge(1)
      expect(frames).toHaveLength(1)
      await bridge.invoke('feed.visibility', { visible: true })
      await eventually(() => expect(frames).toHaveLength(2))
      expect(frames[1]).toMatchObject({ type: 'snapshot', rows: [{ order: 1 }, { order: 2 }] })
    })

    it('begins anew with a snapshot after a reconnect, what came meanwhile included', async () => {
      core.pushRows(makeScriptedRow(1))
      const { frames } = watch()
      await eventually(() => expect(frames).toHaveLength(1))
      joined.breakLines()
      await isIn('lost')
      core.pushRows(makeScriptedRow(2))
      await joined.clock.advance(5_000)
      await eventually(() => expect(frames).toHaveLength(2))
      expect(frames[1]).toMatchObject({ type: 'snapshot', rows: [{ order: 1 }, { order: 2 }] })
    })

    it('answers a request for a snapshot with one', async () => {
      const { frames } = watch()
      await eventually(() => expect(frames).toHaveLength(1))
      core.pushRows(makeScriptedRow(1))
      await bridge.invoke('feed.resync', {})
      await eventually(() => expect(frames.map(({ type }) => type)).toEqual(['snapshot', 'batch', 'snapshot']))
    })
  })
})
