import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ChannelView } from '../../shared/contract.ts'
import { AddChannelForm } from '../channels/add-channel.tsx'
import { moveBy } from '../channels/reorder.ts'
import controls from '../controls/controls.module.css'
import { Button, PlatformMark } from '../controls/controls.tsx'
import { channelLabel } from '../state/app-store.ts'
import { useApp, useCommand } from '../state/context.tsx'

const noChannels: readonly ChannelView[] = []

const ChannelLine = ({ channel, onMove }: { channel: ChannelView; onMove: (steps: number) => void }) => {
  const run = useCommand()
  const label = useApp((state) => channelLabel(state, channel))
  const accounts = useApp((state) => state.accounts)
  const possible = accounts.filter((account) => account.platform === channel.ref.platform)
  return (
    <li className={controls['card']}>
      <PlatformMark platform={channel.ref.platform} />
      <p>
        <b>{channel.ref.name}</b>
      </p>
      <div className={controls['buttons']}>
        <select
          aria-label={`Account in ${label}`}
          value={channel.accountId ?? ''}
          onChange={(event) =>
            void run('channels.useAccount', {
              channel: channel.ref.id,
              accountId: event.target.value === '' ? null : event.target.value,
            })
          }
        >
          <option value="">read only, no account</option>
          {possible.map((account) => (
            <option key={account.id} value={account.id}>
              as {account.name}
            </option>
          ))}
        </select>
        <button
          type="button"
          className={controls['iconButton']}
          aria-label={`Move ${label} up`}
          onClick={() => onMove(-1)}
        >
          <ArrowUp aria-hidden="true" size={16} />
        </button>
        <button
          type="button"
          className={controls['iconButton']}
          aria-label={`Move ${label} down`}
          onClick={() => onMove(1)}
        >
          <ArrowDown aria-hidden="true" size={16} />
        </button>
        <Button tone="danger" onClick={() => void run('channels.remove', { channel: channel.ref.id })}>
          Remove
        </Button>
      </div>
    </li>
  )
}

export const ChannelsSection = () => {
  const run = useCommand()
  const channels = useApp((state) => state.channels ?? noChannels)
  const ids = channels.map((channel) => channel.ref.id)
  return (
    <>
      <ul className={controls['cards']}>
        {channels.map((channel) => (
          <ChannelLine
            key={channel.ref.id}
            channel={channel}
            onMove={(steps) => void run('channels.reorder', { channels: moveBy(ids, channel.ref.id, steps) })}
          />
        ))}
      </ul>
      <AddChannelForm onAdded={() => undefined} />
    </>
  )
}
