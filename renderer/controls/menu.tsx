import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import styles from './controls.module.css'

/** A menu at a place in the window: arrows move, Escape and a press outside close, the preferred item has the focus first. */
export const Menu = ({
  label,
  left,
  top,
  onClose,
  children,
}: {
  label: string
  left: number
  top: number
  onClose: (returnFocus: boolean) => void
  children: ReactNode
}) => {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const { width, height } = element.getBoundingClientRect()
    const margin = 8
    const wouldEnd = top + height + margin
    element.style.left = `${Math.max(margin, Math.min(left - width, window.innerWidth - width - margin))}px`
    element.style.top = `${wouldEnd > window.innerHeight ? Math.max(margin, top - height - 32) : top}px`
    const preferred =
      element.querySelector<HTMLElement>('[data-preferred]') ?? element.querySelector<HTMLElement>('[role=menuitem]')
    preferred?.focus({ preventScroll: true })
  }, [left, top])
  useEffect(() => {
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) onClose(false)
    }
    window.addEventListener('pointerdown', press)
    return () => window.removeEventListener('pointerdown', press)
  }, [onClose])
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose(true)
      return
    }
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const index = items.findIndex((item) => item.matches(':focus'))
    const next =
      event.key === 'ArrowDown'
        ? index + 1
        : event.key === 'ArrowUp'
          ? index - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? items.length - 1
              : undefined
    if (next === undefined) return
    event.preventDefault()
    items[(next + items.length) % items.length]?.focus()
  }
  return createPortal(
    <div ref={box} className={styles['menu']} role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      <p className={styles['menuTitle']} aria-hidden="true">
        {label}
      </p>
      {children}
    </div>,
    // Inside a landmark, where a screen reader looks for content.
    document.querySelector('main') ?? document.body,
  )
}

/** A greyed item can be reached, so that its reason can be read, but not chosen. */
export const MenuItem = ({
  children,
  note,
  disabled = false,
  preferred = false,
  onChoose,
}: {
  children: ReactNode
  note?: string | undefined
  disabled?: boolean
  preferred?: boolean
  onChoose: () => void
}) => (
  <button
    type="button"
    role="menuitem"
    tabIndex={-1}
    className={styles['menuItem']}
    aria-disabled={disabled || undefined}
    data-preferred={preferred ? '' : undefined}
    onClick={() => {
      if (!disabled) onChoose()
    }}
  >
    <span>{children}</span>
    {note !== undefined && <small>{note}</small>}
  </button>
)
