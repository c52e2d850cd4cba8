/** Where the focus goes when what had it is gone: never nowhere, where a keyboard would have to begin again. */
import type { EventId } from '../../shared/model.ts'

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body

/** The content's own first place, else the dialog's heading. */
const placeIn = (dialog: Element): HTMLElement | null =>
  dialog.querySelector<HTMLElement>('[data-first-focus]') ??
  dialog.querySelector<HTMLElement>('[data-kept-focus]') ??
  dialog.querySelector<HTMLElement>('[data-dialog-title]')

const placeInWindow = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[data-unified-input]') ??
  document.querySelector<HTMLElement>('main [data-first-focus]')

const openDialogs = (): readonly Element[] => [...document.querySelectorAll('dialog[open]')]

/** Into the innermost open dialog, else into the message input or the first start's field; nothing happens while something has the focus. */
export const rescueFocus = (): void => {
  if (!isNowhere()) return
  const dialog = openDialogs().at(-1)
  const place = dialog === undefined ? placeInWindow() : placeIn(dialog)
  place?.focus({ preventScroll: true })
}

/** The focus goes to where a dialog, or the step that it shows now, begins. */
export const focusFirst = (within: Element): void => {
  const dialog = within.closest('dialog')
  // Before it is shown nothing in it can have the focus: opening it gives it.
  if (dialog?.open !== true) return
  const place = within.querySelector<HTMLElement>('[data-first-focus]') ?? placeIn(dialog)
  place?.focus()
}

/** Rescues the focus whenever what had it within `element` is taken away. */
export const watchFocus = (element: HTMLElement): (() => void) => {
  let last: EventTarget | null = null
  const remember = (event: FocusEvent) => {
    last = event.target
  }
  const observer = new MutationObserver(() => {
    // A press on plain text takes the focus away too: that is as the person wants it.
    if (!(last instanceof Element) || last.isConnected) return
    last = null
    rescueFocus()
  })
  element.addEventListener('focusin', remember)
  observer.observe(element, { childList: true, subtree: true })
  return () => {
    element.removeEventListener('focusin', remember)
    observer.disconnect()
  }
}

/** To the input; to `fallback` where there is none, as without an account. */
export const focusInputOr = (fallback: HTMLElement | null): void => {
  const input = document.querySelector<HTMLElement>('[data-unified-input]')
  input?.focus()
  if (input === null || document.activeElement !== input) fallback?.focus({ preventScroll: true })
}

/** To the row as long as it is in the page, else to the input or the feed. */
export const focusRowOf = (id: EventId | undefined): void => {
  const rows = document.querySelectorAll<HTMLElement>('article[data-event-id]')
  const row = id === undefined ? undefined : [...rows].find((element) => element.dataset['eventId'] === id)
  if (row === undefined) focusInputOr(document.querySelector<HTMLElement>('[role=log]'))
  else row.focus({ preventScroll: true })
}
