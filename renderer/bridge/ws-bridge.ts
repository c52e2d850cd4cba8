/** The bridge to the web host: a WebSocket, opened with the token of this start. */
import { closeCodes, type ServerMessage } from '../../shared/protocol.ts'
import { isTooLarge, type OpenLink } from './link.ts'
import { createLinkBridge, type LinkBridge, type LinkBridgeOptions } from './link-bridge.ts'

export interface TextSocketHandlers {
  readonly opened: () => void
  readonly received: (text: string) => void
  readonly closed: (code: number) => void
}

/** The little that is needed of a WebSocket. Never throws; a failure is `closed`. */
export type OpenTextSocket = (url: string, handlers: TextSocketHandlers) => { send(text: string): void; close(): void }

export const openBrowserSocket: OpenTextSocket = (url, handlers) => {
  const socket = new WebSocket(url)
  socket.addEventListener('open', handlers.opened)
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') handlers.received(data)
  })
  socket.addEventListener('close', ({ code }) => handlers.closed(code))
  return {
    send(text) {
      // Between a loss and its `close` a message goes nowhere; what waits for an answer is told of the loss then.
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}

export interface WsBridgeOptions extends LinkBridgeOptions {
  /** `ws://127.0.0.1:PORT/socket` */
  readonly url: string
  /** Undefined where the page was opened without one: the bridge is lost from the start and says why. */
  readonly token: string | undefined
  readonly openSocket?: OpenTextSocket
}

export const createWsBridge = (options: WsBridgeOptions): LinkBridge => {
  const { url, token, openSocket = openBrowserSocket } = options
  const openLink: OpenLink = (handlers) => {
    if (token === undefined) {
      handlers.closed(noToken)
      return { send: () => 'sent', close: () => {} }
    }
    const socket = openSocket(url, {
      opened: () => socket.send(JSON.stringify({ hello: { token } })),
      received(text) {
        const message: ServerMessage = JSON.parse(text)
        if ('welcome' in message) handlers.opened()
        else handlers.received(message)
      },
      closed: (code) => handlers.closed(code === closeCodes.refused ? wrongToken : undefined),
    })
    return {
      send(message) {
        const text = JSON.stringify(message)
        if (isTooLarge(text)) return 'tooLarge'
        socket.send(text)
        return 'sent'
      },
      close: socket.close,
    }
  }
  return createLinkBridge(openLink, options)
}

const noToken =
  'This address is not complete. Open the whole address that Tributary printed, with the part behind the #.'
const wrongToken =
  'Tributary was started again, and this page belongs to the start before. Open the address that it printed now.'
