/** What a page may ask the system for: to put text on the clipboard ("copy"), and nothing else (checklist, 5). */
import { appOrigin } from './addresses.ts'

export const isPermitted = (permission: string, origin: string, isMainFrame: boolean): boolean =>
  permission === 'clipboard-sanitized-write' && isMainFrame && origin === appOrigin

/** As Electron writes an origin here, with or without a path; anything that is no address is nobody's. */
export const originOf = (url: string): string => {
  const parsed = URL.parse(url)
  return parsed === null ? '' : `${parsed.protocol}//${parsed.host}`
}
