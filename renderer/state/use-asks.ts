import { useEffect, useState } from 'react'
import type { WindowAsk } from '../../shared/contract.ts'
import { createAskMemory } from './ask-memory.ts'
import { useApp, useServices } from './context.tsx'
import type { OpenDialog, UiStore } from './ui-store.ts'
import { addressOf } from './view-address.ts'

/** Dialogs that may make room for a view: in the others something is under way. */
const makesRoom: ReadonlySet<OpenDialog['kind'] | undefined> = new Set(['settings', 'keys'])

const meet = (ask: WindowAsk, ui: UiStore) => {
  const { dialog } = ui.state.getState()
  switch (ask.kind) {
    case 'view':
      location.hash = addressOf(ask.view)
      if (makesRoom.has(dialog?.kind)) ui.open(undefined)
      return
    case 'settings':
      if (dialog?.kind !== 'settings') ui.open({ kind: 'settings', section: 'accounts' })
      return
    case 'about':
      ui.open({ kind: 'settings', section: 'about' })
      return
    case 'addChannel':
      if (dialog?.kind !== 'addChannel') ui.open({ kind: 'addChannel' })
      return
  }
}

/** Meets what somebody asked this window for from outside: a notification, a menu. */
export const useAsks = (): void => {
  const { ui } = useServices()
  const asks = useApp((state) => state.window?.asks)
  const [memory] = useState(() => createAskMemory(() => sessionStorage))
  useEffect(() => {
    if (asks !== undefined && memory.take(asks.asked)) meet(asks.for, ui)
  }, [asks, memory, ui])
}
