import { useEffect } from 'react'
import { useApp, useServices, useUi } from '../state/context.tsx'

/** ms: counts fall at once to the eye, and the core is not told more often than this. */
const delayMs = 400

/** Tells the core that what is in the open view has been seen, while the window is. */
export const useSeen = (): void => {
  const { bridge, app, ui } = useServices()
  const view = useUi((state) => state.view)
  const hasUnread = useApp(
    (state) => state.channels?.some(({ ref, unread }) => unread > 0 && (view === 'all' || view === ref.id)) === true,
  )
  useEffect(() => {
    if (!hasUnread) return
    const tell = () => {
      if (document.visibilityState === 'hidden') return
      const { view: open } = ui.state.getState()
      const { channels = [], preferences } = app.state.getState()
      const seen = channels.filter(
        ({ ref, unread }) =>
          unread > 0 && (open === 'all' || open === ref.id) && !(preferences.hidePrivate && ref.private),
      )
      if (seen.length > 0) void bridge.invoke('channels.seen', { channels: seen.map(({ ref }) => ref.id) })
    }
    const timer = setInterval(tell, delayMs)
    return () => clearInterval(timer)
  }, [hasUnread, bridge, app, ui])
}
