/** Where the project is, and how its tools are run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

export const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** From the call on, an interrupt ends nothing by itself: whoever asks ends in order. Answers whether one has come. */
export const noteInterrupts = (): (() => boolean) => {
  let came = false
  const note = () => {
    came = true
  }
  for (const signal of interrupts) process.on(signal, note)
  return () => came
}

/** A package's command, run by this Node: no shell, the same on every system. */
export const toolPath = (packageName: string, command: string = packageName): string => {
  const folder = join(root, 'node_modules', packageName)
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const bin = isRecord(manifest) ? manifest['bin'] : undefined
  const file = typeof bin === 'string' ? bin : isRecord(bin) ? bin[command] : undefined
  if (typeof file !== 'string') throw new Error(`${packageName} has no command ${command}`)
  return join(folder, file)
}

/** Runs to the end; answers the exit code. What would end this process ends the tool first, and then this process. */
export const run = async (
  tool: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const child = spawn(process.execPath, [tool, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  let told = false
  const end = () => {
    told = true
    child.kill('SIGTERM')
  }
  const reasons = [...interrupts, 'disconnect'] as const
  for (const reason of reasons) process.on(reason, end)
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1))
    child.on('exit', (exitCode) => resolve(exitCode ?? 1))
  })
  for (const reason of reasons) process.off(reason, end)
  if (told) process.exit(1)
  return code
}

/** What is started here ends with this process, however that ends: the line between them is cut. */
export const startNode = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdio: 'pipe' | 'inherit' = 'pipe',
): ChildProcess =>
  spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', stdio, 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })

const newest = (path: string): number => {
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** What a build is given by its surroundings (vite.config.ts): with other values it is another build. */
const buildVariables = [
  'TRIBUTARY_TWITCH_CLIENT_ID',
  'TRIBUTARY_SIGNED',
  'TRIBUTARY_UPDATE_URL',
  'TRIBUTARY_RELEASES_URL',
] as const

/**
 * Builds main, preload and renderer into out/ when a source is newer than the last build or one of its variables changed;
 * `variables` go before the environment's. Exits on failure.
 */
export const build = async (variables: Readonly<Record<string, string>> = {}): Promise<void> => {
  const stamp = join(root, 'out', '.built')
  const sources = ['shared', 'electron', 'renderer', 'vite.config.ts', 'package.json'].map((name) => join(root, name))
  const variant = buildVariables.map((name) => `${name}=${variables[name] ?? process.env[name] ?? ''}`).join('\n')
  const isSame = existsSync(stamp) && readFileSync(stamp, 'utf8') === variant
  if (isSame && statSync(stamp).mtimeMs > Math.max(...sources.map(newest))) return
  say('Building …')
  if ((await run(toolPath('vite'), ['build', '--app', '--logLevel', 'warn'], variables)) !== 0) {
    say('The build failed: see above.')
    process.exit(1)
  }
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stamp, variant)
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
