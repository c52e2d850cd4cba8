import { Eye, SlidersHorizontal } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { ChannelView } from '../../shared/contract.ts'
import { Choice, PlatformMark, Toggle, useNow } from '../controls/controls.tsx'
import { useDismiss } from '../controls/use-dismiss.ts'
import type { ViewKey } from '../feed/feed-store.ts'
import { describeMode } from '../feed/row-view.ts'
import { formatCount } from '../feed/time-format.ts'
import { useApp, useServices } from '../state/context.tsx'
import styles from './header.module.css'
import { byUrgency, describeState, shortState, summarizeStates, sumViewers, toneOf } from './state-text.ts'
import { useChannels } from './use-channels.ts'
import { WindowOptions } from './window-options.tsx'

/** With more sources than this the header sums them up. */
const mostListed = 4
/** Of many sources this many that are not live are still named; more are only counted, the rail has them all. */
const mostTroubled = 2

const SourceState = ({ channel, now }: { channel: ChannelView; now: number }) => (
  <li className={styles['source']} title={`${channel.ref.name}: ${describeState(channel.state, now)}`}>
    <PlatformMark platform={channel.ref.platform} />
    <span className={styles['sourceName']}>{channel.ref.name}</span>
    <span className={styles['dot']} data-tone={toneOf(channel.state)} />
    <span className={styles['sourceState']}>{shortState(channel.state, now)}</span>
  </li>
)

/** How many watch; what is not known of it, in words. */
export const ViewersSum = ({ channels }: { channels: readonly ChannelView[] }) => {
  const { total, known, missing } = sumViewers(channels)
  if (known === 0 && missing.length === 0) return undefined
  const partly = known > 0 && missing.length > 0
  const title = [
    known > 0 ? `${total.toLocaleString('en-US')} viewers in ${known} of ${channels.length} channels` : undefined,
    ...missing,
  ]
    .filter((line) => line !== undefined)
    .join('\n')
  return (
    <p className={styles['viewers']} title={title}>
      <Eye aria-hidden="true" size="1.15em" />
      <span aria-hidden="true">{known === 0 ? '–' : `${formatCount(total)}${partly ? '+' : ''}`}</span>
      <span className={styles['srOnly']}>{title}</span>
    </p>
  )
}

const ViewOptions = ({ view }: { view: ViewKey }) => {
  const { app } = useServices()
  const preferences = useApp((state) => state.preferences)
  const [isOpen, setIsOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  useDismiss(box, isOpen, () => setIsOpen(false))
  return (
    <div className={styles['options']} ref={box}>
      <button
        ref={button}
        type="button"
        className={styles['optionsButton']}
        aria-label="View options"
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={() => setIsOpen(!isOpen)}
      >
        <SlidersHorizontal aria-hidden="true" size="1.15em" />
      </button>
      {isOpen && (
        <fieldset id={panelId} className={styles['panel']} aria-label="View options">
          <Toggle
            label="Times"
            checked={preferences.showTimes}
            onChange={(showTimes) => app.changePreferences({ showTimes })}
          />
          <Toggle
            label="Send boxes"
            checked={preferences.sendBoxes}
            onChange={(sendBoxes) => app.changePreferences({ sendBoxes })}
          />
          <Toggle
            label="Hide private channels"
            checked={preferences.hidePrivate}
            onChange={(hidePrivate) => app.changePreferences({ hidePrivate })}
          />
          <Choice
            label="Density"
            value={preferences.density}
            options={[
              { value: 'cosy', name: 'Cosy' },
              { value: 'compact', name: 'Compact' },
            ]}
            onChange={(density) => app.changePreferences({ density })}
          />
          <WindowOptions
            view={view}
            onOpened={() => {
              button.current?.focus()
              setIsOpen(false)
            }}
          />
        </fieldset>
      )}
    </div>
  )
}

export const ViewHeader = ({ view }: { view: ViewKey }) => {
  const all = useChannels()
  const custom = useApp((state) => (state.host?.customEndpoints.length ?? 0) > 0)
  const demo = useApp((state) => state.host?.demo === true)
  const channels = view === 'all' ? all : all.filter((channel) => channel.ref.id === view)
  const channel = view === 'all' ? undefined : channels[0]
  const isCrowded = channels.length > mostListed
  const troubled = channels.filter(({ state }) => state.status !== 'live')
  const listed = !isCrowded ? byUrgency(channels) : troubled.length <= mostTroubled ? byUrgency(troubled) : []
  const now = useNow(channels.some(({ state }) => state.status === 'reconnecting'))
  const audience = channel?.audience
  const title = audience?.known === true && audience.live ? audience.title : undefined
  return (
    <header className={styles['header']}>
      <div className={styles['bar']}>
        <h1>{channel?.ref.name ?? 'All messages'}</h1>
        {title !== undefined && <p className={styles['title']}>{title}</p>}
        <ul className={styles['modes']} aria-label="Modes in force">
          {channel?.modes.map(({ mode, seconds }) => (
            <li key={mode}>{describeMode(mode, true, seconds).replace(' on', '')}</li>
          ))}
        </ul>
        <ul className={styles['sources']} aria-label="Connections">
          {listed.map((source) => (
            <SourceState key={source.ref.id} channel={source} now={now} />
          ))}
        </ul>
        <p
          className={styles['summary']}
          data-always={isCrowded ? '' : undefined}
          aria-hidden={isCrowded ? undefined : true}
        >
          {channel === undefined ? summarizeStates(channels) : shortState(channel.state, now)}
        </p>
        {demo && <p className={styles['markLabel']}>demo</p>}
        {custom && (
          <p className={styles['markLabel']} data-implied={demo ? '' : undefined}>
            custom endpoints
          </p>
        )}
        <ViewersSum channels={channels} />
        <ViewOptions view={view} />
      </div>
    </header>
  )
}
