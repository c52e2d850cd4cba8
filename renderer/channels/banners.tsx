import { X } from 'lucide-react'
import type { ChannelView } from '../../shared/contract.ts'
import controls from '../controls/controls.module.css'
import { Button, useNow } from '../controls/controls.tsx'
import type { ViewKey } from '../feed/feed-store.ts'
import { channelLabel } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'
import styles from './banners.module.css'
import { describeState, toneOf } from './state-text.ts'

const noChannels: readonly ChannelView[] = []

const ChannelBanner = ({ channel, now }: { channel: ChannelView; now: number }) => {
  const { ui } = useServices()
  const run = useCommand()
  const label = useApp((state) => channelLabel(state, channel))
  return (
    <div className={styles['banner']} data-tone={toneOf(channel.state)}>
      <p>
        <b>{label}</b> {describeState(channel.state, now)}
      </p>
      {channel.state.status === 'needsSignIn' ? (
        <Button onClick={() => ui.open({ kind: 'signIn', platform: channel.ref.platform })}>Sign in</Button>
      ) : (
        <Button onClick={() => void run('channels.reconnect', { channel: channel.ref.id })}>Reconnect</Button>
      )}
    </div>
  )
}

/** What needs the person's eye, above the feed it concerns: the link to the core, alerts, broken connections. */
export const Banners = ({ view }: { view: ViewKey }) => {
  const run = useCommand()
  const bridge = useApp((state) => state.bridge)
  const lostBecause = useApp((state) => state.lostBecause)
  const alerts = useApp((state) => state.alerts)
  const channels = useApp((state) => state.channels ?? noChannels)
  const broken = channels.filter(
    ({ ref, state }) => (view === 'all' || view === ref.id) && state.status !== 'live' && state.status !== 'connecting',
  )
  const now = useNow(broken.some(({ state }) => state.status === 'reconnecting'))
  return (
    <div className={styles['banners']}>
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
            <X aria-hidden="true" size={16} />
          </button>
        </div>
      ))}
      {broken.slice(0, 3).map((channel) => (
        <ChannelBanner key={channel.ref.id} channel={channel} now={now} />
      ))}
      {broken.length > 3 && (
        <div className={styles['banner']} data-tone="waiting">
          <p>{broken.length - 3} more channels are not connected; the list of channels says why.</p>
        </div>
      )}
    </div>
  )
}
