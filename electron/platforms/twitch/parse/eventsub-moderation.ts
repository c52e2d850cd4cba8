/** What moderators do: `channel.moderate`, bans, warnings, terms, unban requests, suspicious users (facts 3.6). */
import { type Author, type ChannelId, type FeedEvent, type ModAction, makeEventId } from '../../../../shared/model.ts'
import { cleanText } from '../../../core/text.ts'
import { arrayOf, countOf, idOf, isTrue, objectOf, textOf, timeOf, type Wire } from '../wire.ts'
import { anonymousAuthor } from './author.ts'
import { channelIdOf, malformed, type Parsed } from './context.ts'
import { makeRemoval } from './eventsub-chat.ts'
import { authorAt, makeNotice, nameAt, type Scope } from './eventsub-scope.ts'
import { readFragments } from './fragments.ts'
import type { Draft } from './message.ts'
import { type ModeState, makeModeChange } from './modes.ts'

interface ActDetails {
  readonly at?: number | undefined
  readonly target?: Author | undefined
  readonly messageId?: string
  /** The room of `messageId`, where that is not the scope's. */
  readonly messageChannel?: ChannelId
  readonly reason?: string
  readonly durationSeconds?: number | undefined
}

const makeAct = (scope: Scope, action: string, by: Author | undefined, details: ActDetails = {}): ModAction => {
  const at = details.at ?? scope.at
  const who = by ?? anonymousAuthor
  const what = details.messageId || details.target?.id || ''
  const act: Draft<ModAction> = {
    kind: 'modAction',
    id: makeEventId(scope.channel, 'modAction', action, who.id, what, String(at)),
    channel: scope.channel,
    at,
    by: who,
    action,
  }
  const reason = cleanText(details.reason ?? '')
  if (details.target !== undefined) act.target = details.target
  if (details.messageId !== undefined && details.messageId !== '') {
    act.message = makeEventId(details.messageChannel ?? scope.channel, 'message', details.messageId)
  }
  if (reason !== '') act.reason = reason
  if (details.durationSeconds !== undefined) act.durationSeconds = details.durationSeconds
  return act
}

const maxTimeoutSeconds = 1_209_600

/** Known only where both ends are: a notification without its time says when it ends, not how long it is. */
const secondsBetween = (from: number, to: number | undefined): number | undefined => {
  if (to === undefined || from <= 0) return undefined
  const seconds = Math.round((to - from) / 1000)
  return seconds > 0 && seconds <= maxTimeoutSeconds + 60 ? seconds : undefined
}

const modes: ReadonlyMap<string, (details: Wire) => ModeState> = new Map<string, (details: Wire) => ModeState>([
  ['emoteonly', () => ({ mode: 'emoteOnly', on: true })],
  ['emoteonlyoff', () => ({ mode: 'emoteOnly', on: false })],
  ['followers', (details) => withSeconds('followers', countOf(details['follow_duration_minutes']), 60)],
  ['followersoff', () => ({ mode: 'followers', on: false })],
  ['uniquechat', () => ({ mode: 'unique', on: true })],
  ['uniquechatoff', () => ({ mode: 'unique', on: false })],
  ['slow', (details) => withSeconds('slow', countOf(details['wait_time_seconds']), 1)],
  ['slowoff', () => ({ mode: 'slow', on: false })],
  ['subscribers', () => ({ mode: 'subscribers', on: true })],
  ['subscribersoff', () => ({ mode: 'subscribers', on: false })],
])

export const withSeconds = (mode: ModeState['mode'], count: number | undefined, unit: number): ModeState =>
  count === undefined ? { mode, on: true } : { mode, on: true, seconds: count * unit }

/** The object that holds an act's details, where it is not named like the act. */
const objectNames: ReadonlyMap<string, string> = new Map([
  ['add_blocked_term', 'automod_terms'],
  ['add_permitted_term', 'automod_terms'],
  ['remove_blocked_term', 'automod_terms'],
  ['remove_permitted_term', 'automod_terms'],
  ['approve_unban_request', 'unban_request'],
  ['deny_unban_request', 'unban_request'],
])

const plainActs: ReadonlySet<string> = new Set([
  ...['ban', 'timeout', 'unban', 'untimeout', 'clear', 'delete', 'raid', 'unraid', 'vip', 'unvip', 'mod', 'unmod'],
  ...['warn', 'shared_chat_ban', 'shared_chat_timeout', 'shared_chat_unban', 'shared_chat_untimeout'],
  'shared_chat_delete',
])

const reasonOf = (details: Wire): string => {
  const terms = arrayOf(details['terms']).map(textOf)
  const rules = arrayOf(details['chat_rules_cited']).map(textOf)
  const reason = [textOf(details['reason']), textOf(details['moderator_message']), ...terms, ...rules]
  return reason.filter((text) => text !== '').join(', ')
}

/** What the act does to the feed. In a shared chat it happened in the source's room, and shows there. */
const effectOf = (action: string, details: Wire, scope: Scope, by: Author | undefined): FeedEvent | undefined => {
  const mode = modes.get(action)
  if (mode !== undefined) return makeModeChange(scope.channel, scope.at, mode(details), { by })
  const act = action.replace(/^shared_chat_/, '')
  const userId = idOf(details['user_id'])
  const reason = cleanText(textOf(details['reason']))
  if (act === 'clear') return makeRemoval(scope, 'all', { by })
  if (act === 'delete') {
    const messageId = idOf(details['message_id'])
    return messageId === '' ? undefined : makeRemoval(scope, { messageId }, { by })
  }
  if (userId === '') return undefined
  if (act === 'ban') return makeRemoval(scope, { userId }, { by, reason, permanent: true })
  if (act !== 'timeout') return undefined
  const durationSeconds = secondsBetween(scope.at, timeOf(details['expires_at']))
  return makeRemoval(scope, { userId }, { by, reason, durationSeconds })
}

/** An act and its effect. An act that this version does not know is shown by Twitch's name for it, and counted. */
export const readModerate = (event: Wire, scope: Scope): Parsed => {
  const action = idOf(event['action'])
  if (action === '') return malformed('channel.moderate without action')
  const details = objectOf(event[objectNames.get(action) ?? action.replace(/off$/, '')])
  const by = authorAt(event, 'moderator_user')
  const sourceId = idOf(event['source_broadcaster_user_id'])
  const home = action.startsWith('shared_chat_') && sourceId !== '' ? sourceId : scope.channelUserId
  const there = { ...scope, channel: channelIdOf(scope.context, home), channelUserId: home }
  const act = makeAct(scope, action, by, {
    target: authorAt(details, 'user'),
    messageId: idOf(details['message_id']),
    messageChannel: there.channel,
    reason: reasonOf(details),
    durationSeconds: secondsBetween(scope.at, timeOf(details['expires_at'])),
  })
  const effect = effectOf(action, details, there, by)
  const events = effect === undefined ? [act] : [act, effect]
  const known = plainActs.has(action) || modes.has(action) || objectNames.has(action)
  return known ? { events } : { events, unknown: `moderation action ${action}` }
}

export const readBan = (event: Wire, scope: Scope): Parsed => {
  const userId = idOf(event['user_id'])
  if (userId === '') return malformed('channel.ban without user_id')
  const at = timeOf(event['banned_at']) ?? scope.at
  const by = authorAt(event, 'moderator_user')
  const reason = cleanText(textOf(event['reason']))
  const permanent = isTrue(event['is_permanent'] ?? textOf(event['ends_at']) === '')
  const durationSeconds = permanent ? undefined : secondsBetween(at, timeOf(event['ends_at']))
  const target = authorAt(event, 'user')
  return {
    events: [
      makeAct(scope, permanent ? 'ban' : 'timeout', by, { at, target, reason, durationSeconds }),
      makeRemoval(scope, { userId }, { at, by, reason, durationSeconds, permanent }),
    ],
  }
}

/** An act of a moderator on a person, with nothing more to tell than its reason. */
const readPersonAct =
  (action: string, reasonField?: string) =>
  (event: Wire, scope: Scope): Parsed => {
    const reason = reasonField === undefined ? '' : textOf(event[reasonField])
    const rules = arrayOf(event['chat_rules_cited']).map(textOf)
    const target = authorAt(event, 'user')
    const by = authorAt(event, 'moderator_user')
    return { events: [makeAct(scope, action, by, { target, reason: [reason, ...rules].filter(Boolean).join(', ') })] }
  }

export const readUnban = readPersonAct('unban')
export const readWarning = readPersonAct('warn', 'reason')

export const readWarningAcknowledged = (event: Wire, scope: Scope): Parsed => {
  const author = authorAt(event, 'user')
  return {
    events: [
      makeNotice(scope, {
        kind: 'system',
        key: [scope.type, idOf(event['user_id']), String(scope.at)],
        system: `${nameAt(event, 'user')} acknowledged a warning.`,
        author,
      }),
    ],
  }
}

/** `action` is `add_permitted`, `remove_blocked` and so on; `channel.moderate` says `add_permitted_term`. */
export const readAutomodTerms = (event: Wire, scope: Scope): Parsed => {
  const action = idOf(event['action'])
  if (action === '') return malformed('automod.terms.update without action')
  const reason = arrayOf(event['terms']).map(textOf).join(', ')
  return { events: [makeAct(scope, `${action}_term`, authorAt(event, 'moderator_user'), { reason })] }
}

export const readAutomodSettings = (event: Wire, scope: Scope): Parsed => {
  const level = countOf(event['overall_level'])
  const reason = level === undefined ? '' : `overall level ${level}`
  return { events: [makeAct(scope, 'automod_settings', authorAt(event, 'moderator_user'), { reason })] }
}

export const readUnbanRequest = (event: Wire, scope: Scope): Parsed => {
  const body = readFragments({ text: event['text'] }, undefined, scope.context)
  return {
    events: [
      makeNotice(scope, {
        kind: 'system',
        key: [scope.type, idOf(event['id'])],
        at: timeOf(event['created_at']),
        system: `${nameAt(event, 'user')} asks to be unbanned.`,
        author: authorAt(event, 'user'),
        body,
      }),
    ],
  }
}

const resolutions: ReadonlyMap<string, string> = new Map([
  ['approved', 'approve_unban_request'],
  ['denied', 'deny_unban_request'],
])

/** A person may also take the request back: that is nobody's act. */
export const readUnbanRequestResolved = (event: Wire, scope: Scope): Parsed => {
  const target = authorAt(event, 'user')
  const action = resolutions.get(textOf(event['status']).toLowerCase())
  if (action !== undefined) {
    const by = authorAt(event, 'moderator_user')
    return { events: [makeAct(scope, action, by, { target, reason: textOf(event['resolution_text']) })] }
  }
  return {
    events: [
      makeNotice(scope, {
        kind: 'system',
        key: [scope.type, idOf(event['id']), idOf(event['status'])],
        system: `The unban request of ${nameAt(event, 'user')} was ${idOf(event['status']) || 'closed'}.`,
        author: target,
      }),
    ],
  }
}

const trust: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['active_monitoring', 'is being monitored'],
  ['restricted', 'is restricted: only moderators see what they write'],
  ['none', 'was marked as suspicious'],
])

/** What a suspicious person wrote; Twitch shows a restricted one's messages to moderators alone. */
export const readSuspiciousMessage = (event: Wire, scope: Scope): Parsed => {
  const message = objectOf(event['message'])
  const messageId = idOf(message['message_id'])
  if (messageId === '') return malformed('channel.suspicious_user.message without message_id')
  const status = trust.get(event['low_trust_status']) ?? 'is under observation'
  const evader = arrayOf(event['types']).includes('ban_evader') ? ' They may be evading a ban.' : ''
  const notice = makeNotice(scope, {
    kind: 'system',
    key: [scope.type, messageId],
    system: `${nameAt(event, 'user')} ${status}.${evader}`,
    author: authorAt(event, 'user'),
    body: readFragments(event['message'], undefined, scope.context),
  })
  return { events: [{ ...notice, messageId }] }
}

export const readSuspiciousUpdate = (event: Wire, scope: Scope): Parsed => {
  const status = idOf(event['low_trust_status'])
  const action = status === '' ? 'suspicious_user' : `suspicious_user_${status}`
  return { events: [makeAct(scope, action, authorAt(event, 'moderator_user'), { target: authorAt(event, 'user') })] }
}

/** Someone became a moderator or a VIP, or ceased to be; who did it is not said. */
export const readRole =
  (sentence: string) =>
  (event: Wire, scope: Scope): Parsed => ({
    events: [
      makeNotice(scope, {
        kind: 'system',
        key: [scope.type, idOf(event['user_id']), String(scope.at)],
        system: `${nameAt(event, 'user')} ${sentence}.`,
        author: authorAt(event, 'user'),
      }),
    ],
  })

export const readShield =
  (on: boolean, timeField: string) =>
  (event: Wire, scope: Scope): Parsed => {
    const at = timeOf(event[timeField]) ?? scope.at
    const by = authorAt(event, 'moderator_user')
    return { events: [makeModeChange(scope.channel, at, { mode: 'shield', on }, { by })] }
  }

/** The whole state after a change; which of them changed is not said. */
export const readChatSettings = (event: Wire, scope: Scope): Parsed => {
  const when = (field: string, on: ModeState): ModeState => (event[field] === true ? on : { mode: on.mode, on: false })
  const states: readonly ModeState[] = [
    when('slow_mode', withSeconds('slow', countOf(event['slow_mode_wait_time_seconds']), 1)),
    when('emote_mode', { mode: 'emoteOnly', on: true }),
    when('follower_mode', withSeconds('followers', countOf(event['follower_mode_duration_minutes']), 60)),
    when('subscriber_mode', { mode: 'subscribers', on: true }),
    when('unique_chat_mode', { mode: 'unique', on: true }),
  ]
  const told = ['slow_mode', 'emote_mode', 'follower_mode', 'subscriber_mode', 'unique_chat_mode']
  const events = states
    .filter((_state, index) => typeof event[told[index] ?? ''] === 'boolean')
    .map((state) => makeModeChange(scope.channel, scope.at, state))
  return { events }
}
