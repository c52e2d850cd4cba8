/** The flags of the app itself (DESIGN 8) and where its data lives. */
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { findDataFolder, type Surroundings } from '../data-folder.ts'

export interface WebOptions {
  /** 0 takes any free one. */
  readonly port: number
  readonly dataFolder: string
  readonly demo: boolean
}

export const usage = `Usage: tributary [--port N] [--data-dir FOLDER] [--web] [--demo]
  --port N           the port on 127.0.0.1; any free one unless told
  --data-dir FOLDER  where settings and sign-ins are kept (or TRIBUTARY_DATA_DIR)
  --web              in the browser, where there is a desktop window
  --demo             for \`npm run demo\`: a data folder of its own, nothing stored in a keyring`

const invalid = (field: string, reason: string): Result<never> =>
  failed({ kind: 'invalid', field, reason, message: `${field}: ${reason}.\n${usage}` })

/** `--demo` always has its own data folder, so that nothing of it ever touches the person's accounts. */
export const readWebOptions = (
  args: readonly string[],
  surroundings: Surroundings = { env: process.env, platform: process.platform, home: homedir() },
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
  return ok({ port, demo, dataFolder: findDataFolder(values['data-dir'], demo, surroundings) })
}
