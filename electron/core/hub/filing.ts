/** Files events as rows: the same event merges into its row, another one gets its place (DESIGN 3 and 5). */
import {
  type ChannelId,
  type ChatMessage,
  type EventId,
  type FeedEvent,
  type Reply,
  type RowEvent,
  type Trait,
  timeOf,
} from '../../../shared/model.ts'
import { aliasesOf, type Identities } from './identity.ts'
import { mergeEvent } from './merge.ts'
import type { Delays } from './order.ts'
import { applyEdit, compareRevisions, type WaitingRevisions } from './revisions.ts'
import { addStrike, channelsOf, createRow, isRemovable, type Row } from './row.ts'
import type { RowStore } from './row-store.ts'
import type { Strikes } from './strikes.ts'

/** How an event came. */
export interface Arrival {
  readonly source: string
  /** Of a history's events, how many may still go into the same place, this one included. */
  readonly waiting: number
  /** ms since epoch. */
  readonly now: number
  /** The same moment in elapsed time, ms. */
  readonly elapsed: number
}

export interface Filing {
  /** The event's row, new or known; undefined when it came and went before, or is older than what is kept. */
  file(event: RowEvent, arrival: Arrival): { readonly row: Row; readonly isNew: boolean } | undefined
  /** Adds what a copy of the row's event knows. */
  merge(row: Row, copy: RowEvent): void
  /** Takes a row out whose content another one shows. */
  retire(row: Row): void
  revise(event: Extract<FeedEvent, { kind: 'edit' | 'reactions' }>): void
}

/** A platform whose clock runs ahead must not push everything after it out of place, ms. */
const trustedAhead = 600_000

export const historySource = 'history'

const withTrait = (event: RowEvent, trait: Trait): RowEvent => {
  if ((event.kind !== 'message' && event.kind !== 'notice') || event.traits.includes(trait)) return event
  return { ...event, traits: [...event.traits, trait] }
}

const isHistorical = (event: RowEvent): boolean =>
  (event.kind === 'message' || event.kind === 'notice') && event.traits.includes('historical')

/** Nothing that rows are found by differs. */
const isIndexedAlike = (left: RowEvent, right: RowEvent): boolean => {
  if (left.id !== right.id || left.channel !== right.channel) return false
  if ((left.kind !== 'message' && left.kind !== 'notice') || (right.kind !== 'message' && right.kind !== 'notice'))
    return true
  if (isRemovable(left) !== isRemovable(right)) return false
  return left.rooms === right.rooms && left.messageId === right.messageId && left.author?.id === right.author?.id
}

export const createFiling = (parts: {
  readonly store: RowStore
  readonly identities: Identities
  readonly strikes: Strikes
  readonly delays: Delays
  readonly waiting: WaitingRevisions
  readonly onChanged: (row: Row) => void
  readonly onGone: (id: EventId, row: Row) => void
  /** A row gained traits or rooms after it was filed. */
  readonly onLearned: (row: Row, before: RowEvent, gained: readonly ChannelId[]) => void
  readonly count: (what: string) => void
}): Filing => {
  const { store, identities, strikes, delays, waiting, onChanged, onGone, onLearned, count } = parts

  const canonicalId = (id: EventId): EventId => identities.find(id)?.event.id ?? id

  /** A reply may name the id that its parent has in this room; rows are found by the row's. */
  const canonical = (event: RowEvent): RowEvent => {
    if (event.kind !== 'message' || (event.replyTo === undefined && event.thread === undefined)) return event
    const replyTo: Reply | undefined = event.replyTo && {
      ...event.replyTo,
      message: canonicalId(event.replyTo.message),
    }
    return {
      ...event,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(event.thread === undefined ? {} : { thread: canonicalId(event.thread) }),
    }
  }

  const applyReactions = (row: Row, message: ChatMessage, reactions: Extract<FeedEvent, { kind: 'reactions' }>) => {
    if (row.reactionsRevision !== undefined && compareRevisions(reactions.revision, row.reactionsRevision) <= 0) return
    row.reactionsRevision = reactions.revision
    row.event = { ...message, reactions: reactions.counts }
  }

  const applyWaiting = (row: Row) => {
    if (waiting.size === 0) return
    for (const id of [row.event.id, ...aliasesOf(row.event)]) {
      if (row.event.kind !== 'message') return
      const found = waiting.take(id)
      if (found?.edit !== undefined) row.event = applyEdit(row.event, found.edit)
      if (found?.reactions !== undefined) applyReactions(row, row.event, found.reactions)
    }
  }

  const retire = (row: Row) => {
    store.remove(row.event.channel, row)
    identities.remove(row, false)
    onGone(row.event.id, row)
  }

  const learn = (row: Row, event: RowEvent) => {
    const before = row.event
    const known = channelsOf(before)
    const twins = isIndexedAlike(before, event) ? [] : identities.replace(row, event)
    row.event = event
    for (const twin of twins) {
      for (const strike of twin.strikes) addStrike(row, strike)
      retire(twin)
      row.event = mergeEvent(row.event, twin.event)
      count('twin')
    }
    // The twins' ids are free now, and mean this row from here on.
    if (twins.length > 0) identities.replace(row, row.event)
    const gained = channelsOf(row.event).filter((channel) => !known.includes(channel))
    if (gained.length > 0 || before.id !== row.event.id || isRemovable(before) !== isRemovable(row.event)) {
      strikes.cover(row)
      applyWaiting(row)
    }
    onLearned(row, before, gained)
    onChanged(row)
  }

  const merge = (row: Row, copy: RowEvent) => {
    count('merged')
    const merged = mergeEvent(row.event, copy)
    if (merged !== row.event) learn(row, merged)
  }

  const known = (event: RowEvent): Row | undefined => {
    const row = identities.find(event.id)
    return row?.event.kind === event.kind ? row : undefined
  }

  /** The row that was filed under the id of one of the event's copies, before anything told that they are one. */
  const twinOf = (event: RowEvent): Row | undefined => {
    if ((event.kind !== 'message' && event.kind !== 'notice') || event.rooms === undefined) return undefined
    for (const key of aliasesOf(event)) {
      const row = identities.exact(key)
      if (row?.event.kind === event.kind) return row
    }
    return undefined
  }

  const adopt = (row: Row, event: RowEvent) => {
    const oldId = row.event.id
    count('twin')
    learn(row, { ...mergeEvent(row.event, event), id: event.id })
    onGone(oldId, row)
    onChanged(row)
  }

  const place = (row: Row, arrival: Arrival): boolean => {
    const { event } = row
    const time = Math.min(timeOf(event), arrival.now + trustedAhead)
    const historical = arrival.source === historySource || isHistorical(event)
    const late =
      !historical &&
      (event.kind === 'message' || event.kind === 'notice') &&
      delays.isLate(arrival.source, event.sentAt, arrival.elapsed - (arrival.now - event.receivedAt))
    if (historical) row.event = withTrait(event, 'historical')
    else if (late) row.event = withTrait(event, 'late')
    row.announced = !historical && !late
    // A gap stands where it ended, even when rows came in while its filling was tried.
    if (historical || late || event.kind === 'gap') return store.insert(event.channel, row, time, arrival.waiting)
    store.append(event.channel, row, time)
    return true
  }

  return {
    file(raw, arrival) {
      const event = canonical(raw)
      const row = known(event)
      if (row !== undefined) {
        merge(row, event)
        return { row, isNew: false }
      }
      if (identities.wasEvicted(event.id)) {
        count('redelivered')
        return undefined
      }
      const twin = twinOf(event)
      if (twin !== undefined) {
        adopt(twin, event)
        return { row: twin, isNew: false }
      }
      const created = createRow(event)
      identities.add(created)
      strikes.cover(created)
      applyWaiting(created)
      if (!place(created, arrival)) {
        identities.remove(created, true)
        count('tooOld')
        return undefined
      }
      onChanged(created)
      return { row: created, isNew: true }
    },
    merge,
    retire,
    revise(event) {
      const row = identities.find(event.target)
      if (row === undefined) {
        if (identities.wasEvicted(event.target)) return
        if (event.kind === 'edit') waiting.keepEdit(event)
        else waiting.keepReactions(event)
        return
      }
      if (row.event.kind !== 'message') return
      const before = row.event
      if (event.kind === 'edit') row.event = applyEdit(row.event, event)
      else applyReactions(row, row.event, event)
      if (row.event !== before) onChanged(row)
    },
  }
}
