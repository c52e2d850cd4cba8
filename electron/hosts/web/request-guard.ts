/**
 * Who may ask the web host for anything at all. A page of another site can make the browser send requests here, and can
 * by DNS make this address bear its own name: hence the exact Host, and the Origin wherever a browser tells it.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { socketPath } from '../../../shared/protocol.ts'

export type GuardedRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>

export type Verdict =
  | { readonly allowed: true; readonly host: string; readonly path: string }
  | { readonly allowed: false; readonly status: 400 | 403 | 404 | 405; readonly why: string }

/** The names under which this host answers, as a browser writes them into Host (without the port where it is 80). */
export const hostsOf = (port: number): readonly string[] =>
  ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${port}`).host)

export const judgeRequest = (request: GuardedRequest, hosts: readonly string[]): Verdict => {
  const host = judgeHost(request, hosts)
  if (host === undefined) return refusal(403, 'host')
  const { method, headers } = request
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return refusal(403, 'origin')
  if (!isOwnFetch(headers)) return refusal(403, 'other site')
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'method')
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
  if (hasBody) return refusal(400, 'body')
  const path = readPath(request.url)
  return path === undefined ? refusal(404, 'path') : { allowed: true, host, path }
}

/** The same for the socket: a browser always tells the Origin there, and nobody else has a reason to come. */
export const judgeUpgrade = (request: GuardedRequest, hosts: readonly string[]): Verdict => {
  const host = judgeHost(request, hosts)
  if (host === undefined) return refusal(403, 'host')
  if (request.headers.origin !== `http://${host}`) return refusal(403, 'origin')
  if (request.method !== 'GET') return refusal(405, 'method')
  return request.url === socketPath ? { allowed: true, host, path: socketPath } : refusal(404, 'path')
}

const refusal = (status: 400 | 403 | 404 | 405, why: string): Verdict => ({ allowed: false, status, why })

const judgeHost = ({ headers, rawHeaders }: GuardedRequest, hosts: readonly string[]): string | undefined => {
  // Node keeps the first of several.
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
  return count === 1 ? hosts.find((host) => host === headers.host) : undefined
}

/** Browsers tell whether another site asks; a person's own navigation may come from anywhere. */
const isOwnFetch = (headers: IncomingHttpHeaders): boolean => {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** Built files and image keys have plain names: whatever is escaped or climbs is none of them. */
const readPath = (target: string | undefined): string | undefined => {
  const path = target?.split('?', 1)[0]
  if (path === undefined || !/^\/[A-Za-z0-9_./-]*$/.test(path)) return undefined
  return path.split('/').some((part) => part === '.' || part === '..') || path.includes('//') ? undefined : path
}
