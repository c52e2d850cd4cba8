import { ok } from '../../shared/errors.ts'
import type { PlatformId } from '../../shared/model.ts'
import type { SecretStore } from '../core/ports/host.ts'

/**
 * The name under which an account's tokens rest. The issuing origin is part of it, so that what one server gave is never
 * found when the endpoints say another.
 */
export const makeSecretKey = (owner: {
  readonly platform: PlatformId
  /** The origin that issued the tokens. */
  readonly issuer: string
  readonly userId: string
}): string => `tokens/${[owner.platform, owner.issuer, owner.userId].map(encodeURIComponent).join('/')}`

/** Forgets everything when the app ends. */
export const createMemorySecrets = (): SecretStore => {
  const secrets = new Map<string, string>()
  return {
    read: async (key) => secrets.get(key),
    async write(key, secret) {
      secrets.set(key, secret)
      return ok(undefined)
    },
    async delete(key) {
      secrets.delete(key)
      return ok(undefined)
    },
  }
}
