/**
 * What flows through Tributary. Everything is readonly data; times are ms since epoch. Ids are opaque: they are made
 * and read only by the functions at the end of this file.
 */

export type PlatformId = 'twitch'

export const platformIds: readonly PlatformId[] = ['twitch']

declare const channelIdBrand: unique symbol
declare const eventIdBrand: unique symbol
declare const imageKeyBrand: unique symbol

/** `PLATFORM:COMPONENT[:COMPONENT…]`, each component percent-encoded. Twitch: the broadcaster's user id. */
export type ChannelId = string & { readonly [channelIdBrand]: true }
/** `CHANNEL/KIND/KEY[/KEY…]`, each key percent-encoded: the identity of an event (DESIGN 3). */
export type EventId = string & { readonly [eventIdBrand]: true }
/** Names an image to the host's image service; issued only by the core, unguessable, new at every start. */
export type ImageKey = string & { readonly [imageKeyBrand]: true }

export interface ChannelRef {
  readonly id: ChannelId
  readonly platform: PlatformId
  /** What the platform calls it in URLs and joins: lower case where the platform folds case. */
  readonly login: string
  readonly name: string
  readonly url?: string
  /** Private channels are marked, hidden with one key and never sent to by "all" (DESIGN 5). */
  readonly private: boolean
  readonly image?: ImageKey
}

export type Role = 'broadcaster' | 'moderator' | 'vip' | 'subscriber' | 'founder' | 'staff' | 'bot'

/** `set` and `version` are the platform's; `title` is for people; `image` is absent where only our own mark exists. */
export interface Badge {
  readonly set: string
  readonly version: string
  readonly title: string
  readonly image?: ImageKey
}

export interface Author {
  /** Carries the platform and, where self-hosted, the origin: see `makeAuthorId`. */
  readonly id: string
  readonly login: string
  readonly name: string
  /** `#rrggbb` as the platform sent it; absent when unset. The renderer clamps its contrast. */
  readonly color?: string
  readonly badges: readonly Badge[]
  readonly roles: readonly Role[]
  readonly image?: ImageKey
}

export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'break'; readonly text: '\n' }
  | {
      readonly type: 'emote'
      readonly text: string
      readonly provider: string
      readonly id: string
      readonly image: ImageKey
      readonly zeroWidth?: boolean
    }
  | { readonly type: 'mention'; readonly text: string; readonly userId?: string; readonly login?: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  | {
      readonly type: 'cheer'
      readonly text: string
      readonly bits: number
      readonly tier: number
      readonly image?: ImageKey
    }
  | { readonly type: 'image'; readonly text: string; readonly image: ImageKey }
  | { readonly type: 'code'; readonly text: string; readonly block: boolean }
  | { readonly type: 'quote'; readonly text: string; readonly parts: readonly MessagePart[] }
  | { readonly type: 'list'; readonly text: string; readonly items: readonly (readonly MessagePart[])[] }
  | { readonly type: 'attachment'; readonly text: string; readonly label: string; readonly href?: string }

/** Decimal text; ISO 4217, or `bits`. */
export interface Amount {
  readonly value: string
  readonly currency: string
  readonly display: string
}

export interface Reply {
  readonly message: EventId
  readonly author?: { readonly id: string; readonly login: string; readonly name: string }
  readonly text?: string
}

/** One room's copy of a message of a shared chat: acts in that room use that room's `messageId`. */
export interface Room {
  readonly channel: ChannelId
  /** The platform's id of this copy. */
  readonly messageId: string
  readonly removed: boolean
  /** What the author is in this room. Absent where it was said: there `author` tells. */
  readonly roles?: readonly Role[]
}

export interface Reaction {
  readonly name: string
  readonly count: number
  readonly own: boolean
  readonly image?: ImageKey
}

export type Trait =
  | 'action'
  | 'highlighted'
  | 'gigantified'
  | 'animated'
  | 'subscribersOnly'
  | 'introduction'
  | 'reward'
  | 'first'
  | 'returning'
  | 'emoteOnly'
  | 'historical'
  | 'late'
  | 'own'
  | 'mentionsMe'

export interface ChatMessage {
  readonly kind: 'message'
  readonly id: EventId
  readonly channel: ChannelId
  /** The platform's own id of the message in `channel`: what acts and replies name. */
  readonly messageId: string
  readonly author: Author
  /** The parts' texts joined are `text`. */
  readonly parts: readonly MessagePart[]
  readonly text: string
  readonly sentAt: number
  readonly receivedAt: number
  readonly replyTo?: Reply
  readonly thread?: EventId
  /** Present in a shared chat only; the copy that arrived is among them. */
  readonly rooms?: readonly Room[]
  /** The shared chat's room where it was said, when that is not `channel`. */
  readonly source?: { readonly channel: ChannelId; readonly name: string }
  readonly paid?: Amount
  readonly traits: readonly Trait[]
  readonly editedAt?: number
  readonly revision?: string
  readonly reactions?: readonly Reaction[]
  readonly importance?: 'high' | 'urgent'
  readonly subject?: string
}

export type NoticeKind =
  | 'sub'
  | 'resub'
  | 'gift'
  | 'giftBomb'
  | 'giftUpgrade'
  | 'primeUpgrade'
  | 'payItForward'
  | 'raid'
  | 'unraid'
  | 'follow'
  | 'announcement'
  | 'reward'
  | 'bitsBadge'
  | 'charity'
  | 'watchStreak'
  | 'modiversary'
  | 'system'
  | 'unknown'

export interface Notice {
  readonly kind: 'notice'
  readonly id: EventId
  readonly channel: ChannelId
  readonly messageId?: string
  readonly sentAt: number
  readonly receivedAt: number
  readonly notice: NoticeKind
  /** The platform's own name of this notice, for what we show as `unknown` and for filters. */
  readonly type?: string
  readonly author?: Author
  readonly target?: Author
  /** The platform's sentence about it, or ours where the platform sends none. */
  readonly system: string
  /** What a person wrote with it, else `system` again: see `isWritten`. Joined, the parts' texts are `text`. */
  readonly parts: readonly MessagePart[]
  readonly text: string
  readonly count?: number
  readonly months?: number
  readonly tier?: 'prime' | '1' | '2' | '3'
  readonly amount?: Amount
  /** An announcement's colour, in the platform's word, lower case. */
  readonly color?: string
  /** Folds a gift bomb: the bomb and each of its gifts carry the same. */
  readonly group?: string
  readonly rooms?: readonly Room[]
  readonly source?: { readonly channel: ChannelId; readonly name: string }
  readonly traits: readonly Trait[]
}

/** Whether a person wrote something with it: else its text is the sentence that it has anyway, and is shown once. */
export const isWritten = ({ text, system }: Pick<Notice, 'text' | 'system'>): boolean => text !== '' && text !== system

export type RemovalTarget =
  | { readonly message: EventId }
  /** `id` as in `Author.id`; a user of a platform that names only a login gives `login` alone. */
  | { readonly author: string }
  | 'all'

export interface Removal {
  readonly kind: 'removal'
  readonly id: EventId
  readonly channel: ChannelId
  /** The platform's time of the act. */
  readonly at: number
  readonly receivedAt: number
  readonly target: RemovalTarget
  readonly by?: Author
  readonly reason?: string
  readonly durationSeconds?: number
  /** True for a ban, where the platform says so. */
  readonly permanent?: boolean
}

export interface Edit {
  readonly kind: 'edit'
  readonly id: EventId
  readonly channel: ChannelId
  readonly target: EventId
  readonly revision: string
  readonly parts: readonly MessagePart[]
  readonly text: string
  readonly editedAt: number
  readonly receivedAt: number
}

export interface Reactions {
  readonly kind: 'reactions'
  readonly id: EventId
  readonly channel: ChannelId
  readonly target: EventId
  readonly revision: string
  readonly counts: readonly Reaction[]
}

export type Mode = 'slow' | 'emoteOnly' | 'followers' | 'subscribers' | 'unique' | 'shield'

export interface ModeChange {
  readonly kind: 'mode'
  readonly id: EventId
  readonly channel: ChannelId
  readonly at: number
  readonly by?: Author
  readonly mode: Mode
  readonly on: boolean
  readonly seconds?: number
  /** True where the platform only told the mode in force (on joining): it updates the header and is no row. */
  readonly initial?: boolean
}

export interface StreamState {
  readonly kind: 'stream'
  readonly id: EventId
  readonly channel: ChannelId
  readonly at: number
  readonly live: boolean
  readonly title?: string
  readonly category?: string
  readonly viewers?: number
  readonly startedAt?: number
}

export interface ModAction {
  readonly kind: 'modAction'
  readonly id: EventId
  readonly channel: ChannelId
  readonly at: number
  readonly by: Author
  readonly action: string
  readonly target?: Author
  readonly message?: EventId
  readonly reason?: string
  readonly durationSeconds?: number
}

export interface HeldMessage {
  readonly kind: 'held'
  readonly id: EventId
  readonly channel: ChannelId
  readonly at: number
  readonly author: Author
  readonly parts: readonly MessagePart[]
  readonly text: string
  readonly reason: string
  readonly status: 'held' | 'allowed' | 'denied' | 'expired'
}

/** Nothing was seen from `from` to `to`, and nothing can be fetched for it. */
export interface GapMarker {
  readonly kind: 'gap'
  readonly id: EventId
  readonly channel: ChannelId
  readonly from: number
  readonly to: number
  readonly why: string
}

export type FeedEvent =
  | ChatMessage
  | Notice
  | Removal
  | Edit
  | Reactions
  | ModeChange
  | StreamState
  | ModAction
  | HeldMessage
  | GapMarker

/** The events that are rows of the feed; the others change rows or the channel's header. */
export type RowEvent = ChatMessage | Notice | ModeChange | StreamState | ModAction | HeldMessage | GapMarker

/** What the author of a message or notice is in `channel`, which may be another room than the one where it was said. */
export const rolesIn = (event: Pick<ChatMessage | Notice, 'author' | 'rooms'>, channel: ChannelId): readonly Role[] =>
  event.rooms?.find((room) => room.channel === channel)?.roles ?? event.author?.roles ?? []

/** The platform's time of a row's event; a gap stands where it ended. */
export const timeOf = (event: RowEvent): number => {
  switch (event.kind) {
    case 'message':
    case 'notice':
      return event.sentAt
    case 'gap':
      return event.to
    default:
      return event.at
  }
}

/** Total: half a surrogate pair, which only garbage holds, becomes U+FFFD instead of an exception. */
const encode = (component: string): string => encodeURIComponent(component.toWellFormed())

/** The channel's identity from the platform's own components, most significant first. */
export const makeChannelId = (platform: PlatformId, ...components: readonly [string, ...string[]]): ChannelId =>
  `${platform}:${components.map(encode).join(':')}` as ChannelId

/** A channel of which only a hint (a login) is known: `PLATFORM:?hint`. No open channel ever has such an id. */
export const makeUnknownChannelId = (platform: PlatformId, hint: string): ChannelId =>
  `${platform}:?${encode(hint)}` as ChannelId

export const isChannelId = (id: string): id is ChannelId => readChannelId(id) !== undefined

/** The platform and the decoded components, or undefined for what `makeChannelId` never made. */
export const readChannelId = (
  id: string,
): { readonly platform: PlatformId; readonly components: readonly string[] } | undefined => {
  const [platform, ...components] = id.split(':')
  const known = platformIds.find((candidate) => candidate === platform)
  if (known === undefined || components.length === 0 || components.some((part) => part === '' || part.startsWith('?')))
    return undefined
  try {
    return { platform: known, components: components.map(decodeURIComponent) }
  } catch {
    return undefined
  }
}

export const isUnknownChannelId = (id: ChannelId): boolean => id.includes(':?')

/** For whoever issues keys (the image service; tests and `normalize`, which have none): nobody else may call it. */
export const makeImageKey = (text: string): ImageKey => text as ImageKey

/** The identity of an event: its channel, its kind and the natural key of DESIGN 3. */
export const makeEventId = (
  channel: ChannelId,
  kind: FeedEvent['kind'],
  ...key: readonly [string, ...string[]]
): EventId => `${channel}/${kind}/${key.map(encode).join('/')}` as EventId

export const readEventId = (
  id: string,
): { readonly channel: ChannelId; readonly kind: FeedEvent['kind']; readonly key: readonly string[] } | undefined => {
  const [channel, kind, ...key] = id.split('/')
  if (channel === undefined || kind === undefined || key.length === 0 || !isEventKind(kind)) return undefined
  if (!platformIds.some((platform) => channel.startsWith(`${platform}:`))) return undefined
  try {
    return { channel: channel as ChannelId, kind, key: key.map(decodeURIComponent) }
  } catch {
    return undefined
  }
}

/** `origin` only where the platform is self-hosted: user 5 of two servers is two people. */
export const makeAuthorId = (platform: PlatformId, userId: string, origin?: string): string =>
  origin === undefined ? `${platform}:${encode(userId)}` : `${platform}:${encode(origin)}:${encode(userId)}`

/** The platform's own user id. */
export const readAuthorId = (id: string): { readonly platform: PlatformId; readonly userId: string } | undefined => {
  const read = readChannelId(id)
  const userId = read?.components.at(-1)
  return read === undefined || userId === undefined ? undefined : { platform: read.platform, userId }
}

const eventKinds: ReadonlySet<string> = new Set<FeedEvent['kind']>([
  'message',
  'notice',
  'removal',
  'edit',
  'reactions',
  'mode',
  'stream',
  'modAction',
  'held',
  'gap',
])

const isEventKind = (kind: string): kind is FeedEvent['kind'] => eventKinds.has(kind)
