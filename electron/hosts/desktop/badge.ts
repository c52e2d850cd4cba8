/** How many mentions are unread, on the app's own icon. It never flashes: who is live decides when to look. */
import type { App } from 'electron'
import type { ChannelView } from '../../../shared/contract.ts'
import type { Observable } from '../../core/observable.ts'
import type { Clock } from '../../core/ports/host.ts'
import { createThrottle } from './throttle.ts'
import { countMentions, describeMentions } from './unread.ts'

export interface BadgeParts<Image> {
  readonly app: Pick<App, 'setBadgeCount'>
  /** The dot that Windows lays over the icon; never made elsewhere. */
  readonly dot: () => Image
  readonly platform: NodeJS.Platform
  readonly clock: Pick<Clock, 'after'>
  readonly channels: Observable<readonly ChannelView[]>
  /** Every open window: each has its own place in the taskbar of Windows. */
  readonly windows: Observable<readonly { setOverlayIcon(overlay: Image | null, description: string): void }[]>
}

const refreshMs = 1_000
/** macOS and Linux write the count themselves; Windows lays a dot over the icon and reads the count out. */
export const startBadge = <Image>(parts: BadgeParts<Image>): { stop(): void } => {
  const { app, platform, clock, channels, windows } = parts
  if (platform !== 'win32') {
    let shown = 0
    const show = (count: number) => {
      if (count === shown) return
      shown = count
      app.setBadgeCount(count)
    }
    const throttle = createThrottle(clock, refreshMs, () => show(countMentions(channels.value)))
    const release = channels.subscribe(throttle.ask)
    throttle.ask()
    return {
      stop() {
        release()
        throttle.stop()
        show(0)
      },
    }
  }
  const dot = parts.dot()
  const shown = new WeakMap<object, string>()
  const throttle = createThrottle(clock, refreshMs, () => {
    const says = describeMentions(channels.value)
    for (const window of windows.value) {
      if ((shown.get(window) ?? '') === says) continue
      shown.set(window, says)
      window.setOverlayIcon(says === '' ? null : dot, says)
    }
  })
  const releases = [channels.subscribe(throttle.ask), windows.subscribe(throttle.ask)]
  throttle.ask()
  return {
    stop() {
      for (const release of releases) release()
      throttle.stop()
    },
  }
}
