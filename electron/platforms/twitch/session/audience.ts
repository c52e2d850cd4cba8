/** Whether streams are on and who watches: one question a minute an account, a hundred channels a call. */
import type { Audience, Disposer } from '../../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../../shared/errors.ts'
import type { HostServices } from '../../../core/ports/host.ts'
import type { Account } from '../../../core/ports/session.ts'
import type { Helix } from '../helix/client.ts'
import { readData, readId, readNumber, readText } from '../helix/read.ts'
import { createGatheredPoll } from './gathered-poll.ts'

export interface AudiencePoll {
  watch(broadcasterId: string, listener: (audience: Audience) => void): Disposer
  stop(): void
}

export const audienceWithoutAccount: Audience = {
  known: false,
  why: 'Twitch tells who watches only to signed-in accounts.',
}

const intervalMs = 60_000
/** An older answer is no longer shown as if it were true. */
const staleMs = 300_000
const mostACall = 100

export const createAudiencePoll = (helix: Helix, account: Account, host: HostServices): AudiencePoll => {
  const { clock } = host
  const watched = new Map<string, { readonly tell: (audience: Audience) => void; toldAt: number | undefined }>()

  const ask = async (signal: AbortSignal): Promise<Result<void>> => {
    const ids = [...watched.keys()]
    for (let from = 0; from < ids.length; from += mostACall) {
      const some = ids.slice(from, from + mostACall)
      const request = {
        method: 'GET',
        path: '/streams',
        query: { user_id: some, first: String(mostACall) },
        background: true,
        signal,
        doing: 'tell which streams are on',
      } as const
      const found = await helix.read(account.id, request, readStreams)
      if (!found.ok) {
        admitIgnorance(found.error.message)
        return failed(found.error)
      }
      for (const id of some) {
        const entry = watched.get(id)
        if (entry === undefined) continue
        entry.toldAt = clock.elapsed()
        entry.tell(found.value.get(id) ?? { known: true, live: false })
      }
    }
    return ok(undefined)
  }

  const admitIgnorance = (why: string) => {
    for (const entry of watched.values()) {
      if (entry.toldAt === undefined || clock.elapsed() - entry.toldAt > staleMs) entry.tell({ known: false, why })
    }
  }

  const poll = createGatheredPoll(host, { name: `twitch streams ${account.login}`, intervalMs, run: ask })

  return {
    watch(broadcasterId, listener) {
      watched.set(broadcasterId, { tell: listener, toldAt: undefined })
      poll.askSoon()
      return () => {
        if (watched.get(broadcasterId)?.tell !== listener) return
        watched.delete(broadcasterId)
        if (watched.size === 0) poll.stop()
      }
    },
    stop() {
      poll.stop()
      watched.clear()
    },
  }
}

const readStreams = (body: unknown): ReadonlyMap<string, Audience> => {
  const streams = new Map<string, Audience>()
  for (const item of readData(body)) {
    const id = readId(item['user_id'])
    if (id === undefined) continue
    const viewers = readNumber(item['viewer_count'])
    const title = readText(item['title'])
    streams.set(id, {
      known: true,
      live: true,
      ...(viewers === undefined ? {} : { viewers }),
      ...(title === undefined ? {} : { title }),
    })
  }
  return streams
}
