import { useCallback, useEffect, useRef } from 'react'
import { SignInDialog } from './accounts/sign-in-dialog.tsx'
import styles from './app.module.css'
import { AddChannelDialog } from './channels/add-channel.tsx'
import { Banners } from './channels/banners.tsx'
import { CompactHeader } from './channels/compact-header.tsx'
import { Rail } from './channels/rail.tsx'
import { useSeen } from './channels/use-seen.ts'
import { ViewHeader } from './channels/view-header.tsx'
import { Welcome } from './channels/welcome.tsx'
import { Composer } from './composer/composer.tsx'
import { rescueFocus } from './controls/focus.ts'
import { Announcer } from './feed/announcer.tsx'
import { Feed } from './feed/feed.tsx'
import { useHidePrivate } from './feed/use-hide-private.ts'
import { useWindowKeys } from './keys/use-window-keys.ts'
import { ConfirmDialog } from './moderation/confirm-dialog.tsx'
import { Notes } from './moderation/notes.tsx'
import { KeepSecretsDialog } from './settings/keep-secrets.tsx'
import { KeysDialog } from './settings/keys-dialog.tsx'
import { SettingsDialog } from './settings/settings-dialog.tsx'
import { useApp, useServices, useUi } from './state/context.tsx'
import { useAsks } from './state/use-asks.ts'
import { useViewAddress } from './state/use-view-address.ts'
import { useLook } from './styles/theme.ts'

const Dialogs = () => {
  const { app, ui } = useServices()
  const dialog = useUi((state) => state.dialog)
  const close = useCallback(() => ui.open(undefined), [ui])
  // With a sign-in just made, and nothing being written, it is the moment to ask where it is kept.
  const closeSignIn = (signedIn: boolean) =>
    ui.open(
      signedIn && (app.state.getState().desktop?.secretsQuestion ?? null) !== null
        ? { kind: 'keepSecrets' }
        : undefined,
    )
  switch (dialog?.kind) {
    case undefined:
      return undefined
    case 'settings':
      return <SettingsDialog key={dialog.section} initial={dialog.section} onClose={close} />
    case 'signIn':
      return <SignInDialog platformId={dialog.platform} preset={dialog.permissionSets} onClose={closeSignIn} />
    case 'addChannel':
      return <AddChannelDialog onClose={close} />
    case 'keys':
      return <KeysDialog onClose={close} />
    case 'keepSecrets':
      return <KeepSecretsDialog onClose={close} />
    case 'confirm':
      return <ConfirmDialog confirm={dialog} onClose={close} />
  }
}

const Main = ({ compact }: { compact: boolean }) => {
  const view = useUi((state) => state.view)
  const isHidden = useApp(
    (state) =>
      state.preferences.hidePrivate && state.channels?.some(({ ref }) => ref.id === view && ref.private) === true,
  )
  return (
    <main className={styles['main']}>
      {compact ? <CompactHeader view={view} /> : <ViewHeader view={view} />}
      <Banners view={view} compact={compact} />
      {isHidden ? (
        <p className={styles['hidden']}>This channel is private, and private channels are hidden.</p>
      ) : (
        <Feed key={view} view={view} />
      )}
      <Composer />
    </main>
  )
}

export const App = () => {
  useLook()
  useViewAddress()
  useWindowKeys()
  useHidePrivate()
  useSeen()
  useAsks()
  const isKnown = useApp((state) => state.channels !== undefined)
  const isEmpty = useApp((state) => state.channels?.length === 0)
  const bridge = useApp((state) => state.bridge)
  const lostBecause = useApp((state) => state.lostBecause)
  const unread = useApp((state) => state.channels?.reduce((sum, channel) => sum + channel.unreadMentions, 0) ?? 0)
  const isCompact = useApp((state) => state.window?.compact === true)
  const wasCompact = useRef(isCompact)
  useEffect(() => {
    // What had the focus goes with the rail and the header, or comes with them.
    if (wasCompact.current !== isCompact) rescueFocus()
    wasCompact.current = isCompact
  }, [isCompact])
  const wasEmpty = useRef(false)
  useEffect(() => {
    // The first start takes the field that had the focus away with it.
    if (isKnown && !isEmpty && wasEmpty.current) rescueFocus()
    wasEmpty.current = isEmpty
  }, [isKnown, isEmpty])
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Tributary` : 'Tributary'
  }, [unread])
  return (
    <div className={styles['app']} data-compact={isCompact ? '' : undefined}>
      {!isKnown ? (
        <main className={styles['starting']}>
          <p role="status">
            {bridge === 'lost'
              ? (lostBecause ??
                'Tributary does not answer. This window keeps trying; if it goes on like this, start Tributary again.')
              : 'Connecting to Tributary…'}
          </p>
        </main>
      ) : (
        <>
          {!isCompact && <Rail />}
          {isEmpty ? (
            <main className={styles['main']}>
              {isCompact && <CompactHeader view="all" />}
              <Banners view="all" compact={isCompact} />
              <Welcome />
            </main>
          ) : (
            <Main compact={isCompact} />
          )}
        </>
      )}
      <Notes />
      <Announcer />
      <Dialogs />
    </div>
  )
}
