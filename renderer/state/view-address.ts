/** The open view is kept in the address's fragment, so that links, "back" and reload work. */
import type { ChannelView } from '../../shared/contract.ts'
import type { ViewKey } from '../feed/feed-store.ts'

export const addressOf = (view: ViewKey): string => (view === 'all' ? '#/all' : `#/channel/${encodeURIComponent(view)}`)

/** A channel that is not open any more leads to "all". */
export const viewAt = (fragment: string, channels: readonly ChannelView[]): ViewKey => {
  const channel = channels.find((candidate) => addressOf(candidate.ref.id) === fragment)
  return channel === undefined ? 'all' : channel.ref.id
}
