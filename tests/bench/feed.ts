/**
 * The whole path, from the simulator's socket to the paint (DESIGN 8): production build, 1280x800, rows with two badges
 * and an emote. Latency is freshness: in every frame, now minus the send time of the newest row in the DOM.
 * `--scrolled` reads from the middle of a full ring instead (drift must be 0); `--typing` types while the feed flows.
 */
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright'
import { browserArguments, ensureBrowser } from '../../scripts/browser.ts'
import { launch } from '../../scripts/launch.ts'
import { build, say } from '../../scripts/project.ts'
import { direct, startSimulator } from '../../scripts/simulated.ts'
import { installSampler, measureEmptyFps, type Samples } from './feed-sampler.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    channels: { type: 'string', default: '4' },
    scrolled: { type: 'boolean', default: false },
    typing: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const rate = Number(values.rate)
const seconds = Number(values.seconds)
const channelCount = Number(values.channels)

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const rounded = (value: number): number => Math.round(value * 10) / 10
const ascending = (numbers: readonly number[]): readonly number[] => [...numbers].sort((left, right) => left - right)

const readShown = (page: Page): Promise<number> =>
  page.getByRole('log', { name: 'All messages' }).evaluate((log) => Number(log.dataset['shown'] ?? 0))

const typeWhileItFlows = async (page: Page, until: number): Promise<readonly number[]> => {
  const input = page.getByRole('textbox', { name: 'Message', exact: true })
  await input.click()
  await page.evaluate(() => {
    window.benchKeys = []
    addEventListener(
      'keydown',
      (event) => {
        const pressed = event.timeStamp
        requestAnimationFrame(() => setTimeout(() => window.benchKeys.push(performance.now() - pressed)))
      },
      { capture: true },
    )
  })
  const letters = 'typing while the river flows '
  for (let index = 0; Date.now() < until; index++) {
    await page.keyboard.press(
      letters[index % letters.length] === ' ' ? 'Space' : (letters[index % letters.length] ?? 'a'),
    )
    await page.waitForTimeout(60)
  }
  return page.evaluate(() => window.benchKeys)
}

const waitUntilShown = async (page: Page, wanted: number): Promise<number> => {
  const deadline = Date.now() + 10_000
  let shown = await readShown(page)
  while (shown < wanted && Date.now() < deadline) {
    await page.waitForTimeout(100)
    shown = await readShown(page)
  }
  return shown
}

const measure = async (browser: Browser): Promise<Record<string, unknown>> => {
  const simulator = await startSimulator([])
  const app = await launch({ args: ['--demo'], env: simulator.env, openBrowser: false })
  const director = direct(app.url)
  try {
    const logins = Array.from({ length: channelCount }, (_, index) => `bench_room_${index + 1}`)
    await simulator.control('addUsers', { logins })
    for (const text of logins) await director.invoke('channels.add', { text, accountId: null })
    await director.waitFor(
      'channels',
      (views) => views.length === channelCount && views.every((view) => view.state.status === 'live'),
    )

    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const emptyFps = await measureEmptyFps(page)
    await page.goto(app.url)
    await page.getByRole('log', { name: 'All messages' }).waitFor()
    const before = await readShown(page)
    let warmed = 0
    // A full ring is the state that an evening is in; the figures are of that state.
    const warm = async (messages: number) => {
      const result = await simulator.control('burst', { channels: logins, rate: 2_000, seconds: messages / 2_000 })
      warmed += isSent(result) ? result.sent : 0
      await waitUntilShown(page, before + warmed)
    }
    await warm(values.scrolled ? 2_000 * channelCount + 2_000 : 2_000)
    const log = page.getByRole('log', { name: 'All messages' })
    if (values.scrolled) {
      await log.hover()
      await page.mouse.wheel(0, -6_000)
      await page.waitForTimeout(500)
    }
    await page.evaluate(installSampler)
    const until = Date.now() + seconds * 1000
    const typing = values.typing ? typeWhileItFlows(page, until) : Promise.resolve([])
    const burst = await simulator.control('burst', { channels: logins, rate, seconds })
    const sent = isSent(burst) ? burst.sent : 0
    const keys = ascending(await typing)
    const samples: Samples = await page.evaluate(() => window.benchStop())
    const shown = (await waitUntilShown(page, before + warmed + sent)) - before - warmed
    return {
      ...(await summarise(page, samples, sent, shown)),
      emptyFps: rounded(emptyFps),
      ...keyFigures(keys),
      coreRssMB: await readRss(app.processId),
    }
  } finally {
    director.stop()
    await app.stop()
    await simulator.stop()
  }
}

const isSent = (value: unknown): value is { readonly sent: number } =>
  typeof value === 'object' && value !== null && 'sent' in value && typeof value.sent === 'number'

const keyFigures = (keys: readonly number[]): Record<string, number> =>
  keys.length === 0
    ? {}
    : { keys: keys.length, keyToPaintP50: rounded(quantile(keys, 0.5)), keyToPaintP99: rounded(quantile(keys, 0.99)) }

const summarise = async (
  page: Page,
  samples: Samples,
  sent: number,
  shown: number,
): Promise<Record<string, unknown>> => {
  const frames = ascending(samples.frameMs)
  const latencies = ascending(samples.latencyMs)
  const elapsed = samples.frameMs.reduce((sum, ms) => sum + ms, 0)
  const heap = await page.evaluate(() => window.benchHeap())
  return {
    rate,
    seconds,
    channels: channelCount,
    sent,
    shown,
    paintedRows: values.scrolled ? undefined : samples.paintedRows,
    paintedPercent: values.scrolled
      ? undefined
      : rounded((100 * samples.paintedRows) / Math.min(sent, 25 * samples.frameMs.length)),
    pinned: values.scrolled ? undefined : samples.unpinnedFrames === 0,
    unpinnedFrames: values.scrolled ? undefined : samples.unpinnedFrames,
    drift: values.scrolled ? samples.largestDrift : undefined,
    fps: rounded((1000 * samples.frameMs.length) / elapsed),
    frameP50: rounded(quantile(frames, 0.5)),
    frameP99: rounded(quantile(frames, 0.99)),
    frameMax: rounded(frames.at(-1) ?? 0),
    latencyP50: values.scrolled ? undefined : rounded(quantile(latencies, 0.5)),
    latencyP99: values.scrolled ? undefined : rounded(quantile(latencies, 0.99)),
    longTaskMs: rounded(samples.longTaskMs),
    rendererHeapMB: rounded(heap / 1_048_576),
    domNodes: await page.evaluate(() => document.querySelectorAll('*').length),
  }
}

const readRss = async (processId: number | undefined): Promise<number | undefined> => {
  if (processId === undefined || process.platform !== 'linux') return undefined
  const { readFile } = await import('node:fs/promises')
  const match = /VmRSS:\s+(\d+) kB/u.exec(await readFile(`/proc/${processId}/status`, 'utf8'))
  return match?.[1] === undefined ? undefined : rounded(Number(match[1]) / 1024)
}

await build()
const executablePath = await ensureBrowser()
const browser = await chromium.launch({
  executablePath,
  args: [...browserArguments, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
})
try {
  const figures = await measure(browser)
  if (!values.json) for (const [name, value] of Object.entries(figures)) say(`${name.padEnd(16)} ${String(value)}`)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
} finally {
  await browser.close()
}
