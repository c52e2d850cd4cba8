/** `BrowserWindow`: what a window manager would know of it is kept and told; what is in it is a page of Chromium. */
import { EventEmitter } from 'node:events'
import type { Page } from 'playwright'
import { type None, type PreventableEvent, plainEvent, type StrayEvents } from './events.ts'
import { refuseUnknown } from './refuse.ts'
import { StandInWebContents, type WebContentsFace } from './web-contents.ts'
import type { World } from './world.ts'

export interface WindowEvents {
  'ready-to-show': []
  show: []
  hide: []
  focus: [event: Electron.Event]
  blur: [event: Electron.Event]
  minimize: []
  restore: []
  maximize: []
  unmaximize: []
  'enter-full-screen': []
  'leave-full-screen': []
  resize: []
  resized: []
  move: []
  moved: []
  close: [event: PreventableEvent]
  closed: []
  unresponsive: []
  responsive: []
  'always-on-top-changed': [event: Electron.Event, isAlwaysOnTop: boolean]
  'page-title-updated': [event: PreventableEvent, title: string, explicitSet: boolean]
}
export type NoStrayWindowEvents = None<StrayEvents<Electron.BrowserWindow, WindowEvents>>

type Known =
  | 'id'
  | 'loadURL'
  | 'reload'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'close'
  | 'destroy'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'moveTop'
  | 'center'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isNormal'
  | 'isDestroyed'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'isAlwaysOnTop'
  | 'setAlwaysOnTop'
  | 'getOpacity'
  | 'setOpacity'
  | 'getBounds'
  | 'setBounds'
  | 'getNormalBounds'
  | 'getContentBounds'
  | 'setContentBounds'
  | 'getSize'
  | 'setSize'
  | 'getContentSize'
  | 'setContentSize'
  | 'getPosition'
  | 'setPosition'
  | 'getMinimumSize'
  | 'setMinimumSize'
  | 'getTitle'
  | 'setTitle'
  | 'setBackgroundColor'
  | 'getBackgroundColor'
  | 'setOverlayIcon'
  | 'setMenu'
  | 'removeMenu'
  | 'setIcon'
  | 'setSkipTaskbar'
  | 'setMenuBarVisibility'
  | 'setAutoHideMenuBar'
  | 'isMenuBarVisible'
  | 'setVisibleOnAllWorkspaces'
  | 'flashFrame'
  | 'setProgressBar'
  | 'setContentProtection'
  | 'isResizable'
  | 'setResizable'

export type BrowserWindowFace = Pick<Electron.BrowserWindow, Known> & { readonly webContents: WebContentsFace }

export interface BrowserWindowClassFace {
  new (options?: Electron.BrowserWindowConstructorOptions): BrowserWindowFace
  getAllWindows(): BrowserWindowFace[]
  getFocusedWindow(): BrowserWindowFace | null
  fromId(id: number): BrowserWindowFace | null
  fromWebContents(contents: WebContentsFace): BrowserWindowFace | null
}

interface Titled {
  /** What a taskbar would show over the icon. */
  readonly image: unknown
  readonly description: string
}

const defaultSize = { width: 800, height: 600 }

/** All windows of one stand-in, the one used last at the end. */
export class WindowList {
  private windows: readonly StandInWindow[] = []
  private last = 0
  focused: StandInWindow | null = null
  /** Tells a test of each new one. */
  readonly opened = new EventEmitter<{ window: [window: StandInWindow] }>()

  all(): readonly StandInWindow[] {
    return this.windows
  }
  nextId(): number {
    return ++this.last
  }
  add(window: StandInWindow): void {
    this.windows = [...this.windows, window]
    this.opened.emit('window', window)
  }
  remove(window: StandInWindow): void {
    this.windows = this.windows.filter((other) => other !== window)
    if (this.focused === window) this.focused = null
  }
}

export class StandInWindow extends EventEmitter<WindowEvents> implements BrowserWindowFace {
  readonly id: number
  readonly webContents: StandInWebContents
  readonly options: Electron.BrowserWindowConstructorOptions
  /** What an icon in the taskbar says. */
  overlay: Titled = { image: null, description: '' }
  menu: unknown
  private readonly world: World
  private readonly list: WindowList
  private bounds: Electron.Rectangle
  private visible: boolean
  private minimized = false
  private maximized = false
  private fullScreen = false
  private destroyed = false
  private onTop: boolean
  private opacity: number
  private title: string
  private background: string
  private minimum: readonly [width: number, height: number]
  private resizable: boolean
  private menuBar = true

  constructor(world: World, list: WindowList, options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    if (!world.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    const { width = defaultSize.width, height = defaultSize.height, x = 0, y = 0, show = true } = options
    this.world = world
    this.list = list
    this.options = options
    this.id = list.nextId()
    this.bounds = { x, y, width, height }
    this.visible = show
    this.onTop = options.alwaysOnTop ?? false
    this.opacity = options.opacity ?? 1
    this.title = options.title ?? world.app.getName()
    this.background = options.backgroundColor ?? '#FFFFFF'
    this.minimum = [options.minWidth ?? 0, options.minHeight ?? 0]
    this.resizable = options.resizable ?? true
    this.webContents = new StandInWebContents(
      world,
      {
        preferences: options.webPreferences ?? {},
        size: { width, height },
        hidden: !show,
        openAllowed: (url, more) => {
          const window = new StandInWindow(world, list, more)
          window.loadURL(url).catch((error: unknown) => world.problems.push(error))
        },
        isFocused: () => this.isFocused(),
        focus: () => this.focus(),
        onPageClosed: () => this.destroy(),
      },
      world.nextContentsId(),
    )
    list.add(this)
    world.app.emit('browser-window-created', plainEvent(), this)
    this.webContents.once('dom-ready', () => this.emit('ready-to-show'))
    this.webContents.on('unresponsive', () => this.emit('unresponsive'))
    this.webContents.on('responsive', () => this.emit('responsive'))
    this.webContents.on('page-title-updated', (_event, pageTitle) => this.takeTitle(pageTitle))
    if (show) this.takeFocus()
  }

  /** The page in it, once it is there. */
  page(): Promise<Page> {
    return this.webContents.page()
  }

  loadURL(url: string): Promise<void> {
    this.assertAlive()
    return this.webContents.loadURL(url)
  }
  reload(): void {
    this.webContents.reload()
  }

  show(): void {
    this.appear()
    this.takeFocus()
  }
  showInactive(): void {
    this.appear()
  }
  private appear(): void {
    this.assertAlive()
    if (this.visible) return
    this.visible = true
    this.tellVisibility()
    this.emit('show')
  }
  hide(): void {
    this.assertAlive()
    if (!this.visible) return
    this.visible = false
    this.loseFocus()
    this.tellVisibility()
    this.emit('hide')
  }
  focus(): void {
    this.assertAlive()
    if (this.visible && !this.minimized) this.takeFocus()
  }
  blur(): void {
    this.assertAlive()
    this.loseFocus()
  }
  private takeFocus(): void {
    const { focused } = this.list
    if (focused === this) return
    focused?.loseFocus()
    this.list.focused = this
    this.emit('focus', plainEvent())
    this.world.app.emit('browser-window-focus', plainEvent(), this)
  }
  private loseFocus(): void {
    if (this.list.focused !== this) return
    this.list.focused = null
    this.emit('blur', plainEvent())
    this.world.app.emit('browser-window-blur', plainEvent(), this)
  }
  private tellVisibility(): void {
    this.webContents.setHidden(!this.visible || this.minimized)
  }

  /** As a person closes it; whoever listens may prevent it. */
  close(): void {
    if (this.destroyed) return
    const event = plainEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    if (this.destroyed) return
    const wasFocused = this.isFocused()
    this.loseFocus()
    this.destroyed = true
    this.list.remove(this)
    this.webContents.destroy()
    this.emit('closed')
    // As window managers do: the one below comes to the front.
    if (wasFocused)
      this.list
        .all()
        .findLast((window) => window.isVisible())
        ?.focus()
    if (this.list.all().length === 0) this.world.app.noteNoWindows()
  }

  minimize(): void {
    this.assertAlive()
    if (this.minimized) return
    this.minimized = true
    this.loseFocus()
    this.tellVisibility()
    this.emit('minimize')
  }
  restore(): void {
    this.assertAlive()
    if (!this.minimized) return
    this.minimized = false
    this.tellVisibility()
    this.emit('restore')
    this.takeFocus()
  }
  maximize(): void {
    this.assertAlive()
    this.appear()
    if (this.maximized) return
    this.maximized = true
    this.emit('maximize')
  }
  unmaximize(): void {
    this.assertAlive()
    if (!this.maximized) return
    this.maximized = false
    this.emit('unmaximize')
  }
  moveTop(): void {
    this.assertAlive()
  }
  center(): void {
    this.assertAlive()
  }
  isVisible(): boolean {
    return this.visible && !this.minimized
  }
  isFocused(): boolean {
    return this.list.focused === this
  }
  isMinimized(): boolean {
    return this.minimized
  }
  isMaximized(): boolean {
    return this.maximized
  }
  isNormal(): boolean {
    return !this.minimized && !this.maximized && !this.fullScreen
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  isFullScreen(): boolean {
    return this.fullScreen
  }
  setFullScreen(flag: boolean): void {
    this.assertAlive()
    if (this.fullScreen === flag) return
    this.fullScreen = flag
    this.emit(flag ? 'enter-full-screen' : 'leave-full-screen')
  }

  isAlwaysOnTop(): boolean {
    return this.onTop
  }
  setAlwaysOnTop(flag: boolean): void {
    this.assertAlive()
    if (this.onTop === flag) return
    this.onTop = flag
    this.emit('always-on-top-changed', plainEvent(), flag)
  }
  getOpacity(): number {
    return this.opacity
  }
  setOpacity(opacity: number): void {
    this.assertAlive()
    this.opacity = Math.min(1, Math.max(0, opacity))
  }

  getBounds(): Electron.Rectangle {
    this.assertAlive()
    return { ...this.bounds }
  }
  getNormalBounds(): Electron.Rectangle {
    return this.getBounds()
  }
  getContentBounds(): Electron.Rectangle {
    return this.getBounds()
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.assertAlive()
    const [minWidth, minHeight] = this.minimum
    const old = this.bounds
    const wanted = { ...old, ...bounds }
    this.bounds = {
      ...wanted,
      width: Math.max(minWidth, wanted.width),
      height: Math.max(minHeight, wanted.height),
    }
    if (old.width !== this.bounds.width || old.height !== this.bounds.height) {
      const { width, height } = this.bounds
      this.page()
        .then((page) => page.setViewportSize({ width, height }))
        .catch(() => undefined)
      this.emit('resize')
      this.emit('resized')
    }
    if (old.x === this.bounds.x && old.y === this.bounds.y) return
    this.emit('move')
    this.emit('moved')
  }
  setContentBounds(bounds: Electron.Rectangle): void {
    this.setBounds(bounds)
  }
  getSize(): number[] {
    return [this.bounds.width, this.bounds.height]
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }
  getContentSize(): number[] {
    return this.getSize()
  }
  setContentSize(width: number, height: number): void {
    this.setSize(width, height)
  }
  getPosition(): number[] {
    return [this.bounds.x, this.bounds.y]
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y })
  }
  getMinimumSize(): number[] {
    return [...this.minimum]
  }
  setMinimumSize(width: number, height: number): void {
    this.minimum = [width, height]
  }

  getTitle(): string {
    return this.title
  }
  setTitle(title: string): void {
    this.assertAlive()
    this.title = title
  }
  private takeTitle(pageTitle: string): void {
    const event = plainEvent()
    this.emit('page-title-updated', event, pageTitle, true)
    if (!event.defaultPrevented) this.title = pageTitle
  }
  setBackgroundColor(color: string): void {
    this.background = color
  }
  getBackgroundColor(): string {
    return this.background
  }
  setOverlayIcon(image: unknown, description: string): void {
    this.overlay = { image, description }
  }
  setMenu(menu: unknown): void {
    this.menu = menu
  }
  removeMenu(): void {
    this.menu = null
  }
  setIcon(): void {}
  setSkipTaskbar(): void {}
  setMenuBarVisibility(visible: boolean): void {
    this.menuBar = visible
  }
  setAutoHideMenuBar(): void {}
  isMenuBarVisible(): boolean {
    return this.menuBar
  }
  setVisibleOnAllWorkspaces(): void {}
  flashFrame(): void {}
  setProgressBar(): void {}
  setContentProtection(): void {}
  isResizable(): boolean {
    return this.resizable
  }
  setResizable(resizable: boolean): void {
    this.resizable = resizable
  }

  private assertAlive(): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
  }

  static {
    refuseUnknown('BrowserWindow', StandInWindow.prototype)
  }
}

/** The class as the app gets it. */
export const createBrowserWindowClass = (world: World, list: WindowList) => {
  class BrowserWindow extends StandInWindow {
    constructor(options?: Electron.BrowserWindowConstructorOptions) {
      super(world, list, options)
    }
    static getAllWindows(): StandInWindow[] {
      return [...list.all()]
    }
    static getFocusedWindow(): StandInWindow | null {
      return list.focused
    }
    static fromId(id: number): StandInWindow | null {
      return list.all().find((window) => window.id === id) ?? null
    }
    static fromWebContents(contents: WebContentsFace): StandInWindow | null {
      return list.all().find((window) => window.webContents.id === contents.id) ?? null
    }
  }
  return refuseUnknown('BrowserWindow', BrowserWindow satisfies BrowserWindowClassFace)
}
