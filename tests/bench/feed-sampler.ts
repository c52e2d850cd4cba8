/** What runs in the page: looks once in every frame, and touches nothing. */
import type { Page } from 'playwright'

export interface Samples {
  readonly frameMs: readonly number[]
  readonly latencyMs: readonly number[]
  readonly paintedRows: number
  readonly unpinnedFrames: number
  /** px that the first visible row moved while the reader stood still; 0 is wanted. */
  readonly largestDrift: number
  readonly longTaskMs: number
}

declare global {
  interface Window {
    benchKeys: number[]
    benchStop(): Samples
    benchHeap(): number
  }
}

export const measureEmptyFps = async (page: Page): Promise<number> => {
  await page.goto('about:blank')
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const frames: number[] = []
        const step = (now: number) => {
          frames.push(now)
          const first = frames[0] ?? now
          if (now - first < 3_000) requestAnimationFrame(step)
          else resolve(((frames.length - 1) * 1000) / (now - first))
        }
        requestAnimationFrame(step)
      }),
  )
}

/** Runs in the page; must not close over anything. */
export const installSampler = (): void => {
  const log = document.querySelector('[role="log"]')
  if (!(log instanceof HTMLElement)) throw new Error('There is no feed.')
  const frameMs: number[] = []
  const latencyMs: number[] = []
  const painted = new Set<string>()
  const sentAt = /\bt=(\d+)/u
  let unpinnedFrames = 0
  let largestDrift = 0
  let longTaskMs = 0
  let last: number | undefined
  let anchor: { readonly id: string; readonly top: number } | undefined
  let running = true
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTaskMs += entry.duration
  })
  observer.observe({ type: 'longtask' })
  const articles = log.getElementsByTagName('article')
  const drift = (): void => {
    const box = log.getBoundingClientRect()
    const held = anchor === undefined ? undefined : log.querySelector(`[data-event-id="${CSS.escape(anchor.id)}"]`)
    if (anchor !== undefined && held !== null && held !== undefined) {
      largestDrift = Math.max(largestDrift, Math.abs(held.getBoundingClientRect().top - anchor.top))
      return
    }
    if (anchor !== undefined) largestDrift = Number.MAX_SAFE_INTEGER
    for (const article of articles) {
      const { top } = article.getBoundingClientRect()
      if (top >= box.top) {
        anchor = { id: article.dataset['eventId'] ?? '', top }
        return
      }
    }
  }
  const pinnedAtStart = log.scrollHeight - log.scrollTop - log.clientHeight < 48
  const step = (now: number): void => {
    if (!running) return
    requestAnimationFrame(step)
    if (last !== undefined) frameMs.push(now - last)
    last = now
    let newest = 0
    for (const article of articles) {
      const id = article.dataset['eventId'] ?? ''
      const match = sentAt.exec(article.textContent)
      if (match === null) continue
      painted.add(id)
      newest = Math.max(newest, Number(match[1]))
    }
    if (newest > 0) latencyMs.push(Date.now() - newest)
    if (pinnedAtStart) {
      if (log.scrollHeight - log.scrollTop - log.clientHeight > 48) unpinnedFrames++
    } else drift()
  }
  for (const article of articles) painted.add(article.dataset['eventId'] ?? '')
  const atStart = painted.size
  requestAnimationFrame(step)
  window.benchStop = () => {
    running = false
    observer.disconnect()
    return { frameMs, latencyMs, paintedRows: painted.size - atStart, unpinnedFrames, largestDrift, longTaskMs }
  }
  window.benchHeap = () => {
    const memory = Reflect.get(performance, 'memory')
    Reflect.get(window, 'gc')?.()
    return typeof memory === 'object' && memory !== null ? Number(Reflect.get(memory, 'usedJSHeapSize')) : 0
  }
}
