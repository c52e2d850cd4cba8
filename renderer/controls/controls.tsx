import { type ReactNode, useEffect, useState } from 'react'
import type { PlatformId } from '../../shared/model.ts'
import { useServices } from '../state/context.tsx'
import styles from './controls.module.css'

/** Our own simple mark of a platform, in its colour. */
export const PlatformMark = ({ platform }: { platform: PlatformId }) => (
  <span className={styles['mark']} data-platform={platform} aria-hidden="true" />
)

export const Button = ({
  children,
  tone = 'plain',
  type = 'button',
  disabled = false,
  busy = false,
  firstFocus = false,
  describedBy,
  onClick,
}: {
  children: ReactNode
  tone?: 'plain' | 'accent' | 'danger' | 'quiet'
  type?: 'button' | 'submit'
  disabled?: boolean
  /** While its act is under way: greyed, but it keeps the focus that `disabled` would take. */
  busy?: boolean
  /** Where the focus goes first in the dialog, or the step of one, that this button is in. */
  firstFocus?: boolean
  /** The id of what says more about it. */
  describedBy?: string
  onClick?: () => void
}) => (
  <button
    type={type}
    className={styles['button']}
    data-tone={tone}
    data-first-focus={firstFocus ? '' : undefined}
    disabled={disabled}
    aria-disabled={busy || undefined}
    aria-describedby={describedBy}
    onClick={busy ? undefined : onClick}
  >
    {children}
  </button>
)

/** Says whether it worked, in its own name. */
export const CopyButton = ({ text, label = 'Copy' }: { text: string; label?: string }) => {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()
  useEffect(() => {
    if (outcome === undefined) return
    const timer = setTimeout(() => setOutcome(undefined), 3000)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = () => {
    // Absent where the page is no secure context.
    const { clipboard }: { clipboard?: Clipboard } = navigator
    if (clipboard === undefined) {
      setOutcome('failed')
      return
    }
    clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    )
  }
  return (
    <Button onClick={copy}>
      {outcome === undefined ? label : outcome === 'copied' ? 'Copied' : 'Copy it by hand, please'}
    </Button>
  )
}

/** The time, anew every second while `running`: for countdowns only, so that nothing else ticks. */
export const useNow = (running: boolean): number => {
  const { now } = useServices()
  const [time, setTime] = useState(now)
  useEffect(() => {
    if (!running) return
    setTime(now())
    const timer = setInterval(() => setTime(now()), 1000)
    return () => clearInterval(timer)
  }, [running, now])
  return time
}

/** A labelled on/off choice. */
export const Toggle = ({
  label,
  explains,
  checked,
  disabled = false,
  onChange,
}: {
  label: string
  explains?: string | undefined
  checked: boolean
  /** Where it cannot be chosen here; `explains` says why. */
  disabled?: boolean
  onChange: (checked: boolean) => void
}) => (
  <label className={styles['toggle']}>
    <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
    <span>
      {label}
      {explains !== undefined && <small>{explains}</small>}
    </span>
  </label>
)

/** A small set of exclusive choices, shown at once. */
export const Choice = <Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: readonly { readonly value: Value; readonly name: string }[]
  onChange: (value: Value) => void
}) => (
  <fieldset className={styles['choice']}>
    <legend>{label}</legend>
    <div>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={label}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.name}</span>
        </label>
      ))}
    </div>
  </fieldset>
)

/** A problem where the person is; it is announced. */
export const Problem = ({ id, children }: { id?: string; children: ReactNode }) => (
  <p id={id} className={styles['problem']} role="alert">
    {children}
  </p>
)
