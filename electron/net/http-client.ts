import type { Clock, Logger } from '../core/ports/host.ts'
import type { HttpClient, HttpOutcome, HttpRequest } from './http.ts'
import { BodyTooLarge, parseBody, readBody } from './http-body.ts'
import { classifyFailure, type HttpFailure } from './http-failure.ts'
import { type Fetch, type FetchAnswer, type PreparedRequest, prepareRequest } from './http-request.ts'
import type { SendWatch } from './http-sent.ts'
import { findProxyFailed } from './proxy-failed.ts'

export interface HttpClientOptions {
  /** Node's own, one that goes through the proxy, or a test's. */
  readonly fetch: Fetch
  readonly clock: Pick<Clock, 'elapsed' | 'after'>
  readonly random: () => number
  /** Name and version of the app. */
  readonly userAgent: string
  readonly log: Logger
  /** Tells a request that never left from one that may have arrived when a time limit ends it. */
  readonly watch?: Pick<SendWatch, 'track'>
}

const defaultTimeoutMs = 10_000
const defaultMaxBytes = 4 * 1024 * 1024
const maxAttempts = 3
const firstRetryMs = 250

export const createHttpClient = ({ fetch, clock, random, userAgent, log, watch }: HttpClientOptions): HttpClient => {
  const exchange = async (
    prepared: PreparedRequest & { readonly ok: true },
    request: HttpRequest,
    remainingMs: number,
  ): Promise<Exchange> => {
    if (request.signal?.aborted === true) return final({ kind: 'notSent', why: 'It was cancelled before it left.' })
    const { host } = prepared.url
    const controller = new AbortController()
    const { promise: ended, resolve: end } = Promise.withResolvers<'timeout' | 'cancelled'>()
    const cancelTimer = clock.after(remainingMs, () => end('timeout'))
    const cancel = () => end('cancelled')
    request.signal?.addEventListener('abort', cancel, { once: true })
    const send = async () => fetch(prepared.url.href, { ...prepared.init, signal: controller.signal })
    const tracked = watch?.track(send) ?? { done: send(), left: () => 'unknown' as const }
    try {
      const outcome = await Promise.race([receive(tracked.done, request.maxBytes ?? defaultMaxBytes), ended])
      if (outcome === 'timeout' || outcome === 'cancelled') {
        // Read before the abort, which may still let go of a connection.
        const left = tracked.left()
        controller.abort()
        return final(endedEarly(outcome, left === 'no', host, request.timeoutMs ?? defaultTimeoutMs))
      }
      return { outcome, worthRepeating: outcome.kind !== 'answered' || [502, 503, 504].includes(outcome.status) }
    } catch (error) {
      if (error instanceof BodyTooLarge) return final({ kind: 'uncertain', why: `The answer of ${host} is too large.` })
      // A proxy that fails does so again at once, and the time limit would then end the last try in other words.
      const isProxy = findProxyFailed(error) !== undefined
      return { outcome: classifyFailure(error, host, tracked.left()), worthRepeating: !isProxy }
    } finally {
      cancelTimer()
      request.signal?.removeEventListener('abort', cancel)
    }
  }

  return {
    async request(request) {
      const prepared = prepareRequest(request, userAgent)
      if (!prepared.ok) return { kind: 'notSent', why: prepared.why }
      const deadline = clock.elapsed() + (request.timeoutMs ?? defaultTimeoutMs)
      for (let attempt = 1; ; attempt++) {
        const started = clock.elapsed()
        const { outcome, worthRepeating } = await exchange(prepared, request, Math.max(0, deadline - started))
        logOutcome(log, prepared, outcome, attempt, clock.elapsed() - started)
        if (!worthRepeating || !isRepeatable(request) || attempt === maxAttempts) return outcome
        const delayMs = retryDelay(outcome, attempt, random)
        // A retry that the time limit would end at once is none.
        if (clock.elapsed() + delayMs >= deadline) return outcome
        if (!(await pause(clock, delayMs, request.signal))) return outcome
      }
    },
  }
}

interface Exchange {
  readonly outcome: HttpOutcome
  readonly worthRepeating: boolean
}

const final = (outcome: HttpOutcome): Exchange => ({ outcome, worthRepeating: false })

const receive = async (sent: Promise<FetchAnswer>, maxBytes: number): Promise<HttpOutcome> => {
  const response = await sent
  const bytes = await readBody(response, maxBytes)
  const headers: Record<string, string> = {}
  for (const [name, value] of response.headers) if (name !== 'set-cookie') headers[name] = value
  const body = parseBody(bytes, headers['content-type'] ?? '')
  return { kind: 'answered', status: response.status, headers, body, bytes }
}

const endedEarly = (
  how: 'timeout' | 'cancelled',
  surelyNotSent: boolean,
  host: string,
  limitMs: number,
): HttpFailure => {
  const kind = surelyNotSent ? 'notSent' : 'uncertain'
  if (how === 'cancelled') return { kind, why: `It was cancelled ${surelyNotSent ? 'before' : 'after'} it left.` }
  const seconds = Math.round(limitMs / 100) / 10
  return surelyNotSent
    ? { kind, why: `No connection to ${host} could be made within ${seconds} s.` }
    : { kind, why: `${host} did not answer within ${seconds} s.` }
}

const isRepeatable = (request: HttpRequest): boolean => request.method === 'GET' || request.idempotent === true

/** ms until the next attempt: back-off with jitter, or what the server asks for if that is longer. */
const retryDelay = (outcome: HttpOutcome, attempt: number, random: () => number): number => {
  const backOff = firstRetryMs * 4 ** (attempt - 1) * (0.5 + random())
  const asked = outcome.kind === 'answered' ? Number(outcome.headers['retry-after'] ?? 0) * 1000 : 0
  return Math.max(backOff, Number.isFinite(asked) ? asked : 0)
}

/** Answers false when the wait was cancelled. */
const pause = (clock: Pick<Clock, 'after'>, delayMs: number, signal: AbortSignal | undefined): Promise<boolean> =>
  new Promise((resolve) => {
    const cancel = () => {
      stop()
      resolve(false)
    }
    const stop = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', cancel)
      resolve(true)
    })
    signal?.addEventListener('abort', cancel, { once: true })
  })

const logOutcome = (
  log: Logger,
  { url, init }: PreparedRequest & { readonly ok: true },
  outcome: HttpOutcome,
  attempt: number,
  ms: number,
): void => {
  const fields = { method: init.method, host: url.host, path: url.pathname, attempt, ms: Math.round(ms) }
  if (outcome.kind === 'answered') log.debug('http answered', { ...fields, status: outcome.status })
  else log.info(`http ${outcome.kind}`, { ...fields, why: outcome.why, code: outcome.code })
}
