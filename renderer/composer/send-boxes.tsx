import type { ChannelView } from '../../shared/contract.ts'
import { PlatformMark } from '../controls/controls.tsx'
import { channelLabel } from '../state/app-store.ts'
import { useApp } from '../state/context.tsx'
import styles from './composer.module.css'
import { MessageInput } from './message-input.tsx'
import { canSendTo } from './targets.ts'

const SendBox = ({ channel }: { channel: ChannelView }) => {
  const label = useApp((state) => channelLabel(state, channel))
  return (
    <MessageInput
      draftKey={channel.ref.id}
      label={`Message ${label}`}
      sendLabel={`Send to ${channel.ref.name} alone`}
      placeholder=""
      targets={[channel]}
    >
      <span className={styles['boxName']} aria-hidden="true">
        <PlatformMark platform={channel.ref.platform} />
        <span>{channel.ref.name}</span>
      </span>
    </MessageInput>
  )
}

/** One small input per channel, for answering one room without touching the targets. */
export const SendBoxes = ({ channels }: { channels: readonly ChannelView[] }) => {
  const possible = channels.filter(canSendTo)
  return (
    <div className={styles['boxes']}>
      {possible.map((channel) => (
        <SendBox key={channel.ref.id} channel={channel} />
      ))}
      {possible.length === 0 && (
        <p className={styles['boxesEmpty']}>No channel can be written to yet: sign in to get a send box for each.</p>
      )}
    </div>
  )
}
