/** Which key does what: defaults here, what a person changed in `preferences.keys`. */

export interface KeyAction {
  readonly name: string
  readonly says: string
  readonly key: string
  /** `row` keys act only while focus is on a row; `window` keys everywhere. */
  readonly where: 'row' | 'window'
  /** Only where the host owns its windows, or where the system keeps one above the others. */
  readonly needs?: 'windows' | 'onTop'
}

const toggles: readonly KeyAction[] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({
  name: `toggleTarget${number}`,
  says: `Send to channel ${number} or not`,
  key: `Alt+${number}`,
  where: 'window',
}))

export const keyActions: readonly KeyAction[] = [
  { name: 'openActs', says: 'Go to the acts of the row', key: 'Enter', where: 'row' },
  { name: 'reply', says: 'Reply', key: 'r', where: 'row' },
  { name: 'copy', says: 'Copy the text', key: 'c', where: 'row' },
  { name: 'delete', says: 'Delete the message', key: 'Delete', where: 'row' },
  { name: 'timeOut', says: 'Time out the author', key: 't', where: 'row' },
  { name: 'ban', says: 'Ban the author', key: 'b', where: 'row' },
  { name: 'jumpToLatest', says: 'Jump to the latest message', key: 'End', where: 'window' },
  { name: 'hold', says: 'Hold the feed still while pressed', key: 'Alt', where: 'window' },
  { name: 'focusInput', says: 'Go to the message input', key: 'Alt+m', where: 'window' },
  { name: 'focusFeed', says: 'Go to the newest row', key: 'Alt+f', where: 'window' },
  { name: 'cycleTargets', says: 'Send to one channel or to all', key: 'Alt+a', where: 'window' },
  ...toggles,
  { name: 'nextView', says: 'Next view', key: 'Alt+ArrowDown', where: 'window' },
  { name: 'previousView', says: 'Previous view', key: 'Alt+ArrowUp', where: 'window' },
  { name: 'hidePrivate', says: 'Hide or show private channels', key: 'Alt+p', where: 'window' },
  { name: 'compact', says: 'Compact window or not', key: 'Alt+c', where: 'window', needs: 'windows' },
  { name: 'alwaysOnTop', says: 'Keep the window on top or not', key: 'Alt+t', where: 'window', needs: 'onTop' },
  { name: 'popOut', says: 'Pop out the view', key: 'Alt+o', where: 'window', needs: 'windows' },
  { name: 'newWindow', says: 'New window', key: 'Alt+n', where: 'window', needs: 'windows' },
  { name: 'settings', says: 'Settings', key: 'Ctrl+,', where: 'window' },
  { name: 'help', says: 'Keys in force', key: '?', where: 'window' },
]

/** What can be done on this host. */
export const actionsWhere = (has: Readonly<Record<NonNullable<KeyAction['needs']>, boolean>>): readonly KeyAction[] =>
  keyActions.filter(({ needs }) => needs === undefined || has[needs])

export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

const modifierKeys: ReadonlySet<string> = new Set(['Alt', 'Control', 'Shift', 'Meta'])

/**
 * A key press as text: "Alt+1", "Ctrl+,", "r", "?". With Alt the physical key counts, since Alt changes the character on
 * some layouts. Shift is named only with keys that are no characters: it is already in "?".
 */
export const chordOf = (press: KeyPress): string => {
  if (modifierKeys.has(press.key)) return press.key === 'Control' ? 'Ctrl' : press.key
  const physical = /^(?:Key|Digit)(.)$/.exec(press.code)?.[1]
  const name = press.altKey && physical !== undefined ? physical.toLowerCase() : press.key
  const character = [...name].length === 1
  const parts = [
    press.ctrlKey ? 'Ctrl+' : '',
    press.metaKey ? 'Meta+' : '',
    press.altKey ? 'Alt+' : '',
    press.shiftKey && !character ? 'Shift+' : '',
    character ? name.toLowerCase() : name,
  ]
  return parts.join('')
}

/** As it is printed on the keyboard: "r" is shown as "R", "Alt+a" as "Alt+A". */
export const showKey = (chord: string): string =>
  chord.replace(/(?<=^|\+)\p{Lowercase}$/u, (letter) => letter.toUpperCase())

export type KeyMap = ReadonlyMap<string, KeyAction>

/** Key to action in force. A key that was given to another action is taken from its default owner. */
export const createKeyMap = (
  changed: Readonly<Record<string, string>>,
  actions: readonly KeyAction[] = keyActions,
): KeyMap => {
  const map = new Map<string, KeyAction>()
  for (const action of actions) if (changed[action.name] === undefined) map.set(action.key, action)
  for (const action of actions) {
    const key = changed[action.name]
    if (key !== undefined && key !== '') map.set(key, action)
  }
  return map
}

export const keyOf = (map: KeyMap, name: string): string | undefined => {
  for (const [key, action] of map) if (action.name === name) return key
  return undefined
}

/** Why a key cannot be given to an action; undefined when it can. Keys that typing and moving need stay theirs. */
export const whyNotKey = (map: KeyMap, action: KeyAction, chord: string): string | undefined => {
  if (['Tab', 'Escape', 'Shift', 'Ctrl', 'Meta', 'ArrowUp', 'ArrowDown', 'Shift+Tab'].includes(chord))
    return `${showKey(chord)} keeps its own meaning.`
  const types = [...chord].length === 1 || ['Enter', 'Backspace', 'Delete'].includes(chord)
  if (action.where === 'window' && types && action.name !== 'help' && action.name !== 'hold')
    return 'A key that works everywhere needs Ctrl, Alt or a function key, or typing would set it off.'
  const owner = map.get(chord)
  if (owner !== undefined && owner.name !== action.name)
    return `${showKey(chord)} already does: ${owner.says.toLowerCase()}.`
  return undefined
}

/** True where a plain character is typed rather than acted upon. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target.isContentEditable ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)))
