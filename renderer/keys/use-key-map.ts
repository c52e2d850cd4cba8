import { useMemo } from 'react'
import { useApp } from '../state/context.tsx'
import { createKeyMap, type KeyMap } from './key-map.ts'

export const useKeyMap = (): KeyMap => {
  const changed = useApp((state) => state.preferences.keys)
  return useMemo(() => createKeyMap(changed), [changed])
}
