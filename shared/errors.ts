/**
 * What went wrong, by what the caller can do about it. The union is closed: a new member is a new kind of remedy,
 * never a new place where something failed. `message` is a whole sentence for a person: what happened, to which
 * channel or account, and what can be done.
 */
export type TributaryError =
  | { readonly kind: 'signInAgain'; readonly message: string }
  | { readonly kind: 'missingScope'; readonly message: string; readonly scopes: readonly string[] }
  /** `retryAt` is in ms since epoch. */
  | { readonly kind: 'rateLimited'; readonly message: string; readonly retryAt: number }
  /** The platform understood and said no. `code` and `reason` are its own words. */
  | { readonly kind: 'refused'; readonly message: string; readonly code: string; readonly reason: string }
  /** It left, and nobody knows whether it arrived. */
  | { readonly kind: 'uncertain'; readonly message: string }
  /** It certainly did not arrive. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly retrying: boolean }
  | { readonly kind: 'notFound'; readonly message: string }
  | { readonly kind: 'invalid'; readonly message: string; readonly field: string; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly message: string; readonly why: string }
  /** Ours. The details are in the log under `reference`, never in the message. */
  | { readonly kind: 'bug'; readonly message: string; readonly reference?: string }

export type ErrorKind = TributaryError['kind']

/** The answer of everything that can fail in a way that the caller should handle. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: TributaryError }

export const ok = <Value>(value: Value): Result<Value> => ({ ok: true, value })

export const failed = (error: TributaryError): Result<never> => ({ ok: false, error })
