/** A platform is one value of this interface; the registry (`registry.ts`) is one line a platform. */
import type { PermissionSet } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import type { ImageKey, PlatformId } from '../../shared/model.ts'
import type { AccountIdentity, Credentials } from '../core/ports/credentials.ts'
import type { HostServices } from '../core/ports/host.ts'
import type { EventSink, PlatformSession } from '../core/ports/session.ts'
import type { HttpClient } from '../net/http.ts'
import type { OpenSocket } from '../net/socket.ts'
import type { WireTap } from '../net/tap.ts'

/** The base URLs of one platform, by the names that its folder defines; https, wss or loopback only. */
export type Endpoints = Readonly<Record<string, string>>

/** Turns an image's reference into the key that the renderer may ask for. Cheap; the same reference, the same key. */
export interface ImageIssuer {
  /** `reference` is the platform's own text, e.g. `emote:25` or `badge:1337:subscriber:12`. */
  keyOf(platform: PlatformId, reference: string): ImageKey
}

/** Finds the address of an image reference when somebody asks for it; undefined when there is none. */
export interface ImageLocator {
  locate(reference: string): Promise<string | undefined>
}

export interface PlatformContext {
  readonly host: HostServices
  readonly http: HttpClient
  readonly openSocket: OpenSocket
  readonly tap: WireTap
  readonly images: ImageIssuer
  readonly sink: EventSink
  readonly credentials: Pick<Credentials, 'accessToken' | 'renew'>
  readonly endpoints: Endpoints
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken?: string
  /** ms since epoch; absent where the platform does not say. */
  readonly expiresAt?: number
  readonly scopes: readonly string[]
}

export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly expiresAt: number
  readonly intervalMs: number
}

export type DevicePoll =
  | { readonly kind: 'pending' }
  | { readonly kind: 'slowDown' }
  | { readonly kind: 'granted'; readonly tokens: Tokens }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'expired' }

export interface ValidatedIdentity extends Omit<AccountIdentity, 'name'> {
  /** The display name; absent when it could not be learnt now: a name that is known already stays. */
  readonly name?: string
  /** ms since epoch; absent where the platform does not say. */
  readonly expiresAt?: number
}

/** One platform's way of speaking OAuth; the flow around it is `oauth/`'s. Requests go to the endpoint table's origins only. */
export interface DeviceCodeAuth {
  readonly kind: 'deviceCode'
  begin(clientId: string, scopes: readonly string[]): Promise<Result<DeviceCode>>
  poll(clientId: string, code: DeviceCode, scopes: readonly string[]): Promise<Result<DevicePoll>>
  /** `signInAgain` when the refresh token is spent or refused. */
  refresh(clientId: string, refreshToken: string): Promise<Result<Tokens>>
  /** Who the token belongs to and what it may; `signInAgain` when it is not valid. */
  validate(accessToken: string): Promise<Result<ValidatedIdentity>>
  revoke(clientId: string, accessToken: string): Promise<Result<void>>
  /** The origin that issued: part of the key under which its secrets are stored. */
  readonly issuer: string
}

export interface AuthContext {
  readonly http: HttpClient
  readonly endpoints: Endpoints
  readonly now: () => number
}

export interface Platform {
  readonly id: PlatformId
  readonly name: string
  readonly defaultEndpoints: Endpoints
  readonly permissionSets: readonly (PermissionSet & { readonly scopes: readonly string[] })[]
  readonly clientIdGuide: { readonly registerUrl: string; readonly steps: readonly string[] }
  /** Host names that images may come from, beside the origin of an overridden `images` endpoint. */
  readonly imageHosts: readonly string[]
  auth(context: AuthContext): DeviceCodeAuth
  open(context: PlatformContext): PlatformSession & { readonly images: ImageLocator }
}
