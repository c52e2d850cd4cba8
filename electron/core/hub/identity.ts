/** Which row an id, a room's own message id or a person means; trimmed with the rows, so memory stays bounded. */
import { type ChannelId, type EventId, makeEventId, type RowEvent } from '../../../shared/model.ts'
import { channelsOf, copiesOf, isRemovable, type Row } from './row.ts'

export interface Identities {
  /** The row of this id, or of which this is a room's own copy. */
  find(id: EventId): Row | undefined
  /** The row that has this very id. */
  exact(id: EventId): Row | undefined
  /** Answers other rows that turn out to be the same message: their ids are those of its copies. */
  add(row: Row): readonly Row[]
  /** Gives `row` another event, whose id, copies, home or author may differ; answers as `add`. */
  replace(row: Row, event: RowEvent): readonly Row[]
  /** `remember`: the id came and went, so that a redelivery of it is no new row. */
  remove(row: Row, remember: boolean): void
  wasEvicted(id: EventId): boolean
  /** What `author` (an author id, or a login where the platform names only that) wrote in the room. */
  by(channel: ChannelId, author: string): Iterable<Row>
  /** Everything that people wrote in the room. */
  everything(channel: ChannelId): Iterable<Row>
  readonly sizes: {
    readonly ids: number
    readonly aliases: number
    readonly people: number
    readonly evictedIds: number
  }
}

/** The ids under which a removal, an edit or a reply may name the event. */
export const aliasesOf = (event: RowEvent): readonly EventId[] =>
  copiesOf(event)
    .map((copy) => makeEventId(copy.channel, 'message', copy.messageId))
    .filter((key) => key !== event.id)

const authorKey = (event: RowEvent): string | undefined => (isRemovable(event) ? (event.author?.id ?? '') : undefined)

const loginOf = (row: Row): string | undefined =>
  row.event.kind === 'message' || row.event.kind === 'notice' ? row.event.author?.login : undefined

const nobody: readonly Row[] = []

/** Remembers between `size` and twice `size` of the last ids, at the cost of one set insertion. */
const createRecentIds = (size: number) => {
  let newer = new Set<EventId>()
  let older = new Set<EventId>()
  return {
    add(id: EventId) {
      newer.add(id)
      if (newer.size < size) return
      older = newer
      newer = new Set()
    },
    has: (id: EventId): boolean => newer.has(id) || older.has(id),
    get size() {
      return newer.size + older.size
    },
  }
}

export const createIdentities = (rememberedEvictions: number): Identities => {
  const ids = new Map<EventId, Row>()
  const aliases = new Map<EventId, Row>()
  const rooms = new Map<ChannelId, Map<string, Set<Row>>>()
  const evicted = createRecentIds(rememberedEvictions)

  const enterRooms = (row: Row) => {
    const author = authorKey(row.event)
    if (author === undefined) return
    for (const channel of channelsOf(row.event)) {
      const people = rooms.get(channel) ?? new Map<string, Set<Row>>()
      if (people.size === 0) rooms.set(channel, people)
      const written = people.get(author)
      if (written === undefined) people.set(author, new Set([row]))
      else written.add(row)
    }
  }

  const leaveRooms = (row: Row) => {
    const author = authorKey(row.event)
    if (author === undefined) return
    for (const channel of channelsOf(row.event)) {
      const people = rooms.get(channel)
      const written = people?.get(author)
      written?.delete(row)
      if (written?.size === 0) people?.delete(author)
      if (people?.size === 0) rooms.delete(channel)
    }
  }

  const add = (row: Row): readonly Row[] => {
    ids.set(row.event.id, row)
    aliases.delete(row.event.id)
    let twins = nobody
    for (const key of aliasesOf(row.event)) {
      const holder = ids.get(key)
      if (holder === undefined) aliases.set(key, row)
      else if (holder !== row && holder.event.kind === row.event.kind) twins = [...twins, holder]
    }
    enterRooms(row)
    return twins
  }

  const forget = (row: Row) => {
    if (ids.get(row.event.id) === row) ids.delete(row.event.id)
    for (const key of aliasesOf(row.event)) if (aliases.get(key) === row) aliases.delete(key)
    leaveRooms(row)
  }

  return {
    find: (id) => ids.get(id) ?? aliases.get(id),
    exact: (id) => ids.get(id),
    add,
    replace(row, event) {
      forget(row)
      row.event = event
      return add(row)
    },
    remove(row, remember) {
      forget(row)
      if (remember) evicted.add(row.event.id)
    },
    wasEvicted: (id) => evicted.has(id),
    by(channel, author) {
      const people = rooms.get(channel)
      if (people === undefined) return nobody
      const written = people.get(author)
      if (written !== undefined || author.includes(':')) return written ?? nobody
      for (const candidate of people.values()) {
        for (const row of candidate) {
          if (loginOf(row) === author) return candidate
          break
        }
      }
      return nobody
    },
    everything(channel) {
      const all: Row[] = []
      for (const written of rooms.get(channel)?.values() ?? []) all.push(...written)
      return all
    },
    get sizes() {
      let people = 0
      for (const room of rooms.values()) people += room.size
      return { ids: ids.size, aliases: aliases.size, people, evictedIds: evicted.size }
    },
  }
}
