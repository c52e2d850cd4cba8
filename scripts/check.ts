/** Types, format, lint and import fences. */
import { run, say, toolPath } from './project.ts'

const failures = [
  ...['shared', '.', 'renderer', 'scripts', 'tests'].map((project) => ({
    name: `types of ${project}`,
    code: () => run(toolPath('typescript', 'tsc'), ['-p', project]),
  })),
  {
    name: 'format, lint and fences',
    code: () => run(toolPath('@biomejs/biome', 'biome'), ['ci', '--error-on-warnings', '.']),
  },
].filter(({ name, code }) => {
  if (code() === 0) return false
  say(`FAILED: ${name}`)
  return true
})
if (failures.length > 0) process.exit(1)
say('Types, format, lint and fences: fine.')
