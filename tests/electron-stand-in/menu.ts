/** `Menu` and `MenuItem`: what is in them, and a hand that chooses or types. */
import { EventEmitter } from 'node:events'
import type { None, StrayEvents } from './events.ts'
import { refuseUnknown } from './refuse.ts'

type Template = Electron.MenuItemConstructorOptions
type Role = NonNullable<Template['role']>

interface MenuEvents {
  'menu-will-show': [event: Electron.Event]
  'menu-will-close': [event: Electron.Event]
}
export type NoStrayMenuEvents = None<StrayEvents<Electron.Menu, MenuEvents>>

type KnownOfItem =
  | 'id'
  | 'label'
  | 'enabled'
  | 'visible'
  | 'checked'
  | 'type'
  | 'accelerator'
  | 'commandId'
  | 'sublabel'
  | 'toolTip'

export type MenuItemFace = Pick<Electron.MenuItem, KnownOfItem> & {
  readonly submenu?: MenuFace | undefined
  readonly role?: Role | undefined
}
export interface MenuFace {
  readonly items: readonly MenuItemFace[]
  append(item: MenuItemFace): void
  insert(position: number, item: MenuItemFace): void
  getMenuItemById(id: string): MenuItemFace | null
  popup(options?: Electron.PopupOptions): void
  closePopup(): void
}
export interface MenuClassFace {
  new (): MenuFace
  buildFromTemplate(template: Template[]): MenuFace
  setApplicationMenu(menu: MenuFace | null): void
  getApplicationMenu(): MenuFace | null
}

/** What Electron itself does when an item with a role is chosen. */
export type ActRole = (role: Role) => void

const actNothing: ActRole = (role) => {
  throw new Error(`The Electron stand-in does nothing for the role ${role}.`)
}

const submenuRoles: ReadonlySet<string> = new Set([
  'appMenu',
  'fileMenu',
  'editMenu',
  'viewMenu',
  'windowMenu',
  'help',
  'window',
])

export class StandInMenuItem implements Omit<MenuItemFace, 'submenu' | 'role'> {
  id: string
  label: string
  sublabel: string
  toolTip: string
  enabled: boolean
  visible: boolean
  checked: boolean
  type: Electron.MenuItem['type']
  accelerator: string | null
  commandId = 0
  icon: Template['icon']
  readonly role: Role | undefined
  readonly submenu: StandInMenu | undefined
  private readonly onClick: Template['click']
  private readonly act: ActRole

  constructor(options: Template, act: ActRole = actNothing) {
    const { role, type, submenu } = options
    this.id = options.id ?? ''
    this.role = role
    this.label = options.label ?? role ?? ''
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.accelerator = options.accelerator ?? null
    this.icon = options.icon
    this.submenu = Array.isArray(submenu)
      ? buildMenu(submenu, act)
      : submenu instanceof StandInMenu
        ? submenu
        : undefined
    this.type = type ?? (this.submenu === undefined ? 'normal' : 'submenu')
    this.onClick = options.click
    this.act = act
    if (this.type === 'submenu' && this.submenu === undefined && !submenuRoles.has(role ?? '')) {
      throw new Error('Invalid submenu')
    }
    if (this.type !== 'separator' && this.label === '') throw new Error('Required label missing from the menu item')
  }

  /** As Electron does it when the person chooses: a tick changes by itself. */
  click(event?: Electron.KeyboardEvent, window?: Electron.BaseWindow): void {
    if (!this.enabled) return
    if (this.type === 'checkbox') this.checked = !this.checked
    if (this.type === 'radio') this.checked = true
    const call: unknown = this.onClick
    if (this.role !== undefined) this.act(this.role)
    else if (typeof call === 'function') call(this, window, event ?? { triggeredByAccelerator: false })
  }

  static {
    refuseUnknown('MenuItem', StandInMenuItem.prototype)
  }
}

export class StandInMenu extends EventEmitter<MenuEvents> implements MenuFace {
  items: StandInMenuItem[] = []
  /** How often it was opened, and with what. */
  readonly popups: Electron.PopupOptions[] = []

  append(item: StandInMenuItem): void {
    this.items.push(item)
  }
  insert(position: number, item: StandInMenuItem): void {
    this.items.splice(position, 0, item)
  }
  getMenuItemById(id: string): StandInMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)
      if (found !== null) return found
    }
    return null
  }
  popup(options: Electron.PopupOptions = {}): void {
    this.popups.push(options)
  }
  closePopup(): void {}

  static {
    refuseUnknown('Menu', StandInMenu.prototype)
  }
}

const buildMenu = (
  template: readonly (Template | Electron.MenuItem | StandInMenuItem)[],
  act: ActRole,
): StandInMenu => {
  const menu = new StandInMenu()
  for (const entry of template) {
    const item = entry instanceof StandInMenuItem ? entry : new StandInMenuItem(templateOf(entry), act)
    if (item.visible || item.id !== '' || item.type !== 'separator') menu.append(item)
  }
  return menu
}

/** Of a template's entry; a real `MenuItem` cannot be here, since there is no Electron to make one. */
const templateOf = (entry: Template | Electron.MenuItem): Template => {
  if ('commandId' in entry) throw new Error('The Electron stand-in takes its own MenuItems only.')
  return entry
}

export const createMenus = (act: ActRole = actNothing) => {
  let applicationMenu: StandInMenu | null = null
  class Menu extends StandInMenu {
    static buildFromTemplate(template: readonly (Template | Electron.MenuItem | StandInMenuItem)[]): StandInMenu {
      return buildMenu(template, act)
    }
    static setApplicationMenu(menu: StandInMenu | null): void {
      applicationMenu = menu
    }
    static getApplicationMenu(): StandInMenu | null {
      return applicationMenu
    }
  }
  return {
    Menu: refuseUnknown('Menu', Menu satisfies MenuClassFace),
    MenuItem: StandInMenuItem,
    applicationMenu: () => applicationMenu,
  }
}

/** The item at the end of a path of labels, as a person finds it. */
export const findItem = (menu: StandInMenu | null, path: readonly (string | RegExp)[]): StandInMenuItem => {
  const [first, ...rest] = path
  const fits = (label: string) => (first instanceof RegExp ? first.test(label) : label.replace('&', '') === first)
  const visible = menu?.items.filter((item) => item.visible) ?? []
  const found = visible.find(({ label }) => fits(label))
  if (found === undefined) {
    throw new Error(`The menu has no ${String(first)}; it has ${visible.map(({ label }) => label).join(', ')}.`)
  }
  return rest.length === 0 ? found : findItem(found.submenu ?? null, rest)
}

/** The item that this key chooses, wherever it is. */
export const findAccelerator = (menu: StandInMenu | null, accelerator: string): StandInMenuItem | undefined => {
  for (const item of menu?.items ?? []) {
    if (item.accelerator !== null && normalise(item.accelerator) === normalise(accelerator)) return item
    const within = item.submenu === undefined ? undefined : findAccelerator(item.submenu, accelerator)
    if (within !== undefined) return within
  }
  return undefined
}

const same: Readonly<Record<string, string>> = {
  commandorcontrol: 'control',
  cmdorctrl: 'control',
  ctrl: 'control',
  option: 'alt',
  cmd: 'command',
}

const normalise = (accelerator: string): string =>
  accelerator
    .toLowerCase()
    .split('+')
    .map((part) => same[part] ?? part)
    .sort()
    .join('+')
