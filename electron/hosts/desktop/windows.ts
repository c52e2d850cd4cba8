/** All windows of the app: which are open, how they stood last time, and who is to the front. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { WindowAsk } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { ChannelId } from '../../../shared/model.ts'
import { createSubject, type Observable } from '../../core/observable.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { type AppWindow, type AppWindowOptions, openAppWindow, type WindowCan } from './app-window.ts'
import { firstState, fitBounds, nextState, onArea, type WindowState } from './window-state.ts'

/** What the windows need of Electron, so that they can be tested without it. */
export interface WindowSystem {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow
  /** The displays' work areas, the primary one first. */
  readonly areas: () => readonly [Rectangle, ...Rectangle[]]
  /** The work area of the display that `bounds` is mostly on. */
  readonly areaOf: (bounds: Rectangle) => Rectangle
  readonly can: WindowCan
  /** A picture's path where a window needs one of its own; elsewhere the program's is taken. */
  readonly icon: string | undefined
  /** What a window shows before its page is drawn. */
  readonly background: () => string
}

export interface WindowsOptions {
  readonly system: WindowSystem
  readonly preload: string
  readonly allowDeveloperTools: boolean
  readonly clock: Clock
  readonly log: Logger
  readonly admit: AppWindowOptions['admit']
  /** Looks after a window's page; the disposer is called when it is closed. */
  readonly watch: (window: BrowserWindow) => () => void
  /** How the windows stood when the app ended; none at the first start. */
  readonly remembered: readonly WindowState[]
  readonly remember: (states: readonly WindowState[]) => void
  /** A window of ours came to the front. */
  readonly onFocus: () => void
  /** The last window was closed by a person. */
  readonly onLastClosed: () => void
}

export interface Windows {
  /** Opens what was open last time, or one. */
  restore(): void
  /** Another window; `from` is the one that asked. */
  open(from?: AppWindow, view?: ChannelId | 'all'): Promise<Result<void>>
  /** Brings one to the front that fits `request`, or opens one, and hands it over; without one, the window used last. */
  show(request?: WindowAsk): void
  /** The one used last comes last. */
  readonly all: Observable<readonly AppWindow[]>
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
  const all = createSubject<readonly AppWindow[]>([])
  /** What the last window was like, for when one is opened again from the tray. */
  let last: readonly WindowState[] = options.remembered
  let ending = false
  let cancelRemembering = () => {}

  const rememberNow = () => {
    cancelRemembering()
    if (all.value.length > 0) last = all.value.map((window) => window.state())
    options.remember(last)
  }
  const rememberSoon = () => {
    if (ending) return
    cancelRemembering()
    cancelRemembering = clock.after(rememberAfterMs, rememberNow)
  }
  const changed = () => {
    all.set([...all.value])
    rememberSoon()
  }

  const openOne = (state: WindowState, inFront = true): void => {
    const bounds = fitBounds(state.bounds, system.areas())
    const opened = openAppWindow({
      create: system.create,
      preload: options.preload,
      state: { ...state, bounds },
      can: system.can,
      background: system.background(),
      icon: system.icon,
      inFront,
      clock,
      allowDeveloperTools: options.allowDeveloperTools,
      log,
      onChange: changed,
      admit: options.admit,
      open,
    })
    const unwatch = options.watch(opened.window)
    all.set([...all.value, opened])
    opened.window.on('focus', () => {
      all.set([...all.value.filter((other) => other !== opened), opened])
      options.onFocus()
    })
    opened.window.on('blur', () => all.set([...all.value]))
    opened.window.once('closed', () => {
      unwatch()
      if (all.value.length === 1 && !ending) rememberNow()
      all.set(all.value.filter((other) => other !== opened))
      if (ending) return
      if (all.value.length > 0) rememberSoon()
      else options.onLastClosed()
    })
    rememberSoon()
  }

  const restore = () => {
    const states = last.length === 0 ? [firstState(system.areas()[0])] : last.slice(-mostWindows)
    // Only the one used last takes the focus: the others keep their order whichever is drawn first.
    for (const [index, state] of states.entries()) openOne(state, index === states.length - 1)
  }

  const open = async (from: AppWindow | undefined, view: ChannelId | 'all' | undefined): Promise<Result<void>> => {
    if (ending) return isEnding
    if (all.value.length >= mostWindows) return tooMany
    const beside = (from ?? all.value.at(-1))?.state()
    if (beside === undefined) restore()
    else {
      const free = view === undefined ? freeArea() : undefined
      openOne(free === undefined ? nextState(beside, system.areaOf(beside.bounds), view) : onArea(beside, free))
    }
    return ok(undefined)
  }

  /** A display without a window of ours: whoever has several wants one on each. */
  const freeArea = (): Rectangle | undefined => {
    const taken = all.value.map((window) => system.areaOf(window.state().bounds))
    return system.areas().find(({ x, y }) => !taken.some((area) => area.x === x && area.y === y))
  }

  /** The one that shows what is asked for; else one that shows everything, since a popped-out view stays what it is. */
  const fitting = (request: WindowAsk | undefined): AppWindow | undefined => {
    const view = request?.kind === 'view' ? request.view : undefined
    return (
      (view === undefined ? undefined : all.value.findLast((window) => window.state().view === view)) ??
      (request === undefined ? undefined : all.value.findLast((window) => !window.state().compact)) ??
      all.value.at(-1)
    )
  }

  return {
    restore,
    open,
    show(request) {
      // Its page would not be heard any more.
      if (ending) return
      if (all.value.length === 0) restore()
      const window = fitting(request)
      if (request === undefined) window?.show()
      else window?.ask(request)
    },
    all,
    focused: () => all.value.find(({ window }) => window.isFocused()),
    refit() {
      for (const { window } of all.value) {
        const bounds = window.getBounds()
        const fitting = fitBounds(bounds, system.areas())
        if (fitting.x !== bounds.x || fitting.y !== bounds.y) window.setBounds(fitting)
      }
    },
    closeAll() {
      if (ending) return
      rememberNow()
      ending = true
      for (const { window } of all.value) window.destroy()
    },
  }
}

const isEnding: Result<never> = failed({ kind: 'unsupported', why: 'ending', message: 'Tributary is ending.' })

const tooMany: Result<never> = failed({
  kind: 'refused',
  code: 'windows',
  reason: 'too many windows',
  message: `${mostWindows} windows are open, which is as many as Tributary opens. Close one first.`,
})
