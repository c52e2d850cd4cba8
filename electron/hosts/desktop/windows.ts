/** All windows of the app: which are open, how they stood last time, and who is to the front. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { WindowAsk } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { ChannelId } from '../../../shared/model.ts'
import type { WindowServices } from '../../core/ports/client.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { type AppWindow, openAppWindow, type WindowCan } from './app-window.ts'
import { firstState, fitBounds, nextState, onArea, type WindowState } from './window-state.ts'

/** What the windows need of Electron, so that they can be tested without it. */
export interface WindowSystem {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow
  /** The displays' work areas, the primary one first. */
  readonly areas: () => readonly [Rectangle, ...Rectangle[]]
  /** The work area of the display that `bounds` is mostly on. */
  readonly areaOf: (bounds: Rectangle) => Rectangle
  readonly can: WindowCan
  /** What a window shows before its page is drawn. */
  readonly background: () => string
}

export interface WindowsOptions {
  readonly system: WindowSystem
  readonly preload: string
  readonly allowDeveloperTools: boolean
  readonly clock: Clock
  readonly log: Logger
  readonly admit: (window: BrowserWindow, services: WindowServices) => () => void
  /** Looks after a window's page; the disposer is called when it is closed. */
  readonly watch: (window: BrowserWindow) => () => void
  /** How the windows stood when the app ended; none at the first start. */
  readonly remembered: readonly WindowState[]
  readonly remember: (states: readonly WindowState[]) => void
  /** The last window was closed by a person. */
  readonly onLastClosed: () => void
  /** One was opened, closed, focused or has changed. */
  readonly onChange: () => void
}

export interface Windows {
  /** Opens what was open last time, or one. */
  restore(options: { readonly hidden: boolean }): void
  /** Another window; `from` is the one that asked. */
  open(from?: AppWindow, view?: ChannelId | 'all'): Promise<Result<void>>
  /** Brings one to the front that fits `request`, or opens one, and hands it over; without one, the window used last. */
  show(request?: WindowAsk): void
  all(): readonly AppWindow[]
  focused(): AppWindow | undefined
  /** Displays have changed: what stands on none of them any more is brought back. */
  refit(): void
  /** From now on closing is the app's own: nothing more is remembered. */
  closeAll(): void
}

/** More than anyone has displays: a page that was taken over opens no more. */
const mostWindows = 16
const rememberAfterMs = 500

export const createWindows = (options: WindowsOptions): Windows => {
  const { system, clock, log } = options
  /** The one used last comes last. */
  let windows: readonly AppWindow[] = []
  /** What the last window was like, for when one is opened again from the tray. */
  let last: readonly WindowState[] = options.remembered
  let ending = false
  let cancelRemembering = () => {}

  const rememberNow = () => {
    cancelRemembering()
    if (windows.length > 0) last = windows.map((window) => window.state())
    options.remember(last)
  }
  const changed = () => {
    options.onChange()
    if (ending) return
    cancelRemembering()
    cancelRemembering = clock.after(rememberAfterMs, rememberNow)
  }

  const openOne = (state: WindowState, hidden = false): AppWindow => {
    const bounds = fitBounds(state.bounds, system.areas())
    const opened = openAppWindow({
      create: system.create,
      preload: options.preload,
      state: { ...state, bounds },
      can: system.can,
      background: system.background(),
      hidden,
      allowDeveloperTools: options.allowDeveloperTools,
      log,
      onChange: changed,
      admit: options.admit,
      open: open,
    })
    const unwatch = options.watch(opened.window)
    windows = [...windows, opened]
    opened.window.on('focus', () => {
      windows = [...windows.filter((other) => other !== opened), opened]
      options.onChange()
    })
    opened.window.on('blur', options.onChange)
    opened.window.on('show', options.onChange)
    opened.window.on('hide', options.onChange)
    opened.window.once('closed', () => {
      unwatch()
      if (windows.length === 1 && !ending) rememberNow()
      windows = windows.filter((other) => other !== opened)
      if (ending) return
      if (windows.length > 0) changed()
      else {
        options.onChange()
        options.onLastClosed()
      }
    })
    changed()
    return opened
  }

  const openFirst = (hidden: boolean) => openOne(last.at(-1) ?? firstState(system.areas()[0]), hidden)

  const open = async (from: AppWindow | undefined, view: ChannelId | 'all' | undefined): Promise<Result<void>> => {
    if (windows.length >= mostWindows) return tooMany
    const beside = (from ?? windows.at(-1))?.state()
    if (beside === undefined) openFirst(false)
    else {
      const free = view === undefined ? freeArea() : undefined
      openOne(free === undefined ? nextState(beside, system.areaOf(beside.bounds), view) : onArea(beside, free))
    }
    return ok(undefined)
  }

  /** A display without a window of ours: whoever has several wants one on each. */
  const freeArea = (): Rectangle | undefined => {
    const taken = windows.map((window) => system.areaOf(window.state().bounds))
    return system.areas().find(({ x, y }) => !taken.some((area) => area.x === x && area.y === y))
  }

  /** The one that shows what is asked for; else one that shows everything, since a popped-out view stays what it is. */
  const fitting = (request: WindowAsk | undefined): AppWindow | undefined => {
    const view = request?.kind === 'view' ? request.view : undefined
    return (
      (view === undefined ? undefined : windows.findLast((window) => window.state().view === view)) ??
      (request === undefined ? undefined : windows.findLast((window) => !window.state().compact)) ??
      windows.at(-1)
    )
  }

  return {
    restore({ hidden }) {
      const states = options.remembered.slice(-mostWindows)
      if (states.length === 0) openFirst(hidden)
      else for (const state of states) openOne(state, hidden)
    },
    open,
    show(request) {
      const window = fitting(request) ?? openFirst(false)
      if (request === undefined) window.show()
      else window.ask(request)
    },
    all: () => windows,
    focused: () => windows.find(({ window }) => window.isFocused()),
    refit() {
      for (const { window } of windows) {
        const bounds = window.getBounds()
        const fitting = fitBounds(bounds, system.areas())
        if (fitting.x !== bounds.x || fitting.y !== bounds.y) window.setBounds(fitting)
      }
    },
    closeAll() {
      if (ending) return
      rememberNow()
      ending = true
      for (const { window } of windows) window.destroy()
    },
  }
}

const tooMany: Result<never> = failed({
  kind: 'refused',
  code: 'windows',
  reason: 'too many windows',
  message: `${mostWindows} windows are open, which is as many as Tributary opens. Close one first.`,
})
