/** What a screen reader is told of a fast feed: a few rows in words, the rest as a number. */

import type { FeedRow, Preferences } from '../../shared/contract.ts'
import { noticeSentence } from './row-view.ts'

/** At most one announcement in this time, ms. */
export const announceEveryMs = 2500
const namedRows = 3
const longestText = 160

/** Rows that are worth a word: live, not removed, and by the person's choice. */
export const announceable = (row: FeedRow, announce: Preferences['announce']): boolean => {
  const { event } = row
  if (announce === 'off' || row.removals.length > 0) return false
  if (event.kind !== 'message' && event.kind !== 'notice') return false
  const { traits } = event
  if (traits.includes('historical') || traits.includes('late') || traits.includes('own')) return false
  return announce === 'all' || traits.includes('mentionsMe')
}

const shorten = (text: string): string => (text.length <= longestText ? text : `${text.slice(0, longestText)}…`)

const sentence = (row: FeedRow): string => {
  const { event } = row
  if (event.kind === 'message') return `${event.author.name}: ${shorten(event.text)}`
  return event.kind === 'notice' ? shorten(noticeSentence(event)) : ''
}

/** One announcement of what gathered; empty when nothing did. `count` is how many there were, `rows` at least the newest. */
export const composeAnnouncement = (rows: readonly FeedRow[], count: number): string => {
  if (rows.length === 0) return ''
  const named = rows.slice(-namedRows)
  const rest = count - named.length
  const words = named.map(sentence).join('. ')
  return rest > 0 ? `${rest} more, then ${words}` : words
}
