import { basename, join } from 'node:path'
import { failed, ok } from '../../shared/errors.ts'
import type { Documents } from '../core/ports/host.ts'
import { readWhole, setFileAside, writeWhole } from './atomic-file.ts'
import { type Disk, diskFailure, diskProblem, systemDisk } from './disk.ts'
import { createSerial } from './serial.ts'

export interface DocumentsOptions {
  /** Made with mode 0700 when it is not there. */
  readonly folder: string
  /** ms since epoch, for the name of a document that was set aside. */
  readonly now: () => number
  readonly disk?: Disk
}

/**
 * Documents as files of the folder, each written whole or not at all, readable by their owner only, in the order asked
 * for. `read` and `setAside` reject with a sentence for a person: taking a document that is there and cannot be read for
 * none would soon write over it. Names are letters, digits, `.`, `_` and `-`.
 */
export const createDocuments = ({ folder, now, disk = systemDisk }: DocumentsOptions): Documents => {
  const inTurn = createSerial()
  return {
    read: (name) =>
      inTurn(async () => {
        const path = join(folder, checkName(name))
        try {
          return await readWhole(disk, path)
        } catch (error) {
          throw new Error(diskProblem(error, describe(name), path, 'read'), { cause: error })
        }
      }),
    write: (name, text) =>
      inTurn(async () => {
        if (!isName(name)) return failed({ kind: 'bug', message: 'A document has a name that no file may have.' })
        const path = join(folder, name)
        try {
          await disk.mkdir(folder, { recursive: true, mode: 0o700 })
          await writeWhole(disk, path, text)
          return ok(undefined)
        } catch (error) {
          return diskFailure(error, describe(name), path, 'saved')
        }
      }),
    setAside: (name) =>
      inTurn(async () => {
        const path = join(folder, checkName(name))
        try {
          return basename(await setFileAside(disk, path, now()))
        } catch (error) {
          throw new Error(diskProblem(error, describe(name), path, 'put aside'), { cause: error })
        }
      }),
  }
}

const isName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,80}$/iu.test(name) && !name.endsWith('.new')

const checkName = (name: string): string => {
  if (!isName(name)) throw new Error('A document has a name that no file may have.')
  return name
}

/** "The settings", from settings.json. */
const describe = (name: string): string => `The ${name.replace(/\.[a-z]+$/iu, '').replaceAll(/[._-]/gu, ' ')}`
