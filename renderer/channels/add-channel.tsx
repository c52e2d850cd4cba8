import { type FormEvent, useState } from 'react'
import controls from '../controls/controls.module.css'
import { Button, Problem } from '../controls/controls.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { useApp, useServices } from '../state/context.tsx'
import { addressOf } from '../state/view-address.ts'

/** One field that takes a name, an id or any pasted address; used by the dialog and by the first start. */
export const AddChannelForm = ({
  onAdded,
  takesFocus = false,
}: {
  onAdded: () => void
  /** Where the field is why the person came. */
  takesFocus?: boolean
}) => {
  const { bridge } = useServices()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const platforms = useApp((state) => state.host?.platforms.map((platform) => platform.name).join(', ') ?? '')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (text.trim() === '') {
      setProblem('Write the name of a channel, or paste its address.')
      return
    }
    setBusy(true)
    setProblem(undefined)
    const result = await bridge.invoke('channels.add', { text: text.trim() }, { timeoutMs: 45_000 })
    setBusy(false)
    if (!result.ok) {
      setProblem(result.error.message)
      return
    }
    setText('')
    location.hash = addressOf(result.value.id)
    onAdded()
  }
  return (
    <form className={controls['form']} onSubmit={(event) => void submit(event)}>
      <label className={controls['field']}>
        <span>Channel name or URL</span>
        <input
          type="text"
          value={text}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: only where the field is why the person came
          autoFocus={takesFocus}
          data-first-focus={takesFocus ? '' : undefined}
          aria-invalid={problem === undefined ? undefined : true}
          placeholder="rivervale or twitch.tv/rivervale"
          onChange={(event) => {
            setText(event.target.value)
            setProblem(undefined)
          }}
        />
      </label>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <p className={controls['quiet']} role="status">
        {busy
          ? 'Looking for it. This can take some ten seconds without an account.'
          : platforms === ''
            ? ''
            : `Works with ${platforms}.`}
      </p>
      <div className={controls['buttons']}>
        <Button type="submit" tone="accent" busy={busy}>
          {busy ? 'Looking…' : 'Add'}
        </Button>
      </div>
    </form>
  )
}

export const AddChannelDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Add a channel" onClose={onClose}>
    <AddChannelForm takesFocus onAdded={onClose} />
  </Dialog>
)
