/** HTTP as the connectors use it: every request has a time limit, and every outcome says whether it can have arrived. */

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Added to the URL; an array gives the parameter once an item, undefined leaves it out. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** Of the whole exchange; 10,000 unless told. */
  readonly timeoutMs?: number
  /** Of the answer's body; 4 MiB unless told. A larger one is `uncertain` (the request was taken). */
  readonly maxBytes?: number
  readonly signal?: AbortSignal
  /**
   * GET is tried again, with back-off, when nothing arrived or the answer was 502, 503 or 504; anything else only when
   * `idempotent` is said. 429 is never tried again here: the caller knows what its budget means.
   */
  readonly idempotent?: boolean
  /**
   * A GET without `authorization` follows redirects unless told `manual`; everything else never does: neither a token nor
   * a body may end up at an address that somebody else chose. The 3xx is then the answer.
   */
  readonly redirect?: 'follow' | 'manual'
}

export type HttpOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      /** The parsed JSON, or undefined when the body is none. */
      readonly body: unknown
      readonly bytes: Uint8Array
    }
  /**
   * It certainly did not arrive: no network, no such host, refused, cancelled before it left. `why` is for people; `code`
   * is the system's or the library's own, for the log.
   */
  | { readonly kind: 'notSent'; readonly why: string; readonly code?: string }
  /** It left, and no complete answer came. */
  | { readonly kind: 'uncertain'; readonly why: string; readonly code?: string }

export interface HttpClient {
  /** Never rejects. */
  request(request: HttpRequest): Promise<HttpOutcome>
}
