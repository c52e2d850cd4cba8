import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Handlers } from '../../../electron/core/commands.ts'
import { commandSchemas } from '../../../electron/core/contract-schemas.ts'
import { createGate } from '../../../electron/core/gate.ts'
import { isCommandName } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'

const own = { feed: { visible() {}, acknowledge() {}, resync() {} }, window: undefined }

const createProbe = (behave: () => unknown = () => ok({})) => {
  const calls: { name: string; input: unknown }[] = []
  const logged: unknown[] = []
  const handlers = Object.fromEntries(
    Object.keys(commandSchemas).map((name) => [
      name,
      (input: unknown) => {
        calls.push({ name, input })
        return behave()
      },
    ]),
  ) as unknown as Handlers
  const log = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => logged.push(args) }
  return { gate: createGate(handlers, { log, randomId: () => 'abcdefghijkl' }), calls, logged }
}

describe('the command gate', () => {
  it('passes a valid input on to its handler', async () => {
    const { gate, calls } = createProbe()
    const input = { text: 'hi', targets: ['twitch:1'] }
    expect(await gate('messages.send', input, own)).toEqual(ok({}))
    expect(calls).toEqual([{ name: 'messages.send', input }])
  })

  it.each(['nope', '', 'toString', '__proto__', 'constructor', 42, null, undefined, {}])(
    'answers unsupported to the name %j and calls nothing',
    async (name) => {
      const { gate, calls } = createProbe()
      expect(await gate(name, {}, own)).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
      expect(calls).toEqual([])
    },
  )

  it.each([
    ['messages.send', { text: 'hi', targets: [] }, 'targets'],
    ['messages.send', { text: 5, targets: ['twitch:1'] }, 'text'],
    ['messages.send', { text: 'hi', targets: ['twitch:?x'] }, 'targets.0'],
    ['messages.send', { text: 'x'.repeat(20_001), targets: ['twitch:1'] }, 'text'],
    ['moderation.timeout', { channel: 'twitch:1', author: 'twitch:2', seconds: 0 }, 'seconds'],
    ['moderation.timeout', { channel: 'twitch:1', author: 'twitch:2', seconds: 1_209_601 }, 'seconds'],
    ['moderation.remove', { channel: 'twitch:1', row: 'twitch:1/party/2' }, 'row'],
    ['preferences.change', { fontSize: 25 }, 'fontSize'],
    ['channels.add', {}, 'text'],
    ['feed.acknowledge', { sequence: -1 }, 'sequence'],
  ])('answers invalid to %s with %j, naming the field', async (name, input, field) => {
    const { gate, calls } = createProbe()
    expect(await gate(name, input, own)).toMatchObject({ ok: false, error: { kind: 'invalid', field } })
    expect(calls).toEqual([])
  })

  it('refuses fields that a command does not know', async () => {
    const { gate } = createProbe()
    expect(await gate('links.open', { url: 'https://a.example', extra: 1 }, own)).toMatchObject({ ok: false })
  })

  it('lets nothing that fails its schema reach a handler, whatever it is', async () => {
    const names = Object.keys(commandSchemas).filter(isCommandName)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.anything(), async (name, input) => {
        const { gate, calls } = createProbe()
        const result = await gate(name, input, own)
        expect(calls.length === 1).toBe(commandSchemas[name].safeParse(input).success)
        expect(typeof result.ok).toBe('boolean')
      }),
      { numRuns: 300 },
    )
  })

  it('answers a typed error of a handler as it is', async () => {
    const error = { kind: 'notFound', message: 'gone' } as const
    const { gate } = createProbe(() => failed(error))
    expect(await gate('host.info', {}, own)).toEqual(failed(error))
  })

  it('answers bug with a reference when a handler throws, and tells nothing of the inside', async () => {
    const { gate, logged } = createProbe(() => {
      throw new Error('secret inside')
    })
    const result = await gate('host.info', {}, own)
    expect(result).toMatchObject({ ok: false, error: { kind: 'bug', reference: 'abcdefgh' } })
    expect(JSON.stringify(result)).not.toContain('secret inside')
    expect(logged).toHaveLength(1)
  })
})
