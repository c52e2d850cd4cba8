/** What happens to a channel beside its chat: streams, followers, subscriptions, raids, rewards, polls and the like. */
import type { StreamState } from '../../../../shared/model.ts'
import { makeEventId } from '../../../../shared/model.ts'
import { arrayOf, countOf, idOf, isTrue, objectOf, personOf, textOf, timeOf, type Wire } from '../wire.ts'
import { bitsAmount } from './amount.ts'
import { anonymousAuthor, makePerson } from './author.ts'
import { malformed, type Parsed } from './context.ts'
import { authorAt, makeNotice, nameAt, type Scope } from './eventsub-scope.ts'
import { readFragments } from './fragments.ts'
import { readIrcText } from './irc-text.ts'
import type { Draft } from './message.ts'
import { tierOf } from './notice-kinds.ts'
import type { Body } from './parts.ts'

export const readStreamOnline = (event: Wire, scope: Scope): Parsed => {
  const startedAt = timeOf(event['started_at'])
  const at = startedAt ?? scope.at
  const state: Draft<StreamState> = {
    kind: 'stream',
    id: makeEventId(scope.channel, 'stream', 'live', String(at)),
    channel: scope.channel,
    at,
    live: true,
  }
  if (startedAt !== undefined) state.startedAt = startedAt
  return { events: [state] }
}

export const readStreamOffline = (_event: Wire, scope: Scope): Parsed => ({
  events: [
    {
      kind: 'stream',
      id: makeEventId(scope.channel, 'stream', 'offline', String(scope.at)),
      channel: scope.channel,
      at: scope.at,
      live: false,
    },
  ],
})

/** It does not say whether the stream is on: a line to read, not a state. */
export const readChannelUpdate = (event: Wire, scope: Scope): Parsed => {
  const title = textOf(event['title'])
  const category = textOf(event['category_name'])
  const system = category === '' ? `The title is now "${title}".` : `The title is now "${title}" in ${category}.`
  return { events: [makeNotice(scope, { kind: 'system', key: [scope.type, String(scope.at)], system })] }
}

export const readFollow = (event: Wire, scope: Scope): Parsed => {
  const userId = idOf(event['user_id'])
  if (userId === '') return malformed('channel.follow without user_id')
  const at = timeOf(event['followed_at']) ?? scope.at
  return {
    events: [
      makeNotice(scope, {
        kind: 'follow',
        key: ['follow', userId, String(at)],
        at,
        system: `${nameAt(event, 'user')} followed.`,
        author: authorAt(event, 'user'),
      }),
    ],
  }
}

const raidPerson = (event: Wire, side: 'from' | 'to') => makePerson(personOf(event, `${side}_broadcaster_user`))

/** The channel is the subscription's side: a raid that leaves it or one that arrives. */
export const readRaid = (event: Wire, scope: Scope): Parsed => {
  const from = raidPerson(event, 'from')
  const to = raidPerson(event, 'to')
  const viewers = countOf(event['viewers'])
  const leaves = idOf(event['from_broadcaster_user_id']) === scope.channelUserId
  const size = viewers === undefined ? '' : ` with ${viewers} ${viewers === 1 ? 'viewer' : 'viewers'}`
  const notice = makeNotice(scope, {
    kind: 'raid',
    key: ['raid', from?.id ?? '', to?.id ?? '', String(scope.at)],
    system: leaves ? `Raiding ${to?.name ?? 'somebody'}${size}.` : `${from?.name ?? 'Somebody'} is raiding${size}.`,
    author: from,
    target: to,
  })
  if (viewers !== undefined) notice.count = viewers
  return { events: [notice] }
}

const tierName = (tier: string | undefined): string => (tier === undefined ? '' : ` at Tier ${tier}`)

export const readSubscribe = (event: Wire, scope: Scope): Parsed => {
  const tier = tierOf(textOf(event['tier']), false)
  const isGift = isTrue(event['is_gift'])
  const name = nameAt(event, 'user')
  const person = authorAt(event, 'user')
  const notice = makeNotice(scope, {
    kind: isGift ? 'gift' : 'sub',
    key: [scope.type, idOf(event['user_id']), String(scope.at)],
    system: isGift ? `${name} received a gift subscription${tierName(tier)}.` : `${name} subscribed${tierName(tier)}.`,
    ...(isGift ? { target: person } : { author: person }),
  })
  if (tier !== undefined) notice.tier = tier
  return { events: [notice] }
}

export const readSubscriptionEnd = (event: Wire, scope: Scope): Parsed => {
  const notice = makeNotice(scope, {
    kind: 'system',
    key: [scope.type, idOf(event['user_id']), String(scope.at)],
    system: `The subscription of ${nameAt(event, 'user')} ended.`,
    author: authorAt(event, 'user'),
  })
  return { events: [notice] }
}

export const readSubscriptionGift = (event: Wire, scope: Scope): Parsed => {
  const total = countOf(event['total'])
  const tier = tierOf(textOf(event['tier']), false)
  const giver = isTrue(event['is_anonymous']) ? anonymousAuthor : authorAt(event, 'user')
  const what = total === 1 ? 'a subscription' : `${total ?? 'some'} subscriptions`
  const notice = makeNotice(scope, {
    kind: 'giftBomb',
    key: [scope.type, giver?.id ?? '', String(scope.at)],
    system: `${giver?.name ?? 'Somebody'} gifted ${what}${tierName(tier)}.`,
    author: giver,
  })
  if (total !== undefined) notice.count = total
  if (tier !== undefined) notice.tier = tier
  return { events: [notice] }
}

/** The older `{text, emotes: [{id, begin, end}]}`: offsets as IRC counts them. */
const readMarkedText = (wire: unknown, scope: Scope): Body => {
  const message = objectOf(wire)
  const emotes = arrayOf(message['emotes']).map((item) => {
    const { id, begin, end } = objectOf(item)
    return `${idOf(id)}:${textOf(begin)}-${textOf(end)}`
  })
  return readIrcText(textOf(message['text']), { emotes: emotes.join('/'), bits: 0 }, scope.context)
}

export const readSubscriptionMessage = (event: Wire, scope: Scope): Parsed => {
  const months = countOf(event['cumulative_months'])
  const tier = tierOf(textOf(event['tier']), false)
  const since = months === undefined ? '' : `, for ${months} ${months === 1 ? 'month' : 'months'}`
  const notice = makeNotice(scope, {
    kind: 'resub',
    key: [scope.type, idOf(event['user_id']), String(scope.at)],
    system: `${nameAt(event, 'user')} subscribed${tierName(tier)}${since}.`,
    author: authorAt(event, 'user'),
    body: readMarkedText(event['message'], scope),
  })
  if (months !== undefined && months > 0) notice.months = months
  if (tier !== undefined) notice.tier = tier
  return { events: [notice] }
}

const powerUps: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['power_up', 'used a power-up for'],
  ['custom_power_up', 'used a power-up for'],
  ['combo', 'sent a combo of'],
])

/** Bits beside the chat message that carries them: `channel.cheer` has plain text, `channel.bits.use` fragments. */
export const readBits = (event: Wire, scope: Scope): Parsed => {
  const bits = countOf(event['bits'])
  if (bits === undefined) return malformed(`${scope.type} without bits`)
  const author = isTrue(event['is_anonymous']) ? anonymousAuthor : authorAt(event, 'user')
  const message = event['message']
  const notice = makeNotice(scope, {
    kind: 'system',
    key: [scope.type, author?.id ?? '', String(bits), String(scope.at)],
    system: `${author?.name ?? 'Somebody'} ${powerUps.get(event['type']) ?? 'cheered'} ${bitsAmount(bits).display}.`,
    author,
    body:
      typeof message === 'string'
        ? readIrcText(message, { emotes: '', bits }, scope.context)
        : readFragments(message, undefined, scope.context),
  })
  notice.amount = bitsAmount(bits)
  return { events: [notice] }
}

/** A reward that the broadcaster made. An update tells what became of the redemption. */
export const readCustomReward = (event: Wire, scope: Scope): Parsed => {
  const id = idOf(event['id'])
  if (id === '') return malformed(`${scope.type} without id`)
  const title = textOf(objectOf(event['reward'])['title'])
  const name = nameAt(event, 'user')
  const isUpdate = scope.type.endsWith('.update')
  const status = idOf(event['status'])
  return {
    events: [
      makeNotice(scope, {
        kind: 'reward',
        key: isUpdate ? ['redemption', id, status] : ['redemption', id],
        at: isUpdate ? undefined : timeOf(event['redeemed_at']),
        system: isUpdate ? `The redemption of ${title} by ${name} was ${status}.` : `${name} redeemed ${title}.`,
        author: authorAt(event, 'user'),
        body: isUpdate ? noBody : readFragments({ text: event['user_input'] }, undefined, scope.context),
      }),
    ],
  }
}

const noBody: Body = { parts: [], text: '', action: false }

/** Twitch's own rewards, such as a highlighted message. */
export const readAutomaticReward = (event: Wire, scope: Scope): Parsed => {
  const id = idOf(event['id'])
  if (id === '') return malformed(`${scope.type} without id`)
  const reward = idOf(objectOf(event['reward'])['type'])
  const message = objectOf(event['message'])
  return {
    events: [
      makeNotice(scope, {
        kind: 'reward',
        key: ['redemption', id],
        at: timeOf(event['redeemed_at']),
        system: `${nameAt(event, 'user')} redeemed ${reward === '' ? 'a reward' : reward.replaceAll('_', ' ')}.`,
        author: authorAt(event, 'user'),
        body: Array.isArray(message['fragments'])
          ? readFragments(message, undefined, scope.context)
          : readMarkedText(message, scope),
      }),
    ],
  }
}
