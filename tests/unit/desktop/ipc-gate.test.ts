import { describe, expect, it, vi } from 'vitest'
import { ok } from '../../../shared/errors.ts'
import { maxMessageBytes } from '../../../shared/protocol.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { createTestHost } from '../../harness/host.ts'
import { createIpcPair, plainWindow } from '../../harness/ipc.ts'
import { createScriptedCore, makeScriptedRow } from '../../harness/scripted-core.ts'

const hello = { hello: { token: '' } }
const ours = { url: 'app://bundle/', origin: 'app://bundle', parent: null }
const ask = (id: number) => ({ id, invoke: 'alerts.dismiss', input: { id: 'x' } })

/** Everything said before has arrived, and so has what was answered. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

const isFrame = (message: unknown): message is { readonly payload: { readonly type: string } } =>
  typeof message === 'object' && message !== null && 'payload' in message

const start = () => {
  const core = createScriptedCore(createTestHost())
  core.script('alerts.dismiss', () => ok({}))
  return { core, ...createIpcPair(core) }
}

describe('the desktop’s gate', () => {
  it('welcomes a window’s own page and answers it', async () => {
    const { openWindow } = start()
    const { say, received } = openWindow()
    say(hello)
    say(ask(1))
    await settle()
    expect(received).toEqual([{ welcome: true }, { id: 1, result: ok({}) }])
  })

  it.each([
    ['a frame inside the page', { senderFrame: { ...ours, parent: {} } }],
    ['a page of another origin', { senderFrame: { ...ours, origin: 'https://evil.example' } }],
    ['an origin that only begins like ours', { senderFrame: { ...ours, origin: 'app://bundle.evil' } }],
    ['an opaque origin', { senderFrame: { ...ours, origin: 'null' } }],
    ['an origin without a name', { senderFrame: { ...ours, origin: '' } }],
    ['an empty page that has our origin', { senderFrame: { ...ours, url: 'about:blank' } }],
    ['another page of our origin', { senderFrame: { ...ours, url: 'app://bundle/other.html' } }],
    ['a frame that has navigated away', { senderFrame: null }],
    ['a window that nobody opened', { sender: { id: 4711 } }],
  ])('does not hear %s, and says so in the log', async (_, from) => {
    const { core, openWindow, host } = start()
    const { say, received } = openWindow()
    say(hello)
    await settle()
    say(ask(1), from)
    say(hello, from)
    await settle()
    expect(core.calls).toEqual([])
    expect(received).toEqual([{ welcome: true }])
    expect(host.logs).toContainEqual(expect.objectContaining({ level: 'warn', event: 'message refused' }))
  })

  it('does not hear a window that was not admitted, nor one that was closed', async () => {
    const { core, openWindow, openStranger } = start()
    const stranger = openStranger()
    stranger.say(hello)
    const closed = openWindow()
    closed.say(hello)
    await settle()
    closed.close()
    closed.say(ask(1))
    await settle()
    expect(stranger.received).toEqual([])
    expect(closed.received).toEqual([{ welcome: true }])
    expect(core.calls).toEqual([])
    expect(core.windows()).toBe(0)
  })

  it('hears nothing before the page has said hello', async () => {
    const { core, openWindow } = start()
    const { say, received } = openWindow()
    say(ask(1))
    await settle()
    expect(core.calls).toEqual([])
    expect(received).toEqual([])
  })

  it('answers a command of an unknown name, and one that does not fit, without reaching a handler', async () => {
    const { core, openWindow } = start()
    const { say, received } = openWindow()
    say(hello)
    say({ id: 1, invoke: 'shell.openExternal', input: { url: 'file:///etc/passwd' } })
    say({ id: 2, invoke: 'alerts.dismiss', input: { id: 5 } })
    await settle()
    expect(received.slice(1)).toEqual([
      { id: 1, result: expect.objectContaining({ error: expect.objectContaining({ kind: 'unsupported' }) }) },
      { id: 2, result: expect.objectContaining({ error: expect.objectContaining({ kind: 'invalid' }) }) },
    ])
    expect(core.calls).toEqual([])
  })

  it('answers an invoke that is too large, and gives a page up that sends anything else so large', async () => {
    const { core, openWindow } = start()
    const { say, received } = openWindow()
    say(hello)
    say({ id: 1, invoke: 'links.open', input: { url: 'x'.repeat(maxMessageBytes) } })
    say({ id: 2, subscribe: 'x'.repeat(maxMessageBytes) })
    await settle()
    expect(received[1]).toMatchObject({ id: 1, result: { ok: false, error: { kind: 'invalid' } } })
    expect(received.slice(2)).toEqual([{ closed: 'malformed' }])
    expect(core.calls).toEqual([])
  })

  it('gives up a page that sends what is no plain data, and lets it begin anew', async () => {
    const { core, openWindow } = start()
    const { say, received } = openWindow()
    say(hello)
    say({ id: 1, invoke: 'alerts.dismiss', input: new Map() })
    say(ask(2))
    say(hello)
    say(ask(3))
    await settle()
    expect(received).toEqual([{ welcome: true }, { closed: 'malformed' }, { welcome: true }, { id: 3, result: ok({}) }])
    expect(core.windows()).toBe(1)
  })

  it('gives up a page that floods', async () => {
    const { openWindow } = start()
    const { say, received } = openWindow()
    say(hello)
    for (let id = 1; id <= 1_500; id++) say(ask(id))
    await settle()
    expect(received).toContainEqual({ closed: 'tooFast' })
    expect(received.length).toBeLessThan(1_000)
  })

  it('holds a page to its pace also when it begins anew again and again', async () => {
    const clock = createVirtualClock()
    const core = createScriptedCore(createTestHost())
    core.script('alerts.dismiss', () => ok({}))
    const { openWindow } = createIpcPair(core, { clock })
    const { say } = openWindow()
    for (let turn = 0; turn < 50; turn++) {
      say(hello)
      for (let id = 1; id <= 60; id++) say(ask(id))
    }
    await settle()
    expect(core.calls.length).toBeLessThanOrEqual(100)
  })

  it('sends a window that cannot be seen no rows, and a snapshot when it can, also where it was hidden before it began', async () => {
    const { core, gate, openStranger } = start()
    const { contents, say, received } = openStranger()
    const admitted = gate.admit(contents, plainWindow)
    const frames = () => received.flatMap((message) => (isFrame(message) ? [message.payload.type] : []))
    admitted.setVisible(false)
    say(hello)
    say({ id: 1, subscribe: 'feed' })
    await settle()
    const before = frames().length
    core.pushRows(makeScriptedRow(1))
    await settle()
    expect(frames()).toHaveLength(before)
    admitted.setVisible(true)
    await settle()
    expect(frames().at(-1)).toBe('snapshot')
    core.pushRows(makeScriptedRow(2))
    await settle()
    expect(frames().at(-1)).toBe('batch')
  })

  it('does not let strangers fill the log', async () => {
    const { openWindow, host } = start()
    const { say } = openWindow()
    for (let turn = 0; turn < 500; turn++) say(ask(1), { senderFrame: null })
    await settle()
    expect(host.logs.filter(({ event }) => event === 'message refused').length).toBeLessThan(30)
  })

  it('forgets the page that was there before a reload or a crash', async () => {
    const { core, openWindow } = start()
    const window = openWindow()
    window.say(hello)
    await settle()
    window.say(hello)
    await settle()
    expect(core.windows()).toBe(1)
    window.crash()
    expect(core.windows()).toBe(0)
  })

  it('keeps only the latest of a state while the page does not answer', async () => {
    const { core, openWindow } = start()
    const { say, received, contents } = openWindow()
    say(hello)
    say({ id: 1, subscribe: 'alerts' })
    await settle()
    contents.emit('unresponsive')
    for (const id of ['a', 'b', 'c']) core.publish('alerts', [{ id, severity: 'info', message: id }])
    expect(received).toEqual([{ welcome: true }])
    contents.emit('responsive')
    expect(received.slice(1)).toEqual([{ event: 1, payload: [{ id: 'c', severity: 'info', message: 'c' }] }])
  })

  it('tells every page that the app ends, and hears none of them any more', async () => {
    const { core, gate, openWindow } = start()
    const windows = [openWindow(), openWindow()]
    for (const { say } of windows) say(hello)
    await settle()
    gate.stop()
    for (const { say } of windows) say(hello)
    await settle()
    for (const { received } of windows) expect(received).toEqual([{ welcome: true }, { closed: 'stopping' }])
    expect(core.windows()).toBe(0)
  })

  it('hands each window its own services', async () => {
    const { core, openWindow } = start()
    const changed: string[] = []
    core.script('window.change', (_, { window }) => {
      window?.change({})
      return ok({})
    })
    const windows = ['a', 'b'].map((name) =>
      openWindow({
        ...plainWindow,
        change: () => {
          changed.push(name)
          return ok(undefined)
        },
      }),
    )
    for (const { say } of windows) say(hello)
    windows[1]?.say({ id: 1, invoke: 'window.change', input: { compact: true } })
    await vi.waitFor(() => expect(changed).toEqual(['b']))
  })
})

describe('the preload’s object', () => {
  it('is frozen and holds two functions', () => {
    const { api } = start().openWindow()
    expect(Object.isFrozen(api)).toBe(true)
    expect(Object.keys(api).sort()).toEqual(['listen', 'send'])
  })

  it('passes on nothing that is no message of the protocol', async () => {
    const { openWindow } = start()
    const { api, received } = openWindow()
    api.send(hello)
    await settle()
    for (const message of [null, 'x', 5, [], {}, { invoke: 'alerts.dismiss' }, { id: -1, invoke: 'x', input: {} }]) {
      // @ts-expect-error: what a page that was taken over might send
      api.send(message)
    }
    await settle()
    expect(received).toEqual([{ welcome: true }])
  })

  it('tells the listener the message alone, never Electron’s event', async () => {
    const { openWindow } = start()
    const { api } = openWindow()
    const told: unknown[][] = []
    api.listen((...values: unknown[]) => told.push(values))
    api.send(hello)
    await settle()
    expect(told).toEqual([[{ welcome: true }]])
  })
})
