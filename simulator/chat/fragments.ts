import type { Emote, User } from '../world/types.ts'
import type { Fragment } from './types.ts'

export interface FragmentSource {
  /** The emote that this word stands for and this author may use. */
  emoteNamed(word: string): Emote | undefined
  userNamed(name: string): User | undefined
  /** Words like `Cheer100` count only in a message that pays. */
  readonly cheering: boolean
}

const mention = /^@([\p{L}\p{N}_]+)(.*)$/su
const cheer = /^(cheer)(\d{1,6})$/i

/** The tier of a cheermote is the largest of Twitch's steps that its bits reach. */
export const cheerTier = (bits: number): number => [10000, 5000, 1000, 100].find((step) => bits >= step) ?? 1

/** Cuts a text into Twitch's fragments; their texts joined are the text. Only whole words become emotes. */
export const toFragments = (text: string, source: FragmentSource): readonly Fragment[] => {
  const fragments: Fragment[] = []
  let plain = ''
  const push = (fragment: Fragment): void => {
    if (plain !== '') fragments.push({ type: 'text', text: plain })
    plain = ''
    fragments.push(fragment)
  }
  for (const word of text.split(/(\s+)/)) {
    const emote = source.emoteNamed(word)
    if (emote !== undefined) {
      push({ type: 'emote', text: word, emote })
      continue
    }
    const paid = source.cheering ? cheer.exec(word) : null
    if (paid !== null) {
      const bits = Number(paid[2])
      push({ type: 'cheermote', text: word, prefix: (paid[1] ?? '').toLowerCase(), bits, tier: cheerTier(bits) })
      continue
    }
    const named = word.startsWith('@') ? mention.exec(word) : null
    const user = named === null ? undefined : source.userNamed(named[1] ?? '')
    if (named !== null && user !== undefined) {
      push({ type: 'mention', text: `@${named[1]}`, user })
      plain = named[2] ?? ''
    } else plain += word
  }
  if (plain !== '') fragments.push({ type: 'text', text: plain })
  return fragments
}

/** The bits of all cheermotes together. */
export const totalBits = (text: string): number => {
  let bits = 0
  for (const word of text.split(/\s+/)) bits += Number(cheer.exec(word)?.[2] ?? 0)
  return bits
}
