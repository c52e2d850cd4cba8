/** `channel.chat.notification`: every notice type by one table, unknown ones by their system_message (facts 3.3). */
import type { Author, Notice, Trait } from '../../../../shared/model.ts'
import { cleanText } from '../../../core/text.ts'
import { countOf, idOf, isTrue, objectOf, textOf, type Wire } from '../wire.ts'
import { wireMoney } from './amount.ts'
import { anonymousAuthor } from './author.ts'
import { malformed, type Parsed } from './context.ts'
import { authorOfEvent, type ChatFields, isOfNobody, sourceOfEvent } from './eventsub-chat.ts'
import { authorAt, type Scope } from './eventsub-scope.ts'
import { readFragments } from './fragments.ts'
import { addSelfTraits, type Draft, idAt, placeOf, setPlace, wordsOf } from './message.ts'
import {
  eventSubNoticeType,
  type NoticeDetails,
  type NoticeType,
  sentenceFor,
  setDetails,
  tierOf,
} from './notice-kinds.ts'

const positive = (value: unknown): number | undefined => {
  const count = countOf(value)
  return count === undefined || count === 0 ? undefined : count
}

const groupOf = (value: unknown): string | undefined => {
  const group = idOf(value)
  return group === '' ? undefined : group
}

const gifterOf = (details: Wire): Author | undefined =>
  isTrue(details['gifter_is_anonymous']) ? anonymousAuthor : authorAt(details, 'gifter_user')

/** What each kind's own object tells. A target is whom a gift goes to, or whom it came from. */
const detailsOf = ({ kind }: NoticeType, wire: Wire): NoticeDetails => {
  switch (kind) {
    case 'sub':
      return { months: positive(wire['duration_months']) ?? 1 }
    case 'resub':
      return {
        months: positive(wire['cumulative_months']),
        target: isTrue(wire['is_gift']) ? gifterOf(wire) : undefined,
      }
    case 'gift':
      return {
        months: positive(wire['duration_months']),
        target: authorAt(wire, 'recipient_user'),
        group: groupOf(wire['community_gift_id']),
      }
    case 'giftBomb':
      return { count: countOf(wire['total']), group: groupOf(wire['id']) }
    case 'giftUpgrade':
      return { target: gifterOf(wire) }
    case 'payItForward':
      return { target: authorAt(wire, 'recipient_user') ?? gifterOf(wire) }
    case 'raid':
      return { count: countOf(wire['viewer_count']) }
    case 'announcement':
      return { color: cleanText(textOf(wire['color']).toLowerCase(), { maxLength: 20 }) }
    case 'bitsBadge':
      return { count: countOf(wire['tier']) }
    case 'watchStreak':
      return { count: countOf(wire['streak_count']) }
    case 'modiversary':
      return { months: positive(wire['months']) }
    case 'charity':
      return { amount: wireMoney(wire['amount']) }
    default:
      return {}
  }
}

export const readNotification = (wire: Wire, scope: Scope): Parsed => {
  const event: ChatFields = wire
  const { context, channel } = scope
  const messageId = idOf(event.message_id)
  if (messageId === '') return malformed('channel.chat.notification without message_id')
  const noticeType = idOf(wire['notice_type'])
  const type = eventSubNoticeType(noticeType, scope.type)
  const own = objectOf(wire[noticeType] ?? wire[type.type])
  const source = sourceOfEvent(event)
  const place = placeOf(channel, scope.channelUserId, messageId, source, context)
  const body = readFragments(event.message, undefined, context)
  const chatter = authorOfEvent(event, source, scope)
  const author = type.kind === 'raid' && isOfNobody(event) ? (authorAt(own, 'user') ?? chatter) : chatter
  const system = cleanText(textOf(wire['system_message']))
  const traits: Trait[] = body.action ? ['action'] : []
  addSelfTraits(traits, idOf(event.chatter_user_id), body.parts, '', context)
  const notice: Draft<Notice> = {
    kind: 'notice',
    id: idAt(place, 'notice'),
    channel,
    messageId,
    sentAt: scope.at,
    receivedAt: context.receivedAt,
    notice: type.kind,
    type: type.type,
    author,
    ...wordsOf(system === '' ? sentenceFor(type.kind, author.name, type.type) : system, body),
    traits,
  }
  setPlace(notice, place)
  const tier = tierOf(textOf(own['sub_tier']), isTrue(own['is_prime']))
  if (tier !== undefined) notice.tier = tier
  setDetails(notice, detailsOf(type, own))
  return type.kind === 'unknown' ? { events: [notice], unknown: `notice ${type.type}` } : { events: [notice] }
}
