/** `webFrameMain`: one object for each document that a frame shows. */
import { EventEmitter } from 'node:events'
import { originOf } from './addresses.ts'
import { refuseUnknown } from './refuse.ts'

export type FrameFace = Pick<
  Electron.WebFrameMain,
  | 'url'
  | 'origin'
  | 'name'
  | 'processId'
  | 'osProcessId'
  | 'routingId'
  | 'frameTreeNodeId'
  | 'frameToken'
  | 'detached'
  | 'isDestroyed'
  | 'send'
> & {
  readonly parent: FrameFace | null
  readonly top: FrameFace | null
  readonly frames: FrameFace[]
}

export interface FrameState {
  readonly url: string
  readonly name: string
  readonly number: number
  readonly parent: StandInFrame | null
  readonly children: () => StandInFrame[]
  readonly processId: number
  readonly send: (channel: string, values: readonly unknown[]) => void
}

export class StandInFrame extends EventEmitter implements FrameFace {
  private gone = false
  private readonly state: FrameState
  private address: string

  constructor(state: FrameState) {
    super()
    this.state = state
    this.address = state.url
  }

  get url(): string {
    return this.address
  }
  get origin(): string {
    return originOf(this.address)
  }
  get name(): string {
    return this.state.name
  }
  get processId(): number {
    return this.state.processId
  }
  get osProcessId(): number {
    return this.state.processId
  }
  get routingId(): number {
    return this.state.number
  }
  get frameTreeNodeId(): number {
    return this.state.number
  }
  get frameToken(): string {
    return `frame-${this.state.number}`
  }
  get detached(): boolean {
    return this.gone
  }
  get parent(): StandInFrame | null {
    return this.state.parent
  }
  get top(): StandInFrame | null {
    return this.state.parent === null ? this : this.state.parent.top
  }
  get frames(): StandInFrame[] {
    return this.state.children()
  }
  isDestroyed(): boolean {
    return this.gone
  }
  send(channel: string, ...values: unknown[]): void {
    if (!this.gone) this.state.send(channel, values)
  }
  /** The same document has another address. */
  move(url: string): void {
    this.address = url
  }
  /** The frame shows another document, or is gone. */
  end(): void {
    this.gone = true
  }

  static {
    refuseUnknown('webFrameMain', StandInFrame.prototype)
  }
}
