/** Opens an address in the person's browser, from a process without a window. */
import { spawn } from 'node:child_process'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { Clock } from '../../core/ports/host.ts'

const tookItMs = 3_000

const commandOf = (platform: NodeJS.Platform, url: string): readonly [string, readonly string[]] => {
  if (platform === 'darwin') return ['open', [url]]
  // `start` would need a shell; this opens with the default program without one.
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}

/** The little that is needed of a child process. */
export interface Started {
  once(event: 'error' | 'exit', listener: (value: unknown) => void): unknown
  unref(): void
}

export interface Launcher {
  readonly platform: NodeJS.Platform
  readonly start: (command: string, args: readonly string[]) => Started
}

const systemLauncher: Launcher = {
  platform: process.platform,
  start: (command, args) => spawn(command, args, { stdio: 'ignore', detached: true }),
}

/** `url` is already checked. Answers ok when a program took it; where none can, the address to open by hand. */
export const openInBrowser = (
  url: string,
  clock: Pick<Clock, 'after'>,
  { platform, start }: Launcher = systemLauncher,
): Promise<Result<void>> => {
  const [command, args] = commandOf(platform, url)
  const { promise, resolve } = Promise.withResolvers<Result<void>>()
  const refuse = () =>
    resolve(
      failed({
        kind: 'unsupported',
        why: 'no browser',
        message: `No browser could be opened on the machine that Tributary runs on. Open this address yourself: ${url}`,
      }),
    )
  const child = start(command, args)
  child.once('error', refuse)
  child.once('exit', (code) => (code === 0 ? resolve(ok(undefined)) : refuse()))
  child.unref()
  // A browser that was started by this very command does not end soon: it runs, so it took the address.
  const cancel = clock.after(tookItMs, () => resolve(ok(undefined)))
  return promise.finally(cancel)
}
