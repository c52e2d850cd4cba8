/** The stand-in's parts that need no page: they answer as Electron does, and refuse what it refuses. */
import { describe, expect, it } from 'vitest'
import { StandInApp } from '../../electron-stand-in/app.ts'
import { createCodec } from '../../electron-stand-in/codec.ts'
import { makeDisplay, StandInScreen } from '../../electron-stand-in/machine.ts'
import { createMenus, findAccelerator, findItem } from '../../electron-stand-in/menu.ts'
import { createNotifications } from '../../electron-stand-in/notification.ts'
import { createPerson } from '../../electron-stand-in/person.ts'
import { createSchemes } from '../../electron-stand-in/protocol.ts'
import { refuseUnknown } from '../../electron-stand-in/refuse.ts'
import { createSafeStorage } from '../../electron-stand-in/safe-storage.ts'
import { StandInTray } from '../../electron-stand-in/tray.ts'

const makeApp = (more: Partial<ConstructorParameters<typeof StandInApp>[0]> = {}) =>
  new StandInApp({
    platform: 'linux',
    version: '1.2.3',
    appPath: '/app',
    folder: '/folder',
    isPackaged: false,
    languages: ['en-GB'],
    isSecond: false,
    ...more,
  })

describe('what the stand-in lacks', () => {
  it('throws, naming it, when it is read or set, and is not undefined', () => {
    const part = refuseUnknown('part', { known: undefined })
    expect(part.known).toBeUndefined()
    expect(() => Reflect.get(part, 'other')).toThrow('The Electron stand-in has no part.other')
    expect(() => Object.assign(part, { another: 1 })).toThrow('The Electron stand-in has no part.another')
    expect(() => Reflect.get(makeApp(), 'getGPUInfo')).toThrow('The Electron stand-in has no app.getGPUInfo')
  })

  it('does not stand in the way of emitting, printing and comparing', async () => {
    const app = makeApp()
    expect(await Promise.resolve(app)).toBe(app)
    expect(app).toEqual(expect.anything())
    expect(app.on('activate', () => {})).toBe(app)
    expect(app.listenerCount('activate')).toBe(1)
  })
})

describe('the app', () => {
  it('is sandboxed, and declares its schemes, before it is ready or not at all', () => {
    const app = makeApp()
    const schemes = createSchemes(() => app.isReady())
    app.enableSandbox()
    schemes.declare([{ scheme: 'app', privileges: { standard: true } }])
    expect(schemes.isStandard('app')).toBe(true)
    expect(() => schemes.declare([])).toThrow('only once')
    app.becomeReady()
    expect(() => app.enableSandbox()).toThrow('before app is ready')
    expect(() => createSchemes(() => app.isReady()).declare([])).toThrow('before app is ready')
    expect(app.asked).toEqual(['enableSandbox'])
  })

  it('quits in Electron’s order, and only when nobody prevents it', () => {
    const app = makeApp()
    const told: string[] = []
    let prevent = true
    let windowStays = true
    app.ends = {
      closeWindows: () => told.push('windows') > 0 && !windowStays,
      destroyWindows: () => told.push('destroyed'),
    }
    app.on('before-quit', (event) => {
      told.push('before')
      if (prevent) event.preventDefault()
    })
    app.on('will-quit', () => told.push('will'))
    app.on('quit', (_event, code) => told.push(`quit ${code}`))
    app.quit()
    expect(told.splice(0)).toEqual(['before'])
    prevent = false
    app.quit()
    expect(told.splice(0)).toEqual(['before', 'windows'])
    windowStays = false
    app.quit()
    expect(told.splice(0)).toEqual(['before', 'windows', 'will', 'quit 0'])
    app.quit()
    expect(told).toEqual([])
    expect(app.exits).toEqual([0])
  })

  it('exits at once, and records with what', () => {
    const app = makeApp()
    const told: string[] = []
    app.ends = { closeWindows: () => told.push('asked') > 0, destroyWindows: () => told.push('destroyed') }
    app.on('before-quit', () => told.push('before'))
    app.exit(3)
    expect([told, app.exits]).toEqual([['destroyed'], [3]])
  })

  it('quits by itself after its last window only where nobody listens', () => {
    const silent = makeApp()
    silent.noteNoWindows()
    expect(silent.exits).toEqual([0])
    const listening = makeApp()
    listening.on('window-all-closed', () => {})
    listening.noteNoWindows()
    expect(listening.exits).toEqual([])
  })

  it('is the second one when it is told so', () => {
    expect(makeApp().requestSingleInstanceLock()).toBe(true)
    expect(makeApp({ isSecond: true }).requestSingleInstanceLock()).toBe(false)
  })

  it('knows the paths that there are, and no others', () => {
    const app = makeApp()
    app.setPath('userData', '/data')
    expect([app.getPath('userData'), app.getPath('logs')]).toEqual(['/data', '/folder/logs'])
    expect(() => app.getPath('nowhere')).toThrow("Failed to get 'nowhere' path")
  })

  it('has a dock only on a Mac', () => {
    expect(makeApp().dock).toBeUndefined()
    const { dock } = makeApp({ platform: 'darwin' })
    dock?.setBadge('3')
    expect(dock?.getBadge()).toBe('3')
  })
})

describe('a menu', () => {
  const acted: string[] = []
  const { Menu } = createMenus((role) => acted.push(role))
  const build = (clicked: string[]) =>
    Menu.buildFromTemplate([
      {
        label: '&View',
        submenu: [
          {
            label: 'Compact',
            type: 'checkbox',
            accelerator: 'CmdOrCtrl+Shift+M',
            click: (item) => clicked.push(`${item.label} ${item.checked}`),
          },
          { label: 'Never', enabled: false, click: () => clicked.push('never') },
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
    ])

  it('is chosen from by its labels, and by its keys however they are written', () => {
    const clicked: string[] = []
    const menu = build(clicked)
    findItem(menu, ['View', 'Compact']).click()
    findAccelerator(menu, 'Shift+Ctrl+M')?.click()
    findItem(menu, ['View', 'Never']).click()
    expect(clicked).toEqual(['Compact true', 'Compact false'])
    expect(findAccelerator(menu, 'Ctrl+M')).toBeUndefined()
    expect(() => findItem(menu, ['View', 'Nothing'])).toThrow('it has Compact, Never, , quit')
    findItem(menu, ['View', 'quit']).click()
    expect(acted).toEqual(['quit'])
  })

  it('refuses an item without a label, as Electron does', () => {
    expect(() => Menu.buildFromTemplate([{ click: () => {} }])).toThrow('label')
  })
})

describe('the keyring', () => {
  const open = () => {
    let ready = true
    const keyring = createSafeStorage(() => ready)
    return { ...keyring, unready: () => (ready = false) }
  }

  it('gives back what it encrypted, in bytes that do not hold it', async () => {
    const { safeStorage, controls } = open()
    const bytes = await safeStorage.encryptStringAsync('sesame')
    expect(bytes.toString()).not.toContain('sesame')
    expect(await safeStorage.decryptStringAsync(bytes)).toEqual({ result: 'sesame', shouldReEncrypt: false })
    controls.shouldReEncrypt = true
    expect(await safeStorage.decryptStringAsync(bytes)).toMatchObject({ shouldReEncrypt: true })
    expect(controls.encrypted).toEqual(['sesame'])
  })

  it('is available in the async form even where only a fixed key is, and in the other form only when allowed', async () => {
    const { safeStorage, controls } = open()
    controls.backend = 'basic_text'
    expect([safeStorage.isEncryptionAvailable(), await safeStorage.isAsyncEncryptionAvailable()]).toEqual([false, true])
    expect(safeStorage.getSelectedStorageBackend()).toBe('basic_text')
    safeStorage.setUsePlainTextEncryption(true)
    expect(safeStorage.isEncryptionAvailable()).toBe(true)
  })

  it('breaks when a test says so, and with what it has not written itself', async () => {
    const { safeStorage, controls, unready } = open()
    const bytes = await safeStorage.encryptStringAsync('sesame')
    await expect(safeStorage.decryptStringAsync(Buffer.from('something else'))).rejects.toThrow('decrypting')
    controls.broken = 'decrypt'
    await expect(safeStorage.decryptStringAsync(bytes)).rejects.toThrow('decrypting')
    controls.available = false
    await expect(safeStorage.encryptStringAsync('x')).rejects.toThrow('not available')
    unready()
    await expect(safeStorage.isAsyncEncryptionAvailable()).rejects.toThrow('before app is ready')
  })
})

describe('the person’s side', () => {
  it('records what was opened, and can have no browser', async () => {
    const { shell, controls } = createPerson()
    await shell.openExternal('https://example.org/')
    controls.browserBroken = true
    await expect(shell.openExternal('https://example.org/2')).rejects.toThrow('Failed to open')
    expect(controls.opened).toEqual(['https://example.org/'])
  })

  it('answers a message, with or without its window', async () => {
    const { dialog, controls } = createPerson()
    controls.answer = ({ buttons }) => buttons.indexOf('No')
    const options = { message: 'Really?', buttons: ['Yes', 'No'] }
    expect(await dialog.showMessageBox(options)).toMatchObject({ response: 1 })
    expect(await dialog.showMessageBox({}, options)).toMatchObject({ response: 1 })
    expect(controls.dialogs.map(({ message }) => message)).toEqual(['Really?', 'Really?'])
  })

  it('clicks a notification, and the tray', () => {
    const { Notification, controls } = createNotifications()
    const told: string[] = []
    const notification = new Notification({ title: 'A mention', body: 'in #river' })
    notification.on('click', () => told.push('notification'))
    notification.show()
    controls.shown[0]?.press()
    const tray = new StandInTray('icon.png')
    tray.on('click', () => told.push('tray'))
    tray.press()
    expect([told, controls.shown[0]?.title]).toEqual([['notification', 'tray'], 'A mention'])
  })

  it('plugs displays in and out', () => {
    const screen = new StandInScreen()
    const told: string[] = []
    screen.on('display-added', (_event, { id }) => told.push(`added ${id}`))
    screen.on('display-removed', (_event, { id }) => told.push(`removed ${id}`))
    screen.plug(makeDisplay(2, { x: 1_920, y: 0, width: 1_000, height: 800 }))
    expect(screen.getDisplayMatching({ x: 2_000, y: 10, width: 100, height: 100 }).id).toBe(2)
    screen.unplug(2)
    expect(told).toEqual(['added 2', 'removed 2'])
    expect(() => screen.unplug(1)).toThrow('cannot be unplugged')
  })
})

describe('the pipe’s text', () => {
  const { encode, decode } = createCodec()

  it.each([
    undefined,
    null,
    [undefined, [Number.NaN, -0, 10n]],
    new Map([[{ key: 1 }, new Set(['a'])]]),
    { $: 'object', v: { $: 1 }, nested: { $: undefined } },
    new Date(1),
    /x/iu,
    new Uint8Array([0, 255]),
  ])('gives back %o', (value) => {
    expect(decode(encode(value))).toStrictEqual(value)
  })

  it('holds no function, no symbol and no cycle', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    expect(() => encode(() => {})).toThrow('An object could not be cloned.')
    expect(() => encode({ deep: [Symbol('x')] })).toThrow('An object could not be cloned.')
    expect(() => encode(cycle)).toThrow('no cycles')
  })
})
