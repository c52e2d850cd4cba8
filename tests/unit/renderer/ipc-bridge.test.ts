import { describe, expect, it } from 'vitest'
import { createIpcBridge } from '../../../renderer/bridge/ipc-bridge.ts'
import { ok } from '../../../shared/errors.ts'
import type { LineClosed } from '../../../shared/protocol.ts'
import { createVirtualClock, settle } from '../../harness/clock.ts'
import { createFakePreload } from './fake-preload.ts'

const hello = { hello: { token: '' } } as const
const alert = (id: string) => ({ id, severity: 'info', message: `Alert ${id}.` }) as const

const start = () => {
  const clock = createVirtualClock()
  const preload = createFakePreload()
  const bridge = createIpcBridge(preload, { timers: clock, random: () => 0.5 })
  return { clock, preload, bridge }
}

describe('the bridge to the desktop host', () => {
  it('greets, and says nothing else before it is welcome', () => {
    const { preload, bridge } = start()
    void bridge.invoke('host.info', {})
    expect([preload.sent, bridge.state()]).toEqual([[hello], 'connecting'])
    preload.say({ welcome: true })
    expect([preload.sent, bridge.state()]).toEqual([[hello, { id: 1, invoke: 'host.info', input: {} }], 'open'])
  })

  it('answers what the host answers, and tells its listeners what the host tells', async () => {
    const { preload, bridge } = start()
    const told: unknown[] = []
    preload.say({ welcome: true })
    bridge.subscribe('alerts', (alerts) => told.push(alerts))
    const answer = bridge.invoke('alerts.dismiss', { id: 'a' })
    preload.say({ event: 1, payload: [alert('a')] })
    preload.say({ id: 2, result: ok({}) })
    expect([await answer, told]).toEqual([ok({}), [[alert('a')]]])
  })

  it.each<LineClosed['closed']>(['stopping', 'malformed', 'tooFast'])(
    'is lost when the line is closed as %s, greets again with a back-off and asks for the state anew',
    async (closed) => {
      const { clock, preload, bridge } = start()
      preload.say({ welcome: true })
      bridge.subscribe('alerts', () => {})
      const onItsWay = bridge.invoke('alerts.dismiss', { id: 'a' })
      preload.say({ closed })
      expect([bridge.state(), bridge.lostBecause?.()]).toEqual(['lost', undefined])
      expect(await onItsWay).toMatchObject({ ok: false, error: { kind: 'uncertain' } })
      await clock.advance(187)
      expect(preload.sent.filter((message) => 'hello' in message)).toHaveLength(1)
      await clock.advance(1)
      preload.say({ welcome: true })
      expect([preload.sent.slice(3), bridge.state()]).toEqual([[hello, { subscribe: 'alerts', id: 1 }], 'open'])
    },
  )

  it('greets again when the host says nothing', async () => {
    const { clock, preload, bridge } = start()
    await clock.advance(10_000)
    expect(bridge.state()).toBe('lost')
    await clock.advance(250)
    expect(preload.sent).toEqual([hello, hello])
  })

  it('tells a later line nothing that was said to an earlier one', async () => {
    const { clock, preload, bridge } = start()
    const told: unknown[] = []
    preload.say({ welcome: true })
    bridge.subscribe('alerts', (alerts) => told.push(alerts))
    preload.say({ closed: 'tooFast' })
    const [early] = preload.listeners
    early?.({ event: 1, payload: [alert('after the close')] })
    await clock.advance(1_000)
    preload.say({ event: 1, payload: [alert('before the welcome')] })
    preload.say({ welcome: true })
    early?.({ welcome: true })
    early?.({ event: 1, payload: [alert('to the first')] })
    early?.({ closed: 'stopping' })
    preload.say({ event: 1, payload: [alert('to the second')] })
    expect([told, bridge.state()]).toEqual([[[alert('to the second')]], 'open'])
  })

  it('asks for the state once, however often it is welcome', () => {
    const { preload, bridge } = start()
    bridge.subscribe('alerts', () => {})
    preload.say({ welcome: true })
    preload.say({ welcome: true })
    expect(preload.sent).toEqual([hello, { subscribe: 'alerts', id: 1 }])
  })

  it('never sends what is too large, and says so', async () => {
    const { preload, bridge } = start()
    preload.say({ welcome: true })
    const result = await bridge.invoke('channels.add', { text: 'ä'.repeat(40_000) })
    expect(result).toMatchObject({ ok: false, error: { kind: 'invalid', reason: 'too long' } })
    expect(preload.sent).toEqual([hello])
  })

  it('hears and says nothing more when it is stopped, and leaves no timer behind', async () => {
    const { clock, preload, bridge } = start()
    const told: unknown[] = []
    preload.say({ welcome: true })
    bridge.subscribe('alerts', (alerts) => told.push(alerts))
    bridge.stop()
    preload.say({ event: 1, payload: [alert('late')] })
    void bridge.invoke('feed.resync', {})
    await settle()
    expect([told, preload.sent.length, clock.pending(), bridge.state()]).toEqual([[], 2, 0, 'lost'])
  })
})
