/** The windows' part of Electron. */
import type { NativeTheme, Screen } from 'electron'
import type { WindowSystem } from './windows.ts'

export interface WindowSystemParts {
  readonly create: WindowSystem['create']
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching'>
  readonly nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'>
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** The app's picture, for systems that take none from the program. */
  readonly icon: string
}

/** As `--ground` of the two themes (renderer/styles/tokens.css), so that a window does not flash before it is drawn. */
const grounds = { dark: '#0e1317', light: '#eef2f5' }

export const createWindowSystem = ({
  create,
  screen,
  nativeTheme,
  platform,
  env,
  icon,
}: WindowSystemParts): WindowSystem => ({
  create,
  icon: platform === 'linux' ? icon : undefined,
  areas() {
    const primary = screen.getPrimaryDisplay()
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
    return [primary.workArea, ...others.map(({ workArea }) => workArea)]
  },
  areaOf: (bounds) => screen.getDisplayMatching(bounds).workArea,
  can: {
    // Wayland lets no window say that it stays above the others; Electron uses it wherever a session offers it.
    alwaysOnTop: platform !== 'linux' || env['XDG_SESSION_TYPE'] !== 'wayland',
    opacity: platform !== 'linux',
  },
  background: () => (nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light),
})
