/** How a row reads in a view: pure, so that what a person is shown and told can be tested without a screen. */
import type { FeedRow, RowRemoval } from '../../shared/contract.ts'
import {
  type Author,
  type ChannelId,
  isWritten,
  type Mode,
  type Notice,
  type Role,
  type RowEvent,
} from '../../shared/model.ts'
import type { ViewKey } from './feed-store.ts'
import { formatSeconds } from './time-format.ts'

export interface ShownRow extends FeedRow {
  /** The channels of one outage, where their gaps are folded into this row. */
  readonly gapNames?: readonly string[]
}

export const roomsOf = (event: RowEvent): readonly ChannelId[] =>
  (event.kind === 'message' || event.kind === 'notice') && event.rooms !== undefined && event.rooms.length > 0
    ? event.rooms.map((room) => room.channel)
    : [event.channel]

/** The removal that takes the text away in this view: its own room's, and in "all" only when it is gone from every room. */
export const removalIn = (row: FeedRow, view: ViewKey): RowRemoval | undefined => {
  if (row.removals.length === 0) return undefined
  if (view !== 'all') return row.removals.find((removal) => removal.channel === view)
  const rooms = roomsOf(row.event)
  const everywhere = rooms.every((room) => row.removals.some((removal) => removal.channel === room))
  return everywhere ? row.removals[0] : undefined
}

/** Rooms of a shared chat where it is gone although this view still shows it. */
export const removedElsewhere = (row: FeedRow, view: ViewKey): readonly ChannelId[] =>
  removalIn(row, view) === undefined ? row.removals.map((removal) => removal.channel) : []

export const describeRemoval = (removal: RowRemoval): string => {
  const what =
    removal.permanent === true
      ? 'banned'
      : removal.durationSeconds === undefined
        ? 'removed'
        : `timed out for ${formatSeconds(removal.durationSeconds)}`
  const by = removal.by === undefined ? '' : ` by ${removal.by}`
  const reason = removal.reason === undefined || removal.reason === '' ? '' : ` (${removal.reason})`
  return removal.pending ? `${what}${by}, waiting for the answer` : `${what}${by}${reason}`
}

export const authorOf = (event: RowEvent): Author | undefined => {
  switch (event.kind) {
    case 'message':
    case 'notice':
    case 'held':
      return event.author
    case 'mode':
    case 'modAction':
      return event.by
    default:
      return undefined
  }
}

const modeNames: Readonly<Record<Mode, string>> = {
  slow: 'Slow mode',
  emoteOnly: 'Emote-only mode',
  followers: 'Followers-only mode',
  subscribers: 'Subscribers-only mode',
  unique: 'Unique-message mode',
  shield: 'Shield mode',
}

/** `seconds` of followers-only mode is how long one must have followed. */
export const describeMode = (mode: Mode, on: boolean, seconds: number | undefined): string => {
  const span = on && seconds !== undefined && seconds > 0 ? `, ${formatSeconds(seconds)}` : ''
  return `${modeNames[mode]} ${on ? 'on' : 'off'}${span}`
}

const namedChannels = 2

const listNames = (names: readonly string[]): string => {
  if (names.length < 2) return names.join('')
  const [shown, rest] =
    names.length > namedChannels + 1
      ? [names.slice(0, namedChannels), `${names.length - namedChannels} more`]
      : [names.slice(0, -1), names.at(-1)]
  return `${shown.join(', ')} and ${rest}`
}

/** The sentence of a row that is no chat message. */
export const describeLine = (
  event: Exclude<RowEvent, { kind: 'message' | 'notice' | 'held' }>,
  time: (at: number) => string,
  gapNames: readonly string[] = [],
): string => {
  switch (event.kind) {
    case 'mode':
      return `${describeMode(event.mode, event.on, event.seconds)}${event.by === undefined ? '' : `, by ${event.by.name}`}`
    case 'stream':
      return event.live
        ? `The stream is on${event.title === undefined ? '' : `: ${event.title}`}`
        : 'The stream has ended'
    case 'modAction': {
      const target = event.target === undefined ? '' : ` ${event.target.name}`
      const span = event.durationSeconds === undefined ? '' : ` for ${formatSeconds(event.durationSeconds)}`
      const reason = event.reason === undefined || event.reason === '' ? '' : ` (${event.reason})`
      return `${event.by.name}: ${event.action}${target}${span}${reason}`
    }
    case 'gap':
      return `Nothing was seen${gapNames.length === 0 ? '' : ` in ${listNames(gapNames)}`} from ${time(event.from)} to ${time(event.to)} (${formatSeconds(Math.max(1, (event.to - event.from) / 1000))}): ${event.why}`
  }
}

/** Twitch's sentence may begin behind the name ("has been a moderator for 18 months!"): then the name goes before it. */
export const noticeSentence = ({ system, author }: Notice): string => {
  if (author === undefined || author.name === '') return system
  const lower = system.toLowerCase()
  return lower.includes(author.name.toLowerCase()) || lower.includes(author.login.toLowerCase() || author.name)
    ? system
    : `${author.name} ${system}`.trim()
}

/** What labels the row's article. Removed text is not in it. */
export const rowLabel = (row: ShownRow, view: ViewKey, time: (at: number) => string): string => {
  const { event } = row
  const removal = removalIn(row, view)
  switch (event.kind) {
    case 'message':
      return removal === undefined
        ? `${event.author.name}: ${event.text}`
        : `${event.author.name}: message ${describeRemoval(removal)}`
    case 'held':
      return `${event.author.name}, held: ${event.text}`
    case 'notice': {
      const sentence = noticeSentence(event)
      if (removal !== undefined) return `${sentence} Message ${describeRemoval(removal)}`
      return isWritten(event) ? `${sentence} ${event.text}` : sentence
    }
    default:
      return describeLine(event, time, row.gapNames)
  }
}

export type RowState = 'visible' | 'removed' | 'held'

export const rowState = (row: FeedRow, view: ViewKey): RowState =>
  row.event.kind === 'held' && row.event.status === 'held'
    ? 'held'
    : removalIn(row, view) === undefined
      ? 'visible'
      : 'removed'

const badgeRoles: Readonly<Record<string, Role>> = {
  broadcaster: 'broadcaster',
  moderator: 'moderator',
  lead_moderator: 'moderator',
  vip: 'vip',
  subscriber: 'subscriber',
  founder: 'founder',
  staff: 'staff',
  admin: 'staff',
  global_mod: 'staff',
  bot: 'bot',
}

/** Our own mark for a badge without an image; undefined where none of ours means it. */
export const markOfBadge = (set: string): Role | undefined => badgeRoles[set]
