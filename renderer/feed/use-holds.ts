import { type RefObject, useEffect } from 'react'
import { chordOf, isTyping, keyOf } from '../keys/key-map.ts'
import { useKeyMap } from '../keys/use-key-map.ts'
import type { FeedWindow } from './use-feed-window.ts'

const isEmptyField = (target: EventTarget | null): boolean =>
  (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) && target.value === ''

/** End moves the caret where there is text to move in, and belongs to a dialog or menu while one is open. */
const isBusy = (target: EventTarget | null): boolean =>
  (isTyping(target) && !isEmptyField(target)) ||
  (target instanceof Element && target.closest('dialog, [role=menu]') !== null)

/** The feed with what lies over it: its pill, and the menu of a row, which is drawn elsewhere. */
const belongsToFeed = (target: EventTarget | null, scroller: HTMLElement | null): boolean =>
  target instanceof Element &&
  (scroller?.parentElement?.contains(target) === true || target.closest('[role=menu]') !== null)

/** What holds the feed still, or lets it go, from outside its rows: keys, marked text, a press that ends elsewhere. */
export const useHolds = ({
  scroller,
  hold,
  release,
  jump,
  onLeave,
}: Pick<FeedWindow, 'hold' | 'release' | 'jump'> & {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** The pointer has left the feed. */
  readonly onLeave: () => void
}): void => {
  const keyMap = useKeyMap()

  // The keys that hold the feed and let it go work wherever the focus is.
  const holdKey = keyOf(keyMap, 'hold')
  const jumpKey = keyOf(keyMap, 'jumpToLatest')
  useEffect(() => {
    const down = (event: globalThis.KeyboardEvent) => {
      if (chordOf(event) === jumpKey && !event.defaultPrevented && !isBusy(event.target)) {
        event.preventDefault()
        jump()
      }
      if (chordOf(event) === holdKey || (holdKey === 'Alt' && event.key === 'Alt')) hold('key')
    }
    const up = (event: globalThis.KeyboardEvent) => {
      if (event.key === holdKey || (holdKey === 'Ctrl' && event.key === 'Control')) release('key')
    }
    const away = () => release('key')
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', away)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', away)
    }
  }, [holdKey, jumpKey, hold, release, jump])

  // Marked text stays where it is until it has been copied.
  useEffect(() => {
    const onSelection = () => {
      const selection = document.getSelection()
      const isMarking =
        selection !== null && !selection.isCollapsed && scroller.current?.contains(selection.anchorNode) === true
      if (isMarking) hold('selection')
      else release('selection')
    }
    document.addEventListener('selectionchange', onSelection)
    return () => document.removeEventListener('selectionchange', onSelection)
  }, [scroller, hold, release])

  // A press that ends anywhere ends the hold, after the click that it may become.
  useEffect(() => {
    const end = () => setTimeout(() => release('press'), 0)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    return () => {
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
    }
  }, [release])

  // Not the scroller's own leaving: a button that an act takes away under the pointer never tells that it was left.
  // Nor is the pill outside, or its coming under a resting pointer would let the rows go on beneath the hand.
  useEffect(() => {
    const leaveFeed = () => {
      onLeave()
      release('acts')
    }
    const enter = (event: globalThis.PointerEvent) => {
      if (!belongsToFeed(event.target, scroller.current)) leaveFeed()
    }
    const root = document.documentElement
    root.addEventListener('pointerover', enter)
    root.addEventListener('pointerleave', leaveFeed)
    return () => {
      root.removeEventListener('pointerover', enter)
      root.removeEventListener('pointerleave', leaveFeed)
    }
  }, [scroller, release, onLeave])
}
