/** Making and ending EventSub subscriptions through Helix (facts 2.2), every answer by what to do about it. */
import type { TributaryError } from '../../../../shared/errors.ts'
import type { HostServices } from '../../../core/ports/host.ts'
import type { Account } from '../../../core/ports/session.ts'
import { type Helix, helixError, said } from '../helix/client.ts'
import { readCursor, readData, readId, readObject, readText } from '../helix/read.ts'

/** Facts 3: all cost nothing with user:read:chat. The first must succeed before the others are tried. */
export const chatSubscriptionTypes = [
  'channel.chat.message',
  'channel.chat.notification',
  'channel.chat.message_delete',
  'channel.chat.clear_user_messages',
  'channel.chat.clear',
] as const

export type ChatSubscriptionType = (typeof chatSubscriptionTypes)[number]

export type SubscribeOutcome =
  /** `id` is undefined where Twitch did not say it. */
  | { readonly kind: 'subscribed'; readonly id: string | undefined }
  /** Not for this account in this channel: trying again would give the same. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'needsSignIn'; readonly why: string }
  /** The session has ended meanwhile. */
  | { readonly kind: 'sessionGone' }
  /** `crowded`: Twitch counts too many subscriptions, perhaps those that dead sessions left behind. */
  | {
      readonly kind: 'retry'
      readonly why: string
      readonly retryAt: number | undefined
      readonly crowded?: boolean
    }

export interface Subscriber {
  subscribe(type: ChatSubscriptionType, broadcasterId: string, sessionId: string): Promise<SubscribeOutcome>
  unsubscribe(subscriptionId: string): Promise<void>
  /** Deletes what dead sessions have left behind; asked again while it runs, it is the same run. */
  cleanUp(isDead: (sessionId: string) => boolean): Promise<void>
  stop(): void
}

/** So many requests at once: 5 x 60 must be on their way within 10 s, and no burst may look like an attack. */
const concurrency = 10
const cleanUpEveryMs = 60_000
/** Of 100 subscriptions each. */
const mostPages = 20

/** Why a chat is not subscribed yet although Twitch says that it is. */
export const stillLeaving = 'Twitch has not ended the former reading of this chat yet.'

export const createSubscriber = (
  helix: Helix,
  account: Account,
  userId: string,
  host: Pick<HostServices, 'clock' | 'log'>,
): Subscriber => {
  const stopping = new AbortController()
  const turns = createTurns(concurrency)
  let cleaning: Promise<void> | undefined
  let cleanedAt = Number.NEGATIVE_INFINITY
  const path = '/eventsub/subscriptions'
  const common = { path, background: true, signal: stopping.signal } as const

  const sweep = async (isDead: (sessionId: string) => boolean): Promise<void> => {
    let after: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const answer = await helix.ask(account.id, { ...common, method: 'GET', query: { user_id: userId, after } })
      if (answer.kind !== 'answered' || answer.status !== 200) return
      for (const item of readData(answer.body)) {
        const transport = readObject(item['transport'])
        const id = readId(item['id'])
        if (id === undefined || readText(transport?.['method']) !== 'websocket') continue
        const status = readText(item['status']) ?? ''
        // An enabled one of a session that we do not know may be another window of the same person: left alone.
        if (status.startsWith('websocket_') || isDead(readText(transport?.['session_id']) ?? '')) {
          await helix.ask(account.id, { ...common, method: 'DELETE', query: { id } })
        }
      }
      after = readCursor(answer.body)
      if (after === undefined) return
    }
  }

  /** Twitch says that it has this subscription already: it counts only when it is enabled, and this session's. */
  const findExisting = async (
    type: ChatSubscriptionType,
    broadcasterId: string,
    sessionId: string,
  ): Promise<SubscribeOutcome> => {
    let after: string | undefined
    for (let page = 0; page < mostPages; page++) {
      // One filter at a time: the broadcaster's id leaves the fewest.
      const answer = await helix.ask(account.id, { ...common, method: 'GET', query: { user_id: broadcasterId, after } })
      if (answer.kind === 'unauthorized') return unauthorized(answer.error)
      if (answer.kind !== 'answered' || answer.status !== 200) {
        return { kind: 'retry', why: helixError(answer, 'open the chat').message, retryAt: undefined }
      }
      for (const item of readData(answer.body)) {
        const condition = readObject(item['condition'])
        const id = readId(item['id'])
        const isIt =
          item['type'] === type &&
          item['status'] === 'enabled' &&
          readObject(item['transport'])?.['session_id'] === sessionId &&
          readId(condition?.['broadcaster_user_id']) === broadcasterId &&
          readId(condition?.['user_id']) === userId
        if (isIt && id !== undefined) return { kind: 'subscribed', id }
      }
      after = readCursor(answer.body)
      if (after === undefined) break
    }
    return { kind: 'retry', why: stillLeaving, retryAt: undefined, crowded: true }
  }

  return {
    subscribe: (type, broadcasterId, sessionId) =>
      turns(async () => {
        const answer = await helix.ask(account.id, {
          ...common,
          method: 'POST',
          json: {
            type,
            version: '1',
            condition: { broadcaster_user_id: broadcasterId, user_id: userId },
            transport: { method: 'websocket', session_id: sessionId },
          },
          scopes: ['user:read:chat'],
        })
        if (answer.kind === 'unauthorized') return unauthorized(answer.error)
        if (answer.kind !== 'answered') {
          return { kind: 'retry', why: helixError(answer, 'open the chat').message, retryAt: undefined }
        }
        const { status, message } = answer
        if (status >= 200 && status < 300) return { kind: 'subscribed', id: readId(readData(answer.body)[0]?.['id']) }
        if (status === 409) return findExisting(type, broadcasterId, sessionId)
        if (status === 400 && /session/i.test(message)) return { kind: 'sessionGone' }
        if (status === 403) {
          return {
            kind: 'refused',
            why: `Twitch does not let ${account.name} read this chat with its account: it may be banned or timed out there, or be in too many chats at once${said(message)}.`,
          }
        }
        if (status === 429) {
          const why = `Twitch wants fewer subscriptions${said(message)}.`
          return { kind: 'retry', why, retryAt: answer.retryAt, crowded: true }
        }
        const error = helixError(answer, 'open the chat')
        return status >= 500
          ? { kind: 'retry', why: error.message, retryAt: undefined }
          : { kind: 'refused', why: error.message }
      }),
    unsubscribe: (id) =>
      turns(async () => {
        await helix.ask(account.id, { ...common, method: 'DELETE', query: { id } })
      }),
    cleanUp(isDead) {
      const { clock } = host
      if (cleaning !== undefined) return cleaning
      if (clock.elapsed() - cleanedAt < cleanUpEveryMs) return Promise.resolve()
      cleanedAt = clock.elapsed()
      host.log.info('eventsub clean-up', { account: account.id })
      cleaning = sweep(isDead).finally(() => {
        cleaning = undefined
      })
      return cleaning
    },
    stop: () => stopping.abort(),
  }
}

const unauthorized = (error: TributaryError): SubscribeOutcome => {
  if (error.kind === 'signInAgain') return { kind: 'needsSignIn', why: error.message }
  if (error.kind === 'missingScope') return { kind: 'refused', why: error.message }
  return {
    kind: 'retry',
    why: error.message,
    retryAt: error.kind === 'rateLimited' ? error.retryAt : undefined,
  }
}

/** Runs at most `most` tasks at once, in the order in which they were asked for. */
const createTurns = (most: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <Value>(task: () => Promise<Value>): Promise<Value> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      // The turn is handed on, so that nobody slips in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
