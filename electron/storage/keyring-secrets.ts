import { failed, ok, type Result } from '../../shared/errors.ts'
import type { SecretStore } from '../core/ports/host.ts'
import { capitalised, nameKeyring } from './keyring-names.ts'
import {
  type OpenSecretFile,
  openSecretFile,
  parseTexts,
  printTexts,
  type SecretFileFormat,
  type SecretFileOptions,
} from './secret-file.ts'
import type { MovableSecrets } from './secrets.ts'

/** Encrypts with a key that the system's keyring holds. */
export interface Cipher {
  /** Which keyring: `keychain`, `dpapi`, `gnome_libsecret`, `kwallet6`, … */
  readonly backend: string
  /** Rejects when the keyring does not do it now. */
  encrypt(text: string): Promise<Uint8Array>
  /**
   * `reEncrypt`: the key has changed, and what was read should be written anew. Rejects with `KeyringUnavailable` where
   * the same bytes may be readable later, with anything else where they are not.
   */
  decrypt(bytes: Uint8Array): Promise<{ readonly text: string; readonly reEncrypt: boolean }>
}

export class KeyringUnavailable extends Error {}

export interface KeyringSecrets extends SecretStore, Pick<MovableSecrets, 'take'> {
  /** The keyring that encrypted what is stored, in a person's words; undefined when nothing is. Rejects as `read` does. */
  storedWith(): Promise<string | undefined>
}

export interface KeyringSecretsOptions extends SecretFileOptions {
  readonly cipher: Cipher
}

/** As it lies on the disk: the values are ciphertext in Base64. */
interface Sealed {
  /** The keyring that encrypted them; undefined where there is nothing yet. */
  readonly backend: string | undefined
  readonly values: ReadonlyMap<string, string>
}

const format: SecretFileFormat<Sealed> = {
  fileName: 'keyring-secrets.json',
  none: { backend: undefined, values: new Map() },
  parse(text) {
    const read = parseTexts(text)
    const backend = read?.field('backend')
    return read === undefined || backend === undefined ? undefined : { backend, values: read.texts }
  },
  print: ({ backend, values }) => printTexts(values, backend === undefined ? {} : { backend }),
}

/**
 * Secrets in one file that only its owner may read, encrypted with the keyring's key. What cannot be decrypted is told and
 * stays in the file, so that the keyring that wrote it can read it again. What cannot be encrypted is kept in memory, so
 * that a session does not end because a keyring was locked; `write` fails nevertheless, since it would not survive.
 */
export const createKeyringSecrets = (options: KeyringSecretsOptions): KeyringSecrets => {
  const { cipher, onProblem } = options
  const keyring = nameKeyring(cipher.backend)
  const file = openSecretFile(options, format)
  const unsaved = new Map<string, string>()
  const told = new Set<string>()
  const tellOnce = (message: string) => {
    if (told.has(message)) return
    told.add(message)
    onProblem(message)
  }

  const seal = async (key: string, secret: string): Promise<string> =>
    Buffer.from(await cipher.encrypt(bind(key, secret))).toString('base64')

  /** Undefined where the keyring does not do it now. */
  const sealAll = async (secrets: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string> | undefined> => {
    const sealed = new Map<string, string>()
    try {
      for (const [key, secret] of secrets) sealed.set(key, await seal(key, secret))
      return sealed
    } catch {
      return undefined
    }
  }

  const unseal = async (key: string, sealed: string): Promise<Unsealed> => {
    try {
      const { text, reEncrypt } = await cipher.decrypt(Buffer.from(sealed, 'base64'))
      const secret = unbind(key, text)
      return secret === undefined ? { kind: 'unreadable' } : { kind: 'secret', secret, reEncrypt }
    } catch (error) {
      return { kind: error instanceof KeyringUnavailable ? 'later' : 'unreadable' }
    }
  }

  /**
   * Values of another keyring that this one reads all the same (KWallet 5 became KWallet 6 on this computer), written
   * anew as its own; or why they stay as they are.
   */
  const adopt = async ({ content, save }: OpenSecretFile<Sealed>): Promise<Sealed | 'later' | 'foreign'> => {
    const secrets = new Map<string, string>()
    for (const [key, sealed] of content.values) {
      const unsealed = await unseal(key, sealed)
      if (unsealed.kind === 'later') return 'later'
      if (unsealed.kind === 'unreadable') return 'foreign'
      secrets.set(key, unsealed.secret)
    }
    const values = await sealAll(secrets)
    if (values === undefined) return 'later'
    const own = { backend: cipher.backend, values }
    // Where it cannot be saved, the next start does the same again.
    if (values.size > 0) await save(own).catch(() => undefined)
    return own
  }

  const ours = async (opened: OpenSecretFile<Sealed>): Promise<Sealed | 'later' | 'foreign'> => {
    const { backend } = opened.content
    if (backend === cipher.backend) return opened.content
    if (backend === undefined) return { ...opened.content, backend: cipher.backend }
    const own = await adopt(opened)
    if (own === 'foreign') {
      const theirs = nameKeyring(backend)
      tellOnce(
        `Your sign-ins were stored with ${theirs}, and this start has ${keyring}, which cannot read them. They are kept: start Tributary as before, or sign in again.`,
      )
    }
    return own
  }

  /** Where new values go: beside the own ones, or to a new file, the foreign one kept under another name. */
  const base = async (opened: OpenSecretFile<Sealed>): Promise<Sealed | 'later'> => {
    const own = await ours(opened)
    if (own !== 'foreign') return own
    const { backend = '' } = opened.content
    const aside = await opened.setAside(/^[a-z0-9_]{1,40}$/u.test(backend) ? backend : 'other')
    onProblem(`The sign-ins that were stored with ${nameKeyring(backend)} were put aside as ${aside}.`)
    return { backend: cipher.backend, values: new Map() }
  }

  const add = (entries: ReadonlyMap<string, string>, keep: boolean): Promise<Result<void>> =>
    file.change('saved', async (opened) => {
      const sealed = await sealAll(entries)
      const own = sealed === undefined ? 'later' : await base(opened)
      if (sealed === undefined || own === 'later') {
        if (keep) for (const [key, secret] of entries) unsaved.set(key, secret)
        const until = keep ? ' Until then it is kept in memory and ends with Tributary.' : ''
        const message = `${capitalised(keyring)} did not encrypt the sign-in. If it is locked, unlock it and try again.${until}`
        return failed({ kind: 'unreachable', retrying: false, message })
      }
      await opened.save({ ...own, values: new Map([...own.values, ...sealed]) })
      for (const key of entries.keys()) unsaved.delete(key)
      return ok(undefined)
    })

  /** Keeps what was read with the keyring's new key; as it is, it can be read too. */
  const renew = async ({ content, save }: OpenSecretFile<Sealed>, key: string, secret: string): Promise<void> => {
    try {
      await save({ ...content, values: new Map([...content.values, [key, await seal(key, secret)]]) })
    } catch {
      // The next start is told the same and tries again.
    }
  }

  return {
    async read(key) {
      const found = await file.look(async (opened): Promise<Found> => {
        const kept = unsaved.get(key)
        if (kept !== undefined) return { kind: 'secret', secret: kept, reEncrypt: false }
        if (!opened.content.values.has(key)) return { kind: 'none' }
        const own = await ours(opened)
        if (own === 'later') return notNow(opened.content)
        if (own === 'foreign') return { kind: 'none' }
        const unsealed = await unseal(key, own.values.get(key) ?? '')
        if (unsealed.kind === 'secret' && unsealed.reEncrypt) {
          await renew({ ...opened, content: own }, key, unsealed.secret)
        }
        return unsealed.kind === 'later' ? notNow(own) : unsealed
      })
      if (found.kind === 'later') {
        throw new Error(
          `The sign-in is stored with ${found.storedWith}, which does not give it out now. If it is locked, unlock it and restart Tributary.`,
        )
      }
      if (found.kind === 'unreadable') {
        tellOnce(
          `A stored sign-in could not be decrypted with ${keyring}. It is kept: if the keyring was locked or refused, unlock it and restart Tributary; otherwise sign in again.`,
        )
      }
      return found.kind === 'secret' ? found.secret : undefined
    },
    storedWith: () =>
      file.look(async ({ content: { backend, values } }) =>
        backend === undefined || values.size === 0 ? undefined : nameKeyring(backend),
      ),
    write: (key, secret) => add(new Map([[key, secret]]), true),
    take: (entries) => (entries.size === 0 ? Promise.resolve(ok(undefined)) : add(entries, false)),
    delete: (key) =>
      file.change('removed', async ({ content, save }) => {
        unsaved.delete(key)
        const values = new Map(content.values)
        // Forgetting needs no key: also what cannot be decrypted goes.
        if (values.delete(key)) await save({ ...content, values })
        return ok(undefined)
      }),
  }
}

type Found =
  | Exclude<Unsealed, { readonly kind: 'later' }>
  | { readonly kind: 'none' }
  | { readonly kind: 'later'; readonly storedWith: string }

const notNow = ({ backend = '' }: Sealed): Found => ({ kind: 'later', storedWith: nameKeyring(backend) })

type Unsealed =
  | { readonly kind: 'secret'; readonly secret: string; readonly reEncrypt: boolean }
  /** Not now. */
  | { readonly kind: 'later' }
  | { readonly kind: 'unreadable' }

/**
 * Chromium's ciphers on Linux know no authentication: a wrong key now and then gives text, which is then no pair that
 * begins with the key's name.
 */
const bind = (key: string, secret: string): string => JSON.stringify([key, secret])

const unbind = (key: string, text: string): string | undefined => {
  try {
    const pair: unknown = JSON.parse(text)
    if (!Array.isArray(pair) || pair.length !== 2 || pair[0] !== key) return undefined
    return typeof pair[1] === 'string' ? pair[1] : undefined
  } catch {
    return undefined
  }
}
