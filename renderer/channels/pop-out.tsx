import { SquareArrowOutUpRight } from 'lucide-react'
import type { MouseEvent } from 'react'
import controls from '../controls/controls.module.css'
import type { ViewKey } from '../feed/feed-store.ts'
import { ownsWindows } from '../state/app-store.ts'
import { useApp, useCommand } from '../state/context.tsx'
import styles from './rail.module.css'

/**
 * Opening a view in a window of its own, where the host owns its windows: by the button, and as browsers do it, by a
 * click on the link with Shift or Ctrl held or with the middle button, which Shift+Enter is too.
 */
export const usePopOut = (view: ViewKey) => {
  const run = useCommand()
  const owns = useApp(ownsWindows)
  const open = () => void run('window.open', { view })
  const onClick = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey
    if (!owns || isPlain || event.button > 1) return
    event.preventDefault()
    open()
  }
  return { owns, open, link: { onClick, onAuxClick: onClick } }
}

/** No stop of the Tab key: the entry itself does the same with Shift+Enter. */
export const PopOutButton = ({ label, onOpen }: { label: string; onOpen: () => void }) => (
  <button
    type="button"
    tabIndex={-1}
    className={`${controls['iconButton']} ${styles['popOut']}`}
    aria-label={`Pop out ${label}`}
    title="Pop out (Shift+click)"
    // It goes with the pointer: it must not take the focus along.
    onMouseDown={(event) => event.preventDefault()}
    onClick={onOpen}
  >
    <SquareArrowOutUpRight aria-hidden="true" size="1.08em" />
  </button>
)
