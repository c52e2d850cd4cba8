import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { openInBrowser } from '../../../electron/hosts/web/open-browser.ts'
import { ok } from '../../../shared/errors.ts'
import { createVirtualClock } from '../../harness/clock.ts'

const url = 'https://example.com/?a=1&b=2'

const open = (platform: NodeJS.Platform) => {
  const clock = createVirtualClock()
  const started: (readonly [string, ...(readonly string[])])[] = []
  const child = Object.assign(new EventEmitter(), { unref: () => {} })
  const answer = openInBrowser(url, clock, {
    platform,
    start: (command, args) => {
      started.push([command, ...args])
      return child
    },
  })
  return { clock, started, child, answer }
}

describe('opening an address in the person’s browser', () => {
  it.each([
    ['linux', ['xdg-open', url]],
    ['darwin', ['open', url]],
    ['win32', ['rundll32', 'url.dll,FileProtocolHandler', url]],
  ] as const)('on %s starts the system’s opener, without a shell', async (platform, command) => {
    const { started, child, answer } = open(platform)
    child.emit('exit', 0)
    expect(await answer).toEqual(ok(undefined))
    expect(started).toEqual([command])
  })

  it('takes an opener that goes on running for one that took the address', async () => {
    const { clock, answer } = open('linux')
    await clock.advance(3_000)
    expect(await answer).toEqual(ok(undefined))
    expect(clock.pending()).toBe(0)
  })

  it.each([
    ['is missing', 'error', new Error('ENOENT')],
    ['gives up', 'exit', 3],
  ] as const)('names the address to open by hand where the opener %s', async (_, event, value) => {
    const { child, answer } = open('linux')
    child.emit(event, value)
    expect(await answer).toMatchObject({
      ok: false,
      error: { kind: 'unsupported', message: expect.stringContaining(url) },
    })
  })
})
