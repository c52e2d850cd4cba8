import { useEffect, useLayoutEffect, useState } from 'react'
import type { Theme } from '../../shared/contract.ts'
import { useApp } from '../state/context.tsx'

export type ResolvedTheme = 'dark' | 'light' | 'highContrast'

export const resolveTheme = (theme: Theme, prefersLight: boolean, prefersContrast: boolean): ResolvedTheme =>
  theme !== 'system' ? theme : prefersContrast ? 'highContrast' : prefersLight ? 'light' : 'dark'

const useQuery = (query: string): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const update = () => setMatches(list.matches)
    list.addEventListener('change', update)
    return () => list.removeEventListener('change', update)
  }, [query])
  return matches
}

/** The theme in force: the system's until told otherwise. */
export const useResolvedTheme = (): ResolvedTheme => {
  const theme = useApp((state) => state.preferences.theme)
  const prefersLight = useQuery('(prefers-color-scheme: light)')
  const prefersContrast = useQuery('(prefers-contrast: more)')
  return resolveTheme(theme, prefersLight, prefersContrast)
}

/** Puts the look on the document's root, where the tokens read it. */
export const useLook = (): void => {
  const theme = useResolvedTheme()
  const density = useApp((state) => state.preferences.density)
  const fontSize = useApp((state) => state.preferences.fontSize)
  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset['theme'] = theme
    root.dataset['density'] = density
    root.style.setProperty('--font-size', `${Math.min(24, Math.max(11, fontSize))}px`)
  }, [theme, density, fontSize])
}
