import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { createFlags, type Disk, errorCode, readFlags } from './disk.ts'

/** The text, or undefined when there is no such file. Rejects with the disk's error, `ELOOP` for a link. */
export const readWhole = async (disk: Disk, path: string): Promise<string | undefined> => {
  await refuseLink(disk, path)
  try {
    const file = await disk.open(path, readFlags)
    try {
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Replaces the file as a whole, readable by its owner only: after a crash or a power cut it holds the old text or the new
 * one, never a part. Rejects with the disk's error, leaving the old file as it was. Callers write one at a time.
 */
export const writeWhole = async (disk: Disk, path: string, text: string): Promise<void> => {
  await refuseLink(disk, path)
  const temporary = `${path}.new`
  // Left over from a crash: never the truth, which is `path`.
  await unlinkIfThere(disk, temporary)
  try {
    const file = await disk.open(temporary, createFlags, 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await disk.rename(temporary, path)
  } catch (error) {
    await unlinkIfThere(disk, temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(disk, dirname(path))
}

export const unlinkIfThere = async (disk: Disk, path: string): Promise<void> => {
  try {
    await disk.unlink(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

/** Puts a file that cannot be used beside itself, never over another; answers the new path. `label` says why, in its name. */
export const setFileAside = async (disk: Disk, path: string, now: number, label = 'corrupt'): Promise<string> => {
  const stamp = new Date(now).toISOString().replaceAll(':', '-')
  for (let attempt = 1; ; attempt++) {
    const aside = `${path}.${label}-${stamp}${attempt === 1 ? '' : `-${attempt}`}`
    if (await exists(disk, aside)) continue
    await disk.rename(path, aside)
    return aside
  }
}

const exists = async (disk: Disk, path: string): Promise<boolean> => {
  try {
    await disk.lstat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** The same answer on every system, also where opening cannot refuse a link itself. */
const refuseLink = async (disk: Disk, path: string): Promise<void> => {
  try {
    if (!(await disk.lstat(path)).isSymbolicLink()) return
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  throw Object.assign(new Error(`${path} is a symbolic link`), { code: 'ELOOP' })
}

/** Makes the rename last through a power cut. Windows cannot open a folder, and needs it not. */
const syncFolder = async (disk: Disk, folder: string): Promise<void> => {
  try {
    const handle = await disk.open(folder, constants.O_RDONLY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // The file itself is complete under its name; only the moment of its becoming so is less certain.
  }
}
