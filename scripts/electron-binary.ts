/** Electron's own program, as its package finds and downloads it (node_modules/electron/index.js and install.js). */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { interrupts, isRecord, root, say } from './project.ts'

export interface ElectronPlace {
  /** Of the package `electron`. */
  readonly folder: string
  /** Tells when a download failed: it is not tried at every start. */
  readonly failureStamp: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
}

export const electronPlace: ElectronPlace = {
  folder: join(root, 'node_modules', 'electron'),
  failureStamp: join(root, 'node_modules', '.tributary-electron-failed'),
  env: process.env,
  platform: process.platform,
}

/** About 110 MB: a slow line must have time for it, a dead one must not hold the start for ever. */
const downloadWithinMs = 300_000

const readText = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined

/** The program's path where it is here and of the version that this project wants. */
export const findElectron = ({ folder, env, platform }: ElectronPlace): string | undefined => {
  const program = readText(join(folder, 'path.txt')) ?? usualProgram(platform)
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'] || undefined
  const path = join(override ?? join(folder, 'dist'), program)
  if (!existsSync(path)) return undefined
  if (override !== undefined) return path
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const version = readText(join(folder, 'dist', 'version'))?.replace(/^v/u, '')
  return isRecord(manifest) && manifest['version'] === version ? path : undefined
}

const usualProgram = (platform: NodeJS.Platform): string =>
  platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : platform === 'win32' ? 'electron.exe' : 'electron'

/** ms since the last download failed. */
export const readFailureAge = ({ failureStamp }: ElectronPlace, now: number): number | undefined => {
  const at = Number(readText(failureStamp))
  return Number.isFinite(at) && at > 0 ? now - at : undefined
}

/** Downloads it by the package's own script, whose words are shown; answers the program's path, or undefined. */
export const downloadElectron = async (
  place: ElectronPlace,
  now: number,
  withinMs = downloadWithinMs,
): Promise<string | undefined> => {
  say('Downloading Electron, for a window of its own (once; about 110 MB) …')
  const child = spawn(process.execPath, [join(place.folder, 'install.js')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...place.env },
  })
  let isInterrupted = false
  const end = () => {
    isInterrupted = true
    child.kill('SIGTERM')
  }
  const reasons = [...interrupts, 'disconnect'] as const
  for (const reason of reasons) process.on(reason, end)
  const timer = setTimeout(() => {
    say('That takes too long.')
    child.kill('SIGKILL')
  }, withinMs)
  await new Promise<void>((resolve) => {
    child.on('error', () => resolve())
    child.on('exit', () => resolve())
  })
  clearTimeout(timer)
  for (const reason of reasons) process.off(reason, end)
  // Whoever breaks it off has not been refused: the next start may try.
  if (isInterrupted) process.exit(1)
  const found = findElectron(place)
  if (found === undefined) writeFileSync(place.failureStamp, String(now))
  else rmSync(place.failureStamp, { force: true })
  return found
}
