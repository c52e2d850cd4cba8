/** Opens an address in the person's browser, from a process without a window. */
import { spawn } from 'node:child_process'
import { failed, ok, type Result } from '../../../shared/errors.ts'

const commandOf = (platform: NodeJS.Platform, url: string): readonly [string, readonly string[]] => {
  if (platform === 'darwin') return ['open', [url]]
  // `start` would need a shell; this opens with the default program without one.
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}

/** `url` is already checked. Answers ok when a program took it; where none can, the address to open by hand. */
export const openInBrowser = (url: string, platform: NodeJS.Platform = process.platform): Promise<Result<void>> => {
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
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', refuse)
  child.on('exit', (code) => (code === 0 ? resolve(ok(undefined)) : refuse()))
  child.unref()
  // A browser that was started by this very command does not end soon: it runs, so it took the address.
  setTimeout(() => resolve(ok(undefined)), 3_000).unref()
  return promise
}
