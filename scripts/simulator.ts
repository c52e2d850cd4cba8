/** The simulator alone: `npm run simulator -- [--port N] [--replay FILE] [--script conversation]`. */
import { join } from 'node:path'
import { root, run } from './project.ts'

process.exitCode = await run(join(root, 'simulator', 'main.ts'), process.argv.slice(2))
