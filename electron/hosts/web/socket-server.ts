/**
 * The web host's sockets: the token first, then one core client each. A socket that says nothing, says something else or
 * does not answer pings is closed.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { closeCodes, maxMessageBytes } from '../../../shared/protocol.ts'
import type { Core } from '../../core/ports/client.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { readClientRequest } from '../client-request.ts'
import { type ConnectionLimits, createConnection, type WindowConnection } from '../connection.ts'
import type { Admission } from './admission.ts'
import { createOutgoing } from './outgoing.ts'

export interface SocketServer {
  /** Takes over an upgrade that the guard let through. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stop(): Promise<void>
}

export interface SocketServerOptions {
  readonly core: Core
  readonly admission: Admission
  readonly clock: Clock
  readonly log: Logger
  readonly randomId: () => string
  readonly limits?: ConnectionLimits
}

const helloWithinMs = 5_000
const helloBytes = 1_024
const pingEveryMs = 15_000
const farewellMs = 1_000
/** More windows than anyone opens; strangers that have not said the token yet are fewer still. */
const mostWindows = 32
const mostStrangers = 16
/** Up to here a message is read so that its invoke can be answered; a larger one ends the socket with 1009. */
const readableBytes = 4 * maxMessageBytes

export const createSocketServer = (options: SocketServerOptions): SocketServer => {
  const { core, admission, clock, log } = options
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: readableBytes })
  const strangers = new Set<WebSocket>()
  const windows = new Map<WebSocket, { alive: boolean }>()

  const stopPinging = clock.every(pingEveryMs, () => {
    for (const [socket, window] of windows) {
      if (!window.alive) {
        log.info('window silent, dropped')
        socket.terminate()
        continue
      }
      window.alive = false
      socket.ping()
    }
  })

  const refuse = (socket: WebSocket, why: string) => {
    const delayMs = admission.punish()
    log.warn('socket refused', { why, delayMs })
    const close = () => {
      socket.resume()
      socket.close(closeCodes.refused, 'refused')
      strangers.delete(socket)
      // It owes an answer to the close, but is owed no patience.
      socket.once(
        'close',
        clock.after(farewellMs, () => socket.terminate()),
      )
    }
    if (delayMs === 0) return close()
    socket.pause()
    socket.once('close', clock.after(delayMs, close))
  }

  const welcome = (socket: WebSocket): WindowConnection => {
    const window = { alive: true }
    windows.set(socket, window)
    socket.on('pong', () => {
      window.alive = true
    })
    const outgoing = createOutgoing({
      socket,
      giveUp: () => {
        log.warn('window reads too slowly, dropped', { bufferedBytes: socket.bufferedAmount })
        socket.close(closeCodes.overloaded, 'overloaded')
        socket.terminate()
      },
    })
    outgoing.send({ welcome: true })
    const connection = createConnection({
      client: core.attach(),
      clock,
      log,
      randomId: options.randomId,
      send: outgoing.send,
      abandon: (why) => socket.close(closeCodes[why], why),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    })
    socket.once('close', () => {
      windows.delete(socket)
      connection.close()
    })
    return connection
  }

  const greet = (socket: WebSocket) => {
    let connection: WindowConnection | undefined
    let refused = false
    const reject = (why: string) => {
      refused = true
      refuse(socket, why)
    }
    const stopWaiting = clock.after(helloWithinMs, () => {
      if (connection === undefined && !refused) reject('no hello')
    })
    socket.on('error', (error) => log.debug('socket error', { error: error.message }))
    socket.once('close', () => {
      stopWaiting()
      strangers.delete(socket)
    })
    socket.on('message', (data, isBinary) => {
      if (refused) return
      const bytes = byteLength(data)
      if (connection !== undefined) {
        if (isBinary) socket.close(closeCodes.malformed, 'malformed')
        else if (bytes > maxMessageBytes) connection.refuseOversize(parse(data), bytes, maxMessageBytes)
        else connection.receive(parse(data))
        return
      }
      stopWaiting()
      const hello = isBinary || bytes > helloBytes ? undefined : readClientRequest(parse(data))
      if (hello?.kind !== 'hello' || !admission.admits(hello.token)) return reject('wrong hello')
      strangers.delete(socket)
      if (windows.size >= mostWindows) {
        log.warn('too many windows')
        socket.close(closeCodes.overloaded, 'overloaded')
        return
      }
      connection = welcome(socket)
    })
  }

  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const [oldest] = strangers
        if (strangers.size >= mostStrangers) oldest?.terminate()
        strangers.add(webSocket)
        greet(webSocket)
      })
    },
    async stop() {
      stopPinging()
      for (const socket of server.clients) if (!windows.has(socket)) socket.terminate()
      const closed = [...windows.keys()].map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      )
      for (const socket of windows.keys()) socket.close(closeCodes.stopping, 'stopping')
      const terminate = clock.after(farewellMs, () => {
        for (const socket of server.clients) socket.terminate()
      })
      await Promise.all(closed)
      terminate()
      server.close()
    },
  }
}

const byteLength = (data: RawData): number =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.byteLength, 0) : data.byteLength

/** Undefined for what is not JSON. */
const parse = (data: RawData): unknown => {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}
