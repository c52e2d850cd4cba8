import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createImageService, type ImageService } from '../../electron/images/service.ts'
import { createImageTransport, type Lookup } from '../../electron/images/transport.ts'
import { createTestHost, createTestLog, type LogEntry, systemClock } from '../harness/host.ts'
import { makePng } from '../harness/images.ts'

describe('images of strangers', () => {
  const servers: Server[] = []
  const services: ImageService[] = []
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()))
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  /** A server on loopback and what it was asked. */
  const serve = async (answer: RequestListener) => {
    const asked: { readonly path: string; readonly headers: NodeJS.Dict<string | string[]> }[] = []
    const server = createServer((request, response) => {
      asked.push({ path: request.url ?? '', headers: request.headers })
      answer(request, response)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return { origin: `http://127.0.0.1:${port}`, port, asked }
  }

  /** The service as in production, real transport and all; `origin` is an overridden endpoint. */
  const start = (options: {
    readonly address: string
    readonly origin?: string
    readonly hosts?: readonly string[]
    readonly lookup?: Lookup
    readonly logs?: LogEntry[]
  }) => {
    const service = createImageService({
      clock: systemClock,
      randomId: createTestHost().randomId,
      log: createTestLog(options.logs),
      locators: new Map([['twitch', { locate: async () => options.address }]]),
      allowedHosts: new Map([['twitch', options.hosts ?? []]]),
      overriddenOrigins: new Map([['twitch', options.origin === undefined ? [] : [options.origin]]]),
      folder: undefined,
      transport: createImageTransport(options.lookup),
    })
    services.push(service)
    return service.get(service.keyOf('twitch', 'emote:25'))
  }

  it('are fetched from an overridden origin, without cookies, referrer or name', async () => {
    const { origin, asked } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': 'spy=1' }).end(makePng())
    })
    expect(await start({ address: `${origin}/a.png`, origin })).toEqual({ type: 'image/png', bytes: makePng() })
    expect(asked.map(({ headers }) => Object.keys(headers).sort())).toEqual([
      ['accept', 'accept-encoding', 'connection', 'host'],
    ])
  })

  it('are not fetched from this machine, whoever names it', async () => {
    const { origin, port, asked } = await serve((_, response) => response.end(makePng()))
    const addresses = [`${origin}/a.png`, `http://localhost:${port}/`, `https://127.0.0.1:${port}/`, 'https://[::1]/']
    for (const address of addresses) expect(await start({ address })).toBeUndefined()
    expect(asked).toEqual([])
  })

  it('are not fetched from a listed name that leads into a private network', async () => {
    const asked: string[] = []
    const names = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:127.0.0.1']
    for (const address of names) {
      const lookup: Lookup = (hostname, _, callback) => {
        asked.push(hostname)
        callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
      }
      const logs: LogEntry[] = []
      const image = await start({ address: 'https://cdn.example/a.png', hosts: ['cdn.example'], lookup, logs })
      expect([image, logs[0]?.fields['why']]).toEqual([undefined, 'the name leads into a private network'])
    }
    expect(asked).toHaveLength(names.length)
  })

  it('are not fetched from a listed address that is private itself', async () => {
    const logs: LogEntry[] = []
    expect(await start({ address: 'https://127.0.0.1/a.png', hosts: ['127.0.0.1'], logs })).toBeUndefined()
    expect(logs[0]?.fields['why']).toBe('the address is in a private network')
  })

  it('are not followed to another host, another port or another scheme', async () => {
    const inner = await serve((_, response) => response.end(makePng()))
    for (const location of [`${inner.origin}/a.png`, 'https://evil.example/', 'file:///etc/passwd', '//10.0.0.1/']) {
      const outer = await serve((_, response) => response.writeHead(302, { location }).end())
      expect(await start({ address: `${outer.origin}/a.png`, origin: outer.origin })).toBeUndefined()
    }
    expect(inner.asked).toEqual([])
  })

  it('are not followed in a circle', async () => {
    const { origin, asked } = await serve((_, response) => response.writeHead(302, { location: '/a.png' }).end())
    expect(await start({ address: `${origin}/a.png`, origin })).toBeUndefined()
    expect(asked).toHaveLength(4)
  })

  it.each([
    ['a page', 'image/png', '<!doctype html><script>alert(1)</script>'],
    ['SVG', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a script', 'image/gif', 'alert(1)'],
    ['nothing', 'image/png', ''],
  ])('are not served when they are %s', async (_, type, text) => {
    const { origin } = await serve((_, response) => response.writeHead(200, { 'content-type': type }).end(text))
    expect(await start({ address: `${origin}/a.png`, origin })).toBeUndefined()
  })

  it('are not served in a compressed body, which could swell', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' }).end('\x1f\x8b\x08')
    })
    expect(await start({ address: `${origin}/a.png`, origin })).toBeUndefined()
  })

  it('are not read to the end when they are too large, told or not', async () => {
    const large = Buffer.concat([makePng(), Buffer.alloc(5_000_000)])
    const told = await serve((_, response) => response.writeHead(200, { 'content-length': large.length }).end(large))
    const untold = await serve((_, response) => response.writeHead(200).end(large))
    for (const { origin } of [told, untold]) {
      const logs: LogEntry[] = []
      expect(await start({ address: `${origin}/a.png`, origin, logs })).toBeUndefined()
      expect(logs[0]?.fields['why']).toBe('too large')
    }
  })

  it('are cut off when they never end', async () => {
    let written = 0
    let ended = () => {}
    const closed = new Promise<void>((resolve) => {
      ended = resolve
    })
    const { origin } = await serve((_, response) => {
      response.on('close', ended)
      const write = () => {
        written += 65_536
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(write))
      }
      response.write(makePng())
      write()
    })
    expect(await start({ address: `${origin}/a.png`, origin })).toBeUndefined()
    await closed
    expect(written).toBeLessThan(20_000_000)
  })

  it('are let go when the connection breaks in the middle', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1_000 })
      response.write(makePng(), () => response.destroy())
    })
    expect(await start({ address: `${origin}/a.png`, origin })).toBeUndefined()
  })

  it('cannot keep the service from stopping', async () => {
    const { origin, asked } = await serve(() => {})
    const image = start({ address: `${origin}/a.png`, origin })
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await Promise.all(services.map((service) => service.stop()))
    expect(await image).toBeUndefined()
  })
})
