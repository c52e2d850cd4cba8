/**
 * The application menu as data. No key of it is one of the page's (renderer/keys, and Alt, which holds the feed): a test
 * compares them. `&` marks no letter in its titles, since Alt with that letter would open the menu even where no bar shows.
 */
import type { Input, UpdateView, WindowAsk } from '../../../shared/contract.ts'
import type { WindowCan } from './app-window.ts'
import { type MenuEntry, menuText, separator } from './menu-entry.ts'
import { type UpdateActions, updateEntries } from './update-entry.ts'
import type { WindowState } from './window-state.ts'

export interface MenuWindow extends Pick<WindowState, 'alwaysOnTop' | 'opacity' | 'compact'> {
  readonly id: number
  readonly title: string
  /** At most one has it; none while another app is in front. */
  readonly focused: boolean
}

export interface MenuActions extends UpdateActions {
  newWindow(): void
  change(window: number, change: Input<'window.change'>): void
  focus(window: number): void
  /** Of the window in front; undefined where there is none, and one has to be opened. */
  ask(window: number | undefined, request: WindowAsk): void
}

export interface MenuState {
  readonly platform: NodeJS.Platform
  /** What this system can do to a window. */
  readonly can: WindowCan
  readonly allowDeveloperTools: boolean
  readonly windows: readonly MenuWindow[]
  readonly update: UpdateView
}

export const applicationMenu = (state: MenuState, actions: MenuActions): MenuEntry[] => {
  const isMac = state.platform === 'darwin'
  return [
    ...(isMac ? [appMenu(state, actions)] : []),
    fileMenu(state, actions),
    editMenu,
    viewMenu(state, actions),
    windowMenu(state, actions),
    helpMenu(state, actions),
  ]
}

const focusedOf = ({ windows }: MenuState): MenuWindow | undefined => windows.find(({ focused }) => focused)

const appMenu = (state: MenuState, actions: MenuActions): MenuEntry => ({
  label: 'Tributary',
  submenu: [
    { role: 'about' },
    ...updateEntries(state.update, actions),
    separator,
    { label: 'Settings…', accelerator: 'Cmd+,', click: () => actions.ask(focusedOf(state)?.id, { kind: 'settings' }) },
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ],
})

const fileMenu = (state: MenuState, actions: MenuActions): MenuEntry => {
  const window = focusedOf(state)?.id
  return {
    label: 'File',
    submenu: [
      { label: 'New Window', accelerator: 'CmdOrCtrl+N', click: actions.newWindow },
      { label: 'Add Channel…', accelerator: 'CmdOrCtrl+K', click: () => actions.ask(window, { kind: 'addChannel' }) },
      separator,
      { role: 'close' },
      // The page has Ctrl+, itself, and a person may give it another key there.
      ...(state.platform === 'darwin'
        ? []
        : [
            { label: 'Settings…', click: () => actions.ask(window, { kind: 'settings' }) },
            separator,
            { role: 'quit' } as const,
          ]),
    ],
  }
}

const editMenu: MenuEntry = {
  label: 'Edit',
  submenu: [
    { role: 'undo' },
    { role: 'redo' },
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'pasteAndMatchStyle' },
    { role: 'delete' },
    separator,
    { role: 'selectAll' },
  ],
}

const opacities = [100, 90, 80, 70, 60, 50, 40]

/** A radio group always has one that is chosen: a value from the page's own control gets its entry among them. */
const opacityMenu = (window: MenuWindow | undefined, actions: MenuActions): MenuEntry => {
  const current = Math.round((window?.opacity ?? 1) * 100)
  const values = [...new Set([...opacities, current])].sort((left, right) => right - left)
  return {
    label: 'Opacity',
    enabled: window !== undefined,
    submenu: values.map((percent) => ({
      label: `${percent} %`,
      type: 'radio',
      checked: percent === current,
      click() {
        if (window !== undefined) actions.change(window.id, { opacity: percent / 100 })
      },
    })),
  }
}

const viewMenu = (state: MenuState, actions: MenuActions): MenuEntry => {
  const window = focusedOf(state)
  const toggle = (
    label: string,
    accelerator: string,
    on: (window: MenuWindow) => boolean,
    change: (on: boolean) => Input<'window.change'>,
  ): MenuEntry => ({
    id: `${label} ${window?.id}`,
    label,
    type: 'checkbox',
    accelerator,
    checked: window !== undefined && on(window),
    enabled: window !== undefined,
    click() {
      if (window !== undefined) actions.change(window.id, change(!on(window)))
    },
  })
  return {
    label: 'View',
    submenu: [
      ...(state.can.alwaysOnTop
        ? [
            toggle(
              'Always on Top',
              'CmdOrCtrl+Shift+T',
              ({ alwaysOnTop }) => alwaysOnTop,
              (alwaysOnTop) => ({ alwaysOnTop }),
            ),
          ]
        : []),
      toggle(
        'Compact',
        'CmdOrCtrl+Shift+M',
        ({ compact }) => compact,
        (compact) => ({ compact }),
      ),
      ...(state.can.opacity ? [opacityMenu(window, actions)] : []),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(state.allowDeveloperTools ? [separator, { role: 'toggleDevTools' } as const] : []),
    ],
  }
}

/** macOS lists the windows of a menu with the role by itself. */
const windowMenu = ({ platform, windows }: MenuState, actions: MenuActions): MenuEntry =>
  platform === 'darwin'
    ? {
        label: 'Window',
        role: 'window',
        submenu: [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }],
      }
    : {
        label: 'Window',
        submenu: [
          { role: 'minimize' },
          ...(windows.length > 0 ? [separator] : []),
          ...windows.map(
            ({ id, title, focused }): MenuEntry => ({
              id: `window ${id}`,
              label: menuText(title),
              type: 'checkbox',
              checked: focused,
              click: () => actions.focus(id),
            }),
          ),
        ],
      }

const helpMenu = (state: MenuState, actions: MenuActions): MenuEntry => ({
  label: 'Help',
  role: 'help',
  submenu: [
    ...(state.platform === 'darwin' ? [] : updateEntries(state.update, actions)),
    { label: 'About Tributary', click: () => actions.ask(focusedOf(state)?.id, { kind: 'about' }) },
  ],
})
