import { ArrowDown } from 'lucide-react'
import { useStore } from 'zustand'
import { useServices } from '../state/context.tsx'
import styles from './feed.module.css'
import type { ViewKey } from './feed-store.ts'
import { type Span, unseenAfter } from './feed-window.ts'

/** Counts what came since the feed stands still; it alone re-renders while the feed is held. */
export const JumpPill = ({
  view,
  span,
  scrolledUp,
  onJump,
}: {
  view: ViewKey
  span: Span
  scrolledUp: boolean
  onJump: () => void
}) => {
  const { feed } = useServices()
  const unseen = useStore(
    feed.state,
    (state) => unseenAfter(span, state.views.get(view) ?? []) + span.rows.length - span.end,
  )
  if (!scrolledUp && unseen === 0) return undefined
  const count = unseen > 999 ? '999+' : String(unseen)
  return (
    <button
      type="button"
      className={styles['pill']}
      data-jump
      // Pressed with the pointer it takes no focus, which would be lost with it.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onJump}
    >
      <ArrowDown aria-hidden="true" size={16} />
      <span>Jump to latest</span>
      <small>
        {unseen === 0 ? (
          'paused'
        ) : (
          <>
            <span>paused,</span>
            {` ${count} new`}
          </>
        )}
      </small>
    </button>
  )
}
