/** Send Chat Message (seed 000), its every answer an outcome that the outbox can act on. */
import { makeEventId } from '../../../../shared/model.ts'
import type { SendOutcome, SendRequest } from '../../../core/ports/session.ts'
import { forbiddenPrefixes, maxMessageLength } from '../capabilities.ts'
import { twitchUserId } from '../session/resolve-input.ts'
import type { Helix } from './client.ts'
import { helixError } from './client.ts'
import { readData, readId, readObject, readObjects, readText } from './read.ts'

const scopes = ['user:write:chat']

/**
 * `for_source_only` is never sent: with a user token it is a 400, and the message reaches every room of a shared chat.
 * Only what certainly did not arrive is `failed`; after a 5xx nobody can know.
 */
export const sendMessage = async (helix: Helix, request: SendRequest): Promise<SendOutcome> => {
  const { channel, account, text } = request
  const broadcasterId = twitchUserId(channel.id)
  const senderId = twitchUserId(account.authorId)
  if (broadcasterId === undefined || senderId === undefined) {
    return {
      kind: 'failed',
      error: { kind: 'bug', message: `${channel.name} has no Twitch id, so nothing can be sent.` },
    }
  }
  const local = refuseLocally(text)
  if (local !== undefined) return local
  const answer = await helix.ask(account.id, {
    method: 'POST',
    path: '/chat/messages',
    json: {
      broadcaster_id: broadcasterId,
      sender_id: senderId,
      message: text,
      ...(request.replyTo === undefined ? {} : { reply_parent_message_id: request.replyTo }),
    },
    scopes,
    ownBudget: true,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  })
  if (answer.kind === 'unauthorized') return { kind: 'failed', error: answer.error }
  if (answer.kind === 'notSent') {
    const message = `The message to ${channel.name} did not leave: ${answer.why}`
    return { kind: 'failed', error: { kind: 'unreachable', message, retrying: false } }
  }
  if (answer.kind === 'uncertain') return { kind: 'uncertain', why: answer.why }
  const { status, message } = answer
  if (status >= 200 && status < 300) return readSent(answer.body, request)
  if (status === 429) {
    return {
      kind: 'rateLimited',
      retryAt: answer.retryAt,
      reason: message === '' ? 'Twitch wants fewer messages.' : message,
    }
  }
  if (status >= 500) return { kind: 'uncertain', why: `Twitch answered with a problem of its own (${status}).` }
  if (status in refusals) {
    const words = refusals[status]?.(request) ?? ''
    return { kind: 'refused', code: String(status), reason: message === '' ? words : `${words} (Twitch: ${message})` }
  }
  return { kind: 'failed', error: helixError(answer, `send the message to ${channel.name}`) }
}

const refuseLocally = (text: string): SendOutcome | undefined => {
  const forbidden = forbiddenPrefixes.find(({ prefix }) => text.trimStart().startsWith(prefix))
  if (forbidden !== undefined) return { kind: 'refused', code: 'forbidden_prefix', reason: forbidden.why }
  if (text.trim() === '') return { kind: 'refused', code: 'empty', reason: 'There is nothing to send.' }
  let length = 0
  for (const _ of text) length += 1
  if (length > maxMessageLength) {
    return { kind: 'refused', code: 'too_long', reason: tooLong(length) }
  }
  return undefined
}

const tooLong = (length: number) =>
  `Twitch takes at most ${maxMessageLength} characters; this message has ${length}. Shorten it.`

const refusals: Readonly<Record<number, (request: SendRequest) => string>> = {
  400: ({ replyTo }) =>
    replyTo === undefined
      ? 'Twitch did not accept the message.'
      : 'Twitch did not accept the reply; the message it answers may be gone.',
  403: ({ account, channel }) =>
    `${account.name} may not write in ${channel.name} now: it may be banned or timed out there, or the chat may be closed to it.`,
  404: ({ channel }) => `Twitch does not know the channel ${channel.name} any more.`,
  422: () => 'Twitch says that the message is too long. Shorten it.',
}

const readSent = (body: unknown, { channel }: SendRequest): SendOutcome => {
  const item = readData(body)[0]
  const messageId = readId(item?.['message_id'])
  if (item?.['is_sent'] === true && messageId !== undefined) {
    return { kind: 'sent', messageId, echo: makeEventId(channel.id, 'message', messageId) }
  }
  if (item?.['is_sent'] === false) {
    const drop = readObject(item['drop_reason']) ?? readObjects(item['drop_reason'])[0]
    const code = readText(drop?.['code']) ?? 'dropped'
    return { kind: 'refused', code, reason: readText(drop?.['message']) ?? 'Twitch dropped it without a reason.' }
  }
  return { kind: 'uncertain', why: 'Twitch’s answer does not say whether the message was sent.' }
}
