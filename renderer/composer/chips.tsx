import { Link2, Lock } from 'lucide-react'
import type { AccountView, ChannelView } from '../../shared/contract.ts'
import type { ChannelId } from '../../shared/model.ts'
import { PlatformMark } from '../controls/controls.tsx'
import { channelLabel } from '../state/app-store.ts'
import { useApp, useServices } from '../state/context.tsx'
import styles from './composer.module.css'
import { alsoReaches, canSendTo, toggleTarget } from './targets.ts'

const Chip = ({
  channel,
  channels,
  account,
  on,
  number,
  inert,
  namesSender,
  onToggle,
}: {
  channel: ChannelView
  channels: readonly ChannelView[]
  account: AccountView | undefined
  on: boolean
  number: number
  inert: boolean
  /** There is a choice of accounts, so who sends is worth the room. */
  namesSender: boolean
  onToggle: () => void
}) => {
  const { ui } = useServices()
  const label = useApp((state) => channelLabel(state, channel))
  const { send } = channel.capabilities
  const shared = alsoReaches(channel, channels)
  const possible = canSendTo(channel)
  const facts = [
    send.can === false ? send.why : account === undefined ? undefined : `sends as ${account.name}`,
    send.can === 'unknown' ? send.why : undefined,
    shared.length > 0 ? `one message reaches ${shared.join(' and ')} too` : undefined,
    number <= 9 ? `Alt+${number}` : undefined,
  ].filter((fact) => fact !== undefined)
  return (
    <button
      type="button"
      role="switch"
      className={styles['chip']}
      aria-label={`Send to ${label}`}
      aria-checked={on && possible}
      data-impossible={possible ? undefined : ''}
      aria-disabled={(send.can === false && send.remedy === undefined) || undefined}
      aria-description={facts.join('; ')}
      title={facts.join('\n')}
      data-inert={inert ? '' : undefined}
      onClick={() => {
        if (send.can !== false) onToggle()
        else if (send.remedy !== undefined) ui.open({ kind: 'signIn', platform: send.remedy.platform })
        else ui.addNote({ severity: 'info', text: `${label}: ${send.why}` })
      }}
    >
      <PlatformMark platform={channel.ref.platform} />
      {channel.ref.private && <Lock aria-hidden="true" size={12} />}
      <span>{channel.ref.name}</span>
      {shared.length > 0 && <Link2 aria-hidden="true" size={14} />}
      {namesSender && account !== undefined && possible && <small>as {account.name}</small>}
      {!possible && <small>read only</small>}
    </button>
  )
}

/** Who receives what the unified input sends. */
export const Chips = ({
  channels,
  chosen,
  inert,
}: {
  channels: readonly ChannelView[]
  chosen: readonly ChannelId[]
  /** A reply goes to its own channel, whatever is chosen here. */
  inert: boolean
}) => {
  const { app } = useServices()
  const accounts = useApp((state) => state.accounts)
  return (
    <fieldset className={styles['chips']} aria-label="Who receives it">
      {channels.map((channel, index) => (
        <Chip
          key={channel.ref.id}
          channel={channel}
          channels={channels}
          account={accounts.find((account) => account.id === channel.accountId)}
          on={chosen.includes(channel.ref.id)}
          number={index + 1}
          inert={inert}
          namesSender={accounts.filter(({ platform }) => platform === channel.ref.platform).length > 1}
          onToggle={() => {
            const { targets } = app.state.getState().preferences
            app.changePreferences({ targets: toggleTarget(targets, channel.ref.id) })
          }}
        />
      ))}
    </fieldset>
  )
}
