/** What only the desktop host knows, in desktop.json of the data folder: electron-store's schema and atomic writes. */
import { basename, join } from 'node:path'
import type ElectronStore from 'electron-store'
import type { Options } from 'electron-store'
import { ok, type Result } from '../../../shared/errors.ts'
import { createSubject, type Observable } from '../../core/observable.ts'
import type { Logger } from '../../core/ports/host.ts'
import { readWhole, setFileAside } from '../../storage/atomic-file.ts'
import { type Disk, diskFailure, diskProblem, errorCode, systemDisk } from '../../storage/disk.ts'
import {
  type DesktopFile,
  type DesktopState,
  desktopFileSchema,
  desktopFileVersion,
  readDesktopFile,
  stateOf,
} from './settings-schema.ts'

/** electron-store's class: it imports `electron`, which only Electron has, so whoever is in it hands the class in. */
export type StoreConstructor = new (options: Options<DesktopFile>) => Pick<ElectronStore<DesktopFile>, 'store'>

export interface DesktopStoreOptions {
  readonly Store: StoreConstructor
  /** Electron's: electron-store puts a listener on it that must not stay. */
  readonly ipcMain: { removeAllListeners(channel: string): unknown }
  /** There already, and absolute. */
  readonly folder: string
  /** ms since epoch, for the name of a file that was set aside. */
  readonly now: () => number
  readonly log: Pick<Logger, 'warn'>
  /** What a person should know, in whole sentences. */
  readonly onProblem: (message: string) => void
  readonly disk?: Disk
}

export interface DesktopStore {
  readonly state: Observable<DesktopState>
  /** In force once it is on disk; where it cannot be written, nothing has changed. Blocks for as long as the disk takes. */
  change(update: (state: DesktopState) => DesktopState): Result<void>
}

const name = 'desktop'
const what = 'The desktop settings'
/** electron-store answers it to any page that asks, with the path of the data folder; no page of ours needs it. */
const leakyChannel = 'electron-store-get-data'

/**
 * Opens the store. A file that is damaged, or that a newer Tributary wrote, is set aside under a name that the person is
 * told; one that is there and cannot be read rejects with a sentence, since a new one would soon replace it.
 *
 * Migrations are `readDesktopFile`'s numbered steps, run as the file is read: electron-store's own are tied to the app's
 * version rather than to the file's, run over the file in place, and its readme says that they have known bugs and no
 * support. It is given no defaults either: with them it would write while it opens, and a full disk would stop the start.
 */
export const openDesktopStore = async (options: DesktopStoreOptions): Promise<DesktopStore> => {
  const { Store, ipcMain, folder, now, log, onProblem, disk = systemDisk } = options
  const path = join(folder, `${name}.json`)
  const open = () => {
    try {
      return new Store({
        name,
        cwd: folder,
        schema: desktopFileSchema,
        configFileMode: 0o600,
        clearInvalidConfig: false,
        accessPropertiesByDotNotation: false,
        deserialize: (text) => readDesktopFile(text),
        serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
      })
    } finally {
      ipcMain.removeAllListeners(leakyChannel)
    }
  }
  const cannotRead = (error: unknown) => new Error(diskProblem(error, what, path, 'read'), { cause: error })

  // electron-store would follow a link out of the folder.
  await readWhole(disk, path).catch((error: unknown) => {
    throw cannotRead(error)
  })
  const store = await (async () => {
    try {
      return open()
    } catch (error) {
      if (errorCode(error) !== '') throw cannotRead(error)
      const why = error instanceof Error ? error.message : String(error)
      const aside = basename(await setFileAside(disk, path, now()))
      log.warn('desktop settings set aside', { why, aside })
      onProblem(
        `${what} could not be read (${why}). They were kept as ${aside}, and Tributary started with new ones. Mend that file and put it back as ${basename(path)}, or choose again in Settings.`,
      )
      return open()
    }
  })()

  const state = createSubject(stateOf(store.store))
  return {
    state,
    change(update) {
      const next = update(state.value)
      try {
        store.store = { version: desktopFileVersion, ...next }
      } catch (error) {
        log.warn('desktop settings not written', { code: errorCode(error) })
        return diskFailure(error, what, path, 'saved')
      }
      state.set(next)
      return ok(undefined)
    },
  }
}
