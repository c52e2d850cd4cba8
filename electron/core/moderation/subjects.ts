/** Whom or what an act is about: a room's own copy of a message, or a person as the feed knows them. */
import type { ActSubject } from '../../../shared/capabilities.ts'
import type { FeedRow } from '../../../shared/contract.ts'
import { type Author, type ChannelId, type Role, readAuthorId, rolesIn } from '../../../shared/model.ts'

export interface MessageSubject {
  readonly subject: ActSubject
  /** The platform's id of the copy in this room. */
  readonly messageId: string
}

/** The copy of this row in `channel`; undefined for a row that is no message, or was never seen there. */
export const messageIn = (row: FeedRow, channel: ChannelId): MessageSubject | undefined => {
  const { event } = row
  if (event.kind !== 'message' && event.kind !== 'notice') return undefined
  const { author, sentAt } = event
  const own = event.channel === channel ? event.messageId : undefined
  const messageId = event.rooms?.find((room) => room.channel === channel)?.messageId ?? own
  return author === undefined || messageId === undefined
    ? undefined
    : { subject: { channel, authorId: author.id, roles: rolesIn(event, channel), sentAt }, messageId }
}

/** Whether the platform has removed the row there; what we only asked for does not count. */
export const isRemovedIn = (row: FeedRow, channel: ChannelId): boolean =>
  row.removals.some((removal) => removal.channel === channel && !removal.pending)

export interface PersonSubject {
  readonly subject: ActSubject
  readonly userId: string
  /** Known when the feed holds something of this person. */
  readonly login: string | undefined
  readonly name: string
}

/** The person behind an author id, with what their newest row tells them to be there. Undefined for no author id. */
export const personIn = (rows: readonly FeedRow[], channel: ChannelId, authorId: string): PersonSubject | undefined => {
  const read = readAuthorId(authorId)
  if (read === undefined) return undefined
  const seen = rows.findLast((row) => authorOf(row)?.id === authorId)
  const author = seen === undefined ? undefined : authorOf(seen)
  return {
    subject: { channel, authorId, roles: seen === undefined ? [] : rolesOf(seen, channel) },
    userId: read.userId,
    login: author?.login,
    name: author?.name ?? 'this person',
  }
}

const rolesOf = ({ event }: FeedRow, channel: ChannelId): readonly Role[] =>
  event.kind === 'message' || event.kind === 'notice' || event.kind === 'held' ? rolesIn(event, channel) : []

const authorOf = ({ event }: FeedRow): Author | undefined =>
  event.kind === 'message' || event.kind === 'notice' || event.kind === 'held' ? event.author : undefined
