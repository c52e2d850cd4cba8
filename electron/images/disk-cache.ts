/**
 * Images on disk, by the hash of their address: each file is the hash of its content and the content, so that a file
 * that was cut short or changed is known and forgotten. Nothing here is precious: what fails is left out.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Logger } from '../core/ports/host.ts'

export interface DiskCache {
  read(address: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  write(address: string, bytes: Uint8Array): Promise<void>
  /** Resolves when what is being written is written. */
  stop(): Promise<void>
}

export interface DiskCacheOptions {
  readonly folder: string
  readonly maxBytes: number
  readonly clock: Clock
  readonly randomId: () => string
  readonly log: Logger
}

const hashBytes = 32
/** After a failed write (a full disk) the next is tried this much later. */
const writePauseMs = 300_000

export const createDiskCache = (options: DiskCacheOptions): DiskCache => {
  const { folder, maxBytes, clock, randomId, log } = options
  /** Name to size, the longest unused first. */
  const files = new Map<string, number>()
  let total = 0
  let writeAgainAt = Number.NEGATIVE_INFINITY
  let tail: Promise<void> = Promise.resolve()
  let opened: Promise<void> | undefined

  const open = () => {
    opened ??= scan()
    return opened
  }

  const scan = async () => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const found: { name: string; size: number; usedAt: number }[] = []
      for (const name of await readdir(folder)) {
        if (name.endsWith('.part')) await remove(name)
        if (!/^[0-9a-f]{64}$/.test(name)) continue
        const { size, mtimeMs } = await stat(join(folder, name))
        found.push({ name, size, usedAt: mtimeMs })
      }
      found.sort((left, right) => left.usedAt - right.usedAt)
      for (const { name, size } of found) add(name, size)
      await shrink()
    } catch (error) {
      log.warn('image cache unusable', { error: describe(error) })
    }
  }

  const add = (name: string, size: number) => {
    total += size - (files.get(name) ?? 0)
    files.delete(name)
    files.set(name, size)
  }

  const remove = async (name: string) => {
    total -= files.get(name) ?? 0
    files.delete(name)
    await rm(join(folder, name), { force: true })
  }

  const shrink = async () => {
    for (const name of files.keys()) {
      if (total <= maxBytes) return
      await remove(name)
    }
  }

  const save = async (name: string, bytes: Uint8Array) => {
    if (clock.elapsed() < writeAgainAt || files.has(name)) return
    const part = join(folder, `${name}.${randomId()}.part`)
    try {
      await writeFile(part, Buffer.concat([digest(bytes), bytes]), { mode: 0o600, flag: 'wx' })
      await rename(part, join(folder, name))
      add(name, bytes.byteLength + hashBytes)
      await shrink()
    } catch (error) {
      writeAgainAt = clock.elapsed() + writePauseMs
      log.warn('image not cached', { error: describe(error) })
      await rm(part, { force: true }).catch(() => {})
    }
  }

  return {
    async read(address) {
      await open()
      const name = nameOf(address)
      const size = files.get(name)
      if (size === undefined) return undefined
      try {
        const file = await readFile(join(folder, name))
        const bytes = new Uint8Array(file.subarray(hashBytes))
        if (!digest(bytes).equals(file.subarray(0, hashBytes))) throw new Error('its content has changed')
        add(name, size)
        const now = clock.now() / 1000
        await utimes(join(folder, name), now, now).catch(() => {})
        return bytes
      } catch (error) {
        log.info('cached image forgotten', { error: describe(error) })
        await remove(name).catch(() => {})
        return undefined
      }
    },
    write(address, bytes) {
      // One after the other: the sizes are counted once each.
      tail = tail.then(open).then(() => save(nameOf(address), bytes))
      return tail
    },
    stop: () => tail,
  }
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

const nameOf = (address: string): string => createHash('sha256').update(address).digest('hex')

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))
