/** `ipcMain`, and the same again on each `webContents`. */
import { EventEmitter } from 'node:events'
import { refuseUnknown } from './refuse.ts'
import type { WebContentsFace } from './web-contents.ts'
import type { FrameFace } from './web-frame-main.ts'

/** What a listener gets beside the values. */
export interface IpcEvent extends Electron.Event {
  readonly type: 'frame'
  readonly processId: number
  readonly frameId: number
  readonly sender: WebContentsFace
  /** Null once the frame shows another document than the one that sent, or is gone. */
  readonly senderFrame: FrameFace | null
  readonly reply: (channel: string, ...values: unknown[]) => void
}

type Handler = (event: IpcEvent, ...values: unknown[]) => unknown

export class StandInIpcMain extends EventEmitter implements Pick<Electron.IpcMain, 'removeHandler'> {
  private readonly handlers = new Map<string, Handler>()

  override on(channel: string, listener: (event: IpcEvent, ...values: unknown[]) => void): this {
    return super.on(channel, listener)
  }

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...values) => {
      this.removeHandler(channel)
      return handler(event, ...values)
    })
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** The handler of a channel, for the pipe. */
  handlerOf(channel: string): Handler | undefined {
    return this.handlers.get(channel)
  }

  static {
    refuseUnknown('ipcMain', StandInIpcMain.prototype)
  }
}
