import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import controls from '../controls/controls.module.css'
import { focusRowOf } from '../controls/focus.ts'
import { useServices, useUi } from '../state/context.tsx'
import type { Note } from '../state/ui-store.ts'
import styles from './notes.module.css'

/** Ends a note in its time. Apart from its line, which is made anew whenever a dialog opens or closes. */
const NoteLife = ({ note }: { note: Note }) => {
  const { ui } = useServices()
  useEffect(() => {
    const timer = setTimeout(() => ui.dropNote(note.id), note.lastsMs)
    return () => clearTimeout(timer)
  }, [ui, note])
  return undefined
}

const NoteLine = ({ note }: { note: Note }) => {
  const { ui } = useServices()
  const drop = (button: HTMLElement) => {
    // In a dialog the focus has its own way home.
    if (button.matches(':focus') && button.closest('dialog') === null) focusRowOf(note.row)
    ui.dropNote(note.id)
  }
  return (
    <li className={styles['note']} data-severity={note.severity}>
      <p role={note.severity === 'error' ? 'alert' : 'status'}>{note.text}</p>
      {note.undo !== undefined && (
        <button
          type="button"
          className={controls['button']}
          data-tone="plain"
          // Pressed with the pointer it takes no focus, which would be lost with it.
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            drop(event.currentTarget)
            note.undo?.run()
          }}
        >
          {note.undo.label}
        </button>
      )}
      <button
        type="button"
        className={controls['iconButton']}
        aria-label="Dismiss"
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => drop(event.currentTarget)}
      >
        <X aria-hidden="true" size={16} />
      </button>
    </li>
  )
}

/** A modal dialog covers everything outside it and makes it inert: what its acts have to say is said inside it. */
const useOpenDialog = (notes: readonly Note[]): Element | null => {
  const dialog = useUi((state) => state.dialog)
  const [open, setOpen] = useState<Element | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dialog has opened by the time that its acts make a note
  useLayoutEffect(() => {
    setOpen(dialog === undefined ? null : document.querySelector('dialog[open]'))
  }, [dialog, notes])
  return open
}

/** What became of the last acts, and how to take them back. */
export const Notes = () => {
  const notes = useUi((state) => state.notes)
  const dialog = useOpenDialog(notes)
  if (notes.length === 0) return undefined
  const list = (
    <section aria-label="Notes">
      <ul className={styles['notes']} aria-label="Notes">
        {notes.map((note) => (
          <NoteLine key={note.id} note={note} />
        ))}
      </ul>
    </section>
  )
  return (
    <>
      {notes.map((note) => (
        <NoteLife key={note.id} note={note} />
      ))}
      {dialog?.isConnected === true ? createPortal(list, dialog) : list}
    </>
  )
}
