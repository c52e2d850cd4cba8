import { FlaskConical, Maximize2 } from 'lucide-react'
import type { ChannelView } from '../../shared/contract.ts'
import controls from '../controls/controls.module.css'
import { useNow } from '../controls/controls.tsx'
import type { ViewKey } from '../feed/feed-store.ts'
import { useKeyOf } from '../keys/use-key-map.ts'
import { useApp, useChanges } from '../state/context.tsx'
import styles from './compact-header.module.css'
import header from './header.module.css'
import { describeState, shortState, summarizeStates, toneOf } from './state-text.ts'
import { useChannels } from './use-channels.ts'
import { ViewersSum } from './view-header.tsx'

/** With more sources than this they are counted only. */
const mostDots = 6

const Dots = ({ channels, now }: { channels: readonly ChannelView[]; now: number }) => (
  <ul className={styles['dots']} aria-label="Connections">
    {channels.map(({ ref, state }) => {
      const text = `${ref.name}: ${describeState(state, now)}`
      return (
        <li key={ref.id} title={text}>
          <span className={header['dot']} data-tone={toneOf(state)} />
          <span className={header['srOnly']}>{text}</span>
        </li>
      )
    })}
  </ul>
)

/** What there is room to say: of one channel that is not live, how it is; of many, how many are. */
const stateWords = (channels: readonly ChannelView[], now: number): string | undefined => {
  if (channels.length > mostDots) return summarizeStates(channels)
  const [first, ...others] = channels
  return first === undefined || others.length > 0 || first.state.status === 'live'
    ? undefined
    : shortState(first.state, now)
}

/** The header of a compact window: one slim line, with the way back out of it. */
export const CompactHeader = ({ view }: { view: ViewKey }) => {
  const { changeWindow } = useChanges()
  const all = useChannels()
  const mark = useApp(({ host }) =>
    host?.demo === true ? 'demo' : (host?.customEndpoints.length ?? 0) > 0 ? 'custom endpoints' : undefined,
  )
  const leaveKey = useKeyOf('compact')
  const channels = view === 'all' ? all : all.filter(({ ref }) => ref.id === view)
  const now = useNow(channels.some(({ state }) => state.status === 'reconnecting'))
  const isCrowded = channels.length > mostDots
  const words = stateWords(channels, now)
  return (
    <header className={styles['header']}>
      <h1>{view === 'all' ? 'All' : channels[0]?.ref.name}</h1>
      {!isCrowded && <Dots channels={channels} now={now} />}
      {words !== undefined && (
        <p className={styles['state']} aria-hidden={isCrowded ? undefined : true}>
          {words}
        </p>
      )}
      <div className={styles['end']}>
        {mark !== undefined && (
          <p className={styles['mark']} title={mark}>
            <FlaskConical aria-hidden="true" size="1.15em" />
            <span className={header['srOnly']}>{mark}</span>
          </p>
        )}
        <ViewersSum channels={channels} />
        <button
          type="button"
          className={controls['iconButton']}
          aria-label="Leave compact"
          title={leaveKey === undefined ? 'Leave compact' : `Leave compact (${leaveKey})`}
          onClick={() => changeWindow({ compact: false })}
        >
          <Maximize2 aria-hidden="true" size="1.15em" />
        </button>
      </div>
    </header>
  )
}
