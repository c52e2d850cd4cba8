/** A message's text as parts. Offsets are found in the raw text and each slice is cleaned by itself. */
import type { MessagePart } from '../../../../shared/model.ts'
import { cleanText, maxTextLength, splitLinks, truncate } from '../../../core/text.ts'
import type { ParseContext } from './context.ts'

export interface Body {
  readonly parts: readonly MessagePart[]
  /** The parts' texts joined. */
  readonly text: string
  /** Whether it is `/me`. */
  readonly action: boolean
}

/** The person a reply goes to: such a message begins with `@Name `. */
export interface ReplyName {
  readonly userId: string
  readonly login: string
  readonly name: string
}

export const makeBody = (parts: readonly MessagePart[], action: boolean): Body => {
  let text = ''
  for (const part of parts) text += part.text
  return { parts, text, action }
}

const actionStart = '\u0001ACTION '
/** `/me` and nothing more. */
const emptyAction = '\u0001ACTION\u0001'

export const isAction = (raw: string): boolean => raw.startsWith(actionStart) || raw === emptyAction

/** The text inside `\x01ACTION …\x01`; the end mark may be missing. */
export const stripAction = (raw: string): string => stripActionEnd(raw.slice(actionStart.length))

export const stripActionEnd = (raw: string): string => (raw.endsWith('\u0001') ? raw.slice(0, -1) : raw)

export const makeMention = (text: string, userId: string, login: string): MessagePart => ({
  type: 'mention',
  text,
  ...(userId === '' ? {} : { userId }),
  ...(login === '' ? {} : { login: login.toLowerCase() }),
})

/** A login is 2 to 25 of these; an address or a longer word that holds an @ is no mention. */
const mention = /(?<![\w@.+-])@(\w{2,25})(?!\w|@)/g

const addMentions = (parts: MessagePart[], text: string): void => {
  let end = 0
  for (const match of text.matchAll(mention)) {
    const [whole, login = ''] = match
    if (match.index > end) parts.push({ type: 'text', text: text.slice(end, match.index) })
    parts.push(makeMention(whole, '', login))
    end = match.index + whole.length
  }
  if (end === 0) parts.push({ type: 'text', text })
  else if (end < text.length) parts.push({ type: 'text', text: text.slice(end) })
}

/** Text of a person as text, link and mention parts. */
export const addText = (parts: MessagePart[], raw: string): void => {
  const text = cleanText(raw)
  if (text === '') return
  if (!text.includes('.')) {
    if (text.includes('@')) addMentions(parts, text)
    else parts.push({ type: 'text', text })
    return
  }
  for (const part of splitLinks(text)) {
    if (part.type === 'text' && part.text.includes('@')) addMentions(parts, part.text)
    else parts.push(part)
  }
}

/** How much of `raw` is the `@Name` by which a reply begins; 0 where it does not. */
export const replyPrefixLength = (raw: string, reply: ReplyName): number => {
  if (raw.charCodeAt(0) !== 0x40) return 0
  for (const name of [reply.name, reply.login]) {
    if (name === '' || !raw.startsWith(name, 1)) continue
    const next = raw.charCodeAt(name.length + 1)
    if (Number.isNaN(next) || next <= 0x20 || next === 0x2c || next === 0x3a) return name.length + 1
  }
  return 0
}

/** The `@Name` of a reply as a mention that knows whom it means. */
export const addReplyMention = (parts: MessagePart[], raw: string, reply: ReplyName): void => {
  const text = cleanText(raw)
  if (text !== '') parts.push(makeMention(text, reply.userId, reply.login))
}

/** Undefined where nothing of its text is visible. */
export const makeEmote = (raw: string, id: string, context: ParseContext): MessagePart | undefined => {
  const text = cleanText(raw)
  return text === '' ? undefined : { type: 'emote', text, provider: 'twitch', id, image: context.image(`emote:${id}`) }
}

/** The prefix is referred to in lower case, as EventSub gives it. Undefined where nothing of its text is visible. */
export const makeCheer = (
  raw: string,
  cheer: { readonly prefix: string; readonly bits: number; readonly tier: number },
  context: ParseContext,
): MessagePart | undefined => {
  const text = cleanText(raw)
  const { bits, tier } = cheer
  return text === ''
    ? undefined
    : { type: 'cheer', text, bits, tier, image: context.image(`cheermote:${cheer.prefix.toLowerCase()}:${tier}`) }
}

export const addPart = (parts: MessagePart[], part: MessagePart | undefined): void => {
  if (part !== undefined) parts.push(part)
}

export const boundRaw = (raw: string): string => truncate(raw, maxTextLength)
