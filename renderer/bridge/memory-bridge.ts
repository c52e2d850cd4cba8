/** The bridge to a core in the same process, for tests: everything is copied on its way, as a socket would. */
import type { Disposer, EventName } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import { isTooLarge, type LinkHandlers, type LinkMessage, type OpenLink } from './link.ts'
import { createLinkBridge, type LinkBridge, type LinkBridgeOptions } from './link-bridge.ts'

/** The core, as far as a window uses it. */
export interface MemoryCore {
  attach(): MemoryClient
}

export interface MemoryClient {
  invoke(name: unknown, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>
  subscribe(name: EventName, emit: (payload: unknown) => void): Disposer
  dispose(): void
}

export interface MemoryBridge extends LinkBridge {
  /** Breaks the line as a lost socket does; the bridge opens another one by itself. */
  breakLine(): void
}

export const createMemoryBridge = (core: MemoryCore, options: LinkBridgeOptions = {}): MemoryBridge => {
  let breakCurrent = () => {}
  const openLink: OpenLink = (handlers) => {
    const line = openLine(core, handlers)
    breakCurrent = line.close
    return line
  }
  return { ...createLinkBridge(openLink, options), breakLine: () => breakCurrent() }
}

const openLine = (core: MemoryCore, handlers: LinkHandlers) => {
  const client = core.attach()
  const pending = new Map<number, AbortController>()
  const subscriptions = new Map<number, Disposer>()
  let open = true

  const invoke = async (id: number, name: unknown, input: unknown) => {
    const controller = new AbortController()
    pending.set(id, controller)
    const result = await client.invoke(name, input, controller.signal)
    pending.delete(id)
    if (open) handlers.received({ id, result: structuredClone(result) })
  }

  const take = (message: LinkMessage) => {
    if (!open) return
    if ('invoke' in message) void invoke(message.id, message.invoke, message.input)
    else if ('cancel' in message) pending.get(message.cancel)?.abort()
    else if ('unsubscribe' in message) {
      subscriptions.get(message.unsubscribe)?.()
      subscriptions.delete(message.unsubscribe)
    } else {
      const { id, subscribe } = message
      const emit = (payload: unknown) => {
        const copy = structuredClone(payload)
        // Never within the call that subscribed, as no carrier does.
        queueMicrotask(() => {
          if (open) handlers.received({ event: id, payload: copy })
        })
      }
      subscriptions.set(id, client.subscribe(subscribe, emit))
    }
  }

  queueMicrotask(() => {
    if (open) handlers.opened()
  })
  return {
    send(message: LinkMessage) {
      if (isTooLarge(JSON.stringify(message))) return 'tooLarge' as const
      const copy = structuredClone(message)
      queueMicrotask(() => take(copy))
      return 'sent' as const
    },
    close() {
      if (!open) return
      open = false
      for (const controller of pending.values()) controller.abort()
      for (const dispose of subscriptions.values()) dispose()
      client.dispose()
      handlers.closed()
    },
  }
}
