import { describe, expect, it } from 'vitest'
import { createSubject } from '../../../electron/core/observable.ts'
import { feedFile, readFeed, type Updater } from '../../../electron/hosts/desktop/update-source.ts'
import { startUpdates, type UpdateBuild } from '../../../electron/hosts/desktop/updates.ts'
import type { HttpOutcome, HttpRequest } from '../../../electron/net/http.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { createVirtualClock, settle } from '../../harness/clock.ts'
import { createTestLog, type LogEntry } from '../../harness/host.ts'

const hour = 3_600_000
const feedUrl = 'https://updates.example/tributary'
const releasesUrl = 'https://example.com/releases'
const build: UpdateBuild = { version: '1.0.0', packaged: true, signed: false, feedUrl, releasesUrl }

/** What electron-builder writes. */
const feed = (version: string) => `version: ${version}
files:
  - url: Tributary-${version}.AppImage
    sha512: q83vEjRWeJA=
    size: 99887766
path: Tributary-${version}.AppImage
sha512: q83vEjRWeJA=
releaseDate: '2026-11-25T10:00:00.000Z'
`

const answered = (text: string, status = 200): HttpOutcome => ({
  kind: 'answered',
  status,
  headers: {},
  body: undefined,
  bytes: new TextEncoder().encode(text),
})

class FakeUpdater implements Updater {
  autoDownload = true
  autoInstallOnAppQuit = true
  allowDowngrade = true
  disableWebInstaller = false
  logger: object | null = console
  newest: string | Error = '1.1.0'
  readonly acts: string[] = []
  readonly download = Promise.withResolvers<void>()
  readonly #listeners: { progress?: (progress: { percent: number }) => void; error?: (error: Error) => void } = {}
  async checkForUpdates() {
    this.acts.push('check')
    if (this.newest instanceof Error) throw this.newest
    return { isUpdateAvailable: this.newest !== '1.0.0', updateInfo: { version: this.newest } }
  }
  async downloadUpdate() {
    this.acts.push(`download, on quit ${this.autoInstallOnAppQuit ? 'installed' : 'left'}`)
    await this.download.promise
  }
  quitAndInstall(isSilent: boolean, isForceRunAfter: boolean) {
    this.acts.push(`install ${isSilent} ${isForceRunAfter}`)
  }
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): void
  on(event: 'error', listener: (error: Error) => void): void
  on(
    ...[event, listener]:
      | [event: 'download-progress', listener: (progress: { percent: number }) => void]
      | [event: 'error', listener: (error: Error) => void]
  ) {
    if (event === 'error') this.#listeners.error = listener
    else this.#listeners.progress = listener
  }
  progress(percent: number) {
    this.#listeners.progress?.({ percent })
  }
  fail(error: Error) {
    this.#listeners.error?.(error)
  }
}

const withCode = (code: string) => Object.assign(new Error(`${code} https://secret.example/?token=1`), { code })

const start = (more: Partial<UpdateBuild> = {}, platform: NodeJS.Platform = 'linux') => {
  const clock = createVirtualClock()
  const settings = createSubject({ settings: { checkForUpdates: true } })
  const web: { answer: HttpOutcome; readonly requests: HttpRequest[] } = {
    answer: answered(feed('1.1.0')),
    requests: [],
  }
  const acts: string[] = []
  const logs: LogEntry[] = []
  const updater = new FakeUpdater()
  const loading = { fails: false }
  const updates = startUpdates({
    build: { ...build, ...more },
    platform,
    arch: 'x64',
    http: {
      async request(request) {
        web.requests.push(request)
        return web.answer
      },
    },
    clock,
    random: () => 0.5,
    log: createTestLog(logs),
    settings,
    async loadUpdater() {
      acts.push('loaded')
      if (loading.fails) throw new Error('no such module')
      return updater
    },
    async openExternal(url) {
      acts.push(`opened ${url}`)
      return ok(undefined)
    },
    async beforeRestart() {
      acts.push('made safe')
    },
    startAgain: () => acts.push('started again'),
  })
  return { clock, settings, web, acts, logs, updater, loading, updates }
}

/** Without its key: `exactOptionalPropertyTypes` tells a missing one from an undefined one. */
const withoutFeed = ({ feedUrl: _, ...rest }: UpdateBuild): UpdateBuild => rest

describe('a build that cannot look for updates', () => {
  it.each<[string, Partial<UpdateBuild>, string]>([
    ['was not installed', { packaged: false }, 'source folder'],
    ['names an insecure feed', { feedUrl: 'http://updates.example/' }, 'does not say properly'],
    ['names a feed with a password in it', { feedUrl: 'https://me:secret@updates.example/' }, 'does not say properly'],
    ['has no proper version', { version: 'next' }, 'does not say properly'],
    ['can neither install nor lead anywhere', { releasesUrl: 'ftp://example.com' }, 'does not say where to get them'],
  ])('says why when it %s, and asks nobody', async (_, more, why) => {
    const { clock, web, acts, updates } = start(more)
    expect(updates.view.value).toEqual({ status: 'unavailable', why: expect.stringContaining(why) })
    expect(await updates.check()).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
    expect(await updates.take()).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
    await clock.advance(72 * hour)
    expect([web.requests, acts]).toEqual([[], []])
    expect(clock.pending()).toBe(0)
  })

  it('says that it names no feed at all', () => {
    const { clock, settings } = start()
    const updates = startUpdates({
      build: withoutFeed(build),
      platform: 'linux',
      arch: 'x64',
      http: { request: async () => answered('') },
      clock,
      random: () => 0,
      log: createTestLog(),
      settings,
      loadUpdater: async () => new FakeUpdater(),
      openExternal: async () => ok(undefined),
      beforeRestart: async () => {},
      startAgain: () => {},
    })
    expect(updates.view.value).toEqual({
      status: 'unavailable',
      why: 'This build does not say where its updates are. Look for newer versions where you got it.',
    })
  })
})

describe('the feed', () => {
  it.each([
    ['', 'nothing'],
    ['<!doctype html><title>Not found</title>', 'a page'],
    ['versions: 1.1.0\n', 'another key'],
    ['  version: 1.1.0\n', 'a key within another'],
    ['version: 1.1\n', 'no version'],
    ['version: 1.1.0 and more\n', 'more than a version'],
  ])('names no version where it holds %j: %s', (text) => {
    expect(readFeed(text)).toBeUndefined()
  })

  it.each([feed('1.1.0'), "version: '1.1.0'\r\nfiles: []\r\n", 'files: []\nversion: "1.1.0"  # newest\n'])(
    'names its version as YAML may write it: %j',
    (text) => {
      expect(readFeed(text)?.text).toBe('1.1.0')
    },
  )

  it('has a file for each system', () => {
    expect(feedFile('win32', 'x64')).toBe('latest.yml')
    expect(feedFile('darwin', 'arm64')).toBe('latest-mac.yml')
    expect(feedFile('linux', 'x64')).toBe('latest-linux.yml')
    expect(feedFile('linux', 'arm64')).toBe('latest-linux-arm64.yml')
  })
})

describe('looking by our own means', () => {
  it.each<[string, HttpOutcome, string]>([
    [
      'nothing arrived',
      { kind: 'notSent', why: 'No connection to updates.example could be made within 10 s.' },
      'No connection',
    ],
    ['no answer came', { kind: 'uncertain', why: 'updates.example did not answer within 10 s.' }, 'did not answer'],
    ['there is no such file', answered('gone', 404), 'updates.example answered with 404'],
    ['the answer is something else', answered('<html>'), 'names no version'],
  ])('fails with a sentence when %s', async (_, answer, why) => {
    const { web, updates } = start()
    web.answer = answer
    const result = await updates.check()
    expect(result).toMatchObject({ ok: false, error: { kind: 'unreachable', message: expect.stringContaining(why) } })
    expect(updates.view.value).toEqual({
      status: 'failed',
      why: expect.stringMatching(/^Tributary could not look for updates\. .*\.$/u),
    })
  })

  it.each([
    ['the same', '1.0.0', '1.0.0'],
    ['an older one', '1.0.0', '0.9.9'],
    ['what leads to the next release', '1.0.0', '1.1.0-beta.1'],
    ['what led to this release', '1.0.0', '1.0.0-rc.1'],
  ])('offers nothing for %s', async (_, version, newest) => {
    const { clock, web, updates } = start({ version })
    web.answer = answered(feed(newest))
    expect(await updates.check()).toEqual(ok(undefined))
    expect(updates.view.value).toEqual({ status: 'current', checkedAt: clock.now() })
  })

  it.each([
    ['1.0.0', '1.0.1'],
    ['1.9.0', '1.10.0'],
    ['1.1.0-beta.1', '1.1.0-beta.2'],
    ['1.1.0-beta.2', '1.1.0'],
  ])('tells who has %s of %s, and leads to its page', async (version, newest) => {
    const { acts, web, updates } = start({ version })
    web.answer = answered(feed(newest))
    await updates.check()
    expect(updates.view.value).toEqual({ status: 'available', version: newest, how: 'page' })
    expect(await updates.take()).toEqual(ok(undefined))
    expect(acts).toEqual([`opened ${releasesUrl}`])
    expect(web.requests.map(({ url }) => url)).toEqual(['https://updates.example/tributary/latest-linux.yml'])
  })

  it('is done on Windows and macOS, too, where the build is not signed', async () => {
    const { acts, web, updates } = start({ signed: false }, 'win32')
    await updates.check()
    expect(updates.view.value).toMatchObject({ status: 'available', how: 'page' })
    expect(web.requests.map(({ url }) => url)).toEqual(['https://updates.example/tributary/latest.yml'])
    expect(acts).toEqual([])
  })

  it('is done once however often it is asked for meanwhile', async () => {
    const { web, updates } = start()
    await Promise.all([updates.check(), updates.check(), updates.check()])
    expect(web.requests).toHaveLength(1)
  })
})

describe('when it is looked for', () => {
  it('is not at all while the person does not want it, but when they ask', async () => {
    const { clock, settings, web, updates } = start()
    settings.set({ settings: { checkForUpdates: false } })
    await clock.advance(100 * hour)
    expect(web.requests).toHaveLength(0)
    await updates.check()
    expect(web.requests).toHaveLength(1)
    settings.set({ settings: { checkForUpdates: true } })
    await clock.advance(25 * hour)
    expect(web.requests).toHaveLength(2)
  })

  it('is a little after the start, then once a day', async () => {
    const { clock, web } = start()
    await clock.advance(37_000)
    expect(web.requests).toHaveLength(0)
    await clock.advance(1_000)
    expect(web.requests).toHaveLength(1)
    await clock.advance(23 * hour)
    expect(web.requests).toHaveLength(1)
    await clock.advance(2 * hour)
    expect(web.requests).toHaveLength(2)
    await clock.advance(24 * 4 * hour)
    expect(web.requests).toHaveLength(6)
  })

  it('is sooner after it failed', async () => {
    const { clock, web } = start()
    web.answer = { kind: 'notSent', why: 'There is no network.' }
    await clock.advance(hour)
    expect(web.requests).toHaveLength(1)
    await clock.advance(4 * hour)
    expect(web.requests).toHaveLength(2)
  })

  it('is also after a sleep of days, and after the clock was set back by years', async () => {
    const { clock, web } = start()
    await clock.advance(hour)
    clock.jump(72 * hour)
    await clock.advance(hour)
    expect(web.requests).toHaveLength(2)
    clock.jump(-3 * 365 * 24 * hour)
    await clock.advance(hour)
    expect(web.requests).toHaveLength(3)
  })

  it('is never after the stop', async () => {
    const { clock, web, updates } = start()
    const looking = updates.check()
    updates.stop()
    await looking
    await clock.advance(100 * hour)
    expect(web.requests).toHaveLength(1)
    expect(updates.view.value).toEqual({ status: 'checking' })
    expect(clock.pending()).toBe(0)
  })
})

describe('a signed build', () => {
  const signed = () => start({ signed: true }, 'win32')
  const withUpdate = async () => {
    const parts = signed()
    await parts.updates.check()
    return parts
  }

  it('loads the updater when it first needs it, and takes its habits from it', async () => {
    const { acts, updater, updates } = signed()
    expect(acts).toEqual([])
    await updates.check()
    await updates.check()
    expect(acts).toEqual(['loaded'])
    expect(updater).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      disableWebInstaller: true,
      logger: null,
    })
  })

  it('downloads nothing before the person says so', async () => {
    const { clock, updater, updates, web } = await withUpdate()
    await clock.advance(10 * hour)
    expect(updates.view.value).toEqual({ status: 'available', version: '1.1.0', how: 'install' })
    expect(updater.acts).toEqual(['check'])
    expect(web.requests).toEqual([])
  })

  it('fails with a sentence of ours, and puts no address into the log', async () => {
    const { logs, loading, updater, updates } = signed()
    updater.newest = withCode('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND')
    expect(await updates.check()).toMatchObject({ ok: false })
    expect(updates.view.value).toEqual({ status: 'failed', why: expect.stringContaining('Try again later.') })
    expect(logs).toEqual([
      { level: 'warn', event: 'update check failed', fields: { code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' } },
    ])
    const broken = signed()
    broken.loading.fails = true
    expect(await broken.updates.check()).toMatchObject({ ok: false })
    broken.loading.fails = false
    expect(await broken.updates.check()).toMatchObject({ ok: true })
    expect(loading.fails).toBe(false)
  })

  it.each([
    ['is signed by somebody else', 'ERR_UPDATER_INVALID_SIGNATURE', 'not signed by the maker'],
    ['is damaged', 'ERR_CHECKSUM_MISMATCH', 'arrived damaged'],
    ['does not fit on the disk', 'ENOSPC', 'disk is full'],
    ['does not come', 'ERR_NETWORK', 'Check your connection'],
  ])('throws away what %s, and says so', async (_, code, why) => {
    const { updater, updates } = await withUpdate()
    await updates.take()
    updater.download.reject(withCode(code))
    await settle()
    expect(updates.view.value).toEqual({ status: 'failed', why: expect.stringContaining(why) })
    expect(JSON.stringify(updates.view.value)).not.toContain('secret.example')
    await updates.check()
    expect(updates.view.value).toMatchObject({ status: 'available' })
  })

  it('downloads on the person’s word, tells how far it is, and installs with the next start', async () => {
    const { acts, clock, updater, updates } = await withUpdate()
    expect(await updates.take()).toEqual(ok(undefined))
    await settle()
    updater.progress(41.9)
    expect(updates.view.value).toEqual({ status: 'downloading', version: '1.1.0', percent: 41 })
    expect(await updates.take()).toEqual(ok(undefined))
    updater.download.resolve()
    await settle()
    expect(updates.view.value).toEqual({ status: 'ready', version: '1.1.0' })
    await clock.advance(50 * hour)
    expect(updater.acts).toEqual(['check', 'download, on quit installed'])
    expect(acts).toEqual(['loaded'])
  })

  it('restarts when asked once more, after everything is safe', async () => {
    const { acts, updater, updates } = await withUpdate()
    await updates.take()
    updater.download.resolve()
    await settle()
    await updates.take()
    expect(acts).toEqual(['loaded', 'made safe'])
    expect(updater.acts.at(-1)).toBe('install true true')
  })

  it('starts the app again itself when the installer does not, since by then nothing of it works', async () => {
    const { acts, clock, updater, updates } = await withUpdate()
    await updates.take()
    updater.download.resolve()
    await settle()
    await updates.take()
    await clock.advance(59_999)
    expect(acts).toEqual(['loaded', 'made safe'])
    await clock.advance(1)
    expect(acts).toEqual(['loaded', 'made safe', 'started again'])
  })

  it('says when what was ready cannot be installed', async () => {
    const { updater, updates } = await withUpdate()
    await updates.take()
    updater.download.resolve()
    await settle()
    updater.fail(withCode('ERR_UPDATER_INVALID_SIGNATURE'))
    expect(updates.view.value).toMatchObject({ status: 'failed' })
  })

  it('has nothing to install before it has looked', async () => {
    expect(await signed().updates.take()).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
  })
})

it('says what the system’s browser could not open', async () => {
  const { clock, settings } = start()
  const refusal = failed({ kind: 'unsupported', why: 'no browser', message: 'No browser could be opened.' })
  const updates = startUpdates({
    build,
    platform: 'linux',
    arch: 'x64',
    http: { request: async () => answered(feed('2.0.0')) },
    clock,
    random: () => 0,
    log: createTestLog(),
    settings,
    loadUpdater: async () => new FakeUpdater(),
    openExternal: async () => refusal,
    beforeRestart: async () => {},
    startAgain: () => {},
  })
  await updates.check()
  expect(await updates.take()).toBe(refusal)
})
