import { ok, type Result } from '../../shared/errors.ts'
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

/** Secrets that can move to another place. */
export interface MovableSecrets extends SecretStore {
  /** Everything it holds. Rejects as `read` does. */
  all(): Promise<ReadonlyMap<string, string>>
  /** Adds all of them, in place of those with the same keys, or none. */
  take(entries: ReadonlyMap<string, string>): Promise<Result<void>>
  /** Forgets everything. */
  clear(): Promise<Result<void>>
}

/** Forgets everything when the app ends. */
export const createMemorySecrets = (): MovableSecrets => {
  const secrets = new Map<string, string>()
  const done = async (act: () => unknown): Promise<Result<void>> => {
    act()
    return ok(undefined)
  }
  return {
    read: async (key) => secrets.get(key),
    write: (key, secret) => done(() => secrets.set(key, secret)),
    delete: (key) => done(() => secrets.delete(key)),
    all: async () => new Map(secrets),
    take: (entries) =>
      done(() => {
        for (const [key, secret] of entries) secrets.set(key, secret)
      }),
    clear: () => done(() => secrets.clear()),
  }
}
