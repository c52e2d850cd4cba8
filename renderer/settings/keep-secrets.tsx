import { useEffect, useState } from 'react'
import controls from '../controls/controls.module.css'
import { Button, Problem } from '../controls/controls.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { useApp, useServices } from '../state/context.tsx'
import styles from './desktop.module.css'

const places = [
  {
    where: 'memory',
    label: 'Keep sign-ins in memory',
    means: 'They are forgotten when Tributary ends: you sign in again after every start.',
  },
  {
    where: 'file',
    label: 'Store them in a file',
    means:
      'You stay signed in. Only your user can read the file, but it is not encrypted: whoever gets at your files or at a copy of them can act as you.',
  },
] as const

/** Where no keyring protects sign-ins, the person says where they rest. Closing it decides nothing. */
export const KeepSecretsDialog = ({ onClose }: { onClose: () => void }) => {
  const { app, bridge } = useServices()
  const question = useApp((state) => state.desktop?.secretsQuestion)
  const explains = useApp((state) => state.host?.capabilities.secrets.explains)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [isQuestion] = useState(question !== null && question !== undefined)
  const isAnswered = isQuestion && question === null
  useEffect(() => {
    // In another window, perhaps.
    if (isAnswered && !busy) onClose()
  }, [isAnswered, busy, onClose])
  const keep = async (where: 'memory' | 'file') => {
    setBusy(true)
    setProblem(undefined)
    const result = await bridge.invoke('desktop.keepSecrets', { where })
    setBusy(false)
    if (!result.ok) {
      setProblem(result.error.message)
      return
    }
    void app.refreshHost()
    onClose()
  }
  return (
    <Dialog title="Where should sign-ins be kept?" onClose={onClose}>
      <p>
        {question?.why ?? explains} Usually the keyring of your system protects your sign-ins; without one you decide:
      </p>
      {places.map(({ where, label, means }) => (
        <div key={where} className={styles['place']}>
          <Button
            tone={where === 'memory' ? 'accent' : 'plain'}
            firstFocus={where === 'memory'}
            describedBy={`keep-${where}`}
            busy={busy}
            onClick={() => void keep(where)}
          >
            {label}
          </Button>
          <p id={`keep-${where}`}>{means}</p>
        </div>
      ))}
      {problem !== undefined && <Problem>{problem}</Problem>}
      <p className={controls['quiet']}>
        {isQuestion
          ? 'Until you decide they are kept in memory. You can change this later in the settings, under Privacy.'
          : 'You can change this again at any time.'}
      </p>
    </Dialog>
  )
}
