import { isIPv6, type Socket } from 'node:net'
import type { Clock } from '../core/ports/host.ts'
import type { ProxyRoutes } from './proxy.ts'
import { ProxyFailed } from './proxy-failed.ts'
import { openTunnel } from './tunnel.ts'
import type { Target } from './tunnel-handshakes.ts'

/** The one door that every connection of a host with proxies goes through, whatever speaks over it. */
export interface Tunnels {
  /** As in `ProxyRoutes`: what was opened under other settings is not used again. */
  settings(): string
  /** The way through the proxy, raw; undefined where the connection goes straight. Rejects with `ProxyFailed`. */
  open(target: Target & { readonly isSecure: boolean }): Promise<Socket | undefined>
}

/** Below the 10 s of a request, so that the proxy is named rather than the server. */
const wholeLimitMs = 8_000

/** A proxy that cannot be reached gives way to the next route, where the system names several; one that says no does not. */
export const createTunnels = (routes: ProxyRoutes, clock: Pick<Clock, 'after'>): Tunnels => ({
  settings: routes.settings,
  async open({ host, port, isSecure }) {
    const name = isIPv6(host) ? `[${host}]` : host
    const ways = await routes.routesFor(`${isSecure ? 'https' : 'http'}://${name}:${port}/`)
    let failure: unknown
    for (const way of ways) {
      if (way.kind === 'direct') return undefined
      try {
        return await openTunnel(way, { host, port }, { clock, limitMs: wholeLimitMs / Math.min(ways.length, 3) })
      } catch (error) {
        if (!(error instanceof ProxyFailed) || error.code !== 'PROXY_UNREACHABLE') throw error
        failure ??= error
      }
    }
    throw failure
  },
})
