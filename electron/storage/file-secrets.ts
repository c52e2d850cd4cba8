import { join } from 'node:path'
import { ok, type Result } from '../../shared/errors.ts'
import type { SecretStore } from '../core/ports/host.ts'
import { readWhole, setFileAside, writeWhole } from './atomic-file.ts'
import { type Disk, diskFailure, diskProblem, systemDisk } from './disk.ts'
import { createSerial } from './serial.ts'

export interface FileSecretsOptions {
  /** Made with mode 0700 when it is not there. */
  readonly folder: string
  /** ms since epoch, for the name of a file that was set aside. */
  readonly now: () => number
  /** What a person should know, in whole sentences; never a secret. */
  readonly onProblem: (message: string) => void
  readonly disk?: Disk
}

const fileName = 'secrets.json'
const what = 'The sign-ins'

/**
 * Secrets in one file that only its owner may read (0600): for the web host, where no keyring can be had. They are not
 * encrypted. `read` rejects when the file is there and cannot be read: that is no reason to forget what it holds.
 */
export const createFileSecrets = ({ folder, now, onProblem, disk = systemDisk }: FileSecretsOptions): SecretStore => {
  const path = join(folder, fileName)
  const inTurn = createSerial()
  let known: ReadonlyMap<string, string> | undefined

  const load = async (): Promise<ReadonlyMap<string, string>> => {
    if (known !== undefined) return known
    await disk.mkdir(folder, { recursive: true, mode: 0o700 })
    const text = await readWhole(disk, path)
    if (text === undefined) return new Map()
    const secrets = parseSecrets(text)
    if (secrets !== undefined) {
      if (await isOpenToOthers(disk, path)) {
        await writeWhole(disk, path, text)
        onProblem(
          `Other users of this computer could read ${path}, which holds your sign-ins. It is closed to them now.`,
        )
      }
      known = secrets
      return secrets
    }
    const aside = await setFileAside(disk, path, now())
    onProblem(`The stored sign-ins could not be understood. They were put aside as ${aside}; please sign in again.`)
    return new Map()
  }

  const change = (act: 'saved' | 'removed', update: (secrets: Map<string, string>) => boolean): Promise<Result<void>> =>
    inTurn(async () => {
      try {
        const next = new Map(await load())
        if (update(next)) await writeWhole(disk, path, printSecrets(next))
        known = next
        return ok(undefined)
      } catch (error) {
        return diskFailure(error, what, path, act)
      }
    })

  return {
    read: (key) =>
      inTurn(async () => {
        try {
          return (await load()).get(key)
        } catch (error) {
          throw new Error(diskProblem(error, what, path, 'read'), { cause: error })
        }
      }),
    write: (key, secret) =>
      change('saved', (secrets) => {
        secrets.set(key, secret)
        return true
      }),
    delete: (key) => change('removed', (secrets) => secrets.delete(key)),
  }
}

const printSecrets = (secrets: ReadonlyMap<string, string>): string =>
  `${JSON.stringify({ version: 1, secrets: Object.fromEntries(secrets) }, undefined, 2)}\n`

const parseSecrets = (text: string): ReadonlyMap<string, string> | undefined => {
  try {
    const data: unknown = JSON.parse(text)
    if (typeof data !== 'object' || data === null || !('version' in data) || data.version !== 1) return undefined
    if (!('secrets' in data) || typeof data.secrets !== 'object' || data.secrets === null) return undefined
    const secrets = new Map<string, string>()
    for (const [key, secret] of Object.entries(data.secrets)) {
      if (typeof secret !== 'string') return undefined
      secrets.set(key, secret)
    }
    return secrets
  } catch {
    return undefined
  }
}

/** Windows keeps no such bits: there the folder of the user's profile protects. */
const isOpenToOthers = async (disk: Disk, path: string): Promise<boolean> =>
  process.platform !== 'win32' && ((await disk.lstat(path)).mode & 0o077) !== 0
