/** `safeStorage`: encrypts so that a test can tell, and breaks as a keyring does. */
import { refuseUnknown } from './refuse.ts'

type Backend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>

export interface KeyringControls {
  backend: Backend
  available: boolean
  /** The key has changed since: what is decrypted should be encrypted anew. */
  shouldReEncrypt: boolean
  /** From now on nothing can be decrypted, or encrypted. */
  broken: 'decrypt' | 'encrypt' | undefined
  /** Everything that was given to encrypt, in order. */
  readonly encrypted: readonly string[]
}

/** Not the text, and not the text's bytes either: nothing that was encrypted is found in a file by searching for it. */
const disguise = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xa5))
const mark = Buffer.from('stand-in1')

export const createSafeStorage = (isReady: () => boolean) => {
  const encrypted: string[] = []
  const controls: KeyringControls = {
    backend: 'gnome_libsecret',
    available: true,
    shouldReEncrypt: false,
    broken: undefined,
    encrypted,
  }
  let plainTextAllowed = false
  const isUsable = () => controls.available && (controls.backend !== 'basic_text' || plainTextAllowed)
  const encrypt = (text: string): Buffer => {
    if (controls.broken === 'encrypt')
      throw new Error('Error while encrypting the text provided to safeStorage.encryptString.')
    encrypted.push(text)
    return Buffer.concat([mark, disguise(Buffer.from(text))])
  }
  const decrypt = (bytes: Buffer): string => {
    if (controls.broken === 'decrypt' || !bytes.subarray(0, mark.length).equals(mark)) {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    }
    return disguise(bytes.subarray(mark.length)).toString()
  }
  const needReady = () => {
    if (!isReady()) throw new Error('safeStorage cannot be used before app is ready')
  }
  const need = () => {
    needReady()
    if (!isUsable()) throw new Error('Encryption is not available.')
  }
  const safeStorage = refuseUnknown('safeStorage', {
    isEncryptionAvailable: () => isReady() && isUsable(),
    async isAsyncEncryptionAvailable() {
      needReady()
      // On Linux the fixed key of `basic_text` counts as available here.
      return controls.available
    },
    encryptString(text) {
      need()
      return encrypt(text)
    },
    async encryptStringAsync(text) {
      needReady()
      if (!controls.available) throw new Error('Encryption is not available.')
      return encrypt(text)
    },
    decryptString(bytes) {
      need()
      return decrypt(bytes)
    },
    async decryptStringAsync(bytes) {
      needReady()
      if (!controls.available) throw new Error('Encryption is not available.')
      return { result: decrypt(bytes), shouldReEncrypt: controls.shouldReEncrypt }
    },
    getSelectedStorageBackend: () => (isReady() ? controls.backend : 'unknown'),
    setUsePlainTextEncryption(allowed) {
      plainTextAllowed = allowed
    },
  } satisfies Electron.SafeStorage)
  return { safeStorage, controls }
}
