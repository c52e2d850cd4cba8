/** Everything between a host and the core, the same in every entry: network, sign-ins, images, platforms. */
import type { Result } from '../shared/errors.ts'
import { ok } from '../shared/errors.ts'
import type { PlatformId } from '../shared/model.ts'
import { type RunningCore, startCore } from './core/core.ts'
import type { HostServices } from './core/ports/host.ts'
import type { PlatformSession } from './core/ports/session.ts'
import { createImageService, type ImageService } from './images/service.ts'
import type { ImageTransport } from './images/transport.ts'
import type { HttpClient } from './net/http.ts'
import type { OpenSocket } from './net/socket.ts'
import type { InspectableTap } from './net/tap.ts'
import { createCredentials } from './oauth/credentials.ts'
import { resolveEndpoints } from './platforms/endpoints.ts'
import type { Endpoints, ImageLocator, Platform } from './platforms/platform.ts'

export interface AssembleOptions {
  readonly host: HostServices
  readonly platforms: readonly Platform[]
  /** The parsed file of `TRIBUTARY_ENDPOINTS`, or undefined. */
  readonly endpointOverrides: unknown
  readonly http: HttpClient
  readonly openSocket: OpenSocket
  readonly tap: InspectableTap
  /** Where images are kept between starts; undefined keeps them in memory only. */
  readonly imageFolder: string | undefined
  /** How images are fetched, where not straight. */
  readonly imageTransport?: ImageTransport
  /** Client ids that the build brings. */
  readonly clientIds: ReadonlyMap<PlatformId, string>
}

export interface Assembled {
  readonly core: RunningCore
  readonly images: ImageService
  stop(): Promise<void>
}

const originsOf = (endpoints: Endpoints): readonly string[] => [
  ...new Set(Object.values(endpoints).map((address) => new URL(address.replace(/^ws/u, 'http')).origin)),
]

/** Fails only on endpoints that cannot be used. */
export const assemble = async (options: AssembleOptions): Promise<Result<Assembled>> => {
  const { host, platforms, http, openSocket, tap } = options
  const resolved = resolveEndpoints(platforms, options.endpointOverrides)
  if (!resolved.ok) return resolved
  const { endpoints, custom } = resolved.value
  const endpointsOf = (platform: Platform) => endpoints.get(platform.id) ?? platform.defaultEndpoints
  const authOf = (platform: Platform) => platform.auth({ http, endpoints: endpointsOf(platform), now: host.clock.now })

  const locators = new Map<PlatformId, ImageLocator>()
  const images = createImageService({
    clock: host.clock,
    randomId: host.randomId,
    log: host.log,
    locators,
    allowedHosts: new Map(platforms.map((platform) => [platform.id, platform.imageHosts])),
    overriddenOrigins: new Map(
      platforms
        .filter((platform) => custom.includes(platform.id))
        .map((platform) => [platform.id, originsOf({ images: endpointsOf(platform)['images'] ?? '' })]),
    ),
    folder: options.imageFolder,
    ...(options.imageTransport === undefined ? {} : { transport: options.imageTransport }),
  })

  const core = await startCore({
    host,
    customEndpoints: custom,
    platforms: platforms.map((platform) => {
      const clientId = options.clientIds.get(platform.id)
      return { ...platform, origins: originsOf(endpointsOf(platform)), ...(clientId === undefined ? {} : { clientId }) }
    }),
    openCredentials: (tell) =>
      createCredentials({
        platforms: new Map(platforms.map((platform) => [platform.id, authOf(platform)])),
        secrets: host.secrets,
        clock: host.clock,
        random: host.random,
        log: host.log,
        network: host.network,
        power: host.power,
        onProblem: tell,
      }),
    openSessions: (sink, credentials) => {
      const sessions = new Map<PlatformId, PlatformSession>()
      for (const platform of platforms) {
        const session = platform.open({
          host,
          http,
          openSocket,
          tap,
          images,
          sink,
          credentials,
          endpoints: endpointsOf(platform),
        })
        locators.set(platform.id, session.images)
        sessions.set(platform.id, session)
      }
      return sessions
    },
  })
  return ok({
    core,
    images,
    async stop() {
      await core.stop()
      await images.stop()
    },
  })
}
