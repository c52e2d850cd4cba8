/**
 * The one place where text written by strangers is bounded (DESIGN 6): its length, control characters, stacked marks
 * and marks that change the direction of what follows. What people write with survives: emoji sequences, scripts that
 * run from the right, joiners, decomposed letters.
 */
import { LinkifyIt } from 'linkify-it'
import type { MessagePart } from '../../shared/model.ts'

/** UTF-16 units; several times what any platform lets a person write. */
export const maxTextLength = 4_000
/** UTF-16 units of a display name. */
export const maxNameLength = 100

export interface TextLimits {
  /** UTF-16 units; `maxTextLength` unless told. */
  readonly maxLength?: number
  /** Whether the platform's messages have lines: `\n` is kept; otherwise it becomes a space. */
  readonly lines?: boolean
}

/** Printable ASCII needs no further look; most chat is that. */
const notPlain = /[^\x20-\x7e]/

/** CR, the tabulator, and the separators that only look like spaces or break lines. */
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g
const tabs = /[\t\v\f]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const controls = /[\0-\x09\x0b-\x1f\x7f-\x9f]/g
/**
 * Invisible characters without a use in chat: the soft hyphen, the combining grapheme joiner (used to slip past the
 * duplicate filter), zero-width spaces, direction embeddings, overrides and isolates (each row is isolated by the
 * renderer), byte order and annotation marks, musical formatting.
 */
const invisibles =
  /[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e01f0}-\u{e0fff}]|\u034f/gu
/** Tag characters spell a flag after the black flag and nothing anywhere else. */
const tagCharacters = /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f})|[\u{e0000}-\u{e00ff}]/gu
/** Marks and joiners that stack on one another. Four are enough for every living script. */
const stackedMarks = /([\p{Mn}\p{Me}\u200c-\u200f\u061c]{4})[\p{Mn}\p{Me}\u200c-\u200f\u061c]+/gu

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

/** The first `maxLength` UTF-16 units, without cutting a character in two. */
export const truncate = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text
  return text.slice(0, isHighSurrogate(text.charCodeAt(maxLength - 1)) ? maxLength - 1 : maxLength)
}

/** Bounded text with the same visible characters; idempotent, and never longer than what was given. */
export const cleanText = (text: string, limits?: TextLimits): string => {
  const bounded = truncate(text, limits?.maxLength ?? maxTextLength)
  if (!notPlain.test(bounded)) return bounded
  const spaced = bounded.toWellFormed().replace(lineBreaks, '\n').replace(tabs, ' ')
  const lined = limits?.lines === true ? spaced : spaced.replaceAll('\n', ' ')
  return lined.replace(controls, '').replace(invisibles, '').replace(tagCharacters, '$1').replace(stackedMarks, '$1')
}

/** A person's or a channel's name: one line, bounded, without marks that turn the direction of its row. */
export const cleanName = (name: string): string => {
  if (!notPlain.test(name) && name.length <= maxNameLength) return name.trim()
  return cleanText(name, { maxLength: maxNameLength })
    .replace(/[\u200e\u200f\u061c]/g, '')
    .trim()
}

/** Zones of more than two letters that people type without `https://`; two-letter ones are known to the library. */
const commonZones = [
  'app',
  'blog',
  'chat',
  'cloud',
  'dev',
  'fun',
  'games',
  'link',
  'live',
  'online',
  'page',
  'site',
  'store',
  'stream',
  'tech',
  'video',
  'wiki',
  'world',
  'xyz',
]

const linkifier = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, maxLength: 2_000 })
  .add('ftp:', null)
  .add('mailto:', null)
  .add('//', null)
  .tlds(commonZones, true)

/** A web address as `new URL` writes it; undefined for what is no http(s) address or carries credentials. */
export const safeHref = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  if (url.username !== '' || url.password !== '' || !url.hostname.includes('.')) return undefined
  return url.href
}

/** What follows a match up to the next space: an address with a name and password would be cut before its host. */
const continues = (text: string, from: number): boolean => {
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x40 || code === 0x5c) return true
    if (code <= 0x20) return false
  }
  return false
}

/**
 * Clean text as text and link parts whose texts joined are `text`. Only the href is normalised; an address without a
 * scheme is taken as https.
 */
export const splitLinks = (text: string): readonly MessagePart[] => {
  if (!text.includes('.')) return [{ type: 'text', text }]
  const matches = linkifier.match(text)
  if (matches === null) return [{ type: 'text', text }]
  const parts: MessagePart[] = []
  let end = 0
  for (const match of matches) {
    const href = continues(text, match.lastIndex)
      ? undefined
      : safeHref(match.schema === '' ? `https://${match.raw}` : match.url)
    if (href === undefined) continue
    if (match.index > end) parts.push({ type: 'text', text: text.slice(end, match.index) })
    parts.push({ type: 'link', text: match.raw, href })
    end = match.lastIndex
  }
  if (end < text.length) parts.push({ type: 'text', text: text.slice(end) })
  return parts
}
