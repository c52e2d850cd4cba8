/** Starting at login on Linux. https://specifications.freedesktop.org/autostart-spec/latest/ */
import { isAbsolute, join } from 'node:path'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { readWhole, unlinkIfThere, writeWhole } from '../../storage/atomic-file.ts'
import { type Disk, diskFailure, systemDisk } from '../../storage/disk.ts'
import type { LoginItem } from './login-item.ts'

export interface AutostartParts {
  readonly args: readonly string[]
  readonly executable: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly disk?: Disk
}

export type Autostart = Omit<LoginItem, 'offer'>

/** Quoted so that every character stays what it is, `%` too, which would begin a field code. */
const quoteArgument = (argument: string): string =>
  `"${argument.replaceAll(/["`$\\]/gu, '\\$&').replaceAll('%', '%%')}"`

/** A value in the file has its own escapes, put over those of the quoting. */
const quoteValue = (value: string): string => value.replaceAll('\\', '\\\\')

/**
 * The `Exec` value, or undefined for what none can say: a line break or control character, a program with a `=`, or one with
 * a `%`, which GLib looks for on the disk before it reads `%%` as one.
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export const execLine = (program: string, args: readonly string[]): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[=%]/u.test(program) || [program, ...args].some((part) => /[\u0000-\u001f\u007f]/u.test(part))) return undefined
  return quoteValue([program, ...args].map(quoteArgument).join(' '))
}

const what = 'Starting at login'

/** A desktop's own settings switch an entry off by these rather than remove it. */
const switchedOff = /^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/mu

export const createAutostart = ({ args, executable, env, home, disk = systemDisk }: AutostartParts): Autostart => {
  // The spec has relative ones ignored.
  const configured = env['XDG_CONFIG_HOME'] ?? ''
  const folder = join(isAbsolute(configured) ? configured : join(home, '.config'), 'autostart')
  const path = join(folder, 'tributary.desktop')
  // An AppImage runs from a mount that is gone tomorrow; its file is what lasts.
  const program = env['APPIMAGE'] || executable
  const exec = execLine(program, args)
  const text = [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Tributary',
    'Comment=Every chat of a live stream in one window',
    `Exec=${exec}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')

  const isOn = async () => {
    try {
      const there = await readWhole(disk, path)
      return there !== undefined && !switchedOff.test(there)
    } catch {
      return false
    }
  }
  const apply = async (on: boolean): Promise<Result<void>> => {
    try {
      if (!on) {
        await unlinkIfThere(disk, path)
        return ok(undefined)
      }
      if (exec === undefined) {
        const why = 'its path holds a character that an autostart entry cannot'
        return failed({
          kind: 'unsupported',
          why,
          message: `Tributary cannot start at login from ${program}: ${why}. Move it to a folder with a plain name.`,
        })
      }
      await disk.mkdir(folder, { recursive: true, mode: 0o700 })
      await writeWhole(disk, path, text)
      return ok(undefined)
    } catch (error) {
      return diskFailure(error, what, path, on ? 'saved' : 'removed')
    }
  }
  return {
    isOn,
    apply,
    // An AppImage is a file that people move and rename.
    refresh: async () => ((await isOn()) ? apply(true) : ok(undefined)),
  }
}
