import { sharedNoticeTypes } from '../chat/notices.ts'
import type { NoticeDetail, RoomNotice } from '../chat/types.ts'
import type { User } from '../world/types.ts'
import { broadcaster, sourceFields, toBadges, toFragment } from './parts.ts'

const userFields = (prefix: string, user: User | null) => ({
  [`${prefix}_user_id`]: user?.id ?? null,
  [`${prefix}_user_name`]: user?.name ?? null,
  [`${prefix}_user_login`]: user?.login ?? null,
})

const detailObject = (detail: NoticeDetail): Readonly<Record<string, unknown>> | undefined => {
  switch (detail.type) {
    case 'sub':
      return { sub_tier: detail.tier, is_prime: detail.prime, duration_months: detail.months }
    case 'resub':
      return {
        cumulative_months: detail.months,
        duration_months: 0,
        streak_months: detail.streak,
        sub_tier: detail.tier,
        is_prime: detail.prime,
        is_gift: detail.gifter !== null,
        gifter_is_anonymous: detail.gifter === null ? null : false,
        ...userFields('gifter', detail.gifter),
      }
    case 'sub_gift':
      return {
        duration_months: 1,
        cumulative_total: detail.total,
        ...userFields('recipient', detail.recipient),
        sub_tier: detail.tier,
        community_gift_id: detail.communityGiftId,
      }
    case 'community_sub_gift':
      return { id: detail.id, total: detail.count, sub_tier: detail.tier, cumulative_total: detail.total }
    case 'gift_paid_upgrade':
      return { gifter_is_anonymous: detail.gifter === null, ...userFields('gifter', detail.gifter) }
    case 'prime_paid_upgrade':
      return { sub_tier: detail.tier }
    case 'pay_it_forward':
      return {
        ...userFields('recipient', detail.recipient),
        gifter_is_anonymous: detail.gifter === null,
        ...userFields('gifter', detail.gifter),
      }
    case 'raid':
      return {
        user_id: detail.from.id,
        user_name: detail.from.name,
        user_login: detail.from.login,
        viewer_count: detail.viewers,
        profile_image_url: detail.profileImageUrl,
      }
    case 'unraid':
      return {}
    case 'announcement':
      return { color: detail.color }
    case 'bits_badge_tier':
      return { tier: detail.threshold }
    case 'charity_donation':
      return {
        charity_name: detail.charity,
        amount: { value: detail.value, decimal_place: detail.decimalPlace, currency: detail.currency },
      }
    case 'watch_streak':
      return { streak_count: detail.streams, channel_points_awarded: detail.points }
    case 'modiversary':
      return { months: detail.months }
    case 'unknown':
      return undefined
  }
}

const noticeKeys = [
  'sub',
  'resub',
  'sub_gift',
  'community_sub_gift',
  'gift_paid_upgrade',
  'prime_paid_upgrade',
  'pay_it_forward',
  'raid',
  'unraid',
  'announcement',
  'bits_badge_tier',
  'charity_donation',
  'watch_streak',
  'modiversary',
] as const

const sharedKeys = noticeKeys.filter((key) => key !== 'watch_streak').map((key) => `shared_chat_${key}`)

const emptyDetails: Readonly<Record<string, null>> = Object.fromEntries(
  [...noticeKeys, ...sharedKeys].map((key) => [key, null]),
)

/** The event object of `channel.chat.notification`: one sub-object keyed by its type, all others null. */
export const noticeBody = (notice: RoomNotice) => {
  const foreign = notice.source !== undefined && notice.source.channel !== notice.channel
  const type =
    foreign && sharedNoticeTypes.has(notice.detail.type) ? `shared_chat_${notice.detail.type}` : notice.detail.type
  const object = detailObject(notice.detail)
  return {
    ...broadcaster(notice.channel),
    chatter_user_id: notice.author?.id ?? null,
    chatter_user_login: notice.author?.login ?? null,
    chatter_user_name: notice.author?.name ?? null,
    chatter_is_anonymous: notice.author === undefined,
    color: notice.author?.color ?? '',
    badges: toBadges(notice.badges),
    system_message: notice.systemMessage,
    message_id: notice.id,
    message: { text: notice.text, fragments: notice.fragments.map(toFragment) },
    notice_type: type,
    ...emptyDetails,
    ...(object === undefined ? {} : { [type]: object }),
    ...sourceFields(notice.source),
  }
}
