/** The window's way to its host: the desktop's preload hands one in; a browser's page makes its own. */
import type { Bridge } from '../../shared/contract.ts'
import type { ImageKey } from '../../shared/model.ts'
import { emoteAddress, type PreloadApi, preloadName, socketPath } from '../../shared/protocol.ts'
import { createIpcBridge } from './ipc-bridge.ts'
import { hasToken, takeToken } from './token.ts'
import { createWsBridge } from './ws-bridge.ts'

declare global {
  interface Window {
    /** Only in the desktop's page. */
    readonly [preloadName]?: PreloadApi
  }
}

export interface Joined {
  readonly bridge: Bridge
  /** The address of an image that the core has issued a key for. */
  readonly imageUrl: (key: ImageKey) => string
}

/** Joins the page to whichever host has opened it; nothing above knows which. */
export const joinHost = (): Joined => {
  const preload = window[preloadName]
  return preload === undefined
    ? { bridge: createWebBridge(), imageUrl: (key) => `/img/${key}` }
    : { bridge: createIpcBridge(preload), imageUrl: (key) => `${emoteAddress}${key}` }
}

const createWebBridge = (): Bridge => {
  // A new address pasted into the same tab differs in its fragment only, which loads nothing by itself.
  window.addEventListener('hashchange', () => {
    if (hasToken(location.hash)) location.reload()
  })
  const token = takeToken({ location, history, storage: () => sessionStorage })
  return createWsBridge({ url: `ws://${location.host}${socketPath}`, token })
}
