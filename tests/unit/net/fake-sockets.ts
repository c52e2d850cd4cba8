/** A scripted OpenSocket: every connection is in a test's hand. */
import type { OpenSocket, SocketHandlers } from '../../../electron/net/socket.ts'

export interface FakeSocket {
  readonly url: string
  readonly sent: string[]
  /** The code with which our side ended it, or the peer did. */
  closedWith: number | undefined
  readonly isOpen: () => boolean
  accept(): void
  receive(text: string): void
  /** The peer (or the network) ends it. */
  drop(code?: number, reason?: string): void
}

export interface FakeSockets {
  readonly openSocket: OpenSocket
  readonly all: readonly FakeSocket[]
  readonly last: () => FakeSocket
  readonly open: () => readonly FakeSocket[]
}

export interface FakeSocketEvents {
  readonly onOpen?: (socket: FakeSocket) => void
  readonly onSent?: (text: string, socket: FakeSocket) => void
}

/** Connections wait to be accepted unless `accepting()` says that they are accepted by themselves. */
export const createFakeSockets = (
  events: FakeSocketEvents = {},
  accepting: (url: string) => boolean = () => true,
): FakeSockets => {
  const all: FakeSocket[] = []
  const openSocket: OpenSocket = (url, handlers: SocketHandlers) => {
    let state: 'connecting' | 'open' | 'closed' = 'connecting'
    const end = (code: number, reason: string) => {
      if (state === 'closed') return
      state = 'closed'
      socket.closedWith = code
      handlers.closed({ code, reason })
    }
    const socket: FakeSocket = {
      url,
      sent: [],
      closedWith: undefined,
      isOpen: () => state === 'open',
      accept() {
        if (state !== 'connecting') return
        state = 'open'
        handlers.opened()
        events.onOpen?.(socket)
      },
      receive(text) {
        if (state === 'open') handlers.received(text)
      },
      drop: (code = 1006, reason = '') => end(code, reason),
    }
    all.push(socket)
    queueMicrotask(() => {
      if (accepting(url)) socket.accept()
    })
    return {
      send(text) {
        if (state !== 'open') return
        socket.sent.push(text)
        events.onSent?.(text, socket)
      },
      close: (code = 1000) => end(code, ''),
    }
  }
  return {
    openSocket,
    all,
    last: () => {
      const socket = all.at(-1)
      if (socket === undefined) throw new Error('no socket was opened')
      return socket
    },
    open: () => all.filter((socket) => socket.isOpen()),
  }
}
