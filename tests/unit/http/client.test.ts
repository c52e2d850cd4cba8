import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../electron/net/http.ts'
import { createHttpClient } from '../../../electron/net/http-client.ts'
import { classifyFailure } from '../../../electron/net/http-failure.ts'
import { ProxyFailed } from '../../../electron/net/proxy-failed.ts'
import { createVirtualClock, settle } from '../../harness/clock.ts'

interface Seen {
  readonly url: string
  readonly init: RequestInit
}
type Answer = (seen: Seen) => Promise<Response> | Response

const connectionError = (code: string, more: object = {}) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, ...more }) })

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** Answers in turn, the last one for ever. */
const build = (...answers: readonly Answer[]) => {
  const clock = createVirtualClock()
  const seen: Seen[] = []
  const logged: string[] = []
  const write = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields)}`)
  const client = createHttpClient({
    fetch: async (url, init) => {
      const call = { url, init }
      seen.push(call)
      const answer = answers[Math.min(seen.length, answers.length) - 1]
      if (answer === undefined) throw new Error('no answer scripted')
      return answer(call)
    },
    clock,
    random: () => 0.5,
    userAgent: 'Tributary/1',
    log: { debug: write, info: write, warn: write, error: write },
  })
  return { client, clock, seen, logged }
}

const never: Answer = ({ init }) =>
  new Promise((_, reject) => {
    init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
  })

const get: HttpRequest = { method: 'GET', url: 'https://api.example/things' }
const post: HttpRequest = { method: 'POST', url: 'https://api.example/things', json: { text: 'hello' } }

describe('a request', () => {
  it('carries its query, JSON body and the name of the app, and no cookies', async () => {
    const { client, seen } = build(() => json({ done: true }, 200, { 'X-Points': '3', 'set-cookie': 'a=b' }))
    const outcome = await client.request({
      ...post,
      query: { id: ['1', '2'], after: undefined, first: '5 6' },
      headers: { cookie: 'session=1', 'X-Mine': 'yes' },
    })
    const [call] = seen
    expect({ url: call?.url, ...call?.init, headers: [...new Headers(call?.init.headers)], signal: null }).toEqual({
      url: 'https://api.example/things?id=1&id=2&first=5+6',
      method: 'POST',
      headers: [
        ['accept', 'application/json'],
        ['content-type', 'application/json'],
        ['user-agent', 'Tributary/1'],
        ['x-mine', 'yes'],
      ],
      body: '{"text":"hello"}',
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: null,
    })
    expect({ ...outcome, bytes: null }).toEqual({
      kind: 'answered',
      status: 200,
      headers: { 'content-type': 'application/json', 'x-points': '3' },
      body: { done: true },
      bytes: null,
    })
  })

  it('encodes a form', async () => {
    const { client, seen } = build(() => json({}))
    await client.request({ method: 'POST', url: 'https://id.example/token', form: { a: 'x y', b: '&=ü' } })
    expect(seen[0]?.init.body).toBe('a=x+y&b=%26%3D%C3%BC')
    expect(new Headers(seen[0]?.init.headers).get('content-type')).toBe('application/x-www-form-urlencoded')
  })

  it.each([
    ['a GET without authorization', get, 'follow'],
    ['a GET that asks for it', { ...get, redirect: 'manual' }, 'manual'],
    ['a GET with authorization', { ...get, headers: { Authorization: 'Bearer x' } }, 'manual'],
    [
      'a GET with authorization that asks otherwise',
      { ...get, redirect: 'follow', headers: { authorization: 'x' } },
      'manual',
    ],
    ['a POST', post, 'manual'],
  ] as const)('of %s: redirect %j', async (_, request, redirect) => {
    const { client, seen } = build(() => json({}))
    await client.request(request)
    expect(seen[0]?.init.redirect).toBe(redirect)
  })

  it('gives a redirect that it did not follow as the answer', async () => {
    const { client } = build(() => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }))
    expect(await client.request(post)).toMatchObject({ kind: 'answered', status: 302, body: undefined })
  })

  it.each(['ftp://api.example', 'not a url', 'javascript:alert(1)', 'https://user:pass@api.example/'])(
    'to %j never leaves',
    async (url) => {
      const { client, seen } = build(() => json({}))
      expect(await client.request({ ...get, url })).toMatchObject({ kind: 'notSent' })
      expect(seen).toEqual([])
    },
  )

  it('with a body or a header that cannot be written never leaves', async () => {
    const { client, seen } = build(() => json({}))
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(await client.request({ ...post, json: loop })).toMatchObject({ kind: 'notSent' })
    expect(await client.request({ ...post, headers: { 'x-a': 'line\nbreak' } })).toMatchObject({ kind: 'notSent' })
    expect(seen).toEqual([])
  })
})

describe('an outcome', () => {
  const causes = [
    ['ENOTFOUND', {}, 'notSent'],
    ['EAI_AGAIN', {}, 'notSent'],
    ['ECONNREFUSED', { syscall: 'connect' }, 'notSent'],
    ['ENETUNREACH', {}, 'notSent'],
    ['EHOSTUNREACH', {}, 'notSent'],
    ['ETIMEDOUT', { syscall: 'connect' }, 'notSent'],
    ['UND_ERR_CONNECT_TIMEOUT', {}, 'notSent'],
    ['CERT_HAS_EXPIRED', {}, 'notSent'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', {}, 'notSent'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', {}, 'notSent'],
    [
      'ECONNRESET',
      { message: 'Client network socket disconnected before secure TLS connection was established' },
      'notSent',
    ],
    ['', { message: 'bad port' }, 'notSent'],
    ['ECONNRESET', { syscall: 'read' }, 'uncertain'],
    ['EPIPE', { syscall: 'write' }, 'uncertain'],
    ['ETIMEDOUT', { syscall: 'read' }, 'uncertain'],
    ['UND_ERR_SOCKET', {}, 'uncertain'],
    ['UND_ERR_HEADERS_TIMEOUT', {}, 'uncertain'],
    ['UND_ERR_BODY_TIMEOUT', {}, 'uncertain'],
    ['SOMETHING_NEW', {}, 'uncertain'],
  ] as const
  it.each(causes)('of %s %j is %s', async (code, more, kind) => {
    const { client, seen } = build(() => Promise.reject(connectionError(code, more)))
    const outcome = await client.request(post)
    expect(outcome).toMatchObject({ kind, why: expect.stringContaining('api.example') })
    expect(seen.length).toBe(1)
  })

  it.each(causes)('of %s %j tells a person in words, and the log the code', async (code, more) => {
    const { client, logged } = build(() => Promise.reject(connectionError(code, more)))
    const outcome = await client.request(post)
    expect(outcome.kind === 'answered' ? '' : outcome.why).toMatch(/^[^()]*[a-z][.?]$/u)
    expect(outcome.kind === 'answered' ? '' : outcome.why).not.toMatch(/[A-Z]{4}|_/u)
    expect(logged.join()).toContain(code === '' ? 'could be made' : `"code":"${code}"`)
  })

  it('of a proxy that fails is certain, told in its words, and not tried again at once', async () => {
    const failure = new ProxyFailed('PROXY_REFUSED', 'The proxy a:1 says no.')
    const { client, seen } = build(() => Promise.reject(new TypeError('fetch failed', { cause: failure })))
    expect(await client.request(get)).toEqual({
      kind: 'notSent',
      code: 'PROXY_REFUSED',
      why: 'The proxy a:1 says no.',
    })
    expect(seen.length).toBe(1)
  })

  it('of a proxy that fails after a redirect is not certain', () => {
    const failure = new TypeError('fetch failed', { cause: new ProxyFailed('PROXY_REFUSED', 'The proxy a:1 says no.') })
    expect((['yes', 'no', 'unknown'] as const).map((left) => classifyFailure(failure, 'b', left).kind)).toEqual([
      'uncertain',
      'notSent',
      'notSent',
    ])
  })

  it('of connecting to several addresses is certain only when none took it', async () => {
    const refused = Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' })
    const reset = Object.assign(new Error('b'), { code: 'ECONNRESET', syscall: 'read' })
    const several = (...errors: Error[]) => new TypeError('fetch failed', { cause: new AggregateError(errors) })
    const none = build(() => Promise.reject(several(refused, refused)))
    expect(await none.client.request(post)).toMatchObject({ kind: 'notSent' })
    const one = build(() => Promise.reject(several(refused, reset)))
    expect(await one.client.request(post)).toMatchObject({ kind: 'uncertain' })
  })

  it('of an answer that never comes is uncertain after the time limit, even where fetch ignores its signal', async () => {
    const { client, clock } = build(() => new Promise(() => undefined))
    const asked = client.request({ ...post, timeoutMs: 3_000 })
    await clock.advance(2_999)
    const early = await Promise.race([asked, Promise.resolve('waiting')])
    await clock.advance(1)
    expect([early, await asked]).toEqual([
      'waiting',
      { kind: 'uncertain', why: 'api.example did not answer within 3 s.' },
    ])
    expect(clock.pending()).toBe(0)
  })

  it('of a body that stops half way is uncertain', async () => {
    const half = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) })
    const { client, clock } = build(() => new Response(half))
    const asked = client.request(post)
    await clock.advance(10_000)
    expect(await asked).toMatchObject({ kind: 'uncertain' })
  })

  it('of a body over its cap is uncertain, read no further and not asked for again', async () => {
    let pulled = 0
    let cancelled = false
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          pulled++
          controller.enqueue(new Uint8Array(1000))
        },
        cancel() {
          cancelled = true
        },
      })
    const { client, seen } = build(() => new Response(endless()))
    const outcome = await client.request({ ...get, maxBytes: 5_000 })
    await settle()
    expect(outcome).toEqual({ kind: 'uncertain', why: 'The answer of api.example is too large.' })
    expect({ cancelled, few: pulled < 12, asked: seen.length }).toEqual({ cancelled: true, few: true, asked: 1 })
  })

  it('of a body that declares more than its cap is uncertain before a byte is read', async () => {
    const { client } = build(() => new Response('abc', { headers: { 'content-length': '999999999' } }))
    expect(await client.request(get)).toMatchObject({ kind: 'uncertain' })
  })

  it('of a cancelled request is certain before it left and uncertain after', async () => {
    const before = build(never)
    const gone = await before.client.request({ ...post, signal: AbortSignal.abort() })
    expect([gone.kind, before.seen.length]).toEqual(['notSent', 0])
    const after = build(never)
    const controller = new AbortController()
    const asked = after.client.request({ ...post, signal: controller.signal })
    await settle()
    controller.abort()
    expect(await asked).toMatchObject({ kind: 'uncertain' })
    expect(after.clock.pending()).toBe(0)
  })

  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['application/json', '{"a":', undefined],
    ['application/json', '', undefined],
    ['text/html', '<p>', undefined],
    ['image/png', '1', undefined],
  ])('of type %j with body %j is parsed to %j', async (type, text, body) => {
    const { client } = build(() => new Response(text, { headers: { 'content-type': type } }))
    const outcome = await client.request(get)
    expect(outcome).toMatchObject({ kind: 'answered', bytes: new TextEncoder().encode(text) })
    expect(outcome.kind === 'answered' ? outcome.body : 'no answer').toEqual(body)
  })
})

describe('a retry', () => {
  const busy: Answer = () => json({}, 503)

  it('is made for a GET, with back-off, twice at most', async () => {
    const { client, clock, seen } = build(busy)
    const asked = client.request(get)
    await clock.advance(249)
    const first = seen.length
    await clock.advance(1)
    const second = seen.length
    await clock.advance(1_000)
    expect(await asked).toMatchObject({ kind: 'answered', status: 503 })
    expect([first, second, seen.length]).toEqual([1, 2, 3])
  })

  it('succeeds when the server comes back', async () => {
    const { client, clock } = build(
      () => Promise.reject(connectionError('ECONNREFUSED')),
      () => json({ a: 1 }),
    )
    const asked = client.request(get)
    await clock.advance(1_000)
    expect(await asked).toMatchObject({ kind: 'answered', body: { a: 1 } })
  })

  it.each([
    ['a POST', post, busy],
    ['a POST that never arrived', post, () => Promise.reject(connectionError('ECONNREFUSED'))],
    ['a GET that was answered 429', get, () => json({}, 429)],
    ['a GET that was answered 500', get, () => json({}, 500)],
    ['a GET that was answered 404', get, () => json({}, 404)],
    ['a GET that is asked to wait beyond its time limit', get, () => json({}, 503, { 'retry-after': '60' })],
  ] as const)('is not made for %s', async (_, request, answer) => {
    const { client, clock, seen } = build(answer)
    const asked = client.request(request)
    await clock.advance(10_000)
    await asked
    expect(seen.length).toBe(1)
  })

  it('is made for what is said to be idempotent', async () => {
    const { client, clock, seen } = build(busy, () => json({}))
    const asked = client.request({ ...post, idempotent: true })
    await clock.advance(1_000)
    expect([(await asked).kind, seen.length]).toEqual(['answered', 2])
  })

  it('waits as long as the server asks', async () => {
    const { client, clock, seen } = build(
      () => json({}, 503, { 'retry-after': '4' }),
      () => json({}),
    )
    const asked = client.request(get)
    await clock.advance(3_999)
    const before = seen.length
    await clock.advance(1)
    await asked
    expect([before, seen.length]).toEqual([1, 2])
  })

  it('stays within the time limit of the whole, and ends when cancelled', async () => {
    const slow = build(never)
    const asked = slow.client.request({ ...get, timeoutMs: 1_000 })
    await slow.clock.advance(1_000)
    expect([(await asked).kind, slow.seen.length]).toEqual(['uncertain', 1])
    const waiting = build(busy)
    const controller = new AbortController()
    const cancelled = waiting.client.request({ ...get, signal: controller.signal })
    await settle()
    controller.abort()
    expect([(await cancelled).kind, waiting.seen.length, waiting.clock.pending()]).toEqual(['answered', 1, 0])
  })
})

it('logs host, path and outcome, never query, headers or bodies', async () => {
  const { client, logged } = build(() => json({ secret: 'the answer' }))
  await client.request({ ...post, query: { token: 'hidden' }, headers: { authorization: 'Bearer hidden' } })
  expect(logged).toEqual([
    'http answered {"method":"POST","host":"api.example","path":"/things","attempt":1,"ms":0,"status":200}',
  ])
})
