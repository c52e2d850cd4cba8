import { type Clock, systemClock } from './clock.ts'
import type { Random } from './random.ts'

/** What can be shortened or forbidden; every value defaults to Twitch's own. */
export interface TwitchOptions {
  readonly clock?: Clock
  readonly random?: Random
  readonly tokenLifetimeSeconds?: number
  readonly deviceCodeLifetimeSeconds?: number
  readonly deviceIntervalSeconds?: number
  /** What EventSub's keepalive is when the client does not ask. */
  readonly keepaliveSeconds?: number
  /** The least that a client may ask for. */
  readonly leastKeepaliveSeconds?: number
  /** Time to subscribe after the welcome. */
  readonly subscribeWithinSeconds?: number
  /** Time to move to the reconnect URL. */
  readonly reconnectWithinSeconds?: number
  readonly helixPointsPerMinute?: number
  /** Client ids that exist; default: any of 20 to 40 lower-case letters and digits, all public. */
  readonly clients?: Readonly<Record<string, 'public' | 'confidential'>>
}

export type TwitchSettings = Required<Omit<TwitchOptions, 'clients'>> & Pick<TwitchOptions, 'clients'>

export const toSettings = (options: TwitchOptions): TwitchSettings => ({
  clock: options.clock ?? systemClock,
  random: options.random ?? Math.random,
  tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 14_542,
  deviceCodeLifetimeSeconds: options.deviceCodeLifetimeSeconds ?? 1800,
  deviceIntervalSeconds: options.deviceIntervalSeconds ?? 5,
  keepaliveSeconds: options.keepaliveSeconds ?? 10,
  leastKeepaliveSeconds: options.leastKeepaliveSeconds ?? 10,
  subscribeWithinSeconds: options.subscribeWithinSeconds ?? 10,
  reconnectWithinSeconds: options.reconnectWithinSeconds ?? 30,
  helixPointsPerMinute: options.helixPointsPerMinute ?? 800,
  ...(options.clients === undefined ? {} : { clients: options.clients }),
})
