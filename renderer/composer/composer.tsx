import { Rows3 } from 'lucide-react'
import type { ChannelView } from '../../shared/contract.ts'
import { channelById, channelLabel, openChannels } from '../state/app-store.ts'
import { useApp, useServices, useUi } from '../state/context.tsx'
import { Chips } from './chips.tsx'
import styles from './composer.module.css'
import { Deliveries } from './deliveries.tsx'
import { MessageInput } from './message-input.tsx'
import { ReplyBanner } from './reply-banner.tsx'
import { SendBoxes } from './send-boxes.tsx'
import { canSendTo, chosenTargets } from './targets.ts'

/** Why writing leads nowhere yet, and what to do. */
const hintFor = (channels: readonly ChannelView[], targets: readonly ChannelView[]): string | undefined => {
  if (targets.length > 0) return undefined
  if (!channels.some(canSendTo)) return 'Nothing can be sent yet: sign in first, and use that account in a channel.'
  return 'Choose who receives it: click a channel above, or press Alt and its number.'
}

export const Composer = () => {
  const { app, ui } = useServices()
  const channels = useApp(openChannels)
  const chosen = useApp((state) => state.preferences.targets)
  const showBoxes = useApp((state) => state.preferences.sendBoxes)
  const reply = useUi((state) => state.replyTo)
  const replyChannel = useApp((state) => (reply === undefined ? undefined : channelById(state, reply.channel)))
  const replyName = useApp((state) => (replyChannel === undefined ? '' : channelLabel(state, replyChannel)))
  const targets = replyChannel === undefined ? chosenTargets(channels, chosen) : [replyChannel]
  const placeholder =
    replyChannel !== undefined
      ? `Reply in ${replyName}`
      : targets.length === 0
        ? channels.some(canSendTo)
          ? 'Choose who receives it'
          : 'Reading only: sign in to write'
        : targets.length === 1
          ? `Message ${targets[0]?.ref.name ?? ''}`
          : `Message ${targets.length} channels`
  return (
    <footer className={styles['composer']}>
      {reply !== undefined && <ReplyBanner reply={reply} onCancel={() => ui.replyTo(undefined)} />}
      <div className={styles['targets']}>
        <Chips channels={channels} chosen={chosen} answered={replyChannel?.ref.id} />
        <button
          type="button"
          className={styles['boxesToggle']}
          aria-pressed={showBoxes}
          title="One input per channel"
          aria-label="Send boxes"
          onClick={() => app.changePreferences({ sendBoxes: !showBoxes })}
        >
          <Rows3 aria-hidden="true" size={16} />
        </button>
      </div>
      <MessageInput
        draftKey="unified"
        label="Message"
        sendLabel="Send"
        unified
        placeholder={placeholder}
        targets={targets}
        replyTo={replyChannel === undefined ? undefined : reply?.row.id}
        hint={hintFor(channels, targets)}
        onSent={() => ui.replyTo(undefined)}
        onEscape={reply === undefined ? undefined : () => ui.replyTo(undefined)}
      />
      {showBoxes && <SendBoxes channels={channels} />}
      <Deliveries />
    </footer>
  )
}
