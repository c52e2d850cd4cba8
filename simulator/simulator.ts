/** The simulated platforms on one loopback port. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import { WebSocket, WebSocketServer } from 'ws'
import type { Control } from './control/types.ts'
import type { TwitchOptions } from './options.ts'
import { createTwitch, type Twitch } from './twitch.ts'
import type { SocketKind, WireSocket } from './wire.ts'

export interface SimulatorOptions extends TwitchOptions {
  /** 0: any free port. */
  readonly port?: number
}

/** Base URLs in the form of an endpoints file: platform, then name. */
export interface SimulatorEndpoints {
  readonly twitch: {
    readonly api: string
    readonly auth: string
    readonly socket: string
    readonly irc: string
    readonly images: string
  }
}

export interface Simulator {
  readonly url: string
  readonly endpoints: SimulatorEndpoints
  readonly control: Control
  stop(): Promise<void>
}

const host = '127.0.0.1'
const paths: Readonly<Record<string, SocketKind>> = { '/irc': 'irc', '/eventsub/ws': 'eventsub' }
const mostInboundBytes = 64 * 1024

const toWireSocket = (socket: WebSocket): WireSocket => {
  const closed: (() => void)[] = []
  socket.on('close', () => {
    for (const listener of closed) listener()
  })
  // A broken line ends in `close`; there is nothing else to do about it.
  socket.on('error', () => undefined)
  return {
    send(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    bufferedBytes: () => socket.bufferedAmount,
    onText: (listener) => void socket.on('message', (data) => listener(data.toString())),
    onPong: (listener) => void socket.on('pong', listener),
    onClose: (listener) => void closed.push(listener),
  }
}

const upgrade = (
  twitch: Twitch,
  sockets: WebSocketServer,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
): void => {
  const url = new URL(request.url ?? '/', `http://${host}`)
  const kind = paths[url.pathname.replace(/\/$/, '')]
  stream.on('error', () => undefined)
  const refuse = (status: string): void => {
    stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  }
  if (kind === undefined) {
    refuse('404 Not Found')
    return
  }
  const fault = twitch.takeConnectionFault(kind)
  if (fault === 'hang') return
  if (fault === 'refuse') {
    refuse('503 Service Unavailable')
    return
  }
  sockets.handleUpgrade(request, stream, head, (socket) => {
    if (fault === 'cut') socket.terminate()
    else twitch.accept(kind, toWireSocket(socket), url.searchParams, fault === 'silent')
  })
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      reject(taken ? new Error(`Port ${port} is already in use; choose another with --port.`) : error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** Starts on loopback; rejects when the port is taken. */
export const createSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const twitch = createTwitch(options)
  const server = createAdaptorServer({ fetch: twitch.app.fetch, overrideGlobalObjects: false })
  if (!('closeAllConnections' in server)) throw new Error('The adaptor gave a server of another protocol.')
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: mostInboundBytes })
  const streams = new Set<Duplex>()
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    streams.add(stream)
    stream.on('close', () => streams.delete(stream))
    upgrade(twitch, sockets, request, stream, head)
  })
  const port = await listen(server, options.port ?? 0)
  const url = `http://${host}:${port}`
  const socketUrl = `ws://${host}:${port}`
  twitch.setOrigin(url)

  return {
    url,
    endpoints: {
      twitch: {
        api: `${url}/helix`,
        auth: `${url}/oauth2`,
        socket: `${socketUrl}/eventsub/ws`,
        irc: `${socketUrl}/irc`,
        images: url,
      },
    },
    control: twitch.control,
    async stop() {
      twitch.stop()
      for (const stream of streams) stream.destroy()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
