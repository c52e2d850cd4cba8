/** What happened, as EventSub's event objects: every documented field, null where it does not apply. */
import type { ChatEvent, RoomMessage } from '../chat/types.ts'
import { toSecondTime } from '../clock.ts'
import type { Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { noticeBody } from './notice-bodies.ts'
import { broadcaster, sourceFields, toBadges, toFragment } from './parts.ts'

export interface EventBody {
  readonly type: string
  readonly broadcasterId: string
  readonly body: Readonly<Record<string, unknown>>
}

/** `/me` as captured live: the text is wrapped, the fragments are not (navarr/multi-stream-chat#22). */
const toText = (message: RoomMessage): string => (message.action ? `\u0001ACTION ${message.text}\u0001` : message.text)

const toReply = (parent: RoomMessage, thread: RoomMessage) => ({
  parent_message_id: parent.id,
  parent_message_body: parent.text,
  parent_user_id: parent.author.id,
  parent_user_name: parent.author.name,
  parent_user_login: parent.author.login,
  thread_message_id: thread.id,
  thread_user_id: thread.author.id,
  thread_user_name: thread.author.name,
  thread_user_login: thread.author.login,
})

const messageBody = (message: RoomMessage) => ({
  ...broadcaster(message.channel),
  chatter_user_id: message.author.id,
  chatter_user_login: message.author.login,
  chatter_user_name: message.author.name,
  message_id: message.id,
  message: { text: toText(message), fragments: message.fragments.map(toFragment) },
  color: message.author.color,
  badges: toBadges(message.badges),
  message_type: message.type,
  cheer: message.bits > 0 ? { bits: message.bits } : null,
  reply: message.parent === undefined ? null : toReply(message.parent, message.thread ?? message.parent),
  channel_points_custom_reward_id: message.rewardId ?? null,
  channel_points_animation_id: message.animationId ?? null,
  ...sourceFields(message.source),
})

const target = (user: User) => ({
  target_user_id: user.id,
  target_user_name: user.name,
  target_user_login: user.login,
})

const settingsBody = (channel: Channel) => ({
  ...broadcaster(channel),
  emote_mode: channel.settings.emoteOnly,
  follower_mode: channel.settings.followersOnlyMinutes !== null,
  follower_mode_duration_minutes: channel.settings.followersOnlyMinutes,
  slow_mode: channel.settings.slowSeconds !== null,
  slow_mode_wait_time_seconds: channel.settings.slowSeconds,
  subscriber_mode: channel.settings.subscribersOnly,
  unique_chat_mode: channel.settings.unique,
})

/** The notification that this is, or none. */
export const toEventBody = (event: ChatEvent, world: World): EventBody | undefined => {
  switch (event.kind) {
    case 'message': {
      const { message } = event
      return { type: 'channel.chat.message', broadcasterId: message.channel.owner.id, body: messageBody(message) }
    }
    case 'notice': {
      const { notice } = event
      return { type: 'channel.chat.notification', broadcasterId: notice.channel.owner.id, body: noticeBody(notice) }
    }
    case 'delete':
      return {
        type: 'channel.chat.message_delete',
        broadcasterId: event.channel.owner.id,
        body: { ...broadcaster(event.channel), ...target(event.message.author), message_id: event.message.id },
      }
    case 'clear':
      return { type: 'channel.chat.clear', broadcasterId: event.channel.owner.id, body: broadcaster(event.channel) }
    case 'clearUser':
      return {
        type: 'channel.chat.clear_user_messages',
        broadcasterId: event.channel.owner.id,
        body: { ...broadcaster(event.channel), ...target(event.user) },
      }
    case 'settings':
      return {
        type: 'channel.chat_settings.update',
        broadcasterId: event.channel.owner.id,
        body: settingsBody(event.channel),
      }
    case 'sharedChat': {
      const { session, channel, phase } = event
      const host = world.userById(session.hostId)
      const participants = session.participantIds.flatMap((id) => {
        const user = world.userById(id)
        if (user === undefined) return []
        return { broadcaster_user_id: user.id, broadcaster_user_name: user.name, broadcaster_user_login: user.login }
      })
      return {
        type: `channel.shared_chat.${phase}`,
        broadcasterId: channel.owner.id,
        body: {
          session_id: session.id,
          ...broadcaster(channel),
          host_broadcaster_user_id: session.hostId,
          host_broadcaster_user_login: host?.login ?? '',
          host_broadcaster_user_name: host?.name ?? '',
          ...(phase === 'end' ? {} : { participants }),
        },
      }
    }
    case 'stream': {
      const { channel } = event
      const { stream } = channel
      return {
        type: stream === undefined ? 'stream.offline' : 'stream.online',
        broadcasterId: channel.owner.id,
        body: {
          id: event.streamId,
          ...broadcaster(channel),
          ...(stream === undefined ? {} : { type: 'live', started_at: toSecondTime(stream.startedAt) }),
        },
      }
    }
  }
}
