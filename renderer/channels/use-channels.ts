import { useMemo } from 'react'
import type { ChannelView } from '../../shared/contract.ts'
import { openChannels } from '../state/app-store.ts'
import { useApp } from '../state/context.tsx'

const why = 'This window has lost Tributary.'

/** The channels as far as they are known: of an app that does not answer, what it said last is not shown as true. */
export const useChannels = (): readonly ChannelView[] => {
  const channels = useApp(openChannels)
  const isLost = useApp((state) => state.bridge === 'lost')
  return useMemo(
    () =>
      isLost
        ? channels.map((channel) => ({
            ...channel,
            state: { status: 'offline', why },
            audience: { known: false, why },
          }))
        : channels,
    [channels, isLost],
  )
}
