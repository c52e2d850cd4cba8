import type { Clock, Disposer } from '../clock.ts'
import type { Identifiers } from '../random.ts'
import type { BadgeReference, Ban, Channel, ChatSettings, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { toFragments, totalBits } from './fragments.ts'
import { sharedNoticeTypes, systemMessage } from './notices.ts'
import type { ChatEvent, MessageType, NoticeDetail, RoomMessage, RoomNotice, SettingsChange, Source } from './types.ts'

export interface Line {
  readonly channel: Channel
  readonly author: User
  readonly text: string
  readonly type?: MessageType
  readonly action?: boolean
  /** Counts `Cheer100` as bits. */
  readonly cheering?: boolean
  readonly first?: boolean
  readonly returning?: boolean
  readonly rewardId?: string
  readonly animationId?: string
  /** A message of the same room. */
  readonly parent?: RoomMessage
  readonly badges?: readonly BadgeReference[]
  /** Emotes of channels that the author does not subscribe to stay words. */
  readonly strictEmotes?: boolean
}

export interface NoticeLine {
  readonly channel: Channel
  readonly author: User | undefined
  readonly detail: NoticeDetail
  readonly text?: string
}

export interface Chat {
  /** Writes to the room and to those that share its chat; the first message is the room's own. */
  say(line: Line): readonly [RoomMessage, ...RoomMessage[]]
  notify(line: NoticeLine): readonly [RoomNotice, ...RoomNotice[]]
  /** A message that is still there. */
  messageById(id: string): RoomMessage | undefined
  /** Oldest first. */
  messagesOf(channel: Channel): readonly RoomMessage[]
  remove(message: RoomMessage): void
  clear(channel: Channel): void
  /** Bans, or times out when `durationSeconds` is given, and clears what the user wrote. */
  ban(channel: Channel, user: User, by: User, reason: string, durationSeconds?: number): Ban
  /** False when the user was not banned. */
  unban(channel: Channel, user: User): boolean
  /** The ban or timeout in force. */
  banOf(channel: Channel, userId: string): Ban | undefined
  changeSettings(channel: Channel, change: Partial<ChatSettings>): void
  setStream(channel: Channel, stream: Channel['stream']): void
  beginSharedChat(host: Channel, others: readonly Channel[]): void
  endSharedChat(channel: Channel): void
  listen(listener: (event: ChatEvent) => void): Disposer
}

/** Twitch keeps messages for deletes and replies at least six hours; memory is bounded here. */
const keptMessages = 60_000

const settingNames: readonly SettingsChange[] = [
  'emoteOnly',
  'followersOnlyMinutes',
  'slowSeconds',
  'subscribersOnly',
  'unique',
]

/** What happens in the rooms: the one place that changes them and tells the servers. */
export const createChat = (world: World, clock: Clock, ids: Identifiers): Chat => {
  const listeners = new Set<(event: ChatEvent) => void>()
  const messages = new Map<string, RoomMessage>()
  const emit = (event: ChatEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const keep = (message: RoomMessage): void => {
    messages.set(message.id, message)
    if (messages.size > keptMessages) for (const [oldest] of messages) return void messages.delete(oldest)
  }
  const roomsOf = (channel: Channel): readonly Channel[] => {
    const session = world.sharedSessionOf(channel.owner.id)
    if (session === undefined) return [channel]
    const partners = session.participantIds.filter((id) => id !== channel.owner.id)
    return [channel, ...partners.flatMap((id) => world.channelById(id) ?? [])]
  }
  const fragmentsOf = (line: Pick<Line, 'author' | 'channel' | 'cheering' | 'strictEmotes'>, text: string) =>
    toFragments(text, {
      cheering: line.cheering ?? false,
      userNamed: world.userNamed,
      emoteNamed: (word) => {
        const emote = world.emoteNamed(word)
        if (emote === undefined || line.strictEmotes !== true || emote.ownerId === '0') return emote
        const owner = world.channelById(emote.ownerId)
        const mayUse = emote.ownerId === line.author.id || owner?.subscribers.has(line.author.id)
        return mayUse === true ? emote : undefined
      },
    })
  const bodyFor = (channel: Channel, parent: RoomMessage | undefined): RoomMessage | undefined =>
    parent === undefined || parent.channel === channel
      ? parent
      : [...messages.values()].find(
          (copy) =>
            copy.channel === channel && copy.source !== undefined && copy.source.messageId === parent.source?.messageId,
        )

  return {
    say(line) {
      const { channel, author } = line
      const shared = world.sharedSessionOf(channel.owner.id) !== undefined
      const id = ids.uuid()
      const home = line.badges ?? world.badgesOf(author, channel)
      const source: Source | undefined = shared ? { channel, messageId: id, badges: home } : undefined
      const fragments = fragmentsOf(line, line.text)
      const first = line.first ?? !channel.known.has(author.id)
      channel.known.add(author.id)
      const inRoom = (room: Channel): RoomMessage => {
        const parent = bodyFor(room, line.parent)
        return {
          id: room === channel ? id : ids.uuid(),
          channel: room,
          author,
          text: line.text,
          fragments,
          badges: room === channel ? home : world.badgesOf(author, room),
          sentAt: clock.now(),
          type: line.type ?? 'text',
          action: line.action ?? false,
          bits: line.cheering === true ? totalBits(line.text) : 0,
          first: first && room === channel,
          returning: line.returning ?? false,
          rewardId: line.rewardId,
          animationId: line.animationId,
          parent,
          thread: parent === undefined ? undefined : (parent.thread ?? parent),
          source,
        }
      }
      const [own, ...others] = roomsOf(channel)
      const copies = [inRoom(own ?? channel), ...others.map(inRoom)] as const
      for (const copy of copies) {
        keep(copy)
        emit({ kind: 'message', message: copy })
      }
      return copies
    },
    notify(line) {
      const { channel, author, detail } = line
      const id = ids.uuid()
      const home = author === undefined ? [] : world.badgesOf(author, channel)
      const shared = world.sharedSessionOf(channel.owner.id) !== undefined
      const source: Source | undefined = shared ? { channel, messageId: id, badges: home } : undefined
      const text = line.text ?? ''
      const fragments =
        author === undefined || text === '' ? [] : fragmentsOf({ author, channel, cheering: false }, text)
      const inRoom = (room: Channel): RoomNotice => ({
        id: room === channel ? id : ids.uuid(),
        channel: room,
        author,
        badges: room === channel || author === undefined ? home : world.badgesOf(author, room),
        text,
        fragments,
        systemMessage: systemMessage(detail, author?.name, channel.owner.name),
        sentAt: clock.now(),
        detail,
        source,
      })
      const sharing = sharedNoticeTypes.has(detail.type) ? roomsOf(channel).slice(1) : []
      const copies = [inRoom(channel), ...sharing.map(inRoom)] as const
      for (const notice of copies) emit({ kind: 'notice', notice })
      return copies
    },
    messageById: (id) => messages.get(id),
    messagesOf: (channel) => Array.from(messages.values()).filter((message) => message.channel === channel),
    remove(message) {
      messages.delete(message.id)
      emit({ kind: 'delete', channel: message.channel, message, at: clock.now() })
    },
    clear(channel) {
      for (const message of messages.values()) if (message.channel === channel) messages.delete(message.id)
      emit({ kind: 'clear', channel, at: clock.now() })
    },
    ban(channel, user, by, reason, durationSeconds) {
      const createdAt = clock.now()
      const until = durationSeconds === undefined ? null : createdAt + durationSeconds * 1000
      const ban: Ban = { until, moderatorId: by.id, reason, createdAt }
      channel.bans.set(user.id, ban)
      if (until === null) channel.moderators.delete(user.id)
      for (const message of messages.values()) {
        if (message.channel === channel && message.author === user) messages.delete(message.id)
      }
      emit({ kind: 'clearUser', channel, user, durationSeconds, at: createdAt })
      return ban
    },
    unban: (channel, user) => channel.bans.delete(user.id),
    banOf(channel, userId) {
      const ban = channel.bans.get(userId)
      if (ban === undefined || ban.until === null || ban.until > clock.now()) return ban
      channel.bans.delete(userId)
      return undefined
    },
    changeSettings(channel, change) {
      const before = channel.settings
      channel.settings = { ...before, ...change }
      const changed = settingNames.filter((name) => before[name] !== channel.settings[name])
      if (changed.length > 0) emit({ kind: 'settings', channel, changed })
    },
    setStream(channel, stream) {
      const before = channel.stream
      channel.stream = stream
      const streamId = stream?.id ?? before?.id ?? ''
      if ((before === undefined) !== (stream === undefined))
        emit({ kind: 'stream', channel, streamId, at: clock.now() })
    },
    beginSharedChat(host, others) {
      const participants = [host, ...others]
      const before = world.sharedSessionOf(host.owner.id)
      const now = clock.now()
      const session = {
        id: before?.id ?? ids.uuid(),
        hostId: host.owner.id,
        participantIds: participants.map((channel) => channel.owner.id),
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      }
      world.setSharedSession(before?.participantIds ?? [], undefined)
      world.setSharedSession(session.participantIds, session)
      for (const channel of participants) {
        const phase = before?.participantIds.includes(channel.owner.id) === true ? 'update' : 'begin'
        emit({ kind: 'sharedChat', phase, session, channel })
      }
    },
    endSharedChat(channel) {
      const session = world.sharedSessionOf(channel.owner.id)
      if (session === undefined) return
      world.setSharedSession(session.participantIds, undefined)
      for (const id of session.participantIds) {
        const room = world.channelById(id)
        if (room !== undefined) emit({ kind: 'sharedChat', phase: 'end', session, channel: room })
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
