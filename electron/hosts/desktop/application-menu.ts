import type { BaseWindow, BrowserWindow } from 'electron'
import type { UpdateView } from '../../../shared/contract.ts'
import type { Observable } from '../../core/observable.ts'
import type { Clock } from '../../core/ports/host.ts'
import type { WindowCan } from './app-window.ts'
import { applicationMenu, type MenuActions, type MenuWindow } from './application-menu-view.ts'
import { type MenuBuilder, type MenuEntry, sameMenu } from './menu-entry.ts'
import { createThrottle } from './throttle.ts'
import type { WindowState } from './window-state.ts'

export interface ApplicationMenuParts<Menu> {
  readonly Menu: MenuBuilder<Menu> & { setApplicationMenu(menu: Menu): void }
  readonly platform: NodeJS.Platform
  readonly can: WindowCan
  readonly allowDeveloperTools: boolean
  readonly clock: Pick<Clock, 'after'>
  readonly windows: Observable<readonly MenuWindow[]>
  readonly desktop: Observable<{ readonly update: UpdateView }>
  readonly actions: MenuActions
}

/** Open windows as the menu shows them. */
export const menuWindows = (
  windows: readonly {
    readonly window: Pick<BrowserWindow, 'id' | 'getTitle' | 'isFocused'>
    state(): Pick<WindowState, 'alwaysOnTop' | 'opacity' | 'compact'>
  }[],
): readonly MenuWindow[] =>
  windows.map(({ window, state }) => {
    const { alwaysOnTop, opacity, compact } = state()
    return { id: window.id, title: window.getTitle(), focused: window.isFocused(), alwaysOnTop, opacity, compact }
  })

/** A change of the focus must be in the menu before a hand reaches it, in ms. */
const refreshMs = 100

/** Keeps the application menu as the windows are. */
export const startApplicationMenu = <Menu>(parts: ApplicationMenuParts<Menu>): { stop(): void } => {
  const { Menu, platform, can, allowDeveloperTools, clock, windows, desktop, actions } = parts
  let menu: readonly MenuEntry[] = []
  const throttle = createThrottle(clock, refreshMs, () => {
    const next = applicationMenu(
      { platform, can, allowDeveloperTools, windows: windows.value, update: desktop.value.update },
      actions,
    )
    if (sameMenu(menu, next)) return
    menu = next
    Menu.setApplicationMenu(Menu.buildFromTemplate(next))
  })
  const releases = [windows.subscribe(throttle.ask), desktop.subscribe(throttle.ask)]
  throttle.ask()
  return {
    stop() {
      for (const release of releases) release()
      throttle.stop()
    },
  }
}

/**
 * On Windows and Linux no window shows a menu bar, and the keys of its menu work all the same. A bar that hides by itself
 * would come up, and take the focus, whenever Alt is let go: and Alt is the key that holds the feed still. So it neither
 * shows nor hides by itself. A window is made with `autoHideMenuBar: true`, or the bar would flash up first.
 */
export const hideMenuBar = (
  window: Pick<BaseWindow, 'setAutoHideMenuBar' | 'setMenuBarVisibility'>,
  platform: NodeJS.Platform,
): void => {
  if (platform === 'darwin') return
  window.setAutoHideMenuBar(false)
  window.setMenuBarVisibility(false)
}

/** Where no bar shows, F10 opens the menu: by itself it is out of reach of whoever does not know its keys. */
export const openMenuByKey = (
  window: BrowserWindow,
  platform: NodeJS.Platform,
  menu: () => { popup(options: { window: BrowserWindow }): void } | null,
): void => {
  if (platform === 'darwin') return
  window.webContents.on('before-input-event', (event, { type, key, alt, control, meta, shift }) => {
    if (type !== 'keyDown' || key !== 'F10' || alt || control || meta || shift) return
    event.preventDefault()
    menu()?.popup({ window })
  })
}
