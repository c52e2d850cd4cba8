/** The desktop app's own flags (DESIGN 8). Chromium and Electron have theirs in the same line, which are not ours to judge. */
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { findDataFolder, type Surroundings } from '../data-folder.ts'

export interface DesktopOptions {
  readonly dataFolder: string
  readonly demo: boolean
  /** Started at login: nothing is shown until somebody asks for it. */
  readonly hidden: boolean
}

export const readDesktopOptions = (
  args: readonly string[],
  env: Surroundings['env'],
  { platform, home }: Omit<Surroundings, 'env'> = { platform: process.platform, home: homedir() },
): DesktopOptions => {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: { 'data-dir': { type: 'string' }, demo: { type: 'boolean' }, hidden: { type: 'boolean' } },
  })
  const demo = values.demo === true
  // Without a value it is no string.
  const chosen = typeof values['data-dir'] === 'string' ? values['data-dir'] : undefined
  return { demo, hidden: values.hidden === true, dataFolder: findDataFolder(chosen, demo, { env, platform, home }) }
}
