import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Disk } from '../../../electron/storage/disk.ts'
import { type Cipher, createKeyringSecrets } from '../../../electron/storage/keyring-secrets.ts'
import { ok } from '../../../shared/errors.ts'
import { createFailingDisk, useFolder } from './disk-fakes.ts'
import { createFakeCipher } from './fake-cipher.ts'

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5)

describe('secrets that a keyring encrypts', () => {
  const folder = useFolder()
  const path = () => join(folder(), 'keyring-secrets.json')
  const build = (cipher: Cipher, disk?: Disk) => {
    const problems: string[] = []
    const options = { folder: folder(), now, cipher, onProblem: (problem: string) => void problems.push(problem) }
    return { problems, secrets: createKeyringSecrets(disk === undefined ? options : { ...options, disk }) }
  }
  const readDocument = async (): Promise<{ backend: string; secrets: Record<string, string> }> =>
    JSON.parse(await readFile(path(), 'utf8'))

  it('survive a restart, encrypted, in a file that only their owner may read and that says which keyring it was', async () => {
    const { cipher } = createFakeCipher('gnome_libsecret')
    const first = build(cipher)
    expect(await first.secrets.read('a')).toBeUndefined()
    expect(await first.secrets.storedWith()).toBeUndefined()
    expect(await first.secrets.write('a', 'token-one')).toEqual(ok(undefined))
    await Promise.all([
      first.secrets.write('b', 'token-two'),
      first.secrets.write('c', 'tökën'),
      first.secrets.delete('b'),
    ])
    const second = build(cipher)
    expect(await Promise.all(['a', 'b', 'c'].map((key) => second.secrets.read(key)))).toEqual([
      'token-one',
      undefined,
      'tökën',
    ])
    expect(await second.secrets.storedWith()).toBe('GNOME’s keyring')
    expect((await stat(path())).mode & 0o777).toBe(0o600)
    const { backend, secrets } = await readDocument()
    expect([backend, Object.keys(secrets)]).toEqual(['gnome_libsecret', ['a', 'c']])
    const plain = Object.values(secrets).map((value) => Buffer.from(value, 'base64').toString())
    expect(`${await readFile(path(), 'utf8')} ${plain.join(' ')}`).not.toContain('token-one')
    expect([...first.problems, ...second.problems]).toEqual([])
  })

  it('of another keyring are explained, kept, and put aside only when somebody signs in anew', async () => {
    const before = build(createFakeCipher('kwallet6', 101).cipher)
    await before.secrets.write('a', 'theirs')
    const stored = await readFile(path(), 'utf8')
    const { secrets, problems } = build(createFakeCipher('gnome_libsecret').cipher)
    expect([await secrets.read('a'), await secrets.read('a'), await secrets.read('b')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(problems).toEqual([
      'Your sign-ins were stored with KWallet 6, and this start has GNOME’s keyring, which cannot read them. They are kept: start Tributary as before, or sign in again.',
    ])
    expect(await readFile(path(), 'utf8')).toBe(stored)
    const again = build(createFakeCipher('kwallet6', 101).cipher)
    expect(await again.secrets.read('a')).toBe('theirs')

    expect(await secrets.write('a', 'mine')).toEqual(ok(undefined))
    const aside = 'keyring-secrets.json.kwallet6-2026-01-02T03-04-05.000Z'
    expect(await readdir(folder())).toEqual(['keyring-secrets.json', aside])
    expect(await readFile(join(folder(), aside), 'utf8')).toBe(stored)
    expect(problems.slice(1)).toEqual([
      `The sign-ins that were stored with KWallet 6 were put aside as ${path()}${aside.slice(20)}.`,
    ])
    expect((await readDocument()).backend).toBe('gnome_libsecret')
    expect(await build(createFakeCipher('gnome_libsecret').cipher).secrets.read('a')).toBe('mine')
  })

  it('of another keyring are forgotten one by one when somebody signs out', async () => {
    const before = build(createFakeCipher('kwallet6', 101).cipher)
    await before.secrets.write('a', '1')
    await before.secrets.write('b', '2')
    await build(createFakeCipher('gnome_libsecret').cipher).secrets.delete('a')
    const again = build(createFakeCipher('kwallet6', 101).cipher)
    expect([await again.secrets.read('a'), await again.secrets.read('b')]).toEqual([undefined, '2'])
  })

  it('of another keyring that this one can read as well become its own', async () => {
    const before = build(createFakeCipher('kwallet5').cipher)
    await before.secrets.write('a', '1')
    await before.secrets.write('b', '2')
    const { secrets, problems } = build(createFakeCipher('kwallet6').cipher)
    expect([await secrets.read('a'), await secrets.read('b'), problems]).toEqual(['1', '2', []])
    expect((await readDocument()).backend).toBe('kwallet6')
  })

  it('of another keyring are not judged, and not replaced, while this one is locked', async () => {
    const before = build(createFakeCipher('kwallet5').cipher)
    await before.secrets.write('a', '1')
    const stored = await readFile(path(), 'utf8')
    const { cipher, be } = createFakeCipher('kwallet6')
    const { secrets, problems } = build(cipher)
    be('locked')
    await expect(secrets.read('a')).rejects.toThrow('is stored with KWallet 5, which does not give it out now')
    expect(await secrets.write('b', '2')).toMatchObject({ ok: false })
    expect([problems, await readFile(path(), 'utf8')]).toEqual([[], stored])
    be('open')
    expect([await secrets.read('a'), await secrets.read('b')]).toEqual(['1', '2'])
  })

  it('that cannot be decrypted are told once, kept, and do not spoil the others', async () => {
    const { cipher } = createFakeCipher('keychain')
    const first = build(cipher)
    for (const key of ['a', 'b', 'c', 'd']) await first.secrets.write(key, `value of ${key}`)
    const { secrets: values, ...rest } = await readDocument()
    const moved = { ...values, a: 'AA==', b: '!!', c: values['d'] }
    await writeFile(path(), JSON.stringify({ ...rest, secrets: moved }))
    const { secrets, problems } = build(cipher)
    const read = await Promise.all(['a', 'b', 'c', 'd'].map((key) => secrets.read(key)))
    expect(read).toEqual([undefined, undefined, undefined, 'value of d'])
    expect(problems).toEqual([
      'A stored sign-in could not be decrypted with the macOS keychain. It is kept: if the keyring was locked or refused, unlock it and restart Tributary; otherwise sign in again.',
    ])
    await secrets.write('e', 'new')
    expect((await readDocument()).secrets).toMatchObject(moved)
    expect(await secrets.write('a', 'signed in again')).toEqual(ok(undefined))
    expect(await build(cipher).secrets.read('a')).toBe('signed in again')
  })

  it('are not taken for none while the keyring is locked', async () => {
    const { cipher, be } = createFakeCipher('gnome_libsecret')
    const { secrets, problems } = build(cipher)
    await secrets.write('a', '1')
    be('locked')
    await expect(secrets.read('a')).rejects.toThrow(
      'The sign-in is stored with GNOME’s keyring, which does not give it out now. If it is locked, unlock it and restart Tributary.',
    )
    expect(await secrets.read('never stored')).toBeUndefined()
    be('open')
    expect([await secrets.read('a'), problems]).toEqual(['1', []])
  })

  it('that cannot be encrypted are an error in words, and kept in memory for this run', async () => {
    const { cipher, be } = createFakeCipher('gnome_libsecret')
    const { secrets, problems } = build(cipher)
    await secrets.write('a', 'old')
    be('locked')
    const written = await secrets.write('a', 'renewed-token')
    expect(written).toEqual({
      ok: false,
      error: {
        kind: 'unreachable',
        retrying: false,
        message:
          'GNOME’s keyring did not encrypt the sign-in. If it is locked, unlock it and try again. Until then it is kept in memory and ends with Tributary.',
      },
    })
    expect(await secrets.read('a')).toBe('renewed-token')
    expect(JSON.stringify([written, problems])).not.toMatch(/renewed-token|secret detail/u)
    be('open')
    expect(await build(cipher).secrets.read('a')).toBe('old')
    expect(await secrets.write('a', 'renewed-token')).toEqual(ok(undefined))
    expect(await build(cipher).secrets.read('a')).toBe('renewed-token')
    be('locked')
    await secrets.write('b', 'never stored')
    await secrets.delete('b')
    expect(await secrets.read('b')).toBeUndefined()
  })

  it('are written anew when the keyring has another key', async () => {
    const { cipher, changeKey } = createFakeCipher('keychain')
    const { secrets } = build(cipher)
    await secrets.write('a', '1')
    await secrets.write('b', '2')
    const before = await readDocument()
    changeKey(2)
    expect(await secrets.read('a')).toBe('1')
    const after = await readDocument()
    expect([after.secrets['a'] === before.secrets['a'], after.secrets['b'] === before.secrets['b']]).toEqual([
      false,
      true,
    ])
    expect(Buffer.from(after.secrets['a'] ?? '', 'base64')[0]).toBe(2)
    expect(await build(cipher).secrets.read('a')).toBe('1')
  })

  it('are read although they cannot be written anew', async () => {
    const { cipher, changeKey } = createFakeCipher('keychain')
    const { disk, fail } = createFailingDisk()
    const { secrets, problems } = build(cipher, disk)
    await secrets.write('a', '1')
    changeKey(2)
    fail('write', 'ENOSPC')
    expect([await secrets.read('a'), await secrets.read('a'), problems]).toEqual(['1', '1', []])
  })

  it('that are of another keyring and readable are read although the disk is full', async () => {
    await build(createFakeCipher('kwallet5').cipher).secrets.write('a', '1')
    const { disk, fail } = createFailingDisk()
    const { secrets } = build(createFakeCipher('kwallet6').cipher, disk)
    fail('write', 'ENOSPC')
    expect(await secrets.read('a')).toBe('1')
    expect((await readDocument()).backend).toBe('kwallet5')
  })

  it('keep what was stored when the disk is full, or a crash comes between two writes', async () => {
    const { cipher } = createFakeCipher('dpapi')
    const { disk, fail, heal } = createFailingDisk()
    const { secrets } = build(cipher, disk)
    await secrets.write('a', '1')
    for (const step of ['open', 'write', 'sync', 'rename'] as const) {
      fail(step, 'ENOSPC')
      expect(await secrets.write('a', '2')).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('The disk is full: the sign-ins could not be saved') },
      })
      heal()
      expect(await build(cipher).secrets.read('a')).toBe('1')
      expect(await secrets.read('a')).toBe('1')
    }
    // Left over by a crash while the next text was written.
    await writeFile(`${path()}.new`, '{"version":1,"backend":"dpapi","secr')
    expect(await build(cipher).secrets.read('a')).toBe('1')
    expect(await build(cipher).secrets.write('a', '2')).toEqual(ok(undefined))
    expect(await readdir(folder())).toEqual(['keyring-secrets.json'])
  })

  it.each([
    ['no JSON', '{"version":1,"backend":"dpapi","secr'],
    ['no keyring', '{"version":1,"secrets":{}}'],
    ['plain numbers', '{"version":1,"backend":"dpapi","secrets":{"a":5}}'],
  ])('that hold %s are put aside and told', async (_, text) => {
    await writeFile(path(), text, { mode: 0o600 })
    const { secrets, problems } = build(createFakeCipher('dpapi').cipher)
    expect(await secrets.read('a')).toBeUndefined()
    expect(problems).toEqual([expect.stringMatching(/could not be understood.*put aside as .*\.corrupt-2026/u)])
  })

  it('move in all at once or not at all', async () => {
    const { cipher, be } = createFakeCipher('gnome_libsecret')
    const { secrets } = build(cipher)
    await secrets.write('a', 'old')
    await secrets.write('z', 'stays')
    be('locked')
    const entries = new Map([
      ['a', 'new'],
      ['b', 'new too'],
    ])
    const refused = await secrets.take(entries)
    expect(refused.ok ? '' : refused.error.message).toBe(
      'GNOME’s keyring did not encrypt the sign-in. If it is locked, unlock it and try again.',
    )
    be('open')
    expect([await secrets.read('a'), await secrets.read('b')]).toEqual(['old', undefined])
    expect(await secrets.take(entries)).toEqual(ok(undefined))
    expect(await Promise.all(['a', 'b', 'z'].map((key) => secrets.read(key)))).toEqual(['new', 'new too', 'stays'])
  })
})
