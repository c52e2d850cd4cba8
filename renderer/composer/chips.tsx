import { Link2, Lock } from 'lucide-react'
import type { AccountView, ChannelView } from '../../shared/contract.ts'
import type { ChannelId } from '../../shared/model.ts'
import { PlatformMark } from '../controls/controls.tsx'
import { channelLabel } from '../state/app-store.ts'
import { useApp, useServices } from '../state/context.tsx'
import styles from './composer.module.css'
import { alsoReaches, canSendTo, reachedVia, toggleTarget } from './targets.ts'

const Chip = ({
  channel,
  channels,
  account,
  on,
  via,
  number,
  inert,
  namesSender,
  onToggle,
}: {
  channel: ChannelView
  channels: readonly ChannelView[]
  account: AccountView | undefined
  on: boolean
  /** The chosen room of the same shared chat through which this one is reached although it is not chosen itself. */
  via: ChannelView | undefined
  number: number
  /** A reply goes elsewhere, whatever is chosen here. */
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
    via === undefined ? undefined : `receives it too, through ${via.ref.name}`,
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
      data-reached={via === undefined ? undefined : ''}
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
      {via !== undefined && <small>via {via.ref.name}</small>}
      {!possible && (
        <small>{send.can === false && send.remedy?.kind === 'signIn' ? 'sign in to write' : 'read only'}</small>
      )}
    </button>
  )
}

/** Who receives what the unified input sends. */
export const Chips = ({
  channels,
  chosen,
  answered,
}: {
  channels: readonly ChannelView[]
  chosen: readonly ChannelId[]
  /** The channel of the message that is answered: a reply goes there alone, whatever is chosen here. */
  answered: ChannelId | undefined
}) => {
  const { app, ui } = useServices()
  const accounts = useApp((state) => state.accounts)
  return (
    <fieldset className={styles['chips']} aria-label="Who receives it">
      {channels.map((channel, index) => (
        <Chip
          key={channel.ref.id}
          channel={channel}
          channels={channels}
          account={accounts.find((account) => account.id === channel.accountId)}
          on={answered === undefined ? chosen.includes(channel.ref.id) : channel.ref.id === answered}
          via={answered === undefined ? reachedVia(channel, channels, chosen) : undefined}
          number={index + 1}
          inert={answered !== undefined && channel.ref.id !== answered}
          namesSender={accounts.filter(({ platform }) => platform === channel.ref.platform).length > 1}
          onToggle={() => {
            if (answered !== undefined) {
              const room = channels.find(({ ref }) => ref.id === answered)?.ref.name ?? 'the channel of its message'
              ui.addNote({ severity: 'info', text: `The reply goes to ${room} alone. Escape ends the reply.` })
              return
            }
            const { targets } = app.state.getState().preferences
            app.changePreferences({ targets: toggleTarget(targets, channel.ref.id) })
          }}
        />
      ))}
    </fieldset>
  )
}
