import { type Cipher, KeyringUnavailable } from '../../../electron/storage/keyring-secrets.ts'

/** A keyring in a test's hand. As with Chromium's ciphers on Linux, a wrong key gives nonsense rather than an error. */
export const createFakeCipher = (backend: string, key = 1) => {
  let state: 'open' | 'locked' | 'refusing' = 'open'
  let currentKey = key
  const stir = (bytes: Uint8Array, by: number) => bytes.map((byte, index) => byte ^ ((by * 37 + index * 11) & 0xff))
  const cipher: Cipher = {
    backend,
    async encrypt(text) {
      if (state !== 'open') throw new KeyringUnavailable('secret detail of the system')
      return Uint8Array.from([currentKey, ...stir(Buffer.from(text), currentKey)])
    },
    async decrypt(bytes) {
      if (state === 'locked') throw new KeyringUnavailable()
      if (state === 'refusing' || bytes.length < 2) throw new Error('secret detail of the system')
      const madeWith = bytes[0] ?? 0
      // A key of a hundred and more belongs to another keyring: it is not known here, and its mark means nothing.
      const known = Math.floor(madeWith / 100) === Math.floor(currentKey / 100)
      const text = Buffer.from(stir(bytes.subarray(1), known ? madeWith : currentKey)).toString()
      return { text, reEncrypt: known && madeWith !== currentKey }
    },
  }
  return {
    cipher,
    be: (next: 'open' | 'locked' | 'refusing') => {
      state = next
    },
    /** Older keys are still known. */
    changeKey: (next: number) => {
      currentKey = next
    },
  }
}
