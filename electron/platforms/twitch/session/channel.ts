/** One open channel: its sources, what they together say, and what the account may do there. */
import type { Capabilities } from '../../../../shared/capabilities.ts'
import type { Audience, ConnectionState, Disposer } from '../../../../shared/contract.ts'
import type { ChannelRef, FeedEvent } from '../../../../shared/model.ts'
import { momentNow, wallTimeOf } from '../../../core/moment.ts'
import { createSubject, type Subject } from '../../../core/observable.ts'
import type { Account, Connection } from '../../../core/ports/session.ts'
import type { PlatformContext } from '../../platform.ts'
import { twitchCapabilities, withoutAccount } from '../capabilities.ts'
import type { EventSubAccount } from '../eventsub/account.ts'
import type { IrcPool } from '../irc/pool.ts'
import { type AudiencePoll, audienceWithoutAccount } from './audience.ts'
import { createContinuity } from './continuity.ts'
import type { ChannelReader } from './reader.ts'
import type { Roles } from './roles.ts'
import { createRooms, type RoomsPoll } from './rooms.ts'
import { combineStates, isSame, type SourceState, type SourceStates } from './state.ts'
import { channelRefOf, type TwitchUser, type Users } from './users.ts'

/** What an account brings: everything that is shared by its channels. */
export interface AccountParts {
  readonly account: Account
  readonly userId: string
  readonly eventSub: EventSubAccount
  readonly audience: AudiencePoll
  readonly rooms: RoomsPoll
}

export interface ChannelOptions {
  readonly context: Pick<PlatformContext, 'host' | 'sink'>
  readonly ref: ChannelRef
  readonly broadcasterId: string
  readonly parts: AccountParts | undefined
  /** Undefined where this session does not read by IRC. */
  readonly irc: IrcPool | undefined
  readonly useEventSub: boolean
  readonly roles: Roles
  readonly users: Users
  readonly imageOf: (user: TwitchUser) => ChannelRef['image']
  readonly makeReader: (onEvents: (events: readonly FeedEvent[]) => void, loginOf: () => string) => ChannelReader
}

/** EventSub usually opens a chat within a second or two; after so long without it the channel says so. */
const eventSubSlowMs = 15_000

export const openChannel = (options: ChannelOptions): Connection => {
  const { context, broadcasterId, parts, irc, roles, users } = options
  const { clock } = context.host
  const channelId = options.ref.id
  const ref = createSubject(options.ref, isSame)
  const state: Subject<ConnectionState> = createSubject<ConnectionState>({ status: 'connecting' }, isSame)
  const audience = createSubject<Audience>(
    parts === undefined ? audienceWithoutAccount : { known: false, why: 'Twitch is being asked.' },
    isSame,
  )
  const capabilities = createSubject<Capabilities>(withoutAccount(), isSame)
  const rooms = createRooms(channelId, clock)
  const continuity = createContinuity((gap) => {
    const now = momentNow(clock)
    const [from, to] = [wallTimeOf(gap.from, now), wallTimeOf(gap.to, now)]
    if (from < to) context.sink.interrupted(channelId, { from, to, why: gap.why })
  })
  let sources: SourceStates = {}
  let cancelSlow: Disposer | undefined
  const disposers: Disposer[] = []
  let stopped = false
  let closeIrc: Disposer = () => undefined
  let eventSub: ReturnType<EventSubAccount['open']> | undefined

  const changed = (source: 'irc' | 'eventSub', next: SourceState) => {
    if (stopped) return
    sources = { ...sources, [source]: next }
    if (source === 'eventSub') watchSlowness(next)
    state.set(combineStates(sources))
  }

  const watchSlowness = ({ status }: SourceState) => {
    if (status === 'connecting') {
      cancelSlow ??= clock.after(eventSubSlowMs, () => {
        sources = { ...sources, isEventSubSlow: true }
        state.set(combineStates(sources))
      })
      return
    }
    cancelSlow?.()
    cancelSlow = undefined
    sources = { ...sources, isEventSubSlow: false }
  }

  const learnRole = () => {
    if (parts === undefined) return
    const { account, userId } = parts
    capabilities.set(
      twitchCapabilities({
        scopes: account.scopes,
        role: roles.roleOf(account, userId, broadcasterId),
        accountName: account.name,
        channelName: ref.value.name,
      }),
    )
  }

  const rename = (login: string, name: string, image: ChannelRef['image']) => {
    const former = ref.value
    ref.set(channelRefOf({ id: broadcasterId, login, name }, image ?? former.image))
    learnRole()
    if (former.login === login || irc === undefined) return
    closeIrc()
    readIrc()
  }

  const onEvents = (events: readonly FeedEvent[]) => {
    for (const event of events) {
      if (event.kind !== 'message' || event.channel !== channelId) continue
      if (event.source !== undefined) {
        rooms.sawCopyFrom(event.source.channel)
        continue
      }
      // In a shared chat every message names its source: this one says that the session is over.
      if (event.rooms === undefined && rooms.rooms.value.length > 0) parts?.rooms.doubt()
      const { author } = event
      if (parts !== undefined && author.id === parts.account.authorId && parts.userId !== broadcasterId) {
        roles.sawOwnMessage(parts.account.id, broadcasterId, author)
      }
      // Without an account the broadcaster's own line is the only place where the channel's name is written.
      if (parts === undefined && author.roles.includes('broadcaster') && author.login === ref.value.login) {
        if (author.name !== ref.value.name) ref.set({ ...ref.value, name: author.name })
      }
    }
  }
  const reader = options.makeReader(onEvents, () => ref.value.login)

  const readIrc = () => {
    if (irc === undefined || stopped) return
    const { login } = ref.value
    closeIrc = irc.open(login, {
      onState: (next) => changed('irc', next),
      onLive: (at) => continuity.live('irc', at),
      onLost: (lastHeard, why) => continuity.lost('irc', lastHeard, why),
      onRoom: (userId) => {
        if (userId === broadcasterId) return
        const why = `The name “${login}” belongs to another channel now. Remove this one and add it by its new name.`
        // Not within the pool's own call that told us.
        queueMicrotask(() => {
          closeIrc()
          closeIrc = () => undefined
          continuity.lost('irc', momentNow(clock), why)
          changed('irc', { status: 'refused', why })
        })
      },
      read: reader.readIrc,
    })
  }

  const start = () => {
    if (parts !== undefined) {
      const { account, userId } = parts
      disposers.push(roles.watch(account, userId, broadcasterId, learnRole))
      disposers.push(parts.audience.watch(broadcasterId, (next) => audience.set(next)))
      disposers.push(parts.rooms.watch(broadcasterId, rooms.told))
      if (options.useEventSub) readEventSub(parts)
      void users.later(account, broadcasterId).then((user) => {
        if (user !== undefined && !stopped) rename(user.login, user.name, options.imageOf(user))
      })
    }
    readIrc()
    learnRole()
  }

  const readEventSub = ({ account, eventSub: pool }: AccountParts) => {
    if (!account.scopes.includes('user:read:chat')) {
      const why = `${account.name} has not given Tributary the permission to read chat (user:read:chat).`
      changed('eventSub', { status: 'refused', why })
      return
    }
    eventSub = pool.open({
      broadcasterId,
      onState: (next) => changed('eventSub', next),
      onLive: (at) => continuity.live('eventsub', at),
      onLost: (lastHeard, why) => continuity.lost('eventsub', lastHeard, why),
      read: reader.readEventSub,
    })
  }

  start()
  return {
    state,
    capabilities,
    audience,
    sharedRooms: rooms.rooms,
    ref,
    // Twitch keeps no history that anybody may ask for.
    backfill: async () => 'unavailable',
    reconnect() {
      if (stopped) return
      irc?.rejoin(ref.value.login)
      eventSub?.retry()
    },
    async stop() {
      if (stopped) return
      stopped = true
      cancelSlow?.()
      closeIrc()
      rooms.stop()
      for (const dispose of disposers) dispose()
      await eventSub?.close()
    },
  }
}
