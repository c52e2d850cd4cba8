/** Where Tributary's data lives, whatever host it runs in. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { failed, ok, type Result } from '../../shared/errors.ts'
import { diskProblem } from '../storage/disk.ts'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
}

/** `chosen` on the command line, else by TRIBUTARY_DATA_DIR, else the system's place. The demo always has its own. */
export const findDataFolder = (
  chosen: string | undefined,
  demo: boolean,
  { env, platform, home }: Surroundings,
): string => {
  const named = chosen || env['TRIBUTARY_DATA_DIR'] || undefined
  const folder = named === undefined ? defaultFolder({ env, platform, home }) : resolve(named)
  return demo ? join(folder, 'demo') : folder
}

/** At once, since Electron needs it before it is ready; for its owner alone. */
export const makeDataFolder = (folder: string): Result<void> => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return ok(undefined)
  } catch (error) {
    const problem = diskProblem(error, 'The data folder', folder, 'made')
    return failed({ kind: 'unreachable', retrying: false, message: `${problem} Choose another one with --data-dir.` })
  }
}

const defaultFolder = ({ env, platform, home }: Surroundings): string => {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Tributary')
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Tributary')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'tributary')
}
