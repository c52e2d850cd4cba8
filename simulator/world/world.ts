import type { Clock } from '../clock.ts'
import { hashText, type Identifiers, type Random } from '../random.ts'
import { subscriberVersion } from './badges.ts'
import { emotesOf, globalEmotes } from './emotes.ts'
import { seedChannels, seedChatters, seedSharedChat, spammerLogin, suspendedLogin } from './seed.ts'
import type { BadgeReference, Channel, ChatSettings, Emote, SharedSession, User } from './types.ts'

export interface NewUser {
  readonly login: string
  readonly name?: string
  readonly color?: string
  /** `set/version`, worn everywhere. */
  readonly badges?: readonly string[]
  readonly suspended?: boolean
}

export interface World {
  users(): Iterable<User>
  userById(id: string): User | undefined
  userByLogin(login: string): User | undefined
  /** By login or display name, without regard to case. */
  userNamed(name: string): User | undefined
  addUser(user: NewUser): User
  /** Every user has a channel; undefined for an unknown id. */
  channelById(ownerId: string): Channel | undefined
  channelByLogin(login: string): Channel | undefined
  emoteNamed(name: string): Emote | undefined
  emotesOfSet(setId: string): readonly Emote[]
  badgesOf(user: User, channel: Channel): readonly BadgeReference[]
  /** Broadcaster, moderator or VIP: the larger send budget, no modes. */
  isPrivileged(userId: string, channel: Channel): boolean
  mayModerate(userId: string, channel: Channel): boolean
  sharedSessionOf(channelId: string): SharedSession | undefined
  setSharedSession(participantIds: readonly string[], session: SharedSession | undefined): void
}

const openSettings: ChatSettings = {
  emoteOnly: false,
  followersOnlyMinutes: null,
  slowSeconds: null,
  subscribersOnly: false,
  unique: false,
}

const dayMs = 86_400_000

const toBadge = (text: string): BadgeReference => {
  const [set = '', version = '1'] = text.split('/')
  return { set, version, info: '' }
}

interface ChannelDetails {
  readonly title?: string
  readonly game?: { readonly id: string; readonly name: string }
  readonly tags?: readonly string[]
  readonly viewers?: number
  readonly settings?: Partial<ChatSettings>
  readonly suspended?: boolean
}

const createChannel = (owner: User, details: ChannelDetails, now: number, ids: Identifiers): Channel => ({
  owner,
  moderators: new Set(),
  vips: new Set(),
  subscribers: new Map(),
  followers: new Map(),
  bans: new Map(),
  known: new Set(),
  emotes: emotesOf(owner.login, owner.id),
  title: details.title ?? '',
  game: details.game ?? { id: '', name: '' },
  tags: details.tags ?? [],
  language: 'en',
  suspended: details.suspended ?? false,
  settings: { ...openSettings, ...details.settings },
  stream:
    details.viewers === undefined
      ? undefined
      : { id: ids.digits(11), startedAt: now - 5_400_000, viewers: details.viewers },
})

/** The simulated Twitch's people and rooms, in memory; the same seed gives the same world. */
export const createWorld = (clock: Clock, random: Random, ids: Identifiers): World => {
  const users = new Map<string, User>()
  const byName = new Map<string, User>()
  const channels = new Map<string, Channel>()
  const sessions = new Map<string, SharedSession>()
  const emotes = new Map<string, Emote>(globalEmotes.map((emote) => [emote.name, emote]))
  const sets = new Map<string, Emote[]>([['0', [...globalEmotes]]])
  const start = clock.now()

  const register = (user: User, details: ChannelDetails): User => {
    users.set(user.id, user)
    byName.set(user.login, user)
    byName.set(user.name.toLowerCase(), user)
    const channel = createChannel(user, details, start, ids)
    channels.set(user.id, channel)
    for (const emote of channel.emotes) {
      emotes.set(emote.name, emote)
      sets.set(emote.setId, [...(sets.get(emote.setId) ?? []), emote])
    }
    return user
  }
  const freeId = (login: string): string => {
    let id = 10_000_000 + (hashText(login) % 89_000_000)
    while (users.has(String(id))) id++
    return String(id)
  }
  const addUser = (user: NewUser): User => {
    const existing = byName.get(user.login)
    if (existing !== undefined) return existing
    return register(
      {
        id: freeId(user.login),
        login: user.login,
        name: user.name ?? user.login,
        color: user.color ?? '',
        description: '',
        broadcasterType: '',
        createdAt: start - Math.floor(400 + random() * 2000) * dayMs,
        globalBadges: (user.badges ?? []).map(toBadge),
      },
      { suspended: user.suspended ?? false },
    )
  }

  for (const seed of seedChannels) {
    const partner = seed.broadcasterType === 'partner' ? [toBadge('partner/1')] : []
    register(
      {
        id: freeId(seed.login),
        login: seed.login,
        name: seed.name,
        color: seed.color,
        description: seed.description,
        broadcasterType: seed.broadcasterType,
        createdAt: start - Math.floor(1200 + random() * 1200) * dayMs,
        globalBadges: partner,
      },
      seed,
    )
  }
  for (const [login, name, color, ...badges] of seedChatters) addUser({ login, name, color, badges })
  addUser({ login: spammerLogin, name: spammerLogin, color: '#8A8A8A' })
  addUser({ login: suspendedLogin, name: 'Closed_Lagoon', suspended: true })

  const populate = (): void => {
    for (const seed of seedChannels) {
      const channel = channels.get(byName.get(seed.login)?.id ?? '')
      if (channel === undefined) continue
      for (const login of seed.moderators) channel.moderators.add(byName.get(login)?.id ?? '')
      for (const login of seed.vips) channel.vips.add(byName.get(login)?.id ?? '')
      for (const user of users.values()) {
        if (user === channel.owner || user.login === spammerLogin || user.login === suspendedLogin) continue
        const draw = hashText(`${user.login} in ${seed.login}`) % 100
        channel.known.add(user.id)
        channel.followers.set(user.id, start - (2 + draw) * dayMs)
        if (draw < 55) channel.subscribers.set(user.id, { months: 1 + (draw % 40), tier: draw < 4 ? '3000' : '1000' })
      }
      channel.known.add(channel.owner.id)
    }
  }
  populate()

  const world: World = {
    users: () => users.values(),
    userById: (id) => users.get(id),
    userByLogin: (login) => {
      const user = byName.get(login)
      return user?.login === login ? user : undefined
    },
    userNamed: (name) => byName.get(name.toLowerCase()),
    addUser,
    channelById: (ownerId) => channels.get(ownerId),
    channelByLogin: (login) => channels.get(world.userByLogin(login)?.id ?? ''),
    emoteNamed: (name) => emotes.get(name),
    emotesOfSet: (setId) => sets.get(setId) ?? [],
    badgesOf(user, channel) {
      const subscriber = channel.subscribers.get(user.id)
      const badges: BadgeReference[] = []
      if (user === channel.owner) badges.push(toBadge('broadcaster/1'))
      if (channel.moderators.has(user.id)) badges.push(toBadge('moderator/1'))
      if (channel.vips.has(user.id)) badges.push(toBadge('vip/1'))
      if (subscriber !== undefined) {
        const version = subscriberVersion(subscriber.months, subscriber.tier)
        badges.push({ set: 'subscriber', version, info: String(subscriber.months) })
      } else if (user === channel.owner) badges.push({ set: 'subscriber', version: '0', info: '1' })
      badges.push(...user.globalBadges)
      return badges
    },
    isPrivileged: (userId, channel) =>
      userId === channel.owner.id || channel.moderators.has(userId) || channel.vips.has(userId),
    mayModerate: (userId, channel) => userId === channel.owner.id || channel.moderators.has(userId),
    sharedSessionOf: (channelId) => sessions.get(channelId),
    setSharedSession(participantIds, session) {
      for (const id of participantIds) {
        if (session === undefined) sessions.delete(id)
        else sessions.set(id, session)
      }
    },
  }
  const participantIds = seedSharedChat.map((login) => byName.get(login)?.id ?? '')
  const hostId = participantIds[0] ?? ''
  world.setSharedSession(participantIds, {
    id: ids.uuid(),
    hostId,
    participantIds,
    createdAt: start - 3_600_000,
    updatedAt: start - 3_600_000,
  })
  return world
}
