/** How many messages of each channel nobody has looked at: announced ones of other people; kept by the core, not the window. */
import type { ChannelId } from '../../../shared/model.ts'

export interface Unread {
  count(channel: ChannelId, mentionsMe: boolean): void
  /** A second copy told more about a message that was counted at `order`. */
  correct(channel: ChannelId, order: number, found: { readonly own: boolean; readonly mentionsMe: boolean }): void
  /** Everything below `order` has been looked at. True when there was something. */
  seen(channel: ChannelId, order: number): boolean
  messages(channel: ChannelId): number
  mentions(channel: ChannelId): number
  forget(channel: ChannelId): void
  /** Every row has a new order: the marks become it. */
  renumber(order: number): void
}

interface Counts {
  messages: number
  mentions: number
  seenBelow: number
}

export const createUnread = (): Unread => {
  const channels = new Map<ChannelId, Counts>()
  const countsOf = (channel: ChannelId): Counts => {
    const known = channels.get(channel)
    if (known !== undefined) return known
    const created = { messages: 0, mentions: 0, seenBelow: Number.NEGATIVE_INFINITY }
    channels.set(channel, created)
    return created
  }
  return {
    count(channel, mentionsMe) {
      const counts = countsOf(channel)
      counts.messages += 1
      if (mentionsMe) counts.mentions += 1
    },
    correct(channel, order, found) {
      const counts = countsOf(channel)
      if (order < counts.seenBelow) return
      if (found.own) counts.messages = Math.max(0, counts.messages - 1)
      else if (found.mentionsMe) counts.mentions = Math.min(counts.messages, counts.mentions + 1)
    },
    seen(channel, order) {
      const counts = countsOf(channel)
      const had = counts.messages > 0
      counts.messages = 0
      counts.mentions = 0
      counts.seenBelow = order
      return had
    },
    messages: (channel) => channels.get(channel)?.messages ?? 0,
    mentions: (channel) => channels.get(channel)?.mentions ?? 0,
    forget(channel) {
      channels.delete(channel)
    },
    renumber(order) {
      for (const counts of channels.values()) counts.seenBelow = order
    },
  }
}
