/**
 * Never runs. It compiles only while Electron's own declarations (and electron-updater's, and electron-store's) fit the
 * slices that the desktop's features take, so that a fake of a slice is a fake of the real thing.
 */
import type * as Electron from 'electron'
import type ElectronStore from 'electron-store'
import type { AppUpdater } from 'electron-updater'
import type { Observable } from '../../../electron/core/observable.ts'
import type { AppWindow } from '../../../electron/hosts/desktop/app-window.ts'
import {
  type ApplicationMenuParts,
  hideMenuBar,
  menuWindows,
} from '../../../electron/hosts/desktop/application-menu.ts'
import type { BadgeParts } from '../../../electron/hosts/desktop/badge.ts'
import type { ContextMenuParts } from '../../../electron/hosts/desktop/context-menu.ts'
import type { LoginItemParts } from '../../../electron/hosts/desktop/login-item.ts'
import type { NotificationsParts } from '../../../electron/hosts/desktop/notifications.ts'
import type { DesktopStoreOptions } from '../../../electron/hosts/desktop/settings-store.ts'
import type { SpellCheckerParts } from '../../../electron/hosts/desktop/spell-checker.ts'
import type { TrayParts } from '../../../electron/hosts/desktop/tray.ts'
import type { Updater } from '../../../electron/hosts/desktop/update-source.ts'

export const slicesOf = (
  electron: typeof Electron,
  window: Electron.BrowserWindow,
  windows: Observable<readonly Electron.BrowserWindow[]>,
  appWindows: readonly AppWindow[],
  Store: typeof ElectronStore,
  updater: AppUpdater,
) => {
  const { app, clipboard, ipcMain, Menu, nativeImage, Notification, Tray } = electron
  const { session } = window.webContents
  hideMenuBar(window, process.platform)
  return {
    menuWindows: menuWindows(appWindows),
    menu: { Menu } satisfies Pick<ApplicationMenuParts<Electron.Menu>, 'Menu'>,
    badge: { app, windows, dot: () => nativeImage.createFromPath('dot.png') } satisfies Pick<
      BadgeParts<Electron.NativeImage>,
      'app' | 'windows' | 'dot'
    >,
    contextMenu: { contents: window.webContents, window, Menu, session, clipboard } satisfies Pick<
      ContextMenuParts<Electron.BrowserWindow>,
      'contents' | 'window' | 'Menu' | 'session' | 'clipboard'
    >,
    loginItem: { app } satisfies Pick<LoginItemParts, 'app'>,
    notifications: { app, Notification } satisfies Pick<NotificationsParts, 'app' | 'Notification'>,
    store: { Store, ipcMain } satisfies Pick<DesktopStoreOptions, 'Store' | 'ipcMain'>,
    spelling: { session } satisfies Pick<SpellCheckerParts, 'session'>,
    tray: { Tray, Menu } satisfies Pick<TrayParts<Electron.Menu>, 'Tray' | 'Menu'>,
    updater: updater satisfies Updater,
  }
}
