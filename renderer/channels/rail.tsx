import { Layers, Lock, Plus, Settings } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useId, useState } from 'react'
import type { ChannelView } from '../../shared/contract.ts'
import type { ChannelId } from '../../shared/model.ts'
import { PlatformMark, useNow } from '../controls/controls.tsx'
import { formatCount } from '../feed/time-format.ts'
import { channelLabel } from '../state/app-store.ts'
import { useApp, useCommand, useServices, useUi } from '../state/context.tsx'
import { addressOf } from '../state/view-address.ts'
import { monogramsOf } from './monograms.ts'
import { PopOutButton, usePopOut } from './pop-out.tsx'
import styles from './rail.module.css'
import { dropSide, moveBy, moveTo } from './reorder.ts'
import { describeChannel, toneOf } from './state-text.ts'
import { useChannels } from './use-channels.ts'

const Entry = ({
  channel: told,
  current,
  seen,
  now,
  monogram,
  dropSide: side,
  onMove,
  onDrag,
  onDragOver,
}: {
  channel: ChannelView
  current: boolean
  /** The open view shows its messages: they are not unread, whatever the last count was. */
  seen: boolean
  now: number
  onMove: (steps: number) => void
  /** The side on which the dragged entry would land. */
  dropSide: 'above' | 'below' | undefined
  /** For the narrow rail. */
  monogram: string
  /** Undefined at its end. */
  onDrag: (dragged: ChannelId | undefined) => void
  onDragOver: () => void
}) => {
  const channel = seen ? { ...told, unread: 0, unreadMentions: 0 } : told
  const descriptionId = useId()
  const label = useApp((state) => channelLabel(state, told))
  const popOut = usePopOut(channel.ref.id)
  const { audience } = channel
  const viewers = audience.known && audience.live ? audience.viewers : undefined
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || !event.shiftKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li
      className={styles['item']}
      data-over={side}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', channel.ref.id)
        onDrag(channel.ref.id)
      }}
      onDragEnd={() => onDrag(undefined)}
      onDragOver={onDragOver}
    >
      <a
        className={styles['entry']}
        href={addressOf(channel.ref.id)}
        draggable={false}
        aria-label={label}
        aria-current={current ? 'page' : undefined}
        aria-describedby={descriptionId}
        aria-keyshortcuts={`Alt+Shift+ArrowUp Alt+Shift+ArrowDown${popOut.owns ? ' Shift+Enter' : ''}`}
        title={`${label}\n${describeChannel(channel, now)}`}
        data-monogram={monogram}
        onKeyDown={onKeyDown}
        {...popOut.link}
      >
        <span className={styles['glyph']}>
          <PlatformMark platform={channel.ref.platform} />
          <span className={styles['dot']} data-tone={toneOf(channel.state)} />
        </span>
        <span className={styles['name']}>
          {channel.ref.name}
          {channel.ref.private && <Lock aria-hidden="true" size="0.86em" />}
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
      {popOut.owns && <PopOutButton label={label} onOpen={popOut.open} />}
      <span id={descriptionId} className={styles['srOnly']}>
        {describeChannel(channel, now)}
      </span>
    </li>
  )
}

const AllEntry = ({ current, unread }: { current: boolean; unread: number }) => {
  const popOut = usePopOut('all')
  return (
    <li className={styles['item']}>
      <a
        className={styles['entry']}
        href={addressOf('all')}
        aria-current={current ? 'page' : undefined}
        aria-label="All channels"
        aria-description={!current && unread > 0 ? `${unread} unread` : undefined}
        aria-keyshortcuts={popOut.owns ? 'Shift+Enter' : undefined}
        {...popOut.link}
      >
        <span className={styles['glyph']}>
          <Layers aria-hidden="true" size="1.3em" />
        </span>
        <span className={styles['name']}>All</span>
      </a>
      {popOut.owns && <PopOutButton label="all channels" onOpen={popOut.open} />}
    </li>
  )
}

/** The way to the settings; it says what waits for the person there, and leads to it. */
const SettingsEntry = () => {
  const { ui } = useServices()
  const needsAccounts = useApp((state) => state.accounts.some((account) => account.status.kind === 'signInAgain'))
  const update = useApp((state) => state.desktop?.update.status)
  const waits = needsAccounts
    ? ({ says: 'an account needs you', tone: 'needsYou', section: 'accounts' } as const)
    : update === 'available' || update === 'ready'
      ? ({ says: 'a newer version is there', tone: 'news', section: 'desktop' } as const)
      : undefined
  return (
    <button
      type="button"
      className={styles['tool']}
      aria-label={waits === undefined ? 'Settings' : `Settings, ${waits.says}`}
      title={waits?.says}
      onClick={() => ui.open({ kind: 'settings', section: waits?.section ?? 'accounts' })}
    >
      <span className={styles['glyph']}>
        <Settings aria-hidden="true" size="1.3em" />
        {waits !== undefined && <span className={styles['dot']} data-tone={waits.tone} />}
      </span>
      <span>Settings</span>
    </button>
  )
}

export const Rail = () => {
  const { ui, app } = useServices()
  const run = useCommand()
  const view = useUi((state) => state.view)
  const channels = useChannels()
  const [moved, setMoved] = useState('')
  const now = useNow(channels.some((channel) => channel.state.status === 'reconnecting'))
  const reorder = (order: readonly ChannelId[], dragged: ChannelId) => {
    const { channels: told = [] } = app.state.getState()
    const channel = told.find((candidate) => candidate.ref.id === dragged)
    if (channel === undefined) return
    // Shown at once; the core's answer wins.
    app.state.setState({ channels: order.flatMap((id) => told.find((candidate) => candidate.ref.id === id) ?? []) })
    void run('channels.reorder', { channels: order })
    setMoved(`${channel.ref.name} is now number ${order.indexOf(dragged) + 1} of ${order.length}.`)
  }
  const ids = channels.map((channel) => channel.ref.id)
  const [dragged, setDragged] = useState<ChannelId>()
  const [over, setOver] = useState<ChannelId>()
  const endDrag = () => {
    setDragged(undefined)
    setOver(undefined)
  }
  const onDragOver = (event: DragEvent<HTMLUListElement>) => {
    if (dragged === undefined) return
    event.preventDefault()
    // The empty part below the entries stands for the last one; in the gaps between them nothing changes.
    const end = event.currentTarget.lastElementChild?.getBoundingClientRect().bottom ?? 0
    if (event.target !== event.currentTarget || event.clientY < end) return
    setOver(ids.at(-1))
  }
  const onDragLeave = (event: DragEvent<HTMLUListElement>) => {
    const { relatedTarget } = event
    if (!(relatedTarget instanceof Node && event.currentTarget.contains(relatedTarget))) setOver(undefined)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    endDrag()
    if (dragged !== undefined && over !== undefined && dragged !== over)
      reorder(moveTo(ids, dragged, ids.indexOf(over)), dragged)
  }
  const marks = monogramsOf(channels.map(({ ref }) => ref.name))
  const unread = channels.reduce((sum, channel) => sum + channel.unread, 0)
  return (
    <nav className={styles['rail']} aria-label="Channels">
      <ul className={styles['items']} onDragOver={onDragOver} onDragLeave={onDragLeave} onDrop={onDrop}>
        <AllEntry current={view === 'all'} unread={unread} />
        {channels.map((channel, index) => (
          <Entry
            key={channel.ref.id}
            channel={channel}
            current={view === channel.ref.id}
            seen={view === 'all' || view === channel.ref.id}
            now={now}
            onMove={(steps) => reorder(moveBy(ids, channel.ref.id, steps), channel.ref.id)}
            monogram={marks[index] ?? ''}
            dropSide={over === channel.ref.id ? dropSide(ids, dragged, over) : undefined}
            onDrag={(id) => (id === undefined ? endDrag() : setDragged(id))}
            onDragOver={() => setOver(channel.ref.id)}
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
          <Plus aria-hidden="true" size="1.3em" />
          <span>Add channel</span>
        </button>
        <SettingsEntry />
      </div>
      <p className={styles['srOnly']} role="status">
        {moved}
      </p>
    </nav>
  )
}
