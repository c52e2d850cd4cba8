/** What happened, as IRC lines with Twitch's tags. */
import type { ChatEvent, Fragment, RoomMessage, RoomNotice, Source } from '../chat/types.ts'
import type { BadgeReference, Channel, User } from '../world/types.ts'
import { roomState, settingNotice } from './modes.ts'
import { noticeParameters } from './notice-tags.ts'
import { type Tags, toLine } from './tags.ts'

const server = ':tmi.twitch.tv'

const prefixOf = (user: User): string => `:${user.login}!${user.login}@${user.login}.tmi.twitch.tv`

const badgeList = (badges: readonly BadgeReference[]): string =>
  badges.map((badge) => `${badge.set}/${badge.version}`).join(',')

const badgeInfo = (badges: readonly BadgeReference[]): string =>
  badges
    .filter((badge) => badge.info !== '')
    .map((badge) => `${badge.set}/${badge.info}`)
    .join(',')

const countCodePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** `25:0-4,8-12/1902:6-10`: code points, the end inclusive. */
const emoteRanges = (fragments: readonly Fragment[]): string => {
  const ranges = new Map<string, string>()
  let position = 0
  for (const fragment of fragments) {
    const length = countCodePoints(fragment.text)
    if (fragment.type === 'emote') {
      const range = `${position}-${position + length - 1}`
      const before = ranges.get(fragment.emote.id)
      ranges.set(fragment.emote.id, before === undefined ? range : `${before},${range}`)
    }
    position += length
  }
  return Array.from(ranges, ([id, list]) => `${id}:${list}`).join('/')
}

const isEmoteOnly = (fragments: readonly Fragment[]): boolean =>
  fragments.some((fragment) => fragment.type === 'emote') &&
  fragments.every((fragment) => fragment.type === 'emote' || fragment.text.trim() === '')

const sourceTags = (source: Source | undefined, room: Channel): Tags => {
  if (source === undefined) return []
  const foreign = source.channel !== room
  const badges = foreign ? source.badges : []
  const tags: Tags = [
    ['source-badge-info', badgeInfo(badges)],
    ['source-badges', badgeList(badges)],
    ['source-id', source.messageId],
    ['source-room-id', source.channel.owner.id],
  ]
  return foreign ? [...tags, ['source-only', '0']] : tags
}

const replyTags = (message: RoomMessage): Tags => {
  const { parent } = message
  if (parent === undefined) return []
  const thread = message.thread ?? parent
  return [
    ['reply-parent-display-name', parent.author.name],
    ['reply-parent-msg-body', parent.text],
    ['reply-parent-msg-id', parent.id],
    ['reply-parent-user-id', parent.author.id],
    ['reply-parent-user-login', parent.author.login],
    ['reply-thread-parent-display-name', thread.author.name],
    ['reply-thread-parent-msg-id', thread.id],
    ['reply-thread-parent-user-id', thread.author.id],
    ['reply-thread-parent-user-login', thread.author.login],
  ]
}

const messageIds: Readonly<Record<RoomMessage['type'], string>> = {
  text: '',
  channel_points_highlighted: 'highlighted-message',
  channel_points_sub_only: 'skip-subs-mode-message',
  user_intro: 'user-intro',
  power_ups_message_effect: 'animated-message',
  power_ups_gigantified_emote: 'gigantified-emote-message',
}

const has = (badges: readonly BadgeReference[], set: string): boolean => badges.some((badge) => badge.set === set)

const authorTags = (author: User, badges: readonly BadgeReference[], fragments: readonly Fragment[]): Tags => [
  ['badge-info', badgeInfo(badges)],
  ['badges', badgeList(badges)],
  ['color', author.color],
  ['display-name', author.name],
  ['emotes', emoteRanges(fragments)],
]

const privmsg = (message: RoomMessage): string => {
  const { author, badges, channel } = message
  const moderator = has(badges, 'moderator')
  const tags: Tags = [
    ...authorTags(author, badges, message.fragments),
    ['first-msg', message.first ? '1' : '0'],
    ['flags', ''],
    ['id', message.id],
    ['mod', moderator ? '1' : '0'],
    ['returning-chatter', message.returning ? '1' : '0'],
    ['room-id', channel.owner.id],
    ['subscriber', has(badges, 'subscriber') ? '1' : '0'],
    ['tmi-sent-ts', String(message.sentAt)],
    ['turbo', has(badges, 'turbo') ? '1' : '0'],
    ['user-id', author.id],
    ['user-type', moderator ? 'mod' : ''],
    ...(has(badges, 'vip') ? ([['vip', '1']] as const) : []),
    ...(message.bits > 0 ? ([['bits', String(message.bits)]] as const) : []),
    ...(message.type === 'text' ? [] : ([['msg-id', messageIds[message.type]]] as const)),
    ...(message.rewardId === undefined ? [] : ([['custom-reward-id', message.rewardId]] as const)),
    ...(message.animationId === undefined ? [] : ([['animation-id', message.animationId]] as const)),
    ...(isEmoteOnly(message.fragments) ? ([['emote-only', '1']] as const) : []),
    ...replyTags(message),
    ...sourceTags(message.source, channel),
  ]
  const text = message.action ? `\u0001ACTION ${message.text}\u0001` : message.text
  return toLine(tags, `${prefixOf(author)} PRIVMSG #${channel.owner.login} :${text}`)
}

/** Stands in for the anonymous gifter (facts 5.2). */
const anonymous = { id: '274598607', login: 'ananonymousgifter', name: 'AnAnonymousGifter', color: '' } as const

const usernotice = (notice: RoomNotice): string => {
  const { channel, badges, source } = notice
  const author = notice.author ?? anonymous
  const foreign = source !== undefined && source.channel !== channel
  const { messageId, parameters } = noticeParameters(notice.detail, notice.author === undefined)
  const moderator = has(badges, 'moderator')
  const tags: Tags = [
    ['badge-info', badgeInfo(badges)],
    ['badges', badgeList(badges)],
    ['color', author.color],
    ['display-name', author.name],
    ['emotes', emoteRanges(notice.fragments)],
    ['flags', ''],
    ['id', notice.id],
    ['login', author.login],
    ['mod', moderator ? '1' : '0'],
    ['msg-id', foreign ? 'sharedchatnotice' : messageId],
    ...parameters,
    ['room-id', channel.owner.id],
    ...(foreign ? ([['source-msg-id', messageId]] as const) : []),
    ...sourceTags(source, channel),
    ['subscriber', has(badges, 'subscriber') ? '1' : '0'],
    ['system-msg', notice.systemMessage],
    ['tmi-sent-ts', String(notice.sentAt)],
    ['user-id', author.id],
    ['user-type', moderator ? 'mod' : ''],
    ['vip', has(badges, 'vip') ? '1' : '0'],
  ]
  const text = notice.text === '' ? '' : ` :${notice.text}`
  return toLine(tags, `${server} USERNOTICE #${channel.owner.login}${text}`)
}

export interface RoomLine {
  readonly channelId: string
  /** PRIVMSG reaches everybody; the others only who asked for `twitch.tv/commands`. */
  readonly command: 'PRIVMSG' | 'other'
  readonly line: string
}

const other = (channel: Channel, line: string): RoomLine => ({ channelId: channel.owner.id, command: 'other', line })

/** The lines, with tags, that tell a room's readers. */
export const toRoomLines = (event: ChatEvent): readonly RoomLine[] => {
  switch (event.kind) {
    case 'message':
      return [{ channelId: event.message.channel.owner.id, command: 'PRIVMSG', line: privmsg(event.message) }]
    case 'notice':
      return [other(event.notice.channel, usernotice(event.notice))]
    case 'delete': {
      const { channel, message, at } = event
      // Twitch leaves room-id empty here (facts 5.2).
      const tags: Tags = [
        ['login', message.author.login],
        ['room-id', ''],
        ['target-msg-id', message.id],
        ['tmi-sent-ts', String(at)],
      ]
      return [other(channel, toLine(tags, `${server} CLEARMSG #${channel.owner.login} :${message.text}`))]
    }
    case 'clear': {
      const { channel, at } = event
      const tags: Tags = [
        ['room-id', channel.owner.id],
        ['tmi-sent-ts', String(at)],
      ]
      return [other(channel, toLine(tags, `${server} CLEARCHAT #${channel.owner.login}`))]
    }
    case 'clearUser': {
      const { channel, user, durationSeconds, at } = event
      const tags: Tags = [
        ...(durationSeconds === undefined ? [] : ([['ban-duration', String(durationSeconds)]] as const)),
        ['room-id', channel.owner.id],
        ['target-user-id', user.id],
        ['tmi-sent-ts', String(at)],
      ]
      return [other(channel, toLine(tags, `${server} CLEARCHAT #${channel.owner.login} :${user.login}`))]
    }
    case 'settings': {
      const { channel, changed } = event
      return changed.flatMap((setting) => [
        other(channel, roomState(channel, [setting])),
        other(channel, settingNotice(channel, setting)),
      ])
    }
    case 'sharedChat':
    case 'stream':
      return []
  }
}
