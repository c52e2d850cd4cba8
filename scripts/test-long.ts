/**
 * The long forms, not for CI: the property tests with new seeds again and again, the faults again and again, and one soak.
 * `npm run test:long [-- --minutes N] [fuzz] [faults] [soak]`; ten minutes each unless told. Ends in one plain line.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, root, run, say, toolPath } from './project.ts'

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' } },
  allowPositionals: true,
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  say('--minutes needs a number above 0.')
  process.exit(2)
}

const vitest = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  (await run(toolPath('vitest'), ['run', '--reporter=dot', ...args], env)) === 0

/** Runs until the time is up or one run fails; fast-check prints the seed that failed. */
const again = (name: string, once: () => Promise<boolean>): (() => Promise<boolean>) => {
  return async () => {
    const until = performance.now() + minutes * 60_000
    let runs = 0
    do {
      runs += 1
      if (!(await once())) {
        say(`${name}: run ${runs} failed, see above.`)
        return false
      }
    } while (performance.now() < until)
    say(`${name}: ${runs} runs without a failure.`)
    return true
  }
}

const propertyTests = (): readonly string[] =>
  readdirSync(join(root, 'tests', 'unit'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.tsx?$/u.test(path))
    .map((path) => join('tests', 'unit', path))
    .filter((path) => readFileSync(join(root, path), 'utf8').includes("from 'fast-check'"))

const forms: Readonly<Record<string, () => Promise<boolean>>> = {
  fuzz: again('fuzz', () => vitest(['--project', 'unit', ...propertyTests()])),
  faults: again('faults', () => vitest(['--project', 'faults', '--exclude', 'tests/faults/soak.test.ts'])),
  soak: () =>
    vitest(['--project', 'faults', 'tests/faults/soak.test.ts'], {
      TRIBUTARY_SOAK_SECONDS: String(Math.round(minutes * 60)),
    }),
}

const unknown = positionals.find((name) => !(name in forms))
if (unknown !== undefined) {
  say(`There is no long form "${unknown}"; there are ${Object.keys(forms).join(', ')}.`)
  process.exit(2)
}
await build()
const chosen = Object.entries(forms).filter(([name]) => positionals.length === 0 || positionals.includes(name))
let passed = 0
for (const [name, form] of chosen) {
  say(`${name}: about ${minutes} minutes …`)
  if (await form()) passed += 1
}
process.stdout.write(`${passed} passed, ${chosen.length - passed} failed\n`)
process.exitCode = passed === chosen.length ? 0 : 1
