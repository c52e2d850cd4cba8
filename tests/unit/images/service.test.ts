import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createImageService, type ImageServiceOptions } from '../../../electron/images/service.ts'
import type { ImageTransport, TransportOutcome } from '../../../electron/images/transport.ts'
import type { ImageLocator } from '../../../electron/platforms/platform.ts'
import { settle } from '../../harness/clock.ts'
import { createTestHost, type TestHost } from '../../harness/host.ts'
import { bytesOf, makeGif, makePng } from '../../harness/images.ts'
import { makeFolder } from '../../harness/web-host.ts'

const cdn = 'https://static-cdn.jtvnw.net'

/** Answers by address; what is asked is written down. */
const createScriptedTransport = () => {
  const answers = new Map<string, TransportOutcome | 'silence'>()
  const asked: string[] = []
  const open = { now: 0, most: 0 }
  const transport: ImageTransport = {
    fetch({ address, signal }) {
      asked.push(address.url.href)
      open.now += 1
      open.most = Math.max(open.most, open.now)
      return new Promise((resolve) => {
        const end = (outcome: TransportOutcome) => {
          open.now -= 1
          resolve(outcome)
        }
        const answer = answers.get(address.url.href) ?? { kind: 'missing', status: 404 }
        signal.addEventListener('abort', () => end({ kind: 'failed', why: 'aborted' }), { once: true })
        if (answer !== 'silence') setImmediate(() => end(answer))
      })
    },
    stop() {},
  }
  return { transport, answers, asked, open }
}

const body = (bytes = makePng()): TransportOutcome => ({ kind: 'body', bytes })

describe('the image service', () => {
  let host: TestHost
  let net: ReturnType<typeof createScriptedTransport>
  let folder: Awaited<ReturnType<typeof makeFolder>>

  beforeEach(async () => {
    host = createTestHost()
    net = createScriptedTransport()
    folder = await makeFolder()
  })
  afterEach(() => folder.remove())

  const start = (options: Partial<ImageServiceOptions> = {}, locate?: ImageLocator['locate']) =>
    createImageService({
      clock: host.clock,
      randomId: host.randomId,
      log: host.log,
      locators: new Map([['twitch', { locate: locate ?? (async (reference) => `${cdn}/${reference}`) }]]),
      allowedHosts: new Map([['twitch', ['static-cdn.jtvnw.net']]]),
      folder: undefined,
      transport: net.transport,
      ...options,
    })

  it('gives the same reference the same key, others another, and another at every start', () => {
    const images = start()
    const key = images.keyOf('twitch', 'emote:25')
    expect(images.keyOf('twitch', 'emote:25')).toBe(key)
    expect(images.keyOf('twitch', 'emote:26')).not.toBe(key)
    expect(start().keyOf('twitch', 'emote:25')).not.toBe(key)
    expect(key).toMatch(/^[A-Za-z0-9_-]{24}$/)
  })

  it('fetches when it is first asked, once for all who ask, and never again', async () => {
    net.answers.set(`${cdn}/a`, body(makeGif()))
    const images = start()
    const key = images.keyOf('twitch', 'a')
    expect(net.asked).toEqual([])
    const answers = await Promise.all([images.get(key), images.get(key), images.get(key)])
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ type: 'image/gif', bytes: makeGif() })))
    await images.get(key)
    expect(net.asked).toEqual([`${cdn}/a`])
  })

  it.each(['', 'unknown', '../../etc/passwd', '__proto__', 'emote:25'])('knows no key %j', async (key) => {
    const images = start()
    images.keyOf('twitch', 'emote:25')
    expect(await images.get(key)).toBeUndefined()
    expect(net.asked).toEqual([])
  })

  it('issues a key for an endless reference that shows nothing', async () => {
    const images = start()
    expect(await images.get(images.keyOf('twitch', 'x'.repeat(600)))).toBeUndefined()
    expect(net.asked).toEqual([])
  })

  it.each(['https://evil.example/a', 'http://127.0.0.1/a', 'file:///etc/passwd', 'not an address'])(
    'does not ask at %s, which no list allows',
    async (address) => {
      const images = start({}, async () => address)
      expect(await images.get(images.keyOf('twitch', 'a'))).toBeUndefined()
      expect(net.asked).toEqual([])
    },
  )

  it('follows three redirects within the list and no fourth', async () => {
    for (let step = 0; step < 4; step++) {
      net.answers.set(`${cdn}/${step}`, { kind: 'redirect', location: `/${step + 1}` })
    }
    net.answers.set(`${cdn}/4`, body())
    const images = start()
    expect(await images.get(images.keyOf('twitch', '1'))).toMatchObject({ type: 'image/png' })
    expect(await images.get(images.keyOf('twitch', '0'))).toBeUndefined()
    expect(net.asked).toHaveLength(8)
  })

  it.each(['https://evil.example/a', 'http://static-cdn.jtvnw.net/a', 'http://127.0.0.1:80/', '//10.0.0.1/a'])(
    'follows no redirect to %s',
    async (location) => {
      net.answers.set(`${cdn}/a`, { kind: 'redirect', location })
      const images = start()
      expect(await images.get(images.keyOf('twitch', 'a'))).toBeUndefined()
      expect(net.asked).toEqual([`${cdn}/a`])
    },
  )

  it('serves by its bytes alone: a page or SVG under an image address is nothing', async () => {
    net.answers.set(`${cdn}/a`, body(bytesOf('<svg onload="alert(1)"/>')))
    const images = start()
    expect(await images.get(images.keyOf('twitch', 'a'))).toBeUndefined()
  })

  it('leaves alone for a while what could not be had, longer every time, and tries again', async () => {
    net.answers.set(`${cdn}/a`, { kind: 'failed', why: 'reset' })
    const images = start()
    const key = images.keyOf('twitch', 'a')
    const asksAfter = async (ms: number) => {
      await host.clock.advance(ms)
      await images.get(key)
      return net.asked.length
    }
    expect([await asksAfter(0), await asksAfter(9_999), await asksAfter(1)]).toEqual([1, 1, 2])
    expect([await asksAfter(19_999), await asksAfter(1)]).toEqual([2, 3])
    net.answers.set(`${cdn}/a`, body())
    await host.clock.advance(40_000)
    expect(await images.get(key)).toBeDefined()
  })

  it('leaves alone for five minutes what the server does not have', async () => {
    const images = start()
    const key = images.keyOf('twitch', 'a')
    await images.get(key)
    await host.clock.advance(299_999)
    await images.get(key)
    expect(net.asked).toHaveLength(1)
    await host.clock.advance(1)
    await images.get(key)
    expect(net.asked).toHaveLength(2)
  })

  it('gives up a server that says nothing after 15 s', async () => {
    net.answers.set(`${cdn}/a`, 'silence')
    const images = start()
    const answer = images.get(images.keyOf('twitch', 'a'))
    await settle()
    expect(net.open.now).toBe(1)
    await host.clock.advance(15_000)
    expect([await answer, net.open.now]).toEqual([undefined, 0])
  })

  it('gives up a locator that says nothing, and survives one that breaks', async () => {
    const silent = start({}, () => new Promise(() => {}))
    const answer = silent.get(silent.keyOf('twitch', 'a'))
    await host.clock.advance(15_000)
    expect(await answer).toBeUndefined()
    const broken = start({}, () => Promise.reject(new Error('no badges today')))
    expect(await broken.get(broken.keyOf('twitch', 'a'))).toBeUndefined()
  })

  it('asks for six at a time, and for every one in the end', async () => {
    const images = start()
    const names = Array.from({ length: 40 }, (_, index) => `n${index}`)
    for (const name of names) net.answers.set(`${cdn}/${name}`, body())
    const answers = await Promise.all(names.map((name) => images.get(images.keyOf('twitch', name))))
    expect([answers.filter((image) => image !== undefined).length, net.open.most]).toEqual([40, 6])
  })

  it('refuses what comes when 500 wait, and serves it when asked again', async () => {
    const images = start()
    const names = Array.from({ length: 520 }, (_, index) => `n${index}`)
    for (const name of names) net.answers.set(`${cdn}/${name}`, body())
    const ask = () => Promise.all(names.map((name) => images.get(images.keyOf('twitch', name))))
    expect((await ask()).filter((image) => image === undefined)).toHaveLength(14)
    expect((await ask()).filter((image) => image === undefined)).toHaveLength(0)
  })

  it('stops at once, whoever is waiting', async () => {
    net.answers.set(`${cdn}/a`, 'silence')
    const images = start()
    const answer = images.get(images.keyOf('twitch', 'a'))
    await settle()
    await images.stop()
    expect([await answer, net.open.now, await images.get(images.keyOf('twitch', 'a'))]).toEqual([
      undefined,
      0,
      undefined,
    ])
  })

  describe('with a folder', () => {
    const serveOnce = async () => {
      const images = start({ folder: folder.path })
      const image = await images.get(images.keyOf('twitch', 'a'))
      await images.stop()
      return image
    }

    it('keeps images between starts, under names that tell nothing, readable by the person alone', async () => {
      net.answers.set(`${cdn}/a`, body())
      await serveOnce()
      const image = await serveOnce()
      expect([image, net.asked.length]).toEqual([{ type: 'image/png', bytes: makePng() }, 1])
      expect(await readdir(folder.path)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    })

    it('forgets a file that was changed or cut short, and fetches anew', async () => {
      net.answers.set(`${cdn}/a`, body())
      await serveOnce()
      const [name = ''] = await readdir(folder.path)
      const file = join(folder.path, name)
      const whole = await readFile(file)
      for (const broken of [whole.subarray(0, 40), Buffer.from('<script>'), Buffer.alloc(0)]) {
        await writeFile(file, broken)
        expect(await serveOnce()).toMatchObject({ type: 'image/png' })
        expect(await readFile(file)).toEqual(whole)
      }
      expect(net.asked).toHaveLength(4)
    })

    it('clears away what an interrupted write left', async () => {
      await writeFile(join(folder.path, `${'a'.repeat(64)}.x.part`), 'half')
      net.answers.set(`${cdn}/a`, body())
      await serveOnce()
      expect(await readdir(folder.path)).toHaveLength(1)
    })

    it('serves all the same when the folder cannot be used', async () => {
      net.answers.set(`${cdn}/a`, body())
      const file = join(folder.path, 'file')
      await writeFile(file, '')
      const images = start({ folder: join(file, 'images') })
      expect(await images.get(images.keyOf('twitch', 'a'))).toMatchObject({ type: 'image/png' })
      await images.stop()
      expect(host.logs.filter(({ level }) => level === 'warn').map(({ event }) => event)).toEqual([
        'image cache unusable',
        'image not cached',
      ])
    })
  })
})
