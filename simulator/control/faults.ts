/** HTTP that goes wrong on request, and the record of what was asked. */
import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../clock.ts'
import { helixError } from '../helix/request.ts'
import type { HttpFault, LoggedRequest } from './types.ts'

export interface Traffic {
  readonly middleware: MiddlewareHandler
  fail(fault: HttpFault): void
  heal(): void
  requests(): readonly LoggedRequest[]
  forget(): void
  /** Lets go of every hanging request. */
  stop(): void
}

const keptRequests = 5000
const hiddenFields: ReadonlySet<string> = new Set(['device_code', 'refresh_token', 'token', 'client_secret'])

const readBody = (text: string, type: string): unknown => {
  if (text === '') return undefined
  try {
    if (/json/i.test(type)) return JSON.parse(text)
  } catch {
    return text
  }
  const entries = Array.from(new URLSearchParams(text), ([name, value]) => [
    name,
    hiddenFields.has(name) ? '[hidden]' : value,
  ])
  return Object.fromEntries(entries)
}

const isDestroyable = (value: unknown): value is { destroy(): void } =>
  typeof value === 'object' && value !== null && 'destroy' in value && typeof value.destroy === 'function'

/** Ends the connection under a request without an answer; in-process requests have none and get a bare 500. */
const cut = (environment: unknown): void => {
  const outgoing =
    typeof environment === 'object' && environment !== null && 'outgoing' in environment
      ? environment.outgoing
      : undefined
  if (isDestroyable(outgoing)) outgoing.destroy()
}

const faultBody = (status: number, path: string): unknown => {
  if (!path.startsWith('/helix')) return { status, message: 'scripted failure' }
  const known = status === 401 || status === 403 || status === 404 || status === 409 || status === 429 || status === 503
  return known ? helixError(status, 'scripted failure') : { error: 'Internal Server Error', status, message: '' }
}

export const createTraffic = (clock: Clock): Traffic => {
  const faults: { readonly fault: HttpFault; remaining: number }[] = []
  const requests: LoggedRequest[] = []
  const hanging = new Set<() => void>()
  const take = (method: string, path: string): HttpFault | undefined => {
    const match = faults.find(
      ({ fault }) => path.startsWith(fault.path) && (fault.method ?? method).toUpperCase() === method,
    )
    if (match === undefined) return undefined
    match.remaining--
    if (match.remaining <= 0) faults.splice(faults.indexOf(match), 1)
    return match.fault
  }
  const hang = (): Promise<void> => new Promise((resolve) => hanging.add(resolve))

  return {
    middleware: async (c, next) => {
      const { method, path } = c.req
      if (path.startsWith('/control')) return next()
      const at = clock.now()
      const text = method === 'GET' || method === 'HEAD' ? '' : await c.req.text()
      const record = (status: number): void => {
        const clientId = c.req.header('client-id') ?? ''
        const body = readBody(text, c.req.header('content-type') ?? '')
        requests.push({ at, method, path, query: c.req.query(), status, clientId, body })
        if (requests.length > keptRequests) requests.shift()
      }
      const fault = take(method, path)
      if (fault === undefined) {
        await next()
        record(c.res.status)
        return
      }
      const { answer } = fault
      if (answer === 'lost' || answer === 'lostHang') await next()
      record(typeof answer === 'number' ? answer : 0)
      if (answer === 'hang' || answer === 'lostHang') await hang()
      if (typeof answer !== 'number') {
        cut(c.env)
        c.res = new Response(null, { status: 500 })
        return
      }
      const headers = { 'content-type': 'application/json', ...fault.headers }
      c.res = new Response(JSON.stringify(faultBody(answer, path)), { status: answer, headers })
    },
    fail: (fault) => void faults.push({ fault, remaining: fault.count ?? 1 }),
    heal() {
      faults.length = 0
    },
    requests: () => [...requests],
    forget() {
      requests.length = 0
    },
    stop() {
      for (const release of hanging) release()
      hanging.clear()
    },
  }
}
