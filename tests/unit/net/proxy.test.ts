import { describe, expect, it } from 'vitest'
import { checkProxySettings, createProxyRoutes, readSystemAnswer } from '../../../electron/net/proxy.ts'
import type { ProxySettings } from '../../../shared/contract.ts'
import { ok } from '../../../shared/errors.ts'
import { createVirtualClock } from '../../harness/clock.ts'

describe('the settings of a proxy', () => {
  it.each([
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['  HTTP://Proxy.Example:3128/ ', 'http://proxy.example:3128'],
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['127.0.0.1:3128', 'http://127.0.0.1:3128'],
    ['http://proxy.example:80', 'http://proxy.example:80'],
    ['https://proxy.example:443', 'https://proxy.example:443'],
    ['socks5://127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
    ['socks://localhost:9050', 'socks5://localhost:9050'],
    ['socks5h://localhost:9050', 'socks5://localhost:9050'],
    ['socks5://[::1]:1080', 'socks5://[::1]:1080'],
    ['http://bücher.example:3128', 'http://xn--bcher-kva.example:3128'],
  ])('%j are kept as %j', (url, kept) => {
    expect(checkProxySettings({ mode: 'manual', url })).toEqual(ok({ mode: 'manual', url: kept }))
    expect(checkProxySettings({ mode: 'manual', url: kept })).toEqual(ok({ mode: 'manual', url: kept }))
  })

  it.each([
    ['socks4://127.0.0.1:1080', 'SOCKS 4 proxies are not supported'],
    ['socks4a://127.0.0.1:1080', 'SOCKS 4 proxies are not supported'],
    ['http://user:word@proxy.example:3128', 'proxies with a name and a password are not supported in this version'],
    ['user@proxy.example:3128', 'proxies with a name and a password are not supported in this version'],
    ['http://proxy.example', 'it needs a host and a port, as in http://proxy.example:3128'],
    ['socks5://proxy.example', 'it needs a host and a port, as in socks5://proxy.example:3128'],
    ['http://proxy.example:0', 'it needs a host and a port'],
    ['http://proxy.example:65536', 'it needs a host and a port'],
    ['http://proxy.example:3128/proxy.pac', 'it needs a host and a port'],
    ['http://proxy.example:3128?a', 'it needs a host and a port'],
    ['http://proxy.example:3128#a', 'it needs a host and a port'],
    ['http://:3128', 'it needs a host and a port'],
    ['http://proxy example:3128', 'it needs a host and a port'],
    ['http://proxy.example:3128\r\nX: y', 'it needs a host and a port'],
    ['http://a:b:3128', 'it needs a host and a port'],
    ['http://[::1:3128', 'it needs a host and a port'],
    ['ftp://proxy.example:21', 'it begins with http://, https:// or socks5://'],
    ['javascript://alert:1', 'it begins with http://, https:// or socks5://'],
    ['', 'it needs a host and a port'],
  ])('%j are refused in words: %s', (url, words) => {
    expect(checkProxySettings({ mode: 'manual', url })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', field: 'proxy', message: expect.stringMatching(/^This proxy cannot be used: .*\.$/su) },
    })
    const checked = checkProxySettings({ mode: 'manual', url })
    expect(checked.ok ? '' : checked.error.message).toContain(words)
    expect(checked.ok ? '' : checked.error.message).not.toContain('word@')
  })

  it('of the other modes are kept, and nothing beside them', () => {
    expect([checkProxySettings({ mode: 'system' }), checkProxySettings({ mode: 'none' })]).toEqual([
      ok({ mode: 'system' }),
      ok({ mode: 'none' }),
    ])
  })
})

describe('what the system answers', () => {
  it.each([
    ['DIRECT', ['direct']],
    ['PROXY a.example:3128', ['http a.example 3128']],
    ['PROXY a.example:1; SOCKS5 b.example:2; DIRECT', ['http a.example 1', 'socks5 b.example 2', 'direct']],
    ['https a.example:443;direct', ['https a.example 443', 'direct']],
    ['SOCKS a.example:1;SOCKS5 [::1]:2', ['socks5 ::1 2']],
    ['QUIC a.example:1; [PROXY a:1, HTTPS b:2]; PROXY c.example:3', ['http c.example 3']],
    ['PROXY a.example; PROXY b.example:2', ['http b.example 2']],
  ])('%j leads over %j', (answer, routes) => {
    expect(
      readSystemAnswer(answer).map((route) =>
        route.kind === 'direct' ? 'direct' : `${route.kind} ${route.host} ${route.port}`,
      ),
    ).toEqual(routes)
  })

  it.each(['SOCKS a.example:1080', 'SOCKS4 a.example:1080', 'QUIC a.example:1', 'PROXY a.example', ';;'])(
    '%j leads nowhere rather than around the proxy',
    (answer) => {
      expect(() => readSystemAnswer(answer)).toThrow('ask for a kind of proxy that Tributary cannot use')
    },
  )
})

describe('a way into the network', () => {
  const build = (first: ProxySettings, answer: (url: string) => Promise<string> = async () => 'DIRECT') => {
    const clock = createVirtualClock()
    const asked: string[] = []
    let settings = first
    const routes = createProxyRoutes({
      settings: () => settings,
      resolveSystem: (url) => {
        asked.push(url)
        return answer(url)
      },
      clock,
    })
    return {
      routes,
      asked,
      clock,
      set: (next: ProxySettings) => {
        settings = next
      },
    }
  }
  const manual: ProxySettings = { mode: 'manual', url: 'socks5://127.0.0.1:9050' }

  it('is asked of the system for the origin alone, a socket as its page', async () => {
    const { routes, asked } = build({ mode: 'system' }, async () => 'PROXY a.example:1')
    await routes.routesFor('wss://chat.example/ws?token=secret')
    await routes.routesFor('ws://chat.example:81/ws')
    await routes.routesFor('https://api.example/users?login=somebody')
    expect(asked).toEqual(['https://chat.example/', 'http://chat.example:81/', 'https://api.example/'])
  })

  it('to this computer is straight, whatever the settings are', async () => {
    const { routes, asked, set } = build(manual)
    for (const settings of [manual, { mode: 'system' }, { mode: 'manual', url: 'broken' }] as const) {
      set(settings)
      for (const url of ['http://127.0.0.1:4000/a', 'ws://localhost:1', 'https://[::1]/', 'http://127.8.9.1/']) {
        expect(await routes.routesFor(url)).toEqual([{ kind: 'direct' }])
      }
    }
    expect(asked).toEqual([])
  })

  it('to a name that only begins like this computer’s goes through the proxy', async () => {
    const { routes } = build(manual)
    for (const url of ['https://127.0.0.1.example/', 'https://localhost.example/', 'https://0.0.0.0/']) {
      expect(await routes.routesFor(url)).toEqual([{ kind: 'socks5', host: '127.0.0.1', port: 9050 }])
    }
  })

  it('follows the settings as they are when asked', async () => {
    const { routes, set } = build({ mode: 'none' })
    const before = [await routes.routesFor('https://api.example/'), routes.settings()]
    set(manual)
    const after = [await routes.routesFor('https://api.example/'), routes.settings()]
    expect([before, after]).toEqual([
      [[{ kind: 'direct' }], 'none'],
      [[{ kind: 'socks5', host: '127.0.0.1', port: 9050 }], 'manual socks5://127.0.0.1:9050'],
    ])
  })

  it('does not lead around settings that cannot be used', async () => {
    const { routes } = build({ mode: 'manual', url: 'socks4://127.0.0.1:1' })
    await expect(routes.routesFor('https://api.example/')).rejects.toMatchObject({
      code: 'PROXY_SETTINGS',
      message: expect.stringContaining('SOCKS 4 proxies are not supported'),
    })
  })

  it.each([
    ['fails', () => Promise.reject(new Error('detail'))],
    ['answers nothing', async () => ''],
    ['does not answer within 5 s', () => new Promise<string>(() => undefined)],
  ])('is none, and told, when the system %s', async (_, answer) => {
    const { routes, clock } = build({ mode: 'system' }, answer)
    const asked = routes.routesFor('https://api.example/').catch((error: Error) => error.message)
    await clock.advance(5_000)
    expect(await asked).toBe(
      'This computer’s proxy settings could not be read. Try again, or set the proxy in Tributary’s settings.',
    )
    expect(clock.pending()).toBe(0)
  })
})
