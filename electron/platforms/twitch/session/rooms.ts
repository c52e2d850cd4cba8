/** Which rooms one message reaches: Twitch's shared chat, as Helix tells it and as arriving copies prove it. */
import type { Disposer } from '../../../../shared/contract.ts'
import { failed, ok, type Result, type TributaryError } from '../../../../shared/errors.ts'
import { type ChannelId, makeChannelId } from '../../../../shared/model.ts'
import { createSubject, type Observable } from '../../../core/observable.ts'
import type { HostServices } from '../../../core/ports/host.ts'
import type { Account } from '../../../core/ports/session.ts'
import type { Helix } from '../helix/client.ts'
import { readData, readId, readObjects } from '../helix/read.ts'
import { createGatheredPoll } from './gathered-poll.ts'

/** A copy from another room proves a session for so long. */
const evidenceMs = 600_000
const intervalMs = 60_000
/** Doubts are settled by asking again, no more often than this. */
const doubtMs = 5_000

export interface RoomsOfChannel {
  readonly rooms: Observable<readonly ChannelId[]>
  /** A message that was said in `room` arrived here. */
  sawCopyFrom(room: ChannelId): void
  /** Helix says who takes part, this channel included; an empty list says that there is no session. */
  told(rooms: readonly ChannelId[]): void
  stop(): void
}

export const createRooms = (channel: ChannelId, clock: HostServices['clock']): RoomsOfChannel => {
  const rooms = createSubject<readonly ChannelId[]>([], isSameList)
  const copies = new Map<ChannelId, { seenAt: number; cancel: Disposer }>()
  let official: readonly ChannelId[] = []
  const publish = () => {
    const others = new Set([...official, ...copies.keys()].filter((room) => room !== channel))
    rooms.set(others.size === 0 ? [] : [channel, ...[...others].sort()])
  }
  const forgetCopies = () => {
    for (const { cancel } of copies.values()) cancel()
    copies.clear()
  }
  /** One timer a room, moved only when it fires: a copy costs no timer. */
  const forgetLater = (room: ChannelId, copy: { seenAt: number; cancel: Disposer }) => {
    copy.cancel = clock.after(copy.seenAt + evidenceMs - clock.elapsed(), () => {
      if (clock.elapsed() - copy.seenAt < evidenceMs) forgetLater(room, copy)
      else {
        copies.delete(room)
        publish()
      }
    })
  }
  return {
    rooms,
    sawCopyFrom(room) {
      if (room === channel) return
      const known = copies.get(room)
      if (known !== undefined) {
        known.seenAt = clock.elapsed()
        return
      }
      const copy = { seenAt: clock.elapsed(), cancel: () => undefined }
      copies.set(room, copy)
      forgetLater(room, copy)
      publish()
    },
    told(told) {
      official = told
      // Newer than the copies, whichever way it decides.
      forgetCopies()
      publish()
    },
    stop: forgetCopies,
  }
}

const isSameList = (left: readonly ChannelId[], right: readonly ChannelId[]): boolean =>
  left.length === right.length && left.every((room, index) => room === right[index])

export interface RoomsPoll {
  watch(broadcasterId: string, told: RoomsOfChannel['told']): Disposer
  /** Something does not fit what was told last: asks again soon. */
  doubt(): void
  /** Asks now about these alone, all at once; settles when whoever watches them has been told. */
  refresh(broadcasterIds: readonly string[]): Promise<void>
  stop(): void
}

export const createRoomsPoll = (helix: Helix, account: Account, host: HostServices): RoomsPoll => {
  const watched = new Map<string, RoomsOfChannel['told']>()
  const stopping = new AbortController()
  let doubtedAt = Number.NEGATIVE_INFINITY

  const ask = async (signal: AbortSignal, ids: Iterable<string>): Promise<Result<void>> => {
    const answered = new Set<string>()
    for (const id of ids) {
      // Whoever takes part was told by the answer for another.
      if (answered.has(id) || !watched.has(id)) continue
      const request = {
        method: 'GET',
        path: '/shared_chat/session',
        query: { broadcaster_id: id },
        background: true,
        signal,
        doing: 'tell which chats are shared',
      } as const
      const found = await helix.read(account.id, request, readParticipants)
      if (!found.ok) {
        if (found.error.kind === 'notFound') watched.get(id)?.([])
        else if (!isAboutOneChannel(found.error)) return failed(found.error)
        continue
      }
      const rooms = found.value.map((participant) => makeChannelId('twitch', participant))
      for (const participant of new Set([id, ...found.value])) {
        answered.add(participant)
        watched.get(participant)?.(rooms)
      }
    }
    return ok(undefined)
  }

  const poll = createGatheredPoll(host, {
    name: `twitch shared chat ${account.login}`,
    intervalMs,
    run: (signal) => ask(signal, [...watched.keys()]),
  })

  return {
    watch(broadcasterId, told) {
      watched.set(broadcasterId, told)
      poll.askSoon()
      return () => {
        if (watched.get(broadcasterId) !== told) return
        watched.delete(broadcasterId)
        if (watched.size === 0) poll.stop()
      }
    },
    doubt() {
      if (host.clock.elapsed() - doubtedAt < doubtMs) return
      doubtedAt = host.clock.elapsed()
      poll.askSoon()
    },
    async refresh(broadcasterIds) {
      await Promise.all(broadcasterIds.map((id) => ask(stopping.signal, [id])))
    },
    stop() {
      stopping.abort()
      poll.stop()
      watched.clear()
    },
  }
}

/** What Twitch does not tell of this channel it may well tell of the next; any other failure would meet that one too. */
const isAboutOneChannel = ({ kind }: TributaryError): boolean => kind === 'refused' || kind === 'invalid'

const readParticipants = (body: unknown): readonly string[] => {
  const session = readData(body)[0]
  return readObjects(session?.['participants'])
    .map((participant) => readId(participant['broadcaster_id']))
    .filter((id) => id !== undefined)
}
