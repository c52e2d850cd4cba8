/** The endpoint table: each platform's defaults, overridden by the JSON of `TRIBUTARY_ENDPOINTS` (DESIGN 4). */
import { failed, ok, type Result } from '../../shared/errors.ts'
import type { PlatformId } from '../../shared/model.ts'
import { isLoopbackName } from '../core/links.ts'
import type { Endpoints, Platform } from './platform.ts'

export interface ResolvedEndpoints {
  readonly endpoints: ReadonlyMap<PlatformId, Endpoints>
  /** Platforms of which at least one endpoint differs from its default. */
  readonly custom: readonly PlatformId[]
}

/**
 * `overrides` is the parsed file, or undefined when there is none: `{"twitch": {"api": "http://127.0.0.1:4000/helix"}}`.
 * Addresses are https or wss, or anything of the same kind on this computer; a trailing slash is dropped. Every error
 * (`invalid`) names the key that it is about.
 */
export const resolveEndpoints = (
  platforms: readonly Pick<Platform, 'id' | 'defaultEndpoints'>[],
  overrides: unknown,
): Result<ResolvedEndpoints> => {
  const table = overrides === undefined ? {} : overrides
  if (!isRecord(table)) return invalid('the file', 'it must hold a JSON object with a key for each platform')
  for (const name of Object.keys(table)) {
    if (!platforms.some(({ id }) => id === name)) {
      return invalid(name, `there is no such platform; there are ${platforms.map(({ id }) => id).join(', ')}`)
    }
  }
  const endpoints = new Map<PlatformId, Endpoints>()
  const custom: PlatformId[] = []
  for (const { id, defaultEndpoints } of platforms) {
    const own = Object.hasOwn(table, id) ? table[id] : {}
    if (!isRecord(own)) return invalid(id, 'it must be an object of addresses')
    const merged: Record<string, string> = { ...defaultEndpoints }
    for (const [key, value] of Object.entries(own)) {
      const known = Object.hasOwn(defaultEndpoints, key) ? defaultEndpoints[key] : undefined
      if (known === undefined) {
        return invalid(
          `${id}.${key}`,
          `there is no such endpoint; there are ${Object.keys(defaultEndpoints).join(', ')}`,
        )
      }
      const checked = checkAddress(value, known.startsWith('ws'))
      if (!checked.ok) return invalid(`${id}.${key}`, checked.why)
      merged[key] = checked.address
    }
    if (Object.entries(defaultEndpoints).some(([key, address]) => !isSame(address, merged[key]))) custom.push(id)
    endpoints.set(id, merged)
  }
  return ok({ endpoints, custom })
}

const invalid = (field: string, reason: string): Result<never> =>
  failed({ kind: 'invalid', message: `The custom endpoints cannot be used: ${field}: ${reason}.`, field, reason })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Checked = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly why: string }

const checkAddress = (value: unknown, socket: boolean): Checked => {
  if (typeof value !== 'string') return { ok: false, why: 'the address must be text' }
  const url = URL.parse(value)
  if (url === null) return { ok: false, why: 'this is no address' }
  const [secure, plain] = socket ? ['wss:', 'ws:'] : ['https:', 'http:']
  if (url.protocol !== secure && url.protocol !== plain) return { ok: false, why: `it must begin with ${secure}//` }
  if (url.protocol === plain && !isLoopbackName(url.hostname)) {
    return { ok: false, why: `only addresses on this computer may begin with ${plain}//; use ${secure}//` }
  }
  if (url.username !== '' || url.password !== '') return { ok: false, why: 'it must hold no user name or password' }
  if (url.search !== '' || url.hash !== '') return { ok: false, why: 'it must hold no “?” or “#”' }
  return { ok: true, address: normalise(url) }
}

const normalise = (url: URL): string => url.href.replace(/\/+$/, '')

/** Whether two addresses are one, however they are written (a default port, a trailing slash). */
const isSame = (left: string, right: string | undefined): boolean => {
  const [one, other] = [URL.parse(left), URL.parse(right ?? '')]
  return one !== null && other !== null && normalise(one) === normalise(other)
}
