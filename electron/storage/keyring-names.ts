const names: Readonly<Record<string, string>> = {
  keychain: 'the macOS keychain',
  dpapi: 'Windows’ data protection',
  gnome_libsecret: 'GNOME’s keyring',
  kwallet: 'KWallet 4',
  kwallet5: 'KWallet 5',
  kwallet6: 'KWallet 6',
}

/** A keyring in the middle of a sentence, by the name that the host has for it. */
export const nameKeyring = (backend: string): string =>
  (Object.hasOwn(names, backend) ? names[backend] : undefined) ?? 'another keyring'

/** Of a sentence's first word. */
export const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
