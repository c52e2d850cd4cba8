import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSubject } from '../../../electron/core/observable.ts'
import { defaultDesktopSettings } from '../../../electron/hosts/desktop/settings-schema.ts'
import { startTray } from '../../../electron/hosts/desktop/tray.ts'
import { hasTray } from '../../../electron/hosts/desktop/tray-support.ts'
import { type TrayActions, trayLook, trayMenu } from '../../../electron/hosts/desktop/tray-view.ts'
import type { ChannelView, UpdateView } from '../../../shared/contract.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { channelIdOf, sampleChannel, startOfDay } from '../renderer/samples.ts'
import { click, type FakeMenu, fakeMenuBuilder, find, labelsOf } from './menus.ts'

const reconnecting = { status: 'reconnecting', retryAt: startOfDay, why: 'the line was cut' } as const
const idle: UpdateView = { status: 'idle' }

const recordActions = () => {
  const acts: string[] = []
  const act = (name: string) => () => {
    acts.push(name)
  }
  const actions: TrayActions = {
    showWindow: act('show'),
    showChannel: (channel) => acts.push(`show ${channel}`),
    setNotifyMentions: async (on) => acts.push(`notify ${on}`),
    openSettings: act('settings'),
    quit: act('quit'),
    checkForUpdate: act('check'),
    update: act('update'),
  }
  return { acts, actions }
}

describe('what the tray says', () => {
  it('is nothing but the name while nothing waits', () => {
    const look = { toolTip: 'Tributary', title: '' }
    expect(trayLook([], 'linux')).toEqual({ picture: 'tray.png', ...look })
    expect(trayLook([sampleChannel('Ann')], 'linux')).toEqual({ picture: 'tray.png', ...look })
    expect(trayLook([sampleChannel('Ann', { state: { status: 'connecting' } })], 'linux')).toEqual({
      picture: 'tray.png',
      ...look,
    })
  })

  it('never names a private channel', () => {
    const { ref } = sampleChannel('Secret')
    const channels = [sampleChannel('Secret', { ref: { ...ref, private: true }, state: reconnecting })]
    const { actions } = recordActions()
    const said = JSON.stringify([
      trayLook(channels, 'linux'),
      labelsOf(trayMenu({ channels, notifyMentions: true, update: idle }, actions)),
    ])
    expect(said).toContain('A private channel')
    expect(said).not.toContain('Secret')
  })

  it('stays within what a tooltip and a menu can hold, whatever a channel is called', () => {
    const name = `R&D \u202e${'x'.repeat(300)}\n`
    const { ref } = sampleChannel('long')
    const channels = [sampleChannel('long', { ref: { ...ref, name }, state: reconnecting })]
    expect(trayLook(channels, 'win32').toolTip.length).toBeLessThanOrEqual(127)
    const { actions } = recordActions()
    const label = labelsOf(trayMenu({ channels, notifyMentions: true, update: idle }, actions))[2] ?? ''
    expect(label).toMatch(/^R&&D x{50,60}…: reconnecting$/u)
  })

  it('counts, and tells what is wrong', () => {
    const channels = [
      sampleChannel('Ann', { unread: 10, unreadMentions: 2, state: reconnecting }),
      sampleChannel('Bob', { unread: 2, unreadMentions: 1 }),
    ]
    expect(trayLook(channels, 'win32')).toEqual({
      picture: 'tray-trouble.ico',
      toolTip: 'Tributary: 3 unread mentions, 12 unread; Ann reconnecting',
      title: '3',
    })
  })

  it('names two that are in trouble, and counts more', () => {
    const offline = { status: 'offline', why: 'no network' } as const
    const channels = ['Ann', 'Bob', 'Cid'].map((name) => sampleChannel(name, { state: offline }))
    expect(trayLook(channels.slice(1), 'linux').toolTip).toBe('Tributary: Bob offline, Cid offline')
    expect(trayLook(channels, 'linux').toolTip).toBe('Tributary: 3 channels not live')
  })

  it('has the picture for it, in the form of each system, and each is among the resources', () => {
    const calm = [sampleChannel('Ann', { unread: 1 })]
    const mentioned = [sampleChannel('Ann', { unread: 1, unreadMentions: 1 })]
    const troubled = [sampleChannel('Ann', { unreadMentions: 1, state: reconnecting })]
    const pictures = (['linux', 'win32', 'darwin'] as const).map((platform) =>
      [calm, mentioned, troubled].map((channels) => trayLook(channels, platform).picture),
    )
    expect(pictures).toEqual([
      ['tray.png', 'tray-unread.png', 'tray-trouble.png'],
      ['tray.ico', 'tray-unread.ico', 'tray-trouble.ico'],
      ['trayTemplate.png', 'tray-unreadTemplate.png', 'tray-troubleTemplate.png'],
    ])
    const resources = readdirSync(join(import.meta.dirname, '..', '..', '..', 'resources'))
    expect(resources).toEqual(expect.arrayContaining(pictures.flat()))
  })
})

describe('the menu of the tray', () => {
  const menuOf = (channels: readonly ChannelView[], update: UpdateView = idle) => {
    const { acts, actions } = recordActions()
    return { acts, menu: trayMenu({ channels, notifyMentions: true, update }, actions) }
  }

  it('has no entry that cannot do anything', () => {
    const { menu } = menuOf([], { status: 'unavailable', why: 'no feed' })
    expect(labelsOf(menu)).toEqual(['Show Tributary', '—', 'Notify of Mentions', 'Settings…', '—', 'Quit Tributary'])
  })

  it('does what each entry says', () => {
    const { acts, menu } = menuOf([sampleChannel('Ann', { state: reconnecting })])
    for (const entry of menu) entry.click?.()
    const ann = channelIdOf('Ann')
    expect(acts).toEqual(['show', `show ${ann}`, 'notify false', 'check', 'settings', 'quit'])
    expect(find(menu, 'Notify of Mentions')).toMatchObject({ type: 'checkbox', checked: true })
  })

  it('stays short in a bad hour', () => {
    const channels = Array.from({ length: 30 }, (_, index) => sampleChannel(`c${index}`, { state: reconnecting }))
    const { menu } = menuOf(channels)
    expect(labelsOf(menu)).toContain('22 more not live')
    expect(menu.length).toBeLessThan(20)
  })

  it.each<[UpdateView, string, string | undefined]>([
    [{ status: 'failed', why: '' }, 'Check for Updates…', 'check'],
    [{ status: 'checking' }, 'Checking for Updates…', undefined],
    [{ status: 'available', version: '1.2.0', how: 'page' }, 'Get Version 1.2.0…', 'update'],
    [{ status: 'available', version: '1.2.0', how: 'install' }, 'Download Version 1.2.0…', 'update'],
    [{ status: 'downloading', version: '1.2.0', percent: 5 }, 'Downloading Version 1.2.0…', undefined],
    [{ status: 'ready', version: '1.2.0' }, 'Restart to Install Version 1.2.0', 'update'],
  ])('offers about updates what can be done now: %j', (update, label, act) => {
    const { acts, menu } = menuOf([], update)
    if (act === undefined) expect(find(menu, label)).toMatchObject({ enabled: false })
    else click(menu, label)
    expect(acts).toEqual(act === undefined ? [] : [act])
  })
})

class FakeTray {
  readonly calls: string[] = []
  menu: FakeMenu | undefined
  clicked: (() => void) | undefined
  readonly image: string
  constructor(image: string) {
    this.image = image
  }
  setImage(image: string) {
    this.calls.push(image)
  }
  setToolTip(toolTip: string) {
    this.calls.push(toolTip)
  }
  setTitle(title: string) {
    this.calls.push(`title ${title}`)
  }
  setContextMenu(menu: FakeMenu) {
    this.menu = menu
  }
  on(_: 'click', listener: () => void) {
    this.clicked = listener
  }
  destroy() {
    this.calls.push('destroyed')
  }
}

const start = (platform: NodeJS.Platform = 'linux') => {
  const clock = createVirtualClock()
  const trays: FakeTray[] = []
  const tray = startTray({
    Tray: class extends FakeTray {
      constructor(image: string) {
        super(image)
        trays.push(this)
      }
    },
    Menu: fakeMenuBuilder,
    pathOf: (picture) => `/resources/${picture}`,
    platform,
    clock,
    log: { warn: () => {} },
  })
  const [icon] = trays
  if (tray === undefined || icon === undefined) throw new Error('There is no tray.')
  const channels = createSubject<readonly ChannelView[]>([])
  const desktop = createSubject({ settings: defaultDesktopSettings, update: idle })
  const { acts, actions } = recordActions()
  tray.watch(channels, desktop, actions)
  icon.calls.length = 0
  return { clock, tray, icon, channels, desktop, acts }
}

describe('the tray', () => {
  it('is none where the system has no place for it', () => {
    const warned: string[] = []
    const tray = startTray({
      Tray: class extends FakeTray {
        constructor(image: string) {
          super(image)
          throw new Error('no tray here')
        }
      },
      Menu: fakeMenuBuilder,
      pathOf: (picture) => picture,
      platform: 'linux',
      clock: createVirtualClock(),
      log: { warn: (event) => warned.push(event) },
    })
    expect(tray).toBeUndefined()
    expect(warned).toEqual(['no tray'])
  })

  it('changes at most once a second, and always to the last', async () => {
    const { clock, icon, channels } = start()
    await clock.advance(1_000)
    for (let unread = 1; unread <= 50; unread++) {
      channels.set([sampleChannel('Ann', { unread })])
      await clock.advance(10)
    }
    expect(icon.calls).toEqual(['Tributary: 1 unread'])
    await clock.advance(1_000)
    expect(icon.calls).toEqual(['Tributary: 1 unread', 'Tributary: 50 unread'])
  })

  it('touches nothing that stays as it is', async () => {
    const { clock, icon, channels } = start()
    const before = icon.menu
    channels.set([sampleChannel('Ann')])
    await clock.advance(2_000)
    expect(icon.calls).toEqual([])
    expect(icon.menu).toBe(before)
  })

  it('leads to the channel of its entry, also when another one is called the same', async () => {
    const { clock, icon, channels, acts } = start()
    const ann = sampleChannel('Ann', { state: reconnecting })
    channels.set([ann])
    await clock.advance(2_000)
    const other = channelIdOf('another-ann')
    channels.set([{ ...ann, ref: { ...ann.ref, id: other } }])
    await clock.advance(2_000)
    click(icon.menu?.entries ?? [], 'Ann: reconnecting')
    expect(acts).toEqual([`show ${other}`])
  })

  it('ticks its entry anew when what it says could not be changed', async () => {
    const { clock, icon, acts } = start()
    await clock.advance(2_000)
    const before = icon.menu
    click(icon.menu?.entries ?? [], 'Notify of Mentions')
    await clock.advance(2_000)
    expect(acts).toEqual(['notify false'])
    expect(icon.menu).not.toBe(before)
    expect(find(icon.menu?.entries ?? [], 'Notify of Mentions').checked).toBe(true)
  })

  it('shows the window on a click, but on macOS, where a click opens the menu', () => {
    const windows = start('win32')
    windows.icon.clicked?.()
    expect(windows.acts).toEqual(['show'])
    expect(start('darwin').icon.clicked).toBeUndefined()
  })

  it('says the count beside its picture on macOS, and only there', async () => {
    const mac = start('darwin')
    const linux = start('linux')
    for (const { channels, clock } of [mac, linux]) {
      channels.set([sampleChannel('Ann', { unread: 4, unreadMentions: 4 })])
      await clock.advance(1_000)
    }
    const says = 'Tributary: 4 unread mentions, 4 unread'
    expect(mac.icon.calls).toEqual(['/resources/tray-unreadTemplate.png', says, 'title 4'])
    expect(linux.icon.calls).toEqual(['/resources/tray-unread.png', says])
  })

  it('is gone and silent after its stop', async () => {
    const { clock, tray, icon, channels } = start()
    channels.set([sampleChannel('Ann', { unread: 1 })])
    tray.stop()
    channels.set([sampleChannel('Ann', { unread: 2 })])
    await clock.advance(5_000)
    expect(icon.calls).toEqual(['destroyed'])
    expect(clock.pending()).toBe(0)
  })
})

describe('whether a tray icon would be seen', () => {
  const wayland = { XDG_SESSION_TYPE: 'wayland', XDG_CURRENT_DESKTOP: 'KDE' }
  const answer = (answers: Readonly<Record<string, string>>) => async (command: string) => answers[command]

  it.each([
    ['a panel says no', wayland, { gdbus: '(false,)\n' }],
    ['GNOME has no such panel, under X11 too', { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, { gdbus: '(false,)\n' }],
    ['nobody can be asked', wayland, {}],
    ['the one that can be asked says no', { WAYLAND_DISPLAY: 'wayland-0' }, { 'dbus-send': '   boolean false\n' }],
  ])('is no where %s', async (_, env, answers) => {
    expect(await hasTray({ platform: 'linux', env, ask: answer(answers) })).toBe(false)
  })

  it.each([
    ['a panel says so', wayland, { gdbus: '(true,)\n' }],
    ['only the other way to ask is there', wayland, { 'dbus-send': '   boolean true\n' }],
    ['X11 knows an older kind', { XDG_SESSION_TYPE: 'x11', XDG_CURRENT_DESKTOP: 'i3' }, {}],
  ])('is yes where %s', async (_, env, answers) => {
    expect(await hasTray({ platform: 'linux', env, ask: answer(answers) })).toBe(true)
  })

  it('is yes on Windows and macOS, without asking', async () => {
    const ask = async () => {
      throw new Error('asked')
    }
    expect(await hasTray({ platform: 'win32', env: {}, ask })).toBe(true)
    expect(await hasTray({ platform: 'darwin', env: {}, ask })).toBe(true)
  })
})
