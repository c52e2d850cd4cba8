import { useRef, useState } from 'react'
import controls from '../controls/controls.module.css'
import { Toggle } from '../controls/controls.tsx'
import { useKeyOf } from '../keys/use-key-map.ts'
import { noteFailure, useApp, useChanges, useServices } from '../state/context.tsx'

/** A drag tells the host one value at a time, the newest: it moves faster than commands may come. */
const useOpacity = (told: number) => {
  const { app, ui } = useServices()
  const [shown, setShown] = useState<number>()
  const wanted = useRef<number>(undefined)
  const isSending = useRef(false)
  const change = async (opacity: number) => {
    setShown(opacity)
    wanted.current = opacity
    if (isSending.current) return
    isSending.current = true
    while (wanted.current !== undefined) {
      const next = wanted.current
      wanted.current = undefined
      const result = await noteFailure(ui, app.changeWindow({ opacity: next }))
      if (!result.ok) break
    }
    isSending.current = false
    wanted.current = undefined
    setShown(undefined)
  }
  return { opacity: shown ?? told, change: (opacity: number) => void change(opacity) }
}

const OpacitySlider = ({ told }: { told: number }) => {
  const { opacity, change } = useOpacity(told)
  const percent = Math.round(opacity * 100)
  return (
    <label className={controls['field']}>
      <span>Opacity, {percent} %</span>
      <input
        type="range"
        min={30}
        max={100}
        step={5}
        value={percent}
        onChange={(event) => change(Number(event.target.value) / 100)}
      />
      <small className={controls['quiet']}>Below 100 % what lies behind the window shows through.</small>
    </label>
  )
}

/** This window alone: every window has its own. */
export const WindowSection = () => {
  const { changeWindow } = useChanges()
  const view = useApp((state) => state.window)
  const compactKey = useKeyOf('compact')
  if (view === null) return <p className={controls['quiet']}>Tributary does not answer yet.</p>
  return (
    <>
      <p className={controls['quiet']}>These are about this window. Every window has its own.</p>
      {view.alwaysOnTop !== undefined && (
        <Toggle
          label="Always on top"
          explains="It stays above the windows of other apps, a game in a window for instance."
          checked={view.alwaysOnTop}
          onChange={(alwaysOnTop) => changeWindow({ alwaysOnTop })}
        />
      )}
      <Toggle
        label="Compact window"
        explains={`One view and the input, without the list of channels.${
          compactKey === undefined ? '' : ` ${compactKey} leads in and out.`
        }`}
        checked={view.compact}
        onChange={(compact) => changeWindow({ compact })}
      />
      {view.opacity !== undefined && <OpacitySlider told={view.opacity} />}
    </>
  )
}
