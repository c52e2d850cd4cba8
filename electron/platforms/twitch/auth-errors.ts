/** What went wrong with Twitch's id server, by what can be done about it. */
import { ResponseBodyError } from 'oauth4webapi'
import type { TributaryError } from '../../../shared/errors.ts'
import type { HttpOutcome } from '../../net/http.ts'
import type { HttpFailure } from '../../net/http-failure.ts'
import { HttpFailed } from '../../net/http-fetch.ts'

export type AuthStep = 'begin' | 'poll' | 'refresh' | 'validate' | 'revoke'

type Answer = Pick<Extract<HttpOutcome, { readonly kind: 'answered' }>, 'status' | 'headers'>

export const isOAuthError = (error: unknown, code: string): boolean =>
  error instanceof ResponseBodyError && error.error === code

/** Of what oauth4webapi or the client threw. `now` in ms since epoch. */
export const explainThrown = (error: unknown, step: AuthStep, now: number): TributaryError => {
  if (error instanceof HttpFailed) return explainFailure(error.failure)
  if (error instanceof ResponseBodyError) {
    const known = explainCode(error.error, step)
    const answer = { status: error.status, headers: Object.fromEntries(error.response.headers) }
    return known ?? explainAnswer(answer, error.error_description ?? error.error, step, now)
  }
  const response = responseOf(error)
  if (response !== undefined && response.status !== 200) {
    const answer = { status: response.status, headers: Object.fromEntries(response.headers) }
    return explainAnswer(answer, undefined, step, now)
  }
  return unreadable
}

/** 200, and not what Twitch answers: its own trouble, or something in between. `retrying` is the caller's to say. */
export const unreadable: TributaryError = {
  kind: 'unreachable',
  retrying: false,
  message: 'Twitch answered something that cannot be understood. It may be having trouble; try again in a while.',
}

/** No complete answer came. */
export const explainFailure = (failure: HttpFailure): TributaryError =>
  failure.kind === 'notSent'
    ? { kind: 'unreachable', retrying: false, message: `Twitch cannot be reached. ${failure.why}` }
    : { kind: 'uncertain', message: `Twitch did not answer. ${failure.why}` }

/** An answer other than 200, without a code that is known. `message` is Twitch's own. */
export const explainAnswer = (
  { status, headers }: Answer,
  message: string | undefined,
  step: AuthStep,
  now: number,
): TributaryError => {
  const said = message === undefined ? '' : `: ${message}`
  if (status === 429) {
    const retryAt = retryTime(headers, now)
    return { kind: 'rateLimited', retryAt, message: `Twitch asks to wait before ${tasks[step]}.` }
  }
  if (status >= 500 || status === 408) {
    return { kind: 'unreachable', retrying: false, message: `Twitch is having trouble (${status}${said}).` }
  }
  if (status === 401 && (step === 'refresh' || step === 'validate')) return signInAgain
  if (message === undefined) {
    // Twitch always says why: this came from something in between, and is no reason to give a sign-in up.
    const text = `Something between this computer and Twitch answered in its place (${status}): perhaps the network wants a sign-in of its own, or a proxy is in the way.`
    return { kind: 'unreachable', retrying: false, message: text }
  }
  return status === 400 && step === 'refresh' ? signInAgain : refused(status, message, step)
}

const signInAgain: TributaryError = {
  kind: 'signInAgain',
  message:
    'Twitch ended this sign-in: the password was changed, the app was disconnected, or it was not used for 30 days. Sign in again.',
}

const explainCode = (code: string, step: AuthStep): TributaryError | undefined => {
  switch (code) {
    case 'invalid_grant':
      if (step === 'refresh') return signInAgain
      return {
        kind: 'refused',
        code,
        reason: 'invalid device code',
        message: 'Twitch no longer takes this code: it was used already, or it has ended. Start the sign-in again.',
      }
    case 'invalid_client':
      return {
        kind: 'refused',
        code,
        reason: 'invalid client id',
        message: 'Twitch does not know this client id. Check it in Twitch’s developer console, and set it again.',
      }
    case 'missing_client_secret':
      return {
        kind: 'refused',
        code,
        reason: 'missing client secret',
        message:
          'This client id belongs to an app of the type Confidential, which cannot stay signed in without a secret. Register one of the type Public, and set its client id.',
      }
    case 'invalid_scope':
      return {
        kind: 'refused',
        code,
        reason: 'invalid scope',
        message: 'Twitch does not know one of the permissions that Tributary asked for. An update may help.',
      }
    default:
      return undefined
  }
}

const tasks: Readonly<Record<AuthStep, string>> = {
  begin: 'starting a sign-in',
  poll: 'finishing the sign-in',
  refresh: 'renewing the sign-in',
  validate: 'checking the sign-in',
  revoke: 'ending the sign-in',
}

const refused = (status: number, message: string, step: AuthStep): TributaryError => ({
  kind: 'refused',
  code: String(status),
  reason: message,
  message: `Twitch refused ${tasks[step]}: ${message}.`,
})

/** `Retry-After` in seconds, or Twitch's `Ratelimit-Reset` in seconds since epoch, within the hour; else in 30 s. */
const retryTime = (headers: Readonly<Record<string, string>>, now: number): number => {
  const after = Number(headers['retry-after'] ?? Number.NaN) * 1000
  const reset = Number(headers['ratelimit-reset'] ?? Number.NaN) * 1000 - now
  const wait = [after, reset].find((value) => Number.isFinite(value) && value >= 0) ?? 30_000
  return now + Math.min(Math.max(wait, 1_000), 3_600_000)
}

/** oauth4webapi puts the answer into `cause` or `response` of what it throws. */
const responseOf = (error: unknown): Response | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  if ('response' in error && error.response instanceof Response) return error.response
  if ('cause' in error && error.cause instanceof Response) return error.cause
  return undefined
}
