/** Puts removals on rows: those of the platform, also on rows that come later, and ours until the platform has answered. */
import { type Author, type ChannelId, type EventId, makeEventId, type Removal, timeOf } from '../../../shared/model.ts'
import type { Clock } from '../ports/host.ts'
import type { Identities } from './identity.ts'
import { createRemovalMemory, type RemovalMemory } from './removals.ts'
import { addStrike, copiesOf, isRemovable, isStruck, type Row, type Strike, withdrawStrike } from './row.ts'

/** One act of ours: rows are struck at once. Settle it once, by either; later calls do nothing. */
export interface RemovalAct {
  /** What it struck; rows that were struck before are not among them. */
  readonly rows: readonly EventId[]
  /** The platform did it. */
  done(): void
  /** The platform said no: the rows come back with its reason. */
  refuse(reason: string): void
}

export type RemovalSubject = { readonly rows: readonly EventId[] } | { readonly author: string }

export interface RemovalDetails {
  readonly reason?: string
  readonly durationSeconds?: number
  readonly permanent?: boolean
}

export interface Strikes {
  /** Strikes what the removal covers and remembers it. Tells its strike, and whether it was known. */
  apply(removal: Removal): { readonly strike: Strike; readonly news: 'new' | 'more' | 'none' }
  /** Puts on a row what was remembered for it. True when it changed. */
  cover(row: Row): boolean
  begin(subject: RemovalSubject, channel: ChannelId, by: string, details?: RemovalDetails): RemovalAct
  /** Forgets what has aged in channels that nobody reads any more. */
  prune(isOpen: (channel: ChannelId) => boolean): void
  readonly remembered: number
}

export const createStrikes = (options: {
  readonly clock: Pick<Clock, 'now'>
  readonly identities: Identities
  readonly removalsPerChannel: number
  readonly removalHours: number
  readonly onChanged: (row: Row) => void
}): Strikes => {
  const { clock, identities, removalsPerChannel, removalHours, onChanged } = options
  const memories = new Map<ChannelId, RemovalMemory>()

  const memoryOf = (channel: ChannelId): RemovalMemory => {
    const known = memories.get(channel)
    if (known !== undefined) return known
    const created = createRemovalMemory({
      limit: removalsPerChannel,
      maxAgeMs: removalHours * 3_600_000,
      now: clock.now,
    })
    memories.set(channel, created)
    return created
  }

  const found = (id: EventId): readonly Row[] => {
    const row = identities.find(id)
    return row === undefined ? [] : [row]
  }

  const rowsOf = ({ target, channel }: Removal): Iterable<Row> => {
    if (target === 'all') return identities.everything(channel)
    return 'author' in target ? identities.by(channel, target.author) : found(target.message)
  }

  const coverFrom = (row: Row, channel: ChannelId, ids: readonly EventId[], author: Author | undefined, at: number) => {
    const memory = memories.get(channel)
    if (memory === undefined) return false
    let changed = false
    for (const strike of memory.covering(ids, author, at)) changed = addStrike(row, strike) || changed
    return changed
  }

  return {
    apply(removal) {
      const outcome = memoryOf(removal.channel).remember(removal)
      const { strike, news } = outcome
      if (news === 'none') return outcome
      for (const row of rowsOf(removal)) {
        if (strike.rank !== 0 && timeOf(row.event) > strike.at) continue
        if (addStrike(row, strike) || row.strikes.includes(strike)) onChanged(row)
      }
      return outcome
    },
    cover(row) {
      const { event } = row
      if (memories.size === 0 || (event.kind !== 'message' && event.kind !== 'notice')) return false
      // A notice without words of a person is only ever removed by its own id.
      const removable = isRemovable(event)
      const author = removable ? event.author : undefined
      const sentAt = removable ? event.sentAt : Number.POSITIVE_INFINITY
      let changed = false
      for (const copy of copiesOf(event)) {
        if (!memories.has(copy.channel)) continue
        const ids = [makeEventId(copy.channel, 'message', copy.messageId), event.id]
        changed = coverFrom(row, copy.channel, ids, author, sentAt) || changed
      }
      if (event.source === undefined) return changed
      // The room where it was said may have told its removal before its copy came.
      return coverFrom(row, event.source.channel, [event.id], undefined, Number.POSITIVE_INFINITY) || changed
    },
    begin(subject, channel, by, details = {}) {
      const candidates = 'author' in subject ? [...identities.by(channel, subject.author)] : subject.rows.flatMap(found)
      const rows = candidates.filter((row) => !isStruck(row, channel))
      const strike: Strike = {
        channel,
        rank: 'author' in subject ? 1 : 0,
        own: true,
        at: clock.now(),
        pending: true,
        by,
        reason: details.reason,
        durationSeconds: details.durationSeconds,
        permanent: details.permanent,
      }
      for (const row of rows) if (addStrike(row, strike)) onChanged(row)
      let settled = false
      const settle = (change: (row: Row) => void) => {
        if (settled) return
        settled = true
        for (const row of rows) {
          change(row)
          onChanged(row)
        }
      }
      return {
        rows: rows.map((row) => row.event.id),
        done: () =>
          settle(() => {
            strike.pending = false
          }),
        refuse: (reason) => settle((row) => withdrawStrike(row, strike, reason)),
      }
    },
    prune(isOpen) {
      for (const [channel, memory] of memories) {
        memory.prune()
        if (memory.size === 0 && !isOpen(channel)) memories.delete(channel)
      }
    },
    get remembered() {
      let size = 0
      for (const memory of memories.values()) size += memory.size
      return size
    },
  }
}
