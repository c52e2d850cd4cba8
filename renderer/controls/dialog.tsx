import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import styles from './controls.module.css'
import { rescueFocus, watchFocus } from './focus.ts'

/** A native modal dialog. Escape and the close button end it; the focus returns to where it was. */
export const Dialog = ({
  title,
  wide = false,
  onClose,
  children,
}: {
  title: string
  wide?: boolean
  onClose: () => void
  children: ReactNode
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current
    element?.showModal()
    const stopWatching = element === null ? undefined : watchFocus(element)
    // Opening gives the focus to the first control, the close button, unless the content has a better place for it.
    element?.querySelector<HTMLElement>('[data-first-focus]')?.focus()
    return () => {
      stopWatching?.()
      element?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
      rescueFocus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      data-wide={wide ? '' : undefined}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header className={styles['dialogHeader']}>
        <h2 id={titleId} tabIndex={-1} data-dialog-title>
          {title}
        </h2>
        <button type="button" className={styles['iconButton']} aria-label="Close" onClick={onClose}>
          <X aria-hidden="true" size="1.3em" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
