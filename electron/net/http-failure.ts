/** What a failed exchange means: whether it can have arrived, and why in a person's words. */
import type { HttpOutcome } from './http.ts'
import { findProxyFailed } from './proxy-failed.ts'

export type HttpFailure = Exclude<HttpOutcome, { readonly kind: 'answered' }>

const notFoundCodes: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'])
const noRouteCodes: ReadonlySet<string> = new Set([
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
])
/** Ends of a TLS handshake: the request is written after it. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const handshakeCodes: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_HANDSHAKE_TIMEOUT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
])
/** Of those, what a wrong clock on this computer looks like too. */
const datedCodes: ReadonlySet<string> = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])

/**
 * `left` is what was seen of the request on its way: `yes`, `no`, or `unknown`, when only the error can tell. `host` is
 * for the words.
 */
export const classifyFailure = (error: unknown, host: string, left: 'yes' | 'no' | 'unknown'): HttpFailure => {
  const proxy = findProxyFailed(error)
  // It failed before there was a connection; only what a redirect came from can have left.
  if (proxy !== undefined) {
    return { kind: left === 'yes' ? 'uncertain' : 'notSent', why: proxy.message, code: proxy.code }
  }
  const causes = rootCauses(error)
  const first = causes[0] ?? {}
  const surelyNotSent = left === 'no' || (left === 'unknown' && causes.length > 0 && causes.every(isBeforeSending))
  const code = first.code ?? ''
  const failure: HttpFailure = surelyNotSent
    ? { kind: 'notSent', why: whyNotSent(code, host) }
    : { kind: 'uncertain', why: whyUncertain(code, host) }
  return code === '' ? failure : { ...failure, code }
}

interface Cause {
  readonly code?: string
  readonly syscall?: string
  readonly message?: string
}

/** fetch wraps the real error in `cause`; connecting to several addresses gives one error with `errors`. */
const rootCauses = (error: unknown, depth = 0): readonly Cause[] => {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return error.errors.flatMap((item) => rootCauses(item, depth + 1))
  }
  if ('cause' in error && typeof error.cause === 'object' && error.cause !== null)
    return rootCauses(error.cause, depth + 1)
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return [
    {
      code: 'code' in error ? text(error.code) : '',
      syscall: 'syscall' in error ? text(error.syscall) : '',
      message: 'message' in error ? text(error.message) : '',
    },
  ]
}

const isBeforeSending = ({ code = '', syscall = '', message = '' }: Cause): boolean =>
  syscall === 'connect' ||
  syscall === 'getaddrinfo' ||
  notFoundCodes.has(code) ||
  noRouteCodes.has(code) ||
  handshakeCodes.has(code) ||
  code === 'ECONNREFUSED' ||
  code === 'UND_ERR_CONNECT_TIMEOUT' ||
  // The Fetch standard blocks some ports before it connects.
  message === 'bad port' ||
  (code === 'ECONNRESET' && message.includes('before secure TLS connection was established'))

/** Codes stay out of the sentences: they are for the log. */
const whyNotSent = (code: string, host: string): string => {
  if (notFoundCodes.has(code)) return `${host} could not be found. Is this computer online?`
  if (noRouteCodes.has(code)) return `There is no way to ${host} on this network. Is this computer online?`
  if (datedCodes.has(code)) {
    return `The certificate of ${host} is not valid today. Is this computer's clock right?`
  }
  if (handshakeCodes.has(code)) {
    return `No secure connection to ${host} could be made: something on this network, or a virus scanner, may stand in between.`
  }
  if (code === 'ECONNREFUSED') return `${host} refused the connection.`
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return `${host} did not take the connection in time.`
  return `No connection to ${host} could be made.`
}

const whyUncertain = (code: string, host: string): string => {
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return `${host} took the request and did not answer in time.`
  }
  return `The connection to ${host} broke before the answer was complete.`
}
