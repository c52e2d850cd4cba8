/** Takes the pictures of docs/screenshots anew: the demo's own evening, signed in, at the two sizes that matter most. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import type { Preferences } from '../shared/contract.ts'
import { browserArguments, ensureBrowser } from './browser.ts'
import { launch } from './launch.ts'
import { build, root, say } from './project.ts'
import { type Director, direct, signIn, startSimulator } from './simulated.ts'

const wide = { width: 1280, height: 800 }
const narrow = { width: 420, height: 800 }
const channels = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade']
/** Enough of a conversation to fill the tallest picture, by the demo's pace. */
const rowsWanted = 40
/** With the evening's highlights, so that they stand in the middle of the picture. */
const rowsAfterwards = 54

interface Shot {
  readonly name: string
  readonly size: typeof wide
  readonly theme: Preferences['theme']
  readonly arrange?: (page: Page) => Promise<void>
}

const input = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

const answerSomebody = async (page: Page): Promise<void> => {
  const row = page.getByRole('article').filter({ hasNot: page.locator('[role=alert]') })
  await row.nth(-4).hover()
  await page.locator('[data-acts]').getByRole('button', { name: 'Reply' }).click()
  await page.mouse.move(640, 20)
  await input(page).fill('that is kind of you, thank you! The next lock is nearly done')
}

const shots: readonly Shot[] = [
  { name: 'all-dark', size: wide, theme: 'dark' },
  { name: 'all-light', size: wide, theme: 'light' },
  { name: 'narrow-dark', size: narrow, theme: 'dark' },
  { name: 'narrow-light', size: narrow, theme: 'light' },
  {
    name: 'signin',
    size: wide,
    theme: 'dark',
    async arrange(page) {
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('button', { name: 'Sign in with Twitch' }).click()
      await page.getByRole('button', { name: 'Continue to Twitch' }).click()
      await page.getByLabel('Sign-in code').waitFor()
    },
  },
  {
    name: 'settings',
    size: wide,
    theme: 'dark',
    async arrange(page) {
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('button', { name: 'Appearance' }).click()
    },
  },
  {
    name: 'composer',
    size: wide,
    theme: 'dark',
    async arrange(page) {
      await page.getByRole('button', { name: 'Send boxes' }).click()
      await answerSomebody(page)
    },
  },
]

const take = async (browser: Browser, director: Director, url: string, shot: Shot): Promise<void> => {
  const { name, size, theme, arrange } = shot
  await director.invoke('preferences.change', { theme, sendBoxes: false })
  const context = await browser.newContext({ viewport: size, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator(`[data-theme=${theme}]`).waitFor({ state: 'attached' })
  await page.getByRole('article').nth(20).waitFor()
  await arrange?.(page)
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))))
  await page.screenshot({ path: join(root, 'docs', 'screenshots', `${name}.png`) })
  await context.close()
  say(`docs/screenshots/${name}.png`)
}

/** Resolves once `wanted` rows have come, those that were there among them. */
const waitForRows = (director: Director, wanted: number): Promise<unknown> => {
  let rows = 0
  return director.waitFor('feed', (frame) => {
    rows += frame.rows.length
    void director.invoke('feed.acknowledge', { sequence: frame.sequence })
    return rows >= wanted
  })
}

await build()
const executablePath = await ensureBrowser()
await mkdir(join(root, 'docs', 'screenshots'), { recursive: true })
const simulator = await startSimulator(['--script', 'conversation', '--device-interval', '1'])
const app = await launch({ args: ['--demo'], env: simulator.env, openBrowser: false })
const director = direct(app.url)
const browser = await chromium.launch({ executablePath, args: [...browserArguments] })
try {
  const accountId = await signIn(director, simulator, 'river_host')
  const targets = []
  for (const text of channels) targets.push((await director.invoke('channels.add', { text, accountId })).id)
  await director.invoke('preferences.change', { targets })
  await director.waitFor('channels', (views) => views.every((view) => view.state.status === 'live'))
  await waitForRows(director, rowsWanted)
  await simulator.control('notice', {
    channel: 'river_host',
    user: 'kayak_kim',
    type: 'resub',
    months: 31,
    text: 'still afloat',
  })
  await simulator.control('giftBomb', { channel: 'mosswood_mia', user: 'splits_sam', count: 5 })
  await simulator.control('say', {
    channel: 'night_owl_nora',
    user: 'quiet_quinn',
    text: 'Cheer100 for the tea',
    cheer: true,
  })
  await simulator.control('timeout', { channel: 'river_host', user: 'tin_robot_ty', seconds: 600, by: 'otter_ines' })
  await simulator.control('notice', { channel: 'ember_arcade', user: 'stargazer_sol', type: 'raid', viewers: 205 })
  await waitForRows(director, rowsAfterwards)
  for (const shot of shots) await take(browser, director, app.url, shot)
} finally {
  await browser.close()
  director.stop()
  await app.stop()
  await simulator.stop()
}
