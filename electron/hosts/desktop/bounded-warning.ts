import type { Clock, Logger } from '../../core/ports/host.ts'
import { createRateGate } from '../rate-gate.ts'

/** Warns in the log at a pace that whoever causes the warnings cannot fill it with. */
export const createBoundedWarning = (log: Pick<Logger, 'warn'>, clock: Pick<Clock, 'elapsed'>): Logger['warn'] => {
  const gate = createRateGate({ perSecond: 1, burst: 20 }, clock.elapsed)
  return (event, fields) => {
    if (gate.take() === 0) log.warn(event, fields)
  }
}
