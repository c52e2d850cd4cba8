/** People as Twitch tells them: badges, the roles that follow from them, colours and names. */

import { type Author, type Badge, makeAuthorId, type Role } from '../../../../shared/model.ts'
import { cleanName, truncate } from '../../../core/text.ts'
import { idOf, isReferenceable, type Loose, objectOf, type WirePerson } from '../wire.ts'
import { type ParseContext, remember } from './context.ts'

export interface BadgeSet {
  readonly badges: readonly Badge[]
  readonly roles: readonly Role[]
}

export const noBadges: BadgeSet = { badges: [], roles: [] }

const roleOrder: readonly Role[] = ['broadcaster', 'moderator', 'vip', 'subscriber', 'founder', 'staff', 'bot']

/** Which roles a badge set stands for. A founder is one of a channel's first subscribers. */
const rolesOfSet: ReadonlyMap<string, readonly Role[]> = new Map([
  ['broadcaster', ['broadcaster']],
  ['moderator', ['moderator']],
  ['lead_moderator', ['moderator']],
  ['vip', ['vip']],
  ['subscriber', ['subscriber']],
  ['founder', ['subscriber', 'founder']],
  ['staff', ['staff']],
  ['admin', ['staff']],
  ['global_mod', ['staff']],
  ['bot-badge', ['bot']],
])

const months = (info: string): string =>
  /^\d{1,4}$/.test(info) && info !== '0' ? ` (${info} ${info === '1' ? 'month' : 'months'})` : ''

/** In the tag of badges a comma ends a badge: U+2E1D stands for one. */
const withCommas = (info: string): string => info.replaceAll('\u2e1d', ',')

type Title = (version: string, info: string) => string

const titles: ReadonlyMap<string, Title> = new Map<string, Title>([
  ['broadcaster', () => 'Broadcaster'],
  ['moderator', () => 'Moderator'],
  ['lead_moderator', () => 'Lead moderator'],
  ['vip', () => 'VIP'],
  ['subscriber', (_version, info) => `Subscriber${months(info)}`],
  ['founder', (_version, info) => `Founder${months(info)}`],
  ['staff', () => 'Twitch staff'],
  ['admin', () => 'Twitch admin'],
  ['global_mod', () => 'Global moderator'],
  ['partner', () => 'Verified'],
  ['premium', () => 'Prime Gaming'],
  ['turbo', () => 'Turbo'],
  ['bot-badge', () => 'Bot'],
  ['bits', (version) => `Cheered ${version} ${version === '1' ? 'bit' : 'bits'}`],
  ['sub-gifter', (version) => `Gifted ${version} ${version === '1' ? 'sub' : 'subs'}`],
  ['predictions', (_version, info) => (info === '' ? 'Prediction' : `Predicted ${withCommas(info)}`)],
])

const humanise = (set: string): string => {
  const words = set.replace(/[-_]+/g, ' ').trim()
  return words === '' ? set : words.charAt(0).toUpperCase() + words.slice(1)
}

interface WireBadge {
  readonly set: string
  readonly version: string
  /** A subscriber's exact months, a prediction's label; empty where there is none. */
  readonly info: string
}

const makeBadge = (context: ParseContext, channelUserId: string, { set, version, info }: WireBadge): Badge => {
  const title = cleanName(titles.get(set)?.(version, info) ?? humanise(set))
  const named = isReferenceable(set) && isReferenceable(version)
  const image = named ? context.badgeImage?.(channelUserId, set, version) : undefined
  return image === undefined ? { set, version, title } : { set, version, title, image }
}

const rolesOf = (badges: readonly { readonly set: string }[], extra: readonly Role[]): readonly Role[] => {
  const roles = new Set<Role>(extra)
  for (const badge of badges) for (const role of rolesOfSet.get(badge.set) ?? []) roles.add(role)
  return roleOrder.filter((role) => roles.has(role))
}

const makeBadgeSet = (badges: readonly Badge[], extra: readonly Role[]): BadgeSet =>
  badges.length === 0 && extra.length === 0 ? noBadges : { badges, roles: rolesOf(badges, extra) }

/** Of one person; Twitch shows three and sends a few more. */
const maxBadges = 20

const recallBadges = (
  context: ParseContext,
  key: string,
  channelUserId: string,
  read: () => readonly WireBadge[],
  extra: readonly Role[],
): BadgeSet => {
  const known = context.memory?.badges.get(key)
  if (known !== undefined) return known
  const made = makeBadgeSet(
    read()
      .slice(0, maxBadges)
      .map((badge) => makeBadge(context, channelUserId, badge)),
    extra,
  )
  // A picture that is not known yet may be known for the next message.
  const settled = context.badgeImage === undefined || made.badges.every((badge) => badge.image !== undefined)
  return settled && context.memory !== undefined ? remember(context.memory.badges, key, made) : made
}

/** UTF-16 units of the raw tags; what Twitch sends is far shorter. */
const maxBadgesLength = 1_000

const readIrcBadges = (badges: string, info: string): readonly WireBadge[] => {
  const infos = new Map(info.split(',').map((item) => splitBadge(item)))
  return badges
    .split(',')
    .map((item) => {
      const [set, version] = splitBadge(item)
      return { set, version, info: infos.get(set) ?? '' }
    })
    .filter(({ set }) => set !== '')
}

const splitBadge = (item: string): readonly [string, string] => {
  const slash = item.indexOf('/')
  return slash === -1 ? [item, ''] : [item.slice(0, slash), item.slice(slash + 1)]
}

/** `badgesTag` as in `moderator/1,subscriber/3024`, `infoTag` as in `subscriber/35`; `extra` are roles told by other tags. */
export const ircBadges = (
  context: ParseContext,
  channelUserId: string,
  badgesTag: string,
  infoTag: string,
  extra: readonly Role[],
): BadgeSet => {
  if (badgesTag === '' && extra.length === 0) return noBadges
  const badges = truncate(badgesTag, maxBadgesLength)
  const info = truncate(infoTag, maxBadgesLength)
  const images = context.badgeImage === undefined ? '' : '+'
  const key = `${images}${channelUserId} ${badges} ${info} ${extra.join()}`
  return recallBadges(context, key, channelUserId, () => readIrcBadges(badges, info), extra)
}

/** The roles alone, for badges that are not shown; as `ircBadges`. */
export const ircRoles = (badgesTag: string, extra: readonly Role[]): readonly Role[] =>
  rolesOf(readIrcBadges(truncate(badgesTag, maxBadgesLength), '').slice(0, maxBadges), extra)

/** EventSub's array of `{set_id, id, info}`. */
export const eventSubBadges = (context: ParseContext, channelUserId: string, wire: unknown): BadgeSet => {
  if (!Array.isArray(wire) || wire.length === 0) return noBadges
  const badges = readEventSubBadges(wire)
  let key = context.badgeImage === undefined ? channelUserId : `+${channelUserId}`
  for (const badge of badges) key += `\n${badge.set}/${badge.version}/${badge.info}`
  return recallBadges(context, key, channelUserId, () => badges, [])
}

/** The roles alone, for badges that are not shown. */
export const eventSubRoles = (wire: unknown): readonly Role[] =>
  Array.isArray(wire) ? rolesOf(readEventSubBadges(wire), []) : []

const readEventSubBadges = (wire: readonly unknown[]): readonly WireBadge[] => {
  const badges: WireBadge[] = []
  for (const item of wire) {
    const { set_id, id, info }: Loose<'set_id' | 'id' | 'info'> = objectOf(item)
    const badge = { set: idOf(set_id), version: idOf(id), info: idOf(info) }
    if (badge.set === '') continue
    badges.push(badge)
    if (badges.length === maxBadges) break
  }
  return badges
}

const colour = /^#[0-9a-f]{6}$/i

/** `#rrggbb` as it came; anything else, and Twitch's empty text, is no colour. */
export const colourOf = (text: string): string | undefined =>
  text.length === 7 && colour.test(text) ? text : undefined

/** The account that stands for anonymous gifters over IRC; EventSub names nobody. */
export const anonymousUserId = '274598607'

/** Somebody who chose not to be named: no identity to act on, the same over IRC and EventSub. */
export const anonymousAuthor: Author = { id: '', login: '', name: 'Anonymous', badges: [], roles: [] }

/** The `id` is empty, and no act on the person is possible, where Twitch names a login alone. */
export const makeAuthor = (person: WirePerson, badgeSet: BadgeSet, colourText: string): Author => {
  const login = cleanName(person.login)
  const name = cleanName(person.name)
  const color = colourOf(colourText)
  const author = {
    id: person.id === '' ? '' : makeAuthorId('twitch', person.id),
    login,
    name: name === '' ? login || 'Somebody' : name,
    badges: badgeSet.badges,
    roles: badgeSet.roles,
  }
  return color === undefined ? author : { ...author, color }
}

/** Somebody of whom only the name is told: a gift's recipient, a moderator. Undefined when nobody is. */
export const makePerson = (person: WirePerson): Author | undefined => {
  if (person.id === anonymousUserId) return anonymousAuthor
  return person.id === '' && person.login === '' && person.name === '' ? undefined : makeAuthor(person, noBadges, '')
}
