/** Deleting, banning, timing out, chat settings (facts 4). */
import type { Hono } from 'hono'
import type { Chat } from '../chat/chat.ts'
import { type Clock, toSecondTime } from '../clock.ts'
import type { Channel, ChatSettings, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { type HelixGate, isObject, readJson, refusal } from './request.ts'

export interface ModerationContext {
  readonly gate: HelixGate
  readonly clock: Clock
  readonly world: World
  readonly chat: Chat
}

const oldestMs = 6 * 3_600_000
const longestTimeoutSeconds = 1_209_600
const bansScope = 'moderator:manage:banned_users'

export const addModerationRoutes = (routes: Hono, context: ModerationContext): void => {
  const { gate, clock, world, chat } = context

  routes.delete('/moderation/chat', (c) => {
    const { user, channel } = gate.moderator(c, 'moderator:manage:chat_messages')
    const messageId = c.req.query('message_id')
    if (messageId === undefined) {
      chat.clear(channel)
      return c.body(null, 204)
    }
    const message = chat.messageById(messageId)
    if (message === undefined || message.channel !== channel || message.sentAt < clock.now() - oldestMs) {
      throw refusal(404, 'The ID in message_id was not found or the message was created more than 6 hours ago.')
    }
    const own = message.author === user
    if (message.author === channel.owner && !own) {
      throw refusal(400, "You may not delete the broadcaster's messages.")
    }
    if (channel.moderators.has(message.author.id) && !own && user !== channel.owner) {
      throw refusal(400, "You may not delete another moderator's messages.")
    }
    chat.remove(message)
    return c.body(null, 204)
  })

  const mayNotBeBanned = (user: User, by: User, channel: Channel): boolean =>
    user === by || user === channel.owner || (channel.moderators.has(user.id) && by !== channel.owner)

  routes.post('/moderation/bans', async (c) => {
    const { user: by, channel } = gate.moderator(c, bansScope)
    const { data } = await readJson(c)
    if (!isObject(data)) throw refusal(400, 'Missing required parameter "data"')
    const { user_id: userId, duration, reason = '' } = data
    if (typeof userId !== 'string' || userId === '') throw refusal(400, 'Missing required parameter "user_id"')
    if (typeof reason !== 'string' || Array.from(reason).length > 500) {
      throw refusal(400, 'The text in the reason field is too long.')
    }
    const isDuration = typeof duration === 'number' && Number.isInteger(duration)
    if (duration !== undefined && !(isDuration && duration >= 1 && duration <= longestTimeoutSeconds)) {
      throw refusal(400, 'The value in the duration field is not valid.')
    }
    const user = world.userById(userId)
    if (user === undefined) throw refusal(400, 'The ID in user_id is not valid.')
    if (mayNotBeBanned(user, by, channel)) {
      throw refusal(400, 'The user specified in the user_id field may not be banned.')
    }
    if (chat.banOf(channel, user.id)?.until === null) throw refusal(400, 'user is already banned')
    const ban = chat.ban(channel, user, by, reason, isDuration ? duration : undefined)
    return c.json({
      data: [
        {
          broadcaster_id: channel.owner.id,
          moderator_id: by.id,
          user_id: user.id,
          created_at: toSecondTime(ban.createdAt),
          end_time: ban.until === null ? null : toSecondTime(ban.until),
        },
      ],
    })
  })

  routes.delete('/moderation/bans', (c) => {
    const { channel } = gate.moderator(c, bansScope)
    const userId = c.req.query('user_id') ?? ''
    if (userId === '') throw refusal(400, 'Missing required parameter "user_id"')
    if (chat.banOf(channel, userId) === undefined) {
      throw refusal(400, 'The user specified in the user_id query parameter is not banned.')
    }
    chat.unban(channel, world.userById(userId) ?? channel.owner)
    return c.body(null, 204)
  })

  const settingsOf = (channel: Channel, forModerator: boolean) => ({
    broadcaster_id: channel.owner.id,
    slow_mode: channel.settings.slowSeconds !== null,
    slow_mode_wait_time: channel.settings.slowSeconds,
    follower_mode: channel.settings.followersOnlyMinutes !== null,
    follower_mode_duration: channel.settings.followersOnlyMinutes,
    subscriber_mode: channel.settings.subscribersOnly,
    emote_mode: channel.settings.emoteOnly,
    unique_chat_mode: channel.settings.unique,
    ...(forModerator ? { non_moderator_chat_delay: false, non_moderator_chat_delay_duration: null } : {}),
  })

  routes.get('/chat/settings', (c) => {
    if (c.req.query('moderator_id') !== undefined) {
      const { channel } = gate.moderator(c, 'moderator:read:chat_settings')
      return c.json({ data: [settingsOf(channel, true)] })
    }
    gate.caller(c)
    return c.json({ data: [settingsOf(gate.channel(c, 'broadcaster_id'), false)] })
  })

  const isSeconds = (value: unknown, least: number, most: number): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

  /** Turns a mode on with its number, or off; the number alone is refused. */
  const readMode = (on: unknown, value: unknown, fallback: number, least: number, most: number): number | null => {
    if (on === false) return null
    if (on !== true) throw refusal(400, 'The mode must be turned on before its time is set.')
    if (value === undefined || value === null) return fallback
    if (!isSeconds(value, least, most)) throw refusal(400, `The time must be between ${least} and ${most}.`)
    return value
  }

  const readFlag = (value: unknown, name: string): boolean => {
    if (typeof value !== 'boolean') throw refusal(400, `The parameter "${name}" must be a boolean.`)
    return value
  }

  routes.patch('/chat/settings', async (c) => {
    const { channel } = gate.moderator(c, 'moderator:manage:chat_settings')
    const body = await readJson(c)
    const change: Partial<{ -readonly [Key in keyof ChatSettings]: ChatSettings[Key] }> = {}
    if ('emote_mode' in body) change.emoteOnly = readFlag(body['emote_mode'], 'emote_mode')
    if ('subscriber_mode' in body) change.subscribersOnly = readFlag(body['subscriber_mode'], 'subscriber_mode')
    if ('unique_chat_mode' in body) change.unique = readFlag(body['unique_chat_mode'], 'unique_chat_mode')
    if ('slow_mode' in body || 'slow_mode_wait_time' in body) {
      change.slowSeconds = readMode(body['slow_mode'], body['slow_mode_wait_time'], 30, 3, 120)
    }
    if ('follower_mode' in body || 'follower_mode_duration' in body) {
      const { follower_mode: on, follower_mode_duration: minutes } = body
      change.followersOnlyMinutes = readMode(on, minutes, 0, 0, 129_600)
    }
    chat.changeSettings(channel, change)
    return c.json({ data: [settingsOf(channel, true)] })
  })
}
