import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createSecret } from '../../../electron/oauth/secret.ts'
import type { Disk } from '../../../electron/storage/disk.ts'
import { createFileSecrets } from '../../../electron/storage/file-secrets.ts'
import { createMemorySecrets, makeSecretKey } from '../../../electron/storage/secrets.ts'
import { ok } from '../../../shared/errors.ts'
import { createFailingDisk, useFolder } from './disk-fakes.ts'

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5)

describe('the key of a secret', () => {
  const owner = { platform: 'twitch', issuer: 'https://id.twitch.tv', userId: '5' } as const
  it('differs by platform, issuing origin and user, whatever characters they hold', () => {
    const keys = [
      owner,
      { ...owner, issuer: 'http://127.0.0.1:8080' },
      { ...owner, userId: '6' },
      { ...owner, issuer: 'https://id.twitch.tv/5', userId: '' },
      { ...owner, issuer: 'https://id.twitch.tv', userId: '5/' },
    ].map(makeSecretKey)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys[0]).toBe('tokens/twitch/https%3A%2F%2Fid.twitch.tv/5')
  })
})

describe('a secret in memory', () => {
  it('does not print', () => {
    const secret = createSecret('abc')
    const printed = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret }), inspect([secret])]
    expect(printed.join()).not.toContain('abc')
    expect(printed.slice(0, 3)).toEqual(['[secret]', '[secret]', '{"secret":"[secret]"}'])
    expect({ ...secret }).not.toHaveProperty('reveal')
    expect(secret.reveal()).toBe('abc')
  })

  it('is forgotten when deleted', async () => {
    const secrets = createMemorySecrets()
    await secrets.write('a', '1')
    expect(await secrets.read('a')).toBe('1')
    await secrets.delete('a')
    expect(await secrets.read('a')).toBeUndefined()
  })
})

describe('secrets in a file', () => {
  const folder = useFolder()
  const build = (disk?: Disk) => {
    const problems: string[] = []
    const options = { folder: join(folder(), 'data'), now, onProblem: (problem: string) => void problems.push(problem) }
    return {
      problems,
      path: join(folder(), 'data', 'secrets.json'),
      secrets: createFileSecrets(disk === undefined ? options : { ...options, disk }),
    }
  }

  it('survive a restart, in a file and folder that only their owner may read', async () => {
    const first = build()
    expect(await first.secrets.read('a')).toBeUndefined()
    expect(await first.secrets.write('a', '1')).toEqual(ok(undefined))
    await Promise.all([first.secrets.write('b', '2'), first.secrets.write('c', '3'), first.secrets.delete('b')])
    const second = build()
    expect(await Promise.all(['a', 'b', 'c'].map((key) => second.secrets.read(key)))).toEqual(['1', undefined, '3'])
    expect((await stat(second.path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder(), 'data'))).mode & 0o777).toBe(0o700)
    expect([...first.problems, ...second.problems]).toEqual([])
  })

  it.each([
    ['no JSON', '{"version":1,"secr'],
    ['another version', '{"version":2,"secrets":{}}'],
    ['something that is no text', '{"version":1,"secrets":{"a":5}}'],
    ['null', 'null'],
  ])('that hold %s are put aside, named, and told', async (_, text) => {
    const first = build()
    await first.secrets.write('a', '1')
    await writeFile(first.path, text)
    const { secrets, problems } = build()
    expect(await secrets.read('a')).toBeUndefined()
    const aside = 'secrets.json.corrupt-2026-01-02T03-04-05.000Z'
    expect(problems).toEqual([
      expect.stringMatching(/could not be understood.*put aside as .*\.corrupt-2026.*sign in again/u),
    ])
    expect(await readFile(join(folder(), 'data', aside), 'utf8')).toBe(text)
    expect(await secrets.write('b', '2')).toEqual(ok(undefined))
    expect(await readdir(join(folder(), 'data'))).toEqual(['secrets.json', aside])
    expect(problems.length).toBe(1)
  })

  it('that cannot be read are neither taken for none nor written over', async () => {
    const first = build()
    await first.secrets.write('a', 'precious')
    const { disk, fail, heal } = createFailingDisk()
    const { secrets } = build(disk)
    fail('open', 'EACCES')
    await expect(secrets.read('a')).rejects.toThrow('The sign-ins could not be read: Tributary may not read')
    expect(await secrets.write('b', '2')).toMatchObject({ ok: false })
    heal()
    expect(await secrets.read('a')).toBe('precious')
    expect(await secrets.read('b')).toBeUndefined()
  })

  it('keep what was stored when the disk is full, and say so', async () => {
    const { disk, fail, heal } = createFailingDisk()
    const { secrets } = build(disk)
    await secrets.write('a', '1')
    fail('write', 'ENOSPC')
    expect(await secrets.write('a', '2')).toMatchObject({
      ok: false,
      error: {
        kind: 'unreachable',
        message: expect.stringContaining('The disk is full: the sign-ins could not be saved'),
      },
    })
    expect(await secrets.delete('a')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('could not be removed') },
    })
    expect(await secrets.read('a')).toBe('1')
    heal()
    expect(await secrets.write('a', '2')).toEqual(ok(undefined))
    expect(await build().secrets.read('a')).toBe('2')
  })

  it('do not follow a link', async () => {
    const first = build()
    await first.secrets.write('a', '1')
    const { rename } = await import('node:fs/promises')
    await rename(first.path, join(folder(), 'moved.json'))
    await symlink(join(folder(), 'moved.json'), first.path)
    const { secrets } = build()
    await expect(secrets.read('a')).rejects.toThrow('is a link to somewhere else')
    expect(await secrets.write('a', '2')).toMatchObject({ ok: false })
    expect(await readFile(join(folder(), 'moved.json'), 'utf8')).toContain('"1"')
  })

  it('that others could read are closed to them, and it is told', async () => {
    const first = build()
    await first.secrets.write('a', '1')
    await chmod(first.path, 0o644)
    const { secrets, problems, path } = build()
    expect(await secrets.read('a')).toBe('1')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(problems).toEqual([expect.stringContaining('closed to them now')])
  })
})
