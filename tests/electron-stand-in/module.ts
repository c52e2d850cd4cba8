/** What `import 'electron'` gives, and the proof that Electron itself would fit wherever this does. */
import type { AppFace, StandInApp } from './app.ts'
import type { BrowserWindowClassFace, BrowserWindowFace, createBrowserWindowClass } from './browser-window.ts'
import type { None, StrayEvents } from './events.ts'
import type { createMenus, MenuClassFace, MenuFace, MenuItemFace } from './menu.ts'
import type { NativeImageFace, NativeImageModuleFace } from './native-image.ts'
import type { createNotifications, NotificationClassFace, NotificationFace } from './notification.ts'
import type { SessionFace, SessionModuleFace } from './session.ts'
import type { createTrayClass, TrayFace } from './tray.ts'
import type { WebContentsFace } from './web-contents.ts'
import type { FrameFace } from './web-frame-main.ts'

/** Compiles only where everything that is Electron's `Whole` can be used as `Part`: no name and no signature is invented. */
type Fits<Part, Whole extends Part> = Whole

export type Proven = [
  Fits<AppFace, Electron.App>,
  Fits<BrowserWindowFace, Electron.BrowserWindow>,
  Fits<BrowserWindowClassFace, typeof Electron.BrowserWindow>,
  Fits<FrameFace, Electron.WebFrameMain>,
  Fits<MenuFace, Electron.Menu>,
  Fits<MenuItemFace, Electron.MenuItem>,
  Fits<MenuClassFace, typeof Electron.Menu>,
  Fits<NativeImageFace, Electron.NativeImage>,
  Fits<NativeImageModuleFace, typeof Electron.NativeImage>,
  Fits<NotificationFace, Electron.Notification>,
  Fits<NotificationClassFace, typeof Electron.Notification>,
  Fits<SessionFace, Electron.Session>,
  Fits<SessionModuleFace, typeof Electron.Session>,
  Fits<TrayFace, Electron.Tray>,
  Fits<WebContentsFace, Electron.WebContents>,
]

/** Every name that Electron's main process exports; what the stand-in lacks fails where it is imported. */
type ExportName = keyof typeof Electron.CrossProcessExports

/** What `import 'electron'` gives. */
export interface ElectronModule extends Partial<Readonly<Record<ExportName, unknown>>> {
  readonly app: StandInApp
  readonly BrowserWindow: ReturnType<typeof createBrowserWindowClass>
  readonly Menu: ReturnType<typeof createMenus>['Menu']
  readonly Notification: ReturnType<typeof createNotifications>['Notification']
  readonly Tray: ReturnType<typeof createTrayClass>
}

// The proof bites: what Electron does not have, or has otherwise, does not compile.
export type Refused = [
  // @ts-expect-error: there is no such event
  None<StrayEvents<Electron.App, { 'before-quitting': [] }>>,
  // @ts-expect-error: its first argument is an event
  None<StrayEvents<Electron.App, { 'before-quit': [exitCode: number] }>>,
  // @ts-expect-error: there is no such method
  Fits<{ quitSoon(): void }, Electron.App>,
  // @ts-expect-error: it answers nothing
  Fits<{ quit(): Promise<boolean> }, Electron.App>,
]
