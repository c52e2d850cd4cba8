/** EventSub payloads as feed events, by one table: pure, and nothing throws. */
import type { Amount } from '../../../../shared/model.ts'
import { cleanText } from '../../../core/text.ts'
import { arrayOf, countOf, idOf, isObject, type Loose, objectOf, textOf, timeOf, type Wire } from '../wire.ts'
import { bitsAmount, wireMoney } from './amount.ts'
import { channelIdOf, malformed, nothing, type ParseContext, type Parsed } from './context.ts'
import * as channel from './eventsub-channel.ts'
import * as chat from './eventsub-chat.ts'
import { readHeld } from './eventsub-held.ts'
import * as moderation from './eventsub-moderation.ts'
import { readNotification } from './eventsub-notification.ts'
import { authorAt, type EventReader, makeNotice, type Scope } from './eventsub-scope.ts'
import * as show from './eventsub-show.ts'
import { readFragments } from './fragments.ts'
import type { Body } from './parts.ts'

const readers: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  ['channel.chat.message', chat.readChatMessage],
  ['channel.chat.message_delete', chat.readMessageDelete],
  ['channel.chat.clear', chat.readClear],
  ['channel.chat.clear_user_messages', chat.readClearUserMessages],
  ['channel.chat.notification', readNotification],
  ['channel.chat_settings.update', moderation.readChatSettings],
  ['channel.chat.user_message_hold', readHeld],
  ['channel.chat.user_message_update', readHeld],
  ['automod.message.hold', readHeld],
  ['automod.message.update', readHeld],
  ['automod.terms.update', moderation.readAutomodTerms],
  ['automod.settings.update', moderation.readAutomodSettings],
  ['channel.moderate', moderation.readModerate],
  ['channel.ban', moderation.readBan],
  ['channel.unban', moderation.readUnban],
  ['channel.warning.send', moderation.readWarning],
  ['channel.warning.acknowledge', moderation.readWarningAcknowledged],
  ['channel.suspicious_user.message', moderation.readSuspiciousMessage],
  ['channel.suspicious_user.update', moderation.readSuspiciousUpdate],
  ['channel.unban_request.create', moderation.readUnbanRequest],
  ['channel.unban_request.resolve', moderation.readUnbanRequestResolved],
  ['channel.moderator.add', moderation.readRole('is now a moderator')],
  ['channel.moderator.remove', moderation.readRole('is no longer a moderator')],
  ['channel.vip.add', moderation.readRole('is now a VIP')],
  ['channel.vip.remove', moderation.readRole('is no longer a VIP')],
  ['channel.shield_mode.begin', moderation.readShield(true, 'started_at')],
  ['channel.shield_mode.end', moderation.readShield(false, 'ended_at')],
  ['stream.online', channel.readStreamOnline],
  ['stream.offline', channel.readStreamOffline],
  ['channel.update', channel.readChannelUpdate],
  ['channel.follow', channel.readFollow],
  ['channel.raid', channel.readRaid],
  ['channel.subscribe', channel.readSubscribe],
  ['channel.subscription.end', channel.readSubscriptionEnd],
  ['channel.subscription.gift', channel.readSubscriptionGift],
  ['channel.subscription.message', channel.readSubscriptionMessage],
  ['channel.cheer', channel.readBits],
  ['channel.bits.use', channel.readBits],
  ['channel.channel_points_custom_reward_redemption.add', channel.readCustomReward],
  ['channel.channel_points_custom_reward_redemption.update', channel.readCustomReward],
  ['channel.channel_points_automatic_reward_redemption.add', channel.readAutomaticReward],
  ['channel.poll.begin', show.readPoll],
  ['channel.poll.progress', show.readPoll],
  ['channel.poll.end', show.readPoll],
  ['channel.prediction.begin', show.readPrediction],
  ['channel.prediction.progress', show.readPrediction],
  ['channel.prediction.lock', show.readPrediction],
  ['channel.prediction.end', show.readPrediction],
  ['channel.hype_train.begin', show.readHypeTrain],
  ['channel.hype_train.progress', show.readHypeTrain],
  ['channel.hype_train.end', show.readHypeTrain],
  ['channel.goal.begin', show.readGoal],
  ['channel.goal.progress', show.readGoal],
  ['channel.goal.end', show.readGoal],
  ['channel.ad_break.begin', show.readAdBreak],
  ['channel.shoutout.create', show.readShoutoutGiven],
  ['channel.shoutout.receive', show.readShoutoutReceived],
  ['channel.shared_chat.begin', show.readSharedChat],
  ['channel.shared_chat.update', show.readSharedChat],
  ['channel.shared_chat.end', show.readSharedChat],
])

/** A raid's condition names the side that was subscribed to; what arrives is the rule. */
const raidChannel = (event: Wire, condition: Wire): string => {
  const from = idOf(condition['from_broadcaster_user_id'])
  return from === '' ? idOf(event['to_broadcaster_user_id']) : from
}

/** What a person typed, in the first of the places where events have it. */
const typedIn = (event: Wire, context: ParseContext): Body | undefined => {
  const places = [event['message'], { text: event['user_input'] }, { text: event['text'] }]
  return places.map((place) => readFragments(place, undefined, context)).find((body) => body.text !== '')
}

const paidIn = (event: Wire): Amount | undefined => {
  const bits = countOf(event['bits'] ?? objectOf(event['custom_power_up'])['bits'])
  return bits === undefined || bits === 0 ? wireMoney(event['amount']) : bitsAmount(bits)
}

/** Something new of Twitch's: shown, in its own words where it has some, so that nothing is silently lost, and counted. */
const readUnknown = (event: Wire, scope: Scope): Parsed => {
  const words = cleanText(textOf(event['system_message']))
  const author = authorAt(event, 'user')
  const body = typedIn(event, scope.context)
  const amount = paidIn(event)
  const notice = makeNotice(scope, {
    kind: 'unknown',
    key: [scope.type, idOf(event['id']) || author?.id || '', String(scope.at)],
    type: scope.type,
    system: words === '' ? `Twitch sent an event that this version does not know: ${scope.type}.` : words,
    author,
    ...(body === undefined ? {} : { body }),
  })
  if (amount !== undefined) notice.amount = amount
  return { events: [notice], unknown: `event ${scope.type}` }
}

/** Whispers, profiles, drops and the like: nothing for a channel's feed. */
const aboutNoChannel = /^(user|drop|extension|conduit)\./

const ofNoChannel = (type: string): Parsed => ({ events: [], unknown: `event ${type}` })

/** The documents show AutoMod's settings in a list of one, which no capture does. */
const unwrap = (event: Wire): Wire => {
  const { data, broadcaster_user_id }: Loose<'data' | 'broadcaster_user_id'> = event
  const [inner] = arrayOf(data)
  return broadcaster_user_id === undefined && isObject(inner) ? inner : event
}

/** The `{subscription, event}` of a notification; `typeOfFrame` counts where the subscription names no type. */
export const parseEventSub = (payload: unknown, context: ParseContext, typeOfFrame = ''): Parsed => {
  if (!isObject(payload)) return malformed('no EventSub payload')
  const { subscription, event: wrapped, events: batch }: Loose<'subscription' | 'event' | 'events'> = payload
  const described: Loose<'type' | 'condition'> = objectOf(subscription)
  const type = idOf(described.type) || typeOfFrame
  if (!isObject(wrapped)) {
    // Drops come several at once.
    const isBatch = Array.isArray(batch) && aboutNoChannel.test(type)
    return isBatch ? ofNoChannel(type) : malformed('no subscription or no event')
  }
  if (type === '') return malformed('no subscription type')
  const event = unwrap(wrapped)
  const told: Loose<'broadcaster_user_id' | 'broadcaster_user_login'> = event
  const condition = objectOf(described.condition)
  const userId =
    type === 'channel.raid'
      ? raidChannel(event, condition)
      : idOf(told.broadcaster_user_id) || idOf(condition['broadcaster_user_id'])
  const login = idOf(told.broadcaster_user_login).toLowerCase()
  const known = userId === '' ? (login === '' ? undefined : context.channelOf({ login })) : channelIdOf(context, userId)
  if (known === undefined) {
    if (aboutNoChannel.test(type)) return ofNoChannel(type)
    return malformed(`${type} for a channel that is not known`)
  }
  const at = context.sentAt ?? context.receivedAt
  const scope: Scope = { context, channel: known, channelUserId: userId, at, type }
  const read = readers.get(type)
  return read === undefined ? readUnknown(event, scope) : read(event, scope)
}

/** A whole WebSocket frame `{metadata, payload}`: welcomes, keepalives and revocations are for the connection alone. */
export const parseEventSubFrame = (frame: unknown, context: ParseContext): Parsed => {
  if (!isObject(frame) || !isObject(frame['metadata'])) return malformed('no EventSub frame')
  const metadata: Loose<'message_type' | 'message_timestamp' | 'subscription_type'> = frame['metadata']
  const messageType = textOf(metadata.message_type)
  if (messageType !== 'notification' && messageType !== '') return nothing
  const sentAt = timeOf(metadata.message_timestamp)
  const timed = sentAt === undefined ? context : { ...context, sentAt }
  return parseEventSub(frame['payload'], timed, idOf(metadata.subscription_type))
}
