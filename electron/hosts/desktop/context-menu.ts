/** What a right click offers: in an input its spelling and the clipboard, on a selection Copy, on a link its address. */
import type { Clipboard, ContextMenuParams, Session, WebContents } from 'electron'
import { checkLink } from '../../core/links.ts'
import { type MenuBuilder, type MenuEntry, menuText, separator } from './menu-entry.ts'

/** What is under the pointer, as far as it matters. */
export type ContextMenuPlace = Pick<
  ContextMenuParams,
  | 'isEditable'
  | 'formControlType'
  | 'misspelledWord'
  | 'dictionarySuggestions'
  | 'selectionText'
  | 'linkURL'
  | 'editFlags'
>

export interface ContextMenuActions {
  replaceMisspelling(word: string): void
  addToDictionary(word: string): void
  /** The address is already checked. */
  copyLink(address: string): void
  openLink(address: string): void
}

const maxSuggestions = 5

const spellingEntries = (place: ContextMenuPlace, actions: ContextMenuActions): MenuEntry[] => {
  const { misspelledWord, dictionarySuggestions, formControlType } = place
  if (misspelledWord === '' || formControlType === 'input-password') return []
  return [
    ...dictionarySuggestions
      .slice(0, maxSuggestions)
      .map((word): MenuEntry => ({ label: menuText(word), click: () => actions.replaceMisspelling(word) })),
    { label: `Add “${menuText(misspelledWord)}” to Dictionary`, click: () => actions.addToDictionary(misspelledWord) },
    separator,
  ]
}

const inputEntries = (place: ContextMenuPlace, actions: ContextMenuActions): MenuEntry[] => {
  const { canCut, canCopy, canPaste, canSelectAll } = place.editFlags
  return [
    ...spellingEntries(place, actions),
    { role: 'cut', enabled: canCut },
    { role: 'copy', enabled: canCopy },
    { role: 'paste', enabled: canPaste },
    separator,
    { role: 'selectAll', enabled: canSelectAll },
  ]
}

/** Only what would open has a menu: a link within the page (to a channel, say) is no address for elsewhere. */
const linkEntries = ({ linkURL }: ContextMenuPlace, actions: ContextMenuActions): MenuEntry[] => {
  const link = checkLink(linkURL)
  if (!link.ok) return []
  return [
    { label: 'Open Link', click: () => actions.openLink(link.value) },
    { label: 'Copy Link Address', click: () => actions.copyLink(link.value) },
  ]
}

/** Empty where there is nothing to offer: then no menu opens. */
export const contextMenu = (place: ContextMenuPlace, actions: ContextMenuActions): MenuEntry[] => {
  if (place.isEditable) return inputEntries(place, actions)
  const link = linkEntries(place, actions)
  const selection: MenuEntry[] = place.selectionText.trim() === '' ? [] : [{ role: 'copy' }]
  return [...link, ...(link.length > 0 && selection.length > 0 ? [separator] : []), ...selection]
}

export interface ContextMenuParts<Window> {
  readonly contents: Pick<WebContents, 'replaceMisspelling'> & {
    on(event: 'context-menu', listener: (event: unknown, place: ContextMenuPlace) => void): unknown
  }
  readonly window: Window
  readonly Menu: MenuBuilder<{ popup(options: { window: Window }): void }>
  readonly session: Pick<Session, 'addWordToSpellCheckerDictionary'>
  readonly clipboard: Pick<Clipboard, 'writeText'>
  /** Opens an already checked address in the person's browser. */
  readonly openLink: (address: string) => void
  /** What a person should know, in a whole sentence. */
  readonly onProblem: (message: string) => void
}

/** Lasts as long as the window's contents do. */
export const attachContextMenu = <Window>(parts: ContextMenuParts<Window>): void => {
  const { contents, window, Menu, session, clipboard, openLink, onProblem } = parts
  const actions: ContextMenuActions = {
    replaceMisspelling: (word) => contents.replaceMisspelling(word),
    addToDictionary(word) {
      if (!session.addWordToSpellCheckerDictionary(word)) onProblem('The word could not be added to the dictionary.')
    },
    copyLink(address) {
      clipboard.writeText(address).catch(() => onProblem('The address of the link could not be copied.'))
    },
    openLink,
  }
  contents.on('context-menu', (_, place) => {
    const entries = contextMenu(place, actions)
    if (entries.length > 0) Menu.buildFromTemplate(entries).popup({ window })
  })
}
