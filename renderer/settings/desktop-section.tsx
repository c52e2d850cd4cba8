import controls from '../controls/controls.module.css'
import { Toggle } from '../controls/controls.tsx'
import { useApp, useChanges } from '../state/context.tsx'
import { Spelling } from './spelling.tsx'
import { Updates } from './updates.tsx'

/** The app beside its windows: tray, notifications, start at login, spelling, updates. */
export const DesktopSection = () => {
  const { changeDesktop } = useChanges()
  const desktop = useApp((state) => state.desktop)
  const canNotify = useApp((state) => state.host?.capabilities.systemNotifications !== false)
  if (desktop === null) return <p className={controls['quiet']}>Tributary does not answer yet.</p>
  const { settings, offers, update } = desktop
  const { startAtLogin } = offers
  return (
    <>
      {offers.tray && (
        <Toggle
          label="Stay in the tray when the last window is closed"
          explains="Tributary goes on reading and tells you of mentions. Quit it from its tray menu."
          checked={settings.closeToTray}
          onChange={(closeToTray) => changeDesktop({ closeToTray })}
        />
      )}
      <Toggle
        label="Notify me of mentions"
        explains={
          canNotify
            ? 'While no window of Tributary has the focus. Of a private channel neither name nor text is told.'
            : 'This system shows no notifications.'
        }
        disabled={!canNotify}
        checked={settings.notifyMentions}
        onChange={(notifyMentions) => changeDesktop({ notifyMentions })}
      />
      <Toggle
        label="Start when I log in"
        explains={startAtLogin.can ? undefined : startAtLogin.why}
        disabled={!startAtLogin.can}
        checked={settings.startAtLogin}
        onChange={(checked) => changeDesktop({ startAtLogin: checked })}
      />
      {update.status !== 'unavailable' && (
        <Toggle
          label="Check for updates"
          explains="Now and then Tributary asks the place that it came from whether there is a newer version."
          checked={settings.checkForUpdates}
          onChange={(checkForUpdates) => changeDesktop({ checkForUpdates })}
        />
      )}
      <Updates update={update} />
      {offers.spellCheck.length === 0 ? (
        <p>
          <b>Check spelling.</b> Your system’s own checker does it, in the languages that are chosen there.
        </p>
      ) : (
        <Spelling offered={offers.spellCheck} chosen={settings.spellCheck} />
      )}
    </>
  )
}
