import { useEffect } from 'react'
import { useApp, useServices } from './context.tsx'
import { viewAt } from './view-address.ts'

/** Opens the view that the address names, and follows it. */
export const useViewAddress = (): void => {
  const { app, ui } = useServices()
  const ids = useApp((state) => state.channels?.map(({ ref }) => ref.id).join(' '))
  useEffect(() => {
    if (ids === undefined) return
    const follow = () => ui.show(viewAt(location.hash, app.state.getState().channels ?? []))
    follow()
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [ids, app, ui])
}
