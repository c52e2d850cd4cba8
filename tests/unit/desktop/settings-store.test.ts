import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Store from 'electron-store'
import { describe, expect, it, vi } from 'vitest'
import {
  type DesktopState,
  defaultDesktopSettings,
  readDesktopFile,
} from '../../../electron/hosts/desktop/settings-schema.ts'
import { openDesktopStore } from '../../../electron/hosts/desktop/settings-store.ts'
import type { WindowState } from '../../../electron/hosts/desktop/window-state.ts'
import { channelIdOf } from '../renderer/samples.ts'
import { useFolder } from '../storage/disk-fakes.ts'

// The real electron-store: only the `electron` that it imports is these few members.
const { electron, listening, everListened } = vi.hoisted(() => {
  const listening = new Set<string>()
  const everListened = new Set<string>()
  const on = (channel: string) => {
    listening.add(channel)
    everListened.add(channel)
  }
  const app = { getPath: () => '/nowhere', getVersion: () => '0.0.0' }
  return { listening, everListened, electron: { ipcMain: { on }, app, shell: {} } }
})
vi.mock('electron', () => ({ default: electron }))
const ipcMain = { removeAllListeners: (channel: string) => listening.delete(channel) }

const window: WindowState = {
  bounds: { x: -1920, y: 0, width: 900, height: 700 },
  maximized: false,
  alwaysOnTop: true,
  opacity: 0.8,
  compact: true,
  view: channelIdOf('ann'),
}
const untouched: DesktopState = { settings: defaultDesktopSettings, windows: [], secrets: null }
const chosen: DesktopState = {
  settings: {
    closeToTray: true,
    notifyMentions: false,
    startAtLogin: true,
    spellCheck: ['en-GB', 'de'],
    proxy: { mode: 'manual', url: 'socks5://127.0.0.1:1080' },
    checkForUpdates: false,
  },
  windows: [window, { ...window, view: 'all' }],
  secrets: 'file',
}
const asFile = (change: Record<string, unknown>) => JSON.stringify({ version: 1, ...chosen, ...change })

describe('the desktop settings in their file', () => {
  const folder = useFolder()
  const path = () => join(folder(), 'desktop.json')

  const open = async () => {
    const problems: string[] = []
    const store = await openDesktopStore({
      Store,
      ipcMain,
      folder: folder(),
      now: () => Date.UTC(2026, 0, 1, 20),
      log: { warn: () => {} },
      onProblem: (message) => problems.push(message),
    })
    return { store, problems }
  }

  describe('a file that cannot be used', () => {
    it.each([
      ['half of one', asFile({}).slice(0, 60), 'it is not JSON'],
      ['no object', '[1]', 'it does not say its version'],
      ['one without its version', '{"settings":{}}', 'it does not say its version'],
      ['one of a newer Tributary', asFile({ version: 2 }), 'it was written by a newer Tributary (version 2)'],
      ['one of a version that never was', asFile({ version: 0 }), 'it has the unknown version 0'],
      ['a setting of another type', asFile({ settings: { closeToTray: 'yes' } }), 'must be boolean'],
      [
        'a proxy without its address',
        asFile({ settings: { proxy: { mode: 'manual' } } }),
        "must have required property 'url'",
      ],
      ['a window that could not be seen', asFile({ windows: [{ ...window, opacity: 0.1 }] }), 'must be >= 0.3'],
      [
        'a window without a size',
        asFile({ windows: [{ ...window, bounds: { x: 0, y: 0 } }] }),
        'must have required property',
      ],
      ['an answer that nobody can give', asFile({ secrets: 'nowhere' }), 'must be equal to one of the allowed values'],
    ])('is set aside whole, and its new name told: %s', async (_, text, why) => {
      await writeFile(path(), text)
      const { store, problems } = await open()
      expect(store.state.value).toEqual(untouched)
      const aside = 'desktop.json.corrupt-2026-01-01T20-00-00.000Z'
      expect(problems).toEqual([expect.stringContaining(`They were kept as ${aside}`)])
      expect(problems[0]).toContain(why)
      expect(await readFile(join(folder(), aside), 'utf8')).toBe(text)
      store.change(() => chosen)
      expect((await open()).store.state.value).toEqual(chosen)
    })

    it('is not replaced where it is a link to somewhere else', async () => {
      await writeFile(join(folder(), 'elsewhere.json'), asFile({}))
      await symlink(join(folder(), 'elsewhere.json'), path())
      await expect(open()).rejects.toThrow('is a link to somewhere else')
      expect(await readFile(join(folder(), 'elsewhere.json'), 'utf8')).toBe(asFile({}))
    })

    it('is not replaced where it cannot be read', async () => {
      await mkdir(path())
      await expect(open()).rejects.toThrow('is a folder where a file belongs')
      expect(await readdir(folder())).toEqual(['desktop.json'])
    })
  })

  describe('what is kept', () => {
    it('starts with defaults, without writing anything', async () => {
      const { store, problems } = await open()
      expect(store.state.value).toEqual(untouched)
      expect(problems).toEqual([])
      expect(await readdir(folder())).toEqual([])
    })

    it('comes back as it was stored, in a file that only its owner may read', async () => {
      const { store } = await open()
      expect(store.change(() => chosen)).toEqual({ ok: true, value: undefined })
      expect((await open()).store.state.value).toEqual(chosen)
      expect((await stat(path())).mode & 0o777).toBe(0o600)
      expect(await readdir(folder())).toEqual(['desktop.json'])
    })

    it('closes a file that others could read with the next change', async () => {
      await writeFile(path(), asFile({}), { mode: 0o644 })
      const { store } = await open()
      store.change((state) => ({ ...state, secrets: null }))
      expect((await stat(path())).mode & 0o777).toBe(0o600)
    })

    it('gives a setting that is newer than the file its default', async () => {
      await writeFile(path(), '{"version":1,"settings":{"closeToTray":true}}')
      const { store, problems } = await open()
      expect(store.state.value.settings).toEqual({ ...defaultDesktopSettings, closeToTray: true })
      expect(problems).toEqual([])
    })

    it('shows everything in a window whose channel can no longer be read', async () => {
      await writeFile(path(), asFile({ windows: [{ ...window, view: 'myspace:tom' }] }))
      expect((await open()).store.state.value.windows).toEqual([{ ...window, view: 'all' }])
    })

    it('is told to whoever watches, once, and only when it is on disk', async () => {
      const { store } = await open()
      const told: DesktopState[] = []
      store.state.subscribe((state) => told.push(state))
      store.change(() => chosen)
      expect(told).toEqual([chosen])
    })

    it('stays as it was where it cannot be written', async () => {
      const { store } = await open()
      store.change(() => chosen)
      const broken = await openDesktopStore({
        Store: class {
          get store() {
            return { version: 1, ...chosen }
          }
          set store(_) {
            throw Object.assign(new Error('full'), { code: 'ENOSPC' })
          }
        },
        ipcMain,
        folder: folder(),
        now: () => 0,
        log: { warn: () => {} },
        onProblem: () => {},
      })
      const told: DesktopState[] = []
      broken.state.subscribe((state) => told.push(state))
      expect(broken.change(() => untouched)).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('The disk is full: the desktop settings could not be saved') },
      })
      expect(broken.state.value).toEqual(chosen)
      expect(told).toEqual([])
    })

    it('leaves no listener behind that would tell any page the path of the data folder', async () => {
      await open()
      expect(everListened).toEqual(new Set(['electron-store-get-data']))
      expect(listening).toEqual(new Set())
    })
  })
})

describe('a step from an older version', () => {
  const steps = {
    1: (file: Record<string, unknown>) => ({ ...file, renamed: file['old'] }),
    2: (file: Record<string, unknown>) => ({ ...file, later: true }),
  }

  it('is taken in its order, each once', () => {
    expect(readDesktopFile('{"version":1,"old":5}', 3, steps)).toEqual({ version: 3, old: 5, renamed: 5, later: true })
    expect(readDesktopFile('{"version":2}', 3, steps)).toEqual({ version: 3, later: true })
  })

  it('is never taken from a version between two', () => {
    expect(() => readDesktopFile('{"version":1.5}', 3, steps)).toThrow('it has the unknown version 1.5')
  })
})
