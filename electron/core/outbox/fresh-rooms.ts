/**
 * Which rooms share a chat decides how many deliveries a message becomes, and it changes without a word to us: so the
 * platform is asked just before a text goes to several of its rooms.
 */
import type { ChannelId } from '../../../shared/model.ts'
import type { OutboxChannel, OutboxOptions } from './needs.ts'

/** Nobody waits longer than this for a fresh answer; then it goes on with what is known. */
const patienceMs = 1_000

export interface FreshRooms {
  /**
   * Runs `act` once what is known of the rooms of `targets` is fresh, never before the act of an earlier call: at once
   * where there is nothing to ask or to wait for.
   */
  before<Value>(targets: readonly ChannelId[], act: () => Value): Promise<Value>
  /** Waits no more: settles when every act has run. */
  stop(): Promise<void>
}

const isOnPlatformOf = (room: OutboxChannel, other: OutboxChannel): boolean => room.ref.platform === other.ref.platform

type Needs = Pick<OutboxOptions, 'clock' | 'log' | 'channel' | 'session'>

export const createFreshRooms = ({ clock, log, channel, session }: Needs): FreshRooms => {
  const waiting = new Set<() => void>()
  let last: Promise<unknown> | undefined
  let stopped = false

  /** The questions for these targets, under way; none unless two rooms of one platform are among them. */
  const ask = (targets: readonly ChannelId[]): readonly Promise<void>[] => {
    const open = [...new Set(targets)].map(channel).filter((found) => found !== undefined)
    const rooms = open.filter((room) => open.some((other) => other !== room && isOnPlatformOf(room, other)))
    const accounts = new Map(rooms.flatMap(({ account }) => (account === undefined ? [] : [[account.id, account]])))
    return [...accounts.values()].flatMap((account) => {
      const refs = rooms.filter((room) => room.account?.id === account.id).map(({ ref }) => ref)
      return session(account.platform)?.refreshRooms?.(refs, account) ?? []
    })
  }

  /** Settles with `work`, or when its time is over. */
  const patiently = (work: Promise<unknown>): Promise<void> =>
    new Promise((resolve) => {
      const goOn = () => {
        cancel()
        waiting.delete(goOn)
        resolve()
      }
      const cancel = clock.after(patienceMs, goOn)
      waiting.add(goOn)
      work.then(goOn, (error: unknown) => {
        log.warn('outbox: asking which rooms share a chat failed', { error: String(error) })
        goOn()
      })
    })

  return {
    async before(targets, act) {
      const questions = stopped ? [] : ask(targets)
      const former = last
      if (questions.length === 0 && former === undefined) return act()
      const mine = (async () => {
        if (questions.length > 0) await patiently(Promise.all(questions))
        await former
        return act()
      })()
      const over = mine.then(
        () => undefined,
        () => undefined,
      )
      last = over
      void over.then(() => {
        if (last === over) last = undefined
      })
      return mine
    },
    async stop() {
      stopped = true
      for (const goOn of [...waiting]) goOn()
      await last
    },
  }
}
