/** `Tray`: what it shows, and a click on it. */
import { EventEmitter } from 'node:events'
import type { None, StrayEvents } from './events.ts'
import type { MenuFace, StandInMenu } from './menu.ts'
import { refuseUnknown } from './refuse.ts'

interface TrayEvents {
  click: [event: Electron.KeyboardEvent, bounds: Electron.Rectangle, position: Electron.Point]
  'double-click': [event: Electron.KeyboardEvent, bounds: Electron.Rectangle]
  'right-click': [event: Electron.KeyboardEvent, bounds: Electron.Rectangle]
}
export type NoStrayTrayEvents = None<StrayEvents<Electron.Tray, TrayEvents>>

type Known =
  | 'destroy'
  | 'setImage'
  | 'setPressedImage'
  | 'isDestroyed'
  | 'setToolTip'
  | 'setTitle'
  | 'getTitle'
  | 'getBounds'
  | 'setIgnoreDoubleClickEvents'
  | 'getIgnoreDoubleClickEvents'

export type TrayFace = Pick<Electron.Tray, Known> & {
  setContextMenu(menu: MenuFace | null): void
  popUpContextMenu(menu?: MenuFace): void
}

const corner = { x: 1_880, y: 0, width: 24, height: 24 }
const noKeys: Electron.KeyboardEvent = { triggeredByAccelerator: false }

/** `trays` is every one that was made, for a test to look at. */
export const createTrayClass = (trays: StandInTray[]) => {
  class Tray extends StandInTray {
    constructor(image: unknown) {
      super(image)
      trays.push(this)
    }
  }
  return Tray
}

export class StandInTray extends EventEmitter<TrayEvents> implements TrayFace {
  image: unknown
  toolTip = ''
  menu: StandInMenu | null = null
  private title = ''
  private destroyed = false
  private ignoresDoubleClicks = false

  constructor(image: unknown) {
    super()
    this.image = image
  }
  /** As a person clicks it. */
  press(): void {
    this.emit('click', noKeys, corner, { x: corner.x, y: corner.y })
  }
  setImage(image: unknown): void {
    this.image = image
  }
  setPressedImage(): void {}
  setToolTip(toolTip: string): void {
    this.toolTip = toolTip
  }
  setTitle(title: string): void {
    this.title = title
  }
  getTitle(): string {
    return this.title
  }
  setContextMenu(menu: StandInMenu | null): void {
    this.menu = menu
  }
  popUpContextMenu(menu?: StandInMenu): void {
    ;(menu ?? this.menu)?.popup()
  }
  getBounds(): Electron.Rectangle {
    return corner
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.ignoresDoubleClicks = ignore
  }
  getIgnoreDoubleClickEvents(): boolean {
    return this.ignoresDoubleClicks
  }
  destroy(): void {
    this.destroyed = true
    this.removeAllListeners()
  }
  isDestroyed(): boolean {
    return this.destroyed
  }

  static {
    refuseUnknown('Tray', StandInTray.prototype)
  }
}
