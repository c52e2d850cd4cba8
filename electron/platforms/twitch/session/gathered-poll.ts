import type { Disposer } from '../../../../shared/contract.ts'
import type { HostServices } from '../../../core/ports/host.ts'
import { type PollSupervision, type SupervisedPoll, supervisePoll } from '../../../net/poll.ts'

export interface GatheredPoll {
  /** Asks shortly, and from then on regularly: channels that open together are asked for together. */
  askSoon(): void
  /** Nobody wants to know any more; `askSoon` begins anew. */
  stop(): void
}

const gatherMs = 250

export const createGatheredPoll = (
  host: HostServices,
  supervision: Pick<PollSupervision, 'name' | 'intervalMs' | 'run'>,
): GatheredPoll => {
  let poll: SupervisedPoll | undefined
  let cancelGather: Disposer = () => undefined
  return {
    askSoon() {
      cancelGather()
      cancelGather = host.clock.after(gatherMs, () => {
        if (poll === undefined) poll = supervisePoll({ host, ...supervision })
        else poll.refreshNow()
      })
    },
    stop() {
      cancelGather()
      poll?.stop()
      poll = undefined
    },
  }
}
