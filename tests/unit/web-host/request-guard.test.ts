import { describe, expect, it } from 'vitest'
import { type GuardedRequest, hostsOf, judgeRequest, judgeUpgrade } from '../../../electron/hosts/web/request-guard.ts'

const hosts = hostsOf(4310)

const makeRequest = (
  change: {
    readonly method?: string
    readonly url?: string
    readonly headers?: Record<string, string | undefined>
  } = {},
): GuardedRequest => {
  const all = { host: '127.0.0.1:4310', ...change.headers }
  const headers = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return {
    method: change.method ?? 'GET',
    url: change.url ?? '/',
    headers,
    rawHeaders: Object.entries(headers).flatMap(([name, value]) => [name, value ?? '']),
  }
}

const judge = (change: Parameters<typeof makeRequest>[0]) => judgeRequest(makeRequest(change), hosts)
const statusOf = (change: Parameters<typeof makeRequest>[0]) => {
  const verdict = judge(change)
  return verdict.allowed ? 200 : verdict.status
}

describe('the guard of requests', () => {
  it('lets its own two names in, and tells which it was', () => {
    expect(judge({})).toEqual({ allowed: true, host: '127.0.0.1:4310', path: '/' })
    expect(judge({ headers: { host: 'localhost:4310' }, url: '/assets/a.js?v=1' })).toEqual({
      allowed: true,
      host: 'localhost:4310',
      path: '/assets/a.js',
    })
  })

  it('knows its names without a port where a browser leaves it out', () => {
    expect(hostsOf(80)).toEqual(['127.0.0.1', 'localhost'])
  })

  it.each([
    undefined,
    '',
    '127.0.0.1',
    '127.0.0.1:4311',
    'localhost',
    'evil.example',
    'evil.example:4310',
    '127.0.0.1:4310.evil.example',
    '127.0.0.1:4310@evil.example',
    'LOCALHOST:4310',
    'localhost.:4310',
    '[::1]:4310',
    '0.0.0.0:4310',
    '127.1:4310',
  ])('refuses the Host %j', (host) => {
    expect(statusOf({ headers: { host } })).toBe(403)
  })

  it('refuses two Hosts', () => {
    const request = makeRequest()
    const doubled = { ...request, rawHeaders: [...request.rawHeaders, 'HOST', 'evil.example'] }
    expect(judgeRequest(doubled, hosts)).toMatchObject({ allowed: false, status: 403 })
  })

  it('lets the Origin of the Host in', () => {
    expect(statusOf({ headers: { origin: 'http://127.0.0.1:4310' } })).toBe(200)
  })

  it.each([
    'http://localhost:4310',
    'https://127.0.0.1:4310',
    'http://127.0.0.1',
    'http://evil.example',
    'null',
    '',
    'http://127.0.0.1:4310.evil.example',
  ])('refuses the Origin %j', (origin) => {
    expect(statusOf({ headers: { origin } })).toBe(403)
  })

  it('refuses what another site embeds, and lets a person come from anywhere', () => {
    const embed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    const frame = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const own = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'script' }
    expect([embed, frame, visit, own].map((headers) => statusOf({ headers }))).toEqual([403, 403, 200, 200])
  })

  it('answers GET and HEAD alone', () => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'QUERY', 'get']
    expect(methods.map((method) => statusOf({ method }))).toEqual([200, 200, ...Array.from({ length: 9 }, () => 405)])
  })

  it('refuses a body', () => {
    expect(statusOf({ headers: { 'content-length': '5' } })).toBe(400)
    expect(statusOf({ headers: { 'transfer-encoding': 'chunked' } })).toBe(400)
    expect(statusOf({ headers: { 'content-length': '0' } })).toBe(200)
  })

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/./index.html',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/%252e%252e/package.json',
    '/..\\package.json',
    '/%5c..%5cpackage.json',
    '/assets/%00',
    '//evil.example/',
    '/assets//a.js',
    'http://127.0.0.1:4310/',
    '*',
    '',
    '/ü',
    '/..;/',
  ])('knows no path %j', (url) => {
    expect(statusOf({ url })).toBe(404)
  })
})

describe('the guard of upgrades', () => {
  const upgrade = (change: Parameters<typeof makeRequest>[0]) => {
    const verdict = judgeUpgrade(makeRequest({ url: '/socket', ...change }), hosts)
    return verdict.allowed ? 101 : verdict.status
  }
  const origin = 'http://127.0.0.1:4310'

  it('lets in who comes from the page of the same name', () => {
    expect(upgrade({ headers: { origin } })).toBe(101)
    expect(upgrade({ headers: { host: 'localhost:4310', origin: 'http://localhost:4310' } })).toBe(101)
  })

  it('refuses everyone else', () => {
    expect([
      upgrade({}),
      upgrade({ headers: { origin: 'http://evil.example' } }),
      upgrade({ headers: { origin: 'null' } }),
      upgrade({ headers: { origin, host: 'evil.example:4310' } }),
      upgrade({ headers: { origin: 'http://localhost:4310' } }),
      upgrade({ headers: { origin }, method: 'POST' }),
      upgrade({ headers: { origin }, url: '/' }),
      upgrade({ headers: { origin }, url: '/socket?token=x' }),
    ]).toEqual([403, 403, 403, 403, 403, 405, 404, 404])
  })
})
