/** Removals of one channel, remembered so that what arrives after its removal is struck from the start (DESIGN 3). */
import type { Author, EventId, Removal } from '../../../shared/model.ts'
import { createRing } from './ring.ts'
import type { Strike } from './row.ts'

/** Two reports of one act from two sources differ by no more than this, in ms. */
export const sameActWithin = 2_000

export interface RemovalMemory {
  /** The strike of this removal, and whether it is new, tells more than was known, or is a mere repetition. */
  remember(removal: Removal): { readonly strike: Strike; readonly news: 'new' | 'more' | 'none' }
  /**
   * The strikes that cover what `author` said at `sentAt` under one of `ids`: those of the message itself whatever
   * their time, those of the person and of the room only when they came later than the message.
   */
  covering(ids: readonly EventId[], author: Author | undefined, sentAt: number): readonly Strike[]
  /** Forgets what is older than the limit; remembering does so by itself. */
  prune(): void
  readonly size: number
}

type Entry = { readonly strike: Strike; readonly rememberedAt: number } & (
  | { readonly message: EventId }
  | { readonly author: string }
  | { readonly all: true }
)

const noStrikes: readonly Strike[] = []

/** A timeout and a ban are two acts even within a second; a report that says neither belongs to either. */
const isSameAct = (strike: Strike, removal: Removal): boolean => {
  if (Math.abs(strike.at - removal.at) > sameActWithin) return false
  if (strike.durationSeconds !== undefined && removal.durationSeconds !== undefined)
    return strike.durationSeconds === removal.durationSeconds
  const bothTell =
    (strike.permanent === true && removal.durationSeconds !== undefined) ||
    (removal.permanent === true && strike.durationSeconds !== undefined)
  return !bothTell
}

const strikeOf = (removal: Removal, rank: Strike['rank']): Strike => ({
  channel: removal.channel,
  rank,
  own: false,
  at: removal.at,
  pending: false,
  by: removal.by?.name,
  reason: removal.reason,
  durationSeconds: removal.durationSeconds,
  permanent: removal.permanent,
})

/** Takes over what `removal` adds; false when it adds nothing. */
const learn = (strike: Strike, removal: Removal): boolean => {
  const before = { ...strike }
  // A message is removed once, by the first; a person's or a room's removal reaches as far as its latest report says.
  strike.at = strike.rank === 0 ? Math.min(strike.at, removal.at) : Math.max(strike.at, removal.at)
  strike.by ??= removal.by?.name
  strike.reason ??= removal.reason
  strike.durationSeconds ??= removal.durationSeconds
  strike.permanent ??= removal.permanent
  return (
    strike.at !== before.at ||
    strike.by !== before.by ||
    strike.reason !== before.reason ||
    strike.durationSeconds !== before.durationSeconds ||
    strike.permanent !== before.permanent
  )
}

const insertByTime = (strikes: Strike[], strike: Strike) => {
  let index = strikes.length
  while (index > 0 && (strikes[index - 1]?.at ?? 0) > strike.at) index -= 1
  strikes.splice(index, 0, strike)
}

const removeFrom = (strikes: Strike[] | undefined, strike: Strike) => {
  const index = strikes?.indexOf(strike) ?? -1
  if (index >= 0) strikes?.splice(index, 1)
}

/** The earliest that came at or after `sentAt`; live messages are later than all, so the search starts at the end. */
const earliestCovering = (strikes: readonly Strike[] | undefined, sentAt: number): Strike | undefined => {
  let found: Strike | undefined
  for (let index = (strikes?.length ?? 0) - 1; index >= 0; index--) {
    const strike = strikes?.[index]
    if (strike === undefined || strike.at < sentAt) break
    found = strike
  }
  return found
}

export const createRemovalMemory = (options: {
  readonly limit: number
  readonly maxAgeMs: number
  readonly now: () => number
}): RemovalMemory => {
  const { limit, maxAgeMs, now } = options
  const byMessage = new Map<EventId, Strike>()
  const byAuthor = new Map<string, Strike[]>()
  const ofRoom: Strike[] = []
  const entries = createRing<Entry>()

  const forget = (entry: Entry) => {
    if ('message' in entry) byMessage.delete(entry.message)
    else if ('author' in entry) {
      const strikes = byAuthor.get(entry.author)
      removeFrom(strikes, entry.strike)
      if (strikes?.length === 0) byAuthor.delete(entry.author)
    } else removeFrom(ofRoom, entry.strike)
  }

  const prune = () => {
    const oldest = now() - maxAgeMs
    for (let first = entries.at(0); first !== undefined; first = entries.at(0)) {
      if (entries.length <= limit && first.rememberedAt >= oldest) return
      entries.shift()
      forget(first)
    }
  }

  const amongTimed = (strikes: Strike[], removal: Removal, rank: Strike['rank'], entry: (strike: Strike) => Entry) => {
    const known = strikes.findLast((strike) => isSameAct(strike, removal))
    if (known !== undefined) {
      const at = known.at
      const learned = learn(known, removal)
      if (known.at !== at) {
        removeFrom(strikes, known)
        insertByTime(strikes, known)
      }
      return { strike: known, news: learned ? 'more' : 'none' } as const
    }
    const strike = strikeOf(removal, rank)
    insertByTime(strikes, strike)
    entries.push(entry(strike))
    prune()
    return { strike, news: 'new' } as const
  }

  return {
    remember(removal) {
      const { target } = removal
      const rememberedAt = now()
      if (target === 'all') return amongTimed(ofRoom, removal, 2, (strike) => ({ strike, rememberedAt, all: true }))
      if ('author' in target) {
        const strikes = byAuthor.get(target.author) ?? []
        byAuthor.set(target.author, strikes)
        return amongTimed(strikes, removal, 1, (strike) => ({ strike, rememberedAt, author: target.author }))
      }
      const known = byMessage.get(target.message)
      if (known !== undefined) return { strike: known, news: learn(known, removal) ? 'more' : 'none' }
      const strike = strikeOf(removal, 0)
      byMessage.set(target.message, strike)
      entries.push({ strike, rememberedAt, message: target.message })
      prune()
      return { strike, news: 'new' }
    },
    covering(ids, author, sentAt) {
      if (entries.length === 0) return noStrikes
      const found = ids.map((id) => byMessage.get(id))
      if (author !== undefined) {
        found.push(earliestCovering(byAuthor.get(author.id), sentAt))
        found.push(earliestCovering(byAuthor.get(author.login), sentAt))
      }
      found.push(earliestCovering(ofRoom, sentAt))
      return found.filter((strike) => strike !== undefined)
    },
    prune,
    get size() {
      return entries.length
    },
  }
}
