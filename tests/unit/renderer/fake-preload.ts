/** The desktop's preload as the page sees it, in a test's hand: what the page says is kept, the test speaks for the host. */
import type { ClientMessage, LineClosed, PreloadApi, ServerMessage } from '../../../shared/protocol.ts'

export interface FakePreload extends PreloadApi {
  readonly sent: readonly ClientMessage[]
  readonly say: (message: ServerMessage | LineClosed) => void
  /** Every listener that the page gave, the earlier ones too. */
  readonly listeners: readonly ((message: ServerMessage | LineClosed) => void)[]
}

export const createFakePreload = (): FakePreload => {
  const sent: ClientMessage[] = []
  const listeners: ((message: ServerMessage | LineClosed) => void)[] = []
  return {
    sent,
    listeners,
    send: (message) => {
      sent.push(message)
    },
    listen: (listener) => {
      listeners.push(listener)
    },
    say: (message) => listeners.at(-1)?.(message),
  }
}
