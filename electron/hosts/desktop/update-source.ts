/** Where a newer version is looked for, and how it is got. */
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { Logger } from '../../core/ports/host.ts'
import type { HttpClient } from '../../net/http.ts'
import { compareVersions, parseVersion, type Version } from './version-order.ts'

export interface UpdateSource {
  readonly how: 'install' | 'page'
  /** The newer version, or undefined where this one is the newest. Never rejects. */
  look(): Promise<Result<Version | undefined>>
}

/** The slice of electron-updater's `AppUpdater` that is used. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  allowDowngrade: boolean
  disableWebInstaller: boolean
  logger: null | object
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean
    readonly updateInfo: { readonly version: string }
  } | null>
  downloadUpdate(): Promise<unknown>
  quitAndInstall(isSilent: boolean, isForceRunAfter: boolean): void
  on(event: 'download-progress', listener: (progress: { readonly percent: number }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

const unreachable = (message: string): Result<never> => failed({ kind: 'unreachable', retrying: false, message })
const notLooked = (why: string): Result<never> => unreachable(`Tributary could not look for updates. ${why}`)

export interface FeedParts {
  readonly http: HttpClient
  /** The folder of the update files, checked. */
  readonly feedUrl: string
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly current: Version
}

/** As electron-builder names it for its generic provider. */
export const feedFile = (platform: NodeJS.Platform, arch: string): string => {
  if (platform === 'win32') return 'latest.yml'
  if (platform === 'darwin') return 'latest-mac.yml'
  return arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${arch}.yml`
}

/** The version that an electron-builder update file names; the rest of it is for who installs. */
export const readFeed = (text: string): Version | undefined => {
  const written = /^version:[ \t]+(?:'([^'\r\n]*)'|"([^"\r\n]*)"|([^\s'"#]+))[ \t]*(?:#.*)?$/mu.exec(text)
  return written === null ? undefined : parseVersion(written[1] ?? written[2] ?? written[3] ?? '')
}

/** Asks the feed by our own means, where nothing may install: the person is sent to the page with the releases. */
export const createFeedSource = ({ http, feedUrl, platform, arch, current }: FeedParts): UpdateSource => ({
  how: 'page',
  async look() {
    const url = new URL(feedFile(platform, arch), feedUrl.endsWith('/') ? feedUrl : `${feedUrl}/`).href
    const answer = await http.request({
      method: 'GET',
      url,
      headers: { accept: 'text/yaml, text/plain, */*' },
      maxBytes: 65_536,
    })
    if (answer.kind !== 'answered') return notLooked(answer.why)
    const { host } = new URL(url)
    if (answer.status !== 200) return notLooked(`${host} answered with ${answer.status}. Try again later.`)
    const newest = readFeed(new TextDecoder().decode(answer.bytes))
    if (newest === undefined) return notLooked(`What ${host} answered names no version. Try again later.`)
    // Who runs a release is not sent to what leads to the next one.
    const unwanted = newest.prerelease.length > 0 && current.prerelease.length === 0
    return ok(unwanted || compareVersions(newest, current) <= 0 ? undefined : newest)
  },
})

/**
 * Sets electron-updater up and asks it. Its feed and the publisher that it demands of what it installs are in
 * `app-update.yml`, inside the signed package: a feed told at run time would leave Windows without a publisher to check.
 */
export const createInstallSource = (updater: () => Promise<Updater>, log: Pick<Logger, 'warn'>): UpdateSource => ({
  how: 'install',
  async look() {
    try {
      const found = await (await updater()).checkForUpdates()
      if (found === null || !found.isUpdateAvailable) return ok(undefined)
      const version = parseVersion(found.updateInfo.version)
      return version === undefined ? notLooked('What the update server answered names no version.') : ok(version)
    } catch (error) {
      log.warn('update check failed', { code: updaterCode(error) })
      return notLooked('The update server could not be reached, or its answer could not be read. Try again later.')
    }
  },
})

/** electron-updater's own code; its messages hold whole answers with their headers. */
export const updaterCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

/** Why a download did not become an update, and what to do. */
export const describeDownloadFailure = (error: unknown): string => {
  const code = updaterCode(error)
  if (code === 'ERR_UPDATER_INVALID_SIGNATURE') {
    return 'The downloaded update is not signed by the maker of this app, so it was not installed. Do not install it by hand; get Tributary from where you got it first.'
  }
  if (code === 'ERR_CHECKSUM_MISMATCH') return 'The update arrived damaged, so it was not installed. Try again.'
  if (code === 'ENOSPC')
    return 'The disk is full: the update could not be downloaded. Free some space on it and try again.'
  return 'The update could not be downloaded. Check your connection and try again.'
}
