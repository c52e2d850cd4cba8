/** `Notification`: what was shown, and a click on it. */
import { EventEmitter } from 'node:events'
import { type None, plainEvent, type StrayEvents } from './events.ts'
import { refuseUnknown } from './refuse.ts'

interface NotificationEvents {
  show: [event: Electron.Event]
  click: [event: Electron.Event]
  close: [details: Electron.Event<Electron.NotificationCloseEventParams>]
  failed: [event: Electron.Event, error: string]
}
export type NoStrayNotificationEvents = None<StrayEvents<Electron.Notification, NotificationEvents>>

export type NotificationFace = Pick<
  Electron.Notification,
  | 'show'
  | 'close'
  | 'title'
  | 'body'
  | 'subtitle'
  | 'silent'
  | 'urgency'
  | 'timeoutType'
  | 'sound'
  | 'id'
  | 'groupId'
  | 'groupTitle'
>

export interface NotificationClassFace {
  new (options?: Electron.NotificationConstructorOptions): NotificationFace
  isSupported(): boolean
}

export class StandInNotification extends EventEmitter<NotificationEvents> implements NotificationFace {
  title: string
  body: string
  subtitle: string
  silent: boolean
  sound: string
  urgency: 'normal' | 'critical' | 'low'
  timeoutType: 'default' | 'never'
  readonly id: string
  readonly groupId: string
  readonly groupTitle: string
  readonly options: Electron.NotificationConstructorOptions
  /** Whether it stands on the screen. */
  shown = false
  private readonly onShow: (notification: StandInNotification) => void

  constructor(options: Electron.NotificationConstructorOptions, onShow: (notification: StandInNotification) => void) {
    super()
    this.options = options
    this.onShow = onShow
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.subtitle = options.subtitle ?? ''
    this.silent = options.silent ?? false
    this.sound = options.sound ?? ''
    this.urgency = options.urgency ?? 'normal'
    this.timeoutType = options.timeoutType ?? 'default'
    this.id = options.id ?? ''
    this.groupId = options.groupId ?? ''
    this.groupTitle = options.groupTitle ?? ''
  }
  show(): void {
    this.shown = true
    this.onShow(this)
    this.emit('show', plainEvent())
  }
  close(): void {
    this.shown = false
  }
  /** As a person clicks it. */
  press(): void {
    this.shown = false
    this.emit('click', plainEvent())
  }

  static {
    refuseUnknown('Notification', StandInNotification.prototype)
  }
}

export interface NotificationControls {
  supported: boolean
  /** In the order in which they were shown. */
  readonly shown: readonly StandInNotification[]
}

export const createNotifications = () => {
  const shown: StandInNotification[] = []
  const controls: NotificationControls = { supported: true, shown }
  class Notification extends StandInNotification {
    constructor(options: Electron.NotificationConstructorOptions = {}) {
      super(options, (notification) => shown.push(notification))
    }
    static isSupported(): boolean {
      return controls.supported
    }
  }
  return { Notification: refuseUnknown('Notification', Notification satisfies NotificationClassFace), controls }
}
