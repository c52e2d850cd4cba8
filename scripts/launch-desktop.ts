/** Opens Tributary where it can: in Electron, or by the web host in the browser, saying why in one sentence. */
import { spawn } from 'node:child_process'
import { followChild } from './child.ts'
import { appFlags, chooseHost, downloadFailed } from './desktop-choice.ts'
import { downloadElectron, type ElectronPlace, electronPlace, findElectron, readFailureAge } from './electron-binary.ts'
import { root, say } from './project.ts'

export interface LaunchMachine extends ElectronPlace {
  /** Whether this runs as the system's root user. */
  readonly isRoot: boolean
}

const thisMachine: LaunchMachine = { ...electronPlace, isRoot: process.getuid?.() === 0 }

/** Electron's path where the window is to be its own; undefined, after saying why, where it is to be the browser's. */
export const decideOnElectron = async (
  args: readonly string[],
  demo: boolean,
  machine: LaunchMachine = thisMachine,
): Promise<string | undefined> => {
  const found = findElectron(machine)
  const now = Date.now()
  const { platform, env, isRoot } = machine
  const choice = chooseHost({
    args,
    demo,
    platform,
    env,
    isRoot,
    electronIsHere: found !== undefined,
    failedMsAgo: readFailureAge(machine, now),
  })
  if (choice.host === 'desktop') return found
  const downloaded = choice.host === 'download' ? await downloadElectron(machine, now) : undefined
  if (downloaded === undefined) say(choice.host === 'web' ? choice.says : downloadFailed)
  return downloaded
}

export interface DesktopRun {
  readonly electron: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** To its end; answers the exit code. */
export const runDesktop = async ({ electron, args, env }: DesktopRun): Promise<number> => {
  // Editors that are Electron themselves leave it in their terminals; it would make of ours a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const child = spawn(electron, [root, ...appFlags(args)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...inherited, ...env },
  })
  child.once('spawn', () => say('Tributary opens in a window of its own. Quit it there, or press Ctrl+C here.'))
  return followChild(
    child,
    'What it was doing is in tributary.log in its data folder; `npm start -- --web` opens it in your browser.',
  ).finished
}
