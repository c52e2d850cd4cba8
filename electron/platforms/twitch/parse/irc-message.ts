/** PRIVMSG: what somebody says (facts 5.1). */
import { type Amount, type ChatMessage, makeEventId, type Removal } from '../../../../shared/model.ts'
import { countOf } from '../wire.ts'
import { bitsAmount, moneyAmount } from './amount.ts'
import { malformed, type ParseContext, type Parsed } from './context.ts'
import type { IrcMessage } from './irc-line.ts'
import {
  authorOfLine,
  channelOfLine,
  idTag,
  isOfNobody,
  sourceOfLine,
  tag,
  textOfLine,
  timeOfLine,
  traitsOfLine,
} from './irc-tags.ts'
import { readIrcText } from './irc-text.ts'
import { addSelfTraits, type Draft, idAt, makeReply, placeOf, type ReplyFields, setPlace } from './message.ts'

const replyOfLine = (message: IrcMessage): ReplyFields | undefined => {
  const messageId = idTag(message, 'reply-parent-msg-id')
  if (messageId === '') return undefined
  return {
    messageId,
    threadId: idTag(message, 'reply-thread-parent-msg-id'),
    userId: idTag(message, 'reply-parent-user-id'),
    login: idTag(message, 'reply-parent-user-login'),
    name: tag(message, 'reply-parent-display-name'),
    text: tag(message, 'reply-parent-msg-body'),
  }
}

/** Bits, or the retired hype chat, whose amount counts the smallest coin. */
const paidOfLine = (message: IrcMessage, bits: number): Amount | undefined => {
  if (bits > 0) return bitsAmount(bits)
  const amount = message.tags.get('pinned-chat-paid-amount')
  if (amount === undefined) return undefined
  const exponent = countOf(message.tags.get('pinned-chat-paid-exponent'))
  return moneyAmount(countOf(amount), exponent, tag(message, 'pinned-chat-paid-currency'))
}

/** History says of a message that it was removed; when, and by whom, it does not. */
const laterRemoval = (message: ChatMessage): Removal => ({
  kind: 'removal',
  id: makeEventId(message.channel, 'removal', 'message', message.messageId),
  channel: message.channel,
  at: message.sentAt,
  receivedAt: message.receivedAt,
  target: { message: makeEventId(message.channel, 'message', message.messageId) },
})

export const parsePrivmsg = (line: IrcMessage, context: ParseContext): Parsed => {
  const channel = channelOfLine(line, context)
  if (channel === undefined) return malformed('a message for a channel that is not known')
  if (line.params.length < 2) return malformed('a message without text')
  if (isOfNobody(line)) return malformed('a message of nobody')
  const sentAt = timeOfLine(line, context)
  const source = sourceOfLine(line)
  const author = authorOfLine(line, source, context)
  const messageId = idTag(line, 'id')
  const place = placeOf(channel, idTag(line, 'room-id'), messageId, source, context)
  const reply = replyOfLine(line)
  const bits = countOf(line.tags.get('bits')) ?? 0
  const body = readIrcText(textOfLine(line, 1), { emotes: tag(line, 'emotes'), bits, reply }, context)
  const traits = traitsOfLine(line, body.action)
  addSelfTraits(traits, idTag(line, 'user-id'), body.parts, reply?.userId ?? '', context)
  const message: Draft<ChatMessage> = {
    kind: 'message',
    id:
      place.homeMessageId === ''
        ? makeEventId(channel, 'message', 'untagged', author.login || author.name, String(sentAt), body.text)
        : idAt(place, 'message'),
    channel,
    messageId,
    author,
    parts: body.parts,
    text: body.text,
    sentAt,
    receivedAt: context.receivedAt,
    traits,
  }
  setPlace(message, place)
  const paid = paidOfLine(line, bits)
  if (paid !== undefined) message.paid = paid
  if (reply !== undefined) {
    message.replyTo = makeReply(channel, reply)
    if (reply.threadId !== '') message.thread = makeEventId(channel, 'message', reply.threadId)
  }
  if (messageId !== '' && line.tags.get('rm-deleted') === '1') return { events: [message, laterRemoval(message)] }
  return { events: [message] }
}
