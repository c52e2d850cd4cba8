import { Search } from 'lucide-react'
import { useState } from 'react'
import { AccountList } from '../accounts/account-list.tsx'
import controls from '../controls/controls.module.css'
import { Dialog } from '../controls/dialog.tsx'
import { ownsWindows } from '../state/app-store.ts'
import { useApp } from '../state/context.tsx'
import type { SettingsSection } from '../state/ui-store.ts'
import { ChannelsSection } from './channels-section.tsx'
import { DesktopSection } from './desktop-section.tsx'
import { KeysTable } from './keys-dialog.tsx'
import { matchSections } from './search.ts'
import { AboutSection, AppearanceSection, ConnectionsSection, ModerationSection, PrivacySection } from './sections.tsx'
import styles from './settings.module.css'
import { WindowSection } from './window-section.tsx'

const contents: Readonly<Record<SettingsSection, () => React.JSX.Element>> = {
  accounts: AccountList,
  channels: ChannelsSection,
  appearance: AppearanceSection,
  window: WindowSection,
  desktop: DesktopSection,
  keys: () => <KeysTable />,
  moderation: ModerationSection,
  connections: ConnectionsSection,
  privacy: PrivacySection,
  about: AboutSection,
}

export const SettingsDialog = ({ initial, onClose }: { initial: SettingsSection; onClose: () => void }) => {
  const [query, setQuery] = useState('')
  const [section, setSection] = useState(initial)
  const present = {
    window: useApp((state) => ownsWindows(state) && state.window !== null),
    desktop: useApp((state) => state.desktop !== null),
  }
  const found = matchSections(query, present)
  const shown = found.some(({ id }) => id === section) ? section : found[0]?.id
  const Content = shown === undefined ? undefined : contents[shown]
  return (
    <Dialog title="Settings" wide onClose={onClose}>
      <div className={styles['settings']}>
        <nav className={styles['sections']} aria-label="Sections">
          <label className={styles['search']}>
            <Search aria-hidden="true" size="1.15em" />
            <input
              type="search"
              aria-label="Search settings"
              placeholder="Search"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </label>
          <ul>
            {found.map(({ id, name }) => (
              <li key={id}>
                <button type="button" aria-current={id === shown ? 'true' : undefined} onClick={() => setSection(id)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <section
          className={styles['content']}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          data-kept-focus
          aria-label={found.find(({ id }) => id === shown)?.name}
        >
          {Content === undefined ? (
            <p className={controls['quiet']}>Nothing is called “{query}” here.</p>
          ) : (
            <>
              <h3>{found.find(({ id }) => id === shown)?.name}</h3>
              <Content />
            </>
          )}
        </section>
      </div>
    </Dialog>
  )
}
