/** One state of a channel out of those of its sources, in words. Pure. */
import type { ConnectionState } from '../../../../shared/contract.ts'

/** What one source (IRC or EventSub) says about one channel. */
export type SourceState = ConnectionState

export interface SourceStates {
  readonly irc?: SourceState
  readonly eventSub?: SourceState
  /** EventSub has been connecting for longer than a person should wait without a word. */
  readonly isEventSubSlow?: boolean
}

/** Any live source makes the channel live; what is missing then becomes the note. */
export const combineStates = ({ irc, eventSub, isEventSubSlow = false }: SourceStates): ConnectionState => {
  if (eventSub?.status === 'needsSignIn') {
    const reading = irc?.status === 'live' ? ' Until then the channel is read without the account.' : ''
    return { status: 'needsSignIn', why: `${eventSub.why}${reading}` }
  }
  if (irc?.status === 'live' || eventSub?.status === 'live') {
    const since = Math.min(
      irc?.status === 'live' ? irc.since : Number.POSITIVE_INFINITY,
      eventSub?.status === 'live' ? eventSub.since : Number.POSITIVE_INFINITY,
    )
    const note = noteAbout(irc, eventSub, isEventSubSlow)
    return note === undefined ? { status: 'live', since } : { status: 'live', since, note }
  }
  const states = [irc, eventSub].filter((state) => state !== undefined)
  const hopeful = states.filter(({ status }) => status !== 'refused')
  const refused = states.find(({ status }) => status === 'refused')
  if (hopeful.length === 0) return refused ?? { status: 'connecting' }
  const offline = hopeful.find(({ status }) => status === 'offline')
  if (offline !== undefined) return offline
  const connecting = hopeful.find(({ status }) => status === 'connecting')
  if (connecting !== undefined) return connecting
  return hopeful.reduce((soonest, state) => (retryAt(state) < retryAt(soonest) ? state : soonest))
}

const retryAt = (state: ConnectionState): number =>
  state.status === 'reconnecting' ? state.retryAt : Number.POSITIVE_INFINITY

const noteAbout = (
  irc: SourceState | undefined,
  eventSub: SourceState | undefined,
  isEventSubSlow: boolean,
): string | undefined => {
  if (eventSub?.status === 'refused') return `${eventSub.why} The channel is read without the account.`
  if (eventSub?.status === 'reconnecting') return `Read without the account for now: ${eventSub.why}`
  if (eventSub?.status === 'connecting' && isEventSubSlow) {
    return `Read without the account for now: ${eventSub.why ?? 'Twitch’s EventSub has not opened this chat yet.'}`
  }
  if (irc?.status === 'refused') return `First-time chatters cannot be marked: ${irc.why}`
  return undefined
}

/** For small values made of plain data. */
export const isSame = (left: unknown, right: unknown): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right)
