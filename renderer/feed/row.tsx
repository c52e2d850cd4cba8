import { Lock } from 'lucide-react'
import { memo, type ReactNode, useState } from 'react'
import type { FeedRow } from '../../shared/contract.ts'
import {
  type ChannelId,
  type ChatMessage,
  type HeldMessage,
  isWritten,
  type Notice,
  type PlatformId,
  timeOf,
} from '../../shared/model.ts'
import { Acts } from '../moderation/acts.tsx'
import { renderBadges } from './badges.tsx'
import type { ViewKey } from './feed-store.ts'
import type { NameColors } from './name-color.ts'
import { type PartDisplay, renderParts } from './parts.tsx'
import styles from './row.module.css'
import {
  describeLine,
  describeRemoval,
  noticeSentence,
  removalIn,
  removedElsewhere,
  rowLabel,
  rowState,
  type ShownRow,
} from './row-view.ts'

export interface Source {
  readonly name: string
  readonly platform: PlatformId
  readonly private: boolean
  /** Degrees: tells the channels of one platform apart. */
  readonly hue: number
}

/** What rows need besides themselves; made anew only when one of these changes. */
export interface RowDisplay extends PartDisplay {
  readonly view: ViewKey
  readonly sources: ReadonlyMap<ChannelId, Source>
  readonly colors: NameColors
  readonly showTimes: boolean
  readonly time: (at: number) => string
}

export interface RowProps {
  readonly row: ShownRow
  readonly display: RowDisplay
  /** The pointer or the focus is on it: its acts are there. */
  readonly active: boolean
  /** This account may moderate where it was removed: the text may be looked at. */
  readonly mayReveal: boolean
  /** What it answers was removed: the quoted text must not survive in the quote. */
  readonly replyGone: boolean
}

const Author = ({ event, display }: { event: ChatMessage | HeldMessage; display: RowDisplay }) => (
  <b className={styles['name']} style={{ color: display.colors(event.author.id, event.author.color) }}>
    {event.author.name}
  </b>
)

const RemovedText = ({ row, display, mayReveal }: Omit<RowProps, 'active' | 'replyGone'>) => {
  const [revealed, setRevealed] = useState(false)
  const removal = removalIn(row, display.view)
  const { event } = row
  if (removal === undefined || (event.kind !== 'message' && event.kind !== 'notice')) return undefined
  const hidesText = event.kind === 'notice' ? isWritten(event) : event.text !== ''
  return (
    <>
      <span className={styles['removedNote']}> {describeRemoval(removal)}</span>
      {mayReveal && hidesText && (
        <>
          {' '}
          <button
            type="button"
            className={styles['inlineButton']}
            aria-expanded={revealed}
            onClick={() => setRevealed(!revealed)}
          >
            {revealed ? 'Hide text' : 'Show text'}
          </button>
          {revealed && <span className={styles['revealed']}> {renderParts(event.parts, display)}</span>}
        </>
      )}
    </>
  )
}

const ReplyLine = ({ event, gone }: { event: ChatMessage; gone: boolean }) => {
  const { replyTo } = event
  if (replyTo === undefined) return undefined
  const name = replyTo.author?.name ?? 'a message'
  return (
    <span className={styles['replyLine']}>
      <span aria-hidden="true">↱ </span>
      <span className={styles['srOnly']}>in reply to </span>
      {name}
      {gone ? ': removed' : replyTo.text === undefined ? undefined : `: ${replyTo.text}`}
    </span>
  )
}

const traitMarks: Partial<Record<ChatMessage['traits'][number], string>> = {
  first: 'first message',
  returning: 'returning',
  historical: 'earlier',
  late: 'late',
}

const marksOf = (traits: ChatMessage['traits']): ReactNode => {
  if (traits.length === 0) return undefined
  const marks = traits.flatMap((trait) => traitMarks[trait] ?? [])
  return marks.map((mark) => (
    <small key={mark} className={styles['traitMark']}>
      {mark}
    </small>
  ))
}

const Message = ({ row, event, display, mayReveal }: RowProps & { event: ChatMessage }) => {
  const removal = row.removals.length === 0 ? undefined : removalIn(row, display.view)
  return (
    <>
      {event.author.badges.length === 0 ? undefined : renderBadges(event.author.badges, display.imageUrl)}
      <Author event={event} display={display} />
      {removal === undefined ? (
        event.traits.includes('action') ? (
          <i> {renderParts(event.parts, display)}</i>
        ) : (
          <> {renderParts(event.parts, display)}</>
        )
      ) : (
        <RemovedText key={row.id} row={row} display={display} mayReveal={mayReveal} />
      )}
      {event.paid === undefined ? undefined : <small className={styles['paid']}>{event.paid.display}</small>}
      {marksOf(event.traits)}
    </>
  )
}

const NoticeLine = ({ row, event, display, mayReveal }: RowProps & { event: Notice }) => {
  const removal = removalIn(row, display.view)
  const folded = row.folded ?? []
  return (
    <>
      <span className={styles['system']}>{noticeSentence(event)}</span>
      {event.notice === 'giftBomb' && event.count !== undefined && event.count > 1 && (
        <b className={styles['count']}>×{event.count}</b>
      )}
      {folded.length > 0 && (
        <span className={styles['folded']} title={folded.join(', ')}>
          {folded.length > 4 ? `${folded.slice(0, 4).join(', ')} and ${folded.length - 4} more` : folded.join(', ')}
        </span>
      )}
      {removal === undefined && isWritten(event) && (
        <span className={styles['noticeText']}> {renderParts(event.parts, display)}</span>
      )}
      {removal !== undefined && <RemovedText key={row.id} row={row} display={display} mayReveal={mayReveal} />}
      {marksOf(event.traits)}
    </>
  )
}

const Body = (props: RowProps) => {
  const { event } = props.row
  switch (event.kind) {
    case 'message':
      return <Message {...props} event={event} />
    case 'notice':
      return <NoticeLine {...props} event={event} />
    case 'held':
      return (
        <>
          <Author event={event} display={props.display} /> {renderParts(event.parts, props.display)}
          <small className={styles['traitMark']}>
            {event.status}: {event.reason}
          </small>
        </>
      )
    default:
      return <span className={styles['system']}>{describeLine(event, props.display.time, props.row.gapNames)}</span>
  }
}

const kindOf = (row: FeedRow): string => (row.event.kind === 'notice' ? `notice-${row.event.notice}` : row.event.kind)

const emphasisOf = (row: FeedRow): string | undefined => {
  if (row.event.kind !== 'message') return undefined
  const { traits } = row.event
  if (traits.includes('mentionsMe')) return 'mention'
  if (traits.includes('highlighted') || row.event.paid !== undefined) return 'highlighted'
  if (traits.includes('first')) return 'first'
  return undefined
}

const RowView = (props: RowProps) => {
  const { row, display, active, replyGone } = props
  const { event } = row
  const source = display.sources.get(event.channel)
  const elsewhere = row.removals.length === 0 ? [] : removedElsewhere(row, display.view)
  const isMessage = event.kind === 'message'
  return (
    <article
      className={styles['row']}
      data-event-id={row.id}
      data-state={rowState(row, display.view)}
      data-kind={isMessage ? undefined : kindOf(row)}
      data-emphasis={emphasisOf(row)}
      data-private={source?.private === true ? '' : undefined}
      data-active={active ? '' : undefined}
      aria-label={rowLabel(row, display.view, display.time)}
      tabIndex={-1}
    >
      {isMessage && event.replyTo !== undefined && <ReplyLine event={event} gone={replyGone} />}
      {display.showTimes && <time className={styles['time']}>{display.time(timeOf(event))}</time>}
      {display.view === 'all' &&
        (row.gapNames === undefined || row.gapNames.length < 2 ? (
          <span className={styles['source']} data-platform={source?.platform} data-hue={source?.hue}>
            {source?.name}
          </span>
        ) : (
          <span className={styles['source']}>{row.gapNames.length} channels</span>
        ))}
      {source?.private === true && <Lock className={styles['lock']} aria-label="private" />}
      <Body {...props} />
      {isMessage && event.source !== undefined && event.source.channel !== display.view && (
        <small className={styles['traitMark']}>
          {event.source.name === '' ? 'shared chat' : `from ${event.source.name}`}
        </small>
      )}
      {elsewhere.length > 0 && (
        <small className={styles['removedNote']}>
          {' '}
          removed in {elsewhere.map((channel) => `#${display.sources.get(channel)?.name ?? 'another room'}`).join(', ')}
        </small>
      )}
      {row.putBack !== undefined && <small className={styles['putBack']}>{row.putBack}</small>}
      {active && <Acts key={row.id} row={row} view={display.view} />}
    </article>
  )
}

/** One row. It changes only when its own row object does: the feed hands down nothing else that moves. */
export const Row = memo(RowView)
