/** Mentions as the system's notifications, while no window of ours has the focus. Without a sound: a microphone is open. */
import type { App, Notification, NotificationConstructorOptions } from 'electron'
import type { Disposer } from '../../../shared/contract.ts'
import type { ChannelId } from '../../../shared/model.ts'
import type { Clock, HostNotification, Logger } from '../../core/ports/host.ts'
import { cleanText } from '../../core/text.ts'

/** The slice of Electron's `Notification` that is used. */
export interface ShownNotification extends Pick<Notification, 'show' | 'close'> {
  on(event: 'click', listener: () => void): unknown
  on(event: 'close', listener: () => void): unknown
  on(event: 'failed', listener: () => void): unknown
}

export interface NotificationsParts {
  readonly Notification: {
    new (options: NotificationConstructorOptions): ShownNotification
    isSupported(): boolean
  }
  readonly app: Pick<App, 'setAppUserModelId'>
  /** As the installer registers it: Windows shows nothing of an app that it does not know. */
  readonly appId: string
  readonly platform: NodeJS.Platform
  readonly clock: Pick<Clock, 'after'>
  readonly log: Pick<Logger, 'warn'>
  /** Whether the person wants them. */
  readonly wanted: () => boolean
  /** Whether a window of ours has the focus. */
  readonly focused: () => boolean
  /** How a channel is called where strangers may look; undefined when it is not open any more. */
  readonly nameOf: (channel: ChannelId) => string | undefined
  /** Brings a window to the front, or opens one, and shows the channel. */
  readonly show: (channel: ChannelId) => void
}

export interface Notifications {
  readonly supported: boolean
  notify(notification: HostNotification): void
  /** The person is here: what was still shown is taken back. */
  dismissAll(): void
  stop(): void
}

/** Further mentions of a channel wait this long, in ms, and come as one. */
const foldMs = 5_000
const maxTitle = 100
const maxBody = 240

/**
 * Linux: servers take a body for markup, and Electron hands it on as it is; a title never is.
 * https://specifications.freedesktop.org/notification-spec/latest/markup.html
 */
const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What a channel has shown, and what waits. */
interface Burst {
  count: number
  /** The newest that is not shown yet. */
  waiting: HostNotification | undefined
  cancel: Disposer
}

export const createNotifications = (parts: NotificationsParts): Notifications => {
  const { Notification, app, appId, platform, clock, log, wanted, focused, nameOf, show } = parts
  if (platform === 'win32') app.setAppUserModelId(appId)
  const supported = Notification.isSupported()
  // One a channel, the newest. Held here: one that is collected as garbage takes its click with it.
  const shown = new Map<ChannelId, ShownNotification>()
  const bursts = new Map<ChannelId, Burst>()

  const present = ({ title, body, channel }: HostNotification) => {
    const text = cleanText(body, { maxLength: maxBody })
    const notification = new Notification({
      title: cleanText(title, { maxLength: maxTitle }),
      body: platform === 'linux' ? escapeMarkup(text) : text,
      silent: true,
    })
    const forget = () => {
      if (shown.get(channel) === notification) shown.delete(channel)
    }
    notification.on('click', () => {
      forget()
      show(channel)
    })
    notification.on('close', forget)
    notification.on('failed', () => {
      forget()
      // Without the system's words: they may hold the text.
      log.warn('notification not shown')
    })
    shown.get(channel)?.close()
    shown.set(channel, notification)
    notification.show()
  }

  const isQuiet = () => !supported || !wanted() || focused()

  const fold = (channel: ChannelId): Disposer =>
    clock.after(foldMs, () => {
      const burst = bursts.get(channel)
      const waiting = burst?.waiting
      if (burst === undefined || waiting === undefined || isQuiet()) {
        bursts.delete(channel)
        return
      }
      const where = nameOf(channel)
      const title = `${burst.count} mentions${where === undefined ? '' : ` in ${where}`}`
      present({ title, body: `${waiting.title}: ${waiting.body}`, channel })
      burst.waiting = undefined
      burst.cancel = fold(channel)
    })

  const forgetBursts = () => {
    for (const { cancel } of bursts.values()) cancel()
    bursts.clear()
  }

  return {
    supported,
    notify(notification) {
      if (isQuiet()) return
      const { channel } = notification
      const burst = bursts.get(channel)
      if (burst === undefined) {
        bursts.set(channel, { count: 1, waiting: undefined, cancel: fold(channel) })
        present(notification)
        return
      }
      burst.count += 1
      burst.waiting = notification
    },
    dismissAll() {
      forgetBursts()
      const open = [...shown.values()]
      shown.clear()
      for (const notification of open) notification.close()
    },
    stop: forgetBursts,
  }
}
