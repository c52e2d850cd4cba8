import { type RefObject, useEffect } from 'react'

/** Calls `close` on Escape and on a press outside `box`, while `isOpen`. */
export const useDismiss = (box: RefObject<HTMLElement | null>, isOpen: boolean, close: () => void): void => {
  useEffect(() => {
    if (!isOpen) return
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) close()
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    window.addEventListener('pointerdown', press)
    window.addEventListener('keydown', key)
    return () => {
      window.removeEventListener('pointerdown', press)
      window.removeEventListener('keydown', key)
    }
  })
}
