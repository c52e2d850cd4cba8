/** What each kind of event does to the rows and to what is known of its channel. */
import { type FeedEvent, makeEventId, type Notice, type Removal, type StreamState } from '../../../shared/model.ts'
import type { Arrival, Filing } from './filing.ts'
import type { GiftFolds } from './gifts.ts'
import type { ChannelModes } from './modes.ts'
import type { Row, Strike } from './row.ts'
import type { Strikes } from './strikes.ts'

/** What the events of one channel add up to, beside its rows. */
export interface ChannelMemory {
  readonly modes: ChannelModes
  stream: StreamState | undefined
  /** The platform's time of the newest event, ms since epoch; 0 before the first. */
  lastSeen: number
}

export interface Intake {
  take(event: FeedEvent, channel: ChannelMemory, arrival: Arrival): void
}

const timeOfEvent = (event: FeedEvent): number => {
  switch (event.kind) {
    case 'message':
    case 'notice':
      return event.sentAt
    case 'edit':
      return event.editedAt
    case 'reactions':
    case 'gap':
      return 0
    default:
      return event.at
  }
}

const cleared = 'The chat was cleared.'

const clearedNotice = (removal: Removal): Notice => ({
  kind: 'notice',
  id: makeEventId(removal.channel, 'notice', 'cleared', String(removal.at)),
  channel: removal.channel,
  sentAt: removal.at,
  receivedAt: removal.receivedAt,
  notice: 'system',
  type: 'cleared',
  system: cleared,
  ...(removal.by === undefined ? {} : { author: removal.by }),
  parts: [{ type: 'text', text: cleared }],
  text: cleared,
  traits: [],
})

export const createIntake = (parts: {
  readonly filing: Filing
  readonly strikes: Strikes
  readonly gifts: GiftFolds
  /** Files the event; what is new is counted and announced. */
  readonly fileNew: (event: Parameters<Filing['file']>[0], arrival: Arrival) => Row | undefined
  readonly onChanged: (row: Row) => void
  /** Modes or the stream's state differ. */
  readonly onStateChanged: () => void
}): Intake => {
  const { filing, strikes, gifts, fileNew, onChanged, onStateChanged } = parts
  const clearedRows = new WeakMap<Strike, Row>()

  const fileNotice = (notice: Notice, arrival: Arrival) => {
    if (notice.group === undefined || (notice.notice !== 'gift' && notice.notice !== 'giftBomb')) {
      fileNew(notice, arrival)
      return
    }
    if (notice.notice === 'giftBomb') {
      const row = fileNew(notice, arrival)
      if (row === undefined) return
      const early = gifts.lead(notice, row)
      for (const gift of early) filing.retire(gift)
      const names = gifts.names(notice)
      if (names.length === (row.folded?.length ?? 0)) return
      row.folded = names
      onChanged(row)
      return
    }
    const bomb = gifts.bombOf(notice)
    if (bomb === undefined) {
      const row = fileNew(notice, arrival)
      if (row !== undefined) gifts.note(notice, row)
      return
    }
    if (!gifts.note(notice, undefined)) return
    bomb.folded = gifts.names(notice)
    onChanged(bomb)
  }

  const fileRemoval = (removal: Removal, arrival: Arrival) => {
    const { strike, news } = strikes.apply(removal)
    if (removal.target !== 'all') return
    const notice = clearedNotice(removal)
    const known = clearedRows.get(strike)
    if (news === 'new') {
      const row = fileNew(notice, arrival)
      if (row !== undefined) clearedRows.set(strike, row)
    } else if (known?.alive === true) filing.merge(known, notice)
  }

  const fileMode = (state: ChannelMemory, event: Extract<FeedEvent, { kind: 'mode' }>, arrival: Arrival) => {
    const known = state.modes.find(event)
    const changed = state.modes.apply(event)
    if (changed) onStateChanged()
    if (known !== undefined) {
      if (known.alive) filing.merge(known, event)
      return
    }
    // Some platforms tell every mode with each change of one: only what changed is a row.
    if (event.initial === true || !changed) return
    const row = fileNew(event, arrival)
    if (row !== undefined) state.modes.keep(event, row)
  }

  const fileStream = (state: ChannelMemory, event: StreamState, arrival: Arrival) => {
    const known = state.stream
    if (known !== undefined && known.at > event.at) return
    state.stream = event
    onStateChanged()
    if (known?.live !== event.live) fileNew(event, arrival)
  }

  return {
    take(event, channel, arrival) {
      channel.lastSeen = Math.max(channel.lastSeen, Math.min(timeOfEvent(event), arrival.now))
      switch (event.kind) {
        case 'notice':
          return fileNotice(event, arrival)
        case 'removal':
          return fileRemoval(event, arrival)
        case 'edit':
        case 'reactions':
          return filing.revise(event)
        case 'mode':
          return fileMode(channel, event, arrival)
        case 'stream':
          return fileStream(channel, event, arrival)
        default:
          fileNew(event, arrival)
      }
    },
  }
}
