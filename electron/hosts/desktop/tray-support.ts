/** Whether a tray icon would be seen. Electron makes one without a word on a Linux desktop that shows none. */
import { execFile } from 'node:child_process'
import type { Clock } from '../../core/ports/host.ts'

export interface TraySurroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** What a command prints; undefined where it is not there, fails, or takes too long. */
  readonly ask?: (command: string, args: readonly string[]) => Promise<string | undefined>
}

/** https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/: a panel that shows such icons owns this name. */
const watcher = 'org.kde.StatusNotifierWatcher'
const bus = 'org.freedesktop.DBus'
const questions: readonly (readonly [string, ...(readonly string[])])[] = [
  [
    'gdbus',
    'call',
    '--session',
    `--dest=${bus}`,
    '--object-path=/org/freedesktop/DBus',
    `--method=${bus}.NameHasOwner`,
    watcher,
  ],
  [
    'dbus-send',
    '--session',
    '--print-reply=literal',
    `--dest=${bus}`,
    '/org/freedesktop/DBus',
    `${bus}.NameHasOwner`,
    `string:${watcher}`,
  ],
]

const askSystem = (command: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(command, [...args], { timeout: 2_000 }, (error, output) => resolve(error === null ? output : undefined))
  })

/**
 * An app that closes into a tray nobody sees is lost to its person. So on GNOME and under Wayland, which know no older kind
 * of tray, a panel has to say that it shows icons; elsewhere under X11 Electron falls back to the older kind.
 */
export const hasTray = async ({ platform, env, ask = askSystem }: TraySurroundings): Promise<boolean> => {
  if (platform !== 'linux') return true
  // Electron itself overwrites the variable on Ubuntu, and keeps what it was.
  const isGnome = (env['ORIGINAL_XDG_CURRENT_DESKTOP'] ?? env['XDG_CURRENT_DESKTOP'] ?? '').split(':').includes('GNOME')
  const isWayland = env['XDG_SESSION_TYPE'] === 'wayland' || (env['WAYLAND_DISPLAY'] ?? '') !== ''
  if (!isGnome && !isWayland) return true
  for (const [command, ...args] of questions) {
    const answer = await ask(command, args)
    if (answer !== undefined) return /\btrue\b/u.test(answer)
  }
  return false
}

const askAgainMs = 2_000

/** The same, asked until it is so or `withinMs` are over: at login the panel may come up after the app. */
export const waitForTray = async (
  surroundings: TraySurroundings,
  clock: Pick<Clock, 'elapsed' | 'after'>,
  withinMs: number,
): Promise<boolean> => {
  const until = clock.elapsed() + withinMs
  while (!(await hasTray(surroundings))) {
    if (clock.elapsed() >= until) return false
    await new Promise<void>((resolve) => clock.after(askAgainMs, resolve))
  }
  return true
}
