/** A menu as data: what the features write, what Electron's `Menu.buildFromTemplate` takes, and what a test can read. */
import type { MenuItemConstructorOptions } from 'electron'
import { cleanName } from '../../core/text.ts'

export interface MenuEntry
  extends Pick<MenuItemConstructorOptions, 'id' | 'role' | 'type' | 'label' | 'accelerator' | 'enabled' | 'checked'> {
  submenu?: MenuEntry[]
  click?: () => void
}

/** The slice of Electron's `Menu` that builds one; `Menu` is Electron's own menu, or a test's. */
export interface MenuBuilder<Menu> {
  buildFromTemplate(template: MenuEntry[]): Menu
}

export const separator: MenuEntry = { type: 'separator' }

/** Code units of a name that others chose; a menu is as wide as its longest line. */
const maxLabelLength = 60

/**
 * A name that others chose, as a menu can show it: one bounded line without control characters, its `&` doubled, since a
 * single one marks the next letter as a key.
 */
export const menuText = (text: string): string => {
  const name = cleanName(text)
  const bounded = name.length <= maxLabelLength ? name : `${cleanName(name.slice(0, maxLabelLength - 1))}…`
  return bounded.replaceAll('&', '&&')
}

/**
 * Whether two menus look the same and mean the same: replacing one that somebody has open would close it. What an entry
 * acts on is in its words or its `id`, since functions cannot be compared.
 */
export const sameMenu = (left: readonly MenuEntry[], right: readonly MenuEntry[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right)
