/** How many mentions are unread, on the app's own icon. It never flashes: who is live decides when to look. */
import type { App, CreateFromBitmapOptions } from 'electron'
import type { ChannelView } from '../../../shared/contract.ts'
import type { Observable } from '../../core/observable.ts'
import type { Clock } from '../../core/ports/host.ts'
import { createThrottle } from './throttle.ts'
import { countMentions, describeMentions } from './unread.ts'

export interface BadgeParts<Image> {
  readonly app: Pick<App, 'setBadgeCount'>
  readonly nativeImage: { createFromBitmap(buffer: Buffer, options: CreateFromBitmapOptions): Image }
  readonly platform: NodeJS.Platform
  readonly clock: Pick<Clock, 'after'>
  readonly channels: Observable<readonly ChannelView[]>
  /** Every open window: each has its own place in the taskbar of Windows. */
  readonly windows: Observable<readonly { setOverlayIcon(overlay: Image | null, description: string): void }[]>
}

const refreshMs = 1_000
/** px; Windows shows 16, and more on a denser display. */
const dotSize = 32
/** The accent (oklch 0.72 0.13 230) in the order of the bitmap's bytes: blue, green, red. */
const dotColor = [230, 179, 50] as const

/** A round dot with soft edges on nothing: 4 bytes a pixel, blue, green, red and alpha, the colours times alpha. */
export const drawDot = (size: number): Buffer => {
  const pixels = Buffer.alloc(size * size * 4)
  const middle = (size - 1) / 2
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inside = size / 2 - Math.hypot(x - middle, y - middle)
      const alpha = Math.min(1, Math.max(0, inside))
      for (const [index, value] of dotColor.entries()) pixels[(y * size + x) * 4 + index] = Math.round(value * alpha)
      pixels[(y * size + x) * 4 + 3] = Math.round(255 * alpha)
    }
  }
  return pixels
}

/** macOS and Linux write the count themselves; Windows lays a dot over the icon and reads the count out. */
export const startBadge = <Image>(parts: BadgeParts<Image>): { stop(): void } => {
  const { app, nativeImage, platform, clock, channels, windows } = parts
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
  const options = { width: dotSize, height: dotSize, scaleFactor: 2 }
  const dot = nativeImage.createFromBitmap(drawDot(dotSize), options)
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
