import { useEffect } from 'react'
import type { ChannelId } from '../../shared/model.ts'
import { useApp, useServices } from '../state/context.tsx'

const none: ReadonlySet<ChannelId> = new Set()

/** Keeps private rows out of "all" while the person hides them. */
export const useHidePrivate = (): void => {
  const { feed } = useServices()
  const hides = useApp((state) => state.preferences.hidePrivate)
  const channels = useApp((state) => state.channels)
  useEffect(() => {
    feed.hide(hides ? new Set(channels?.filter(({ ref }) => ref.private).map(({ ref }) => ref.id)) : none)
  }, [feed, hides, channels])
}
