import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failed, ok, type Result } from '../../shared/errors.ts'
import { readWhole, unlinkIfThere } from './atomic-file.ts'
import { createFlags, type Disk, diskFailure, errorCode, systemDisk } from './disk.ts'

export interface FolderLock {
  /** Lets go of the folder. Safe to call twice. */
  release(): Promise<void>
}

export interface FolderLockOptions {
  readonly folder: string
  /** Unguessable text: tells this holder from an earlier one with the same process id. */
  readonly randomId: () => string
  readonly disk?: Disk
  readonly processes?: Processes
}

export interface Processes {
  readonly own: number
  /**
   * Names a running process so that a later one with the same id has another name; undefined when none runs, and plain
   * `running` where the system cannot tell more.
   */
  identify(processId: number): Promise<string | undefined>
}

const fileName = 'tributary.lock'

/**
 * Takes the data folder for this process: two apps in one folder would spend each other's one-time refresh tokens and
 * write over each other's settings. The lock of a process that runs no more is taken over.
 */
export const lockFolder = async ({
  folder,
  randomId,
  disk = systemDisk,
  processes = systemProcesses,
}: FolderLockOptions): Promise<Result<FolderLock>> => {
  const path = join(folder, fileName)
  try {
    await disk.mkdir(folder, { recursive: true, mode: 0o700 })
    const identity = (await processes.identify(processes.own)) ?? 'running'
    const mine = JSON.stringify({ process: processes.own, identity, holder: randomId() })
    // Every turn either takes the lock, finds a living holder, or clears one dead holder away.
    for (let turn = 0; turn < 5; turn++) {
      if (await create(disk, path, mine)) return ok({ release: () => release(disk, path, mine) })
      const text = await readWhole(disk, path)
      if (text === undefined) continue
      // Another start has made it and not written it yet.
      if (text === '') return inUse(folder, path, undefined)
      const holder = parseHolder(text)
      if (holder !== undefined && (await isHeld(processes, holder))) return inUse(folder, path, holder.process)
      await clear(disk, path, text)
    }
    // Who has cleared one away in its last turn has not tried since.
    if (await create(disk, path, mine)) return ok({ release: () => release(disk, path, mine) })
    return inUse(folder, path, undefined)
  } catch (error) {
    return diskFailure(error, 'The lock of the data folder', path, 'saved')
  }
}

const create = async (disk: Disk, path: string, text: string): Promise<boolean> => {
  try {
    const file = await disk.open(path, createFlags, 0o600)
    try {
      await file.writeFile(text)
    } catch (error) {
      await unlinkIfThere(disk, path)
      throw error
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes the lock of a dead holder, `seen`. Only who has made the claim to this very lock may, and only while it is still
 * there: whoever comes late finds a living one's and leaves it. A claim that a crash left makes the lock look held, and
 * what a person is told then helps.
 */
const clear = async (disk: Disk, path: string, seen: string): Promise<void> => {
  const claim = `${path}.${createHash('sha256').update(seen).digest('hex').slice(0, 32)}`
  if (!(await create(disk, claim, ''))) return
  try {
    if ((await readWhole(disk, path)) === seen) await unlinkIfThere(disk, path)
  } finally {
    await unlinkIfThere(disk, claim)
  }
}

const release = async (disk: Disk, path: string, mine: string): Promise<void> => {
  try {
    if ((await readWhole(disk, path)) === mine) await unlinkIfThere(disk, path)
  } catch {
    // What stays names a process that has ended: the next start clears it away.
  }
}

interface Holder {
  readonly process: number
  readonly identity: string
}

const parseHolder = (text: string): Holder | undefined => {
  try {
    const data: unknown = JSON.parse(text)
    if (typeof data !== 'object' || data === null || !('process' in data) || !('identity' in data)) return undefined
    const { process: id, identity } = data
    if (typeof id !== 'number' || !Number.isInteger(id) || id <= 0 || typeof identity !== 'string') return undefined
    return { process: id, identity }
  } catch {
    return undefined
  }
}

const isHeld = async (processes: Processes, holder: Holder): Promise<boolean> =>
  (await processes.identify(holder.process)) === holder.identity

const inUse = (folder: string, path: string, holder: number | undefined): Result<never> => {
  const who = holder === undefined ? 'Another Tributary' : `Another Tributary (process ${holder})`
  const reason = 'the folder is in use'
  const message = `${who} is using ${folder}. Close it, or start this one with another --data-dir. If none is running, delete ${path}.`
  return failed({ kind: 'invalid', field: 'data-dir', reason, message })
}

/** On Linux by the boot and the moment of the process's start; elsewhere only whether it runs. */
const systemProcesses: Processes = {
  own: process.pid,
  async identify(processId) {
    if (!isRunning(processId)) return undefined
    try {
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
      const stat = await readFile(`/proc/${processId}/stat`, 'utf8')
      // Field 22, counted after the name, which is in brackets and may hold anything. proc_pid_stat(5)
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
      return `${boot}/${started}`
    } catch {
      return 'running'
    }
  },
}

const isRunning = (processId: number): boolean => {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
