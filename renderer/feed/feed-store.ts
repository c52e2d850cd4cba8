/**
 * The hot store: frames from the bridge are gathered and committed once per animation frame (a timer while the window
 * is hidden, since frames stop there). A gap in the sequence asks for a snapshot: reload, socket drop and a slow
 * window are the same case (DESIGN 5).
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Bridge, FeedFrame, FeedRow } from '../../shared/contract.ts'
import type { ChannelId, EventId } from '../../shared/model.ts'
import { applyRows, isBelowFloor, type Rows, raiseFloors, removeRows, showsIn } from './rows.ts'

export type ViewKey = 'all' | ChannelId

export interface FeedState {
  /** Sorted rows of each watched view. */
  readonly views: ReadonlyMap<ViewKey, Rows>
  /** Rises when rows that were already there changed or left, and with every snapshot. */
  readonly revision: number
  /** Distinct rows that this window has ever held. */
  readonly shown: number
  /** False until the first snapshot. */
  readonly ready: boolean
}

export interface FeedStore {
  readonly state: StoreApi<FeedState>
  /** The row as it is now; undefined when it is gone. */
  readonly current: (id: EventId) => FeedRow | undefined
  /** Keeps the rows of one channel's view until disposed. */
  readonly watch: (channel: ChannelId) => () => void
  /** Leaves these channels' rows out of "all". */
  readonly hide: (channels: ReadonlySet<ChannelId>) => void
  /** Tells the rows that were appended live, once per commit. */
  readonly onAppend: (listener: (rows: Rows) => void) => () => void
  readonly stop: () => void
}

/** When to commit: `schedule` runs once, soon; the answer cancels it. */
export type Scheduler = (run: () => void) => () => void

/** Floors are applied to the list at the latest after this many new rows: each pass walks the whole list. */
const compactEvery = 600

export const frameScheduler: Scheduler = (run) => {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(run, 100)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(run)
  return () => cancelAnimationFrame(frame)
}

export const createFeedStore = (bridge: Bridge, schedule: Scheduler = frameScheduler): FeedStore => {
  const state = createStore<FeedState>()(() => ({
    views: new Map([['all', []]]),
    revision: 0,
    shown: 0,
    ready: false,
  }))
  const byId = new Map<EventId, FeedRow>()
  const floors = new Map<ChannelId, number>()
  const watched = new Map<ChannelId, number>()
  const appendListeners = new Set<(rows: Rows) => void>()
  /** Ids from before the last snapshots: their rows come again as batches and count once. */
  const seenBefore = new Set<EventId>()
  let everything: Rows = []
  let hidden: ReadonlySet<ChannelId> = new Set()
  let pending: FeedFrame[] = []
  let cancelCommit: (() => void) | undefined
  let sequence: number | undefined
  let waitingForSnapshot = true
  let sinceCompaction = 0
  let shown = 0

  const isHidden = (row: FeedRow) => hidden.size > 0 && hidden.has(row.event.channel)
  const filterFor = (view: ViewKey, rows: Rows): Rows =>
    view === 'all'
      ? hidden.size === 0
        ? rows
        : rows.filter((row) => !isHidden(row))
      : rows.filter((row) => showsIn(row, view))
  const rebuild = (): ReadonlyMap<ViewKey, Rows> => {
    const views = new Map<ViewKey, Rows>([['all', filterFor('all', everything)]])
    for (const channel of watched.keys()) views.set(channel, filterFor(channel, everything))
    return views
  }
  const changeViews = (changed: Rows, added: Rows): ReadonlyMap<ViewKey, Rows> => {
    const views = new Map<ViewKey, Rows>()
    for (const [view, rows] of state.getState().views) {
      views.set(
        view,
        view === 'all' && hidden.size === 0
          ? everything
          : applyRows(rows, filterFor(view, changed), filterFor(view, added)),
      )
    }
    return views
  }
  const compact = (): boolean => {
    sinceCompaction = 0
    const kept = everything.filter((row) => !isBelowFloor(row, floors))
    if (kept.length === everything.length) return false
    for (const row of everything) if (isBelowFloor(row, floors)) byId.delete(row.id)
    everything = kept
    return true
  }
  const takeSnapshot = (frame: FeedFrame) => {
    if (seenBefore.size > 100_000) seenBefore.clear()
    for (const id of byId.keys()) seenBefore.add(id)
    byId.clear()
    floors.clear()
    raiseFloors(floors, frame.floors)
    for (const row of frame.rows) {
      byId.set(row.id, row)
      if (!seenBefore.has(row.id)) shown++
    }
    everything = applyRows([], [], [...byId.values()])
  }

  /** Applies one run of frames; answers what was appended at the end, for the announcer. */
  const applyFrames = (frames: readonly FeedFrame[]): Rows => {
    const changed = new Map<EventId, FeedRow>()
    const added = new Map<EventId, FeedRow>()
    const gone = new Set<EventId>()
    let replaced = false
    let closing = false
    for (const frame of frames) {
      if (frame.type === 'snapshot') {
        changed.clear()
        added.clear()
        gone.clear()
        replaced = true
        takeSnapshot(frame)
        continue
      }
      for (const row of frame.rows) {
        const before = byId.get(row.id)
        const isNew = before === undefined
        if (!isNew && before.order !== row.order && !added.has(row.id)) {
          // The order of a row never changes; if it does all the same, a snapshot is the honest way out.
          requestSnapshot()
          continue
        }
        byId.set(row.id, row)
        gone.delete(row.id)
        if (isNew) {
          added.set(row.id, row)
          if (!seenBefore.has(row.id)) shown++
        } else if (added.has(row.id)) added.set(row.id, row)
        else changed.set(row.id, row)
      }
      for (const id of frame.gone ?? []) {
        byId.delete(id)
        changed.delete(id)
        if (!added.delete(id)) gone.add(id)
      }
      raiseFloors(floors, frame.floors)
      // Nothing of a closed channel may linger, and it never gets new rows that would trigger the next pass.
      closing ||= frame.floors.some((floor) => floor.order >= Number.MAX_SAFE_INTEGER)
      closing ||= frame.floors.length > 0 && frame.rows.length === 0
    }
    const lastOrder = everything.at(-1)?.order ?? Number.NEGATIVE_INFINITY
    const addedRows = [...added.values()]
    const changedRows = [...changed.values()]
    everything = applyRows(removeRows(everything, gone), changedRows, addedRows)
    sinceCompaction += addedRows.length
    const compacted = (closing || sinceCompaction >= compactEvery) && compact()
    const views = replaced || compacted || gone.size > 0 ? rebuild() : changeViews(changedRows, addedRows)
    const { revision } = state.getState()
    state.setState({
      views,
      shown,
      ready: true,
      revision: replaced || gone.size > 0 || changedRows.length > 0 ? revision + 1 : revision,
    })
    return replaced ? [] : addedRows.filter((row) => row.order > lastOrder)
  }

  const requestSnapshot = () => {
    if (waitingForSnapshot) return
    waitingForSnapshot = true
    void bridge.invoke('feed.resync', {}).then((result) => {
      // Lost on the way: the next frame that does not fit asks again.
      if (!result.ok) waitingForSnapshot = false
    })
  }
  const commit = () => {
    cancelCommit = undefined
    const frames = pending
    pending = []
    if (frames.length === 0) return
    const appended = applyFrames(frames)
    if (sequence !== undefined) void bridge.invoke('feed.acknowledge', { sequence })
    if (appended.length > 0) for (const listener of appendListeners) listener(appended)
  }
  const receive = (frame: FeedFrame) => {
    if (frame.type === 'snapshot') {
      pending = [frame]
      waitingForSnapshot = false
    } else {
      if (sequence !== undefined && frame.sequence <= sequence) return
      if (sequence === undefined || frame.sequence !== sequence + 1) {
        requestSnapshot()
        return
      }
      if (waitingForSnapshot) return
      pending.push(frame)
    }
    sequence = frame.sequence
    cancelCommit ??= schedule(commit)
  }
  const unsubscribe = bridge.subscribe('feed', receive)

  // A commit that was due in a frame would wait for ever once the window is hidden.
  const onVisibility = () => {
    const visible = document.visibilityState !== 'hidden'
    void bridge.invoke('feed.visibility', { visible })
    if (cancelCommit === undefined) return
    cancelCommit()
    cancelCommit = schedule(commit)
  }
  document.addEventListener('visibilitychange', onVisibility)
  if (document.visibilityState === 'hidden') onVisibility()
  // After a reconnect the core takes this for a new window, which is visible.
  const releaseState = bridge.onState((next) => {
    if (next === 'open' && document.visibilityState === 'hidden') onVisibility()
  })

  return {
    state,
    current: (id) => byId.get(id),
    watch(channel) {
      watched.set(channel, (watched.get(channel) ?? 0) + 1)
      if (!state.getState().views.has(channel)) {
        const views = new Map(state.getState().views)
        views.set(channel, filterFor(channel, everything))
        state.setState({ views })
      }
      return () => {
        const left = (watched.get(channel) ?? 1) - 1
        if (left > 0) {
          watched.set(channel, left)
          return
        }
        watched.delete(channel)
        const views = new Map(state.getState().views)
        views.delete(channel)
        state.setState({ views })
      }
    },
    hide(channels) {
      if (channels.size === hidden.size && [...channels].every((channel) => hidden.has(channel))) return
      hidden = channels
      state.setState({ views: rebuild(), revision: state.getState().revision + 1 })
    },
    onAppend(listener) {
      appendListeners.add(listener)
      return () => {
        appendListeners.delete(listener)
      }
    },
    stop() {
      unsubscribe()
      releaseState()
      cancelCommit?.()
      document.removeEventListener('visibilitychange', onVisibility)
    },
  }
}
