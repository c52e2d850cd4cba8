import { Reply, X } from 'lucide-react'
import { useStore } from 'zustand'
import controls from '../controls/controls.module.css'
import { authorOf, removalIn } from '../feed/row-view.ts'
import { channelById, channelLabel } from '../state/app-store.ts'
import { useApp, useServices } from '../state/context.tsx'
import type { ReplyTarget } from '../state/ui-store.ts'
import styles from './composer.module.css'

/** Says whom the reply answers and where it goes, whatever the targets are. */
export const ReplyBanner = ({ reply, onCancel }: { reply: ReplyTarget; onCancel: () => void }) => {
  const { feed } = useServices()
  useStore(feed.state, (state) => state.revision)
  const row = feed.current(reply.row.id) ?? reply.row
  const where = useApp((state) => {
    const channel = channelById(state, reply.channel)
    return channel === undefined ? 'a channel that is not open any more' : channelLabel(state, channel)
  })
  const name = authorOf(row.event)?.name ?? 'this message'
  const isGone = removalIn(row, reply.channel) !== undefined
  const text = row.event.kind === 'message' && !isGone ? row.event.text : undefined
  return (
    <div className={styles['replyBanner']}>
      <Reply aria-hidden="true" size={16} />
      <p>
        Replying to <b>{name}</b> in {where}
        {isGone && '. That message has been removed.'}
        {text !== undefined && <span className={styles['replyText']}>{text}</span>}
      </p>
      <button type="button" className={controls['iconButton']} aria-label="Cancel the reply" onClick={onCancel}>
        <X aria-hidden="true" size={16} />
      </button>
    </div>
  )
}
