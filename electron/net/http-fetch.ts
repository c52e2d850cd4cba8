import type { HttpClient, HttpOutcome } from './http.ts'
import type { HttpFailure } from './http-failure.ts'

/** Thrown by `createFetch` where a platform's fetch would throw: no complete answer came. */
export class HttpFailed extends Error {
  readonly failure: HttpFailure
  constructor(failure: HttpFailure) {
    super(failure.why)
    this.failure = failure
  }
}

type Answer = Extract<HttpOutcome, { readonly kind: 'answered' }>

/**
 * The client as the `fetch` that a protocol library wants for its form posts. `adapt` gives the library the JSON body
 * that it expects in place of the platform's own; undefined leaves the answer as it came.
 */
export const createFormPost =
  (http: HttpClient, adapt: (answer: Answer) => unknown) =>
  async (
    url: string,
    request: { readonly body: URLSearchParams; readonly headers: Record<string, string> },
  ): Promise<Response> => {
    const outcome = await http.request({
      method: 'POST',
      url,
      headers: { accept: request.headers['accept'] ?? 'application/json' },
      form: Object.fromEntries(request.body),
    })
    if (outcome.kind !== 'answered') throw new HttpFailed(outcome)
    const adapted = adapt(outcome)
    const headers = new Headers(outcome.headers)
    if (adapted !== undefined) headers.set('content-type', 'application/json')
    // They describe the bytes as they came, and a challenge would hide the body from the library.
    for (const name of ['content-length', 'content-encoding', 'www-authenticate']) headers.delete(name)
    const body = adapted === undefined ? new Uint8Array(outcome.bytes) : JSON.stringify(adapted)
    // A Response may hold no body for these, and refuses one.
    const empty = [101, 103, 204, 205, 304].includes(outcome.status)
    return new Response(empty ? null : body, { status: outcome.status, headers })
  }
