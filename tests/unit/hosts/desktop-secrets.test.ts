import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SafeStorageSlice } from '../../../electron/hosts/desktop/keyring.ts'
import {
  type DesktopSecretsOptions,
  openDesktopSecrets,
  type SecretsChoice,
} from '../../../electron/hosts/desktop/secrets.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { createFailingDisk, useFolder } from '../storage/disk-fakes.ts'

type Backend = ReturnType<SafeStorageSlice['getSelectedStorageBackend']>

/** Electron's safeStorage in a test's hand. As there, what is asked before the keyring has answered waits. */
const createFakeStorage = (
  start: {
    readonly backend?: Backend
    readonly available?: boolean | 'hangs' | 'throws'
    /** `v10` marks Chromium's fixed key on Linux, and every key elsewhere. */
    readonly mark?: 'v10' | 'v11'
    readonly locked?: boolean
  } = {},
) => {
  const { backend = 'gnome_libsecret', available = true, mark = 'v11' } = start
  let locked = start.locked ?? false
  const { promise: answered, resolve: answer } = Promise.withResolvers<boolean>()
  const calls: string[] = []
  const safeStorage: SafeStorageSlice = {
    async isAsyncEncryptionAvailable() {
      calls.push('available')
      if (available === 'throws') throw new Error('no D-Bus')
      return available === 'hangs' ? answered : available
    },
    async encryptStringAsync(text) {
      calls.push('encrypt')
      if (locked) throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.')
      return Buffer.from(`${mark}${Buffer.from(text).toString('hex')}`)
    },
    async decryptStringAsync(bytes) {
      calls.push('decrypt')
      if (locked) throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.')
      const text = Buffer.from(bytes.toString().slice(3), 'hex').toString()
      return { result: text, shouldReEncrypt: false }
    },
    getSelectedStorageBackend() {
      calls.push('backend')
      return backend
    },
  }
  return {
    safeStorage,
    calls,
    answer,
    setLocked: (value: boolean) => {
      locked = value
    },
  }
}

describe('sign-ins on the desktop', () => {
  const folder = useFolder()
  const plainPath = () => join(folder(), 'secrets.json')

  const build = async (storage: ReturnType<typeof createFakeStorage>, more: Partial<DesktopSecretsOptions> = {}) => {
    const clock = createVirtualClock()
    const problems: string[] = []
    const recorded: SecretsChoice[] = []
    const opening = openDesktopSecrets({
      safeStorage: storage.safeStorage,
      platform: 'linux',
      folder: folder(),
      clock,
      demo: false,
      choice: undefined,
      recordChoice: async (choice): Promise<Result<void>> => {
        recorded.push(choice)
        return ok(undefined)
      },
      onProblem: (problem) => void problems.push(problem),
      ...more,
    })
    return { opening, clock, problems, recorded }
  }
  const start = async (storage: ReturnType<typeof createFakeStorage>, more: Partial<DesktopSecretsOptions> = {}) => {
    const { opening, ...rest } = await build(storage, more)
    return { desktop: await opening, ...rest }
  }
  const withoutKeyring = () => createFakeStorage({ backend: 'basic_text' })
  const files = () => readdir(folder())
  const allText = async () =>
    (await Promise.all((await files()).map((name) => readFile(join(folder(), name), 'utf8')))).join('\n')

  it.each([
    ['linux', { backend: 'gnome_libsecret' }, 'Sign-ins are encrypted with a key that GNOME’s keyring holds.'],
    ['linux', { backend: 'kwallet6' }, 'Sign-ins are encrypted with a key that KWallet 6 holds.'],
    ['darwin', { mark: 'v10' }, 'Sign-ins are encrypted with a key that the macOS keychain holds.'],
    [
      'win32',
      { mark: 'v10' },
      'Sign-ins are encrypted by Windows for your user account. That protects them against other users of this computer, not against other programs of yours.',
    ],
  ] as const)('are encrypted on %s with %j, and nothing is asked', async (platform, source, explains) => {
    const storage = createFakeStorage(source)
    const { desktop, problems } = await start(storage, { platform })
    expect(await desktop.secrets.write('a', 'token-one')).toEqual(ok(undefined))
    expect([desktop.kept(), desktop.question.value, problems]).toEqual([{ kept: 'keyring', explains }, null, []])
    expect([await files(), (await allText()).includes('token-one')]).toEqual([['keyring-secrets.json'], false])
    expect(storage.calls.includes('backend')).toBe(platform === 'linux')
    const again = await start(createFakeStorage(source), { platform })
    expect(await again.desktop.secrets.read('a')).toBe('token-one')
    expect(await desktop.keep('file')).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
    expect([await desktop.secrets.delete('a'), await desktop.secrets.read('a')]).toEqual([ok(undefined), undefined])
  })

  it.each([
    ['has no keyring', { backend: 'basic_text' }, 'This computer has no keyring that Tributary can use'],
    ['does not know its desktop', { backend: 'unknown' }, 'This computer has no keyring that Tributary can use'],
    ['has one that is not available', { available: false }, 'GNOME’s keyring cannot be used in this start'],
    ['has one that fails', { available: 'throws' }, 'GNOME’s keyring cannot be used in this start'],
    ['has one that does not encrypt', { locked: true }, 'GNOME’s keyring cannot be used in this start'],
    ['falls back to the key that everybody has', { mark: 'v10' }, 'GNOME’s keyring cannot be used in this start'],
  ] as const)('stay in memory, and one question is asked, where Linux %s', async (_, source, why) => {
    const { desktop, problems } = await start(createFakeStorage(source))
    expect(desktop.question.value?.why).toContain(why)
    expect(await desktop.secrets.write('a', '1')).toEqual(ok(undefined))
    expect(await desktop.secrets.read('a')).toBe('1')
    expect(desktop.kept()).toEqual({
      kept: 'memory',
      explains: expect.stringContaining('in memory and end with Tributary until you choose otherwise. '),
    })
    expect([await files(), problems]).toEqual([[], []])
    expect(await (await start(createFakeStorage(source))).desktop.secrets.read('a')).toBeUndefined()
  })

  it('do not touch a keyring that is none', async () => {
    const storage = withoutKeyring()
    await start(storage)
    expect(storage.calls).toEqual(['backend'])
  })

  it('stay in memory in the demo, which asks nothing and touches neither keyring nor disk', async () => {
    const storage = createFakeStorage()
    const { desktop, recorded } = await start(storage, { demo: true })
    await desktop.secrets.write('a', '1')
    expect([await desktop.secrets.read('a'), desktop.question.value, storage.calls, await files()]).toEqual([
      '1',
      null,
      [],
      [],
    ])
    expect(desktop.kept()).toEqual({
      kept: 'memory',
      explains: 'The demo keeps its sign-ins in memory: they end with it.',
    })
    expect([await desktop.keep('file'), recorded]).toMatchObject([{ ok: false, error: { kind: 'unsupported' } }, []])
  })

  it('move to a file when the person says so, which is recorded and not asked again', async () => {
    const { desktop, recorded } = await start(withoutKeyring())
    await desktop.secrets.write('a', '1')
    const asked: unknown[] = []
    desktop.question.subscribe((question) => asked.push(question))
    expect(await desktop.keep('file')).toEqual(ok(undefined))
    expect([recorded, asked, desktop.kept().kept, await desktop.secrets.read('a')]).toEqual([
      ['file'],
      [null],
      'file',
      '1',
    ])
    expect(desktop.kept().explains).toBe(
      `Sign-ins are kept in a file that only your user may read, in ${folder()}. They are not encrypted. This computer has no keyring that Tributary can use, such as GNOME’s keyring or KWallet.`,
    )
    const again = await start(withoutKeyring(), { choice: 'file' })
    expect([again.desktop.question.value, await again.desktop.secrets.read('a'), again.desktop.kept().kept]).toEqual([
      null,
      '1',
      'file',
    ])
  })

  it('stay in memory when the person says so, which is recorded and not asked again', async () => {
    const { desktop, recorded } = await start(withoutKeyring())
    await desktop.secrets.write('a', '1')
    expect(await desktop.keep('memory')).toEqual(ok(undefined))
    expect([recorded, desktop.question.value, await desktop.secrets.read('a'), await files()]).toEqual([
      ['memory'],
      null,
      '1',
      [],
    ])
    expect(desktop.kept().explains).toContain('in memory and end with Tributary, as you chose. ')
    const again = await start(withoutKeyring(), { choice: 'memory' })
    expect([again.desktop.question.value, again.problems]).toEqual([null, []])
  })

  it('leave the file again when the person changes their mind', async () => {
    const { desktop } = await start(withoutKeyring(), { choice: 'file' })
    await desktop.secrets.write('a', '1')
    expect(await desktop.keep('memory')).toEqual(ok(undefined))
    expect([await desktop.secrets.read('a'), desktop.kept().kept, await files()]).toEqual(['1', 'memory', []])
    expect(await desktop.keep('file')).toEqual(ok(undefined))
    expect([await desktop.secrets.read('a'), desktop.kept().kept, await files()]).toEqual([
      '1',
      'file',
      ['secrets.json'],
    ])
  })

  it('do not move when the choice cannot be recorded', async () => {
    const full = failed({ kind: 'unreachable', retrying: false, message: 'The disk is full.' })
    const { desktop } = await start(withoutKeyring(), { recordChoice: async () => full })
    await desktop.secrets.write('a', '1')
    expect(await desktop.keep('file')).toBe(full)
    expect([desktop.kept().kept, desktop.question.value !== null, await files()]).toEqual(['memory', true, []])
  })

  it('stay in memory, and the question open, when the file cannot be written', async () => {
    const { disk, fail, heal } = createFailingDisk()
    const { desktop } = await start(withoutKeyring(), { disk })
    await desktop.secrets.write('a', '1')
    fail('write', 'ENOSPC')
    expect(await desktop.keep('file')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('The disk is full') },
    })
    expect([desktop.kept(), desktop.question.value !== null, await desktop.secrets.read('a')]).toEqual([
      { kept: 'memory', explains: expect.stringContaining('until you choose otherwise') },
      true,
      '1',
    ])
    heal()
    expect([await desktop.keep('file'), desktop.question.value]).toEqual([ok(undefined), null])
  })

  it('say so when the file cannot be removed, and are not written to it any more', async () => {
    const { disk, fail } = createFailingDisk()
    const { desktop } = await start(withoutKeyring(), { choice: 'file', disk })
    await desktop.secrets.write('a', '1')
    fail('unlink', 'EACCES')
    expect(await desktop.keep('memory')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('The sign-ins could not be removed: Tributary may not write') },
    })
    await desktop.secrets.write('b', 'token-two')
    expect([desktop.kept().kept, await desktop.secrets.read('a'), (await allText()).includes('token-two')]).toEqual([
      'memory',
      '1',
      false,
    ])
  })

  it('in a file are used although the record of the choice was lost', async () => {
    const before = await start(withoutKeyring(), { choice: 'file' })
    await before.desktop.secrets.write('a', '1')
    const { desktop } = await start(withoutKeyring())
    expect([await desktop.secrets.read('a'), desktop.kept().kept, desktop.question.value]).toEqual(['1', 'file', null])
  })

  it('in a file are neither used nor deleted against the choice, and it is told', async () => {
    const before = await start(withoutKeyring(), { choice: 'file' })
    await before.desktop.secrets.write('a', '1')
    const { desktop, problems } = await start(withoutKeyring(), { choice: 'memory' })
    expect([await desktop.secrets.read('a'), await files()]).toEqual([undefined, ['secrets.json']])
    expect(problems).toEqual([
      `${plainPath()} holds sign-ins of an earlier start. Tributary keeps them in memory now, as you chose: delete the file if you do not need it.`,
    ])
  })

  describe('that move into a keyring', () => {
    const fill = async () => {
      const before = await start(withoutKeyring(), { choice: 'file' })
      await before.desktop.secrets.write('a', 'token-one')
      await before.desktop.secrets.write('b', 'token-two')
    }

    it('leave no plain file', async () => {
      await fill()
      const { desktop, problems } = await start(createFakeStorage(), { choice: 'file' })
      expect([desktop.kept().kept, desktop.question.value, problems]).toEqual(['keyring', null, []])
      expect([await desktop.secrets.read('a'), await desktop.secrets.read('b')]).toEqual(['token-one', 'token-two'])
      expect([await files(), (await allText()).includes('token')]).toEqual([['keyring-secrets.json'], false])
    })

    it('win over older ones that the keyring had, after a time without it', async () => {
      const first = await start(createFakeStorage())
      await first.desktop.secrets.write('a', 'old')
      await first.desktop.secrets.write('c', 'only there')
      await fill()
      const { desktop } = await start(createFakeStorage())
      expect(await Promise.all(['a', 'b', 'c'].map((key) => desktop.secrets.read(key)))).toEqual([
        'token-one',
        'token-two',
        'only there',
      ])
    })

    it('are in both after a crash before the file was removed, and only in the keyring after the next start', async () => {
      await fill()
      const plain = await readFile(plainPath(), 'utf8')
      await start(createFakeStorage())
      await writeFile(plainPath(), plain, { mode: 0o600 })
      const { desktop } = await start(createFakeStorage())
      expect([await desktop.secrets.read('a'), await files()]).toEqual(['token-one', ['keyring-secrets.json']])
    })

    it.each([
      ['write', 'ENOSPC', 'The disk is full: the sign-ins could not be saved'],
      ['unlink', 'EACCES', 'The sign-ins could not be removed'],
    ] as const)('are used from the file where they are when %s fails with %s', async (step, code, words) => {
      await fill()
      const { disk, fail, heal } = createFailingDisk()
      fail(step, code)
      const { desktop, problems } = await start(createFakeStorage(), { disk })
      expect(problems).toEqual([expect.stringContaining('The sign-ins could not be moved into GNOME’s keyring. ')])
      expect(problems[0]).toContain(words)
      expect([desktop.kept().kept, await desktop.secrets.read('a')]).toEqual(['file', 'token-one'])
      heal()
      await desktop.secrets.write('a', 'newer')
      const { desktop: next } = await start(createFakeStorage())
      expect([next.kept().kept, await next.secrets.read('a'), await next.secrets.read('b')]).toEqual([
        'keyring',
        'newer',
        'token-two',
      ])
    })

    it('are not lost when the file cannot be read', async () => {
      await fill()
      await chmod(plainPath(), 0o600)
      const { disk, fail, heal } = createFailingDisk()
      fail('open', 'EACCES')
      const { desktop, problems } = await start(createFakeStorage(), { disk })
      await expect(desktop.secrets.read('a')).rejects.toThrow('The sign-ins could not be read')
      expect([desktop.kept().kept, problems.length]).toEqual(['file', 1])
      heal()
      expect(await desktop.secrets.read('a')).toBe('token-one')
    })
  })

  describe('whose keyring is locked', () => {
    it('are waited for five seconds, then the person is told, and the keyring is taken up when it answers', async () => {
      const first = await start(createFakeStorage())
      await first.desktop.secrets.write('a', 'stored before')
      const storage = createFakeStorage({ available: 'hangs' })
      const { opening, clock, problems } = await build(storage)
      const order: string[] = []
      void opening.then(() => order.push('open'))
      await clock.advance(4_999)
      order.push('nearly')
      await clock.advance(1)
      const desktop = await opening
      expect(order).toEqual(['nearly', 'open'])
      expect(desktop.question.value).toEqual({
        why: 'GNOME’s keyring has not answered within 5 s: it may be locked. Once it answers, Tributary uses it. The sign-ins stored with GNOME’s keyring are kept and come back with it.',
      })
      await expect(desktop.secrets.read('a')).rejects.toThrow(
        'The sign-in is stored with GNOME’s keyring, which does not give it out now',
      )
      await desktop.secrets.write('b', 'made meanwhile')
      expect(desktop.kept().kept).toBe('memory')
      storage.answer(true)
      await clock.advance(0)
      // Asked after what is moving now.
      await desktop.secrets.read('z')
      expect([desktop.kept().kept, desktop.question.value, problems]).toEqual(['keyring', null, []])
      expect([await desktop.secrets.read('a'), await desktop.secrets.read('b')]).toEqual([
        'stored before',
        'made meanwhile',
      ])
      const again = await start(createFakeStorage())
      expect(await again.desktop.secrets.read('b')).toBe('made meanwhile')
      expect(clock.pending()).toBe(0)
    })

    it('are asked about differently when it answers that there is none', async () => {
      const storage = createFakeStorage({ available: 'hangs' })
      const { opening, clock } = await build(storage)
      await clock.advance(5_000)
      const desktop = await opening
      storage.answer(false)
      await clock.advance(0)
      await desktop.secrets.read('z')
      expect(desktop.question.value?.why).toContain('GNOME’s keyring cannot be used in this start')
    })

    it('that the person had put into a file meanwhile move on when it answers', async () => {
      const storage = createFakeStorage({ available: 'hangs' })
      const { opening, clock } = await build(storage)
      await clock.advance(5_000)
      const desktop = await opening
      await desktop.secrets.write('a', '1')
      await desktop.keep('file')
      expect(await files()).toEqual(['secrets.json'])
      storage.answer(true)
      await clock.advance(0)
      // Asked after what is moving now.
      await desktop.secrets.read('z')
      expect([desktop.kept().kept, await desktop.secrets.read('a'), await files()]).toEqual([
        'keyring',
        '1',
        ['keyring-secrets.json'],
      ])
    })

    it('stay in memory, and it is told, when they cannot move once it answers', async () => {
      const { disk, fail } = createFailingDisk()
      const storage = createFakeStorage({ available: 'hangs' })
      const { opening, clock, problems } = await build(storage, { disk })
      await clock.advance(5_000)
      const desktop = await opening
      await desktop.secrets.write('a', '1')
      fail('write', 'ENOSPC')
      storage.answer(true)
      await clock.advance(0)
      // Asked after what is moving now.
      await desktop.secrets.read('z')
      expect([desktop.kept().kept, await desktop.secrets.read('a')]).toEqual(['memory', '1'])
      expect(problems).toEqual([expect.stringContaining('could not be moved into GNOME’s keyring. The disk is full')])
    })

    it('can be forgotten by signing out', async () => {
      const first = await start(createFakeStorage())
      await first.desktop.secrets.write('a', '1')
      const { desktop } = await start(createFakeStorage({ available: false }))
      expect(await desktop.secrets.delete('a')).toEqual(ok(undefined))
      expect(await desktop.secrets.read('a')).toBeUndefined()
      expect(await (await start(createFakeStorage())).desktop.secrets.read('a')).toBeUndefined()
    })

    it('are told of once, without a question, who has chosen before', async () => {
      const first = await start(createFakeStorage())
      await first.desktop.secrets.write('a', '1')
      const { desktop, problems } = await start(createFakeStorage({ available: false }), { choice: 'memory' })
      expect(desktop.question.value).toBeNull()
      expect(problems).toEqual([
        'GNOME’s keyring cannot be used in this start: it may be locked or not running. The sign-ins stored with GNOME’s keyring are kept and come back with it.',
      ])
    })

    it('after the start are not taken for none, and what is written is kept for this run', async () => {
      const storage = createFakeStorage()
      const { desktop } = await start(storage)
      await desktop.secrets.write('a', '1')
      storage.setLocked(true)
      await expect(desktop.secrets.read('a')).rejects.toThrow('which does not give it out now')
      expect(await desktop.secrets.write('a', '2')).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
      expect(await desktop.secrets.read('a')).toBe('2')
    })
  })

  it('of another keyring are explained by both names', async () => {
    const first = await start(createFakeStorage({ backend: 'kwallet6' }))
    await first.desktop.secrets.write('a', '1')
    const storage = createFakeStorage()
    const other: SafeStorageSlice = {
      ...storage.safeStorage,
      decryptStringAsync: async () => {
        throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
      },
    }
    const { desktop, problems } = await start({ ...storage, safeStorage: other })
    expect(await desktop.secrets.read('a')).toBeUndefined()
    expect(problems).toEqual([
      expect.stringContaining('were stored with KWallet 6, and this start has GNOME’s keyring'),
    ])
    expect(await (await start(createFakeStorage({ backend: 'kwallet6' }))).desktop.secrets.read('a')).toBe('1')
  })
})
