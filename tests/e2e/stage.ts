/**
 * A real Chromium before the whole app, in whichever host this run is of: one window is open, the console is listened to,
 * and what crosses to the window is kept. After each test the stage tells of everything that a person's console would have
 * shown in red or yellow.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { Control } from '../../simulator/control/types.ts'
import { launchBrowser } from '../harness/browser.ts'
import type { DrivenApp } from '../harness/drive-app.ts'
import { type HostedApp, type HostedOptions, hostKind, startHosted } from './hosts.ts'

export interface Stage extends HostedApp {
  readonly control: Control
  readonly context: BrowserContext
  /** The first window, open at the app. */
  readonly page: Page
  /** From now to the end of the test, console lines that match are no fault. */
  expectProblems(pattern: RegExp): void
}

export interface StageOptions extends Pick<HostedOptions, 'clock' | 'simulatorOptions' | 'prepare'> {
  readonly browser?: BrowserContextOptions
}

/** Signed in as the simulated host, with these channels open and live. */
export const signedInto =
  (...logins: readonly string[]) =>
  async (app: DrivenApp): Promise<void> => {
    await app.openChannels(logins, await app.signIn('river_host'))
  }

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
  const browser = await launchBrowser()
  const problems: string[] = []
  const lines: string[] = []
  const patterns: RegExp[] = []
  const openContext = async (more: BrowserContextOptions): Promise<BrowserContext> => {
    const context = await browser.newContext({
      viewport: wide,
      reducedMotion: 'no-preference',
      locale: 'en-GB',
      ...more,
      ...options.browser,
    })
    context.setDefaultTimeout(20_000)
    context.on('page', (page) => listen(page, problems, lines))
    return context
  }
  const hosted = await startHosted({ ...options, openContext })
  const page = await hosted.openWindow()
  const stage: Stage = {
    ...hosted,
    control: hosted.app.simulator.control,
    context: page.context(),
    page,
    expectProblems: (pattern) => patterns.push(pattern),
  }
  return {
    stage,
    problems,
    console: lines,
    patterns,
    async stop() {
      const secrets = [...hosted.secrets()]
      const crossed = secrets.filter((secret) => hosted.frames.some((frame) => frame.includes(secret)))
      await hosted.stop()
      await browser.close()
      if (crossed.length > 0) throw new Error(`${crossed.length} of the app's tokens crossed to a window.`)
    },
  }
}

const listen = (page: Page, problems: string[], lines: string[]): void => {
  page.on('console', (message) => {
    lines.push(`${message.type()}: ${message.text()}`)
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  page.on('crash', () => problems.push('the page crashed'))
}

const keepEvidence = async ({ stage, console: lines }: Listening, name: string): Promise<void> => {
  const folder = join(import.meta.dirname, '..', '..', 'test-results')
  const file = `${hostKind} ${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${file}.log`), [...lines, '', await stage.log()].join('\n'))
  for (const [index, page] of stage.context.pages().entries())
    await page.screenshot({ path: join(folder, `${file}-${index + 1}.png`) }).catch(() => undefined)
}
