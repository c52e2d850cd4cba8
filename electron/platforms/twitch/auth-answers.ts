/** Twitch's OAuth answers in the words of RFC 6749 and 8628. */
import type { HttpOutcome } from '../../net/http.ts'

type Answer = Extract<HttpOutcome, { readonly kind: 'answered' }>

/** Twitch's `message`, in lower case, to the code that the RFCs have for it. Everything else keeps Twitch's own text. */
const codes: ReadonlyMap<string, string> = new Map([
  ['authorization_pending', 'authorization_pending'],
  ['slow_down', 'slow_down'],
  ['expired_token', 'expired_token'],
  ['access_denied', 'access_denied'],
  ['authorization_declined', 'access_denied'],
  ['invalid device code', 'invalid_grant'],
  ['invalid refresh token', 'invalid_grant'],
  ['invalid token', 'invalid_token'],
  ['invalid access token', 'invalid_token'],
  ['invalid client', 'invalid_client'],
  ['invalid client id', 'invalid_client'],
  ['client id does not exist', 'invalid_client'],
  ['missing client id', 'invalid_client'],
  ['invalid client secret', 'missing_client_secret'],
  ['missing client secret', 'missing_client_secret'],
  ['invalid scope', 'invalid_scope'],
  ['invalid scope requested', 'invalid_scope'],
])

/** The body that the library should see; undefined for one that is none. */
export const adaptAnswer = ({ status, body }: Answer): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  if (status === 200) return 'scope' in body ? { ...body, scope: readScopes(body.scope).join(' ') } : body
  const message = messageOf(body)
  if (message === undefined) return body
  return { error: codes.get(message.toLowerCase()) ?? 'twitch_error', error_description: message }
}

/** Twitch's own words, from `message`, or from `error` in answers that follow the RFC. */
export const messageOf = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null) return undefined
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 300) : '')
  const message = 'message' in body ? text(body.message) : ''
  const error = 'error' in body ? text(body.error) : ''
  return message || error || undefined
}

/** An array, or text separated by spaces. */
export const readScopes = (scopes: unknown): readonly string[] => {
  const list: readonly unknown[] = typeof scopes === 'string' ? scopes.split(' ') : Array.isArray(scopes) ? scopes : []
  return list.filter((scope): scope is string => typeof scope === 'string' && scope !== '')
}
