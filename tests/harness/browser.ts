import { type Browser, chromium } from 'playwright'
import { browserArguments, findBrowser } from '../../scripts/browser.ts'

/** The machine's Chromium, which whoever started it closes. */
export const launchBrowser = async (): Promise<Browser> => {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('There is no Chromium: `npm test` installs one.')
  return chromium.launch({ executablePath, args: [...browserArguments] })
}
