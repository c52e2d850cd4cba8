import type { BadgeReference, Channel, Emote, SharedSession, User } from '../world/types.ts'

export type Fragment =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'emote'; readonly text: string; readonly emote: Emote }
  | { readonly type: 'mention'; readonly text: string; readonly user: User }
  | {
      readonly type: 'cheermote'
      readonly text: string
      readonly prefix: string
      readonly bits: number
      readonly tier: number
    }

export type MessageType =
  | 'text'
  | 'channel_points_highlighted'
  | 'channel_points_sub_only'
  | 'user_intro'
  | 'power_ups_message_effect'
  | 'power_ups_gigantified_emote'

/** Where a shared chat's copy was written. */
export interface Source {
  readonly channel: Channel
  readonly messageId: string
  readonly badges: readonly BadgeReference[]
}

/** One message in one room; a shared chat has one for each room. */
export interface RoomMessage {
  readonly id: string
  readonly channel: Channel
  readonly author: User
  /** The text inside a `/me`. */
  readonly text: string
  readonly fragments: readonly Fragment[]
  readonly badges: readonly BadgeReference[]
  readonly sentAt: number
  readonly type: MessageType
  readonly action: boolean
  readonly bits: number
  readonly first: boolean
  readonly returning: boolean
  readonly rewardId: string | undefined
  readonly animationId: string | undefined
  readonly parent: RoomMessage | undefined
  readonly thread: RoomMessage | undefined
  readonly source: Source | undefined
}

export type Tier = '1000' | '2000' | '3000'

/** What a notice is about; null where Twitch says null. */
export type NoticeDetail =
  | { readonly type: 'sub'; readonly tier: Tier; readonly prime: boolean; readonly months: number }
  | {
      readonly type: 'resub'
      readonly tier: Tier
      readonly prime: boolean
      readonly months: number
      readonly streak: number | null
      readonly gifter: User | null
    }
  | {
      readonly type: 'sub_gift'
      readonly tier: Tier
      readonly recipient: User
      readonly total: number | null
      readonly communityGiftId: string | null
    }
  | {
      readonly type: 'community_sub_gift'
      readonly tier: Tier
      readonly id: string
      readonly count: number
      readonly total: number | null
    }
  | { readonly type: 'gift_paid_upgrade'; readonly gifter: User | null }
  | { readonly type: 'prime_paid_upgrade'; readonly tier: Tier }
  | { readonly type: 'pay_it_forward'; readonly gifter: User | null; readonly recipient: User | null }
  | { readonly type: 'raid'; readonly from: User; readonly viewers: number; readonly profileImageUrl: string }
  | { readonly type: 'unraid' }
  | { readonly type: 'announcement'; readonly color: 'PRIMARY' | 'BLUE' | 'GREEN' | 'ORANGE' | 'PURPLE' }
  | { readonly type: 'bits_badge_tier'; readonly threshold: number }
  | {
      readonly type: 'charity_donation'
      readonly charity: string
      readonly value: number
      readonly decimalPlace: number
      readonly currency: string
    }
  | { readonly type: 'watch_streak'; readonly streams: number; readonly points: number }
  | { readonly type: 'modiversary'; readonly months: number }
  | { readonly type: 'unknown' }

export type NoticeType = NoticeDetail['type']

export interface RoomNotice {
  readonly id: string
  readonly channel: Channel
  /** Undefined when anonymous. */
  readonly author: User | undefined
  readonly badges: readonly BadgeReference[]
  readonly text: string
  readonly fragments: readonly Fragment[]
  readonly systemMessage: string
  readonly sentAt: number
  readonly detail: NoticeDetail
  readonly source: Source | undefined
}

export type SettingsChange = 'emoteOnly' | 'followersOnlyMinutes' | 'slowSeconds' | 'subscribersOnly' | 'unique'

export type ChatEvent =
  | { readonly kind: 'message'; readonly message: RoomMessage }
  | { readonly kind: 'notice'; readonly notice: RoomNotice }
  | { readonly kind: 'delete'; readonly channel: Channel; readonly message: RoomMessage; readonly at: number }
  | { readonly kind: 'clear'; readonly channel: Channel; readonly at: number }
  | {
      readonly kind: 'clearUser'
      readonly channel: Channel
      readonly user: User
      readonly durationSeconds: number | undefined
      readonly at: number
    }
  | { readonly kind: 'settings'; readonly channel: Channel; readonly changed: readonly SettingsChange[] }
  | {
      readonly kind: 'sharedChat'
      readonly phase: 'begin' | 'update' | 'end'
      readonly session: SharedSession
      readonly channel: Channel
    }
  | { readonly kind: 'stream'; readonly channel: Channel; readonly streamId: string; readonly at: number }
