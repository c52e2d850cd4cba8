import { type KeyboardEvent, useState } from 'react'
import { Button, Problem } from '../controls/controls.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { chordOf, type KeyAction, keyOf, showKey, whyNotKey } from '../keys/key-map.ts'
import { useKeyActions, useKeyMap } from '../keys/use-key-map.ts'
import { ownsWindows } from '../state/app-store.ts'
import { useApp, useServices } from '../state/context.tsx'
import styles from './settings.module.css'

const fixedKeys: readonly (readonly [string, string])[] = [
  ['Enter', 'Send (in the input)'],
  ['Shift+Enter', 'New line (in the input)'],
  ['ArrowUp', 'Recall what was sent (on the first line of the input)'],
  ['ArrowUp, ArrowDown', 'Move between rows'],
  ['Escape', 'Leave the row, the menu or the reply'],
  ['Alt+Shift+ArrowUp, ArrowDown', 'Move a channel (on its entry)'],
]
const windowKeys: typeof fixedKeys = [['Shift+Enter', 'Pop out a channel (on its entry)']]

const KeyLine = ({ action, onProblem }: { action: KeyAction; onProblem: (problem: string | undefined) => void }) => {
  const { app } = useServices()
  const map = useKeyMap()
  const changed = useApp((state) => state.preferences.keys)
  const [listening, setListening] = useState(false)
  const key = keyOf(map, action.name)
  const shown = listening ? 'Press a key' : key === undefined ? 'none' : showKey(key)
  const listen = (event: KeyboardEvent) => {
    if (!listening) return
    event.preventDefault()
    event.stopPropagation()
    const isModifier = ['Alt', 'Control', 'Shift', 'Meta'].includes(event.key)
    if (isModifier && action.name !== 'hold') return
    if (event.key === 'Escape') {
      setListening(false)
      return
    }
    const chord = chordOf(event)
    const why = whyNotKey(map, action, chord)
    onProblem(why)
    if (why !== undefined) return
    setListening(false)
    const { [action.name]: _before, ...others } = changed
    app.changePreferences({ keys: chord === action.key ? others : { ...others, [action.name]: chord } })
  }
  return (
    <tr>
      <td>{action.says}</td>
      <td>
        <button
          type="button"
          className={styles['keyButton']}
          aria-label={`${shown}, change the key for: ${action.says}`}
          onClick={() => {
            onProblem(undefined)
            setListening(true)
          }}
          onBlur={() => setListening(false)}
          onKeyDown={listen}
        >
          {listening ? shown : <kbd>{shown}</kbd>}
        </button>
      </td>
    </tr>
  )
}

const groups = [
  { name: 'On a row', where: 'row' },
  { name: 'Everywhere', where: 'window' },
] as const

export const KeysTable = () => {
  const { app } = useServices()
  const hasChanges = useApp((state) => Object.keys(state.preferences.keys).length > 0)
  const [problem, setProblem] = useState<string>()
  const actions = useKeyActions()
  const owns = useApp(ownsWindows)
  const always = owns ? [...fixedKeys, ...windowKeys] : fixedKeys
  return (
    <>
      {problem !== undefined && <Problem>{problem}</Problem>}
      {groups.map(({ name, where }) => (
        <table key={where} className={styles['keys']}>
          <caption>{name}</caption>
          <tbody>
            {actions
              .filter((action) => action.where === where)
              .map((action) => (
                <KeyLine key={action.name} action={action} onProblem={setProblem} />
              ))}
          </tbody>
        </table>
      ))}
      <table className={styles['keys']}>
        <caption>Always</caption>
        <tbody>
          {always.map(([key, says]) => (
            <tr key={says}>
              <td>{says}</td>
              <td>
                <kbd>{key}</kbd>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasChanges && <Button onClick={() => app.changePreferences({ keys: {} })}>Back to the keys it came with</Button>}
    </>
  )
}

export const KeysDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    <div className={styles['keysBody']} tabIndex={0}>
      <KeysTable />
    </div>
  </Dialog>
)
