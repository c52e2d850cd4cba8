import { X } from 'lucide-react'
import controls from '../controls/controls.module.css'
import { Button, useNow } from '../controls/controls.tsx'
import type { ViewKey } from '../feed/feed-store.ts'
import { channelLabel, openChannels, platformName } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'
import styles from './banners.module.css'
import { toneOf } from './state-text.ts'
import { describeTrouble, type Trouble, troublesOf } from './troubles.ts'

const TroubleBanner = ({ trouble, now }: { trouble: Trouble; now: number }) => {
  const { ui } = useServices()
  const run = useCommand()
  const { state, channels } = trouble
  const [first] = channels
  const label = useApp((app) => (first === undefined ? '' : channelLabel(app, first)))
  const platform = useApp((app) => (first === undefined ? '' : platformName(app, first.ref.platform)))
  const accounts = useApp((app) => app.accounts)
  if (first === undefined) return undefined
  const { subject, text } = describeTrouble(trouble, { label, platform, accounts }, now)
  const reconnect = () => {
    for (const { ref } of channels) void run('channels.reconnect', { channel: ref.id })
  }
  return (
    <div className={styles['banner']} data-tone={toneOf(state)}>
      <p>
        <b>{subject}</b> {text}
      </p>
      {state.status === 'needsSignIn' ? (
        <Button onClick={() => ui.open({ kind: 'signIn', platform: first.ref.platform })}>Sign in</Button>
      ) : (
        <Button onClick={reconnect}>Reconnect</Button>
      )}
    </div>
  )
}

/** Where sign-ins are kept is asked by a line first: a dialog would take the keys from somebody who writes. */
const SecretsBanner = () => {
  const { ui } = useServices()
  // Before there is a sign-in there is nothing to keep.
  const question = useApp((state) => (state.accounts.length === 0 ? null : (state.desktop?.secretsQuestion ?? null)))
  if (question === null) return undefined
  return (
    <div className={styles['banner']} data-tone="waiting">
      <p>
        <b>Your sign-ins are kept in memory only.</b> {question.why}
      </p>
      <Button onClick={() => ui.open({ kind: 'keepSecrets' })}>Decide</Button>
    </div>
  )
}

/** More causes than this at once are counted: the feed is what the window is for. */
const mostTroubles = 2

/**
 * What needs the person's eye, above the feed it concerns: the link to the core, alerts, broken connections. In a compact
 * window only the first two: its header tells of connections, and what can wait waits for a window with room.
 */
export const Banners = ({ view, compact = false }: { view: ViewKey; compact?: boolean }) => {
  const run = useCommand()
  const bridge = useApp((state) => state.bridge)
  const lostBecause = useApp((state) => state.lostBecause)
  const alerts = useApp((state) => state.alerts)
  const channels = useApp(openChannels)
  // Of a lost app only that is known.
  const troubles =
    bridge === 'lost' || compact ? [] : troublesOf(channels.filter(({ ref }) => view === 'all' || view === ref.id))
  const others = troubles.slice(mostTroubles).reduce((sum, trouble) => sum + trouble.channels.length, 0)
  const now = useNow(troubles.some(({ state }) => state.status === 'reconnecting'))
  return (
    <div className={styles['banners']} data-compact={compact ? '' : undefined}>
      {bridge === 'lost' && (
        <div className={styles['banner']} data-tone="needsYou" role="alert">
          <p>
            <b>This window has lost Tributary.</b>{' '}
            {lostBecause ?? 'It reconnects by itself as soon as the app answers again.'} What you have written stays
            here.
          </p>
        </div>
      )}
      {alerts.map((alert) => (
        <div
          key={alert.id}
          className={styles['banner']}
          data-tone={alert.severity === 'info' ? 'info' : alert.severity === 'warning' ? 'waiting' : 'needsYou'}
          role={alert.severity === 'info' ? 'status' : 'alert'}
        >
          <p>{alert.message}</p>
          <button
            type="button"
            className={controls['iconButton']}
            aria-label="Dismiss"
            onClick={() => void run('alerts.dismiss', { id: alert.id })}
          >
            <X aria-hidden="true" size="1.15em" />
          </button>
        </div>
      ))}
      {!compact && <SecretsBanner />}
      {troubles.slice(0, mostTroubles).map((trouble) => (
        <TroubleBanner key={trouble.key} trouble={trouble} now={now} />
      ))}
      {others > 0 && (
        <div className={styles['banner']} data-tone="waiting">
          <p>
            {others === 1 ? '1 more channel needs' : `${others} more channels need`} a look; the list of channels says
            why.
          </p>
        </div>
      )}
    </div>
  )
}
