/** Menus as a test reads and uses them. */
import type { MenuBuilder, MenuEntry } from '../../../electron/hosts/desktop/menu-entry.ts'

export interface FakeMenu {
  readonly entries: readonly MenuEntry[]
}

export const fakeMenuBuilder: MenuBuilder<FakeMenu> = { buildFromTemplate: (entries) => ({ entries }) }

/** Every entry with those of its submenus, in order. */
export const flatten = (entries: readonly MenuEntry[]): readonly MenuEntry[] =>
  entries.flatMap((entry) => [entry, ...flatten(entry.submenu ?? [])])

/** Labels and roles, "—" for a separator. */
export const labelsOf = (entries: readonly MenuEntry[]): readonly string[] =>
  entries.map(({ label, role, type }) => label ?? role ?? (type === 'separator' ? '—' : ''))

export const find = (entries: readonly MenuEntry[], label: string): MenuEntry => {
  const entry = flatten(entries).find((one) => one.label === label || one.role === label)
  if (entry === undefined) throw new Error(`The menu has no "${label}": ${labelsOf(flatten(entries)).join(', ')}`)
  return entry
}

export const click = (entries: readonly MenuEntry[], label: string): void => {
  const { click: act, enabled } = find(entries, label)
  if (act === undefined || enabled === false) throw new Error(`"${label}" cannot be clicked.`)
  act()
}
