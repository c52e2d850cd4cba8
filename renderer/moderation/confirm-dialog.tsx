import { useState } from 'react'
import controls from '../controls/controls.module.css'
import { Button, Problem } from '../controls/controls.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { formatSeconds } from '../feed/time-format.ts'
import { channelById, channelLabel } from '../state/app-store.ts'
import { useApp, useServices } from '../state/context.tsx'
import type { OpenDialog } from '../state/ui-store.ts'

type Confirm = Extract<OpenDialog, { kind: 'confirm' }>

/** Asks before an act that weighs more than a click: it names the person and the channel. */
export const ConfirmDialog = ({ confirm, onClose }: { confirm: Confirm; onClose: () => void }) => {
  const { bridge, ui } = useServices()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const where = useApp((state) => {
    const channel = channelById(state, confirm.channel)
    return channel === undefined ? 'a closed channel' : channelLabel(state, channel)
  })
  const { act, author, name, channel, seconds = 600 } = confirm
  const title = act === 'ban' ? `Ban ${name}?` : `Time out ${name}, a moderator?`
  const apply = async () => {
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    const words = reason.trim() === '' ? {} : { reason: reason.trim() }
    const result =
      act === 'ban'
        ? await bridge.invoke('moderation.ban', { channel, author, ...words })
        : await bridge.invoke('moderation.timeout', { channel, author, seconds, ...words })
    setBusy(false)
    if (!result.ok) {
      setProblem(result.error.message)
      return
    }
    onClose()
    ui.addNote({
      severity: 'info',
      text: act === 'ban' ? `${name} is banned in ${where}.` : `${name} is timed out in ${where}.`,
      lastsMs: 10_000,
      row: confirm.row,
      undo: {
        label: 'Undo',
        run: () => {
          void bridge
            .invoke(act === 'ban' ? 'moderation.unban' : 'moderation.untimeout', { channel, author })
            .then((undone) => {
              ui.addNote(
                undone.ok
                  ? {
                      severity: 'info',
                      text: `${act === 'ban' ? 'The ban' : 'The time-out'} of ${name} in ${where} is lifted.`,
                    }
                  : { severity: 'error', text: undone.error.message },
              )
            })
        },
      },
    })
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>
        {act === 'ban'
          ? `${name} will not be able to write in ${where} any more, until someone lifts the ban.`
          : `${name} moderates ${where}. The time-out lasts ${formatSeconds(seconds)} and takes that role away on some platforms.`}
      </p>
      <form
        className={controls['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void apply()
        }}
      >
        <label className={controls['field']}>
          <span>Reason (optional)</span>
          <input
            type="text"
            value={reason}
            maxLength={500}
            data-first-focus
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {problem !== undefined && <Problem>{problem}</Problem>}
        <div className={controls['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="danger" busy={busy}>
            {act === 'ban' ? `Ban in ${where}` : `Time out in ${where}`}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
