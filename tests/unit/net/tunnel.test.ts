/** Real proxies on loopback, like the few other tests that are about sockets themselves. */
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { ProxyRoute, ProxyServer } from '../../../electron/net/proxy.ts'
import { ProxyFailed } from '../../../electron/net/proxy-failed.ts'
import { openTunnel } from '../../../electron/net/tunnel.ts'
import { createTunnels } from '../../../electron/net/tunnels.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { systemClock } from '../../harness/host.ts'
import {
  findClosedPort,
  type HttpProxyOptions,
  type SocksProxyOptions,
  startHttpProxy,
  startSocksProxy,
  type TestProxy,
} from '../../harness/proxies.ts'

const running: { stop(): Promise<unknown> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

/** Greets, then repeats what it hears. */
const startEcho = async () => {
  let connections = 0
  const server: Server = createServer((socket) => {
    connections++
    socket.on('error', () => undefined)
    socket.write('hello ')
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push({ stop: () => new Promise((resolve) => server.close(resolve)) })
  return { port: (server.address() as AddressInfo).port, connections: () => connections }
}

const startHttp = (options: HttpProxyOptions = {}) => use('http', startHttpProxy(options))
const startSocks = (options: SocksProxyOptions = {}) => use('socks5', startSocksProxy(options))
const start = (kind: 'http' | 'socks5', options: HttpProxyOptions & SocksProxyOptions = {}) =>
  kind === 'http' ? startHttp(options) : startSocks(options)

const use = async (kind: 'http' | 'socks5', starting: Promise<TestProxy>) => {
  const proxy = await starting
  running.push(proxy)
  const server: ProxyServer = { kind, host: '127.0.0.1', port: proxy.port }
  return { proxy, server }
}

const target = { host: 'server.example', port: 443 }
const open = (server: ProxyServer, limitMs = 60_000) => openTunnel(server, target, { clock: systemClock, limitMs })
const troubleOf = async (opening: Promise<unknown>) => {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof ProxyFailed ? [error.code, error.message] : ['no ProxyFailed', String(error)]
}

describe.each(['http', 'socks5'] as const)('a tunnel through a proxy of kind %s', (kind) => {
  it('is as a direct connection, by a name that only the proxy knows', async () => {
    const echo = await startEcho()
    const { proxy, server } = await start(kind, { hosts: { 'server.example': echo.port } })
    const socket = await open(server)
    socket.write('over there')
    let text = ''
    for await (const bytes of socket) {
      text += String(bytes)
      if (text === 'hello over there') break
    }
    expect([text, proxy.asked]).toEqual(['hello over there', ['server.example:443']])
  })

  it('to an address tells the proxy that address', async () => {
    const { proxy, server } = await start(kind)
    for (const host of ['192.0.2.7', '2001:db8::5:0:1', '::', '::ffff:1.2.3.4']) {
      await openTunnel(server, { host, port: 8080 }, { clock: systemClock, limitMs: 60_000 }).catch(() => undefined)
    }
    expect(proxy.asked).toEqual(
      kind === 'http'
        ? ['192.0.2.7:8080', '[2001:db8::5:0:1]:8080', '[::]:8080', '[::ffff:1.2.3.4]:8080']
        : [
            '192.0.2.7:8080',
            '20010db8000000000000000500000001:8080',
            `${'0'.repeat(32)}:8080`,
            `${'0'.repeat(20)}ffff01020304:8080`,
          ],
    )
  })

  it('says when nobody answers there', async () => {
    const port = await findClosedPort()
    expect(await troubleOf(open({ kind, host: '127.0.0.1', port }))).toEqual([
      'PROXY_UNREACHABLE',
      `The proxy 127.0.0.1:${port} refused the connection. Is it running, and are the proxy settings right?`,
    ])
  })

  it('says when the proxy cannot be found', async () => {
    // Too long for any name server to be asked.
    const host = `${'x'.repeat(64)}.example`
    expect(await troubleOf(open({ kind, host, port: 3128 }))).toEqual([
      'PROXY_UNREACHABLE',
      `The proxy ${host}:3128 could not be found. Is it running, and are the proxy settings right?`,
    ])
  })

  it('says when the proxy stays silent, and lets go of it', async () => {
    const { proxy, server } = await start(kind, { answer: 'silence' })
    const clock = createVirtualClock()
    const opening = troubleOf(openTunnel(server, target, { clock, limitMs: 8_000 }))
    await proxy.untilOpen(1)
    await clock.advance(8_000)
    expect(await opening).toEqual([
      'PROXY_UNREACHABLE',
      `The proxy 127.0.0.1:${proxy.port} does not answer. Is it running, and are the proxy settings right?`,
    ])
    await proxy.untilOpen(0)
    expect(clock.pending()).toBe(0)
  })

  it('says when the proxy hangs up', async () => {
    const { proxy, server } = await start(kind, { answer: 'hangUp' })
    expect(await troubleOf(open(server))).toEqual([
      'PROXY_REFUSED',
      `The proxy 127.0.0.1:${proxy.port} closed the connection without an answer.`,
    ])
  })

  it('says when something else answers there', async () => {
    const { proxy, server } = await start(kind, { answer: 'nonsense' })
    expect(await troubleOf(open(server))).toEqual([
      'PROXY_NONSENSE',
      `What answers at 127.0.0.1:${proxy.port} does not speak ${kind === 'http' ? 'HTTP' : 'SOCKS 5'}. Is it a proxy of that kind?`,
    ])
  })

  it('says when the proxy cannot reach the server', async () => {
    const { proxy, server } = await start(kind)
    const why = kind === 'http' ? 'it answered 502' : 'it is not reached from there'
    expect(await troubleOf(open(server))).toEqual([
      'PROXY_TARGET',
      `The proxy 127.0.0.1:${proxy.port} could not reach server.example: ${why}.`,
    ])
  })

  it('leaves nothing open after it was refused', async () => {
    const { proxy, server } = await start(kind)
    await troubleOf(open(server))
    await proxy.untilOpen(0)
  })
})

describe('a proxy that says no', () => {
  const wantsPassword = 'asks for a name and a password, which this version of Tributary cannot give.'
  it.each([
    ['HTTP 403', () => startHttp({ answer: 403 }), 'does not let Tributary reach server.example: it answered 403.'],
    ['HTTP 407', () => startHttp({ answer: 407 }), wantsPassword],
    ['HTTP 503', () => startHttp({ answer: 503 }), 'could not reach server.example: it answered 503.'],
    ['SOCKS reply 2', () => startSocks({ reply: 2 }), 'does not let Tributary reach server.example.'],
    ['SOCKS reply 5', () => startSocks({ reply: 5 }), 'could not reach server.example: it refused the connection.'],
    ['SOCKS reply 1', () => startSocks({ reply: 1 }), 'could not reach server.example: it gives no reason.'],
    ['SOCKS method 2', () => startSocks({ method: 2 }), wantsPassword],
    ['SOCKS method 255', () => startSocks({ method: 255 }), wantsPassword],
  ] as const)('by %s is told with its reason', async (_, begin, words) => {
    const { proxy, server } = await begin()
    const [code, message] = await troubleOf(open(server))
    expect(message).toBe(`The proxy 127.0.0.1:${proxy.port} ${words}`)
    expect(code).toBe(
      words === wantsPassword ? 'PROXY_WANTS_PASSWORD' : words.startsWith('could') ? 'PROXY_TARGET' : 'PROXY_REFUSED',
    )
  })

  it.each([1, 3, 4])('or yes with an address of type %i is understood to the last byte', async (addressType) => {
    const echo = await startEcho()
    const { server } = await startSocks({ hosts: { 'server.example': echo.port }, addressType })
    const socket = await open(server)
    const [first] = await socket.take(1).toArray()
    expect(String(first)).toBe('hello ')
  })

  it('is not given a name that SOCKS has no room for', async () => {
    const { proxy, server } = await startSocks()
    const long = { host: 'x'.repeat(256), port: 443 }
    const opening = openTunnel(server, long, { clock: systemClock, limitMs: 60_000 })
    expect((await troubleOf(opening))[1]).toBe('A SOCKS proxy takes no name of that length.')
    expect(proxy.asked).toEqual([])
  })

  it('in an address that is none is not believed', async () => {
    const echo = await startEcho()
    const { server } = await startSocks({ hosts: { 'server.example': echo.port }, addressType: 9 })
    expect((await troubleOf(open(server)))[0]).toBe('PROXY_NONSENSE')
  })
})

describe('several ways', () => {
  const through = (ways: readonly ProxyRoute[]) =>
    createTunnels({ settings: () => 'system', routesFor: async () => ways }, systemClock).open({
      ...target,
      isSecure: true,
    })

  const down = async (): Promise<ProxyServer> => ({ kind: 'http', host: '127.0.0.1', port: await findClosedPort() })

  it('are tried in their order while a proxy cannot be reached', async () => {
    const echo = await startEcho()
    const { proxy, server } = await start('socks5', { hosts: { 'server.example': echo.port } })
    const socket = await through([await down(), server])
    socket?.destroy()
    expect(proxy.asked).toEqual(['server.example:443'])
    expect(await through([await down(), { kind: 'direct' }])).toBeUndefined()
  })

  it('are not tried after one that says no', async () => {
    const { server } = await startHttp({ answer: 403 })
    expect((await troubleOf(through([server, { kind: 'direct' }])))[0]).toBe('PROXY_REFUSED')
  })

  it('that all fail are told by the first', async () => {
    const first = await down()
    expect((await troubleOf(through([first, await down()])))[1]).toContain(`127.0.0.1:${first.port} refused`)
  })
})

it('the test proxies themselves hand on what they are told', async () => {
  const echo = await startEcho()
  const { proxy } = await start('http', { hosts: { a: echo.port } })
  const socket = connect(proxy.port, '127.0.0.1')
  socket.write('CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n')
  const [bytes] = await socket.take(1).toArray()
  socket.destroy()
  expect([String(bytes).split('\r\n')[0], (proxy satisfies TestProxy).heard()]).toEqual([
    'HTTP/1.1 200 Connection established',
    'CONNECT a:1\nhost\na',
  ])
})
