import type { SettingsSection } from '../state/ui-store.ts'

export interface SectionInfo {
  readonly id: SettingsSection
  readonly name: string
  /** What a person might look for, in any order. */
  readonly words: string
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
  { id: 'keys', name: 'Keys', words: 'keyboard shortcut key hotkey' },
  { id: 'moderation', name: 'Moderation', words: 'moderate delete time out ban permissions roles' },
  { id: 'connections', name: 'Connections', words: 'connection reconnect network offline state endpoints' },
  { id: 'privacy', name: 'Privacy', words: 'private hide lock secrets tokens keyring storage' },
  { id: 'about', name: 'About', words: 'version licence license host demo' },
]

/** Sections whose name or words contain every word of the query. */
export const matchSections = (query: string): readonly SectionInfo[] => {
  const wanted = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return sections.filter(({ name, words }) => {
    const text = `${name.toLowerCase()} ${words}`
    return wanted.every((word) => text.includes(word))
  })
}
