/** The system's part of the look (menus, title bars, what a page takes for the system's theme) follows the person's choice. */
import type { NativeTheme } from 'electron'
import type { Disposer, Preferences, Theme } from '../../../shared/contract.ts'
import type { Core } from '../../core/ports/client.ts'

const sources: Readonly<Record<Theme, NativeTheme['themeSource']>> = {
  system: 'system',
  dark: 'dark',
  light: 'light',
  highContrast: 'dark',
}

export const followTheme = (core: Core, nativeTheme: Pick<NativeTheme, 'themeSource'>): Disposer => {
  const client = core.attach()
  client.subscribe('preferences', (preferences) => {
    // What the core tells under this name is nothing else (shared/contract.ts).
    const { theme } = preferences as Preferences
    nativeTheme.themeSource = sources[theme]
  })
  return () => client.dispose()
}
