import type { ChannelView } from '../../../shared/contract.ts'

export const countUnread = (channels: readonly ChannelView[]): number =>
  channels.reduce((total, { unread }) => total + unread, 0)

export const countMentions = (channels: readonly ChannelView[]): number =>
  channels.reduce((total, { unreadMentions }) => total + unreadMentions, 0)

/** "3 unread mentions", "1 unread mention"; empty where there is none. */
export const describeMentions = (channels: readonly ChannelView[]): string => {
  const count = countMentions(channels)
  return count === 0 ? '' : `${count} unread mention${count === 1 ? '' : 's'}`
}
