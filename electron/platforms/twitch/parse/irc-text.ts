/** The text of a PRIVMSG or USERNOTICE: emotes by offset, cheers by word, the name a reply begins with. */
import type { MessagePart } from '../../../../shared/model.ts'
import { countOf, isReferenceable } from '../wire.ts'
import { isCheerPrefix, tierOfBits } from './cheermotes.ts'
import type { ParseContext } from './context.ts'
import {
  addPart,
  addReplyMention,
  addText,
  type Body,
  boundRaw,
  isAction,
  makeBody,
  makeCheer,
  makeEmote,
  type ReplyName,
  replyPrefixLength,
  stripAction,
} from './parts.ts'

interface EmoteRange {
  readonly id: string
  /** UTF-16 units; `end` is exclusive. */
  readonly start: number
  readonly end: number
}

/** Twitch sends one range a word; a message has at most 250 words. */
const maxEmotes = 500

const surrogate = /[\ud800-\udfff]/

/** The UTF-16 offset of every code point, and the text's length behind the last. */
const codePointOffsets = (text: string): readonly number[] => {
  const offsets: number[] = []
  let at = 0
  for (const character of text) {
    offsets.push(at)
    at += character.length
  }
  offsets.push(at)
  return offsets
}

/** A text's code point offsets; undefined where each is one UTF-16 unit. */
type Offsets = readonly number[] | undefined

/** `first` to `last`, in code points; undefined where it reaches beyond the text or holds a space. */
const rangeAt = (text: string, offsets: Offsets, id: string, first: number, last: number): EmoteRange | undefined => {
  const length = offsets === undefined ? text.length : offsets.length - 1
  if (first < 0 || last >= length) return undefined
  const start = offsets === undefined ? first : (offsets[first] ?? 0)
  const end = offsets === undefined ? last + 1 : (offsets[last + 1] ?? 0)
  return text.slice(start, end).includes(' ') ? undefined : { id, start, end }
}

const maxShift = 4

const isWordEnd = (text: string, at: number): boolean => at < 0 || at >= text.length || text[at] === ' '

/**
 * Captured live: in some texts Twitch counts another unit, so that every range is a little late. One that cannot be right
 * is looked for a few characters earlier, where it must be a whole word.
 */
const wordBefore = (
  text: string,
  offsets: Offsets,
  id: string,
  first: number,
  last: number,
): EmoteRange | undefined => {
  for (let shift = 1; shift <= maxShift; shift++) {
    const found = rangeAt(text, offsets, id, first - shift, last - shift)
    if (found !== undefined && isWordEnd(text, found.start - 1) && isWordEnd(text, found.end)) return found
  }
  return undefined
}

/**
 * The `emotes` tag, `ID:START-END,START-END/ID2:…` in code points with the end included, as ranges in order. Ranges that
 * are reversed, reach beyond the text, overlap an earlier one or hold a space, and are not late, are left out: a wrong
 * picture is worse than a word.
 */
const readEmotes = (tag: string, text: string): readonly EmoteRange[] => {
  const offsets = surrogate.test(text) ? codePointOffsets(text) : undefined
  const ranges: EmoteRange[] = []
  const late: EmoteRange[] = []
  let looked = 0
  for (const group of tag.split('/')) {
    const colon = group.lastIndexOf(':')
    if (colon < 1) continue
    const id = group.slice(0, colon)
    if (!isReferenceable(id)) continue
    const named = group.slice(colon + 1).split(',', maxEmotes - looked)
    looked += named.length
    for (const range of named) {
      const dash = range.indexOf('-')
      const first = countOf(range.slice(0, Math.max(dash, 0)))
      const last = countOf(range.slice(dash + 1))
      if (first === undefined || last === undefined || last < first) continue
      const exact = rangeAt(text, offsets, id, first, last)
      const found = exact ?? wordBefore(text, offsets, id, first, last)
      if (found !== undefined) (exact === undefined ? late : ranges).push(found)
    }
    if (looked >= maxEmotes) break
  }
  // Behind the exact ones, which count where both claim a word.
  ranges.push(...late)
  if (ranges.length > 1) ranges.sort((left, right) => left.start - right.start)
  return ranges
}

const cheerWord = /(?<!\S)([A-Za-z0-9]*[A-Za-z])([1-9]\d{0,6})(?!\S)/g

/** Tells which words, of those that look like cheers, are. */
type IsCheer = (prefix: string, worth: number) => boolean

const maskEmotes = (text: string, emotes: readonly EmoteRange[]): string =>
  emotes.reduceRight(
    (masked, { start, end }) => masked.slice(0, start) + ' '.repeat(end - start) + masked.slice(end),
    text,
  )

/**
 * Prefixes that are not known are believed only where nothing else is a cheer and their words name all that was paid: one
 * of them, those of one prefix, or all together.
 */
const findCheers = (text: string, bits: number): IsCheer => {
  const sums = new Map<string, number>()
  let sum = 0
  let isOne = false
  for (const [, prefix = '', digits] of text.matchAll(cheerWord)) {
    if (isCheerPrefix(prefix)) return isCheerPrefix
    const worth = countOf(digits) ?? 0
    const folded = prefix.toLowerCase()
    sums.set(folded, (sums.get(folded) ?? 0) + worth)
    sum += worth
    isOne ||= worth === bits
  }
  if (isOne) return (_prefix, worth) => worth === bits
  if (sum === bits) return () => true
  return (prefix) => sums.get(prefix.toLowerCase()) === bits
}

interface Cheers {
  readonly isCheer: IsCheer
  /** What is left of what was paid: cheers together never exceed it. */
  left: number
}

/** Cheers stand as words such as `Cheer100`. */
const addTextWithCheers = (parts: MessagePart[], raw: string, cheers: Cheers, context: ParseContext): void => {
  let end = 0
  for (const match of raw.matchAll(cheerWord)) {
    const [whole, prefix = '', digits] = match
    const worth = countOf(digits) ?? 0
    if (worth > cheers.left || !cheers.isCheer(prefix, worth)) continue
    cheers.left -= worth
    if (match.index > end) addText(parts, raw.slice(end, match.index))
    addPart(parts, makeCheer(whole, { prefix, bits: worth, tier: tierOfBits(worth) }, context))
    end = match.index + whole.length
  }
  if (end < raw.length) addText(parts, raw.slice(end))
}

export interface IrcTextTags {
  readonly emotes: string
  /** The message's total; 0 where nothing was cheered. */
  readonly bits: number
  readonly reply?: ReplyName | undefined
}

const addSlice = (
  parts: MessagePart[],
  text: string,
  start: number,
  end: number,
  cheers: Cheers | undefined,
  context: ParseContext,
): void => {
  if (end <= start) return
  const slice = end - start === text.length ? text : text.slice(start, end)
  if (cheers === undefined) addText(parts, slice)
  else addTextWithCheers(parts, slice, cheers, context)
}

const noEmotes: readonly EmoteRange[] = []

/** Offsets count the text inside `/me`, and the name that a reply begins with. */
export const readIrcText = (raw: string, tags: IrcTextTags, context: ParseContext): Body => {
  const action = isAction(raw)
  const text = boundRaw(action ? stripAction(raw) : raw)
  const parts: MessagePart[] = []
  let end = 0
  if (tags.reply !== undefined) {
    end = replyPrefixLength(text, tags.reply)
    addReplyMention(parts, text.slice(0, end), tags.reply)
  }
  const emotes = tags.emotes === '' ? noEmotes : readEmotes(tags.emotes, text)
  const { bits } = tags
  const cheers = bits > 0 ? { isCheer: findCheers(maskEmotes(text, emotes), bits), left: bits } : undefined
  for (const emote of emotes) {
    if (emote.start < end) continue
    addSlice(parts, text, end, emote.start, cheers, context)
    addPart(parts, makeEmote(text.slice(emote.start, emote.end), emote.id, context))
    end = emote.end
  }
  addSlice(parts, text, end, text.length, cheers, context)
  return makeBody(parts, action)
}
