/**
 * One request for an image: no cookies, no referrer, no browser's name, no redirect followed. The address is checked
 * where the connection is made, so that a name cannot mean one machine when asked and another when used.
 */
import type { LookupAddress, LookupOptions } from 'node:dns'
import { lookup as systemLookup } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Agents } from '../net/proxied-agents.ts'
import { type CheckedAddress, createPrivateNetworks, isPrivateAddress } from './address.ts'

export type TransportOutcome =
  | { readonly kind: 'body'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'redirect'; readonly location: string }
  /** The server says that there is none. */
  | { readonly kind: 'missing'; readonly status: number }
  | { readonly kind: 'failed'; readonly why: string }

export interface ImageTransport {
  /** Never rejects; ends early when `signal` aborts. A body above `maxBytes` is `failed`, and not read to its end. */
  fetch(request: {
    readonly address: CheckedAddress
    readonly maxBytes: number
    readonly signal: AbortSignal
  }): Promise<TransportOutcome>
  stop(): void
}

export type Lookup = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * `agents` where connections may lead through a proxy. There the name is looked up by the proxy and not here too: asking
 * would tell this network's name server what is watched, and often it could not answer. What stays then is the list of
 * hosts, the certificate of that very host, and that no private address is asked for by its number.
 */
export const createImageTransport = (
  lookup: Lookup = systemLookup,
  agents: Agents = createDirectAgents(),
): ImageTransport => {
  const networks = createPrivateNetworks()

  /** As the system's, less the addresses that a public host cannot have. */
  const publicLookup = (
    hostname: string,
    options: LookupOptions,
    callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const allowed = addresses.filter(({ address }) => !isPrivateAddress(address, networks))
      const [first] = allowed
      if (first === undefined) return callback(new Error('the name leads into a private network'), [])
      if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }

  const fetch: ImageTransport['fetch'] = ({ address: { url, mayBePrivate }, maxBytes, signal }) =>
    new Promise((resolve) => {
      // An address written as a number is not looked up.
      const literal = url.hostname.replace(/^\[|\]$/g, '')
      if (!mayBePrivate && isIP(literal) !== 0 && isPrivateAddress(literal, networks)) {
        return resolve({ kind: 'failed', why: 'the address is in a private network' })
      }
      const isSecure = url.protocol === 'https:'
      const request = isSecure ? httpsRequest : httpRequest
      const outgoing = request(url, {
        signal,
        agent: agents.of(url.protocol),
        headers: { accept: 'image/avif,image/webp,image/png,image/gif,image/jpeg', 'accept-encoding': 'identity' },
        ...(mayBePrivate ? {} : { lookup: publicLookup }),
      })
      outgoing.on('error', (error) => resolve({ kind: 'failed', why: error.message }))
      outgoing.on('response', (response) => {
        readResponse(response, maxBytes, (outcome) => {
          resolve(outcome)
          // What is not read to its end would hold the connection.
          if (outcome.kind !== 'body') outgoing.destroy()
        })
      })
      outgoing.end()
    })

  return {
    fetch,
    stop: () => agents.stop(),
  }
}

/** Emotes come in dozens from one host: connections are kept. */
const createDirectAgents = (): Agents => {
  const plain = new HttpAgent({ keepAlive: true })
  const secure = new HttpsAgent({ keepAlive: true })
  return {
    of: (protocol) => (protocol === 'https:' ? secure : plain),
    stop() {
      plain.destroy()
      secure.destroy()
    },
  }
}

const readResponse = (response: IncomingMessage, maxBytes: number, end: (outcome: TransportOutcome) => void): void => {
  const early = readHead(response, maxBytes)
  if (early !== undefined) {
    end(early)
    return
  }
  const chunks: Uint8Array[] = []
  let size = 0
  response.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength
    if (size > maxBytes) end(tooLarge)
    else chunks.push(chunk)
  })
  response.on('error', (error) => end({ kind: 'failed', why: error.message }))
  response.on('end', () => end({ kind: 'body', bytes: join(chunks, size) }))
}

/** Undefined where the body has to be read. */
const readHead = ({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): TransportOutcome | undefined => {
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
    return { kind: 'redirect', location: headers.location }
  }
  if (statusCode === 403 || statusCode === 404 || statusCode === 410) return { kind: 'missing', status: statusCode }
  if (statusCode !== 200) return { kind: 'failed', why: `status ${statusCode}` }
  return Number(headers['content-length'] ?? 0) > maxBytes ? tooLarge : undefined
}

const tooLarge: TransportOutcome = { kind: 'failed', why: 'too large' }

const join = (chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}
