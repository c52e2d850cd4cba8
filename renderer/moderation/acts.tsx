import { Ban, Clock, Copy, Ellipsis, Reply, Trash2 } from 'lucide-react'
import { createContext, type ReactNode, useContext, useLayoutEffect, useRef } from 'react'
import type { Act } from '../../shared/capabilities.ts'
import type { FeedRow } from '../../shared/contract.ts'
import type { ViewKey } from '../feed/feed-store.ts'
import { useApp } from '../state/context.tsx'
import styles from './acts.module.css'
import type { RowMenuState } from './row-menu.tsx'
import { useRunAct } from './use-run-act.ts'

export const FeedActsContext = createContext<{ readonly openMenu: (menu: RowMenuState) => void }>({
  openMenu: () => undefined,
})

const iconSize = 16

const ActButton = ({
  name,
  says = name,
  note,
  icon,
  popup,
  onAct,
  act,
}: {
  name: string
  act?: Act
  /** The name with what only some rows need, such as the room. */
  says?: string
  note?: string | undefined
  icon: ReactNode
  popup?: boolean
  onAct: (button: HTMLElement) => void
}) => (
  <button
    type="button"
    className={styles['act']}
    data-act={act}
    aria-label={name}
    title={note === undefined ? says : `${says} (${note})`}
    aria-haspopup={popup === true ? 'menu' : undefined}
    onClick={(event) => onAct(event.currentTarget)}
  >
    {icon}
  </button>
)

/**
 * Puts the acts where they hide neither the text that is judged nor themselves: in the row beside its text, else over the
 * row above, else, at the top of the feed, over the row below. Once, when they come: nothing moves under the pointer.
 */
const usePlace = () => {
  const bar = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const acts = bar.current
    const row = acts?.closest('article')
    const feed = acts?.closest('[role=log]')
    if (acts == null || row == null || feed == null) return
    const content = document.createRange()
    content.setStart(row, 0)
    content.setEndBefore(acts)
    const box = acts.getBoundingClientRect()
    const isBeside = [...content.getClientRects()].every(
      (text) => text.right <= box.left || text.bottom <= box.top || text.top >= box.bottom,
    )
    if (isBeside) return
    const isRoomAbove = row.getBoundingClientRect().top - box.height >= feed.getBoundingClientRect().top
    acts.dataset['place'] = isRoomAbove ? 'above' : 'below'
  }, [])
  return bar
}

/** The acts of the row under the pointer or the focus. The row cannot change under a press: pressing holds the feed. */
export const Acts = ({ row, view }: { row: FeedRow; view: ViewKey }) => {
  const { openMenu } = useContext(FeedActsContext)
  const runAct = useRunAct()
  const bar = usePlace()
  // What can be done follows roles and scopes as they change.
  useApp((state) => state.channels)
  const presented = runAct.presented(row, view)
  if (presented === undefined) return undefined
  const { channel, removeIn, author } = presented
  const offered = (act: Act) => presented.offered.find((offer) => offer.act === act)
  const reply = offered('reply')
  const remove = offered('remove')
  const timeout = offered('timeout')
  const ban = offered('ban')
  const open = (kind: RowMenuState['kind']) => (button: HTMLElement) => {
    const rect = button.getBoundingClientRect()
    openMenu({ kind, row, opener: button, left: rect.right, top: rect.bottom })
  }
  const isShared = view === 'all' && row.event.kind === 'message' && row.event.rooms !== undefined
  const hasText = row.event.kind === 'message' && row.removals.length === 0
  return (
    <span ref={bar} className={styles['acts']} data-acts role="toolbar" aria-label={`Acts on ${author.name}`}>
      {reply !== undefined && (
        <ActButton
          name="Reply"
          note={reply.note}
          icon={<Reply size={iconSize} />}
          onAct={() => runAct.reply(row, view)}
        />
      )}
      {hasText && <ActButton name="Copy" icon={<Copy size={iconSize} />} onAct={() => runAct.copy(row)} />}
      {remove !== undefined && (
        <ActButton
          name="Delete"
          says={isShared ? `Delete in ${removeIn.ref.name}` : 'Delete'}
          note={remove.note}
          icon={<Trash2 size={iconSize} />}
          onAct={() => runAct.remove(row, removeIn.ref.id)}
        />
      )}
      {timeout !== undefined && (
        <ActButton
          act="timeout"
          name="Time out"
          note={timeout.note}
          popup
          icon={<Clock size={iconSize} />}
          onAct={open('timeout')}
        />
      )}
      {ban !== undefined && (
        <ActButton
          name="Ban"
          note={ban.note}
          icon={<Ban size={iconSize} />}
          onAct={() => runAct.ban(channel, author, row.id)}
        />
      )}
      <ActButton name="More" popup icon={<Ellipsis size={iconSize} />} onAct={open('more')} />
    </span>
  )
}
