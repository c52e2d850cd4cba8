import type { HttpRequest } from './http.ts'

/** What this client gives `fetch`, and what it needs of the answer: Node's own fits, and so does another's. */
export type Fetch = (url: string, init: FetchInit & { readonly signal: AbortSignal }) => Promise<FetchAnswer>

export interface FetchInit {
  readonly method: string
  readonly headers: Headers
  readonly body: string | null
  readonly redirect: 'follow' | 'manual'
  readonly credentials: 'omit'
  readonly cache: 'no-store'
}

export interface FetchAnswer {
  readonly status: number
  readonly headers: Iterable<readonly [string, string]> & { get(name: string): string | null }
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null
}

export type PreparedRequest =
  | { readonly ok: true; readonly url: URL; readonly init: FetchInit }
  | { readonly ok: false; readonly why: string }

/** Turns a request into what `fetch` takes; whatever is wrong with it is found before anything leaves. */
export const prepareRequest = (request: HttpRequest, userAgent: string): PreparedRequest => {
  const url = URL.parse(request.url)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return { ok: false, why: 'The address is no http or https address.' }
  }
  if (url.username !== '' || url.password !== '') return { ok: false, why: 'The address holds a name or a password.' }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of typeof value === 'string' ? [value] : (value ?? [])) url.searchParams.append(name, item)
  }
  try {
    const headers = new Headers(request.headers)
    if (!headers.has('user-agent')) headers.set('user-agent', userAgent)
    if (!headers.has('accept')) headers.set('accept', 'application/json')
    headers.delete('cookie')
    const body = encodeBody(request, headers)
    const mayFollow = request.method === 'GET' && !headers.has('authorization')
    const redirect = mayFollow ? (request.redirect ?? 'follow') : 'manual'
    const init = { method: request.method, headers, body, redirect, credentials: 'omit', cache: 'no-store' } as const
    return { ok: true, url, init }
  } catch {
    return { ok: false, why: 'A header or the body of the request cannot be written.' }
  }
}

const encodeBody = (request: HttpRequest, headers: Headers): string | null => {
  if (request.json !== undefined) {
    headers.set('content-type', 'application/json')
    return JSON.stringify(request.json)
  }
  if (request.form !== undefined) {
    headers.set('content-type', 'application/x-www-form-urlencoded')
    return new URLSearchParams(request.form).toString()
  }
  return null
}
