/** Which addresses may leave for the person's browser (DESIGN 6). What opens is the re-serialised URL, never the input. */
import { failed, ok, type Result } from '../../shared/errors.ts'

/** Whether a host name, as `URL` normalises it, is this computer's own. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(name)

/** https only, no credentials, no control characters, at most 2,048 characters. */
export const checkLink = (text: string): Result<string> => {
  const url = readUrl(text)
  if (url === undefined) return refuse('it is not a valid address')
  if (url.protocol !== 'https:') return refuse('only https addresses are opened')
  return ok(url.href)
}

/** A sign-in page: as `checkLink`, and http where it is on loopback and its origin is in the active endpoint table. */
export const checkSignInPage = (text: string, origins: readonly string[]): Result<string> => {
  const url = readUrl(text)
  if (url === undefined) return refuse('it is not a valid address')
  if (url.protocol === 'https:') return ok(url.href)
  const allowed = url.protocol === 'http:' && isLoopbackName(url.hostname) && origins.includes(url.origin)
  return allowed ? ok(url.href) : refuse('only https addresses are opened')
}

const readUrl = (text: string): URL | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (text.length > 2_048 || /[\u0000-\u0020\u007f-\u009f]/u.test(text)) return undefined
  const url = URL.parse(text)
  return url === null || url.username !== '' || url.password !== '' ? undefined : url
}

const refuse = (reason: string): Result<never> =>
  failed({ kind: 'invalid', field: 'url', reason, message: `This link was not opened: ${reason}.` })
