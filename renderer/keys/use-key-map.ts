import { useMemo } from 'react'
import { ownsWindows } from '../state/app-store.ts'
import { useApp } from '../state/context.tsx'
import { actionsWhere, createKeyMap, type KeyAction, type KeyMap, keyOf, showKey } from './key-map.ts'

export const useKeyActions = (): readonly KeyAction[] => {
  const windows = useApp((state) => ownsWindows(state) && state.window !== null)
  const onTop = useApp((state) => state.window?.alwaysOnTop !== undefined)
  return useMemo(() => actionsWhere({ windows, onTop: windows && onTop }), [windows, onTop])
}

export const useKeyMap = (): KeyMap => {
  const changed = useApp((state) => state.preferences.keys)
  const actions = useKeyActions()
  return useMemo(() => createKeyMap(changed, actions), [changed, actions])
}

/** The key of an action as it is printed; undefined where it has none. */
export const useKeyOf = (name: string): string | undefined => {
  const key = keyOf(useKeyMap(), name)
  return key === undefined ? undefined : showKey(key)
}
