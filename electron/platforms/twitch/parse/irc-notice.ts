/** USERNOTICE: subs, raids, announcements and whatever Twitch invents next (facts 5.2). */
import { type Amount, type Author, makeEventId, type Notice } from '../../../../shared/model.ts'
import { cleanText } from '../../../core/text.ts'
import { countOf } from '../wire.ts'
import { bitsAmount, moneyAmount } from './amount.ts'
import { anonymousAuthor, makePerson } from './author.ts'
import { malformed, type ParseContext, type Parsed } from './context.ts'
import type { IrcMessage } from './irc-line.ts'
import {
  authorOfLine,
  channelOfLine,
  idTag,
  sourceOfLine,
  tag,
  textOfLine,
  timeOfLine,
  traitsOfLine,
} from './irc-tags.ts'
import { readIrcText } from './irc-text.ts'
import { addSelfTraits, type Draft, idAt, placeOf, setPlace, wordsOf } from './message.ts'
import { ircNoticeType, type NoticeDetails, type NoticeType, sentenceFor, setDetails, tierOf } from './notice-kinds.ts'

const param = (line: IrcMessage, name: string): string => tag(line, `msg-param-${name}`)

const idParam = (line: IrcMessage, name: string): string => idTag(line, `msg-param-${name}`)

const countParam = (line: IrcMessage, name: string): number | undefined => countOf(param(line, name))

/** The older notices count at least one month; 0 stands for "does not apply". */
const monthsParam = (line: IrcMessage, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const months = countParam(line, name)
    if (months !== undefined && months > 0) return months
  }
  return undefined
}

const personParam = (
  line: IrcMessage,
  id: string,
  login: string,
  name: string,
  otherLogin = login,
): Author | undefined =>
  makePerson({ id: idParam(line, id), login: param(line, login) || param(line, otherLogin), name: param(line, name) })

/** The documents' own example calls the login `recipient-name`. */
const recipientOf = (line: IrcMessage): Author | undefined =>
  personParam(line, 'recipient-id', 'recipient-user-name', 'recipient-display-name', 'recipient-name')

const gifterOf = (line: IrcMessage, msgId: string): Author | undefined => {
  if (msgId === 'anongiftpaidupgrade' || param(line, 'prior-gifter-anonymous') === 'true') return anonymousAuthor
  return (
    personParam(line, 'prior-gifter-id', 'prior-gifter-user-name', 'prior-gifter-display-name') ??
    personParam(line, 'sender-id', 'sender-login', 'sender-name')
  )
}

/** Who gave the months that somebody now shares as a resub. */
const resubGifterOf = (line: IrcMessage): Author | undefined =>
  param(line, 'anon-gift') === 'true' ? anonymousAuthor : personParam(line, 'gifter-id', 'gifter-login', 'gifter-name')

/** The origin id of a single gift without one: the hash of nothing, the same everywhere. */
const emptyOrigin = 'da39a3ee'

const groupOf = (line: IrcMessage): string | undefined => {
  const group = idParam(line, 'community-gift-id')
  if (group !== '') return group
  const origin = idParam(line, 'origin-id')
  return origin === '' || origin.replaceAll(' ', '').startsWith(emptyOrigin) ? undefined : origin
}

/** Bits, or money in its smallest coin. */
const paidParam = (line: IrcMessage): Amount | undefined => {
  const bits = countParam(line, 'bits-spent')
  if (bits !== undefined && bits > 0) return bitsAmount(bits)
  return moneyAmount(countParam(line, 'amount'), countParam(line, 'exponent'), param(line, 'currency'))
}

/** What each kind tells beside its sentence. A target is whom a gift goes to, or whom it came from. */
const detailsOf = (line: IrcMessage, { kind }: NoticeType, msgId: string): NoticeDetails => {
  switch (kind) {
    case 'sub':
      return { months: monthsParam(line, 'multimonth-duration', 'cumulative-months') ?? 1 }
    case 'resub':
      return {
        months: monthsParam(line, 'cumulative-months', 'months'),
        target: param(line, 'was-gifted') === 'true' ? resubGifterOf(line) : undefined,
      }
    case 'gift':
      return { months: monthsParam(line, 'gift-months'), target: recipientOf(line), group: groupOf(line) }
    case 'giftBomb':
      return { count: countParam(line, 'mass-gift-count'), group: groupOf(line) }
    case 'giftUpgrade':
      return { target: gifterOf(line, msgId) }
    case 'payItForward':
      return { target: recipientOf(line) ?? gifterOf(line, msgId) }
    case 'raid':
      return { count: countParam(line, 'viewerCount') }
    case 'announcement':
      return { color: cleanText(param(line, 'color').toLowerCase(), { maxLength: 20 }) }
    case 'bitsBadge':
      return { count: countParam(line, 'threshold') }
    case 'watchStreak':
      return { count: countParam(line, 'value') }
    case 'modiversary':
      return { months: monthsParam(line, 'months') }
    case 'charity': {
      const exponent = countParam(line, 'exponent')
      return { amount: moneyAmount(countParam(line, 'donation-amount'), exponent, param(line, 'donation-currency')) }
    }
    default:
      return { amount: paidParam(line) }
  }
}

/** Older kinds, whose tags name the channel itself as the giver. */
const anonymousGifts: ReadonlySet<string> = new Set(['anonsubgift', 'anonsubmysterygift'])

export const parseUsernotice = (line: IrcMessage, context: ParseContext): Parsed => {
  const channel = channelOfLine(line, context)
  if (channel === undefined) return malformed('a notice for a channel that is not known')
  const messageId = idTag(line, 'id')
  const msgId = idTag(line, 'source-msg-id') || idTag(line, 'msg-id')
  if (messageId === '' && msgId === '') return malformed('USERNOTICE without id')
  const type = ircNoticeType(msgId, idParam(line, 'category'), line.command)
  const source = sourceOfLine(line)
  const place = placeOf(channel, idTag(line, 'room-id'), messageId, source, context)
  const body = readIrcText(textOfLine(line, 1), { emotes: tag(line, 'emotes'), bits: 0 }, context)
  const author = anonymousGifts.has(msgId) ? anonymousAuthor : authorOfLine(line, source, context)
  const sentAt = timeOfLine(line, context)
  const system = cleanText(tag(line, 'system-msg'))
  const details = detailsOf(line, type, msgId)
  const traits = traitsOfLine(line, body.action)
  addSelfTraits(traits, idTag(line, 'user-id'), body.parts, '', context)
  const notice: Draft<Notice> = {
    kind: 'notice',
    id:
      place.homeMessageId === ''
        ? makeEventId(channel, 'notice', 'untagged', type.type, author.id || author.name, String(sentAt))
        : idAt(place, 'notice'),
    channel,
    sentAt,
    receivedAt: context.receivedAt,
    notice: type.kind,
    type: type.type,
    author,
    ...wordsOf(system === '' ? sentenceFor(type.kind, author.name, type.type, details.amount) : system, body),
    traits,
  }
  if (messageId !== '') notice.messageId = messageId
  setPlace(notice, place)
  const tier = tierOf(param(line, 'sub-plan'), false)
  if (tier !== undefined) notice.tier = tier
  setDetails(notice, details)
  return type.kind === 'unknown' ? { events: [notice], unknown: `notice ${type.type}` } : { events: [notice] }
}
