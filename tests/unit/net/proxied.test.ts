/** Everything that leaves the desktop, over real proxies on loopback. */
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Clock } from '../../../electron/core/ports/host.ts'
import { createDesktopNetwork, type DesktopNetwork } from '../../../electron/hosts/desktop/network.ts'
import { checkAddress } from '../../../electron/images/address.ts'
import { createHttpClient } from '../../../electron/net/http-client.ts'
import { type SendWatch, watchSending } from '../../../electron/net/http-sent.ts'
import type { ProxySettings } from '../../../shared/contract.ts'
import { createVirtualClock, settle } from '../../harness/clock.ts'
import { createTestLog, systemClock } from '../../harness/host.ts'
import { makePng } from '../../harness/images.ts'
import {
  findClosedPort,
  type HttpProxyOptions,
  type SocksProxyOptions,
  startHttpProxy,
  startSocksProxy,
} from '../../harness/proxies.ts'

const readFixture = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8')
/** For server.example, other.example and 127.0.0.1. */
const tls = { cert: readFixture('certificate.pem'), key: readFixture('key.pem') }
const usualAuthorities = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...usualAuthorities, tls.cert]))
afterAll(() => setDefaultCACertificates(usualAuthorities))

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})
const kept = <Thing extends { stop(): unknown }>(thing: Thing): Thing => {
  running.push(thing)
  return thing
}

const answerDefault: RequestListener = (request, response) => {
  response.end(JSON.stringify({ path: request.url, method: request.method }))
}

/** A web server with a socket at every address that says `hello`; `seen` is what it was asked. */
const startServer = async (isSecure: boolean, answer = answerDefault) => {
  const seen: string[] = []
  const connections = { count: 0 }
  const serve: RequestListener = (request, response) => {
    seen.push(`${request.method} ${request.url}`)
    answer(request, response)
  }
  const server = isSecure ? createSecureServer(tls, serve) : createServer(serve)
  server.on('connection', () => {
    connections.count++
  })
  // It never ends a connection by itself: what is let go is let go by us.
  server.keepAliveTimeout = 0
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => {
    seen.push(`SOCKET ${request.url}`)
    socket.on('message', (text) => socket.send(`you said ${text}`))
    socket.send('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push({
    stop() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  })
  return { port: (server.address() as AddressInfo).port, seen, connections }
}

const build = (
  first: ProxySettings,
  resolveSystem: (url: string) => Promise<string> = async () => 'DIRECT',
  /** Of the requests' time limits. */
  clock: Clock = systemClock,
) => {
  let settings = first
  const network: DesktopNetwork = kept(
    createDesktopNetwork({ settings: () => settings, resolveSystem, clock: systemClock }),
  )
  const watch: SendWatch = kept(watchSending())
  const http = createHttpClient({
    fetch: network.fetch,
    clock,
    random: () => 0.5,
    userAgent: 'Tributary/1',
    log: createTestLog(),
    watch,
  })
  return {
    network,
    http,
    post: (url: string) => http.request({ method: 'POST', url, json: {} }),
    set: (next: ProxySettings) => {
      settings = next
    },
  }
}

/** Opens a socket, says `ping` after the greeting and ends it after the answer. */
const talk = (network: DesktopNetwork, url: string) =>
  new Promise<{ readonly texts: readonly string[]; readonly code: number; readonly reason: string }>((resolve) => {
    const texts: string[] = []
    const socket = network.openSocket(url, {
      opened: () => socket.send('ping'),
      received(text) {
        texts.push(text)
        if (texts.length === 2) socket.close()
      },
      closed: ({ code, reason }) => resolve({ texts, code, reason }),
    })
  })

const fetchImage = (network: DesktopNetwork, url: string, overridden?: string) => {
  const places = { hosts: [new URL(url).hostname], origins: overridden === undefined ? [] : [overridden] }
  const address = checkAddress(url, places)
  if (address === undefined) throw new Error('the address is not allowed')
  return network.imageTransport.fetch({ address, maxBytes: 10_000, signal: new AbortController().signal })
}

const ways = [
  ['an HTTP proxy', 'http', (options: HttpProxyOptions) => startHttpProxy(options)],
  ['an HTTP proxy behind TLS', 'https', (options: HttpProxyOptions) => startHttpProxy({ ...options, tls })],
  ['a SOCKS proxy', 'socks5', ({ hosts = {} }: HttpProxyOptions) => startSocksProxy({ hosts })],
] as const

describe.each(ways)('through %s', (_, scheme, start) => {
  const open = async (isSecure: boolean, answer?: RequestListener, clock?: Clock) => {
    const server = await startServer(isSecure, answer)
    const proxy = kept(await start({ hosts: { 'server.example': server.port, 'other.example': server.port } }))
    const settings: ProxySettings = { mode: 'manual', url: `${scheme}://127.0.0.1:${proxy.port}` }
    return { server, proxy, ...build(settings, undefined, clock) }
  }

  it.each([false, true])('a request arrives by a name that only the proxy knows (secure: %j)', async (isSecure) => {
    const { proxy, post, server } = await open(isSecure)
    const origin = isSecure ? 'https://server.example' : 'http://server.example'
    const outcome = await post(`${origin}/things?token=secret`)
    expect(outcome).toMatchObject({
      kind: 'answered',
      status: 200,
      body: { method: 'POST', path: '/things?token=secret' },
    })
    // Until then it is not free for the next.
    await settle()
    await post(`${origin}/again`)
    expect([proxy.asked, server.seen]).toEqual([
      [`server.example:${isSecure ? 443 : 80}`],
      ['POST /things?token=secret', 'POST /again'],
    ])
    expect(proxy.heard()).not.toMatch(/things|secret|Tributary/u)
  })

  it.each([false, true])('a socket is opened and speaks (secure: %j)', async (isSecure) => {
    const { network, proxy, server } = await open(isSecure)
    const said = await talk(network, `${isSecure ? 'wss' : 'ws'}://server.example:4444/chat?token=secret`)
    expect(said).toEqual({ texts: ['hello', 'you said ping'], code: 1000, reason: '' })
    expect([proxy.asked, server.seen]).toEqual([['server.example:4444'], ['SOCKET /chat?token=secret']])
    expect(proxy.heard()).not.toContain('secret')
  })

  it('an image arrives, and several by one connection', async () => {
    const { network, proxy } = await open(true, (_request, response) => response.end(makePng()))
    for (let count = 0; count < 3; count++) {
      expect(await fetchImage(network, 'https://server.example/a.png')).toEqual({ kind: 'body', bytes: makePng() })
    }
    expect(proxy.asked).toEqual(['server.example:443'])
  })

  it('a redirect to another host goes the same way', async () => {
    const { http, proxy } = await open(true, (request, response) => {
      if (request.url === '/first') response.writeHead(302, { location: 'https://other.example/second' }).end()
      else answerDefault(request, response)
    })
    expect(await http.request({ method: 'GET', url: 'https://server.example/first' })).toMatchObject({
      kind: 'answered',
      body: { path: '/second' },
    })
    expect(proxy.asked).toEqual(['server.example:443', 'other.example:443'])
  })

  it('a certificate for another name is refused, and nothing is sent', async () => {
    const server = await startServer(true)
    const proxy = kept(await start({ hosts: { 'wrong.example': server.port } }))
    const { network, post } = build({ mode: 'manual', url: `${scheme}://127.0.0.1:${proxy.port}` })
    expect(await post('https://wrong.example/')).toEqual({
      kind: 'notSent',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      why: expect.stringContaining('No secure connection to wrong.example could be made'),
    })
    expect((await talk(network, 'wss://wrong.example/')).reason).toBe('The server’s certificate is for another name.')
    expect(await fetchImage(network, 'https://wrong.example/a.png')).toMatchObject({ kind: 'failed' })
    expect(server.seen).toEqual([])
  })

  it('a request that was written and not answered may have arrived', async () => {
    const clock = createVirtualClock()
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const { post } = await open(true, () => arrive(), clock)
    const asked = post('https://server.example/send')
    await arrived
    await clock.advance(10_000)
    expect(await asked).toEqual({ kind: 'uncertain', why: 'server.example did not answer within 10 s.' })
  })
})

const closed = async (url: (port: number) => string): Promise<ProxySettings> => ({
  mode: 'manual',
  url: url(await findClosedPort()),
})
const proxyOf = async (starting: ReturnType<typeof startHttpProxy>, scheme: string): Promise<ProxySettings> => ({
  mode: 'manual',
  url: `${scheme}://127.0.0.1:${kept(await starting).port}`,
})
const httpSays = (options: HttpProxyOptions) => () => proxyOf(startHttpProxy(options), 'http')
const socksSays = (options: SocksProxyOptions) => () => proxyOf(startSocksProxy(options), 'socks5')

describe('where the proxy does not help', () => {
  // Not a loopback name, and yet this very machine: what goes around the proxy would arrive.
  const here = '0.0.0.0'

  it.each([
    ['an HTTP proxy is down', () => closed((port) => `http://127.0.0.1:${port}`), 'refused the connection'],
    ['a proxy behind TLS is down', () => closed((port) => `https://127.0.0.1:${port}`), 'refused the connection'],
    ['a SOCKS proxy is down', () => closed((port) => `socks5://127.0.0.1:${port}`), 'refused the connection'],
    ['it answers 403', httpSays({ answer: 403 }), 'does not let Tributary reach'],
    ['it answers 407', httpSays({ answer: 407 }), 'asks for a name and a password'],
    ['it answers nonsense', httpSays({ answer: 'nonsense' }), 'does not speak HTTP'],
    ['it hangs up', httpSays({ answer: 'hangUp' }), 'closed the connection without an answer'],
    ['it does not know the host', httpSays({}), 'could not reach'],
    ['SOCKS forbids it', socksSays({ reply: 2 }), 'does not let Tributary reach'],
    ['SOCKS wants a password', socksSays({ method: 255 }), 'asks for a name and a password'],
    [
      'its certificate is for others',
      async () => {
        const port = kept(await startHttpProxy({ tls })).port
        return { mode: 'manual', url: `https://localhost:${port}` } as const
      },
      'No secure connection to the proxy',
    ],
    ['the settings cannot be used', async () => ({ mode: 'manual', url: 'socks4://127.0.0.1:1' }) as const, 'SOCKS 4'],
  ] as const)('because %s, nothing leaves and the reason is told', async (_, settingsOf, words) => {
    const plain = await startServer(false)
    const secure = await startServer(true)
    const { network, post } = build(await settingsOf())
    for (const url of [`http://${here}:${plain.port}/`, `https://${here}:${secure.port}/`]) {
      const outcome = await post(url)
      expect(outcome).toMatchObject({ kind: 'notSent', why: expect.stringContaining(words) })
      expect((await talk(network, url.replace('http', 'ws'))).reason).toContain(words)
    }
    const origin = `https://${here}:${secure.port}`
    expect(await fetchImage(network, `${origin}/a.png`, origin)).toEqual({
      kind: 'failed',
      why: expect.stringContaining(words),
    })
    expect([plain.connections.count, secure.connections.count]).toEqual([0, 0])
  })

  it('the same addresses are reached without it, so that the negatives above mean something', async () => {
    const plain = await startServer(false)
    const secure = await startServer(true)
    const { network, post } = build({ mode: 'none' })
    expect(await post(`http://${here}:${plain.port}/`)).toMatchObject({ kind: 'answered' })
    expect((await talk(network, `ws://${here}:${plain.port}/`)).texts).toEqual(['hello', 'you said ping'])
    const origin = `https://${here}:${secure.port}`
    // The certificate is for another name, but the connection was made.
    await fetchImage(network, `${origin}/a.png`, origin)
    expect([plain.connections.count, secure.connections.count]).toEqual([2, 1])
  })

  it('because it stays silent, a request that is given up was certainly not sent', async () => {
    const proxy = kept(await startHttpProxy({ answer: 'silence' }))
    const clock = createVirtualClock()
    const { post } = build({ mode: 'manual', url: `http://127.0.0.1:${proxy.port}` }, undefined, clock)
    const asked = post('https://server.example/send')
    await proxy.untilOpen(1)
    await clock.advance(10_000)
    expect(await asked).toEqual({
      kind: 'notSent',
      why: 'No connection to server.example could be made within 10 s.',
    })
  })

  it('a socket that is closed while it waits for the proxy leaves nothing open', async () => {
    const server = await startServer(false)
    const proxy = kept(await startHttpProxy({ hosts: { 'server.example': server.port } }))
    const { network } = build({ mode: 'manual', url: `http://127.0.0.1:${proxy.port}` })
    const closedWith = await new Promise<number>((resolve) => {
      const socket = network.openSocket('ws://server.example/', {
        opened: () => undefined,
        received: () => undefined,
        closed: ({ code }) => resolve(code),
      })
      void proxy.untilOpen(1).then(() => socket.close())
    })
    await proxy.untilOpen(0)
    expect([closedWith, server.seen]).toEqual([1000, []])
  })
})

describe('the settings', () => {
  it('apply to what is opened from then on, and to nothing that is open', async () => {
    const server = await startServer(true, (_request, response) => response.end(makePng()))
    const hosts = { 'server.example': server.port }
    const first = kept(await startHttpProxy({ hosts }))
    const second = kept(await startSocksProxy({ hosts }))
    const { network, post, set } = build({ mode: 'manual', url: `http://127.0.0.1:${first.port}` })
    const texts: string[] = []
    const { promise: greeted, resolve: greet } = Promise.withResolvers<void>()
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    const open = network.openSocket('wss://server.example/', {
      opened: () => undefined,
      received(text) {
        texts.push(text)
        if (texts.length === 1) greet()
        else answer()
      },
      closed: () => undefined,
    })
    await greeted
    await post('https://server.example/')
    await fetchImage(network, 'https://server.example/a.png')
    expect([first.asked.length, second.asked.length]).toEqual([3, 0])

    set({ mode: 'manual', url: `socks5://127.0.0.1:${second.port}` })
    await post('https://server.example/')
    await fetchImage(network, 'https://server.example/a.png')
    await talk(network, 'wss://server.example/')
    expect([first.asked.length, second.asked.length]).toEqual([3, 3])
    // Of the first, only the socket that was open stays.
    await first.untilOpen(1)
    open.send('still here')
    await answered
    expect(texts).toEqual(['hello', 'you said still here'])
    open.close()
  })

  it('let a request that is under way end as it began', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<() => void>()
    const server = await startServer(true, (request, response) => arrive(() => answerDefault(request, response)))
    const proxy = kept(await startHttpProxy({ hosts: { 'server.example': server.port } }))
    const { post, set } = build({ mode: 'manual', url: `http://127.0.0.1:${proxy.port}` })
    const first = post('https://server.example/first')
    const answer = await arrived
    set(await closed((port) => `http://127.0.0.1:${port}`))
    expect(await post('https://server.example/second')).toMatchObject({ kind: 'notSent' })
    answer()
    expect(await first).toMatchObject({ kind: 'answered', body: { path: '/first' } })
  })

  it('do not apply to this computer', async () => {
    const server = await startServer(false, (_request, response) => response.end(makePng()))
    const { network, post } = build(await closed((port) => `http://127.0.0.1:${port}`))
    const origin = `http://127.0.0.1:${server.port}`
    expect(await post(origin)).toMatchObject({ kind: 'answered' })
    expect(await talk(network, `ws://localhost:${server.port}/`)).toMatchObject({ texts: ['hello', 'you said ping'] })
    expect(await fetchImage(network, `${origin}/a.png`, origin)).toMatchObject({ kind: 'body' })
  })

  it('of the system are asked for every origin, and its answers tried in their order', async () => {
    const server = await startServer(true)
    const proxy = kept(await startSocksProxy({ hosts: { 'server.example': server.port } }))
    const down = await findClosedPort()
    const asked: string[] = []
    const { network, post } = build({ mode: 'system' }, async (url) => {
      asked.push(url)
      return `PROXY 127.0.0.1:${down}; SOCKS5 127.0.0.1:${proxy.port}; DIRECT`
    })
    expect(await post('https://server.example/a?b')).toMatchObject({ kind: 'answered' })
    expect((await talk(network, 'wss://server.example/c')).texts).toEqual(['hello', 'you said ping'])
    expect([asked, proxy.asked]).toEqual([
      ['https://server.example/', 'https://server.example/'],
      ['server.example:443', 'server.example:443'],
    ])
  })
})

describe('an image through a proxy', () => {
  it('is not asked for at a private address that is written as a number', async () => {
    const proxy = kept(await startHttpProxy({ hosts: { '10.0.0.1': 1, '[fd00::1]': 1 } }))
    const { network } = build({ mode: 'manual', url: `http://127.0.0.1:${proxy.port}` })
    for (const url of ['https://10.0.0.1/a.png', 'https://[fd00::1]/a.png', 'https://169.254.169.254/a.png']) {
      expect(await fetchImage(network, url)).toEqual({ kind: 'failed', why: 'the address is in a private network' })
    }
    expect(proxy.asked).toEqual([])
  })

  it('is refused without one where its name leads into a private network', async () => {
    const { network } = build({ mode: 'none' })
    expect(await fetchImage(network, 'https://localhost/a.png')).toEqual({
      kind: 'failed',
      why: 'the name leads into a private network',
    })
  })
})
