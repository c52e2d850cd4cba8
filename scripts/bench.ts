/** `npm run bench -- NAME [options] --json`: the last line of stdout is one JSON object. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, say } from './project.ts'

const folder = join(root, 'tests', 'bench')
const [name, ...args] = process.argv.slice(2)
if (name === undefined || !/^[a-z]+$/u.test(name) || !existsSync(join(folder, `${name}.ts`))) {
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
  say(`Usage: npm run bench -- <${names.join(' | ')}> [options] --json`)
  process.exit(2)
}
process.exitCode = await run(join(folder, `${name}.ts`), args)
