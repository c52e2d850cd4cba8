/** The desktop's gate and preload joined by pipes in one process; everything is cloned on its way, as Electron does. */
import { EventEmitter } from 'node:events'
import { createSubject } from '../../electron/core/observable.ts'
import type { Core, WindowServices } from '../../electron/core/ports/client.ts'
import {
  createIpcGate,
  type HeardContents,
  type HeardEvent,
  type HeardIpc,
  type IpcGate,
  type IpcGateOptions,
} from '../../electron/hosts/desktop/ipc-gate.ts'
import { createPreloadApi } from '../../electron/hosts/desktop/preload-api.ts'
import type { WindowView } from '../../shared/contract.ts'
import { ok } from '../../shared/errors.ts'
import type { PreloadApi } from '../../shared/protocol.ts'
import { createTestHost, systemClock, type TestHost } from './host.ts'

export interface IpcWindow {
  /** What the page was given. */
  readonly api: PreloadApi
  readonly contents: HeardContents & EventEmitter
  /** What this window's page was sent, in order. */
  readonly received: readonly unknown[]
  /** Says anything in the name of this window's page, past its preload. */
  say(value: unknown, from?: Partial<HeardEvent>): void
  /** The page is there no more, as after a crash. */
  crash(): void
  close(): void
}

export interface IpcPair {
  readonly gate: IpcGate
  readonly host: TestHost
  openWindow(services?: WindowServices): IpcWindow
  /** A window that nobody admitted. */
  openStranger(): IpcWindow
}

export const plainWindow: WindowServices = {
  view: createSubject<WindowView>({ alwaysOnTop: false, opacity: 1, compact: false }),
  change: () => ok(undefined),
  open: async () => ok(undefined),
}

export const createIpcPair = (core: Core, options: Partial<IpcGateOptions> = {}): IpcPair => {
  const host = createTestHost()
  const main = new EventEmitter() satisfies HeardIpc
  const gate = createIpcGate({
    ipcMain: main,
    core,
    clock: systemClock,
    log: host.log,
    randomId: host.randomId,
    ...options,
  })
  let lastId = 0

  const open = (): IpcWindow => {
    const id = ++lastId
    const page = new EventEmitter()
    const received: unknown[] = []
    let destroyed = false
    const contents = Object.assign(new EventEmitter(), {
      id,
      isDestroyed: () => destroyed,
      send(channel: string, message: unknown) {
        const copy = structuredClone(message)
        received.push(copy)
        // Never within the call that sent it, as no carrier does.
        queueMicrotask(() => page.emit(channel, {}, copy))
      },
    })
    const event: HeardEvent = {
      sender: { id },
      senderFrame: { url: 'app://bundle/#/all', origin: 'app://bundle', parent: null },
    }
    const say: IpcWindow['say'] = (value, from = {}) => {
      const copy = structuredClone(value)
      queueMicrotask(() => main.emit('tributary', { ...event, ...from }, copy))
    }
    const api = createPreloadApi({
      on: (channel, listener) => page.on(channel, listener),
      send: (_, value) => say(value),
    })
    return {
      api,
      contents,
      received,
      say,
      crash: () => contents.emit('render-process-gone'),
      close() {
        destroyed = true
        page.removeAllListeners()
      },
    }
  }

  return {
    gate,
    host,
    openWindow(services = plainWindow) {
      const window = open()
      const { dismiss } = gate.admit(window.contents, services)
      return {
        ...window,
        close() {
          dismiss()
          window.close()
        },
      }
    },
    openStranger: open,
  }
}
