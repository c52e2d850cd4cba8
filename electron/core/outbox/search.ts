/** Asks the platform for a delivery of which nobody knows whether it arrived, where the platform can be asked. */
import type { Disposer } from '../../../shared/contract.ts'
import type { ChatMessage } from '../../../shared/model.ts'
import type { Clock, Logger } from '../ports/host.ts'
import type { Delivery } from './delivery.ts'

const askEveryMs = 5_000

export interface Search {
  /** Asks now and every 5 s until `delivery` is `uncertain` no more. */
  start(delivery: Delivery): void
  stop(): void
}

export const createSearch = (options: {
  readonly clock: Pick<Clock, 'after'>
  readonly log: Logger
  /** Undefined where the platform cannot be asked now. */
  readonly find: (delivery: Delivery) => Promise<ChatMessage | undefined> | undefined
  readonly current: (deliveryId: string) => Delivery | undefined
  readonly found: (delivery: Delivery, message: ChatMessage) => void
}): Search => {
  const timers = new Set<Disposer>()
  let stopped = false

  const uncertain = (asked: Delivery): Delivery | undefined => {
    const delivery = options.current(asked.id)
    return delivery?.state.status === 'uncertain' && delivery.attempt === asked.attempt ? delivery : undefined
  }
  const later = (delivery: Delivery) => {
    const timer = options.clock.after(askEveryMs, () => {
      timers.delete(timer)
      void ask(delivery)
    })
    timers.add(timer)
  }
  const ask = async (asked: Delivery): Promise<void> => {
    const delivery = uncertain(asked)
    if (delivery === undefined || stopped) return
    try {
      const message = await options.find(delivery)
      const still = uncertain(asked)
      if (message !== undefined && still !== undefined && !stopped) options.found(still, message)
    } catch (error) {
      options.log.warn('outbox: looking for a message failed', { delivery: delivery.id, error: String(error) })
    }
    if (uncertain(asked) !== undefined && !stopped) later(asked)
  }

  return {
    start: (delivery) => void ask(delivery),
    stop() {
      stopped = true
      for (const dispose of timers) dispose()
      timers.clear()
    },
  }
}
