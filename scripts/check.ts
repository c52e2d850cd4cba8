/** Types, format, lint and import fences. */
import { run, say, toolPath } from './project.ts'

const checks = [
  ...['shared', '.', 'renderer', 'scripts', 'tests'].map((project) => ({
    name: `types of ${project}`,
    code: () => run(toolPath('typescript', 'tsc'), ['-p', project]),
  })),
  {
    name: 'format, lint and fences',
    code: () => run(toolPath('@biomejs/biome', 'biome'), ['ci', '--error-on-warnings', '.']),
  },
]
let failures = 0
for (const { name, code } of checks) {
  if ((await code()) === 0) continue
  failures += 1
  say(`FAILED: ${name}`)
}
if (failures > 0) process.exit(1)
say('Types, format, lint and fences: fine.')
