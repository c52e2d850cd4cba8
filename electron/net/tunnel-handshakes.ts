/** How a proxy is asked for a connection, once the connection to the proxy itself stands. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { isIPv4, isIPv6, type Socket } from 'node:net'
import { namePlace, type ProxyServer } from './proxy.ts'
import { ProxyFailed } from './proxy-failed.ts'

export interface Target {
  /** An IPv6 address without its brackets. */
  readonly host: string
  readonly port: number
}

/** Leads `socket` through to the target. Rejects with `ProxyFailed` when the proxy says no, with any error when it breaks. */
export type Handshake = (socket: Socket, proxy: ProxyServer, target: Target) => Promise<void>

/** RFC 9110 section 9.3.6; the same for http and https targets, so that the proxy sees neither paths nor headers. */
export const askByHttp: Handshake = async (socket, proxy, target) => {
  const response = await connectOverHttp(socket, target)
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return
  if (status === 407) throw wantsPassword(proxy)
  const answered = `it answered ${status}`
  throw status >= 500
    ? new ProxyFailed('PROXY_TARGET', `${nameProxy(proxy)} could not reach ${target.host}: ${answered}.`)
    : new ProxyFailed('PROXY_REFUSED', `${nameProxy(proxy)} does not let Tributary reach ${target.host}: ${answered}.`)
}

const connectOverHttp = (socket: Socket, target: Target): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const place = namePlace(target)
    const request = httpRequest({
      method: 'CONNECT',
      path: place,
      headers: { host: place },
      createConnection: () => socket,
    })
    request.on('error', reject)
    request.on('connect', (response, _, head) => {
      if (head.length > 0) socket.unshift(head)
      resolve(response)
    })
    request.end()
  })

const refusals: Readonly<Record<number, string>> = {
  3: 'its network is not reached from there',
  4: 'it is not reached from there',
  5: 'it refused the connection',
  6: 'it is not reached from there',
}

/** RFC 1928 without a password. The name goes to the proxy, which looks it up. */
export const askBySocks: Handshake = (socket, proxy, target) =>
  readingFrom(socket, async (read) => {
    socket.write(Uint8Array.of(5, 1, 0))
    const [version, method] = await read(2)
    if (version !== 5) throw nonsense(proxy, 'SOCKS 5')
    if (method !== 0) throw wantsPassword(proxy)
    socket.write(Uint8Array.from([5, 1, 0, ...encodeHost(target.host), target.port >> 8, target.port & 0xff]))
    const [again, reply = 0, , addressType] = await read(4)
    if (again !== 5) throw nonsense(proxy, 'SOCKS 5')
    if (reply === 2) {
      throw new ProxyFailed('PROXY_REFUSED', `${nameProxy(proxy)} does not let Tributary reach ${target.host}.`)
    }
    if (reply !== 0) {
      const why = refusals[reply] ?? 'it gives no reason'
      throw new ProxyFailed('PROXY_TARGET', `${nameProxy(proxy)} could not reach ${target.host}: ${why}.`)
    }
    // The address that the proxy uses is of no use here, but it stands before what the target says.
    const length = addressType === 3 ? (await read(1))[0] : addressLengths[addressType ?? 0]
    if (length === undefined) throw nonsense(proxy, 'SOCKS 5')
    await read(length + 2)
  })

const addressLengths: Readonly<Record<number, number>> = { 1: 4, 4: 16 }

const encodeHost = (host: string): readonly number[] => {
  if (isIPv4(host)) return [1, ...host.split('.').map(Number)]
  const address = isIPv6(host) ? URL.parse(`http://[${host}]`)?.hostname.slice(1, -1) : undefined
  if (address !== undefined) return [4, ...encodeIpv6(address)]
  const name = Buffer.from(host)
  if (name.length > 255) throw new ProxyFailed('PROXY_TARGET', 'A SOCKS proxy takes no name of that length.')
  return [3, name.length, ...name]
}

/** As `URL` writes it: hexadecimal, and the longest run of zeros left out. */
const encodeIpv6 = (address: string): readonly number[] => {
  const [before = '', after = ''] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const [head, tail] = [groups(before), groups(after)]
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0)
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff])
}

type Read = (length: number) => Promise<Uint8Array>

/** `use` reads exactly so many bytes at a time; what comes after them stays in the socket. */
const readingFrom = async (socket: Socket, use: (read: Read) => Promise<void>): Promise<void> => {
  let wake = (): void => undefined
  let isOver = false
  const end = () => {
    isOver = true
    wake()
  }
  // One listener for all of it: each new one is told at once of what is there, even if it is too little.
  const look = () => wake()
  socket.on('readable', look).on('end', end).on('close', end)
  const read: Read = async (length) => {
    for (;;) {
      const { promise: changed, resolve } = Promise.withResolvers<void>()
      wake = resolve
      const bytes: unknown = socket.read(length)
      // At its end, a stream gives what is left although it is too little.
      if (bytes instanceof Uint8Array && bytes.length === length) return bytes
      if (isOver || bytes !== null) throw new Error('closed')
      await changed
    }
  }
  try {
    await use(read)
  } finally {
    socket.off('readable', look).off('end', end).off('close', end)
  }
}

export const nameProxy = (proxy: ProxyServer): string => `The proxy ${namePlace(proxy)}`

export const nonsense = (proxy: ProxyServer, protocol: string): ProxyFailed =>
  new ProxyFailed(
    'PROXY_NONSENSE',
    `What answers at ${namePlace(proxy)} does not speak ${protocol}. Is it a proxy of that kind?`,
  )

const wantsPassword = (proxy: ProxyServer): ProxyFailed =>
  new ProxyFailed(
    'PROXY_WANTS_PASSWORD',
    `${nameProxy(proxy)} asks for a name and a password, which this version of Tributary cannot give.`,
  )
