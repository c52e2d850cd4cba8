/** What every file of secrets has in common: whole or not at all, 0600, one act after the other, told when it is unusable. */
import { join } from 'node:path'
import { ok, type Result } from '../../shared/errors.ts'
import { readWhole, setFileAside, unlinkIfThere, writeWhole } from './atomic-file.ts'
import { type Disk, type DiskAct, diskFailure, diskProblem, systemDisk } from './disk.ts'
import { createSerial } from './serial.ts'

export interface SecretFileOptions {
  /** Made with mode 0700 when it is not there. */
  readonly folder: string
  /** ms since epoch, for the name of a file that was set aside. */
  readonly now: () => number
  /** What a person should know, in whole sentences; never a secret. */
  readonly onProblem: (message: string) => void
  readonly disk?: Disk
}

export interface SecretFileFormat<Content> {
  readonly fileName: string
  /** Of a file that is not there. */
  readonly none: Content
  /** Undefined for a text that is none of ours. */
  parse(text: string): Content | undefined
  print(content: Content): string
}

export interface OpenSecretFile<Content> {
  readonly content: Content
  save(content: Content): Promise<void>
  /** Keeps the file under another name with `label` in it; answers its path. */
  setAside(label: string): Promise<string>
}

export interface SecretFile<Content> {
  /** Rejects with a sentence when the file is there and cannot be read: that is no reason to forget what it holds. */
  look<Value>(run: (file: OpenSecretFile<Content>) => Promise<Value>): Promise<Value>
  change(
    act: Extract<DiskAct, 'saved' | 'removed'>,
    run: (file: OpenSecretFile<Content>) => Promise<Result<void>>,
  ): Promise<Result<void>>
  /** What it held is forgotten, here and on the disk. */
  remove(): Promise<Result<void>>
}

const what = 'The sign-ins'

export const openSecretFile = <Content>(
  { folder, now, onProblem, disk = systemDisk }: SecretFileOptions,
  { fileName, none, parse, print }: SecretFileFormat<Content>,
): SecretFile<Content> => {
  const path = join(folder, fileName)
  const inTurn = createSerial()
  let known: Content | undefined

  const load = async (): Promise<Content> => {
    if (known !== undefined) return known
    await disk.mkdir(folder, { recursive: true, mode: 0o700 })
    const text = await readWhole(disk, path)
    if (text === undefined) return none
    const content = parse(text)
    if (content !== undefined) {
      if (await isOpenToOthers(disk, path)) {
        await writeWhole(disk, path, text)
        onProblem(
          `Other users of this computer could read ${path}, which holds your sign-ins. It is closed to them now.`,
        )
      }
      known = content
      return content
    }
    const aside = await setFileAside(disk, path, now())
    onProblem(`The stored sign-ins could not be understood. They were put aside as ${aside}; please sign in again.`)
    return none
  }

  const open = async (): Promise<OpenSecretFile<Content>> => ({
    content: await load(),
    async save(content) {
      await writeWhole(disk, path, print(content))
      known = content
    },
    async setAside(label) {
      const aside = await setFileAside(disk, path, now(), label)
      known = undefined
      return aside
    },
  })

  return {
    look: (run) =>
      inTurn(async () => {
        try {
          return await run(await open())
        } catch (error) {
          throw new Error(diskProblem(error, what, path, 'read'), { cause: error })
        }
      }),
    change: (act, run) =>
      inTurn(async () => {
        try {
          return await run(await open())
        } catch (error) {
          return diskFailure(error, what, path, act)
        }
      }),
    remove: () =>
      inTurn(async () => {
        try {
          await unlinkIfThere(disk, path)
          known = undefined
          return ok(undefined)
        } catch (error) {
          return diskFailure(error, what, path, 'removed')
        }
      }),
  }
}

/** Texts by their key, beside what else a format keeps. */
export const printTexts = (texts: ReadonlyMap<string, string>, more: Readonly<Record<string, string>> = {}): string =>
  `${JSON.stringify({ version: 1, ...more, secrets: Object.fromEntries(texts) }, undefined, 2)}\n`

/** Undefined for what `printTexts` has not printed; `field` is one of its `more`. */
export const parseTexts = (
  text: string,
): { readonly texts: ReadonlyMap<string, string>; field(name: string): string | undefined } | undefined => {
  try {
    const data: unknown = JSON.parse(text)
    if (!isRecord(data) || data['version'] !== 1 || !isRecord(data['secrets'])) return undefined
    const texts = new Map<string, string>()
    for (const [key, secret] of Object.entries(data['secrets'])) {
      if (typeof secret !== 'string') return undefined
      texts.set(key, secret)
    }
    return {
      texts,
      field(name) {
        const value = data[name]
        return typeof value === 'string' ? value : undefined
      },
    }
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Windows keeps no such bits: there the folder of the user's profile protects. */
const isOpenToOthers = async (disk: Disk, path: string): Promise<boolean> =>
  process.platform !== 'win32' && ((await disk.lstat(path)).mode & 0o077) !== 0
