/** Whether this computer has a keyring that protects, asked of Electron's safeStorage (its asynchronous half). */
import type { SafeStorage } from 'electron'
import { nameKeyring } from '../../storage/keyring-names.ts'
import { type Cipher, KeyringUnavailable } from '../../storage/keyring-secrets.ts'

export type SafeStorageSlice = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

export interface KeyringSource {
  readonly safeStorage: SafeStorageSlice
  readonly platform: NodeJS.Platform
}

/** The name of the system's keyring; undefined on a Linux that has none. */
export const selectedKeyring = ({ safeStorage, platform }: KeyringSource): string | undefined => {
  if (platform === 'darwin') return 'keychain'
  if (platform === 'win32') return 'dpapi'
  const backend = safeStorage.getSelectedStorageBackend()
  return backend === 'basic_text' || backend === 'unknown' ? undefined : backend
}

/**
 * The cipher of the keyring `backend`, or undefined where it does not really protect. Never rejects; may stay unsettled for
 * as long as the system asks the person to unlock.
 */
export const openCipher = async (source: KeyringSource, backend: string): Promise<Cipher | undefined> => {
  const cipher = createCipher(source, backend)
  try {
    if (!(await source.safeStorage.isAsyncEncryptionAvailable())) return undefined
    // "Available" says that there is a cipher, not that it has the keyring's key.
    await cipher.encrypt('Tributary')
    return cipher
  } catch {
    return undefined
  }
}

const createCipher = ({ safeStorage, platform }: KeyringSource, backend: string): Cipher => ({
  backend,
  async encrypt(text) {
    const bytes = await safeStorage.encryptStringAsync(text)
    if (platform !== 'darwin' && platform !== 'win32' && hasFixedKey(bytes)) {
      throw new KeyringUnavailable(`${nameKeyring(backend)} gave no key.`)
    }
    return bytes
  },
  async decrypt(bytes) {
    try {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(bytes))
      return { text: result, reEncrypt: shouldReEncrypt }
    } catch (error) {
      // Electron has no code for it, only these words.
      if (error instanceof Error && /temporarily unavailable/iu.test(error.message)) throw new KeyringUnavailable()
      throw error
    }
  },
})

/**
 * On Linux, Chromium falls back to a key that is the same on every computer, and marks what it encrypts so with `v10`; a
 * keyring's key gives `v11` and later.
 * https://source.chromium.org/chromium/chromium/src/+/main:components/os_crypt/async/browser/posix_key_provider.cc
 */
const hasFixedKey = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 3)).toString('latin1') === 'v10'
