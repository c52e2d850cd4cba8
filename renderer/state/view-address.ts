/** The open view is kept in the address's fragment, so that links, "back" and reload work. */
import type { ChannelView } from '../../shared/contract.ts'
import { viewAddress } from '../../shared/view-address.ts'
import type { ViewKey } from '../feed/feed-store.ts'

export { viewAddress as addressOf }

/** A channel that is not open any more leads to "all". */
export const viewAt = (fragment: string, channels: readonly ChannelView[]): ViewKey => {
  const channel = channels.find((candidate) => viewAddress(candidate.ref.id) === fragment)
  return channel === undefined ? 'all' : channel.ref.id
}
