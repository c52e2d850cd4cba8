import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Disk, systemDisk } from '../../../electron/storage/disk.ts'
import { lockFolder, type Processes } from '../../../electron/storage/folder-lock.ts'
import { createFailingDisk, useFolder } from './disk-fakes.ts'

const randomId = () => crypto.randomUUID()

/** `running` maps process ids to what tells them apart from later ones of the same number. */
const processesOf = (own: number, running: Readonly<Record<number, string>>): Processes => ({
  own,
  identify: async (processId) => running[processId],
})

describe('the lock of the data folder', () => {
  const folder = useFolder()
  const both = { 1: 'first', 2: 'second' }
  const lock = (own: number, running: Readonly<Record<number, string>>) =>
    lockFolder({ folder: folder(), randomId, processes: processesOf(own, running) })

  it('is had by one process, and the next is told which and what to do', async () => {
    const first = await lock(1, both)
    const second = await lock(2, both)
    expect(first.ok).toBe(true)
    expect(second).toMatchObject({ ok: false, error: { kind: 'invalid', field: 'data-dir' } })
    expect(second.ok ? '' : second.error.message).toMatch(
      /^Another Tributary \(process 1\) is using .*Close it, or start this one with another --data-dir\. If none is running, delete .*tributary\.lock\.$/u,
    )
  })

  it('can be had again after it was let go, also twice', async () => {
    const first = await lock(1, both)
    if (first.ok) await first.value.release()
    const second = await lock(2, both)
    if (first.ok) await first.value.release()
    expect([second.ok, await readdir(folder())]).toEqual([true, ['tributary.lock']])
  })

  it('of a process that runs no more is taken over', async () => {
    await lock(1, both)
    expect((await lock(2, { 2: 'second' })).ok).toBe(true)
    expect(await readdir(folder())).toEqual(['tributary.lock'])
  })

  it('of a process whose number another has by now is taken over', async () => {
    await lock(1, both)
    expect((await lock(2, { ...both, 1: 'a later process' })).ok).toBe(true)
  })

  it.each(['garbage', '{"process":"1"}', '{"process":-1,"identity":"x"}'])(
    'that holds %j is taken over',
    async (text) => {
      await writeFile(join(folder(), 'tributary.lock'), text)
      expect((await lock(2, both)).ok).toBe(true)
    },
  )

  it('that is being written is not taken', async () => {
    await writeFile(join(folder(), 'tributary.lock'), '')
    expect((await lock(2, both)).ok).toBe(false)
  })

  it('of a living process is not touched by one that had found a dead one there', async () => {
    await lock(9, { 9: 'dead soon' })
    const { promise: go, resolve } = Promise.withResolvers<void>()
    const touched: string[] = []
    const disk: Disk = {
      ...systemDisk,
      unlink: (path) => {
        touched.push(basename(path))
        return systemDisk.unlink(path)
      },
      rename: (from, to) => {
        touched.push(basename(from), basename(to))
        return systemDisk.rename(from, to)
      },
    }
    const processes: Processes = {
      own: 1,
      async identify(processId) {
        if (processId === 9) await go
        return processesOf(1, both).identify(processId)
      },
    }
    const slow = lockFolder({ folder: folder(), randomId, disk, processes })
    const quick = await lock(2, both)
    resolve()
    expect([quick.ok, (await slow).ok, touched.includes('tributary.lock')]).toEqual([true, false, false])
    expect(await readdir(folder())).toEqual(['tributary.lock'])
  })

  it('is had by one of many that start at once over a dead one', async () => {
    await lock(9, { 9: 'dead soon' })
    const running = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [index + 1, `process ${index}`]))
    const results = await Promise.all(Array.from({ length: 8 }, (_, index) => lock(index + 1, running)))
    expect(results.filter(({ ok }) => ok).length).toBe(1)
  })

  it('is that of this very process with the system’s own means', async () => {
    const mine = await lockFolder({ folder: folder(), randomId })
    expect(mine.ok).toBe(true)
    const again = await lockFolder({ folder: folder(), randomId })
    expect(again.ok ? '' : again.error.message).toContain(`process ${process.pid}`)
    expect(JSON.parse(await readFile(join(folder(), 'tributary.lock'), 'utf8'))).toMatchObject({ process: process.pid })
  })

  it('says when it cannot be written, and leaves nothing behind', async () => {
    const { disk, fail } = createFailingDisk()
    fail('write', 'ENOSPC')
    const result = await lockFolder({ folder: folder(), randomId, disk, processes: processesOf(1, both) })
    expect(result.ok ? '' : result.error.message).toContain('The disk is full')
    expect(await readdir(folder())).toEqual([])
  })
})
