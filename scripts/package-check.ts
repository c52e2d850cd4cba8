/**
 * `npm run package:check`: packs with a stand-in for Electron's binary, which needs no network, and looks at what came of
 * it: one line a check, and what they come to. `--report FILE` writes the numbers for `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { extractAll } from '@electron/asar'
import { load } from 'js-yaml'
import { readFuses, statedFuses, writeStandInBinary } from './fuses.ts'
import { type Check, checkPackedApp, type Files } from './packed-app.ts'
import { build, isRecord, root, say, toolPath } from './project.ts'

const { values } = parseArgs({ options: { report: { type: 'string' } } })

/** Of one check. */
const shownFaults = 20

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))

const readFiles = (folder: string, below: readonly string[]): Files =>
  new Map(
    below
      .flatMap((part) => filesBelow(join(folder, part)).map((name) => (part === '.' ? name : `${part}/${name}`)))
      .map((name) => [name, readFileSync(join(folder, name))]),
  )

/** Answers the folder of the packed app. */
const pack = (folder: string): string => {
  const electronDist = join(folder, 'electron')
  const output = join(folder, 'dist')
  mkdirSync(join(electronDist, 'resources'), { recursive: true })
  writeStandInBinary(join(electronDist, 'electron'))
  writeFileSync(join(electronDist, 'LICENSE'), '')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      toolPath('electron-builder'),
      ...['--linux', 'dir', '--x64', '--publish', 'never'],
      `-c.electronDist=${electronDist}`,
      `-c.directories.output=${output}`,
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' } },
  )
  if (status !== 0) throw new Error(`electron-builder could not pack.\n${stdout}${stderr}`)
  return join(output, 'linux-unpacked')
}

const inspect = async (folder: string): Promise<readonly Check[]> => {
  const packed = pack(folder)
  const resources = join(packed, 'resources')
  const archive = join(resources, 'app.asar')
  const extracted = join(folder, 'extracted')
  extractAll(archive, extracted)
  const config = load(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const beside = filesBelow(resources).filter((name) => name !== 'app.asar')
  return checkPackedApp(
    {
      files: readFiles(extracted, ['.']),
      beside,
      bytes: ['app.asar', ...beside].reduce((sum, name) => sum + statSync(join(resources, name)).size, 0),
      fuses: await readFuses(join(packed, 'tributary')),
    },
    {
      built: readFiles(root, ['out/main', 'out/preload', 'out/renderer', 'resources']),
      manifest: isRecord(manifest) ? manifest : {},
      fuses: statedFuses(config),
      projectFolders: ['electron', 'renderer', 'shared', 'node_modules'].map((name) => join(root, name, sep)),
    },
  )
}

await build()
say('Packing with a stand-in for Electron …')
const folder = mkdtempSync(join(tmpdir(), 'tributary-package-'))
let checks: readonly Check[]
try {
  checks = await inspect(folder)
} catch (error) {
  checks = [{ says: 'It can be packed', faults: [error instanceof Error ? error.message : String(error)] }]
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const { says, faults } of checks) {
  process.stdout.write(`${faults.length === 0 ? 'passed' : 'FAILED'}: ${says}.\n`)
  for (const fault of faults.slice(0, shownFaults)) process.stdout.write(`    ${fault}\n`)
  if (faults.length > shownFaults) process.stdout.write(`    and ${faults.length - shownFaults} more\n`)
}
const numFailedTests = checks.filter(({ faults }) => faults.length > 0).length
const numPassedTests = checks.length - numFailedTests
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify({ numPassedTests, numFailedTests }))
process.stdout.write(
  numFailedTests === 0
    ? `The package is as it should be: all ${numPassedTests} checks passed.\n`
    : `The package is not as it should be: ${numFailedTests} of ${checks.length} checks failed.\n`,
)
process.exitCode = numFailedTests === 0 ? 0 : 1
