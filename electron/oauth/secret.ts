import { inspect } from 'node:util'

/** Text that does not print: only `reveal` gives it, and every other way to text gives `[secret]`. */
export interface Secret {
  reveal(): string
}

export const createSecret = (text: string): Secret => {
  const print = () => '[secret]'
  const secret = { reveal: () => text, toString: print, toJSON: print, [inspect.custom]: print }
  return Object.freeze(Object.defineProperty(secret, 'reveal', { enumerable: false }))
}
