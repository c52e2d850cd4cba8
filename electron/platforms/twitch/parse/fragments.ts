/** The `message` object of EventSub: `{text, fragments[]}` (facts 3.1). */
import type { MessagePart } from '../../../../shared/model.ts'
import { cleanText, maxTextLength } from '../../../core/text.ts'
import { arrayOf, countOf, idOf, isObject, isReferenceable, type Loose, objectOf, textOf } from '../wire.ts'
import type { ParseContext } from './context.ts'
import {
  addReplyMention,
  addText,
  type Body,
  boundRaw,
  isAction,
  makeBody,
  makeCheer,
  makeEmote,
  makeMention,
  type ReplyName,
  replyPrefixLength,
  stripAction,
  stripActionEnd,
} from './parts.ts'

type Fragment = Loose<'type' | 'text' | 'emote' | 'cheermote' | 'mention'>

/** The part of a fragment that is no text; undefined where it turns out to be text after all. */
const readSpecial = (fragment: Fragment, raw: string, context: ParseContext): MessagePart | undefined => {
  if (isObject(fragment.emote)) {
    const { id }: Loose<'id'> = fragment.emote
    const emoteId = idOf(id)
    return isReferenceable(emoteId) ? makeEmote(raw, emoteId, context) : undefined
  }
  if (isObject(fragment.cheermote)) {
    const { prefix, bits, tier }: Loose<'prefix' | 'bits' | 'tier'> = fragment.cheermote
    const worth = countOf(bits)
    const name = idOf(prefix)
    if (worth === undefined || !isReferenceable(name)) return undefined
    return makeCheer(raw, { prefix: name, bits: worth, tier: countOf(tier) ?? 1 }, context)
  }
  if (!isObject(fragment.mention)) return undefined
  const { user_id, user_login }: Loose<'user_id' | 'user_login'> = fragment.mention
  const text = cleanText(raw)
  return text === '' ? undefined : makeMention(text, idOf(user_id), idOf(user_login))
}

const addPlain = (parts: MessagePart[], raw: string, reply: ReplyName | undefined): void => {
  if (raw === '') return
  const prefix = reply === undefined || parts.length > 0 ? 0 : replyPrefixLength(raw, reply)
  if (prefix === 0 || reply === undefined) {
    addText(parts, raw)
    return
  }
  addReplyMention(parts, raw.slice(0, prefix), reply)
  addText(parts, raw.slice(prefix))
}

/** Of one message: Twitch allows 500 characters, each in one fragment. */
const maxFragments = 1_000

const joinTexts = (fragments: readonly unknown[]): string => {
  let joined = ''
  for (let index = 0; index < fragments.length && joined.length < maxTextLength; index++) {
    const { text }: Fragment = objectOf(fragments[index])
    joined += boundRaw(textOf(text))
  }
  return joined
}

/**
 * The text counts, and the fragments' texts alone where there is none. Each fragment is looked for behind the one before;
 * what none of them covers is text, and one that is not found is left out. Text that stands side by side is read as one,
 * so that the same message gives the same parts as over IRC.
 */
export const readFragments = (wire: unknown, reply: ReplyName | undefined, context: ParseContext): Body => {
  const message: Loose<'text' | 'fragments'> = objectOf(wire)
  const fragments = arrayOf(message.fragments)
  const told = typeof wire === 'string' ? wire : textOf(message.text)
  const whole = told === '' ? joinTexts(fragments) : told
  let action = isAction(whole)
  // Captured live: the text of a /me is wrapped while its fragments are not.
  const text = boundRaw(action ? stripAction(whole) : whole)
  const parts: MessagePart[] = []
  const count = Math.min(fragments.length, maxFragments)
  let end = 0
  let plainFrom = 0
  for (let index = 0; index < count && end < text.length; index++) {
    const fragment: Fragment = objectOf(fragments[index])
    let raw = textOf(fragment.text)
    if (index === 0 && isAction(raw)) {
      action = true
      raw = stripAction(raw)
    } else if (action && index === fragments.length - 1) {
      raw = stripActionEnd(raw)
    }
    const start = raw === '' ? -1 : text.indexOf(raw, end)
    if (start === -1) continue
    end = start + raw.length
    const special = fragment.type === 'text' ? undefined : readSpecial(fragment, raw, context)
    if (special === undefined) continue
    addPlain(parts, text.slice(plainFrom, start), reply)
    parts.push(special)
    plainFrom = end
  }
  addPlain(parts, text.slice(plainFrom), reply)
  return makeBody(parts, action)
}
