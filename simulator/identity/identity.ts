/** Who is signed in: device codes and tokens (facts 1). */
import type { TwitchSettings } from '../options.ts'
import type { Identifiers } from '../random.ts'

export interface Grant {
  readonly accessToken: string
  readonly refreshToken: string
  readonly clientId: string
  readonly userId: string
  readonly scopes: readonly string[]
  /** ms since epoch. */
  readonly issuedAt: number
  expiresAt: number
  revoked: boolean
  refreshSpent: boolean
}

export interface DeviceRequest {
  readonly deviceCode: string
  readonly userCode: string
  readonly clientId: string
  readonly scopes: readonly string[]
  expiresAt: number
  state: 'pending' | 'approved' | 'refused' | 'spent'
  userId: string | undefined
  lastPollAt: number
}

export interface Identity {
  clientType(clientId: string): 'public' | 'confidential' | undefined
  restrictClients(clients: Readonly<Record<string, 'public' | 'confidential'>> | undefined): void
  begin(clientId: string, scopes: readonly string[]): DeviceRequest
  deviceByCode(deviceCode: string): DeviceRequest | undefined
  deviceByUserCode(userCode: string): DeviceRequest | undefined
  devices(): readonly DeviceRequest[]
  /** A new pair of tokens. */
  issue(clientId: string, userId: string, scopes: readonly string[]): Grant
  /** The grant of a valid access token. */
  grantOf(accessToken: string): Grant | undefined
  /** The grant of a refresh token that was never used. */
  refreshable(refreshToken: string): Grant | undefined
  grants(): readonly Grant[]
  revoke(grant: Grant): void
  onRevoked(listener: (grant: Grant) => void): void
  /** Device codes are approved for this user at once; undefined: only when told. */
  approveAutomatically(userId: string | undefined): void
}

const refreshLifetimeMs = 30 * 86_400_000

export const createIdentity = (settings: TwitchSettings, ids: Identifiers): Identity => {
  const { clock } = settings
  const devices = new Map<string, DeviceRequest>()
  const grants = new Map<string, Grant>()
  const refreshes = new Map<string, Grant>()
  const listeners: ((grant: Grant) => void)[] = []
  let clients = settings.clients
  let automatic: string | undefined

  return {
    clientType: (clientId) =>
      clients === undefined ? (/^[a-z0-9]{20,40}$/.test(clientId) ? 'public' : undefined) : clients[clientId],
    restrictClients(next) {
      clients = next
    },
    begin(clientId, scopes) {
      const request: DeviceRequest = {
        deviceCode: ids.token(40),
        userCode: ids.userCode(),
        clientId,
        scopes,
        expiresAt: clock.now() + settings.deviceCodeLifetimeSeconds * 1000,
        state: automatic === undefined ? 'pending' : 'approved',
        userId: automatic,
        lastPollAt: 0,
      }
      devices.set(request.deviceCode, request)
      return request
    },
    deviceByCode: (deviceCode) => devices.get(deviceCode),
    deviceByUserCode: (userCode) => Array.from(devices.values()).find((request) => request.userCode === userCode),
    devices: () => Array.from(devices.values()),
    issue(clientId, userId, scopes) {
      const grant: Grant = {
        accessToken: ids.token(30),
        refreshToken: ids.token(50),
        clientId,
        userId,
        scopes,
        issuedAt: clock.now(),
        expiresAt: clock.now() + settings.tokenLifetimeSeconds * 1000,
        revoked: false,
        refreshSpent: false,
      }
      grants.set(grant.accessToken, grant)
      refreshes.set(grant.refreshToken, grant)
      return grant
    },
    grantOf(accessToken) {
      const grant = grants.get(accessToken)
      return grant === undefined || grant.revoked || grant.expiresAt <= clock.now() ? undefined : grant
    },
    refreshable(refreshToken) {
      const grant = refreshes.get(refreshToken)
      if (grant === undefined || grant.revoked || grant.refreshSpent) return undefined
      return grant.issuedAt + refreshLifetimeMs > clock.now() ? grant : undefined
    },
    grants: () => Array.from(grants.values()),
    revoke(grant) {
      grant.revoked = true
      for (const listener of listeners) listener(grant)
    },
    onRevoked: (listener) => void listeners.push(listener),
    approveAutomatically(userId) {
      automatic = userId
      for (const request of devices.values()) {
        if (userId === undefined || request.state !== 'pending') continue
        request.state = 'approved'
        request.userId = userId
      }
    },
  }
}
