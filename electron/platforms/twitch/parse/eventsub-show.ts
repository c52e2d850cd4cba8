/** What a broadcaster runs beside the chat, as quiet lines: polls, predictions, hype trains, breaks, shoutouts, shared chats. */

import { arrayOf, countOf, idOf, isTrue, objectOf, textOf, timeOf, type Wire } from '../wire.ts'
import { malformed, type Parsed } from './context.ts'
import { authorAt, makeNotice, nameAt, type Scope } from './eventsub-scope.ts'

const titlesOf = (items: unknown): string =>
  arrayOf(items)
    .map((item) => textOf(objectOf(item)['title']))
    .filter((title) => title !== '')
    .join(' / ')

const line = (scope: Scope, key: readonly [string, ...string[]], system: string, at?: number): Parsed => ({
  events: [makeNotice(scope, { kind: 'system', key, system, at })],
})

/** The choice with the most votes; undefined while nobody has voted. */
const winnerOf = (choices: unknown): string | undefined => {
  let best: Wire | undefined
  for (const choice of arrayOf(choices).map(objectOf)) {
    if ((countOf(choice['votes']) ?? 0) > (countOf(best?.['votes']) ?? 0)) best = choice
  }
  return best === undefined ? undefined : `${textOf(best['title'])} (${countOf(best['votes'])})`
}

/** A poll that goes on changes its own line: nothing new is said until it ends. */
export const readPoll = (event: Wire, scope: Scope): Parsed => {
  const id = idOf(event['id'])
  const title = textOf(event['title'])
  if (id === '') return malformed(`${scope.type} without id`)
  if (!scope.type.endsWith('.end')) {
    const system = `Poll: ${title} ${titlesOf(event['choices'])}`
    return line(scope, ['poll', id], system, timeOf(event['started_at']))
  }
  const winner = winnerOf(event['choices'])
  const system = winner === undefined ? `The poll ended: ${title}` : `The poll ended: ${title} ${winner}`
  return line(scope, ['poll', id, 'end'], system, timeOf(event['ended_at']))
}

export const readPrediction = (event: Wire, scope: Scope): Parsed => {
  const id = idOf(event['id'])
  const title = textOf(event['title'])
  if (id === '') return malformed(`${scope.type} without id`)
  if (scope.type.endsWith('.lock')) {
    return line(scope, ['prediction', id, 'lock'], `The prediction is locked: ${title}`, timeOf(event['locked_at']))
  }
  if (scope.type.endsWith('.end')) {
    const won = arrayOf(event['outcomes'])
      .map(objectOf)
      .find((outcome) => idOf(outcome['id']) === idOf(event['winning_outcome_id']))
    const system =
      won === undefined ? `The prediction ended: ${title}` : `The prediction ended: ${title} ${textOf(won['title'])}`
    return line(scope, ['prediction', id, 'end'], system, timeOf(event['ended_at']))
  }
  const system = `Prediction: ${title} ${titlesOf(event['outcomes'])}`
  return line(scope, ['prediction', id], system, timeOf(event['started_at']))
}

/** One line when it starts, one for each further level, one at its end; progress within a level repeats its line. */
export const readHypeTrain = (event: Wire, scope: Scope): Parsed => {
  const id = idOf(event['id'])
  const level = countOf(event['level']) ?? 1
  if (id === '') return malformed(`${scope.type} without id`)
  if (scope.type.endsWith('.end')) {
    return line(scope, ['hypeTrain', id, 'end'], `The hype train ended at level ${level}.`, timeOf(event['ended_at']))
  }
  const starts = level === 1 || scope.type.endsWith('.begin')
  const system = starts ? 'A hype train started.' : `The hype train reached level ${level}.`
  return line(scope, ['hypeTrain', id, String(level)], system, starts ? timeOf(event['started_at']) : undefined)
}

/** One line when it begins and one when it ends; progress repeats the first, so that a moving goal is no flood. */
export const readGoal = (event: Wire, scope: Scope): Parsed => {
  const id = idOf(event['id'])
  if (id === '') return malformed(`${scope.type} without id`)
  const current = countOf(event['current_amount']) ?? 0
  const target = countOf(event['target_amount'])
  const name = textOf(event['description']) || `${textOf(event['type']).replaceAll('_', ' ')} goal`.trim()
  const amount = target === undefined ? String(current) : `${current} of ${target}`
  if (!scope.type.endsWith('.end')) {
    return line(scope, ['goal', id], `Goal: ${name} (${amount})`, timeOf(event['started_at']))
  }
  const reached = isTrue(event['is_achieved']) ? 'was reached' : 'ended'
  return line(scope, ['goal', id, 'end'], `The goal ${reached}: ${name} (${amount})`, timeOf(event['ended_at']))
}

export const readAdBreak = (event: Wire, scope: Scope): Parsed => {
  const at = timeOf(event['started_at']) ?? scope.at
  const seconds = countOf(event['duration_seconds'])
  const system = seconds === undefined ? 'An ad break started.' : `An ad break of ${seconds} seconds started.`
  return line(scope, [scope.type, String(at)], system, at)
}

export const readShoutoutGiven = (event: Wire, scope: Scope): Parsed => {
  const at = timeOf(event['started_at']) ?? scope.at
  return {
    events: [
      makeNotice(scope, {
        kind: 'system',
        key: [scope.type, idOf(event['to_broadcaster_user_id']), String(at)],
        at,
        system: `${nameAt(event, 'moderator_user')} gave ${nameAt(event, 'to_broadcaster_user')} a shoutout.`,
        author: authorAt(event, 'moderator_user'),
        target: authorAt(event, 'to_broadcaster_user'),
      }),
    ],
  }
}

export const readShoutoutReceived = (event: Wire, scope: Scope): Parsed => {
  const at = timeOf(event['started_at']) ?? scope.at
  return {
    events: [
      makeNotice(scope, {
        kind: 'system',
        key: [scope.type, idOf(event['from_broadcaster_user_id']), String(at)],
        at,
        system: `${nameAt(event, 'from_broadcaster_user')} gave this channel a shoutout.`,
        author: authorAt(event, 'from_broadcaster_user'),
      }),
    ],
  }
}

const maxNames = 6

/** The rooms beside this one. */
const othersOf = (event: Wire, scope: Scope): string => {
  const others = arrayOf(event['participants'])
    .map(objectOf)
    .filter((participant) => idOf(participant['broadcaster_user_id']) !== scope.channelUserId)
    .map((participant) => textOf(participant['broadcaster_user_name']))
  const shown = others.slice(0, maxNames).join(', ')
  return others.length > maxNames ? `${shown} and ${others.length - maxNames} more` : shown
}

export const readSharedChat = (event: Wire, scope: Scope): Parsed => {
  const session = idOf(event['session_id'])
  if (session === '') return malformed(`${scope.type} without session_id`)
  const key: readonly [string, ...string[]] = [scope.type, session, String(scope.at)]
  if (scope.type.endsWith('.end')) return line(scope, key, 'The shared chat ended.')
  const others = othersOf(event, scope)
  const verb = scope.type.endsWith('.begin') ? 'The chat is now shared' : 'The shared chat is now'
  return line(scope, key, others === '' ? `${verb}.` : `${verb} with ${others}.`)
}
