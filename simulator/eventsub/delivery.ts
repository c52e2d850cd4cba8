import type { Clock, Disposer } from '../clock.ts'

/** How the next notifications misbehave. */
export interface DeliveryFault {
  /** How many notifications it holds for; default one. */
  readonly count?: number
  readonly delayMs?: number
  /** Sent twice, with the same message id. */
  readonly duplicate?: boolean
  /** Held until this many later ones have gone. */
  readonly reorderBy?: number
  readonly lose?: boolean
}

export interface Delivery {
  deliver(send: () => void): void
  misbehave(fault: DeliveryFault): void
  /** Takes the faults back and sends what is held. */
  heal(): void
  stop(): void
}

/** At-least-once, late and out of order, when told to; else at once. */
export const createDelivery = (clock: Clock): Delivery => {
  const faults: { remaining: number; readonly fault: DeliveryFault }[] = []
  const timers = new Set<Disposer>()
  const held: { wait: number; readonly send: () => void }[] = []
  const release = (): void => {
    for (const item of [...held]) {
      item.wait--
      if (item.wait > 0) continue
      held.splice(held.indexOf(item), 1)
      item.send()
    }
  }
  return {
    deliver(send) {
      const current = faults[0]
      if (current === undefined) {
        send()
        if (held.length > 0) release()
        return
      }
      current.remaining--
      if (current.remaining <= 0) faults.shift()
      const { fault } = current
      if (fault.lose === true) return
      const sends = fault.duplicate === true ? [send, send] : [send]
      const run = (): void => {
        for (const each of sends) each()
      }
      if (fault.delayMs !== undefined) {
        const cancel = clock.after(fault.delayMs, () => {
          timers.delete(cancel)
          run()
        })
        timers.add(cancel)
      } else if (fault.reorderBy !== undefined) held.push({ wait: fault.reorderBy, send: run })
      else run()
    },
    misbehave: (fault) => void faults.push({ remaining: fault.count ?? 1, fault }),
    heal() {
      faults.length = 0
      for (const item of held.splice(0)) item.send()
    },
    stop() {
      for (const cancel of timers) cancel()
      timers.clear()
    },
  }
}
