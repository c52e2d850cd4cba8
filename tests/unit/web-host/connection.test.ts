import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createConnection, defaultConnectionLimits, type WindowConnection } from '../../../electron/hosts/connection.ts'
import { ok } from '../../../shared/errors.ts'
import type { ServerMessage } from '../../../shared/protocol.ts'
import { settle } from '../../harness/clock.ts'
import { createTestHost, type TestHost } from '../../harness/host.ts'
import { createScriptedCore, makeScriptedRow, type ScriptedCore } from '../../harness/scripted-core.ts'

describe("a window's connection", () => {
  let host: TestHost
  let core: ScriptedCore
  let sent: { message: ServerMessage; replaceable: number | undefined }[]
  let abandoned: string[]
  let connection: WindowConnection

  beforeEach(() => {
    host = createTestHost()
    core = createScriptedCore(host)
    core.script('alerts.dismiss', () => ok({}))
    sent = []
    abandoned = []
    connection = createConnection({
      client: core.attach(),
      clock: host.clock,
      log: host.log,
      randomId: host.randomId,
      send: (message, replaceable) => sent.push({ message, replaceable }),
      abandon: (why) => {
        abandoned.push(why)
        connection.close()
      },
    })
  })

  const dismiss = (id: number) => ({ id, invoke: 'alerts.dismiss', input: { id: 'x' } })
  const results = () => sent.flatMap(({ message }) => ('result' in message ? [message] : []))
  const errors = () => results().flatMap(({ result }) => (result.ok ? [] : [result.error.kind]))

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a text', 'hello'],
    ['a list', [dismiss(1)]],
    ['an empty object', {}],
    ['an id that is a text', { id: '1', invoke: 'alerts.dismiss', input: {} }],
    ['an id that is a fraction', { id: 1.5, invoke: 'alerts.dismiss', input: {} }],
    ['a negative id', { id: -1, invoke: 'alerts.dismiss', input: {} }],
    ['no id', { invoke: 'alerts.dismiss', input: {} }],
    ['an unknown event', { id: 1, subscribe: 'secrets' }],
    ['an event named like an inherited property', { id: 1, subscribe: 'toString' }],
    ['a second hello', { hello: { token: 'x' } }],
  ])('is abandoned for %s', (_, value) => {
    connection.receive(value)
    expect([abandoned, sent, core.calls]).toEqual([['malformed'], [], []])
  })

  it('is abandoned for an id that is in use', async () => {
    core.script('links.open', () => new Promise(() => {}))
    const open = { id: 1, invoke: 'links.open', input: { url: 'https://a.example' } }
    connection.receive(open)
    connection.receive(open)
    expect(abandoned).toEqual(['malformed'])
  })

  it('is abandoned for a subscription too many, or one of an id in use', () => {
    for (let id = 0; id < defaultConnectionLimits.subscriptions; id++) connection.receive({ id, subscribe: 'alerts' })
    expect(abandoned).toEqual([])
    connection.receive({ id: 99, subscribe: 'alerts' })
    expect([abandoned, core.subscriptions()]).toEqual([['malformed'], 0])
  })

  it('holds commands to a rate, says when to try again, and goes on then', async () => {
    const { burst, perSecond } = defaultConnectionLimits.invokes
    for (let id = 0; id < burst + 20; id++) {
      connection.receive(dismiss(id))
      await Promise.resolve()
    }
    await settle()
    expect(errors().length).toBeGreaterThan(0)
    expect(core.calls.length).toBeLessThanOrEqual(burst)
    const [first] = results().flatMap(({ result }) => (result.ok ? [] : [result.error]))
    expect(first).toMatchObject({ kind: 'rateLimited', retryAt: host.clock.now() + 1000 / perSecond })
    await host.clock.advance(1000)
    const before = core.calls.length
    connection.receive(dismiss(1000))
    await settle()
    expect([core.calls.length, abandoned]).toEqual([before + 1, []])
  })

  it('lets acknowledgements of a busy feed pass beside the rate', async () => {
    for (let second = 0; second < 5; second++) {
      for (let id = 0; id < 60; id++) {
        connection.receive({ id: second * 100 + id, invoke: 'feed.acknowledge', input: { sequence: 0 } })
        await host.clock.advance(1000 / 60)
      }
    }
    expect([errors(), abandoned]).toEqual([[], []])
  })

  it('is abandoned when it floods on after its refusals', async () => {
    for (let id = 0; id < 2_000 && abandoned.length === 0; id++) connection.receive(dismiss(id))
    await settle()
    expect([abandoned, core.calls.length <= defaultConnectionLimits.invokes.burst]).toEqual([['tooFast'], true])
  })

  it('takes no more commands than may be pending', async () => {
    core.script('links.open', () => new Promise(() => {}))
    for (let id = 0; id < defaultConnectionLimits.pendingInvokes + 1; id++) {
      connection.receive({ id, invoke: 'links.open', input: { url: 'https://a.example' } })
    }
    await settle()
    expect([core.calls.length, errors()]).toEqual([defaultConnectionLimits.pendingInvokes, ['rateLimited']])
  })

  it('answers a command that was too large, and is abandoned for anything else so large', () => {
    connection.refuseOversize(dismiss(7), 70_000, 65_536)
    expect(results()).toEqual([
      {
        id: 7,
        result: {
          ok: false,
          error: {
            kind: 'invalid',
            field: 'input',
            reason: '70000 bytes; at most 65536',
            message: 'That is too long to be taken. Shorten it and try again.',
          },
        },
      },
    ])
    connection.refuseOversize(undefined, 70_000, 65_536)
    expect([abandoned, core.calls]).toEqual([['malformed'], []])
  })

  it('marks states as replaceable and the feed as not', () => {
    core.publish('alerts', [])
    connection.receive({ id: 1, subscribe: 'alerts' })
    connection.receive({ id: 2, subscribe: 'feed' })
    core.pushRows(makeScriptedRow(1))
    expect(sent.map(({ message, replaceable }) => ['event' in message && message.event, replaceable])).toEqual([
      [1, 1],
      [2, undefined],
      [2, undefined],
    ])
  })

  it('leaves nothing behind when it closes, and says nothing more', async () => {
    core.script('links.open', () => new Promise(() => {}))
    connection.receive({ id: 1, invoke: 'links.open', input: { url: 'https://a.example' } })
    connection.receive({ id: 2, subscribe: 'alerts' })
    connection.receive(dismiss(3))
    connection.close()
    connection.close()
    core.publish('alerts', [])
    connection.receive(dismiss(4))
    await settle()
    expect([sent, core.windows(), core.subscriptions(), core.cancelled]).toEqual([
      [],
      0,
      0,
      ['links.open', 'alerts.dismiss'],
    ])
  })

  it('answers a core that breaks with a reference and without its words, and logs it', async () => {
    const broken = createConnection({
      client: {
        invoke: () => Promise.reject(new Error('secret words')),
        subscribe: () => () => {},
        dispose: () => {},
      },
      clock: host.clock,
      log: host.log,
      randomId: host.randomId,
      send: (message, replaceable) => sent.push({ message, replaceable }),
      abandon: () => {},
    })
    broken.receive(dismiss(1))
    await settle()
    expect(errors()).toEqual(['bug'])
    expect(JSON.stringify(sent)).not.toContain('secret words')
    expect(host.logs).toMatchObject([{ level: 'error', event: 'command broke', fields: { command: 'alerts.dismiss' } }])
  })

  it('never throws, and lets nothing through that the gate did not check, whatever it is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string(), fc.jsonValue(), async (value, name, input) => {
        const own = createScriptedCore(host)
        const messages: ServerMessage[] = []
        const any = createConnection({
          client: own.attach(),
          clock: host.clock,
          log: host.log,
          randomId: host.randomId,
          send: (message) => messages.push(message),
          abandon: () => {},
        })
        any.receive(value)
        any.receive({ id: 1, invoke: name, input })
        any.receive({ id: 2, invoke: 'messages.send', input })
        await settle()
        expect(own.calls).toEqual([])
        any.close()
      }),
      { numRuns: 50 },
    )
  })
})
