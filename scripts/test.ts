/** Every layer in order, ending in one plain line: `N passed, N failed`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { whyNoWindow } from './desktop-choice.ts'
import { electronPlace, findElectron } from './electron-binary.ts'
import { build, isRecord, root, run, say, toolPath } from './project.ts'

const layers = ['unit', 'contract', 'security', 'package', 'e2e', 'faults', 'electron']
const only = process.argv.slice(2)
const unknown = only.find((name) => !layers.includes(name))
if (unknown !== undefined) {
  say(`There is no layer "${unknown}"; there are ${layers.join(', ')}.`)
  process.exit(2)
}
const chosen = only.length === 0 ? layers : layers.filter((layer) => only.includes(layer))
const needBrowser = chosen.some((layer) => ['security', 'e2e', 'faults'].includes(layer))
const reports = mkdtempSync(join(tmpdir(), 'tributary-test-'))
process.once('exit', () => rmSync(reports, { recursive: true, force: true }))
const total = { passed: 0, failed: 0 }

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(0)} s`

const countOf = (report: unknown, key: string): number => {
  const value = isRecord(report) ? report[key] : undefined
  return typeof value === 'number' ? value : 0
}

/** Why the real Electron cannot be tested here, and what to do about it; undefined where it can. */
const whyNoElectron = (): string | undefined => {
  const why = whyNoWindow({ platform: process.platform, env: process.env, isRoot: process.getuid?.() === 0 })
  if (why !== undefined) return `${why}; run \`npm run test:electron\` as yourself, where a window can open`
  if (findElectron(electronPlace) === undefined)
    return 'Electron is not downloaded; `npm start -- --desktop` does that, and `npm run test:electron` then tests it'
  return undefined
}

/** A layer's Vitest projects: the end-to-end suite is run before both hosts. */
const projectsOf = (layer: string): readonly string[] =>
  (layer === 'e2e' ? ['e2e', 'e2e-desktop'] : [layer]).flatMap((project) => ['--project', project])

const runLayer = async (layer: string): Promise<void> => {
  const skipped = layer === 'electron' ? whyNoElectron() : undefined
  if (skipped !== undefined) return say(`electron: skipped, because ${skipped}.`)
  const started = performance.now()
  const file = join(reports, `${layer}.json`)
  const env = browser === undefined ? {} : { TRIBUTARY_BROWSER: browser }
  // The package is looked at by its own command; every other layer is tests of that name.
  const code =
    layer === 'package'
      ? await run(join(root, 'scripts', 'package-check.ts'), ['--report', file], env)
      : await run(
          toolPath('vitest'),
          ['run', ...projectsOf(layer), '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
          env,
        )
  let report: unknown
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    report = undefined
  }
  const passed = countOf(report, 'numPassedTests')
  const failures = countOf(report, 'numFailedTests')
  total.passed += passed
  // A layer that ran nothing or ended badly without a failed test has failed all the same.
  total.failed += failures > 0 ? failures : code !== 0 || passed === 0 ? 1 : 0
  say(`${layer}: ${passed} passed, ${failures} failed, ${seconds(started)}`)
}

let browser: string | undefined
if (only.length === 0) {
  const started = performance.now()
  const code = await run(join(root, 'scripts', 'check.ts'), [])
  if (code === 0) total.passed += 1
  else total.failed += 1
  say(`check: ${code === 0 ? 'passed' : 'failed'}, ${seconds(started)}`)
}
if (needBrowser) browser = await ensureBrowser()
if (needBrowser || chosen.includes('electron')) await build()
for (const layer of chosen) await runLayer(layer)
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.failed === 0 ? 0 : 1
