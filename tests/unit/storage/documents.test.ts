import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDocuments } from '../../../electron/storage/documents.ts'
import { ok } from '../../../shared/errors.ts'
import { createFailingDisk, useFolder } from './disk-fakes.ts'

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5)

describe('documents', () => {
  const folder = useFolder()

  it('come back as they were written, readable by their owner only', async () => {
    const data = join(folder(), 'data')
    const documents = createDocuments({ folder: data, now })
    expect(await documents.read('settings.json')).toBeUndefined()
    expect(await documents.write('settings.json', 'one')).toEqual(ok(undefined))
    expect(await documents.write('settings.json', 'twö')).toEqual(ok(undefined))
    expect(await documents.read('settings.json')).toBe('twö')
    expect(await readdir(data)).toEqual(['settings.json'])
    expect((await stat(data)).mode & 0o777).toBe(0o700)
    expect((await stat(join(data, 'settings.json'))).mode & 0o777).toBe(0o600)
  })

  it('keep the order of writes that were asked for at once', async () => {
    const documents = createDocuments({ folder: folder(), now })
    await Promise.all(Array.from({ length: 20 }, (_, index) => documents.write('a.json', String(index))))
    expect(await documents.read('a.json')).toBe('19')
  })

  it.each([
    ['open', 'EACCES', 'may not write'],
    ['write', 'ENOSPC', 'The disk is full: the settings could not be saved'],
    ['sync', 'EIO', 'reports a fault'],
    ['rename', 'EROFS', 'read-only'],
    ['write', 'EDQUOT', 'The disk is full'],
    ['open', 'EMFILE', 'too many files are open'],
    ['open', 'ESTRANGE', 'ESTRANGE'],
  ] as const)('that fail at %s with %s say so, and the old text stays', async (step, code, words) => {
    const { disk, fail, heal } = createFailingDisk()
    const documents = createDocuments({ folder: folder(), now, disk })
    await documents.write('settings.json', 'old')
    fail(step, code)
    const written = await documents.write('settings.json', 'new text')
    heal()
    expect(written).toMatchObject({
      ok: false,
      error: { kind: 'unreachable', message: expect.stringContaining(words) },
    })
    expect(await documents.read('settings.json')).toBe('old')
    expect(await readdir(folder())).toEqual(['settings.json'])
    expect(await documents.write('settings.json', 'new text')).toEqual(ok(undefined))
  })

  it('that cannot be read reject rather than seem to be none', async () => {
    const { disk, fail } = createFailingDisk()
    const documents = createDocuments({ folder: folder(), now, disk })
    await documents.write('settings.json', 'precious')
    fail('open', 'EACCES')
    await expect(documents.read('settings.json')).rejects.toThrow(
      /^The settings could not be read: Tributary may not read .*settings\.json/u,
    )
  })

  it('are put aside under a name that says when, never over an earlier one', async () => {
    const documents = createDocuments({ folder: folder(), now })
    await documents.write('settings.json', 'bad 1')
    const first = await documents.setAside('settings.json')
    await documents.write('settings.json', 'bad 2')
    const second = await documents.setAside('settings.json')
    expect([first, second]).toEqual([
      'settings.json.corrupt-2026-01-02T03-04-05.000Z',
      'settings.json.corrupt-2026-01-02T03-04-05.000Z-2',
    ])
    expect(await readFile(join(folder(), first), 'utf8')).toBe('bad 1')
    expect(await readFile(join(folder(), second), 'utf8')).toBe('bad 2')
    expect(await documents.read('settings.json')).toBeUndefined()
  })

  it('that cannot be put aside say why, and stay', async () => {
    const { disk, fail } = createFailingDisk()
    const documents = createDocuments({ folder: folder(), now, disk })
    await documents.write('settings.json', 'bad')
    fail('rename', 'EROFS')
    await expect(documents.setAside('settings.json')).rejects.toThrow(
      /^The settings could not be put aside: the disk that holds .* is read-only\.$/u,
    )
    expect(await readFile(join(folder(), 'settings.json'), 'utf8')).toBe('bad')
  })

  it('do not follow a link, for reading or writing', async () => {
    await writeFile(join(folder(), 'elsewhere'), 'theirs')
    const data = join(folder(), 'data')
    await mkdir(data)
    await symlink(join(folder(), 'elsewhere'), join(data, 'settings.json'))
    const documents = createDocuments({ folder: data, now })
    await expect(documents.read('settings.json')).rejects.toThrow('is a link to somewhere else')
    expect(await documents.write('settings.json', 'mine')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('does not follow it') },
    })
    expect(await readFile(join(folder(), 'elsewhere'), 'utf8')).toBe('theirs')
  })

  it('do not write through what a crash or another left at the temporary name', async () => {
    await writeFile(join(folder(), 'elsewhere'), 'theirs')
    await symlink(join(folder(), 'elsewhere'), join(folder(), 'a.json.new'))
    const documents = createDocuments({ folder: folder(), now })
    expect(await documents.write('a.json', 'mine')).toEqual(ok(undefined))
    expect(await readFile(join(folder(), 'elsewhere'), 'utf8')).toBe('theirs')
    expect(await documents.read('a.json')).toBe('mine')
  })

  it.each(['../settings.json', '/etc/passwd', 'a/b', '', '.hidden', 'a.json.new'])(
    'refuse the name %j',
    async (name) => {
      const documents = createDocuments({ folder: folder(), now })
      expect(await documents.write(name, 'x')).toMatchObject({ ok: false, error: { kind: 'bug' } })
      await expect(documents.read(name)).rejects.toThrow()
      await expect(documents.setAside(name)).rejects.toThrow()
      expect(await readdir(folder())).toEqual([])
    },
  )

  it('say when their folder cannot be made', async () => {
    await writeFile(join(folder(), 'file'), '')
    const documents = createDocuments({ folder: join(folder(), 'file', 'data'), now })
    expect(await documents.write('settings.json', 'x')).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })
})
