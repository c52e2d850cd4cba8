/** Whether a newer version is there, told as a view; looked for at the start, once a day, and whenever asked. */
import type { DesktopSettings, UpdateView } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { checkLink, isLoopbackName } from '../../core/links.ts'
import { createSubject, type Observable } from '../../core/observable.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import type { HttpClient } from '../../net/http.ts'
import {
  createFeedSource,
  createInstallSource,
  describeDownloadFailure,
  type Updater,
  type UpdateSource,
  updaterCode,
} from './update-source.ts'
import { parseVersion } from './version-order.ts'

/** What the build says of itself. */
export interface UpdateBuild {
  readonly version: string
  readonly packaged: boolean
  /** Its packages are signed, and `app-update.yml` is in them. */
  readonly signed: boolean
  /** The folder of electron-builder's update files; https, or http on this computer. */
  readonly feedUrl?: string
  /** The page where people get the app. */
  readonly releasesUrl?: string
}

export interface UpdatesParts {
  readonly build: UpdateBuild
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: () => number
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly settings: Observable<{ readonly settings: Pick<DesktopSettings, 'checkForUpdates'> }>
  /** electron-updater, imported when it is first needed: it looks around as soon as it is. */
  readonly loadUpdater: () => Promise<Updater>
  /** Opens an already checked address in the person's browser. */
  readonly openExternal: (url: string) => Promise<Result<void>>
  /** Makes safe what the installer may cut short; after it the app quits by itself. */
  readonly beforeRestart: () => Promise<void>
  /** Starts the app anew, where the installer has not. */
  readonly startAgain: () => void
}

export interface Updates {
  readonly view: Observable<UpdateView>
  check(): Promise<Result<void>>
  /** Downloads what is there (the view tells how far), restarts into what is ready, or opens the page where it is. */
  take(): Promise<Result<void>>
  stop(): void
}

const hour = 3_600_000
/** In ms; macOS unpacks and checks before it restarts. */
const installWithinMs = 60_000
/** How long after the start the first look is, in ms, so that it is in nobody's way. */
const firstLook = { after: 15_000, jitter: 45_000 }
const lookEvery = 24 * hour
const tryAgainEvery = 4 * hour
const tickEvery = hour / 6

/** Where updates come from, or why from nowhere. */
const chooseSource = (parts: UpdatesParts, updater: () => Promise<Updater>): UpdateSource | string => {
  const { build, platform, arch, http, log } = parts
  const current = parseVersion(build.version)
  if (!build.packaged) return 'Tributary runs from its source folder here. Update it there.'
  if (build.feedUrl === undefined) {
    return 'This build does not say where its updates are. Look for newer versions where you got it.'
  }
  if (current === undefined || !isFeed(build.feedUrl)) {
    return 'This build does not say properly where its updates are. Look for newer versions where you got it.'
  }
  if (build.signed && (platform === 'darwin' || platform === 'win32')) return createInstallSource(updater, log)
  if (build.releasesUrl === undefined || !checkLink(build.releasesUrl).ok) {
    return 'This build cannot install updates by itself, and does not say where to get them. Look where you got it.'
  }
  return createFeedSource({ http, feedUrl: build.feedUrl, platform, arch, current })
}

const isFeed = (address: string): boolean => {
  if (checkLink(address).ok) return true
  const url = URL.parse(address)
  return url?.protocol === 'http:' && isLoopbackName(url.hostname)
}

export const startUpdates = (parts: UpdatesParts): Updates => {
  const { build, clock, random, log, settings, openExternal, beforeRestart } = parts
  let loading: Promise<Updater> | undefined
  const updater = (): Promise<Updater> => {
    loading ??= prepare().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const prepare = async (): Promise<Updater> => {
    const loaded = await parts.loadUpdater()
    loaded.autoDownload = false
    loaded.autoInstallOnAppQuit = false
    loaded.allowDowngrade = false
    loaded.disableWebInstaller = true
    // It writes addresses and whole answers.
    loaded.logger = null
    loaded.on('download-progress', ({ percent }) => {
      if (view.value.status === 'downloading') view.set({ ...view.value, percent: Math.floor(percent) })
    })
    loaded.on('error', (error) => {
      // What fails while it is asked rejects as well; this is for what fails by itself, after the download.
      if (view.value.status !== 'ready') return
      log.warn('update failed', { code: updaterCode(error) })
      view.set({ status: 'failed', why: describeDownloadFailure(error) })
    })
    return loaded
  }

  const source = chooseSource(parts, updater)
  const view = createSubject<UpdateView>(
    typeof source === 'string' ? { status: 'unavailable', why: source } : { status: 'idle' },
  )
  let stopped = false
  /** Wall clock: a day is one also where the computer sleeps. */
  let dueAt = clock.now()

  const check = async (): Promise<Result<void>> => {
    if (typeof source === 'string') return failed({ kind: 'unsupported', why: source, message: source })
    if (['checking', 'downloading', 'ready'].includes(view.value.status)) return ok(undefined)
    view.set({ status: 'checking' })
    const found = await source.look()
    if (stopped) return ok(undefined)
    dueAt = clock.now() + (found.ok ? lookEvery : tryAgainEvery) * (0.9 + 0.2 * random())
    if (!found.ok) {
      view.set({ status: 'failed', why: found.error.message })
      return found
    }
    view.set(
      found.value === undefined
        ? { status: 'current', checkedAt: clock.now() }
        : { status: 'available', version: found.value.text, how: source.how },
    )
    return ok(undefined)
  }

  const download = async (version: string) => {
    view.set({ status: 'downloading', version, percent: 0 })
    try {
      const loaded = await updater()
      // The person has said so. Before the download, since only then it is installed as the app quits.
      loaded.autoInstallOnAppQuit = true
      await loaded.downloadUpdate()
      if (!stopped) view.set({ status: 'ready', version })
    } catch (error) {
      log.warn('update not downloaded', { code: updaterCode(error) })
      if (!stopped) view.set({ status: 'failed', why: describeDownloadFailure(error) })
    }
  }

  const restart = async (): Promise<Result<void>> => {
    await beforeRestart()
    // From here on nothing works any more but a new start: the installer's, or else our own.
    const startAnew = (code: string) => {
      log.warn('update not installed', { code })
      parts.startAgain()
    }
    const cancel = clock.after(installWithinMs, () => startAnew('no restart'))
    try {
      // Silent, since the person has said yes already; and started again afterwards.
      const loaded = await updater()
      loaded.quitAndInstall(true, true)
    } catch (error) {
      cancel()
      startAnew(updaterCode(error))
    }
    return ok(undefined)
  }

  const tick = () => {
    if (!settings.value.settings.checkForUpdates) return
    const wait = dueAt - clock.now()
    // A wait longer than any is a wall clock that was set back.
    if (wait <= 0 || wait > 2 * lookEvery) void check()
  }
  const timers =
    typeof source === 'string'
      ? []
      : [clock.after(firstLook.after + firstLook.jitter * random(), tick), clock.every(tickEvery, tick)]

  return {
    view,
    check,
    async take() {
      const { value } = view
      if (value.status === 'available' && value.how === 'install') {
        void download(value.version)
        return ok(undefined)
      }
      if (value.status === 'available') {
        const page = checkLink(build.releasesUrl ?? '')
        return page.ok ? openExternal(page.value) : page
      }
      if (value.status === 'ready') return restart()
      if (value.status === 'downloading') return ok(undefined)
      const why = 'no newer version is known'
      return failed({
        kind: 'unsupported',
        why,
        message: `There is nothing to install: ${why}. Check for updates first.`,
      })
    },
    stop() {
      stopped = true
      for (const stop of timers) stop()
    },
  }
}
