import { Layers, Lock, Plus, Settings } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useId, useState } from 'react'
import type { ChannelView } from '../../shared/contract.ts'
import type { ChannelId } from '../../shared/model.ts'
import { PlatformMark, useNow } from '../controls/controls.tsx'
import { formatCount } from '../feed/time-format.ts'
import { channelLabel } from '../state/app-store.ts'
import { useApp, useCommand, useServices, useUi } from '../state/context.tsx'
import { addressOf } from '../state/view-address.ts'
import styles from './rail.module.css'
import { moveBy, moveTo } from './reorder.ts'
import { describeChannel, toneOf } from './state-text.ts'

const Entry = ({
  channel: told,
  current,
  seen,
  now,
  onMove,
  onDrop,
}: {
  channel: ChannelView
  current: boolean
  /** The open view shows its messages: they are not unread, whatever the last count was. */
  seen: boolean
  now: number
  onMove: (steps: number) => void
  onDrop: (dragged: string) => void
}) => {
  const channel = seen ? { ...told, unread: 0, unreadMentions: 0 } : told
  const descriptionId = useId()
  const [isOver, setIsOver] = useState(false)
  const label = useApp((state) => channelLabel(state, told))
  const { audience } = channel
  const viewers = audience.known && audience.live ? audience.viewers : undefined
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || !event.shiftKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  const onDragOver = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(true)
  }
  return (
    <li
      className={styles['item']}
      data-over={isOver ? '' : undefined}
      draggable
      onDragStart={(event) => event.dataTransfer.setData('text/plain', channel.ref.id)}
      onDragOver={onDragOver}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setIsOver(false)
        onDrop(event.dataTransfer.getData('text/plain'))
      }}
    >
      <a
        className={styles['entry']}
        href={addressOf(channel.ref.id)}
        draggable={false}
        aria-label={label}
        aria-current={current ? 'page' : undefined}
        aria-describedby={descriptionId}
        aria-keyshortcuts="Alt+Shift+ArrowUp Alt+Shift+ArrowDown"
        title={`${label}\n${describeChannel(channel, now)}`}
        data-monogram={[...channel.ref.name].slice(0, 2).join('')}
        onKeyDown={onKeyDown}
      >
        <span className={styles['glyph']}>
          <PlatformMark platform={channel.ref.platform} />
          <span className={styles['dot']} data-tone={toneOf(channel.state)} />
        </span>
        <span className={styles['name']}>
          {channel.ref.name}
          {channel.ref.private && <Lock aria-hidden="true" size={12} />}
        </span>
      </a>
      <span className={styles['counts']} aria-hidden="true">
        {viewers !== undefined && <span className={styles['viewers']}>{formatCount(viewers)}</span>}
        {channel.unread > 0 && (
          <span className={styles['unread']} data-mention={channel.unreadMentions > 0 ? '' : undefined}>
            {channel.unread > 99 ? '99+' : channel.unread}
          </span>
        )}
      </span>
      <span id={descriptionId} className={styles['srOnly']}>
        {describeChannel(channel, now)}
      </span>
    </li>
  )
}

const noChannels: readonly ChannelView[] = []

export const Rail = () => {
  const { ui, app } = useServices()
  const run = useCommand()
  const view = useUi((state) => state.view)
  const channels = useApp((state) => state.channels ?? noChannels)
  const needsAccounts = useApp((state) => state.accounts.some((account) => account.status.kind === 'signInAgain'))
  const [moved, setMoved] = useState('')
  const now = useNow(channels.some((channel) => channel.state.status === 'reconnecting'))
  const reorder = (order: readonly ChannelId[], dragged: ChannelId) => {
    const channel = channels.find((candidate) => candidate.ref.id === dragged)
    if (channel === undefined) return
    // Shown at once; the core's answer wins.
    app.state.setState({ channels: order.flatMap((id) => channels.find((candidate) => candidate.ref.id === id) ?? []) })
    void run('channels.reorder', { channels: order })
    setMoved(`${channel.ref.name} is now number ${order.indexOf(dragged) + 1} of ${order.length}.`)
  }
  const ids = channels.map((channel) => channel.ref.id)
  const unread = channels.reduce((sum, channel) => sum + channel.unread, 0)
  return (
    <nav className={styles['rail']} aria-label="Channels">
      <ul className={styles['items']}>
        <li className={styles['item']}>
          <a
            className={styles['entry']}
            href={addressOf('all')}
            aria-current={view === 'all' ? 'page' : undefined}
            aria-label="All channels"
            aria-description={view !== 'all' && unread > 0 ? `${unread} unread` : undefined}
          >
            <span className={styles['glyph']}>
              <Layers aria-hidden="true" size={18} />
            </span>
            <span className={styles['name']}>All</span>
          </a>
        </li>
        {channels.map((channel) => (
          <Entry
            key={channel.ref.id}
            channel={channel}
            current={view === channel.ref.id}
            seen={view === 'all' || view === channel.ref.id}
            now={now}
            onMove={(steps) => reorder(moveBy(ids, channel.ref.id, steps), channel.ref.id)}
            onDrop={(dragged) => {
              const id = ids.find((candidate) => candidate === dragged)
              if (id !== undefined) reorder(moveTo(ids, id, ids.indexOf(channel.ref.id)), id)
            }}
          />
        ))}
      </ul>
      <div className={styles['foot']}>
        <button
          type="button"
          className={styles['tool']}
          aria-label="Add channel"
          onClick={() => ui.open({ kind: 'addChannel' })}
        >
          <Plus aria-hidden="true" size={18} />
          <span>Add channel</span>
        </button>
        <button
          type="button"
          className={styles['tool']}
          aria-label={needsAccounts ? 'Settings, an account needs you' : 'Settings'}
          onClick={() => ui.open({ kind: 'settings', section: 'accounts' })}
        >
          <span className={styles['glyph']}>
            <Settings aria-hidden="true" size={18} />
            {needsAccounts && <span className={styles['dot']} data-tone="needsYou" />}
          </span>
          <span>Settings</span>
        </button>
      </div>
      <p className={styles['srOnly']} role="status">
        {moved}
      </p>
    </nav>
  )
}
