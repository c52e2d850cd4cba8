import type { NoticeDetail } from '../chat/types.ts'
import type { Tags } from './tags.ts'

export interface NoticeTags {
  readonly messageId: string
  readonly parameters: Tags
}

const recipientTags = (user: { readonly id: string; readonly login: string; readonly name: string }): Tags => [
  ['msg-param-recipient-display-name', user.name],
  ['msg-param-recipient-id', user.id],
  ['msg-param-recipient-user-name', user.login],
]

const senderTags = (user: { readonly login: string; readonly name: string }): Tags => [
  ['msg-param-sender-login', user.login],
  ['msg-param-sender-name', user.name],
]

/** Of a resub that shares months which somebody gave. */
const giftedTags = (gifter: { readonly id: string; readonly login: string; readonly name: string } | null): Tags =>
  gifter === null
    ? []
    : [
        ['msg-param-was-gifted', 'true'],
        ['msg-param-anon-gift', 'false'],
        ['msg-param-gifter-id', gifter.id],
        ['msg-param-gifter-login', gifter.login],
        ['msg-param-gifter-name', gifter.name],
      ]

const planTags = (plan: string): Tags => [
  ['msg-param-sub-plan-name', 'Channel Subscription'],
  ['msg-param-sub-plan', plan],
]

/** The `msg-id` and `msg-param-…` tags of a USERNOTICE (facts 5.2). */
export const noticeParameters = (detail: NoticeDetail, anonymous: boolean): NoticeTags => {
  switch (detail.type) {
    case 'sub':
    case 'resub': {
      const streak = detail.type === 'resub' ? detail.streak : null
      return {
        messageId: detail.type,
        parameters: [
          ['msg-param-cumulative-months', String(detail.months)],
          ['msg-param-months', '0'],
          ['msg-param-should-share-streak', streak === null ? '0' : '1'],
          ...(streak === null ? [] : ([['msg-param-streak-months', String(streak)]] as const)),
          ...(detail.type === 'resub' ? giftedTags(detail.gifter) : []),
          ...planTags(detail.prime ? 'Prime' : detail.tier),
        ],
      }
    }
    case 'sub_gift': {
      const group = detail.communityGiftId
      const groupTags: Tags =
        group === null
          ? []
          : [
              ['msg-param-origin-id', group],
              ['msg-param-community-gift-id', group],
            ]
      return {
        messageId: 'subgift',
        parameters: [
          ['msg-param-gift-months', '1'],
          ['msg-param-months', '1'],
          ...groupTags,
          ...recipientTags(detail.recipient),
          ...(anonymous ? [] : ([['msg-param-sender-count', String(detail.total ?? 0)]] as const)),
          ...planTags(detail.tier),
        ],
      }
    }
    case 'community_sub_gift':
      return {
        messageId: 'submysterygift',
        parameters: [
          ['msg-param-mass-gift-count', String(detail.count)],
          ['msg-param-origin-id', detail.id],
          ['msg-param-community-gift-id', detail.id],
          ...(detail.total === null ? [] : ([['msg-param-sender-count', String(detail.total)]] as const)),
          ['msg-param-sub-plan', detail.tier],
        ],
      }
    case 'gift_paid_upgrade':
      return detail.gifter === null
        ? { messageId: 'anongiftpaidupgrade', parameters: [] }
        : { messageId: 'giftpaidupgrade', parameters: senderTags(detail.gifter) }
    case 'prime_paid_upgrade':
      return { messageId: 'primepaidupgrade', parameters: [['msg-param-sub-plan', detail.tier]] }
    case 'pay_it_forward':
      return {
        messageId: detail.recipient === null ? 'communitypayforward' : 'standardpayforward',
        parameters: [
          ['msg-param-prior-gifter-anonymous', String(detail.gifter === null)],
          ...(detail.gifter === null
            ? []
            : ([
                ['msg-param-prior-gifter-display-name', detail.gifter.name],
                ['msg-param-prior-gifter-id', detail.gifter.id],
                ['msg-param-prior-gifter-user-name', detail.gifter.login],
              ] as const)),
          ...(detail.recipient === null ? [] : recipientTags(detail.recipient)),
        ],
      }
    case 'raid':
      return {
        messageId: 'raid',
        parameters: [
          ['msg-param-displayName', detail.from.name],
          ['msg-param-login', detail.from.login],
          ['msg-param-profileImageURL', detail.profileImageUrl],
          ['msg-param-viewerCount', String(detail.viewers)],
        ],
      }
    case 'unraid':
      return { messageId: 'unraid', parameters: [] }
    case 'announcement':
      return { messageId: 'announcement', parameters: [['msg-param-color', detail.color]] }
    case 'bits_badge_tier':
      return { messageId: 'bitsbadgetier', parameters: [['msg-param-threshold', String(detail.threshold)]] }
    case 'charity_donation':
      return {
        messageId: 'charitydonation',
        parameters: [
          ['msg-param-charity-name', detail.charity],
          ['msg-param-donation-amount', String(detail.value)],
          ['msg-param-donation-currency', detail.currency],
          ['msg-param-exponent', String(detail.decimalPlace)],
        ],
      }
    case 'watch_streak':
      return {
        messageId: 'viewermilestone',
        parameters: [
          ['msg-param-category', 'watch-streak'],
          ['msg-param-copoReward', String(detail.points)],
          ['msg-param-id', `watch-streak-${detail.streams}`],
          ['msg-param-value', String(detail.streams)],
        ],
      }
    case 'modiversary':
      return { messageId: 'modiversary', parameters: [['msg-param-months', String(detail.months)]] }
    case 'unknown':
      return { messageId: 'socialsharingbadge', parameters: [['msg-param-current-badge-level', '1']] }
  }
}
