/** Starting when the person logs in: a login item on macOS and Windows, an autostart file on Linux. */
import type { App } from 'electron'
import type { DesktopView } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { Disk } from '../../storage/disk.ts'
import { createAutostart } from './autostart-file.ts'

export interface LoginItem {
  readonly offer: DesktopView['offers']['startAtLogin']
  /** As the system has it: a person may change it there, too. */
  isOn(): Promise<boolean>
  apply(on: boolean): Promise<Result<void>>
  /** Where it is on, and the app has moved since: leads to where it is by now. */
  refresh(): Promise<Result<void>>
}

export interface LoginItemParts {
  readonly app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings'>
  readonly platform: NodeJS.Platform
  readonly packaged: boolean
  /** What the started app is told; `hiddenArgument` among it. macOS starts an app without any. */
  readonly args: readonly string[]
  /** The program's own path. */
  readonly executable: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The person's own folder. */
  readonly home: string
  readonly disk?: Disk
}

/** Said to an app that is started at login: it may begin without a window. */
export const hiddenArgument = '--hidden'

export interface Start {
  /** It was told `hiddenArgument`. */
  readonly hidden: boolean
  /** macOS says it so. */
  readonly wasOpenedAtLogin: boolean
  readonly closeToTray: boolean
  readonly tray: boolean
}

/** Hidden only where the tray leads back to it, and the person wants it to live there. */
export const startsHidden = ({ hidden, wasOpenedAtLogin, closeToTray, tray }: Start): boolean =>
  tray && closeToTray && (hidden || wasOpenedAtLogin)

export const createLoginItem = (parts: LoginItemParts): LoginItem => {
  const { app, platform, packaged, args } = parts
  if (!packaged) {
    return notOffered('Only the installed app can start at login; this one runs from its source folder.')
  }
  if (platform === 'linux') {
    const { executable, env, home, disk } = parts
    return { offer: { can: true }, ...createAutostart({ args, executable, env, home, ...(disk && { disk }) }) }
  }
  if (platform !== 'darwin' && platform !== 'win32') return notOffered('Tributary does not know how on this system.')
  // Windows keeps them as one text: what holds a space is quoted, and has to be asked for as it was set.
  const own = platform === 'win32' ? { args: args.map((arg) => (/\s/u.test(arg) ? `"${arg}"` : arg)) } : {}
  return {
    offer: { can: true },
    async isOn() {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(own)
      // The Task Manager of Windows leaves the item where it is, and keeps it from starting.
      return openAtLogin && (platform !== 'win32' || executableWillLaunchAtLogin)
    },
    async apply(on) {
      app.setLoginItemSettings({ ...own, openAtLogin: on })
      const now = app.getLoginItemSettings(own)
      if (now.openAtLogin === on) return ok(undefined)
      return platform === 'darwin' && now.status === 'requires-approval'
        ? notTaken(
            'macOS asks you first. Allow Tributary in System Settings, General, Login Items, then choose it here.',
          )
        : notTaken('The system did not take it. Look in its own settings for apps that start at login.')
    },
    // An installed app stays where it is; setting it again would undo what a person has switched off in the system.
    refresh: async () => ok(undefined),
  }
}

const notOffered = (why: string): LoginItem => ({
  offer: { can: false, why },
  isOn: async () => false,
  refresh: async () => ok(undefined),
  apply: async (on) =>
    on ? failed({ kind: 'unsupported', why, message: `Tributary cannot start at login. ${why}` }) : ok(undefined),
})

const notTaken = (why: string): Result<never> =>
  failed({ kind: 'refused', code: 'login item', reason: why, message: `Starting at login was not changed. ${why}` })
