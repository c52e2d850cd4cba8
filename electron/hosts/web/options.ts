/** The flags of the app itself (DESIGN 8) and where its data lives. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { failed, ok, type Result } from '../../../shared/errors.ts'

export interface WebOptions {
  /** 0 takes any free one. */
  readonly port: number
  readonly dataFolder: string
  readonly demo: boolean
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
}

export const usage = `Usage: tributary [--port N] [--data-dir FOLDER] [--web] [--demo]
  --port N           the port on 127.0.0.1; any free one unless told
  --data-dir FOLDER  where settings and sign-ins are kept (or TRIBUTARY_DATA_DIR)
  --web              in the browser (this version has no other window)
  --demo             for \`npm run demo\`: a data folder of its own, nothing stored in a keyring`

const invalid = (field: string, reason: string): Result<never> =>
  failed({ kind: 'invalid', field, reason, message: `${field}: ${reason}.\n${usage}` })

/** `--demo` always has its own data folder, so that nothing of it ever touches the person's accounts. */
export const readWebOptions = (
  args: readonly string[],
  { env, platform, home }: Surroundings = { env: process.env, platform: process.platform, home: homedir() },
): Result<WebOptions> => {
  let values: { port?: string; 'data-dir'?: string; demo?: boolean }
  try {
    values = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        web: { type: 'boolean' },
        demo: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return invalid('The command line', error instanceof Error ? error.message : String(error))
  }
  const port = values.port === undefined ? 0 : Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return invalid('--port', 'it is a number from 0 to 65535')
  const demo = values.demo === true
  const chosen = values['data-dir'] ?? (env['TRIBUTARY_DATA_DIR'] || undefined)
  const folder = chosen === undefined ? defaultFolder({ env, platform, home }) : resolve(chosen)
  return ok({ port, demo, dataFolder: demo ? join(folder, 'demo') : folder })
}

const defaultFolder = ({ env, platform, home }: Surroundings): string => {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Tributary')
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Tributary')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'tributary')
}
