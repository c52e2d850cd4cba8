/**
 * Every kind of notice in one table: what EventSub calls `notice_type` (facts 3.3) and IRC `msg-id` (facts 5.2). Both
 * wires give the same `type`, EventSub's name, so that one notice is the same row over either.
 */
import type { Amount, Author, Notice, NoticeKind } from '../../../../shared/model.ts'
import { cleanName } from '../../../core/text.ts'
import type { Draft } from './message.ts'

export interface NoticeType {
  readonly kind: NoticeKind
  /** EventSub's name; the platform's own where EventSub has none. */
  readonly type: string
}

const kinds: ReadonlyMap<string, NoticeKind> = new Map([
  ['sub', 'sub'],
  ['resub', 'resub'],
  ['sub_gift', 'gift'],
  ['community_sub_gift', 'giftBomb'],
  ['gift_paid_upgrade', 'giftUpgrade'],
  ['prime_paid_upgrade', 'primeUpgrade'],
  ['pay_it_forward', 'payItForward'],
  ['raid', 'raid'],
  ['unraid', 'unraid'],
  ['announcement', 'announcement'],
  ['bits_badge_tier', 'bitsBadge'],
  ['charity_donation', 'charity'],
  ['watch_streak', 'watchStreak'],
  ['modiversary', 'modiversary'],
  // Paid, and over IRC alone: bits beside a message are a `system` notice over EventSub, too.
  ['onetapgiftredeemed', 'system'],
  ['midnightsquid', 'system'],
])

const ircNames: ReadonlyMap<string, string> = new Map([
  ['subgift', 'sub_gift'],
  ['anonsubgift', 'sub_gift'],
  ['submysterygift', 'community_sub_gift'],
  ['anonsubmysterygift', 'community_sub_gift'],
  ['giftpaidupgrade', 'gift_paid_upgrade'],
  ['anongiftpaidupgrade', 'gift_paid_upgrade'],
  ['primepaidupgrade', 'prime_paid_upgrade'],
  ['communitypayforward', 'pay_it_forward'],
  ['standardpayforward', 'pay_it_forward'],
  ['bitsbadgetier', 'bits_badge_tier'],
  ['charitydonation', 'charity_donation'],
])

const sharedPrefix = 'shared_chat_'

/** Something to call it by, also where nothing of its name is visible: `carrier` is the subscription or the command. */
const namedType = (type: string, carrier: string): NoticeType => {
  const kind = kinds.get(type)
  return kind === undefined ? { kind: 'unknown', type: cleanName(type) || carrier } : { kind, type }
}

/** `shared_chat_resub` is a resub that happened in another room of the shared chat. */
export const eventSubNoticeType = (noticeType: string, carrier: string): NoticeType =>
  namedType(noticeType.startsWith(sharedPrefix) ? noticeType.slice(sharedPrefix.length) : noticeType, carrier)

/** `category` is `msg-param-category`: a milestone's own kind. */
export const ircNoticeType = (msgId: string, category: string, carrier: string): NoticeType =>
  msgId === 'viewermilestone'
    ? namedType(category.replaceAll('-', '_'), msgId)
    : namedType(ircNames.get(msgId) ?? msgId, carrier)

/** `Prime`, `1000`, `2000`, `3000`. */
export const tierOf = (plan: string, isPrime: boolean): 'prime' | '1' | '2' | '3' | undefined => {
  if (isPrime || plan === 'Prime' || plan === 'prime') return 'prime'
  if (plan === '1000') return '1'
  if (plan === '2000') return '2'
  return plan === '3000' ? '3' : undefined
}

interface PaidAct {
  readonly act: string
  /** What stands between the act and the amount. */
  readonly link: string
}

const paidActs: ReadonlyMap<string, PaidAct> = new Map([
  ['onetapgiftredeemed', { act: 'sent a combo', link: 'of' }],
  ['midnightsquid', { act: 'elevated a message', link: 'for' }],
])

/** Our own sentence where the platform sends none. */
export const sentenceFor = (kind: NoticeKind, name: string, type: string, amount?: Amount): string => {
  const who = name === '' ? 'Somebody' : name
  const paid = paidActs.get(type)
  if (paid !== undefined) return `${who} ${paid.act}${amount === undefined ? '' : ` ${paid.link} ${amount.display}`}.`
  if (kind === 'announcement') return `${who} made an announcement.`
  if (kind === 'unraid') return 'The raid has been canceled.'
  return kind === 'unknown' || kind === 'system'
    ? `Twitch sent a notice that this version does not know: ${type}.`
    : `${who}: ${type.replaceAll('_', ' ')}.`
}

/** What a kind tells beside its sentence. */
export interface NoticeDetails {
  readonly count?: number | undefined
  readonly months?: number | undefined
  readonly target?: Author | undefined
  readonly group?: string | undefined
  readonly amount?: Amount | undefined
  readonly color?: string | undefined
}

/** Fills in what is told; absent fields stay absent. */
export const setDetails = (notice: Draft<Notice>, details: NoticeDetails): void => {
  if (details.count !== undefined) notice.count = details.count
  if (details.months !== undefined) notice.months = details.months
  if (details.target !== undefined) notice.target = details.target
  if (details.group !== undefined) notice.group = details.group
  if (details.amount !== undefined) notice.amount = details.amount
  if (details.color !== undefined && details.color !== '') notice.color = details.color
}
