/** The desktop's way into the network: everything that leaves goes through the proxy that is set, or not at all. */
import { createImageTransport, type ImageTransport } from '../../images/transport.ts'
import type { Fetch } from '../../net/http-request.ts'
import { createProxiedAgents } from '../../net/proxied-agents.ts'
import { createProxiedFetch } from '../../net/proxied-fetch.ts'
import { createProxyRoutes, type ProxyRoutesOptions } from '../../net/proxy.ts'
import { createOpenSocket, type OpenSocket } from '../../net/socket.ts'
import { createTunnels } from '../../net/tunnels.ts'

export interface DesktopNetwork {
  readonly fetch: Fetch
  readonly openSocket: OpenSocket
  readonly imageTransport: ImageTransport
  stop(): Promise<void>
}

/** `resolveSystem` is the session's `resolveProxy`. Other settings apply to the connections that are made from then on. */
export const createDesktopNetwork = (options: ProxyRoutesOptions): DesktopNetwork => {
  const tunnels = createTunnels(createProxyRoutes(options), options.clock)
  const { fetch, stop } = createProxiedFetch(tunnels)
  const socketAgents = createProxiedAgents(tunnels, { keepAlive: false })
  // Emotes come in dozens from one host: connections are kept.
  const imageTransport = createImageTransport(undefined, createProxiedAgents(tunnels, { keepAlive: true }))
  return {
    fetch,
    openSocket: createOpenSocket(socketAgents),
    imageTransport,
    async stop() {
      socketAgents.stop()
      imageTransport.stop()
      await stop()
    },
  }
}
