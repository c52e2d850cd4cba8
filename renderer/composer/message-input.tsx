import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { ChannelView } from '../../shared/contract.ts'
import type { EventId } from '../../shared/model.ts'
import { useServices, useUi } from '../state/context.tsx'
import type { DraftKey } from '../state/ui-store.ts'
import styles from './composer.module.css'
import { tightestLimit, whyNotSend } from './limits.ts'
import { isOnFirstLine, isOnLastLine, noRecall, recallNewer, recallOlder } from './recall.ts'

export interface MessageInputProps {
  readonly draftKey: DraftKey
  readonly label: string
  readonly placeholder: string
  readonly targets: readonly ChannelView[]
  readonly replyTo?: EventId | undefined
  /** Why nothing can be sent yet although something is written. */
  readonly hint?: string | undefined
  readonly unified?: boolean
  readonly sendLabel: string
  readonly onSent?: () => void
  readonly onEscape?: (() => void) | undefined
  readonly children?: ReactNode
}

/** An input with its counter, refusals and Send button. It knows nothing of the feed and never re-renders with it. */
export const MessageInput = ({
  draftKey,
  label,
  placeholder,
  targets,
  replyTo,
  hint,
  unified = false,
  sendLabel,
  onSent,
  onEscape,
  children,
}: MessageInputProps) => {
  const { bridge, ui } = useServices()
  const text = useUi((state) => state.drafts.get(draftKey) ?? '')
  const [recall, setRecall] = useState(noRecall)
  const [refusal, setRefusal] = useState<string>()
  const [asked, setAsked] = useState(false)
  const busy = useRef(false)
  const counter = tightestLimit(text, targets)
  const isEmpty = text.trim() === ''
  const whyNot = isEmpty ? undefined : whyNotSend(text, targets)
  const problem = refusal ?? whyNot ?? (asked && !isEmpty ? hint : undefined)
  const over = counter !== undefined && counter.used > counter.max
  const near = counter !== undefined && counter.used > counter.max * 0.8

  const change = (next: string) => {
    ui.setDraft(draftKey, next)
    setRefusal(undefined)
    setAsked(false)
  }
  const send = async () => {
    setAsked(true)
    if (isEmpty || busy.current || whyNot !== undefined || targets.length === 0) return
    busy.current = true
    const result = await bridge.invoke('messages.send', {
      text,
      targets: targets.map((channel) => channel.ref.id),
      ...(replyTo === undefined ? {} : { replyTo }),
    })
    busy.current = false
    if (!result.ok) {
      // The draft stays: nothing that was written is ever lost to a refusal.
      setRefusal(result.error.message)
      return
    }
    const written = ui.state.getState().drafts.get(draftKey) ?? ''
    if (written.startsWith(text)) ui.setDraft(draftKey, written.slice(text.length))
    ui.rememberSent(text)
    setRecall(noRecall)
    setAsked(false)
    onSent?.()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.ctrlKey) {
      event.preventDefault()
      void send()
      return
    }
    if (event.key === 'Escape' && onEscape !== undefined) {
      event.preventDefault()
      onEscape()
      return
    }
    if (event.altKey || event.ctrlKey || event.shiftKey) return
    const { selectionStart, selectionEnd } = event.currentTarget
    if (selectionStart !== selectionEnd) return
    const { sentTexts } = ui.state.getState()
    const recalled =
      event.key === 'ArrowUp' && isOnFirstLine(text, selectionStart)
        ? recallOlder(recall, sentTexts, text)
        : event.key === 'ArrowDown' && isOnLastLine(text, selectionStart)
          ? recallNewer(recall, sentTexts)
          : undefined
    if (recalled === undefined) return
    event.preventDefault()
    setRecall(recalled.recall)
    change(recalled.text)
  }

  return (
    <div className={styles['inputBlock']}>
      <div className={styles['inputRow']} data-problem={problem === undefined ? undefined : ''}>
        {children}
        <textarea
          className={styles['textarea']}
          aria-label={label}
          aria-invalid={problem === undefined ? undefined : true}
          placeholder={placeholder}
          rows={1}
          value={text}
          data-unified-input={unified ? '' : undefined}
          onChange={(event) => {
            setRecall(noRecall)
            change(event.target.value)
          }}
          onKeyDown={onKeyDown}
        />
        {counter !== undefined && (unified || near) && (
          <span className={styles['counter']} data-state={over ? 'over' : near ? 'near' : undefined}>
            {counter.used}/{counter.max}
            <small> {counter.channelName}</small>
          </span>
        )}
        <button
          type="button"
          className={styles['send']}
          aria-label={sendLabel}
          disabled={isEmpty || whyNot !== undefined}
          onClick={() => void send()}
        >
          Send
        </button>
      </div>
      {problem !== undefined && (
        <p className={styles['refusal']} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
