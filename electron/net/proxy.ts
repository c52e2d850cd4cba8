/** Which way a connection goes: straight, or through the proxy that the person or the system has set. */
import { isIPv6 } from 'node:net'
import type { ProxySettings } from '../../shared/contract.ts'
import { failed, ok, type Result } from '../../shared/errors.ts'
import { isLoopbackName } from '../core/links.ts'
import type { Clock } from '../core/ports/host.ts'
import { ProxyFailed } from './proxy-failed.ts'

export interface ProxyServer {
  /** `https`: the way to the proxy itself is encrypted too. */
  readonly kind: 'http' | 'https' | 'socks5'
  /** An IPv6 address without its brackets. */
  readonly host: string
  readonly port: number
}

export type ProxyRoute = ProxyServer | { readonly kind: 'direct' }

export interface ProxyRoutes {
  /** The settings in force as one text, another one for other settings. */
  settings(): string
  /**
   * The ways to the origin of `url` (ws and wss are asked about as http and https), to be tried in this order. Rejects with
   * `ProxyFailed`: then there is no way, and none that goes around the proxy.
   */
  routesFor(url: string): Promise<readonly ProxyRoute[]>
}

export interface ProxyRoutesOptions {
  /** Asked anew for every connection. */
  readonly settings: () => ProxySettings
  /** The system's answer as in a PAC file: `PROXY a:1; SOCKS5 b:2; DIRECT`. */
  readonly resolveSystem: (url: string) => Promise<string>
  readonly clock: Pick<Clock, 'after'>
}

const direct: ProxyRoute = { kind: 'direct' }
/** A PAC file may have to be loaded first. */
const systemWithinMs = 5_000

export const createProxyRoutes = ({ settings, resolveSystem, clock }: ProxyRoutesOptions): ProxyRoutes => ({
  settings: () => printSettings(settings()),
  async routesFor(url) {
    const target = new URL(url.replace(/^ws/iu, 'http'))
    const current = settings()
    if (current.mode === 'none' || isLoopbackName(target.hostname)) return [direct]
    if (current.mode === 'manual') {
      const server = readProxyUrl(current.url)
      if (server.ok) return [server.value]
      throw new ProxyFailed('PROXY_SETTINGS', server.error.message)
    }
    return readSystemAnswer(await askSystem(resolveSystem, `${target.origin}/`, clock))
  },
})

const printSettings = (settings: ProxySettings): string =>
  settings.mode === 'manual' ? `manual ${settings.url}` : settings.mode

const askSystem = async (
  resolveSystem: ProxyRoutesOptions['resolveSystem'],
  url: string,
  clock: Pick<Clock, 'after'>,
): Promise<string> => {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const cancel = clock.after(systemWithinMs, () => resolve(undefined))
  try {
    const answer = await Promise.race([resolveSystem(url), late])
    if (answer !== undefined && answer.trim() !== '') return answer
  } catch {
    // Told below: the system gives no reason.
  } finally {
    cancel()
  }
  throw new ProxyFailed(
    'PROXY_SETTINGS',
    'This computer’s proxy settings could not be read. Try again, or set the proxy in Tributary’s settings.',
  )
}

const schemesOfSystem: Readonly<Record<string, ProxyServer['kind']>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS5: 'socks5',
}

/** Those of the answer that can be used, in its order; `SOCKS` alone means version 4 to Chromium, and is left out. */
export const readSystemAnswer = (answer: string): readonly ProxyRoute[] => {
  const routes = answer.split(';').flatMap((element): readonly ProxyRoute[] => {
    const [scheme = '', place = ''] = element.trim().split(/\s+/u)
    if (scheme.toUpperCase() === 'DIRECT') return [direct]
    const kind = schemesOfSystem[scheme.toUpperCase()]
    const server = kind === undefined ? undefined : readPlace(kind, place)
    return server === undefined ? [] : [server]
  })
  if (routes.length > 0) return routes
  throw new ProxyFailed(
    'PROXY_SETTINGS',
    'This computer’s settings ask for a kind of proxy that Tributary cannot use. It uses HTTP and SOCKS 5 proxies.',
  )
}

/** As a person wrote it, made uniform; or what is wrong with it, in words. */
export const checkProxySettings = (settings: ProxySettings): Result<ProxySettings> => {
  if (settings.mode !== 'manual') return ok({ mode: settings.mode })
  const server = readProxyUrl(settings.url)
  return server.ok ? ok({ mode: 'manual', url: printServer(server.value) }) : server
}

/** `host:port`, for sentences. */
export const namePlace = ({ host, port }: Omit<ProxyServer, 'kind'>): string =>
  `${isIPv6(host) ? `[${host}]` : host}:${port}`

const printServer = (server: ProxyServer): string => `${server.kind}://${namePlace(server)}`

const kinds: Readonly<Record<string, ProxyServer['kind']>> = {
  http: 'http',
  https: 'https',
  socks5: 'socks5',
  socks: 'socks5',
  // curl's name for what is always done here: the proxy looks the names up.
  socks5h: 'socks5',
}

const readProxyUrl = (text: string): Result<ProxyServer> => {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/isu.exec(text.trim()) ?? []
  const kind = kinds[scheme.toLowerCase()]
  if (/^socks4a?$/iu.test(scheme))
    return refuse('SOCKS 4 proxies are not supported; most of them speak SOCKS 5 as well')
  if (kind === undefined) return refuse('it begins with http://, https:// or socks5://')
  if (rest.includes('@')) return refuse('proxies with a name and a password are not supported in this version')
  const server = readPlace(kind, rest.replace(/\/$/u, ''))
  return server === undefined ? refuse(`it needs a host and a port, as in ${kind}://proxy.example:3128`) : ok(server)
}

/** Undefined unless it is a host and a port and nothing else. */
const readPlace = (kind: ProxyServer['kind'], place: string): ProxyServer | undefined => {
  if (!/^(?:[^\s/?#@:[\]\\]+|\[[0-9a-f:.]+\]):\d{1,5}$/iu.test(place)) return undefined
  // The scheme's own port is left out by `URL`, and this scheme's port is nobody's.
  const url = URL.parse(`http://${place}`)
  const port = Number(place.slice(place.lastIndexOf(':') + 1))
  if (url === null || port === 0 || port > 65_535) return undefined
  return { kind, host: url.hostname.replace(/^\[|\]$/gu, ''), port }
}

const refuse = (reason: string): Result<never> =>
  failed({ kind: 'invalid', field: 'proxy', reason, message: `This proxy cannot be used: ${reason}.` })
