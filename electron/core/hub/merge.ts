/**
 * A second copy of an event adds what the first did not know: IRC knows first-time chatters, EventSub does not. Text,
 * place and announcement never change. Every function gives the very same object back when nothing was added.
 */
import {
  type Author,
  type Badge,
  type ChatMessage,
  type HeldMessage,
  isWritten,
  type ModAction,
  type ModeChange,
  type Notice,
  type Reply,
  type Role,
  type Room,
  type RowEvent,
  type Trait,
} from '../../../shared/model.ts'
import { isNewerEdit } from './revisions.ts'

/** They tell how a copy came and where its row was placed, so they are never taken over from another copy. */
const placingTraits: ReadonlySet<Trait> = new Set<Trait>(['historical', 'late'])

const fillMissing = <Value extends object>(base: Value, copy: Value, fields: readonly (keyof Value)[]): Value => {
  let filled = base
  for (const field of fields) {
    if (filled[field] === undefined && copy[field] !== undefined) filled = { ...filled, [field]: copy[field] }
  }
  return filled
}

const replaced = <Value extends object, Field extends keyof Value>(
  base: Value,
  field: Field,
  value: Value[Field],
): Value => (base[field] === value ? base : { ...base, [field]: value })

const union = <Item>(base: readonly Item[], copy: readonly Item[], skip?: ReadonlySet<Item>): readonly Item[] => {
  const added = copy.filter((item) => !base.includes(item) && skip?.has(item) !== true)
  return added.length === 0 ? base : [...base, ...added]
}

const mergeBadges = (base: readonly Badge[], copy: readonly Badge[]): readonly Badge[] => {
  let changed = false
  const filled = base.map((badge) => {
    if (badge.image !== undefined) return badge
    const twin = copy.find((other) => other.set === badge.set && other.version === badge.version)
    if (twin?.image === undefined) return badge
    changed = true
    return { ...badge, title: twin.title, image: twin.image }
  })
  const added = copy.filter(
    (badge) => !base.some((other) => other.set === badge.set && other.version === badge.version),
  )
  return changed || added.length > 0 ? [...filled, ...added] : base
}

export const mergeAuthor = (base: Author, copy: Author): Author => {
  let merged = fillMissing(base, copy, ['color', 'image'])
  merged = replaced(merged, 'badges', mergeBadges(base.badges, copy.badges))
  return replaced(merged, 'roles', union<Role>(base.roles, copy.roles))
}

/** Some wires name a person by login alone: the id is what the other copy adds. */
const mergeOptionalAuthor = (base: Author | undefined, copy: Author | undefined): Author | undefined => {
  if (base === undefined || copy === undefined) return base ?? copy
  if (base.id === '' && copy.id !== '' && base.login === copy.login) return mergeAuthor({ ...base, id: copy.id }, copy)
  return base.id === copy.id ? mergeAuthor(base, copy) : base
}

const mergeReply = (base: Reply | undefined, copy: Reply | undefined): Reply | undefined =>
  base === undefined || copy === undefined ? (base ?? copy) : fillMissing(base, copy, ['author', 'text'])

interface Placed {
  readonly channel: Room['channel']
  readonly messageId?: string
  readonly rooms?: readonly Room[]
}

const mergeRooms = (base: Placed, { rooms }: Placed): readonly Room[] | undefined => {
  if (rooms === undefined) return base.rooms
  const own: readonly Room[] =
    base.rooms ??
    (base.messageId === undefined ? [] : [{ channel: base.channel, messageId: base.messageId, removed: false }])
  const known = own.map((room) => mergeRoles(room, rooms))
  const added = rooms.filter((room) => !own.some((other) => other.channel === room.channel))
  const isUnchanged = added.length === 0 && known.every((room, index) => room === base.rooms?.[index])
  return isUnchanged && base.rooms !== undefined ? base.rooms : [...known, ...added]
}

/** One wire may tell a role in the room that the other does not. */
const mergeRoles = (base: Room, copies: readonly Room[]): Room => {
  const roles = copies.find(({ channel }) => channel === base.channel)?.roles
  return base.roles === undefined || roles === undefined
    ? base
    : replaced(base, 'roles', union<Role>(base.roles, roles))
}

/** The parts that messages and notices of a shared chat have in common. */
const mergeShared = <Event extends ChatMessage | Notice>(base: Event, copy: Event): Event => {
  let merged = base
  const rooms = mergeRooms(base, copy)
  if (rooms !== undefined && rooms !== base.rooms) merged = { ...merged, rooms }
  // `source` names a foreign room: what is foreign to the copy's room may be the row's own.
  if (merged.source === undefined && copy.source !== undefined && copy.source.channel !== merged.channel)
    merged = { ...merged, source: copy.source }
  const traits = union(base.traits, copy.traits, placingTraits)
  return traits === base.traits ? merged : { ...merged, traits }
}

const mergeMessage = (base: ChatMessage, copy: ChatMessage): ChatMessage => {
  let merged = mergeShared(base, copy)
  merged = replaced(merged, 'author', mergeAuthor(base.author, copy.author))
  const replyTo = mergeReply(base.replyTo, copy.replyTo)
  if (replyTo !== undefined && replyTo !== base.replyTo) merged = { ...merged, replyTo }
  merged = fillMissing(merged, copy, ['thread', 'paid', 'importance', 'subject', 'reactions'])
  // A history that was read after an edit gives the edited text: that is an edit, not another text of the same message.
  if (copy.revision !== undefined && copy.editedAt !== undefined && isNewerEdit(copy, base))
    merged = { ...merged, parts: copy.parts, text: copy.text, editedAt: copy.editedAt, revision: copy.revision }
  return merged
}

const mergeNotice = (base: Notice, copy: Notice): Notice => {
  const shared = mergeShared(base, copy)
  // The sentence stands in for words that only the other copy has.
  const worded = isWritten(copy) && !isWritten(base) ? { ...shared, parts: copy.parts, text: copy.text } : shared
  const merged = fillMissing(worded, copy, ['type', 'count', 'months', 'tier', 'amount', 'color', 'group', 'messageId'])
  const author = mergeOptionalAuthor(base.author, copy.author)
  const target = mergeOptionalAuthor(base.target, copy.target)
  const withAuthor = author === undefined || author === base.author ? merged : { ...merged, author }
  return target === undefined || target === base.target ? withAuthor : { ...withAuthor, target }
}

/** A decision replaces `held` and is never taken back by a late copy of the holding. */
const mergeHeld = (base: HeldMessage, copy: HeldMessage): HeldMessage =>
  base.status === 'held' && copy.status !== 'held' ? { ...base, status: copy.status } : base

const modActionFields: readonly (keyof ModAction)[] = ['target', 'message', 'reason', 'durationSeconds']
const modeFields: readonly (keyof ModeChange)[] = ['by', 'seconds']

/** `base` with what `copy`, the same event from another source, adds to it. */
export const mergeEvent = (base: RowEvent, copy: RowEvent): RowEvent => {
  if (base.kind === 'message') return copy.kind === 'message' ? mergeMessage(base, copy) : base
  if (base.kind === 'notice') return copy.kind === 'notice' ? mergeNotice(base, copy) : base
  if (base.kind === 'held') return copy.kind === 'held' ? mergeHeld(base, copy) : base
  if (base.kind === 'modAction') return copy.kind === 'modAction' ? fillMissing(base, copy, modActionFields) : base
  if (base.kind === 'mode') return copy.kind === 'mode' ? fillMissing(base, copy, modeFields) : base
  return base
}
