/** Starts the built web host, waits for its ready line and ends it again; Ctrl+C ends everything and leaves no process. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { followChild } from './child.ts'
import { appFlags, hasDisplay } from './desktop-choice.ts'
import { root, say, startNode } from './project.ts'

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
  /** True unless told: the line tells a person, or a script, where the page is. */
  readonly showsReadyLine?: boolean
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
export const launch = async (options: LaunchOptions): Promise<Launched> => {
  const { args, env, openBrowser, showsReadyLine = true, whenReady } = options
  const child = startNode([join(root, 'out', 'main', 'web.js'), ...appFlags(args)], env ?? {})
  const { finished, stop } = followChild(child, 'What it was doing is in tributary.log in its data folder.')
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
  if (showsReadyLine) process.stdout.write(`Tributary ready at ${url}\n`)
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
  if (!hasDisplay(platform, env)) {
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
