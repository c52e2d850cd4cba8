/** The Chromium that tests and benchmarks drive: one found on the machine, or installed by the test command. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { run, say, toolPath } from './project.ts'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The path of a browser, or undefined. `TRIBUTARY_BROWSER` names another. */
export const findBrowser = (): string | undefined =>
  [process.env['TRIBUTARY_BROWSER'], ...known, chromium.executablePath()].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  )

/** Installs one where there is none: Playwright's own where it can be downloaded, else Debian's package. */
export const ensureBrowser = async (): Promise<string> => {
  const found = findBrowser()
  if (found !== undefined) return found
  say('Installing a browser for the tests (once) …')
  if (isDebianRoot()) {
    spawnSync('apt-get', ['update'], { stdio: ['ignore', 2, 2] })
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji'], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (findBrowser() === undefined) await run(toolPath('playwright'), ['install', 'chromium'])
  const installed = findBrowser()
  if (installed === undefined) {
    say(
      'There is no Chromium, and none could be installed. Install Chromium or Chrome, or name one in TRIBUTARY_BROWSER.',
    )
    process.exit(1)
  }
  return installed
}

const isDebianRoot = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** What a headless run needs so that it neither phones home nor throttles. */
export const browserArguments: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
