/**
 * The only way from a page into the core (`reference/security.md`, 4): one channel, heard from the main frame of a window
 * that we opened, while it shows our own page, and from nobody else. What passes is measured and goes on to the same line
 * and the same command gate as every other host's.
 */
import { ipcChannel, type LineClosed, maxMessageBytes, type ServerMessage } from '../../../shared/protocol.ts'
import type { Core, WindowServices } from '../../core/ports/client.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { readClientRequest } from '../client-request.ts'
import { type ConnectionGates, type ConnectionLimits, createConnection, createConnectionGates } from '../connection.ts'
import { createRateGate, type RateGate } from '../rate-gate.ts'
import { appOrigin, isAppPage } from './addresses.ts'
import { createBoundedWarning } from './bounded-warning.ts'
import { measurePlainData } from './plain-data.ts'

/** What is heard of Electron's `IpcMainEvent`. */
export interface HeardEvent {
  readonly sender: { readonly id: number }
  /** Null when the frame has navigated away or is gone. */
  readonly senderFrame: { readonly url: string; readonly origin: string; readonly parent: unknown } | null
}

type Listener = (event: HeardEvent, ...values: readonly unknown[]) => void

/** What is needed of Electron's `IpcMain`. */
export interface HeardIpc {
  on(channel: string, listener: Listener): unknown
  removeListener(channel: string, listener: Listener): unknown
}

type PageEvent = 'render-process-gone' | 'unresponsive' | 'responsive'

/** What is needed of a window's `WebContents`. */
export interface HeardContents {
  readonly id: number
  isDestroyed(): boolean
  send(channel: string, message: unknown): void
  on(event: PageEvent, listener: () => void): unknown
  removeListener(event: PageEvent, listener: () => void): unknown
}

export interface IpcGateOptions {
  readonly ipcMain: HeardIpc
  readonly core: Core
  readonly clock: Clock
  readonly log: Logger
  readonly randomId: () => string
  readonly limits?: ConnectionLimits
}

export interface IpcGate {
  /** From now on this window is heard, until disposed; `window` is what its page may do with it. */
  admit(contents: HeardContents, window: WindowServices): Admitted
  /** Tells every page that the app ends, and hears nothing more. */
  stop(): void
}

export interface Admitted {
  /** Whether the window can be seen: the page itself is told nothing of it, so that a covered one goes on (app-window.ts). */
  setVisible(visible: boolean): void
  dismiss(): void
}

/** The line of the document that a window shows now. */
interface Line {
  receive(value: unknown, bytes: number): void
  /** The page does not read at the moment: of each state only the latest is kept until it does. */
  hold(held: boolean): void
  /** A window that cannot be seen is sent no batches, and a snapshot on its return. */
  setVisible(visible: boolean): void
  close(why?: LineClosed['closed']): void
}

interface Heard {
  readonly contents: HeardContents
  readonly window: WindowServices
  /** Of the window, however often its page begins anew. */
  readonly gates: ConnectionGates
  readonly hellos: RateGate
  visible: boolean
  line: Line | undefined
}

export const createIpcGate = (options: IpcGateOptions): IpcGate => {
  const { ipcMain, clock, log } = options
  const windows = new Map<number, Heard>()
  // A page that is not heard must not be able to fill the log either.
  const warn = createBoundedWarning(log, clock)

  const onMessage: Listener = (event, ...values) => {
    const known = windows.get(event.sender.id)
    const refusal = known === undefined ? 'unknown window' : refuseFrame(event)
    if (known === undefined || refusal !== undefined || values.length !== 1) {
      warn('message refused', { why: refusal ?? 'arguments' })
      return
    }
    const [value] = values
    const measured = measurePlainData(value)
    if (!measured.plain) {
      known.line?.close('malformed')
      known.line = undefined
    } else if (measured.bytes <= maxMessageBytes && readClientRequest(value)?.kind === 'hello') {
      if (known.hellos.take() > 0) {
        warn('message refused', { why: 'too many hellos' })
        return
      }
      // A document that was reloaded, or one whose line was closed, begins anew.
      known.line?.close()
      known.line = openLine(known, options)
    } else known.line?.receive(value, measured.bytes)
  }
  ipcMain.on(ipcChannel, onMessage)

  return {
    admit(contents, window) {
      const { id } = contents
      const known: Heard = {
        contents,
        window,
        gates: createConnectionGates(clock, options.limits),
        hellos: createRateGate({ perSecond: 1, burst: 10 }, clock.elapsed),
        visible: true,
        line: undefined,
      }
      windows.set(id, known)
      const end = () => {
        known.line?.close()
        known.line = undefined
      }
      const onUnresponsive = () => known.line?.hold(true)
      const onResponsive = () => known.line?.hold(false)
      // No navigation ends the line: one that is stopped leaves the page as it is, and a new document says hello itself.
      contents.on('render-process-gone', end)
      contents.on('unresponsive', onUnresponsive)
      contents.on('responsive', onResponsive)
      return {
        setVisible(visible) {
          known.visible = visible
          known.line?.setVisible(visible)
        },
        dismiss() {
          windows.delete(id)
          end()
          if (contents.isDestroyed()) return
          contents.removeListener('render-process-gone', end)
          contents.removeListener('unresponsive', onUnresponsive)
          contents.removeListener('responsive', onResponsive)
        },
      }
    },
    stop() {
      ipcMain.removeListener(ipcChannel, onMessage)
      for (const { line } of windows.values()) line?.close('stopping')
      windows.clear()
    },
  }
}

/** Why this sender is not heard; undefined for our page in a main frame. A frame that navigated away meanwhile is null. */
const refuseFrame = ({ senderFrame }: HeardEvent): string | undefined => {
  if (senderFrame === null) return 'no frame'
  if (senderFrame.parent !== null) return 'sub-frame'
  // An empty page has the origin of whoever led to it.
  return senderFrame.origin === appOrigin && isAppPage(senderFrame.url) ? undefined : 'other page'
}

const openLine = (heard: Heard, options: IpcGateOptions): Line => {
  const { contents, window, gates } = heard
  const { core, clock, log, randomId, limits } = options
  let open = true
  let held: Map<number, ServerMessage> | undefined

  const post = (message: ServerMessage | LineClosed) => {
    if (!contents.isDestroyed()) contents.send(ipcChannel, message)
  }
  const send = (message: ServerMessage, replaceable?: number) => {
    if (held === undefined || replaceable === undefined) post(message)
    else held.set(replaceable, message)
  }
  const close = (why?: LineClosed['closed']) => {
    if (!open) return
    open = false
    connection.close()
    if (why !== undefined) post({ closed: why })
  }
  const client = core.attach(window)
  const connection = createConnection({
    client,
    gates,
    clock,
    log,
    randomId,
    send,
    abandon: close,
    ...(limits === undefined ? {} : { limits }),
  })
  const setVisible = (visible: boolean) => void client.invoke('feed.visibility', { visible })
  post({ welcome: true })
  return {
    setVisible,
    receive(value, bytes) {
      if (bytes > maxMessageBytes) connection.refuseOversize(value, bytes, maxMessageBytes)
      else connection.receive(value)
      // Its feed begins as if it were seen.
      if (!heard.visible && readClientRequest(value)?.kind === 'subscribe') setVisible(false)
    },
    hold(next) {
      const waiting = held
      held = next ? (held ?? new Map()) : undefined
      if (!next) for (const message of waiting?.values() ?? []) post(message)
    },
    close,
  }
}
