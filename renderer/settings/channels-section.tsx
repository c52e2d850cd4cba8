import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ChannelView } from '../../shared/contract.ts'
import { AddChannelForm } from '../channels/add-channel.tsx'
import { moveBy } from '../channels/reorder.ts'
import controls from '../controls/controls.module.css'
import { Button, PlatformMark } from '../controls/controls.tsx'
import { channelLabel, openChannels } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'

const undoMs = 10_000
/** ms: without an account a channel is found only after some ten seconds. */
const addTimeoutMs = 45_000

/** Removes a channel at once; for ten seconds a note offers to have it back as it was. */
const useRemoveChannel = () => {
  const { app, bridge, ui } = useServices()
  const run = useCommand()
  return async (channel: ChannelView) => {
    const { ref, accountId } = channel
    const before = openChannels(app.state.getState())
    const { preferences } = app.state.getState()
    const order = before.map((other) => other.ref.id)
    const wasTarget = preferences.targets.includes(ref.id)
    const putBack = async () => {
      const added = await bridge.invoke('channels.add', { text: ref.login, accountId }, { timeoutMs: addTimeoutMs })
      if (!added.ok) {
        ui.addNote({ severity: 'error', text: added.error.message })
        return
      }
      await run('channels.reorder', { channels: order })
      // Whether adding made it a target is another matter.
      const others = app.state.getState().preferences.targets.filter((target) => target !== ref.id)
      app.changePreferences({ targets: wasTarget ? [...others, ref.id] : others })
    }
    const removed = await run('channels.remove', { channel: ref.id })
    if (!removed.ok) return
    ui.addNote({
      severity: 'info',
      text: `${channelLabel(app.state.getState(), channel)} is removed.`,
      lastsMs: undoMs,
      undo: { label: 'Undo', run: () => void putBack() },
    })
  }
}

const ChannelLine = ({ channel, onMove }: { channel: ChannelView; onMove: (steps: number) => void }) => {
  const remove = useRemoveChannel()
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
          <ArrowUp aria-hidden="true" size="1.15em" />
        </button>
        <button
          type="button"
          className={controls['iconButton']}
          aria-label={`Move ${label} down`}
          onClick={() => onMove(1)}
        >
          <ArrowDown aria-hidden="true" size="1.15em" />
        </button>
        <Button tone="danger" onClick={() => void remove(channel)}>
          Remove
        </Button>
      </div>
    </li>
  )
}

export const ChannelsSection = () => {
  const run = useCommand()
  const channels = useApp(openChannels)
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
