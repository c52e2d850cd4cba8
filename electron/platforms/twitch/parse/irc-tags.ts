/** What several IRC commands share: their room, their times, the person and the source of a shared chat. */
import type { Author, ChannelId, Role, Trait } from '../../../../shared/model.ts'
import { countOf, idOf } from '../wire.ts'
import { anonymousAuthor, anonymousUserId, ircBadges, ircRoles, makeAuthor } from './author.ts'
import { channelIdOf, type ParseContext } from './context.ts'
import { type IrcMessage, nickOf } from './irc-line.ts'
import { noSource, type SourceFields } from './message.ts'

export const tag = (message: IrcMessage, name: string): string => message.tags.get(name) ?? ''

export const idTag = (message: IrcMessage, name: string): string => idOf(message.tags.get(name))

/** `room-id` where it is told (CLEARMSG often leaves it empty), else the login after `#`. */
export const channelOfLine = (message: IrcMessage, context: ParseContext): ChannelId | undefined => {
  const roomId = idTag(message, 'room-id')
  if (roomId !== '') return channelIdOf(context, roomId)
  const login = loginOfLine(message)
  return login === '' ? undefined : context.channelOf({ login })
}

/** Empty where the line is about no channel (`NOTICE *`). */
export const loginOfLine = (message: IrcMessage): string => {
  const target = message.params[0] ?? ''
  return target.startsWith('#') ? idOf(target.slice(1)).toLowerCase() : ''
}

/** Twitch's time of it; history that has none gives when the history service saw it. */
export const timeOfLine = (message: IrcMessage, context: ParseContext): number =>
  countOf(message.tags.get('tmi-sent-ts')) ?? countOf(message.tags.get('rm-received-ts')) ?? context.receivedAt

/** What is said: the last parameter. Where its colon was lost, every parameter from `first` on belongs to it. */
export const textOfLine = (message: IrcMessage, first: number): string =>
  message.params.length > first + 1 ? message.params.slice(first).join(' ') : (message.params[first] ?? '')

const isSet = (message: IrcMessage, name: string): boolean => message.tags.get(name) === '1'

export const isHistorical = (message: IrcMessage): boolean => isSet(message, 'historical')

/** Roles that tags tell beside the badges; in a shared chat they speak of the room, not of the source. */
const taggedRoles = (message: IrcMessage): readonly Role[] => {
  const roles: Role[] = []
  const userType = message.tags.get('user-type')
  if (isSet(message, 'mod')) roles.push('moderator')
  const vip = message.tags.get('vip')
  if (vip !== undefined && vip !== '0') roles.push('vip')
  if (isSet(message, 'subscriber')) roles.push('subscriber')
  if (userType === 'staff' || userType === 'admin' || userType === 'global_mod') roles.push('staff')
  return roles
}

const noRoles: readonly Role[] = []

export const sourceOfLine = (message: IrcMessage): SourceFields => {
  const userId = idTag(message, 'source-room-id')
  if (userId === '') return noSource
  const rolesHere = ircRoles(tag(message, 'badges'), taggedRoles(message))
  return { userId, messageId: idTag(message, 'source-id'), name: '', rolesHere }
}

/** The login that the line's prefix names; empty where a server speaks, as in every USERNOTICE. */
export const senderOf = (message: IrcMessage): string => {
  const nick = idOf(nickOf(message.prefix))
  return nick.includes('.') ? '' : nick
}

/** Named in no way. */
export const isOfNobody = (message: IrcMessage): boolean =>
  idTag(message, 'user-id') === '' &&
  senderOf(message) === '' &&
  tag(message, 'login') === '' &&
  tag(message, 'display-name') === ''

export const authorOfLine = (message: IrcMessage, source: SourceFields, context: ParseContext): Author => {
  const id = idTag(message, 'user-id')
  if (id === anonymousUserId) return anonymousAuthor
  const roomId = idTag(message, 'room-id')
  const isForeign = source.userId !== '' && source.userId !== roomId
  const badges = isForeign
    ? ircBadges(context, source.userId, tag(message, 'source-badges'), tag(message, 'source-badge-info'), noRoles)
    : ircBadges(context, roomId, tag(message, 'badges'), tag(message, 'badge-info'), taggedRoles(message))
  const login = tag(message, 'login') || senderOf(message)
  return makeAuthor({ id, login, name: tag(message, 'display-name') }, badges, tag(message, 'color'))
}

const messageTraits: ReadonlyMap<string, Trait> = new Map([
  ['highlighted-message', 'highlighted'],
  ['skip-subs-mode-message', 'subscribersOnly'],
  ['gigantified-emote-message', 'gigantified'],
  ['animated-message', 'animated'],
  ['user-intro', 'introduction'],
])

export const traitsOfLine = (message: IrcMessage, action: boolean): Trait[] => {
  const traits: Trait[] = []
  const kind = messageTraits.get(tag(message, 'msg-id'))
  if (action) traits.push('action')
  if (kind !== undefined) traits.push(kind)
  if (tag(message, 'custom-reward-id') !== '') traits.push('reward')
  if (isSet(message, 'first-msg')) traits.push('first')
  if (isSet(message, 'returning-chatter')) traits.push('returning')
  if (isSet(message, 'emote-only')) traits.push('emoteOnly')
  if (isHistorical(message)) traits.push('historical')
  return traits
}
