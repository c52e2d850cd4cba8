import type { NoticeDetail, Tier } from './types.ts'

const tierName = (tier: Tier): string => `Tier ${tier.charAt(0)}`

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** The sentence that Twitch writes above a notice; empty for announcements. */
export const systemMessage = (detail: NoticeDetail, author: string | undefined, channelName: string): string => {
  const who = author ?? 'An anonymous user'
  switch (detail.type) {
    case 'sub':
      return detail.prime ? `${who} subscribed with Prime.` : `${who} subscribed at ${tierName(detail.tier)}.`
    case 'resub': {
      const how = detail.prime ? 'with Prime' : `at ${tierName(detail.tier)}`
      const streak = detail.streak === null ? '' : `, currently on a ${detail.streak} month streak`
      return `${who} subscribed ${how}. They've subscribed for ${plural(detail.months, 'month')}${streak}!`
    }
    case 'sub_gift': {
      const total = detail.total === null ? '' : ` They have given ${detail.total} Gift Subs in the channel!`
      return `${who} gifted a ${tierName(detail.tier)} sub to ${detail.recipient.name}!${total}`
    }
    case 'community_sub_gift': {
      const total = detail.total === null ? '' : ` They've gifted a total of ${detail.total} in the channel!`
      return `${who} is gifting ${detail.count} ${tierName(detail.tier)} Subs to ${channelName}'s community!${total}`
    }
    case 'gift_paid_upgrade':
      return `${who} is continuing the Gift Sub they got from ${detail.gifter?.name ?? 'an anonymous user'}!`
    case 'prime_paid_upgrade':
      return `${who} converted from a Prime sub to a ${tierName(detail.tier)} sub!`
    case 'pay_it_forward':
      return `${who} is paying forward the Gift they got from ${detail.gifter?.name ?? 'an anonymous user'} to ${detail.recipient?.name ?? 'the community'}!`
    case 'raid':
      return `${detail.viewers} raiders from ${detail.from.name} have joined!`
    case 'unraid':
      return 'The raid has been canceled.'
    case 'announcement':
      return ''
    case 'bits_badge_tier':
      return 'bits badge tier notification'
    case 'charity_donation': {
      const amount = (detail.value / 10 ** detail.decimalPlace).toFixed(detail.decimalPlace)
      return `${who}: Donated ${detail.currency} ${amount} to support ${detail.charity}`
    }
    case 'watch_streak':
      return `${who} watched ${plural(detail.streams, 'consecutive stream')} and sparked a watch streak!`
    case 'modiversary':
      return `has been a moderator for ${plural(detail.months, 'month')}!`
    case 'unknown':
      return `${who} unlocked something that this page does not list.`
  }
}

/** The notices that exist in a `shared_chat_` form and so reach the partners' rooms. */
export const sharedNoticeTypes: ReadonlySet<NoticeDetail['type']> = new Set([
  'sub',
  'resub',
  'sub_gift',
  'community_sub_gift',
  'gift_paid_upgrade',
  'prime_paid_upgrade',
  'pay_it_forward',
  'raid',
  'announcement',
  'modiversary',
])
