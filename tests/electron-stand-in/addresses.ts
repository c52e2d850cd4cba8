/**
 * Chromium knows no scheme of ours and navigates to none. Its pages stand at `https://HOST.SCHEME.electron/` instead, which
 * is a secure context as a privileged scheme is; whoever looks through Electron's API sees `SCHEME://HOST/` on every side.
 */
const suffix = '.electron'

/** What the page's Chromium is sent to for an address of the app's. */
export const toPageAddress = (url: string, isStandard: (scheme: string) => boolean): string => {
  const parsed = URL.parse(url)
  if (parsed === null) return url
  const scheme = parsed.protocol.slice(0, -1)
  if (!isStandard(scheme)) return url
  return `https://${parsed.host}.${scheme}${suffix}${parsed.pathname}${parsed.search}${parsed.hash}`
}

/** What the app is told of an address in the page's Chromium. */
export const toAppAddress = (url: string): string => {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.protocol !== 'https:' || !parsed.hostname.endsWith(suffix)) return url
  const [host, scheme] = splitHost(parsed.hostname)
  return `${scheme}://${host}${parsed.pathname}${parsed.search}${parsed.hash}`
}

/** Whether Chromium, on its own account, prepared a connection to where a page of the app only seems to stand. */
export const isOwnHost = (host: string): boolean => host.endsWith(suffix)

/** As Chromium writes an origin; `null` for a page without one of its own. */
export const originOf = (appAddress: string): string => {
  const parsed = URL.parse(appAddress)
  if (parsed === null || parsed.host === '') return 'null'
  return `${parsed.protocol}//${parsed.host}`
}

export const schemeOf = (url: string): string => url.slice(0, url.indexOf(':')).toLowerCase()

const splitHost = (hostname: string): readonly [host: string, scheme: string] => {
  const name = hostname.slice(0, -suffix.length)
  const dot = name.lastIndexOf('.')
  return [name.slice(0, dot), name.slice(dot + 1)]
}
