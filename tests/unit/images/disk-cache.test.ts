import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiskCache } from '../../../electron/images/disk-cache.ts'
import { createTestHost, type TestHost } from '../../harness/host.ts'
import { makeFolder } from '../../harness/web-host.ts'

const picture = (size: number, fill = 1) => new Uint8Array(size).fill(fill)

describe('the image cache on disk', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>
  let host: TestHost
  beforeEach(async () => {
    folder = await makeFolder()
    host = createTestHost()
  })
  afterEach(() => folder.remove())

  const open = (maxBytes: number) =>
    createDiskCache({ folder: folder.path, maxBytes, clock: host.clock, randomId: host.randomId, log: host.log })

  it('stays within its size: the longest unused goes first', async () => {
    const cache = open(400)
    await cache.write('a', picture(68))
    await cache.write('b', picture(68))
    await cache.write('c', picture(68))
    await cache.read('a')
    await cache.write('d', picture(168))
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map((name) => cache.read(name)))
    expect(kept.map((bytes) => bytes?.length)).toEqual([68, undefined, 68, 168])
    expect(await readdir(folder.path)).toHaveLength(3)
  })

  it('shrinks to its size when it is opened with less', async () => {
    const before = open(10_000)
    for (let index = 0; index < 10; index++) await before.write(String(index), picture(68))
    const after = open(300)
    await after.write('new', picture(68))
    expect(await readdir(folder.path)).toHaveLength(3)
    expect(await after.read('new')).toEqual(picture(68))
  })

  it('writes many at once without losing count', async () => {
    const cache = open(1_000)
    await Promise.all(Array.from({ length: 50 }, (_, index) => cache.write(String(index), picture(68, index))))
    expect(await readdir(folder.path)).toHaveLength(10)
    expect(await cache.read('49')).toEqual(picture(68, 49))
  })
})
