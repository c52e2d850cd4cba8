/**
 * The web host: the core's window in an ordinary browser on this machine. It answers on 127.0.0.1 only, to whoever brings
 * the token of this start.
 */
import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { Core } from '../../core/ports/client.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import type { ConnectionLimits } from '../connection.ts'
import { emptyPolicy, securityHeaders } from '../headers.ts'
import type { ServedImages } from '../images.ts'
import { type Manifest, readManifest } from '../manifest.ts'
import { createAdmission } from './admission.ts'
import { createHttpApp } from './http-app.ts'
import { hostsOf, judgeRequest, judgeUpgrade } from './request-guard.ts'
import { createSocketServer } from './socket-server.ts'

export interface WebDoorOptions {
  /** 0 takes any free one. */
  readonly port: number
  /** Where the built renderer is. */
  readonly rendererFolder: string
  readonly log: Logger
  readonly clock: Clock
  readonly randomId: () => string
  readonly limits?: ConnectionLimits
}

/** What the web host answers with. */
export interface Served {
  readonly core: Core
  readonly images: ServedImages
}

/** The port, ours already; whoever calls is kept waiting until it serves. */
export interface WebDoor {
  readonly port: number
  serve(served: Served): WebHost
}

export interface WebHost {
  /** `http://127.0.0.1:PORT/`; with `#` and the token behind it, it is the address to open. */
  readonly url: string
  readonly token: string
  readonly port: number
  /** Does not stop the core. */
  stop(): Promise<void>
}

/**
 * Everything that can fail, before the core is begun: a core that is ended at once may have spent a refresh token and not
 * yet have stored the next.
 */
export const openWebDoor = async (options: WebDoorOptions): Promise<Result<WebDoor>> => {
  const manifest = await readManifest(options.rendererFolder)
  if (!manifest.ok) return manifest

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 16_384 })
  server.maxConnections = 256
  const port = await listen(server, options.port)
  if (!port.ok) return port
  return ok({
    port: port.value,
    serve: (served) => serve(server, port.value, manifest.value, served, options),
  })
}

const serve = (
  server: Server,
  port: number,
  manifest: Manifest,
  { core, images }: Served,
  options: WebDoorOptions,
): WebHost => {
  const { log, clock, randomId } = options
  const hosts = hostsOf(port)
  const token = randomId()
  const sockets = createSocketServer({
    core,
    clock,
    log,
    randomId,
    admission: createAdmission(token, clock.elapsed),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  const app = createHttpApp({ manifest, images, log })
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })

  server.on('error', (error) => log.error('web host broke', { error: error.message }))
  server.on('request', (request, response) => {
    const verdict = judgeRequest(request, hosts)
    if (verdict.allowed) return void answer(request, response)
    log.warn('request refused', { why: verdict.why })
    const allow = verdict.status === 405 ? { allow: 'GET, HEAD' } : {}
    response.writeHead(verdict.status, {
      ...securityHeaders(emptyPolicy),
      ...allow,
      'cache-control': 'no-store',
      'content-length': 0,
      connection: 'close',
    })
    response.end()
  })
  server.on('upgrade', (request, socket, head) => {
    const verdict = judgeUpgrade(request, hosts)
    if (verdict.allowed) return sockets.accept(request, socket, head)
    log.warn('upgrade refused', { why: verdict.why })
    refuseUpgrade(socket, verdict.status)
  })

  return {
    url: `http://127.0.0.1:${port}/`,
    token,
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await sockets.stop()
      server.closeAllConnections()
      await closed
    },
  }
}

const refuseUpgrade = (socket: Duplex, status: number): void => {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const listen = (server: Server, port: number): Promise<Result<number>> =>
  new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(failed(explain(error, port)))
    server.once('error', fail)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', fail)
      const address = server.address()
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port))
    })
  })

const explain = (error: NodeJS.ErrnoException, port: number) => {
  const remedy = 'Choose another one with --port, or leave it out to take any that is free.'
  const reason =
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use by another program, perhaps by Tributary itself.`
      : error.code === 'EACCES'
        ? `This account may not open port ${port}.`
        : `Port ${port} could not be opened (${error.code ?? error.name}).`
  return { kind: 'invalid', field: 'port', reason, message: `${reason} ${remedy}` } as const
}
