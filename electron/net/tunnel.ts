/** A connection that leads through a proxy, raw: whoever asked for it speaks to the target as if it were direct. */
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import type { Clock } from '../core/ports/host.ts'
import { namePlace, type ProxyServer } from './proxy.ts'
import { ProxyFailed } from './proxy-failed.ts'
import { askByHttp, askBySocks, nameProxy, nonsense, type Target } from './tunnel-handshakes.ts'

export interface TunnelOptions {
  readonly clock: Pick<Clock, 'after'>
  /** For the whole: reaching the proxy, and its answer. */
  readonly limitMs: number
}

/** Rejects with `ProxyFailed`; nothing was sent to the target then. */
export const openTunnel = async (
  proxy: ProxyServer,
  target: Target,
  { clock, limitMs }: TunnelOptions,
): Promise<Socket> => {
  const socket = connectTo(proxy)
  // It may break between two of those who listen to it.
  socket.on('error', () => undefined)
  let isConnected = false
  let isLate = false
  const cancel = clock.after(limitMs, () => {
    isLate = true
    socket.destroy(new Error('late'))
  })
  try {
    await untilConnected(socket, proxy.kind === 'https' ? 'secureConnect' : 'connect')
    isConnected = true
    await (proxy.kind === 'socks5' ? askBySocks : askByHttp)(socket, proxy, target)
    return socket
  } catch (error) {
    socket.destroy()
    if (error instanceof ProxyFailed) throw error
    if (isLate) throw unreachable(proxy, 'does not answer')
    throw isConnected ? explainBreak(error, proxy) : explainNoConnection(error, proxy)
  } finally {
    cancel()
  }
}

const connectTo = ({ kind, host, port }: ProxyServer): Socket =>
  kind === 'https'
    ? connectSecure({ host, port, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : {}) })
    : connectPlain({ host, port, noDelay: true })

const untilConnected = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
  })

const unreachable = (proxy: ProxyServer, how: string): ProxyFailed =>
  new ProxyFailed('PROXY_UNREACHABLE', `${nameProxy(proxy)} ${how}. Is it running, and are the proxy settings right?`)

const explainNoConnection = (error: unknown, proxy: ProxyServer): ProxyFailed => {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') return unreachable(proxy, 'refused the connection')
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unreachable(proxy, 'could not be found')
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') return unreachable(proxy, 'does not answer')
  if (proxy.kind === 'https' && code !== '') {
    return new ProxyFailed('PROXY_UNREACHABLE', `No secure connection to the proxy ${namePlace(proxy)} could be made.`)
  }
  return unreachable(proxy, 'cannot be reached')
}

const explainBreak = (error: unknown, proxy: ProxyServer): ProxyFailed =>
  codeOf(error).startsWith('HPE_')
    ? nonsense(proxy, 'HTTP')
    : new ProxyFailed('PROXY_REFUSED', `${nameProxy(proxy)} closed the connection without an answer.`)

/** Connecting to several addresses gives one error that holds theirs. */
const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
