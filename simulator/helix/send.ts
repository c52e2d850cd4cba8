/** POST /chat/messages, with everything that Twitch refuses or silently drops (seed 000, facts 4 and 4.1). */
import type { Context, Hono } from 'hono'
import type { Chat } from '../chat/chat.ts'
import type { RoomMessage } from '../chat/types.ts'
import type { Clock } from '../clock.ts'
import { createSlidingWindow } from '../wire.ts'
import type { Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { type HelixGate, readJson, refusal } from './request.ts'

export interface DropReason {
  readonly code: string
  readonly message: string
}

export interface SendContext {
  readonly gate: HelixGate
  readonly clock: Clock
  readonly world: World
  readonly chat: Chat
  /** A scripted drop for the next message, taken once. */
  readonly scriptedDrop: () => DropReason | undefined
  /** Somebody wrote through the API. */
  readonly onSent: (message: RoomMessage) => void
}

const windowMs = 30_000
const duplicateMs = 30_000
const mostCharacters = 500
const fields: ReadonlySet<string> = new Set([
  'broadcaster_id',
  'sender_id',
  'message',
  'reply_parent_message_id',
  'for_source_only',
])

interface Request {
  readonly broadcasterId: string
  readonly senderId: string
  readonly text: string
  readonly parentId: string | undefined
}

const readText = (body: Readonly<Record<string, unknown>>, name: string): string => {
  const value = body[name]
  if (value === undefined) throw refusal(400, `Missing required parameter "${name}"`)
  if (typeof value !== 'string') throw refusal(400, `The parameter "${name}" must be a string.`)
  if (value === '') throw refusal(400, `The parameter "${name}" must not be empty.`)
  return value
}

const readRequest = async (c: Context): Promise<Request> => {
  const body = await readJson(c)
  const unknown = Object.keys(body).find((name) => !fields.has(name))
  if (unknown !== undefined) throw refusal(400, `The parameter "${unknown}" is not known.`)
  if ('for_source_only' in body) {
    throw refusal(400, 'Cannot set *for_source_only* if User Access Token is used')
  }
  const request = {
    broadcasterId: readText(body, 'broadcaster_id'),
    senderId: readText(body, 'sender_id'),
    text: readText(body, 'message'),
    parentId: 'reply_parent_message_id' in body ? readText(body, 'reply_parent_message_id') : undefined,
  }
  if (request.text.trim() === '') throw refusal(400, 'The parameter "message" must not be empty.')
  if (Array.from(request.text).length > mostCharacters) throw refusal(422, 'The message is too large')
  return request
}

const duplicate: DropReason = {
  code: 'msg_duplicate',
  message: 'Your message was not sent because it is identical to the previous one you sent, less than 30 seconds ago.',
}

/** Why the room's modes keep this message out. */
const modeDrop = (
  channel: Channel,
  author: User,
  emoteOnly: boolean,
  slowWaitSeconds: number,
  now: number,
): DropReason | undefined => {
  const { settings } = channel
  if (settings.subscribersOnly && !channel.subscribers.has(author.id)) {
    return {
      code: 'msg_subsonly',
      message: `This room is in subscribers only mode. To talk, purchase a channel subscription at https://www.twitch.tv/products/${channel.owner.login}/ticket?ref=subscriber_only_mode_chat`,
    }
  }
  if (settings.followersOnlyMinutes !== null) {
    const since = channel.followers.get(author.id)
    if (since === undefined || now - since < settings.followersOnlyMinutes * 60_000) {
      return {
        code: 'msg_followersonly',
        message: `This room is in ${settings.followersOnlyMinutes} minutes followers-only mode. Follow ${channel.owner.name} to join the community!`,
      }
    }
  }
  if (settings.emoteOnly && !emoteOnly) {
    return {
      code: 'msg_emoteonly',
      message:
        'This room is in emote-only mode. You can find your currently available emoticons using the smiley in the chat text area.',
    }
  }
  if (slowWaitSeconds > 0) {
    return {
      code: 'msg_slowmode',
      message: `This room is in slow mode and you are sending messages too quickly. You will be able to talk again in ${slowWaitSeconds} seconds.`,
    }
  }
  return undefined
}

export const addSendRoute = (routes: Hono, context: SendContext): void => {
  const { gate, clock, world, chat } = context
  const plain = createSlidingWindow(20, windowMs, clock.now)
  const privileged = createSlidingWindow(100, windowMs, clock.now)
  const perChannel = createSlidingWindow(1, 1000, clock.now)
  const last = new Map<string, { readonly text: string; readonly at: number }>()
  const recent = new Map<string, Set<string>>()

  const spend = (author: User, channel: Channel, isPrivileged: boolean): void => {
    const full = (at: number) =>
      refusal(429, 'The sender has sent too many messages', { 'Ratelimit-Reset': String(Math.ceil(at / 1000)) })
    const room = `${author.id} ${channel.owner.id}`
    if (isPrivileged) {
      if (!privileged.take(author.id)) throw full(privileged.freeAt(author.id))
      // What is sent as a moderator also counts toward the twenty elsewhere.
      plain.take(author.id)
      return
    }
    if (perChannel.count(room) > 0) throw full(perChannel.freeAt(room))
    if (!plain.take(author.id)) throw full(plain.freeAt(author.id))
    perChannel.take(room)
  }

  /** The text as it goes out, or why it does not: Twitch drops commands and strips leading dots. */
  const outgoing = (text: string, parent: RoomMessage | undefined): string | DropReason => {
    const line = text.replace(/[\r\n]+/g, ' ').trim()
    if (line.startsWith('/')) {
      return { code: 'unrecognized_cmd', message: `Unrecognized command: ${line.split(' ')[0] ?? ''}` }
    }
    const stripped = line.replace(/^\.+\s*/, '')
    if (stripped === '') return { code: 'msg_rejected', message: 'Your message is empty.' }
    if (parent === undefined) return stripped
    const address = `@${parent.author.name}`
    return stripped.startsWith(`${address} `) ? stripped : `${address} ${stripped}`
  }

  routes.post('/chat/messages', async (c) => {
    const { user } = gate.caller(c, 'user:write:chat', 'user:bot')
    const request = await readRequest(c)
    if (request.senderId !== user.id)
      throw refusal(400, 'The ID in sender_id must match the user ID in the access token')
    const channel = world.channelById(request.broadcasterId)
    if (channel === undefined || channel.suspended) throw refusal(400, 'The ID in broadcaster_id is not valid.')
    const parent = request.parentId === undefined ? undefined : chat.messageById(request.parentId)
    if (request.parentId !== undefined && parent?.channel !== channel) {
      throw refusal(400, 'Message cannot be replied to')
    }
    const ban = chat.banOf(channel, user.id)
    if (ban !== undefined && ban.until === null) {
      throw refusal(403, "The sender is not permitted to send chat messages to the broadcaster's chat room")
    }
    const isPrivileged = world.isPrivileged(user.id, channel)
    spend(user, channel, isPrivileged)

    const room = `${user.id} ${channel.owner.id}`
    const now = clock.now()
    const before = last.get(room)
    const drop = (reason: DropReason) => c.json({ data: [{ message_id: '', is_sent: false, drop_reason: reason }] })
    if (ban !== undefined) {
      return drop({ code: 'user_timed_out', message: 'You are timed out in this channel and can not send messages.' })
    }
    const scripted = context.scriptedDrop()
    if (scripted !== undefined) return drop(scripted)
    const text = outgoing(request.text, parent)
    if (typeof text !== 'string') return drop(text)
    if (before !== undefined && before.text === text && now - before.at < duplicateMs) return drop(duplicate)
    if (!isPrivileged) {
      const waited = before === undefined ? Number.POSITIVE_INFINITY : now - before.at
      const slow = (channel.settings.slowSeconds ?? 0) * 1000
      const isEmoteOnly = text.split(/\s+/).every((word) => world.emoteNamed(word) !== undefined)
      const reason = modeDrop(channel, user, isEmoteOnly, waited < slow ? Math.ceil((slow - waited) / 1000) : 0, now)
      if (reason !== undefined) return drop(reason)
      const seen = recent.get(channel.owner.id) ?? new Set()
      recent.set(channel.owner.id, seen)
      if (channel.settings.unique && seen.has(text)) {
        return drop({
          code: 'msg_r9k',
          message: 'This room is in unique-chat mode and the message you attempted to send is not unique.',
        })
      }
      seen.add(text)
    }
    last.set(room, { text, at: now })
    const [message] = chat.say({ channel, author: user, text, strictEmotes: true, ...(parent && { parent }) })
    context.onSent(message)
    return c.json({ data: [{ message_id: message.id, is_sent: true, drop_reason: null }] })
  })
}
