import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoginItemSettings, Settings } from 'electron'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { execLine } from '../../../electron/hosts/desktop/autostart-file.ts'
import { createLoginItem, type LoginItemParts, startsHidden } from '../../../electron/hosts/desktop/login-item.ts'
import { createFailingDisk, useFolder } from '../storage/disk-fakes.ts'

const createApp = (answer: (on: boolean) => Partial<LoginItemSettings> = (on) => ({ openAtLogin: on })) => {
  const set: Settings[] = []
  const asked: unknown[] = []
  const app: LoginItemParts['app'] = {
    setLoginItemSettings: (settings) => {
      set.push(settings)
    },
    getLoginItemSettings(options) {
      asked.push(options)
      return {
        openAtLogin: false,
        wasOpenedAtLogin: false,
        status: 'not-registered',
        executableWillLaunchAtLogin: false,
        launchItems: [],
        ...answer(set.at(-1)?.openAtLogin === true),
      }
    },
  }
  return { app, set, asked }
}

const partsFor = (platform: NodeJS.Platform, more: Partial<LoginItemParts> = {}): LoginItemParts => ({
  app: createApp().app,
  platform,
  packaged: true,
  args: ['--hidden'],
  executable: '/opt/Tributary/tributary',
  env: {},
  home: '/home/ann',
  ...more,
})

describe('starting at login', () => {
  it.each(['darwin', 'win32', 'linux'] as const)(
    'is not offered on %s by an app that is not installed',
    async (platform) => {
      const { app, set } = createApp()
      const item = createLoginItem(partsFor(platform, { app, packaged: false }))
      expect(item.offer).toEqual({ can: false, why: expect.stringContaining('source folder') })
      expect(await item.apply(true)).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
      expect(await item.isOn()).toBe(false)
      expect(set).toEqual([])
    },
  )

  it('is not offered on a system that nobody has looked at', () => {
    expect(createLoginItem(partsFor('freebsd')).offer.can).toBe(false)
  })

  it('says what macOS wants of the person first', async () => {
    const { app } = createApp(() => ({ openAtLogin: false, status: 'requires-approval' }))
    expect(await createLoginItem(partsFor('darwin', { app })).apply(true)).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining('System Settings, General, Login Items') },
    })
  })

  it('says when the system did not take it', async () => {
    const { app } = createApp(() => ({ openAtLogin: true }))
    expect(await createLoginItem(partsFor('win32', { app })).apply(false)).toMatchObject({ ok: false })
  })

  it('tells macOS no more than yes or no', async () => {
    const { app, set } = createApp()
    const item = createLoginItem(partsFor('darwin', { app }))
    expect(await item.apply(true)).toMatchObject({ ok: true })
    expect(await item.isOn()).toBe(true)
    expect(await item.apply(false)).toMatchObject({ ok: true })
    expect(set).toEqual([{ openAtLogin: true }, { openAtLogin: false }])
  })

  it('asks Windows with the very arguments it was set with, quoted where they hold a space', async () => {
    const { app, set, asked } = createApp()
    const item = createLoginItem(partsFor('win32', { app, args: ['--hidden', '--data-dir', 'D:\\my chat'] }))
    await item.apply(true)
    const args = ['--hidden', '--data-dir', '"D:\\my chat"']
    expect(set).toEqual([{ args, openAtLogin: true }])
    expect(asked).toEqual([{ args }])
  })

  it('is off where the Task Manager keeps it from starting, and is not switched on behind the person’s back', async () => {
    const { app, set } = createApp(() => ({ openAtLogin: true, executableWillLaunchAtLogin: false }))
    const item = createLoginItem(partsFor('win32', { app }))
    expect(await item.isOn()).toBe(false)
    expect(await item.refresh()).toMatchObject({ ok: true })
    expect(set).toEqual([])
  })
})

describe('an autostart file', () => {
  const folder = useFolder()
  const path = () => join(folder(), '.config', 'autostart', 'tributary.desktop')
  const create = (more: Partial<LoginItemParts> = {}) => createLoginItem(partsFor('linux', { home: folder(), ...more }))

  it('is there only while it is wanted, for its owner’s eyes only', async () => {
    const item = create()
    expect(await item.isOn()).toBe(false)
    expect(await item.apply(true)).toMatchObject({ ok: true })
    expect(await item.isOn()).toBe(true)
    expect((await stat(path())).mode & 0o777).toBe(0o600)
    expect(await readFile(path(), 'utf8')).toContain('\nExec="/opt/Tributary/tributary" "--hidden"\n')
    expect(await item.apply(false)).toMatchObject({ ok: true })
    expect(await item.isOn()).toBe(false)
    expect(await readdir(join(folder(), '.config', 'autostart'))).toEqual([])
    expect(await item.apply(false)).toMatchObject({ ok: true })
  })

  it('lies where the desktop looks for it, but not where a relative path would lead', async () => {
    await create({ env: { XDG_CONFIG_HOME: join(folder(), 'config') } }).apply(true)
    expect(await readdir(join(folder(), 'config', 'autostart'))).toEqual(['tributary.desktop'])
    await create({ env: { XDG_CONFIG_HOME: 'config' } }).apply(true)
    expect(await readFile(path(), 'utf8')).toContain('[Desktop Entry]')
  })

  it('starts the AppImage, whose mount will be gone, and follows it to its new place', async () => {
    await create({ env: { APPIMAGE: '/home/ann/Tributary-1.AppImage' } }).apply(true)
    const moved = create({ env: { APPIMAGE: '/home/ann/apps/Tributary-2.AppImage' } })
    expect(await moved.refresh()).toMatchObject({ ok: true })
    expect(await readFile(path(), 'utf8')).toContain('\nExec="/home/ann/apps/Tributary-2.AppImage" "--hidden"\n')
  })

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'that the desktop has switched off with %s stays off',
    async (line) => {
      await mkdir(join(folder(), '.config', 'autostart'), { recursive: true })
      await writeFile(path(), `[Desktop Entry]\n${line}\n`)
      const item = create()
      expect(await item.isOn()).toBe(false)
      expect(await item.refresh()).toMatchObject({ ok: true })
      expect(await readFile(path(), 'utf8')).toContain(line)
    },
  )

  it('says what a full disk keeps from being saved', async () => {
    const { disk, fail } = createFailingDisk()
    fail('write', 'ENOSPC')
    expect(await create({ disk }).apply(true)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('The disk is full: starting at login could not be saved') },
    })
    expect(await create().isOn()).toBe(false)
  })

  it.each(['/opt/a=b/tributary', '/opt/100%/tributary', '/opt/two\nlines'])(
    'is none for a program that no entry can name: %j',
    async (executable) => {
      expect(await create({ executable }).apply(true)).toMatchObject({
        ok: false,
        error: { kind: 'unsupported', message: expect.stringContaining('Move it to a folder with a plain name') },
      })
      expect(await create().isOn()).toBe(false)
    },
  )
})

/** Reads an `Exec` value back as the specification says: the value's escapes, the quotes, the field codes. */
const readExec = (line: string): readonly string[] => {
  const value = line.replaceAll(
    /\\(.)/gsu,
    (_, escaped: string) => ({ s: ' ', n: '\n', t: '\t', r: '\r' })[escaped] ?? escaped,
  )
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gsu)].map(([, quoted = '']) => {
    if (/(?<!\\)(?:\\\\)*[`$]/u.test(quoted)) throw new Error('A reserved character is not escaped.')
    const argument = quoted.replaceAll(/\\(["`$\\])/gu, '$1')
    if (/(?<!%)(?:%%)*%(?!%)/u.test(argument)) throw new Error('A field code would be replaced.')
    return argument.replaceAll('%%', '%')
  })
}

describe('the command of an autostart file', () => {
  it('keeps every character what it is', () => {
    const characters = 'ab ä"\'`$\\~;&|<>(){}*?#sn'.split('')
    const program = fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 })
    const argument = fc.string({ unit: fc.constantFrom('%', '=', ...characters), maxLength: 12 })
    fc.assert(
      fc.property(program, fc.array(argument, { maxLength: 3 }), (program, args) => {
        expect(readExec(execLine(program, args) ?? '')).toEqual([program, ...args])
      }),
    )
  })

  it('is as the specification writes its example', () => {
    expect(execLine('/bin/a b', ['$x', 'back\\slash', '100%'])).toBe(
      String.raw`"/bin/a b" "\\$x" "back\\\\slash" "100%%"`,
    )
  })
})

describe('a start at login', () => {
  const start = { hidden: true, wasOpenedAtLogin: false, closeToTray: true, tray: true }

  it.each([
    ['the person did not choose the tray', { closeToTray: false }],
    ['there is no tray to come back from', { tray: false }],
    ['it was started by hand', { hidden: false }],
  ])('shows a window where %s', (_, more) => {
    expect(startsHidden({ ...start, ...more })).toBe(false)
  })

  it('is hidden in the tray, also on macOS, which passes no arguments', () => {
    expect(startsHidden(start)).toBe(true)
    expect(startsHidden({ ...start, hidden: false, wasOpenedAtLogin: true })).toBe(true)
  })
})
