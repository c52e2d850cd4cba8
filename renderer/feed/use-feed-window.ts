import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useStore } from 'zustand'
import type { FeedStore, ViewKey } from './feed-store.ts'
import { extendDown, extendUp, freeze, readOnRows, rowsToFill, type Span, unseenAfter } from './feed-window.ts'
import { countGaps } from './fold-gaps.ts'
import { assignRowKeys, noRowKeys, type RowKeys } from './row-keys.ts'
import type { Rows } from './rows.ts'

/** Why the feed stands still. */
export type HoldReason = 'scroll' | 'acts' | 'menu' | 'focus' | 'key' | 'press' | 'selection'

export interface FeedWindow {
  /** The rows that are in the page, each as it is now. */
  readonly rows: Rows
  readonly keys: RowKeys['keys']
  /** What is shown while the feed stands still; undefined while it follows. */
  readonly span: Span | undefined
  readonly scrolledUp: boolean
  readonly hold: (reason: HoldReason) => void
  readonly release: (reason: HoldReason) => void
  /** Back to the newest, whatever held the feed. */
  readonly jump: () => void
  readonly onScroll: () => void
  /** The reader's wish to look back, before the browser has scrolled. */
  readonly onWheel: (deltaY: number) => void
}

/** px: this near to the end counts as at the end. */
const endThreshold = 40
/** px: this near to the end of what is in the page, more is brought. */
const reach = 700

const empty: Rows = []

interface Anchor {
  readonly element: Element
  /** px below the scroller's top. */
  readonly top: number
}

const findAnchor = (scroller: HTMLElement, list: HTMLElement): Anchor | undefined => {
  const top = scroller.getBoundingClientRect().top
  const rows = list.children
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    const rect = rows[middle]?.getBoundingClientRect()
    if (rect !== undefined && rect.bottom <= top) low = middle + 1
    else high = middle
  }
  const element = rows[low]
  return element === undefined ? undefined : { element, top: element.getBoundingClientRect().top - top }
}

export const useFeedWindow = (
  feed: FeedStore,
  view: ViewKey,
  scrollerRef: RefObject<HTMLDivElement | null>,
  listRef: RefObject<HTMLDivElement | null>,
): FeedWindow => {
  const [span, setSpan] = useState<Span>()
  const [scrolledUp, setScrolledUp] = useState(false)
  const [fill, setFill] = useState(() => rowsToFill(700))
  const live = useStore(feed.state, (state) => (span === undefined ? (state.views.get(view) ?? empty) : empty))
  // While held nothing new is shown, but rows that are shown may be removed.
  const revision = useStore(feed.state, (state) => (span === undefined ? 0 : state.revision))

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision means that rows behind `feed.current` changed
  const rows = useMemo(
    () =>
      span === undefined
        ? live.slice(-fill - countGaps(live, fill))
        : span.rows.slice(span.start, span.end).map((row) => feed.current(row.id) ?? row),
    [live, span, fill, feed, revision],
  )

  const committedKeys = useRef(noRowKeys)
  const rowKeys = useMemo(() => assignRowKeys(rows, committedKeys.current, span === undefined), [rows, span])

  const reasons = useRef(new Set<HoldReason>())
  /** `span` is what is wanted, `onScreen` what the last commit painted. */
  const shown = useRef({ rows, live, span, fill, onScreen: span })
  const anchor = useRef<Anchor>(undefined)
  const lastTop = useRef(0)
  /** px, as they were when the end was last brought in sight. */
  const heights = useRef({ content: 0, frame: 0 })

  const liveRows = useCallback(() => feed.state.getState().views.get(view) ?? empty, [feed, view])

  const pin = useCallback(() => {
    const scroller = scrollerRef.current
    if (scroller === null) return
    scroller.scrollTop = scroller.scrollHeight
    lastTop.current = scroller.scrollTop
    heights.current = { content: scroller.scrollHeight, frame: scroller.clientHeight }
  }, [scrollerRef])

  /** Changes what is in the page while what is on screen stays where it is. */
  const moveSpan = useCallback(
    (next: Span, now: boolean) => {
      const scroller = scrollerRef.current
      const list = listRef.current
      if (scroller !== null && list !== null) anchor.current = findAnchor(scroller, list)
      shown.current.span = next
      if (now) flushSync(() => setSpan(next))
      else setSpan(next)
    },
    [scrollerRef, listRef],
  )

  const hold = useCallback(
    (reason: HoldReason) => {
      reasons.current.add(reason)
      if (reason === 'scroll') setScrolledUp(true)
      const { span: current, live: displayed, fill: count, onScreen } = shown.current
      if (current !== undefined) return
      // Let go and held again before anything was painted: what is on screen is the held list still.
      moveSpan(onScreen ?? freeze(displayed, count, reason === 'scroll'), false)
    },
    [moveSpan],
  )

  const follow = useCallback(() => {
    anchor.current = undefined
    shown.current.span = undefined
    setSpan(undefined)
    setScrolledUp(false)
  }, [])

  const release = useCallback(
    (reason: HoldReason) => {
      if (!reasons.current.delete(reason)) return
      if (reason === 'scroll') setScrolledUp(false)
      if (reasons.current.size === 0) follow()
    },
    [follow],
  )

  const jump = useCallback(() => {
    reasons.current.clear()
    shown.current.live = liveRows()
    shown.current.onScreen = undefined
    follow()
    // Already following: nothing re-renders, but the reader may be a few pixels off the end.
    pin()
  }, [follow, liveRows, pin])

  const onScroll = useCallback(() => {
    const scroller = scrollerRef.current
    const list = listRef.current
    if (scroller === null || list === null) return
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const distance = scrollHeight - scrollTop - clientHeight
    const goesDown = scrollTop > lastTop.current
    const goesUp = scrollTop < lastTop.current
    lastTop.current = scrollTop
    const current = shown.current.span
    if (current === undefined) {
      const { content, frame } = heights.current
      // Rows or the composer grew, or the window changed: the end went out of sight, and nobody scrolled.
      if (content !== scrollHeight || frame !== clientHeight) pin()
      else if (goesUp && distance > endThreshold) hold('scroll')
      return
    }
    anchor.current = findAnchor(scroller, list)
    if (goesUp && distance > endThreshold && !reasons.current.has('scroll')) hold('scroll')
    if (scrollTop < reach && current.start > 0) {
      moveSpan(extendUp(current), true)
      return
    }
    if (distance > reach) return
    const rest = liveRows()
    const unseen = unseenAfter(current, rest)
    const atEnd = distance <= endThreshold && goesDown
    if (current.end === current.rows.length && atEnd && (unseen === 0 || unseen > readOnRows)) {
      release('scroll')
      return
    }
    if (!reasons.current.has('scroll') || !goesDown) return
    if (current.end === current.rows.length && unseen > readOnRows) return
    const next = extendDown(current, rest)
    if (next !== current) moveSpan(next, true)
  }, [scrollerRef, listRef, hold, release, pin, moveSpan, liveRows])

  const onWheel = useCallback(
    (deltaY: number) => {
      const scroller = scrollerRef.current
      if (scroller === null || deltaY >= 0) return
      const canScroll = scroller.scrollHeight > scroller.clientHeight + endThreshold
      if (canScroll && scroller.scrollTop > 0 && !reasons.current.has('scroll')) hold('scroll')
    },
    [scrollerRef, hold],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the rows in the page
  useLayoutEffect(() => {
    shown.current = { rows, live, span, fill: rows.length, onScreen: span }
    committedKeys.current = rowKeys
    const scroller = scrollerRef.current
    const list = listRef.current
    if (scroller === null || list === null) return
    if (span === undefined) {
      list.style.removeProperty('margin-bottom')
      pin()
      return
    }
    const kept = anchor.current
    if (kept === undefined || !kept.element.isConnected) return
    const moved = () => kept.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - kept.top
    const toMove = moved()
    if (Math.abs(toMove) < 0.5) return
    scroller.scrollTop += toMove
    const short = moved()
    if (short >= 0.5) {
      // A text at the end was removed and there is too little below to scroll to: room stands in for it until the feed
      // goes on, or every row would slide down under the hand that has just deleted one.
      list.style.marginBottom = `${Number.parseFloat(list.style.marginBottom || '0') + short}px`
      scroller.scrollTop += short
    }
    lastTop.current = scroller.scrollTop
  }, [rows, span])

  useEffect(() => {
    const scroller = scrollerRef.current
    const list = listRef.current
    if (scroller === null || list === null) return
    const observer = new ResizeObserver(() => {
      setFill(rowsToFill(scroller.clientHeight))
      // Pictures that arrived, another font size, a taller composer: following means the end stays in sight.
      if (shown.current.span === undefined) pin()
    })
    observer.observe(scroller)
    observer.observe(list)
    return () => observer.disconnect()
  }, [scrollerRef, listRef, pin])

  return { rows, keys: rowKeys.keys, span, scrolledUp, hold, release, jump, onScroll, onWheel }
}
