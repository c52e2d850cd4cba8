/** The stand-in's preload and pipes: two worlds that share nothing, and clones of everything that passes between them. */
import { describe, expect, test, vi } from 'vitest'
import type { IpcEvent } from '../electron-stand-in/ipc-main.ts'
import type { StandIn } from '../electron-stand-in/stand-in.ts'
import { prepareTinyApps } from '../electron-stand-in/tiny-app.ts'

const eventually = <Value>(check: () => Value) => vi.waitFor(check, { interval: 10, timeout: 5_000 })
const { start } = prepareTinyApps()

/** What the page's scripts reach: `tiny`, by the preload. */
const inPage = (code: string) => `<script>${code}</script>`

describe('a preload', () => {
  test('has run before the page’s first script, and again after a reload', async () => {
    const { page } = await start({ pages: { '/': inPage('document.title = typeof tiny.send') } })
    expect(await page.title()).toBe('function')
    await page.reload()
    expect(await page.title()).toBe('function')
  })

  test('shares no object with the page: what the page changes of its own world stays there', async () => {
    const preload = `
      const { contextBridge } = require('electron')
      globalThis.hidden = 'of the preload'
      contextBridge.exposeInMainWorld('tiny', { join: () => [1, 2].join('-') + JSON.stringify({ a: 1 }) })`
    const { page } = await start({ preload, pages: { '/': '' } })
    const seen = await page.evaluate(() => {
      Array.prototype.join = () => 'taken over'
      JSON.stringify = () => 'taken over'
      const tiny: unknown = Reflect.get(globalThis, 'tiny')
      const join = typeof tiny === 'object' && tiny !== null ? Reflect.get(tiny, 'join') : undefined
      const require: unknown = Reflect.get(globalThis, 'require')
      return [
        join(),
        typeof Reflect.get(globalThis, 'hidden'),
        typeof require,
        typeof Reflect.get(globalThis, 'process'),
      ]
    })
    expect(seen).toEqual(['1-2{"a":1}', 'undefined', 'undefined', 'undefined'])
  })

  test('is sandboxed: Electron’s two modules, and nothing of Node', async () => {
    const preload = `
      const { contextBridge } = require('electron')
      const tried = (name) => { try { require(name); return 'loaded' } catch (error) { return error.message } }
      contextBridge.exposeInMainWorld('tiny', {
        fs: tried('node:fs'), child: tried('child_process'), timers: tried('timers'),
        sandboxed: process.sandboxed, argv: (() => { try { return typeof process.argv } catch (error) { return error.message } })(),
        buffer: typeof Buffer, shell: (() => { try { return typeof require('electron').shell } catch (error) { return error.message } })(),
      })`
    const { page } = await start({ preload, pages: { '/': '' } })
    expect(await page.evaluate(() => Reflect.get(globalThis, 'tiny'))).toEqual({
      fs: 'module not found: node:fs',
      child: 'module not found: child_process',
      timers: 'loaded',
      sandboxed: true,
      argv: expect.stringContaining('has no process.argv'),
      buffer: 'undefined',
      shell: expect.stringContaining('has no electron.shell'),
    })
  })

  test('is in the main frame only, unless the window wants it in sub-frames', async () => {
    const pages = { '/': '<iframe src="/frame"></iframe>', '/frame': inPage('document.title = typeof tiny') }
    const inFrame = async (options: Parameters<typeof start>[0]) => {
      const { page } = await start({ pages, ...options })
      const frame = page.frames()[1]
      return [await page.evaluate(() => typeof Reflect.get(globalThis, 'tiny')), await frame?.title()]
    }
    expect(await inFrame({})).toEqual(['object', 'undefined'])
    expect(await inFrame({ window: { webPreferences: { nodeIntegrationInSubFrames: true } } })).toEqual([
      'object',
      'object',
    ])
  })

  test('that breaks is told', async () => {
    const { standIn, window, page } = await start({ preload: 'require("nothing")', pages: { '/': '' } })
    expect(String(standIn.problems[0])).toContain('module not found: nothing')
    const told: string[] = []
    window.webContents.on('preload-error', (_event, _path, error) => told.push(error.message))
    await page.reload()
    await eventually(() => expect(told).toEqual(['module not found: nothing']))
  })
})

describe('the bridge between the worlds', () => {
  const preload = `
    const { contextBridge } = require('electron')
    let kept
    contextBridge.exposeInMainWorld('tiny', {
      value: { deep: { number: 1 } },
      describe: (value) => [typeof value, value instanceof Date, value instanceof Map, Object.getPrototypeOf(value) === Object.prototype].join(),
      keep: (listener) => { kept = listener },
      tell: (...values) => kept(...values),
      later: async (value) => { await null; if (value === 'no') throw new Error('refused'); return { value } },
      fail: () => { throw new Error('broken inside') },
    })`
  const pages = { '/': '' }

  test('gives the page frozen copies', async () => {
    const { page } = await start({ preload, pages })
    const seen = await page.evaluate(() => {
      const api = Reflect.get(globalThis, 'tiny')
      const change = (does: () => void) => {
        try {
          does()
          return 'changed'
        } catch {
          return 'refused'
        }
      }
      return [
        Object.isFrozen(api),
        Object.isFrozen(api.value.deep),
        change(() => Object.assign(api.value.deep, { number: 2 })),
        change(() => Object.defineProperty(globalThis, 'tiny', { value: 'mine' })),
        api.value.deep.number,
      ]
    })
    expect(seen).toEqual([true, true, 'refused', 'refused', 1])
  })

  test('clones what is handed over, calls functions on either side, and passes errors and promises on', async () => {
    const { page } = await start({ preload, pages })
    const seen = await page.evaluate(async () => {
      const api = Reflect.get(globalThis, 'tiny')
      class Own {
        readonly own = 1
      }
      const told: unknown[] = []
      const given = { list: [1, { two: 2 }] }
      api.keep((...values: unknown[]) => told.push(...values))
      api.tell(given, undefined)
      given.list.length = 0
      const outcome = async (does: () => unknown) => {
        try {
          return await does()
        } catch (error) {
          return error instanceof Error ? error.message : 'no error'
        }
      }
      return {
        described: [api.describe(new Date()), api.describe(new Map()), api.describe(new Own())],
        told,
        failed: await outcome(() => api.fail()),
        later: await outcome(() => api.later('yes')),
        refused: await outcome(() => api.later('no')),
        symbol: await outcome(() => api.describe(Symbol('x'))),
      }
    })
    expect(seen).toEqual({
      described: ['object,true,false,false', 'object,false,true,false', 'object,false,false,true'],
      told: [{ list: [1, { two: 2 }] }, undefined],
      failed: 'broken inside',
      later: { value: 'yes' },
      refused: 'refused',
      symbol: 'An object could not be cloned.',
    })
  })
})

describe('a message', () => {
  const everything = `{
    undefined: undefined, nothing: null, text: 'ü', big: 12n, zero: -0, infinite: Infinity, date: new Date(5), $: 'tag',
    map: new Map([['a', new Set([1])]]), pattern: /a/gu, bytes: new Uint8Array([1, 2]), error: new TypeError('oh'), list: [undefined, [1]] }`
  const cloned = {
    undefined: undefined,
    nothing: null,
    text: 'ü',
    big: 12n,
    zero: -0,
    infinite: Number.POSITIVE_INFINITY,
    date: new Date(5),
    $: 'tag',
    map: new Map([['a', new Set([1])]]),
    pattern: /a/gu,
    bytes: new Uint8Array([1, 2]),
    // The bridge between the worlds passes an error's words on, and no more.
    error: expect.objectContaining({ name: 'Error', message: 'oh' }),
    list: [undefined, [1]],
  }
  interface Heard {
    readonly event: IpcEvent
    readonly values: readonly unknown[]
  }
  /** Everything on the channel `tiny` from the first document on. */
  const hear = (heard: Heard[]) => ({
    prepare: ({ ipcMain }: StandIn) => {
      ipcMain.on('tiny', (event, ...values) => heard.push({ event, values }))
    },
  })

  test('arrives as a structured clone would, with the window and the frame that sent it', async () => {
    const heard: Heard[] = []
    const { window } = await start({ pages: { '/': inPage(`tiny.send(${everything}, 2)`) }, ...hear(heard) })
    await eventually(() => expect(heard).toHaveLength(1))
    const [first] = heard
    expect(first?.values).toStrictEqual([cloned, 2])
    expect(first?.event.sender.id).toBe(window.webContents.id)
    expect(first?.event.senderFrame).toMatchObject({ url: 'app://bundle/', origin: 'app://bundle', parent: null })
  })

  test('to the page arrives as one too, and both ways keep their order', async () => {
    const heard: Heard[] = []
    const { window, page } = await start({
      pages: {
        '/': inPage(
          'window.got = []; tiny.listen((...values) => got.push(values)); for (let i = 0; i < 50; i++) tiny.send(i)',
        ),
      },
      ...hear(heard),
    })
    for (let index = 0; index < 50; index++) window.webContents.send('tiny', index)
    window.webContents.send('tiny', new Map([['a', new Date(5)]]), undefined)
    await page.waitForFunction(() => Reflect.get(globalThis, 'got').length === 51)
    const got = await page.evaluate(() => {
      const all: [unknown, unknown?][] = Reflect.get(globalThis, 'got')
      const [map] = all.at(-1) ?? []
      return [
        all.slice(0, 50).map(([value]) => value),
        map instanceof Map && map.get('a') instanceof Date,
        all.at(-1)?.length,
      ]
    })
    const upTo50 = Array.from({ length: 50 }, (_, index) => index)
    expect(got).toEqual([upTo50, true, 2])
    expect(heard.map(({ values: [value] }) => value)).toEqual(upTo50)
  })

  test('that cannot be cloned throws on the side that sends it', async () => {
    const heard: Heard[] = []
    const { window, page } = await start({ pages: { '/': '' }, ...hear(heard) })
    expect(() => window.webContents.send('tiny', () => {})).toThrow('An object could not be cloned.')
    const message = await page.evaluate(() => {
      try {
        Reflect.get(globalThis, 'tiny').send({ symbol: Symbol('x') })
        return 'sent'
      } catch (error) {
        return error instanceof Error ? error.message : ''
      }
    })
    expect(message).toBe('An object could not be cloned.')
    expect(heard).toEqual([])
  })

  test('whose frame shows another document by the time it is looked at has none', async () => {
    const heard: Heard[] = []
    const { window } = await start({ pages: { '/': inPage('tiny.send(1)'), '/other': '' }, ...hear(heard) })
    await eventually(() => expect(heard).toHaveLength(1))
    expect(heard[0]?.event.senderFrame?.url).toBe('app://bundle/')
    await window.loadURL('app://bundle/other')
    expect(heard[0]?.event.senderFrame).toBeNull()
  })

  test('can be sent by a test from a sub-frame, from a frame that is gone, and with anything in it', async () => {
    const heard: Heard[] = []
    const { window } = await start({ pages: { '/': '<iframe src="/frame"></iframe>', '/frame': '' }, ...hear(heard) })
    const [, sub] = window.webContents.frames()
    if (sub === undefined) throw new Error('There is no sub-frame.')
    window.webContents.deliver(sub, 'tiny', ['from the sub-frame'])
    window.webContents.deliver(null, 'tiny', [{ prototype: null }])
    expect(heard.map(({ event }) => event.senderFrame?.parent?.url)).toEqual(['app://bundle/', undefined])
    expect(heard[1]?.event.senderFrame).toBeNull()
  })

  test('that asks is answered, and an error says no more than its words', async () => {
    const { page } = await start({
      pages: { '/': '' },
      prepare: ({ ipcMain }) =>
        ipcMain.handle('tiny', (_event, what) => {
          if (what === 'break') throw new TypeError('not today')
          return new Map([['asked', what]])
        }),
    })
    const ask = (what: string) =>
      page.evaluate(async (value) => {
        try {
          const answer = await Reflect.get(globalThis, 'tiny').invoke(value)
          return answer instanceof Map ? [...answer] : answer
        } catch (error) {
          return error instanceof Error ? error.message : ''
        }
      }, what)
    expect(await ask('boat')).toEqual([['asked', 'boat']])
    expect(await ask('break')).toBe("Error invoking remote method 'tiny': TypeError: not today")
  })

  test('is kept, whichever way it went, so that a token can be looked for in all of them', async () => {
    const { standIn, window } = await start({ pages: { '/': inPage('tiny.send({ token: "sesame" })') } })
    window.webContents.send('tiny', { open: 'barley' })
    await eventually(() => expect(standIn.traffic).toHaveLength(2))
    expect(standIn.traffic.join()).toMatch(/sesame.*barley|barley.*sesame/u)
  })
})
