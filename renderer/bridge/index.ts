/** The window's way to its host. The desktop's preload will hand one in; a browser's page makes its own. */
import type { Bridge } from '../../shared/contract.ts'
import type { ImageKey } from '../../shared/model.ts'
import { socketPath } from '../../shared/protocol.ts'
import { hasToken, takeToken } from './token.ts'
import { createWsBridge } from './ws-bridge.ts'

export const createBridge = (): Bridge => {
  // A new address pasted into the same tab differs in its fragment only, which loads nothing by itself.
  window.addEventListener('hashchange', () => {
    if (hasToken(location.hash)) location.reload()
  })
  const token = takeToken({ location, history, storage: () => sessionStorage })
  return createWsBridge({ url: `ws://${location.host}${socketPath}`, token })
}

/** The address of an image that the core has issued a key for. */
export const imageUrl = (key: ImageKey): string => `/img/${key}`
