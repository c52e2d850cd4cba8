/** The bridge to the desktop host: one IPC channel, handed in by the preload. */
import type { PreloadApi } from '../../shared/protocol.ts'
import { isTooLarge, type OpenLink } from './link.ts'
import { createLinkBridge, type LinkBridge, type LinkBridgeOptions } from './link-bridge.ts'

export const createIpcBridge = (api: PreloadApi, options: LinkBridgeOptions = {}): LinkBridge => {
  const openLink: OpenLink = (handlers) => {
    let state: 'greeting' | 'open' | 'closed' = 'greeting'
    api.listen((message) => {
      if (state === 'closed') return
      if ('closed' in message) {
        state = 'closed'
        handlers.closed()
      } else if ('welcome' in message) {
        if (state === 'open') return
        state = 'open'
        handlers.opened()
      } else if (state === 'open') {
        handlers.received(message)
      }
      // What comes before the welcome was said to an earlier line, whose subscriptions had the same numbers.
    })
    api.send({ hello: { token: '' } })
    return {
      send(message) {
        if (isTooLarge(JSON.stringify(message))) return 'tooLarge'
        // Between a loss and its `closed` a message goes nowhere; what waits for an answer is told of the loss then.
        if (state === 'open') api.send(message)
        return 'sent'
      },
      close() {
        state = 'closed'
      },
    }
  }
  return createLinkBridge(openLink, options)
}
