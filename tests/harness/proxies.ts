/** Proxies in miniature, on loopback. They know names that nobody else does, so that what they are asked for is known. */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface TestProxy {
  readonly port: number
  /** What it was asked for, `host:port`, in order. */
  readonly asked: readonly string[]
  /** Every byte that came to it before it said yes, as text. */
  readonly heard: () => string
  /** Settles once so many connections to it are open. */
  untilOpen(count: number): Promise<void>
  stop(): Promise<void>
}

interface Common {
  /** Ports on 127.0.0.1 by the names that this proxy knows. */
  readonly hosts?: Readonly<Record<string, number>>
}

const start = async (server: Server, asked: readonly string[], heard: () => string): Promise<TestProxy> => {
  const sockets = new Set<Socket>()
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of [...waiting]) look()
  }
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      changed()
    })
    changed()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    asked,
    heard,
    untilOpen: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (sockets.size !== count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    stop() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const join = (left: Duplex, right: Socket): void => {
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to)
  }
}

export interface HttpProxyOptions extends Common {
  /** To every CONNECT: a status, `silence`, or what is no HTTP at all. */
  readonly answer?: number | 'silence' | 'nonsense' | 'hangUp'
  /** The way to the proxy is encrypted. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** Knows CONNECT alone; 502 for a name that it does not know. */
export const startHttpProxy = ({ hosts = {}, answer, tls }: HttpProxyOptions = {}): Promise<TestProxy> => {
  const asked: string[] = []
  const headers: string[] = []
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls)
  server.on('request', (request: IncomingMessage, response) => {
    headers.push(`${request.method} ${request.url}`)
    response.statusCode = 405
    response.end()
  })
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? '')
    headers.push(`CONNECT ${request.url}`, ...request.rawHeaders)
    socket.on('error', () => undefined)
    // Node leaves this end of it open by itself.
    socket.on('end', () => socket.end())
    if (answer === 'silence') return void socket.resume()
    if (answer === 'hangUp') return void socket.destroy()
    if (answer === 'nonsense') return void socket.end('220 mail.example ready\r\n')
    const [name = ''] = (request.url ?? '').split(':')
    const port = hosts[name]
    const status = answer ?? (port === undefined ? 502 : 200)
    if (status !== 200 || port === undefined) {
      socket.resume().end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic\r\n\r\n`)
      return
    }
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) target.write(head)
      join(socket, target)
    })
    target.on('error', () => socket.destroy())
  })
  return start(server, asked, () => headers.join('\n'))
}

export interface SocksProxyOptions extends Common {
  /** The method that it chooses; 0 is without a password. */
  readonly method?: number
  /** The reply to every request; 0 is yes. */
  readonly reply?: number
  /** The address in its reply; 1 IPv4, 3 a name, 4 IPv6. */
  readonly addressType?: number
  readonly answer?: 'silence' | 'nonsense' | 'hangUp'
}

/** RFC 1928; it answers "host unreachable" for a name that it does not know, and refuses IP addresses that it was not told. */
export const startSocksProxy = (options: SocksProxyOptions = {}): Promise<TestProxy> => {
  const { hosts = {}, method = 0, addressType = 1, answer } = options
  const asked: string[] = []
  let heard = ''
  const serve = async (socket: Socket) => {
    if (answer === 'silence') return void socket.resume()
    if (answer === 'nonsense') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    const { read, rest } = createReader(socket, (bytes) => {
      heard += bytes.toString('latin1')
    })
    const [, methods = 0] = await read(2)
    if (methods > 0) await read(methods)
    if (answer === 'hangUp') return void socket.destroy()
    socket.write(Uint8Array.of(5, method))
    if (method !== 0) return
    const [, , , type] = await read(4)
    const host = await readHost(read, type ?? 0)
    const [high = 0, low = 0] = await read(2)
    asked.push(`${host}:${high * 256 + low}`)
    rest()
    const port = hosts[host]
    const reply = options.reply ?? (port === undefined ? 4 : 0)
    const address = { 1: [127, 0, 0, 1], 3: [3, 97, 98, 99], 4: Array.from({ length: 16 }, () => 0) }[addressType] ?? []
    const answerBytes = Uint8Array.from([5, reply, 0, addressType, ...address, 0, 80])
    if (reply !== 0 || port === undefined) return void socket.end(answerBytes)
    const target = connect(port, '127.0.0.1', () => {
      // In two pieces: a network may cut anywhere.
      socket.write(answerBytes.subarray(0, 3))
      setImmediate(() => {
        socket.write(answerBytes.subarray(3))
        join(socket, target)
      })
    })
    target.on('error', () => socket.destroy())
  }
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    void serve(socket).catch(() => socket.destroy())
  })
  return start(server, asked, () => heard)
}

type Read = (length: number) => Promise<Buffer>

/** Takes what comes, piece by piece, until `rest` gives the socket on. */
const createReader = (socket: Socket, saw: (bytes: Buffer) => void): { read: Read; rest(): void } => {
  let held = Buffer.alloc(0)
  let wake = (): void => undefined
  const take = (bytes: Buffer) => {
    saw(bytes)
    held = Buffer.concat([held, bytes])
    wake()
  }
  socket.on('data', take)
  return {
    async read(length) {
      while (held.length < length) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const bytes = held.subarray(0, length)
      held = held.subarray(length)
      return bytes
    },
    rest() {
      socket.off('data', take)
      socket.pause()
      if (held.length > 0) socket.unshift(held)
    },
  }
}

const readHost = async (read: Read, type: number): Promise<string> => {
  if (type === 1) return [...(await read(4))].join('.')
  if (type === 4) return (await read(16)).toString('hex')
  const [length = 0] = await read(1)
  return (await read(length)).toString()
}

/** A port on which nobody listens. */
export const findClosedPort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
