/** What every EventSub event is read with. */
import { type Author, type ChannelId, makeEventId, type Notice, type NoticeKind } from '../../../../shared/model.ts'
import { personOf, type Wire } from '../wire.ts'
import { makePerson } from './author.ts'
import type { ParseContext, Parsed } from './context.ts'
import { type Draft, wordsOf } from './message.ts'
import type { Body } from './parts.ts'

export interface Scope {
  readonly context: ParseContext
  readonly channel: ChannelId
  /** The broadcaster's user id: badges belong to it. */
  readonly channelUserId: string
  /** ms since epoch: Twitch's time of the notification, else ours. */
  readonly at: number
  /** The subscription's type. */
  readonly type: string
}

export type EventReader = (event: Wire, scope: Scope) => Parsed

/** `prefix` as in `moderator_user`; undefined where nobody is named. */
export const authorAt = (event: Wire, prefix: string): Author | undefined => makePerson(personOf(event, prefix))

export const nameAt = (event: Wire, prefix: string): string => authorAt(event, prefix)?.name ?? 'Somebody'

export interface NoticeFields {
  readonly kind: NoticeKind
  /** The natural key (DESIGN 3): for what has no id of its own, actor + what + when. */
  readonly key: readonly [string, ...string[]]
  readonly system: string
  readonly at?: number | undefined
  readonly author?: Author | undefined
  readonly target?: Author | undefined
  readonly body?: Body
  readonly type?: string
}

/** A notice outside `channel.chat.notification`. */
export const makeNotice = (scope: Scope, fields: NoticeFields): Draft<Notice> => {
  const notice: Draft<Notice> = {
    kind: 'notice',
    id: makeEventId(scope.channel, 'notice', ...fields.key),
    channel: scope.channel,
    sentAt: fields.at ?? scope.at,
    receivedAt: scope.context.receivedAt,
    notice: fields.kind,
    type: fields.type ?? scope.type,
    ...wordsOf(fields.system, fields.body),
    traits: [],
  }
  if (fields.author !== undefined) notice.author = fields.author
  if (fields.target !== undefined) notice.target = fields.target
  return notice
}
