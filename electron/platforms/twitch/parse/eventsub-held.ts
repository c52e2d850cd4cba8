/** Messages that wait for a moderator: AutoMod v1 and v2, and one's own (facts 3.5). */
import { type HeldMessage, makeEventId } from '../../../../shared/model.ts'
import { cleanText } from '../../../core/text.ts'
import { arrayOf, countOf, idOf, objectOf, textOf, timeOf, type Wire } from '../wire.ts'
import { malformed, type Parsed } from './context.ts'
import { authorAt, type Scope } from './eventsub-scope.ts'
import { readFragments } from './fragments.ts'

/** The documents write them with a capital, the captures without. */
const statuses: ReadonlyMap<string, HeldMessage['status']> = new Map([
  ['approved', 'allowed'],
  ['denied', 'denied'],
  ['expired', 'expired'],
  // Of one's own message: it can no longer be decided.
  ['invalid', 'expired'],
])

/** The words that blocked terms matched; positions are code points, the end included. */
const matchedTerms = (terms: readonly unknown[], text: string): readonly string[] => {
  const characters = Array.from(text)
  return terms.flatMap((term) => {
    const { start_pos, end_pos } = objectOf(objectOf(term)['boundary'])
    const start = countOf(start_pos)
    const end = countOf(end_pos)
    if (start === undefined || end === undefined || end < start || end >= characters.length) return []
    return [characters.slice(start, end + 1).join('')]
  })
}

/** Where no more is told; `blocked_link` is in captures, not in the documents. */
const heldReasons: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['blocked_term', 'Blocked term'],
  ['blocked_link', 'Blocked link'],
])

const reasonOf = (event: Wire, text: string): string => {
  const automod = objectOf(event['automod'] ?? event)
  const category = textOf(automod['category'])
  const level = countOf(automod['level'])
  if (category !== '') return level === undefined ? `AutoMod: ${category}` : `AutoMod: ${category}, level ${level}`
  const terms = matchedTerms(arrayOf(objectOf(event['blocked_term'])['terms_found']), text)
  if (terms.length > 0) return `Blocked ${terms.length === 1 ? 'term' : 'terms'}: ${terms.join(', ')}`
  return heldReasons.get(event['reason']) ?? 'AutoMod'
}

export const readHeld = (event: Wire, scope: Scope): Parsed => {
  const messageId = idOf(event['message_id'])
  const author = authorAt(event, 'user')
  if (messageId === '' || author === undefined) return malformed(`${scope.type} without message_id or user`)
  const body = readFragments(event['message'], undefined, scope.context)
  const held: HeldMessage = {
    kind: 'held',
    id: makeEventId(scope.channel, 'held', messageId),
    channel: scope.channel,
    at: timeOf(event['held_at']) ?? scope.at,
    author,
    parts: body.parts,
    text: body.text,
    reason: cleanText(reasonOf(event, textOf(objectOf(event['message'])['text']))),
    status: statuses.get(textOf(event['status']).toLowerCase()) ?? 'held',
  }
  return { events: [held] }
}
