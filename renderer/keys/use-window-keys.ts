import { useEffect } from 'react'
import { canSendTo, cycleTargets, toggleTarget } from '../composer/targets.ts'
import { noteFailure, type Services, useServices } from '../state/context.tsx'
import { addressOf } from '../state/view-address.ts'
import { chordOf, isTyping } from './key-map.ts'
import { useKeyMap } from './use-key-map.ts'

const stepView = ({ app, ui }: Services, step: number) => {
  const { channels = [] } = app.state.getState()
  const views = ['all' as const, ...channels.map(({ ref }) => ref.id)]
  const index = views.indexOf(ui.state.getState().view)
  const next = views[(index + step + views.length) % views.length]
  if (next !== undefined) location.hash = addressOf(next)
}

/** About the window itself, where it is the host's; false when there is nothing to do. */
const runWindowAction = ({ app, bridge, ui }: Services, name: string): boolean => {
  const { window } = app.state.getState()
  const keepOnTop = async (alwaysOnTop: boolean) => {
    const result = await noteFailure(ui, app.changeWindow({ alwaysOnTop }))
    if (!result.ok) return
    const text = alwaysOnTop ? 'This window is kept on top.' : 'This window is not kept on top any more.'
    ui.addNote({ severity: 'info', text })
  }
  switch (name) {
    case 'compact':
      if (window === null) return false
      void noteFailure(ui, app.changeWindow({ compact: !window.compact }))
      return true
    case 'alwaysOnTop':
      if (window?.alwaysOnTop === undefined) return false
      void keepOnTop(!window.alwaysOnTop)
      return true
    case 'popOut':
      void noteFailure(ui, bridge.invoke('window.open', { view: ui.state.getState().view }))
      return true
    case 'newWindow':
      void noteFailure(ui, bridge.invoke('window.open', {}))
      return true
    default:
      return false
  }
}

/** Runs a window-wide action; false when there is nothing to do. */
const runAction = (services: Services, name: string): boolean => {
  const { app, ui } = services
  const { channels = [], preferences } = app.state.getState()
  const number = /^toggleTarget(\d)$/.exec(name)?.[1]
  if (number !== undefined) {
    const channel = channels[Number(number) - 1]
    if (channel === undefined) return false
    if (canSendTo(channel)) app.changePreferences({ targets: toggleTarget(preferences.targets, channel.ref.id) })
    else if (channel.capabilities.send.can === false)
      ui.addNote({ severity: 'info', text: `${channel.ref.name}: ${channel.capabilities.send.why}` })
    return true
  }
  const { view } = ui.state.getState()
  switch (name) {
    case 'cycleTargets':
      app.changePreferences({
        targets: cycleTargets(channels, preferences.targets, view === 'all' ? undefined : view),
      })
      return true
    case 'focusInput':
      document.querySelector<HTMLElement>('[data-unified-input]')?.focus()
      return true
    case 'focusFeed': {
      const rows = document.querySelectorAll<HTMLElement>('[role=log] article')
      rows[rows.length - 1]?.focus()
      return true
    }
    case 'nextView':
      stepView(services, 1)
      return true
    case 'previousView':
      stepView(services, -1)
      return true
    case 'hidePrivate':
      app.changePreferences({ hidePrivate: !preferences.hidePrivate })
      ui.addNote({
        severity: 'info',
        text: preferences.hidePrivate ? 'Private channels are shown.' : 'Private channels are hidden.',
      })
      return true
    case 'settings':
      ui.open({ kind: 'settings', section: 'accounts' })
      return true
    case 'help':
      ui.open({ kind: 'keys' })
      return true
    default:
      return runWindowAction(services, name)
  }
}

/** Keys that work everywhere, except plain characters while someone types and anything while a dialog is open. */
export const useWindowKeys = (): void => {
  const services = useServices()
  const keyMap = useKeyMap()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || services.ui.state.getState().dialog !== undefined) return
      const chord = chordOf(event)
      if (!chord.includes('+') && isTyping(event.target)) return
      // On a Mac, Alt writes letters of other languages: while someone types they belong to the field.
      if (event.altKey && isTyping(event.target) && (event.key === 'Dead' || /\P{ASCII}/u.test(event.key))) return
      const action = keyMap.get(chord)
      if (action?.where !== 'window') return
      // A key that is held down acts once.
      if (event.repeat || runAction(services, action.name)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [services, keyMap])
}
