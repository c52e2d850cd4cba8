import { useMemo } from 'react'
import { ownsWindows } from '../state/app-store.ts'
import { useApp } from '../state/context.tsx'
import { actionsWhere, createKeyMap, type KeyAction, type KeyMap, keyOf, showKey } from './key-map.ts'

export const useKeyActions = (): readonly KeyAction[] => {
  const owns = useApp(ownsWindows)
  return useMemo(() => actionsWhere({ ownsWindows: owns }), [owns])
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
