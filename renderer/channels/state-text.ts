/** Connection states in words, in place. */
import type { Audience, ChannelView, ConnectionState } from '../../shared/contract.ts'
import { formatCount, secondsUntil } from '../feed/time-format.ts'

export type StateTone = 'live' | 'waiting' | 'needsYou'

export const toneOf = (state: ConnectionState): StateTone => {
  switch (state.status) {
    case 'live':
      return 'live'
    case 'connecting':
    case 'reconnecting':
      return 'waiting'
    default:
      return 'needsYou'
  }
}

/** "live", "reconnecting in 4 s", "sign-in needed"…: without the reason, for narrow places. */
export const shortState = (state: ConnectionState, now: number): string => {
  switch (state.status) {
    case 'connecting':
      return state.progress === undefined ? 'connecting' : `joining ${state.progress.done} of ${state.progress.total}`
    case 'live':
      return 'live'
    case 'reconnecting': {
      const seconds = secondsUntil(state.retryAt, now)
      return seconds > 0 ? `reconnecting in ${seconds} s` : 'reconnecting'
    }
    case 'offline':
      return 'offline'
    case 'needsSignIn':
      return 'sign-in needed'
    case 'refused':
      return 'refused'
  }
}

export const reasonOf = (state: ConnectionState): string | undefined =>
  state.status === 'live' ? state.note : state.why

export const describeState = (state: ConnectionState, now: number): string => {
  const reason = reasonOf(state)
  return reason === undefined ? shortState(state, now) : `${shortState(state, now)}: ${reason}`
}

export const describeAudience = (audience: Audience): string => {
  if (!audience.known) return audience.why
  if (!audience.live) return 'stream off'
  return audience.viewers === undefined ? 'stream on' : `stream on, ${formatCount(audience.viewers)} viewers`
}

/** What a rail entry is described by. */
export const describeChannel = (channel: ChannelView, now: number): string => {
  const unread = channel.unread > 0 ? `, ${channel.unread} unread` : ''
  const mentions = channel.unreadMentions > 0 ? `, ${channel.unreadMentions} mentioning you` : ''
  return `${describeState(channel.state, now)}; ${describeAudience(channel.audience)}${unread}${mentions}`
}

export interface Viewers {
  readonly total: number
  /** How many channels told their viewers. */
  readonly known: number
  /** Why the others did not, once each. */
  readonly missing: readonly string[]
}

export const sumViewers = (channels: readonly ChannelView[]): Viewers => {
  let total = 0
  let known = 0
  const missing = new Set<string>()
  for (const { audience } of channels) {
    if (!audience.known) missing.add(audience.why)
    else if (audience.viewers !== undefined) {
      total += audience.viewers
      known++
    }
  }
  return { total, known, missing: [...missing] }
}

const urgency: Readonly<Record<StateTone, number>> = { needsYou: 0, waiting: 1, live: 2 }

/** What needs the person comes first where the room is short; otherwise the rail's order stays. */
export const byUrgency = (channels: readonly ChannelView[]): readonly ChannelView[] =>
  [...channels].sort((left, right) => urgency[toneOf(left.state)] - urgency[toneOf(right.state)])

/** "4 live", "3 of 4 live". */
export const summarizeStates = (channels: readonly ChannelView[]): string => {
  const live = channels.filter(({ state }) => state.status === 'live').length
  return live === channels.length ? `${live} live` : `${live} of ${channels.length} live`
}
