import type { SettingsSection } from '../state/ui-store.ts'

export interface SectionInfo {
  readonly id: SettingsSection
  readonly name: string
  /** What a person might look for, in any order. */
  readonly words: string
  /** Where it is absent otherwise: the window is the host's own, or there is a desktop app. */
  readonly needs?: 'window' | 'desktop'
}

export const sections: readonly SectionInfo[] = [
  { id: 'accounts', name: 'Accounts', words: 'account sign in out login permissions client id twitch user' },
  { id: 'channels', name: 'Channels', words: 'channel add remove order reorder account send as close' },
  {
    id: 'appearance',
    name: 'Appearance',
    words:
      'theme dark light high contrast font size text density compact cosy times emotes animation motion screen reader announce',
  },
  {
    id: 'window',
    name: 'Window',
    words: 'always on top pin opacity transparent see-through compact small overlay',
    needs: 'window',
  },
  {
    id: 'desktop',
    name: 'Desktop',
    words:
      'tray close quit background notifications notify mentions start login autostart boot spelling spell check language dictionary update version download restart',
    needs: 'desktop',
  },
  { id: 'keys', name: 'Keys', words: 'keyboard shortcut key hotkey' },
  { id: 'moderation', name: 'Moderation', words: 'moderate delete time out ban permissions roles' },
  {
    id: 'connections',
    name: 'Connections',
    words: 'connection reconnect network offline state endpoints proxy http socks',
  },
  {
    id: 'privacy',
    name: 'Privacy',
    words: 'private hide lock secrets tokens keyring storage sign-ins memory file encrypted',
  },
  { id: 'about', name: 'About', words: 'version licence license host demo' },
]

export type Present = Readonly<Record<NonNullable<SectionInfo['needs']>, boolean>>

/** Sections that are present here and whose name or words contain every word of the query. */
export const matchSections = (query: string, present: Present): readonly SectionInfo[] => {
  const wanted = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return sections.filter(({ name, words, needs }) => {
    if (needs !== undefined && !present[needs]) return false
    const text = `${name.toLowerCase()} ${words}`
    return wanted.every((word) => text.includes(word))
  })
}
