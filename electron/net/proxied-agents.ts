import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent, type RequestOptions } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Tunnels } from './tunnels.ts'

/** The agents of Node's `http` and `https` for one thing, to be asked for anew at every request. */
export interface Agents {
  of(protocol: string): HttpAgent
  stop(): void
}

type Created = (error: Error | null, stream: Duplex) => void

/** Agents whose connections go the way of the settings; `keepAlive` as in Node's. */
export const createProxiedAgents = (tunnels: Tunnels, { keepAlive }: { readonly keepAlive: boolean }): Agents => {
  const make = () => ({
    plain: new TunnelAgent(tunnels, { keepAlive }),
    secure: new SecureTunnelAgent(tunnels, { keepAlive }),
  })
  let settings = tunnels.settings()
  let agents = make()
  return {
    of(protocol) {
      if (tunnels.settings() !== settings) {
        settings = tunnels.settings()
        for (const agent of Object.values(agents)) retire(agent)
        agents = make()
      }
      return protocol === 'https:' || protocol === 'wss:' ? agents.secure : agents.plain
    },
    stop() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** What is under way ends as it is; nothing is used again. */
const retire = (agent: HttpAgent): void => {
  agent.maxFreeSockets = 0
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

/** `finish` makes the stream of the request from the way through the proxy, or without one. */
const connect = (
  tunnels: Tunnels,
  { host, port }: Pick<ClientRequestArgs, 'host' | 'port'>,
  isSecure: boolean,
  created: Created,
  finish: (tunnel: Socket | undefined) => Duplex | null | undefined,
): void => {
  tunnels.open({ host: host ?? 'localhost', port: Number(port), isSecure }).then(
    (tunnel) => {
      const stream = finish(tunnel)
      // None would be an agent that hands its stream over later, which Node's own do not.
      if (stream !== null && stream !== undefined) created(null, stream)
    },
    // Its type wants a stream here too; Node looks at the error alone.
    (error: Error) => created(error, new Socket()),
  )
}

class TunnelAgent extends HttpAgent {
  readonly #tunnels: Tunnels

  constructor(tunnels: Tunnels, options: { readonly keepAlive: boolean }) {
    super(options)
    this.#tunnels = tunnels
  }

  override createConnection(options: ClientRequestArgs, created: Created): undefined {
    connect(this.#tunnels, options, false, created, (tunnel) => tunnel ?? super.createConnection(options))
  }
}

class SecureTunnelAgent extends HttpsAgent {
  readonly #tunnels: Tunnels

  constructor(tunnels: Tunnels, options: { readonly keepAlive: boolean }) {
    super(options)
    this.#tunnels = tunnels
  }

  override createConnection(options: RequestOptions, created: Created): undefined {
    connect(this.#tunnels, options, true, created, (tunnel) => {
      const through = { ...options, ...(tunnel === undefined ? {} : { socket: tunnel }) }
      return super.createConnection(through)
    })
  }
}
