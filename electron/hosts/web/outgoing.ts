/**
 * What leaves towards one window. When its socket is full, events that tell a whole state wait, the latest of each; the
 * feed needs no such care, it stops by itself when its frames are not acknowledged. A window that reads nothing at all
 * is given up: it connects anew and gets the state anew.
 */
import type { ServerMessage } from '../../../shared/protocol.ts'

/** The part of a `ws` socket that is needed here. */
export interface OutgoingSocket {
  readonly bufferedAmount: number
  send(text: string, done: (error?: Error) => void): void
}

export interface Outgoing {
  /** `replaceable` names the state that this message tells; see `ConnectionOptions.send`. */
  send(message: ServerMessage, replaceable?: number): void
}

export const createOutgoing = (options: {
  readonly socket: OutgoingSocket
  /** In bytes: from here on states wait. */
  readonly fullBytes?: number
  /** In bytes: from here on the window is given up. */
  readonly lostBytes?: number
  readonly giveUp: () => void
}): Outgoing => {
  const { socket, fullBytes = 1_048_576, lostBytes = 67_108_864, giveUp } = options
  const waiting = new Map<number, ServerMessage>()
  let givenUp = false

  const flush = () => {
    for (const [state, message] of waiting) {
      if (socket.bufferedAmount >= fullBytes) return
      waiting.delete(state)
      write(message)
    }
  }

  const write = (message: ServerMessage) => {
    if (givenUp) return
    if (socket.bufferedAmount >= lostBytes) {
      givenUp = true
      giveUp()
      return
    }
    // A failed write is followed by the socket's own close.
    socket.send(JSON.stringify(message), (error) => {
      if (error === undefined || error === null) flush()
    })
  }

  return {
    send(message, replaceable) {
      if (replaceable !== undefined && (waiting.has(replaceable) || socket.bufferedAmount >= fullBytes)) {
        waiting.set(replaceable, message)
      } else write(message)
    },
  }
}
