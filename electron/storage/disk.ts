/** The disk as storage uses it, so that a test can fill or break it, and what its errors mean in a person's words. */
import { constants } from 'node:fs'
import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises'
import { failed, type Result } from '../../shared/errors.ts'

export interface DiskFile {
  readFile(encoding: 'utf8'): Promise<string>
  writeFile(text: string): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export interface Disk {
  open(path: string, flags: number, mode?: number): Promise<DiskFile>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  mkdir(path: string, options: { readonly recursive: true; readonly mode: number }): Promise<unknown>
  lstat(path: string): Promise<{ isSymbolicLink(): boolean; readonly mode: number }>
}

export const systemDisk: Disk = { open, rename, unlink, mkdir, lstat }

// Windows has no O_NOFOLLOW: the constant is absent there, and links need a privilege to be made.
const noFollow = constants.O_NOFOLLOW ?? 0
export const readFlags = constants.O_RDONLY | noFollow
/** Fails when the name exists, whatever it is: neither a link nor another's file is ever written through. */
export const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow

export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

export type DiskAct = 'saved' | 'read' | 'removed' | 'put aside' | 'made'

/** `what` begins a sentence ("The settings"); `path` is named, so that a person can look. */
export const diskProblem = (error: unknown, what: string, path: string, act: DiskAct): string => {
  const happened = `${what} could not be ${act}`
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full: ${lowerFirst(happened)} (${path}). Free some space on it.`
    case 'EACCES':
    case 'EPERM':
      return `${happened}: Tributary may not ${act === 'read' ? 'read' : 'write'} ${path}. Check its owner and permissions.`
    case 'EROFS':
      return `${happened}: the disk that holds ${path} is read-only.`
    case 'ELOOP':
    case 'EMLINK':
      return `${happened}: ${path} is a link to somewhere else, and Tributary does not follow it. Put a plain file there, or remove the link.`
    case 'ENOENT':
      return `${happened}: the folder of ${path} is gone.`
    case 'ENOTDIR':
      return `${happened}: ${path} leads through a file as if it were a folder.`
    case 'EMFILE':
    case 'ENFILE':
      return `${happened}: too many files are open on this computer. Close other programs and try again.`
    case 'EIO':
      return `${happened}: the disk that holds ${path} reports a fault.`
    case 'EEXIST':
      return `${happened}: something else is at ${path} already.`
    case 'EISDIR':
      return `${happened}: ${path} is a folder where a file belongs.`
    default:
      return `${happened} (${path}: ${errorCode(error) || 'unknown fault'}).`
  }
}

/** It certainly was not done, and may be tried again. */
export const diskFailure = (...problem: Parameters<typeof diskProblem>): Result<never> =>
  failed({ kind: 'unreachable', retrying: false, message: diskProblem(...problem) })

const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`
