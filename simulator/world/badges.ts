export interface BadgeVersion {
  readonly id: string
  readonly title: string
  readonly description: string
}

export interface BadgeSet {
  readonly set: string
  readonly versions: readonly BadgeVersion[]
}

const one = (set: string, title: string): BadgeSet => ({ set, versions: [{ id: '1', title, description: title }] })

const bitsTiers = ['1', '100', '1000', '5000', '10000'] as const
const giftTiers = ['1', '5', '10', '25', '50'] as const

/** The badges of every channel. */
export const globalBadgeSets: readonly BadgeSet[] = [
  one('broadcaster', 'Broadcaster'),
  one('moderator', 'Moderator'),
  one('vip', 'VIP'),
  one('partner', 'Verified'),
  one('premium', 'Prime Gaming'),
  one('turbo', 'Turbo'),
  one('staff', 'Staff'),
  one('founder', 'Founder'),
  one('artist-badge', 'Artist'),
  one('glhf-pledge', 'GLHF Pledge'),
  one('no_audio', 'Watching without audio'),
  one('no_video', 'Listening only'),
  { set: 'bits', versions: bitsTiers.map((id) => ({ id, title: `cheer ${id}`, description: `cheer ${id}` })) },
  {
    set: 'sub-gifter',
    versions: giftTiers.map((id) => ({ id, title: `${id} Gift Subs`, description: `${id} Gift Subs` })),
  },
  {
    set: 'subscriber',
    versions: ['0', '1'].map((id) => ({ id, title: 'Subscriber', description: 'Subscriber' })),
  },
]

const subscriberMonths = [0, 2, 3, 6, 9, 12, 18, 24, 36] as const

const tierPrefixes = { '1000': '', '2000': '2', '3000': '3' } as const

const toVersion = (months: number, tier: keyof typeof tierPrefixes): string =>
  tier === '1000' ? String(months) : `${tierPrefixes[tier]}${String(months).padStart(3, '0')}`

/** The version of the subscriber badge that these months have earned: `12` at tier 1, `3012` at tier 3. */
export const subscriberVersion = (months: number, tier: keyof typeof tierPrefixes): string => {
  let earned = 0
  for (const step of subscriberMonths) if (months >= step) earned = step
  return toVersion(earned, tier)
}

const subscriberTitle = (months: number): string => (months === 0 ? 'Subscriber' : `${months}-Month Subscriber`)

/** What a channel overrides. */
export const channelBadgeSets: readonly BadgeSet[] = [
  {
    set: 'subscriber',
    versions: (['1000', '2000', '3000'] as const).flatMap((tier) =>
      subscriberMonths.map((months) => ({
        id: toVersion(months, tier),
        title: subscriberTitle(months),
        description: subscriberTitle(months),
      })),
    ),
  },
]
