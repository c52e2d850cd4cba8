/** Helix, Twitch's REST API: token and client id on every call, one renewal after a 401, typed answers, the points budget. */
import type { AccountId } from '../../../../shared/contract.ts'
import { failed, type Result, type TributaryError } from '../../../../shared/errors.ts'
import type { AccessToken } from '../../../core/ports/credentials.ts'
import type { HttpOutcome, HttpRequest } from '../../../net/http.ts'
import type { PlatformContext } from '../../platform.ts'
import { createHelixBudget } from './budget.ts'
import { readObject, readText } from './read.ts'

export interface HelixRequest {
  readonly method: HttpRequest['method']
  /** Below the base, e.g. `/chat/messages`. */
  readonly path: string
  readonly query?: NonNullable<HttpRequest['query']>
  readonly json?: unknown
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly idempotent?: boolean
  /** What the call needs; named when the token turns out to lack it. */
  readonly scopes?: readonly string[]
  /** Nobody waits for it: it leaves the last points of the minute to a person's acts. */
  readonly background?: boolean
  /** Counted apart by Twitch (Send Chat Message), so that its headers say nothing about the common budget. */
  readonly ownBudget?: boolean
}

export type HelixAnswer =
  /** Anything that the API said, except a 401. `message` is its own sentence, or ''. */
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly body: unknown
      readonly message: string
      /** When the budget is full again; ms since epoch. */
      readonly retryAt: number
    }
  /** No usable token: `signInAgain`, `missingScope` or `unreachable`. It certainly did nothing. */
  | { readonly kind: 'unauthorized'; readonly error: TributaryError }
  | { readonly kind: 'notSent'; readonly why: string }
  | { readonly kind: 'uncertain'; readonly why: string }

export interface Helix {
  /** Never rejects. */
  ask(accountId: AccountId, request: HelixRequest): Promise<HelixAnswer>
  /** A call whose every answer but 2xx is an error; `doing` completes "Twitch could not …". */
  read<Value>(
    accountId: AccountId,
    request: HelixRequest & { readonly doing: string },
    reader: (body: unknown) => Value,
  ): Promise<Result<Value>>
  /** What waits for its turn gives up; what has left is still awaited. */
  stop(): void
}

export const createHelix = (
  context: Pick<PlatformContext, 'http' | 'credentials' | 'endpoints'> & {
    readonly host: Pick<PlatformContext['host'], 'clock'>
  },
): Helix => {
  const { http, credentials, endpoints } = context
  const { clock } = context.host
  const base = endpoints['api'] ?? ''
  const budget = createHelixBudget(clock)
  const stopping = new AbortController()

  const exchange = async (accountId: AccountId, token: AccessToken, request: HelixRequest): Promise<HttpOutcome> => {
    const outcome = await http.request({
      method: request.method,
      url: `${base}${request.path}`,
      headers: { authorization: `Bearer ${token.value}`, 'client-id': token.clientId },
      ...(request.query === undefined ? {} : { query: request.query }),
      ...(request.json === undefined ? {} : { json: request.json }),
      ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      ...(request.idempotent === undefined ? {} : { idempotent: request.idempotent }),
    })
    if (outcome.kind === 'answered' && request.ownBudget !== true) budget.saw(accountId, outcome.headers)
    return outcome
  }

  const ask = async (accountId: AccountId, request: HelixRequest): Promise<HelixAnswer> => {
    if (request.background === true) {
      const { signal } = request
      await budget.spare(accountId, signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]))
    }
    if (stopping.signal.aborted) return { kind: 'notSent', why: 'Tributary is closing.' }
    const token = await credentials.accessToken(accountId)
    if (!token.ok) return { kind: 'unauthorized', error: token.error }
    let outcome = await exchange(accountId, token.value, request)
    if (outcome.kind === 'answered' && outcome.status === 401) {
      const missing = missingScope(outcome, request)
      if (missing !== undefined) return { kind: 'unauthorized', error: missing }
      const renewed = await credentials.renew(accountId, token.value)
      if (!renewed.ok) return { kind: 'unauthorized', error: renewed.error }
      // A 401 says that nothing was done: asking again is safe whatever the method.
      outcome = await exchange(accountId, renewed.value, request)
      if (outcome.kind === 'answered' && outcome.status === 401) {
        const error: TributaryError = missingScope(outcome, request) ?? {
          kind: 'signInAgain',
          message: `Twitch does not accept this account’s sign-in any more${said(messageOf(outcome.body))}. Sign in again.`,
        }
        return { kind: 'unauthorized', error }
      }
    }
    if (outcome.kind !== 'answered') return outcome
    return {
      kind: 'answered',
      status: outcome.status,
      body: outcome.body,
      message: messageOf(outcome.body),
      retryAt: budget.resetAt(outcome.headers),
    }
  }

  return {
    ask,
    stop: () => stopping.abort(),
    async read(accountId, request, reader) {
      const answer = await ask(accountId, request)
      if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) {
        return { ok: true, value: reader(answer.body) }
      }
      return failed(helixError(answer, request.doing))
    },
  }
}

/** The general reading of an answer that is no success; callers first pick out what they know better. */
export const helixError = (answer: HelixAnswer, doing: string): TributaryError => {
  if (answer.kind === 'unauthorized') return answer.error
  if (answer.kind === 'notSent') {
    return {
      kind: 'unreachable',
      message: `Twitch could not be reached to ${doing}: ${answer.why} Check the network and try again.`,
      retrying: false,
    }
  }
  if (answer.kind === 'uncertain') {
    return {
      kind: 'uncertain',
      message: `Twitch did not answer when asked to ${doing}: ${answer.why} Try again.`,
    }
  }
  const { status, message, retryAt } = answer
  if (status === 429) {
    return { kind: 'rateLimited', message: `Twitch wants fewer requests; waiting to ${doing}.`, retryAt }
  }
  if (status >= 500) {
    return {
      kind: 'unreachable',
      message: `Twitch has a problem of its own (${status}) and could not ${doing}. Try again in a while.`,
      retrying: false,
    }
  }
  if (status === 404) return { kind: 'notFound', message: `Twitch found nothing to ${doing}${said(message)}.` }
  return {
    kind: 'refused',
    message: `Twitch refused to ${doing}${said(message)}.`,
    code: String(status),
    reason: message === '' ? `Status ${status}` : message,
  }
}

/** `: what Twitch said`, without its own full stop; '' when it said nothing. */
export const said = (message: string): string => {
  const words = message.trim().replace(/\.$/, '').slice(0, 300)
  return words === '' ? '' : `: ${words}`
}

const messageOf = (body: unknown): string => readText(readObject(body)?.['message']) ?? ''

/** Twitch answers a missing permission with 401 too; a renewed token would lack it as well. */
const missingScope = (
  outcome: Extract<HttpOutcome, { kind: 'answered' }>,
  request: HelixRequest,
): TributaryError | undefined => {
  const message = messageOf(outcome.body)
  if (!/missing scope|scope.*(required|missing)|requires.*scope/i.test(message)) return undefined
  const scopes = request.scopes ?? message.match(/\b[a-z]+:[a-z_:]+\b/g)?.slice(0, 1) ?? []
  return {
    kind: 'missingScope',
    message: `This account has not given Tributary the permission that this needs (${scopes.join(', ')}). Grant it to go on.`,
    scopes,
  }
}
