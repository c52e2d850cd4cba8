import { describe, expect, it } from 'vitest'
import { createSubject } from '../../../electron/core/observable.ts'
import { hideMenuBar, menuWindows, startApplicationMenu } from '../../../electron/hosts/desktop/application-menu.ts'
import {
  applicationMenu,
  type MenuActions,
  type MenuState,
  type MenuWindow,
} from '../../../electron/hosts/desktop/application-menu-view.ts'
import type { MenuEntry } from '../../../electron/hosts/desktop/menu-entry.ts'
import { chordOf, keyActions } from '../../../renderer/keys/key-map.ts'
import type { UpdateView } from '../../../shared/contract.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { click, type FakeMenu, fakeMenuBuilder, find, flatten, labelsOf } from './menus.ts'

const platforms = ['darwin', 'win32', 'linux'] as const
const window: MenuWindow = {
  id: 7,
  title: 'All messages',
  focused: true,
  alwaysOnTop: false,
  opacity: 1,
  compact: true,
}
const idle: UpdateView = { status: 'idle' }
const canAll = { alwaysOnTop: true, opacity: true }

const recordActions = () => {
  const acts: unknown[] = []
  const actions: MenuActions = {
    newWindow: () => acts.push('new'),
    change: (id, change) => acts.push([id, change]),
    focus: (id) => acts.push(['focus', id]),
    ask: (id, request) => acts.push([id, request]),
    checkForUpdate: () => acts.push('check'),
    update: () => acts.push('update'),
  }
  return { acts, actions }
}

const build = (
  platform: NodeJS.Platform,
  more: Partial<Pick<MenuState, 'windows' | 'can' | 'allowDeveloperTools'>> = {},
) => {
  const { acts, actions } = recordActions()
  const state = { platform, windows: [window], can: canAll, allowDeveloperTools: false, update: idle, ...more }
  return { acts, menu: applicationMenu(state, actions) }
}

/** The keys that Electron gives a role by itself (its lib/browser/api/menu-item-roles.ts). */
const roleKeys = (platform: NodeJS.Platform): Readonly<Record<string, string>> => {
  const isMac = platform === 'darwin'
  return {
    undo: 'CmdOrCtrl+Z',
    redo: platform === 'win32' ? 'Ctrl+Y' : 'Shift+CmdOrCtrl+Z',
    cut: 'CmdOrCtrl+X',
    copy: 'CmdOrCtrl+C',
    paste: 'CmdOrCtrl+V',
    pasteAndMatchStyle: isMac ? 'Cmd+Alt+Shift+V' : 'Shift+CmdOrCtrl+V',
    selectAll: 'CmdOrCtrl+A',
    close: 'CmdOrCtrl+W',
    minimize: 'CmdOrCtrl+M',
    hide: 'Cmd+H',
    hideOthers: 'Cmd+Alt+H',
    resetZoom: 'CmdOrCtrl+0',
    zoomIn: 'CmdOrCtrl+=',
    zoomOut: 'CmdOrCtrl+-',
    togglefullscreen: isMac ? 'Ctrl+Cmd+F' : 'F11',
    toggleDevTools: isMac ? 'Alt+Cmd+I' : 'Ctrl+Shift+I',
    ...(platform === 'win32' ? {} : { quit: 'CmdOrCtrl+Q' }),
  }
}

/** A menu's key as the page would see it pressed. */
const asChord = (accelerator: string, platform: NodeJS.Platform): string => {
  const parts = accelerator.replace('CmdOrCtrl', platform === 'darwin' ? 'Cmd' : 'Ctrl').split('+')
  const key = parts.at(-1) ?? ''
  return chordOf({
    key,
    code: /^[A-Z]$/u.test(key) ? `Key${key}` : /^\d$/u.test(key) ? `Digit${key}` : key,
    altKey: parts.includes('Alt'),
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Cmd'),
    shiftKey: parts.includes('Shift'),
  })
}

const keysOf = (menu: readonly MenuEntry[], platform: NodeJS.Platform): readonly string[] =>
  flatten(menu).flatMap(({ accelerator, role }) => accelerator ?? roleKeys(platform)[role ?? ''] ?? [])

describe('the keys of the application menu', () => {
  const pageKeys = new Set(keyActions.map(({ key }) => key))

  it('are compared rightly: a menu that took keys of the page would be found out', () => {
    expect(['Alt+A', 'CmdOrCtrl+,', 'Alt+1', 'End'].map((key) => asChord(key, 'linux'))).toSatisfy(
      (chords: readonly string[]) => chords.every((chord) => pageKeys.has(chord)),
    )
  })

  it.each(platforms)('are none of the page’s on %s', (platform) => {
    const { menu } = build(platform, { allowDeveloperTools: true })
    const chords = keysOf(menu, platform).map((key) => asChord(key, platform))
    expect(chords.filter((chord) => pageKeys.has(chord))).toEqual([])
  })

  it.each(platforms)('are each of one entry on %s', (platform) => {
    const keys = keysOf(build(platform, { allowDeveloperTools: true }).menu, platform).map((key) =>
      key.split('+').sort().join('+'),
    )
    expect(keys.length).toBeGreaterThan(15)
    expect(keys).toEqual([...new Set(keys)])
  })

  it.each(platforms)('are none with Alt and a letter by way of a title, on %s', (platform) => {
    expect(build(platform).menu.filter(({ label = '' }) => label.includes('&'))).toEqual([])
  })
})

describe('the application menu', () => {
  it('has developer tools only where they are allowed', () => {
    expect(flatten(build('linux').menu).map(({ role }) => role)).not.toContain('toggleDevTools')
    expect(flatten(build('linux', { allowDeveloperTools: true }).menu).map(({ role }) => role)).toContain(
      'toggleDevTools',
    )
  })

  it.each(platforms)('can neither reload nor leave the page on %s', (platform) => {
    const roles = flatten(build(platform, { allowDeveloperTools: true }).menu).map(({ role }) => role)
    expect(roles).not.toContain('reload')
    expect(roles).not.toContain('forceReload')
  })

  it('changes no window while none is in front', () => {
    const { menu } = build('win32', { windows: [{ ...window, focused: false }] })
    for (const label of ['Always on Top', 'Compact', 'Opacity']) expect(find(menu, label).enabled).toBe(false)
    expect(find(menu, 'Compact').checked).toBe(false)
  })

  it('asks for a window where there is none to ask', () => {
    const { acts, menu } = build('darwin', { windows: [] })
    click(menu, 'Settings…')
    click(menu, 'Add Channel…')
    expect(acts).toEqual([
      [undefined, { kind: 'settings' }],
      [undefined, { kind: 'addChannel' }],
    ])
  })

  it('changes the window in front', () => {
    const { acts, menu } = build('win32', { windows: [{ ...window, id: 3, focused: false }, window] })
    expect(find(menu, 'Compact').checked).toBe(true)
    click(menu, 'Always on Top')
    click(menu, 'Compact')
    click(menu, '60 %')
    click(menu, 'Settings…')
    expect(acts).toEqual([
      [7, { alwaysOnTop: true }],
      [7, { compact: false }],
      [7, { opacity: 0.6 }],
      [7, { kind: 'settings' }],
    ])
  })

  it('has an entry for an opacity that the page has set, and exactly one that is chosen', () => {
    const { submenu = [] } = find(build('win32', { windows: [{ ...window, opacity: 0.55 }] }).menu, 'Opacity')
    expect(labelsOf(submenu)).toEqual(['100 %', '90 %', '80 %', '70 %', '60 %', '55 %', '50 %', '40 %'])
    expect(submenu.filter(({ checked }) => checked === true).map(({ label }) => label)).toEqual(['55 %'])
  })

  it('offers nothing that this system cannot do to a window', () => {
    const labels = labelsOf(flatten(build('linux', { can: { alwaysOnTop: false, opacity: false } }).menu))
    expect(labels).toContain('Compact')
    expect(labels).not.toContain('Always on Top')
    expect(labels).not.toContain('Opacity')
  })

  it('lists every window but on macOS, which does so itself', () => {
    const windows = [window, { ...window, id: 8, title: 'Ann & Bob\n', focused: false }]
    const { acts, menu } = build('linux', { windows })
    expect(labelsOf(find(menu, 'Window').submenu ?? [])).toEqual(['minimize', '—', 'All messages', 'Ann && Bob'])
    click(menu, 'Ann && Bob')
    expect(acts).toEqual([['focus', 8]])
    const mac = find(build('darwin', { windows }).menu, 'Window')
    expect(mac.role).toBe('window')
    expect(labelsOf(mac.submenu ?? [])).toEqual(['minimize', 'zoom', '—', 'front'])
  })

  it('has macOS’s own menu there, and its entries elsewhere on the others', () => {
    const mac = build('darwin')
    expect(labelsOf(mac.menu)).toEqual(['Tributary', 'File', 'Edit', 'View', 'Window', 'Help'])
    expect(find(mac.menu, 'Settings…').accelerator).toBe('Cmd+,')
    expect(labelsOf(find(mac.menu, 'Help').submenu ?? [])).toEqual(['About Tributary'])
    const windows = build('win32')
    expect(labelsOf(windows.menu)).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
    expect(find(windows.menu, 'Settings…').accelerator).toBeUndefined()
    click(windows.menu, 'Check for Updates…')
    click(windows.menu, 'About Tributary')
    click(windows.menu, 'New Window')
    expect(windows.acts).toEqual(['check', [7, { kind: 'about' }], 'new'])
  })
})

it('knows a window by its title, its state and whether it is in front', () => {
  const { id, title, focused, ...state } = window
  const open = {
    window: { id, getTitle: () => title, isFocused: () => focused },
    state: () => ({ ...state, view: 'all' }),
  }
  expect(menuWindows([open])).toEqual([window])
})

describe('the running application menu', () => {
  const start = () => {
    const clock = createVirtualClock()
    const windows = createSubject<readonly MenuWindow[]>([window])
    const desktop = createSubject<{ readonly update: UpdateView }>({ update: idle })
    const set: FakeMenu[] = []
    const { acts, actions } = recordActions()
    const menu = startApplicationMenu({
      Menu: { ...fakeMenuBuilder, setApplicationMenu: (next) => set.push(next) },
      platform: 'win32',
      can: canAll,
      allowDeveloperTools: false,
      clock,
      windows,
      desktop,
      actions,
    })
    return { clock, windows, desktop, set, acts, menu }
  }

  it('is not set anew when nothing of it changed', async () => {
    const { clock, windows, desktop, set } = start()
    windows.set([{ ...window }])
    desktop.set({ update: { status: 'current', checkedAt: 5 } })
    await clock.advance(1_000)
    expect(set).toHaveLength(1)
  })

  it('acts on the window that is in front by now, though it looks the same', async () => {
    const { clock, windows, set, acts } = start()
    windows.set([{ ...window, id: 9 }])
    await clock.advance(1_000)
    click(set.at(-1)?.entries ?? [], '50 %')
    expect(acts).toEqual([[9, { opacity: 0.5 }]])
  })

  it('follows an update, and nothing after its stop', async () => {
    const { clock, desktop, set, menu } = start()
    desktop.set({ update: { status: 'available', version: '2.0.0', how: 'page' } })
    await clock.advance(1_000)
    expect(find(set.at(-1)?.entries ?? [], 'Get Version 2.0.0…')).toBeDefined()
    menu.stop()
    desktop.set({ update: idle })
    await clock.advance(1_000)
    expect(set).toHaveLength(2)
    expect(clock.pending()).toBe(0)
  })
})

it('shows no bar that Alt could bring up, and leaves macOS’s alone', () => {
  const calls: unknown[] = []
  const bar = {
    setAutoHideMenuBar: (hide: boolean) => calls.push(['hides by itself', hide]),
    setMenuBarVisibility: (visible: boolean) => calls.push(['visible', visible]),
  }
  hideMenuBar(bar, 'darwin')
  expect(calls).toEqual([])
  hideMenuBar(bar, 'linux')
  expect(calls).toEqual([
    ['hides by itself', false],
    ['visible', false],
  ])
})
