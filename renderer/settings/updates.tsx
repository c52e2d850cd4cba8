import { useState } from 'react'
import type { UpdateView } from '../../shared/contract.ts'
import { Button, Problem } from '../controls/controls.tsx'
import { clockStyleOf, formatTime } from '../feed/time-format.ts'
import { useApp, useServices, useUi } from '../state/context.tsx'
import styles from './desktop.module.css'

type Step = 'desktop.checkForUpdate' | 'desktop.update'

interface Shown {
  readonly text: string
  readonly act?: { readonly label: string; readonly step: Step }
}

const checkNow = { label: 'Check now', step: 'desktop.checkForUpdate' } as const

const dayOf = (time: number): string => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' }).format(time)

/** `version` is the one that runs; `checkedAt` is told with its day unless that is today's. */
const describeUpdate = (update: UpdateView, version: string, now: number): Shown => {
  switch (update.status) {
    case 'unavailable':
      return { text: update.why }
    case 'idle':
      return { text: `This is version ${version}. Tributary has not looked for a newer one yet.`, act: checkNow }
    case 'checking':
      return { text: 'Looking for a newer version…' }
    case 'current': {
      const time = formatTime(update.checkedAt, clockStyleOf(undefined))
      const day = dayOf(update.checkedAt)
      const when = day === dayOf(now) ? `at ${time}` : `on ${day} at ${time}`
      return { text: `Version ${version} is the newest. Checked ${when}.`, act: checkNow }
    }
    case 'available':
      return {
        text: `Version ${update.version} is there; this is ${version}.`,
        act: { label: update.how === 'install' ? 'Download and install' : 'Open the page', step: 'desktop.update' },
      }
    case 'downloading':
      return { text: `Downloading version ${update.version}: ${Math.floor(update.percent)} %.` }
    case 'ready':
      return {
        text: `Version ${update.version} is ready. It is installed when Tributary starts again.`,
        act: { label: 'Restart to install', step: 'desktop.update' },
      }
    case 'failed':
      return { text: update.why, act: { ...checkNow, label: 'Check again' } }
  }
}

/** Whether there is a newer version, and the next step towards it. */
export const Updates = ({ update }: { update: UpdateView }) => {
  const { bridge, now } = useServices()
  const version = useApp((state) => state.host?.version ?? '')
  const hasDraft = useUi((state) => state.drafts.size > 0)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const { text, act } = describeUpdate(update, version, now())
  const run = async (step: Step) => {
    setBusy(true)
    setProblem(undefined)
    const result = await bridge.invoke(step, {})
    setBusy(false)
    if (!result.ok) setProblem(result.error.message)
  }
  const isUnderWay = update.status === 'checking' || update.status === 'downloading'
  return (
    <div className={styles['update']} data-problem={update.status === 'failed' ? '' : undefined}>
      <p role="status">{text}</p>
      {update.status === 'downloading' && (
        <progress aria-label={`Download of version ${update.version}`} max={100} value={update.percent} />
      )}
      {update.status === 'ready' && hasDraft && (
        <p>What you have written here and not sent yet is lost with the restart.</p>
      )}
      {(act !== undefined || isUnderWay) && (
        <div className={styles['updateActs']}>
          {/* One button for every step: the focus stays on it. */}
          <Button
            tone={act?.step === 'desktop.update' ? 'accent' : 'plain'}
            busy={busy || isUnderWay}
            onClick={() => act !== undefined && void run(act.step)}
          >
            {act?.label ?? (update.status === 'checking' ? 'Checking…' : 'Downloading…')}
          </Button>
        </div>
      )}
      {problem !== undefined && <Problem>{problem}</Problem>}
    </div>
  )
}
