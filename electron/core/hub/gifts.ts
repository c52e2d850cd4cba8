/** A gift bomb is one row with a count: its gifts, before or after it, are folded into it. */
import { type EventId, type Notice, readEventId } from '../../../shared/model.ts'
import type { Row } from './row.ts'

export interface GiftFolds {
  /** The bomb's row that takes this gift, or undefined when no bomb is known: the gift is a row until one comes. */
  bombOf(gift: Notice): Row | undefined
  /** Notes a gift under its group; false when it is noted already. */
  note(gift: Notice, row: Row | undefined): boolean
  /** Makes `row` the bomb of its group; answers the rows of gifts that came before it. */
  lead(bomb: Notice, row: Row): readonly Row[]
  /** Who received the gifts noted so far. */
  names(bomb: Notice): readonly string[]
  /** The rows of a channel are gone and may come again from its history. */
  forget(notice: Notice): void
  readonly size: number
}

interface Group {
  bomb: Row | undefined
  readonly names: Map<EventId, string>
  readonly early: Set<Row>
}

/** Platforms number groups on their own terms: one group never spans two source channels. */
const keyOf = (notice: Notice): string => `${readEventId(notice.id)?.channel ?? notice.channel}/${notice.group ?? ''}`

export const createGiftFolds = (limit: number): GiftFolds => {
  const groups = new Map<string, Group>()
  const groupOf = (notice: Notice): Group => {
    const key = keyOf(notice)
    const known = groups.get(key)
    if (known !== undefined) return known
    const created: Group = { bomb: undefined, names: new Map(), early: new Set() }
    groups.set(key, created)
    for (const oldest of groups.keys()) {
      if (groups.size <= limit) break
      groups.delete(oldest)
    }
    return created
  }
  return {
    bombOf: (gift) => groups.get(keyOf(gift))?.bomb,
    note(gift, row) {
      const group = groupOf(gift)
      if (group.names.has(gift.id)) return false
      group.names.set(gift.id, gift.target?.name ?? '')
      if (row !== undefined) group.early.add(row)
      return true
    },
    lead(bomb, row) {
      const group = groupOf(bomb)
      group.bomb = row
      const early = [...group.early].filter((candidate) => candidate.alive)
      group.early.clear()
      return early
    },
    names: (bomb) => [...(groups.get(keyOf(bomb))?.names.values() ?? [])],
    forget(notice) {
      groups.delete(keyOf(notice))
    },
    get size() {
      return groups.size
    },
  }
}
