/** One window: how it is made, kept in its place, looked after when its page breaks, and what its page may do with it. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { Input, WindowAsk, WindowView } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { ChannelId } from '../../../shared/model.ts'
import { readViewAddress, viewAddress } from '../../../shared/view-address.ts'
import { createSubject, type Observable } from '../../core/observable.ts'
import type { WindowServices } from '../../core/ports/client.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { appPage } from './addresses.ts'
import { smallestWindow, type WindowState } from './window-state.ts'

export interface AppWindow {
  readonly window: BrowserWindow
  /** As its page is told. */
  readonly view: Observable<WindowView>
  /** How it stands now. */
  state(): WindowState
  change(change: Input<'window.change'>): void
  /** Hands a request to the page and brings the window to the front. */
  ask(request: WindowAsk): void
  /** Brings it to the front. */
  show(): void
}

/** What this system can do to a window. */
export interface WindowCan {
  readonly alwaysOnTop: boolean
  readonly opacity: boolean
}

export interface AppWindowOptions {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow
  /** The preload's built file. */
  readonly preload: string
  readonly state: WindowState
  readonly can: WindowCan
  /** While the page is not drawn yet. */
  readonly background: string
  readonly icon: string | undefined
  /** Shown in front of everything, with the focus. */
  readonly inFront: boolean
  readonly allowDeveloperTools: boolean
  readonly clock: Pick<Clock, 'after'>
  readonly log: Logger
  readonly onChange: () => void
  /** The core's part: hears this window from now on. */
  readonly admit: (
    window: BrowserWindow,
    services: WindowServices,
  ) => { setVisible(visible: boolean): void; dismiss(): void }
  readonly open: (from: AppWindow, view: ChannelId | 'all' | undefined) => Promise<Result<void>>
}

/** The whole of the checklist's switches (items 2 to 10), each said although most are defaults. */
export const webPreferences = (
  preload: string,
  allowDeveloperTools: boolean,
): NonNullable<BrowserWindowConstructorOptions['webPreferences']> => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: true,
  devTools: allowDeveloperTools,
  // A page that is covered by another window is still captured by whoever streams: it must go on. Whether the window itself
  // can be seen is told to the core below.
  backgroundThrottling: false,
})

/** A window is shown after this time although its page is not drawn. */
const showAfterMs = 5_000

export const openAppWindow = (options: AppWindowOptions): AppWindow => {
  const { state: initial, can, onChange } = options
  const window = options.create({
    ...initial.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Tributary',
    backgroundColor: options.background,
    // No bar is shown (application-menu.ts); without this it would flash up first.
    autoHideMenuBar: true,
    alwaysOnTop: initial.alwaysOnTop,
    opacity: initial.opacity,
    ...(options.icon === undefined ? {} : { icon: options.icon }),
    webPreferences: webPreferences(options.preload, options.allowDeveloperTools),
  })
  const view = createSubject<WindowView>({
    ...(can.alwaysOnTop ? { alwaysOnTop: initial.alwaysOnTop } : {}),
    ...(can.opacity ? { opacity: initial.opacity } : {}),
    compact: initial.compact,
  })
  /** Outlives the window: its last state is asked for while it closes. */
  let shownView = initial.view
  let bounds = initial.bounds
  let maximized = initial.maximized

  const note = () => {
    if (window.isDestroyed()) return
    bounds = window.getNormalBounds()
    maximized = window.isMaximized()
    onChange()
  }
  const change: AppWindow['change'] = (next) => {
    if (next.alwaysOnTop !== undefined) window.setAlwaysOnTop(next.alwaysOnTop, 'floating')
    if (next.opacity !== undefined) window.setOpacity(next.opacity)
    view.set({ ...view.value, ...next })
    onChange()
  }
  const show = () => {
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  const self: AppWindow = {
    window,
    view,
    state: () => {
      const { alwaysOnTop = initial.alwaysOnTop, opacity = initial.opacity, compact } = view.value
      return { bounds, maximized, alwaysOnTop, opacity, compact, view: shownView }
    },
    change,
    ask(request) {
      view.set({ ...view.value, asks: { asked: (view.value.asks?.asked ?? 0) + 1, for: request } })
      show()
    },
    show,
  }
  const admitted = options.admit(window, {
    view,
    change(next) {
      if (window.isDestroyed()) return windowGone
      if (next.alwaysOnTop !== undefined && !can.alwaysOnTop) return cannot('kept above the others')
      if (next.opacity !== undefined && !can.opacity) return cannot('made see-through')
      change(next)
      return ok(undefined)
    },
    open: ({ view }) => options.open(self, view),
  })
  window.on('resize', note)
  window.on('move', note)
  window.on('maximize', note)
  window.on('unmaximize', note)
  // The system's own way to keep a window on top tells us too.
  window.on('always-on-top-changed', (_event, isOnTop) => {
    if (!can.alwaysOnTop || isOnTop === view.value.alwaysOnTop) return
    view.set({ ...view.value, alwaysOnTop: isOnTop })
    onChange()
  })
  window.webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
    if (!isMainFrame) return
    shownView = readViewAddress(new URL(url).hash)
    onChange()
  })
  window.on('minimize', () => admitted.setVisible(false))
  window.on('hide', () => admitted.setVisible(false))
  window.on('restore', () => admitted.setVisible(true))
  window.on('show', () => admitted.setVisible(true))
  let isShown = false
  const showFirst = () => {
    cancelWaiting()
    if (isShown || window.isDestroyed()) return
    isShown = true
    if (initial.maximized) window.maximize()
    if (options.inFront) window.show()
    else window.showInactive()
  }
  // A page that breaks before it is drawn must not leave a person without any window.
  const cancelWaiting = options.clock.after(showAfterMs, showFirst)
  window.once('ready-to-show', showFirst)
  window.webContents.once('render-process-gone', showFirst)
  window.once('closed', () => {
    cancelWaiting()
    admitted.dismiss()
  })
  void load(window, initial.view, options.log)
  return self
}

const cannot = (what: string): Result<never> =>
  failed({ kind: 'unsupported', why: 'system', message: `This system lets no window be ${what}.` })

const windowGone: Result<never> = failed({ kind: 'unsupported', why: 'closed', message: 'This window is closed.' })

const load = async (window: BrowserWindow, view: ChannelId | 'all', log: Logger): Promise<void> => {
  try {
    await window.loadURL(`${appPage}${viewAddress(view)}`)
  } catch (error) {
    if (!window.isDestroyed()) log.error('page not loaded', { error: error instanceof Error ? error.message : '' })
  }
}
