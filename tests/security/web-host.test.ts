import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openWebDoor } from '../../electron/hosts/web/host.ts'
import { ok } from '../../shared/errors.ts'
import { closeCodes, maxMessageBytes } from '../../shared/protocol.ts'
import { createVirtualClock, type VirtualClock } from '../harness/clock.ts'
import { createTestHost, createTestLog, type LogEntry } from '../harness/host.ts'
import { makePng } from '../harness/images.ts'
import { createScriptedCore, type ScriptedCore } from '../harness/scripted-core.ts'
import { page, startTestWebHost } from '../harness/web-host.ts'

interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Says exactly these bytes, as no browser and no library would, and reads until the other side ends. */
const sayRaw = (port: number, request: string): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', ...rest] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n')
      const [statusLine = '', ...lines] = head.split('\r\n')
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      })
      resolve({
        status: Number(statusLine.split(' ')[1] ?? 0),
        headers: Object.fromEntries(headers),
        body: rest.join('\r\n\r\n'),
      })
    })
  })

const tokenOf = (character: string) => character.repeat(26)

describe('the web host', () => {
  let core: ScriptedCore
  let clock: VirtualClock
  let logs: LogEntry[]
  let host: Awaited<ReturnType<typeof startTestWebHost>>
  let sockets: WebSocket[]
  const png = makePng()

  beforeEach(async () => {
    core = createScriptedCore(createTestHost())
    core.script('alerts.dismiss', () => ok({}))
    clock = createVirtualClock()
    logs = []
    sockets = []
    host = await startTestWebHost(core, {
      clock,
      log: createTestLog(logs),
      images: { get: async (key) => (key === 'KEY-one_2' ? { type: 'image/png', bytes: png } : undefined) },
    })
  })
  afterEach(async () => {
    for (const socket of sockets) socket.terminate()
    await host.stop()
  })

  const ask = (
    target: string,
    change: { readonly method?: string; readonly host?: string; readonly lines?: readonly string[] } = {},
  ) => {
    const { method = 'GET', lines = [] } = change
    const hostLine = `Host: ${change.host ?? `127.0.0.1:${host.port}`}`
    return sayRaw(
      host.port,
      [`${method} ${target} HTTP/1.1`, hostLine, 'Connection: close', ...lines, '', ''].join('\r\n'),
    )
  }

  describe('answers', () => {
    it('the page with the exact policy, and keeps it out of every store', async () => {
      const { status, headers, body } = await ask('/')
      expect({ status, headers, body }).toEqual({
        status: 200,
        body: page,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-length': String(page.length),
          'cache-control': 'no-store',
          'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' emote:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${host.port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'permissions-policy': expect.stringContaining('camera=()'),
          connection: 'close',
          date: expect.any(String),
        },
      })
    })

    it('under its other name with a policy that names that one', async () => {
      const { headers } = await ask('/', { host: `localhost:${host.port}` })
      expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://localhost:${host.port};`)
    })

    it('files whose names hold their hash for ever, with the same fences', async () => {
      const { status, headers } = await ask('/assets/index-Ab1.js')
      expect([status, headers['cache-control'], headers['content-type'], headers['x-content-type-options']]).toEqual([
        200,
        'public, max-age=31536000, immutable',
        'text/javascript; charset=utf-8',
        'nosniff',
      ])
      expect(headers['content-security-policy']).toContain("default-src 'none'")
    })

    it('images by their keys, under a policy that lets them do nothing', async () => {
      const { status, headers, body } = await ask('/img/KEY-one_2')
      expect([status, headers['content-type'], headers['cache-control'], headers['content-security-policy']]).toEqual([
        200,
        'image/png',
        'private, max-age=31536000, immutable',
        "default-src 'none'; sandbox",
      ])
      expect([headers['x-content-type-options'], Buffer.from(body, 'latin1')]).toEqual(['nosniff', Buffer.from(png)])
    })

    it('HEAD as GET, without the body', async () => {
      const { status, headers, body } = await ask('/', { method: 'HEAD' })
      expect([status, headers['content-type'], body]).toEqual([200, 'text/html; charset=utf-8', ''])
    })
  })

  describe('gives nothing to', () => {
    const nothing = { status: 404, body: '' }

    it.each([
      '/index.html',
      '/assets',
      '/assets/',
      '/assets/index-Ab1.js.map',
      '/img',
      '/img/',
      '/img/unknown',
      '/img/KEY-one_2/',
      '/img/KEY-one_2/more',
      '/socket',
      '/favicon.ico',
      '/.git/config',
      '/package.json',
    ])('the path %s', async (path) => {
      expect(await ask(path)).toMatchObject(nothing)
    })

    it.each([
      '/../package.json',
      '/../../../../etc/passwd',
      '/assets/../../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/%2e%2e%2f%2e%2e%2fetc/passwd',
      '/%252e%252e%252fetc/passwd',
      '/..%5c..%5cetc/passwd',
      '/..\\..\\etc\\passwd',
      '/..%c0%af..%c0%afetc/passwd',
      '/%uff0e%uff0e/etc/passwd',
      '/assets/%00index-Ab1.js',
      '/....//....//etc/passwd',
      '//etc/passwd',
      '/img/..%2f..%2fetc%2fpasswd',
      '/img/../index.html',
      '/;/../etc/passwd',
    ])('the climbing path %s', async (path) => {
      expect(await ask(path)).toMatchObject(nothing)
    })

    it('an absolute target, whatever host it names', async () => {
      expect(await ask('http://evil.example/')).toMatchObject(nothing)
      expect(await ask(`http://127.0.0.1:${host.port}/`)).toMatchObject(nothing)
    })
  })

  describe('refuses', () => {
    it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost', '[::1]', 'localhost:0'])(
      'the Host %s, and shows nothing',
      async (wrong) => {
        expect(await ask('/', { host: wrong })).toMatchObject({ status: 403, body: '' })
        expect(await ask('/img/KEY-one_2', { host: wrong })).toMatchObject({ status: 403, body: '' })
      },
    )

    it('a name that DNS made lead here, with the right port', async () => {
      expect(await ask('/', { host: `evil.example:${host.port}` })).toMatchObject({ status: 403, body: '' })
    })

    it('no Host and two', async () => {
      const none = await sayRaw(host.port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')
      const two = await ask('/', { lines: ['Host: evil.example'] })
      const old = await sayRaw(host.port, 'GET / HTTP/1.0\r\n\r\n')
      expect([none.status, two.status, old.status]).toEqual([400, 403, 403])
    })

    it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'file://'])('the Origin %s', async (origin) => {
      const answer = await ask('/', { lines: [`Origin: ${origin}`] })
      expect(answer).toMatchObject({ status: 403, body: '' })
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    })

    it('what another site embeds', async () => {
      const lines = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script']
      expect(await ask('/assets/index-Ab1.js', { lines })).toMatchObject({ status: 403, body: '' })
    })

    it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('the method %s', async (method) => {
      const { status, headers, body } = await ask('/', { method, lines: ['Content-Length: 0'] })
      expect([status, headers['allow'], body]).toEqual([405, 'GET, HEAD', ''])
    })

    it('a body, and a head without end', async () => {
      expect(await ask('/', { lines: ['Content-Length: 3'] })).toMatchObject({ status: 400 })
      expect(await ask('/', { lines: [`X-Long: ${'a'.repeat(20_000)}`] })).toMatchObject({ status: 431 })
    })

    it('garbage, and goes on answering', async () => {
      expect(await sayRaw(host.port, '\x16\x03\x01garbage\r\n\r\n')).toMatchObject({ status: 400 })
      expect(await ask('/')).toMatchObject({ status: 200 })
    })
  })

  describe('is found', () => {
    it('on loopback alone', async () => {
      const others = Object.values(networkInterfaces()).flatMap((addresses) =>
        (addresses ?? [])
          .filter(({ internal, family }) => !internal && family === 'IPv4')
          .map(({ address }) => address),
      )
      const reached = await Promise.all(
        others.map(
          (address) =>
            new Promise<boolean>((resolve) => {
              const socket = connect(host.port, address, () => {
                socket.destroy()
                resolve(true)
              })
              socket.on('error', () => resolve(false))
            }),
        ),
      )
      expect(reached.filter(Boolean)).toEqual([])
    })

    it('not where another program is, and says so in words', async () => {
      const second = await openWebDoor({
        port: host.port,
        rendererFolder: 'out/none',
        log: createTestLog(),
        clock,
        randomId: () => tokenOf('x'),
      })
      expect(second).toMatchObject({ ok: false })
      await expect(startTestWebHost(core, { port: host.port })).rejects.toThrow(
        `Port ${host.port} is in use by another program, perhaps by Tributary itself. Choose another one with --port, or leave it out to take any that is free.`,
      )
    })
  })

  describe('at its socket', () => {
    interface Visitor {
      readonly socket: WebSocket
      readonly received: readonly string[]
      /** The close code, or the status that refused the upgrade. */
      readonly ended: Promise<number>
      readonly opened: Promise<void>
    }

    const visit = (
      options: { readonly origin?: string | undefined; readonly host?: string; readonly path?: string } = {
        origin: host.origin,
      },
    ): Visitor => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/socket'}`, {
        ...(options.origin === undefined ? {} : { origin: options.origin }),
        ...(options.host === undefined ? {} : { headers: { host: options.host } }),
      })
      sockets.push(socket)
      const received: string[] = []
      socket.on('message', (data) => received.push(data.toString()))
      const ended = new Promise<number>((resolve) => {
        socket.on('unexpected-response', (_, response) => {
          resolve(response.statusCode ?? 0)
          socket.terminate()
        })
        socket.on('close', resolve)
      })
      socket.on('error', () => {})
      const opened = new Promise<void>((resolve) => socket.on('open', () => resolve()))
      return { socket, received, ended, opened }
    }

    const next = (visitor: Visitor) =>
      new Promise<unknown>((resolve) => visitor.socket.once('message', (data) => resolve(JSON.parse(data.toString()))))

    const enter = async () => {
      const visitor = visit()
      await visitor.opened
      const welcome = next(visitor)
      visitor.socket.send(JSON.stringify({ hello: { token: host.token } }))
      expect(await welcome).toEqual({ welcome: true })
      return visitor
    }

    it('refuses every upgrade but one of its own page, and opens nothing', async () => {
      const ends = [
        visit({ origin: undefined }),
        visit({ origin: 'http://evil.example' }),
        visit({ origin: 'null' }),
        visit({ origin: `https://127.0.0.1:${host.port}` }),
        visit({ origin: `http://localhost:${host.port}` }),
        visit({ origin: `http://evil.example:${host.port}`, host: `evil.example:${host.port}` }),
        visit({ origin: host.origin, path: '/' }),
        visit({ origin: host.origin, path: `/socket?token=${host.token}` }),
      ].map(({ ended }) => ended)
      expect(await Promise.all(ends)).toEqual([403, 403, 403, 403, 403, 403, 404, 404])
      expect(core.windows()).toBe(0)
    })

    it('answers nothing before the token', async () => {
      const visitor = visit()
      await visitor.opened
      visitor.socket.send(JSON.stringify({ id: 1, invoke: 'alerts.dismiss', input: { id: 'x' } }))
      expect(await visitor.ended).toBe(closeCodes.refused)
      expect([visitor.received, core.windows(), core.calls]).toEqual([[], 0, []])
    })

    it.each([
      ['another token', () => JSON.stringify({ hello: { token: tokenOf('x') } })],
      ['an empty one', () => JSON.stringify({ hello: { token: '' } })],
      ['the beginning of it', () => JSON.stringify({ hello: { token: host.token.slice(0, -1) } })],
      ['a number', () => JSON.stringify({ hello: { token: 1 } })],
      ['a list with it', () => JSON.stringify({ hello: { token: [host.token] } })],
      ['no JSON', () => host.token],
      ['too much', () => JSON.stringify({ hello: { token: host.token }, more: 'x'.repeat(2_000) })],
      ['it as bytes', () => Buffer.from(JSON.stringify({ hello: { token: host.token } }))],
    ])('refuses %s in place of the token', async (_, hello) => {
      const visitor = visit()
      await visitor.opened
      visitor.socket.send(hello())
      expect([await visitor.ended, visitor.received, core.windows()]).toEqual([closeCodes.refused, [], 0])
    })

    it('closes on who says nothing for five seconds', async () => {
      const visitor = visit()
      await visitor.opened
      await clock.advance(4_999)
      expect(visitor.socket.readyState).toBe(WebSocket.OPEN)
      await clock.advance(1)
      expect(await visitor.ended).toBe(closeCodes.refused)
    })

    it('keeps who guesses waiting, and never who knows', async () => {
      const guess = async () => {
        const visitor = visit()
        await visitor.opened
        visitor.socket.send(JSON.stringify({ hello: { token: tokenOf('x') } }))
        return visitor
      }
      for (let failure = 0; failure < 3; failure++) expect(await (await guess()).ended).toBe(closeCodes.refused)
      const fourth = await guess()
      await enter()
      expect(fourth.socket.readyState).toBe(WebSocket.OPEN)
      await clock.advance(1_000)
      expect(await fourth.ended).toBe(closeCodes.refused)
    })

    it('lets no crowd of strangers keep a window out', async () => {
      const crowd = Array.from({ length: 20 }, () => visit())
      await Promise.all(crowd.map(({ opened }) => opened))
      await enter()
      expect(core.windows()).toBe(1)
      await Promise.all(crowd.slice(0, 5).map(({ ended }) => ended))
      expect(crowd.map(({ socket }) => socket.readyState === WebSocket.OPEN)).toEqual([
        ...Array.from({ length: 5 }, () => false),
        ...Array.from({ length: 15 }, () => true),
      ])
    })

    it('answers an invoke that is too large, and ends for a larger frame, reading it no further', async () => {
      const visitor = await enter()
      const answer = next(visitor)
      const input = { id: 'x'.repeat(maxMessageBytes) }
      visitor.socket.send(JSON.stringify({ id: 5, invoke: 'alerts.dismiss', input }))
      expect(await answer).toMatchObject({ id: 5, result: { ok: false, error: { kind: 'invalid', field: 'input' } } })
      visitor.socket.send('x'.repeat(10_000_000))
      expect([await visitor.ended, core.calls]).toEqual([closeCodes.tooLarge, []])
    })

    it.each([
      ['no JSON', 'hello'],
      ['half of JSON', '{"id":1,"invoke":'],
      ['nothing', ''],
      ['JSON of another kind', '[1,2,3]'],
      ['JSON nested without end', '['.repeat(30_000)],
      ['an unknown message', '{"eval":"1"}'],
      ['an unknown event', '{"subscribe":"__proto__","id":1}'],
      ['bytes', Buffer.from([0, 255, 1])],
      ['a message as bytes', Buffer.from('{"id":1,"invoke":"host.info","input":{}}')],
    ])('ends the window that says %s, and lets the next one in', async (_, frame) => {
      const visitor = await enter()
      visitor.socket.send(frame)
      expect([await visitor.ended, visitor.received.length]).toEqual([closeCodes.malformed, 1])
      await enter()
    })

    it('reaches no command through an inherited name', async () => {
      const visitor = await enter()
      for (const [index, name] of ['__proto__', 'constructor', 'hasOwnProperty', 'stop', 5, null, {}].entries()) {
        const answer = next(visitor)
        visitor.socket.send(JSON.stringify({ id: index, invoke: name, input: {} }))
        expect(await answer).toMatchObject({ id: index, result: { ok: false, error: { kind: 'unsupported' } } })
      }
      expect(core.calls).toEqual([])
    })

    it('ends a window that floods', async () => {
      const visitor = await enter()
      for (let id = 0; id < 5_000; id++) {
        visitor.socket.send(JSON.stringify({ id, invoke: 'alerts.dismiss', input: { id: 'x' } }))
      }
      expect(await visitor.ended).toBe(closeCodes.tooFast)
      expect(core.calls.length).toBeLessThanOrEqual(100)
    })

    it('drops a window that does not answer pings', async () => {
      const visitor = await enter()
      // As a computer that fell asleep: it is there, and reads nothing.
      visitor.socket.pause()
      await clock.advance(30_000)
      visitor.socket.resume()
      expect([await visitor.ended, core.windows()]).toEqual([1006, 0])
    })

    it('does not compress', async () => {
      const visitor = await enter()
      expect(visitor.socket.extensions).toBe('')
    })

    it('says goodbye when it stops, and frees the port', async () => {
      const visitor = await enter()
      const silent = visit()
      await silent.opened
      await host.stop()
      expect([await visitor.ended, await silent.ended, core.windows()]).toEqual([closeCodes.stopping, 1006, 0])
      const again = await startTestWebHost(core, { port: host.port })
      await again.stop()
      host = await startTestWebHost(core)
    })
  })

  it('writes the token into no log', async () => {
    const socket = new WebSocket(host.socketUrl, { origin: host.origin })
    sockets.push(socket)
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send(JSON.stringify({ hello: { token: `${host.token}x` } }))
    await new Promise((resolve) => socket.on('close', resolve))
    await ask(`/?token=${host.token}`, { host: 'evil.example' })
    expect(logs.length).toBeGreaterThan(0)
    expect(JSON.stringify(logs)).not.toContain(host.token)
  })
})
