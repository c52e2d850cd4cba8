import { useEffect, useMemo, useState } from 'react'
import type { ChannelView } from '../../shared/contract.ts'
import type { ChannelId } from '../../shared/model.ts'
import { useApp, useServices } from '../state/context.tsx'
import { type ResolvedTheme, useResolvedTheme } from '../styles/theme.ts'
import type { ViewKey } from './feed-store.ts'
import { createNameColors, type Rgb } from './name-color.ts'
import type { RowDisplay, Source } from './row.tsx'
import { clockStyleOf, formatTime } from './time-format.ts'

/** The row's background under the pointer and the contrast that names keep on it; a little more than 4.5, for tinted rows. */
export const nameGround: Readonly<Record<ResolvedTheme, { readonly ground: Rgb; readonly ratio: number }>> = {
  dark: { ground: [33, 40, 46], ratio: 4.8 },
  light: { ground: [230, 236, 241], ratio: 4.8 },
  highContrast: { ground: [26, 26, 26], ratio: 7 },
}

/** Changes only when what rows show of their channels does, not with every unread count. */
const sourcesKey = (channels: readonly ChannelView[] | undefined): string =>
  JSON.stringify((channels ?? []).map(({ ref }) => [ref.id, ref.name, ref.platform, ref.private]))

export const hueCount = 8

export const useReducedMotion = (): boolean => {
  const [reduced, setReduced] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-reduced-motion: reduce)')
    const update = () => setReduced(query.matches)
    query.addEventListener('change', update)
    return () => query.removeEventListener('change', update)
  }, [])
  return reduced
}

export const useRowDisplay = (view: ViewKey): RowDisplay => {
  const { app, imageUrl } = useServices()
  const key = useApp((state) => sourcesKey(state.channels))
  const showTimes = useApp((state) => state.preferences.showTimes)
  const animateEmotes = useApp((state) => state.preferences.animateEmotes)
  const reduced = useReducedMotion()
  const theme = useResolvedTheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what is read from the store
  const sources = useMemo(() => {
    const channels = app.state.getState().channels ?? []
    return new Map<ChannelId, Source>(
      channels.map(({ ref }, index) => [
        ref.id,
        { name: ref.name, platform: ref.platform, private: ref.private, hue: index % hueCount },
      ]),
    )
  }, [key, app])
  return useMemo(() => {
    const clockStyle = clockStyleOf(navigator.language)
    const { ground, ratio } = nameGround[theme]
    return {
      view,
      sources,
      imageUrl,
      showTimes,
      animate: animateEmotes && !reduced,
      colors: createNameColors(ground, ratio),
      time: (at: number) => formatTime(at, clockStyle),
    }
  }, [view, sources, imageUrl, showTimes, animateEmotes, reduced, theme])
}
