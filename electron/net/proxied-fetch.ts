import { Agent, buildConnector, fetch as fetchOver } from 'undici'
import type { Fetch } from './http-request.ts'
import type { Tunnels } from './tunnels.ts'

export interface ProxiedFetch {
  readonly fetch: Fetch
  stop(): Promise<void>
}

/**
 * `fetch` whose connections go the way of the settings, each redirect by its own. It is undici's, which Node's own is built
 * from: that one takes no connections from elsewhere. HTTP/1.1 only, as Node's.
 */
export const createProxiedFetch = (tunnels: Tunnels): ProxiedFetch => {
  const connectDirectly = buildConnector({ allowH2: false })
  const connect: buildConnector.connector = (options, callback) => {
    const isSecure = options.protocol === 'https:'
    const port = options.port === '' ? (isSecure ? 443 : 80) : Number(options.port)
    tunnels.open({ host: options.hostname, port, isSecure }).then(
      (socket) => {
        if (socket === undefined) connectDirectly(options, callback)
        else if (isSecure) connectDirectly({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: Error) => callback(error, null),
    )
  }
  let settings = tunnels.settings()
  let agent = new Agent({ connect, allowH2: false })
  return {
    fetch(url, init) {
      if (tunnels.settings() !== settings) {
        settings = tunnels.settings()
        // Its requests under way end as they are; none of its connections is used again.
        void agent.close()
        agent = new Agent({ connect, allowH2: false })
      }
      return fetchOver(url, { ...init, headers: [...init.headers], dispatcher: agent })
    },
    stop: () => agent.destroy(),
  }
}
