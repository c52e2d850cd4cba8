/** Where the focus goes when what had it leaves the page: never to the page itself, where no key does anything. */
import type { EventId } from '../../shared/model.ts'

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
