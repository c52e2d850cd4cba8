/** One WebSocket, before supervision: the smallest thing that a test can play. */
import { type ClientOptions, WebSocket } from 'ws'
import type { Disposer } from '../../shared/contract.ts'
import type { Agents } from './proxied-agents.ts'
import { ProxyFailed } from './proxy-failed.ts'

export interface SocketHandlers {
  readonly opened: () => void
  /** Text frames only; a binary frame is a protocol error and closes. */
  readonly received: (text: string) => void
  /** Called once, after which nothing comes; `code` 1006 when the connection broke. */
  readonly closed: (close: { readonly code: number; readonly reason: string }) => void
}

export interface RawSocket {
  send(text: string): void
  /** Ends it at once; `closed` is still called. */
  close(code?: number): void
}

/** `maxFrameBytes` larger frames close with 1009. Never throws: a failure is `closed`. */
export type OpenSocket = (
  url: string,
  handlers: SocketHandlers,
  options?: { readonly maxFrameBytes?: number; readonly headers?: Readonly<Record<string, string>> },
) => RawSocket

export type { Disposer }

const handshakeTimeoutMs = 10_000
/** How long a peer may take to answer our close frame before the connection is cut. */
const closeTimeoutMs = 2_000
const defaultMaxFrameBytes = 1024 * 1024

/** Opens WebSockets whose connections `agents` make: those that go through the proxy. */
export const createOpenSocket =
  (agents: Pick<Agents, 'of'>): OpenSocket =>
  (url, handlers, options) =>
    open(url, handlers, options, agents)

/**
 * Opens a WebSocket over `ws`: no compression (the peers send small texts), frames up to `maxFrameBytes` (1 MiB unless
 * told), 10 s for the handshake. Pings of the peer are answered by `ws` itself.
 */
export const openSocket: OpenSocket = (url, handlers, options) => open(url, handlers, options)

const open = (
  url: string,
  handlers: SocketHandlers,
  options: NonNullable<Parameters<OpenSocket>[2]> = {},
  agents?: Pick<Agents, 'of'>,
): RawSocket => {
  const clientOptions: ClientOptions & { readonly closeTimeout: number } = {
    perMessageDeflate: false,
    maxPayload: options.maxFrameBytes ?? defaultMaxFrameBytes,
    handshakeTimeout: handshakeTimeoutMs,
    closeTimeout: closeTimeoutMs,
    ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
    ...(agents === undefined ? {} : { agent: agents.of(url.slice(0, url.indexOf(':') + 1)) }),
  }
  let ended = false
  let closing = false
  let failure: string | undefined
  const end = (code: number, reason: string) => {
    if (ended) return
    ended = true
    handlers.closed({ code, reason })
  }
  const endSoon = (code: number, reason: string) => queueMicrotask(() => end(code, reason))

  let socket: WebSocket
  try {
    socket = new WebSocket(url, clientOptions)
  } catch (error) {
    endSoon(1006, explainFailure(error))
    return { send: () => undefined, close: () => undefined }
  }
  socket.on('open', () => {
    if (!ended && !closing) handlers.opened()
  })
  socket.on('message', (data, isBinary) => {
    if (ended || closing) return
    if (isBinary) {
      failure = 'The server sent binary data where text was expected.'
      socket.close(1003)
      end(1003, failure)
      return
    }
    handlers.received(data.toString())
  })
  socket.on('error', (error) => {
    failure = explainFailure(error)
  })
  socket.on('close', (code, reason) => {
    const said = reason.toString()
    end(failure?.startsWith(tooLarge) ? 1009 : code, said === '' ? (failure ?? '') : said)
  })
  return {
    send(text) {
      if (!closing && socket.readyState === WebSocket.OPEN) socket.send(text, () => undefined)
    },
    close(code = 1000) {
      if (ended || closing) return
      closing = true
      socket.close(code)
      endSoon(code, '')
    },
  }
}

const tooLarge = 'The server sent a frame that is too large'

/** The cause in a person's words, without addresses or headers that the raw message may hold. */
const explainFailure = (error: unknown): string => {
  if (error instanceof ProxyFailed) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const known = typeof code === 'string' ? failures[code] : undefined
  if (known !== undefined) return `${known}.`
  const message = error instanceof Error ? error.message : ''
  const status = /^Unexpected server response: (\d{3})$/.exec(message)?.[1]
  if (status !== undefined) return `The server answered ${status} instead of opening a socket.`
  if (message.includes('handshake has timed out'))
    return `The server did not answer within ${handshakeTimeoutMs / 1000} s.`
  return 'The connection failed.'
}

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The server refused the connection',
  ENOTFOUND: 'The server’s name could not be found',
  EAI_AGAIN: 'The server’s name could not be looked up',
  ENETUNREACH: 'The network cannot be reached',
  EHOSTUNREACH: 'The server cannot be reached',
  ECONNRESET: 'The connection was reset',
  ETIMEDOUT: 'The server did not answer',
  EPIPE: 'The connection broke',
  CERT_HAS_EXPIRED: 'The server’s certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The server’s certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'The server’s certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The server’s certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The server’s certificate is for another name',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: tooLarge,
  WS_ERR_INVALID_UTF8: 'The server sent text that is not UTF-8',
}
