export interface BadgeReference {
  readonly set: string
  readonly version: string
  /** Exact months for `subscriber`, else empty. */
  readonly info: string
}

export interface User {
  readonly id: string
  readonly login: string
  readonly name: string
  /** `#RRGGBB`, or empty when never chosen. */
  readonly color: string
  readonly description: string
  readonly broadcasterType: '' | 'affiliate' | 'partner'
  readonly createdAt: number
  /** Worn in every channel. */
  readonly globalBadges: readonly BadgeReference[]
}

export interface Emote {
  readonly id: string
  readonly name: string
  readonly setId: string
  /** `0` for global emotes. */
  readonly ownerId: string
  readonly animated: boolean
  readonly tier: '' | '1000' | '2000' | '3000'
}

export interface Subscriber {
  readonly months: number
  readonly tier: '1000' | '2000' | '3000'
}

export interface ChatSettings {
  readonly emoteOnly: boolean
  /** Minutes that one must have followed; null when off. */
  readonly followersOnlyMinutes: number | null
  readonly slowSeconds: number | null
  readonly subscribersOnly: boolean
  readonly unique: boolean
}

export interface Ban {
  /** ms since epoch; null for a permanent ban. */
  readonly until: number | null
  readonly moderatorId: string
  readonly reason: string
  readonly createdAt: number
}

export interface Stream {
  readonly id: string
  readonly startedAt: number
  readonly viewers: number
}

export interface Channel {
  readonly owner: User
  readonly moderators: Set<string>
  readonly vips: Set<string>
  readonly subscribers: Map<string, Subscriber>
  /** User id to ms since epoch. */
  readonly followers: Map<string, number>
  readonly bans: Map<string, Ban>
  /** Those who wrote here before. */
  readonly known: Set<string>
  readonly emotes: readonly Emote[]
  readonly title: string
  readonly game: { readonly id: string; readonly name: string }
  readonly tags: readonly string[]
  readonly language: string
  readonly suspended: boolean
  settings: ChatSettings
  stream: Stream | undefined
}

export interface SharedSession {
  readonly id: string
  readonly hostId: string
  readonly participantIds: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}
