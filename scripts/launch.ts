/** Starts the built app, waits for its ready line and ends it again; Ctrl+C ends everything and leaves no process. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { interrupts, root, say, startNode } from './project.ts'

export interface Launched {
  /** With the token in its fragment. */
  readonly url: string
  readonly processId: number | undefined
  /** The exit code, once the app has ended. */
  readonly finished: Promise<number>
  stop(): Promise<void>
}

export interface LaunchOptions {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly openBrowser: boolean
  /** Runs when the app is ready, before its ready line is shown. */
  readonly whenReady?: (url: string) => Promise<void>
}

/** It ended before it was ready, and has said why. */
class EndedEarly extends Error {
  readonly code: number

  constructor(code: number) {
    super('Tributary ended before it was ready.')
    this.code = code
  }
}

const readyLine = /^Tributary ready at (http:\/\/127\.0\.0\.1:\d+\/#\S+)$/u

/** Rejects when the app ends before it is ready. */
export const launch = async ({ args, env, openBrowser, whenReady }: LaunchOptions): Promise<Launched> => {
  say(
    'The desktop window is not part of this version yet, so Tributary opens in your browser; it runs on this machine only.',
  )
  const passed = args.filter((argument) => argument !== '--no-browser')
  const child = startNode([join(root, 'out', 'main', 'web.js'), ...passed], env ?? {})
  let toldAt: number | undefined
  const finished = new Promise<number>((resolve) => {
    child.on('exit', (code, signal) => {
      if (signal === null || toldAt !== undefined) return resolve(code ?? 0)
      say(`Tributary was ended by ${signal}, not in order. What it was doing is in tributary.log in its data folder.`)
      resolve(128 + constants.signals[signal])
    })
  })
  const stop = async () => {
    toldAt ??= performance.now()
    child.kill('SIGTERM')
    await finished
  }
  // One Ctrl+C may come twice, from the terminal and from npm; a later one is a person's impatience.
  const onSignal = () => {
    child.kill(toldAt !== undefined && performance.now() - toldAt > 1_000 ? 'SIGKILL' : 'SIGTERM')
    toldAt ??= performance.now()
  }
  for (const signal of interrupts) process.on(signal, onSignal)
  process.once('disconnect', onSignal)
  void finished.then(() => process.off('disconnect', onSignal))
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  const url = await new Promise<string | undefined>((resolve) => {
    lines.on('line', (line) => {
      const match = readyLine.exec(line)
      if (match?.[1] === undefined) process.stdout.write(`${line}\n`)
      else resolve(match[1])
    })
    void finished.then(() => resolve(undefined))
  })
  if (url === undefined) throw new EndedEarly(await finished)
  const endedEarly = finished.then((code) => {
    throw new EndedEarly(code)
  })
  endedEarly.catch(() => undefined)
  try {
    await Promise.race([whenReady?.(url), endedEarly])
  } catch (error) {
    await stop()
    throw error
  }
  process.stdout.write(`Tributary ready at ${url}\n`)
  if (openBrowser) openInBrowser(url)
  return { url, processId: child.pid, finished, stop }
}

/** The same to its end; answers the exit code. */
export const runApp = async (options: LaunchOptions): Promise<number> => {
  try {
    const { finished } = await launch(options)
    return await finished
  } catch (error) {
    if (error instanceof EndedEarly) return error.code
    throw error
  }
}

/** Where there is a display; elsewhere the ready line is what the person opens. */
const openInBrowser = (url: string): void => {
  const { platform, env } = process
  const hasDisplay = platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
  if (!hasDisplay) {
    say('There is no display here: open that address in a browser on this machine. Ctrl+C ends Tributary.')
    return
  }
  const [command, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['cmd', ['/c', 'start', '""', url]]
        : ['xdg-open', [url]]
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => say('No browser could be opened: open that address yourself. Ctrl+C ends Tributary.'))
    .unref()
}
