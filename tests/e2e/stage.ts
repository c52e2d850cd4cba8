/**
 * A real Chromium before the whole app: one window is open, the console is listened to, every frame that crosses to the
 * window is kept. After each test the stage tells of everything that a person's console would have shown in red or yellow.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { browserArguments, findBrowser } from '../../scripts/browser.ts'
import type { Control } from '../../simulator/control/types.ts'
import { startTestApp, type TestApp, type TestAppOptions } from '../harness/app.ts'
import { createTestHost, type TestHost } from '../harness/host.ts'

export interface Stage {
  readonly app: TestApp
  readonly control: Control
  readonly host: TestHost
  readonly browser: Browser
  readonly context: BrowserContext
  /** The first window, open at the app. */
  readonly page: Page
  /** Another window on the same app, or on one at another address; `before` sees the page while it is empty. */
  openWindow(options?: { readonly url?: string; readonly before?: (page: Page) => Promise<void> }): Promise<Page>
  /** From now to the end of the test, console lines that match are no fault. */
  expectProblems(pattern: RegExp): void
  /** Every frame that crossed between the windows and the app so far. */
  readonly frames: readonly string[]
  /** Every token that the app has ever stored. */
  readonly secrets: ReadonlySet<string>
}

export interface StageOptions extends Pick<TestAppOptions, 'clock' | 'simulatorOptions' | 'platforms'> {
  readonly browser?: BrowserContextOptions
  /** Runs before the window opens. */
  readonly prepare?: (app: TestApp) => Promise<unknown>
}

/** Signed in as the simulated host, with these channels open and live. */
export const signedInto =
  (...logins: readonly string[]) =>
  async (app: TestApp): Promise<void> => {
    await app.openChannels(logins, await app.signIn('river_host'))
  }

/** What the simulator takes for any app. */
export const clientId = 'simulatedclient0123456789abcdef'

export const wide = { width: 1280, height: 800 }
export const narrow = { width: 420, height: 800 }

interface Listening {
  readonly stage: Stage
  readonly problems: string[]
  readonly console: string[]
  readonly patterns: RegExp[]
  stop(): Promise<void>
}

/** Registers the stage's life with the test file; the answer is the stage while a test runs. */
export const useStage = (options: StageOptions = {}): (() => Stage) => {
  let listening: Listening | undefined
  beforeAll(async () => {
    listening = await startStage(options)
  })
  afterEach(async ({ task }) => {
    if (listening === undefined) return
    const { problems, patterns } = listening
    if (task.result?.state === 'fail') await keepEvidence(listening, task.name)
    const found = problems.splice(0).filter((problem) => !patterns.some((pattern) => pattern.test(problem)))
    patterns.length = 0
    expect(found, 'the console stays empty').toEqual([])
  })
  afterAll(async () => {
    await listening?.stop()
  })
  return () => {
    if (listening === undefined) throw new Error('The stage is there only while a test runs.')
    return listening.stage
  }
}

const startStage = async (options: StageOptions): Promise<Listening> => {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('There is no Chromium: `npm test` installs one.')
  const secrets = new Set<string>()
  const host = rememberSecrets(createTestHost(), secrets)
  const app = await startTestApp({ ...options, host, web: true })
  await options.prepare?.(app)
  const browser = await chromium.launch({ executablePath, args: [...browserArguments] })
  const context = await browser.newContext({
    viewport: wide,
    reducedMotion: 'no-preference',
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options.browser,
  })
  context.setDefaultTimeout(5_000)
  const problems: string[] = []
  const lines: string[] = []
  const patterns: RegExp[] = []
  const frames: string[] = []
  const openWindow: Stage['openWindow'] = async ({ url = app.url, before } = {}) => {
    const page = await context.newPage()
    listen(page, problems, lines, frames)
    await before?.(page)
    await page.goto(url)
    await page.getByRole('button', { name: 'Settings' }).waitFor()
    return page
  }
  const page = await openWindow()
  const stage: Stage = {
    app,
    control: app.simulator.control,
    host,
    browser,
    context,
    page,
    openWindow,
    expectProblems: (pattern) => patterns.push(pattern),
    frames,
    secrets,
  }
  return {
    stage,
    problems,
    console: lines,
    patterns,
    async stop() {
      await browser.close()
      await app.stop()
    },
  }
}

const listen = (page: Page, problems: string[], lines: string[], frames: string[]): void => {
  page.on('console', (message) => {
    lines.push(`${message.type()}: ${message.text()}`)
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  page.on('crash', () => problems.push('the page crashed'))
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()))
    socket.on('framesent', ({ payload }) => frames.push(payload.toString()))
  })
}

const rememberSecrets = (host: TestHost, secrets: Set<string>): TestHost => {
  const { secrets: store } = host
  return {
    ...host,
    secrets: {
      ...store,
      write(key, secret) {
        for (const word of secret.match(/[a-zA-Z0-9]{24,}/gu) ?? []) if (word !== clientId) secrets.add(word)
        return store.write(key, secret)
      },
    },
  }
}

const keepEvidence = async ({ stage, console: lines }: Listening, name: string): Promise<void> => {
  const folder = join(import.meta.dirname, '..', '..', 'test-results')
  const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-')
  await mkdir(folder, { recursive: true })
  const log = stage.host.logs.map(({ level, event, fields }) => `${level} ${event} ${JSON.stringify(fields)}`)
  await writeFile(join(folder, `${file}.log`), [...lines, '', ...log].join('\n'))
  for (const [index, page] of stage.context.pages().entries())
    await page.screenshot({ path: join(folder, `${file}-${index + 1}.png`) }).catch(() => undefined)
}
