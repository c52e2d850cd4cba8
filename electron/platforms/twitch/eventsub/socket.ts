/**
 * One EventSub session (facts 2): welcome, subscriptions, keepalive watchdog, the reconnect dance, revocations. After a
 * fresh welcome everything is subscribed anew; after a hand-over only what was not yet, because the subscriptions came
 * along.
 */
import type { Disposer } from '../../../../shared/contract.ts'
import type { FeedEvent } from '../../../../shared/model.ts'
import { isLoopbackName } from '../../../core/links.ts'
import { type Moment, momentNow } from '../../../core/moment.ts'
import type { Account } from '../../../core/ports/session.ts'
import { type Link, type SupervisedSocket, superviseSocket } from '../../../net/supervise.ts'
import { backOffMs } from '../../../net/supervise-backoff.ts'
import type { PlatformContext } from '../../platform.ts'
import type { Json } from '../helix/read.ts'
import type { SourceState } from '../session/state.ts'
import { type EventSubFrame, readFrame } from './frames.ts'
import type { RecentIds } from './recent.ts'
import { chatSubscriptionTypes, type SubscribeOutcome, type Subscriber, stillLeaving } from './subscribe.ts'
import { explainEventSubClose, explainRevocation } from './words.ts'

/** One who reads a broadcaster's chat with the account. */
export interface EventSubReader {
  readonly broadcasterId: string
  readonly onState: (state: SourceState) => void
  readonly onLive: (at: Moment) => void
  readonly onLost: (lastHeard: Moment, why: string) => void
  /** `sentAt` is Twitch's time of the frame, ms since epoch. */
  readonly read: (
    payload: Json,
    times: { readonly receivedAt: number; readonly sentAt?: number },
  ) => readonly FeedEvent[]
}

export interface EventSubSocket {
  readonly size: () => number
  add(reader: EventSubReader): void
  /** Deletes its subscriptions; resolves when Twitch has been asked. */
  remove(broadcasterId: string): Promise<void>
  /** Subscribes anew, also after a refusal. */
  retry(broadcasterId: string): Promise<void>
  needSignIn(why: string): void
  stop(): void
}

interface Entry {
  readonly reader: EventSubReader
  readonly ids: Map<string, string>
  phase: 'waiting' | 'subscribing' | 'live' | 'delayed' | 'refused' | 'needsSignIn'
  why: string
  at: number
  failures: number
  attempt: symbol
  cancelRetry: Disposer
}

/** Twitch keeps quiet for so long at most; a few seconds more are the network's. */
const keepaliveSeconds = 10
const keepaliveMarginMs = 5_000
/** Facts 2: older ones are replays. */
const staleAfterMs = 600_000

export const openEventSubSocket = (
  context: Pick<PlatformContext, 'host' | 'openSocket' | 'tap' | 'endpoints' | 'sink'>,
  options: {
    readonly name: string
    readonly account: Account
    readonly subscriber: Subscriber
    /** Shared by the account's sockets: a redelivery may come over another one. */
    readonly recent: RecentIds
    readonly deadSessions: Set<string>
    readonly onNeedsSignIn: (why: string) => void
  },
): EventSubSocket => {
  const { host, sink } = context
  const { clock } = host
  const { account, subscriber, recent, deadSessions } = options
  const endpoint = context.endpoints['socket'] ?? ''
  const entries = new Map<string, Entry>()
  /** The deletions under way, by broadcaster: until they are over Twitch answers 409 to whoever comes back. */
  const leaving = new Map<string, Promise<void>>()
  /** What this session has asked Twitch to delete: it never counts as subscribed again, whatever a late answer says. */
  const left = new Set<string>()
  let supervised: SupervisedSocket | undefined
  let unsubscribe: Disposer = () => undefined
  let link: Link | undefined
  let session: string | undefined
  let keepaliveMs = keepaliveSeconds * 1000
  /**
   * Twitch's clock minus our elapsed time, by the last welcome: a wall clock that is wrong here, or is set right later,
   * makes no event look old.
   */
  let twitchAhead = clock.now() - clock.elapsed()
  const welcomed = new WeakSet<Link>()

  const stateOf = (entry: Entry): SourceState => {
    if (entry.phase === 'refused' || entry.phase === 'needsSignIn') return { status: entry.phase, why: entry.why }
    const socket: SourceState = supervised?.state.value ?? { status: 'connecting' }
    if (socket.status !== 'live') return socket
    if (entry.phase === 'live') return { status: 'live', since: entry.at }
    if (entry.phase === 'delayed') return { status: 'reconnecting', retryAt: entry.at, why: entry.why }
    return { status: 'connecting' }
  }
  const tell = (entry: Entry) => entry.reader.onState(stateOf(entry))
  const isWanted = ({ phase }: Entry) => phase !== 'refused' && phase !== 'needsSignIn'

  /** A session without subscriptions would be closed with 4003, so there is one only while somebody wants it. */
  const startOrStop = () => {
    const wanted = [...entries.values()].some(isWanted)
    if (wanted && supervised === undefined) start()
    if (!wanted && supervised !== undefined) end()
  }

  const start = () => {
    supervised = superviseSocket({
      name: options.name,
      peer: 'Twitch’s EventSub',
      host,
      openSocket: context.openSocket,
      tap: context.tap,
      url: () => `${endpoint}?keepalive_timeout_seconds=${keepaliveSeconds}`,
      silence: () => ({ lostAfterMs: keepaliveMs + keepaliveMarginMs }),
      explainClose: (code) => {
        if (code === 4001) sink.count('eventsub closed because we sent something')
        return explainEventSubClose(code)
      },
      onText: readText,
      onLive: (live) => {
        link = live
        for (const entry of entries.values()) {
          if (live.kind === 'fresh' && isWanted(entry)) void subscribe(entry)
          if (live.kind === 'handOver' && entry.phase === 'live') entry.reader.onLive(momentNow(clock))
          // What was to be subscribed while there was no connection did not come along.
          if (live.kind === 'handOver' && entry.phase === 'waiting') void subscribe(entry)
        }
      },
      onLost: ({ why, lastHeard }) => {
        link = undefined
        for (const { phase, reader } of entries.values()) if (phase === 'live') reader.onLost(lastHeard, why)
      },
    })
    unsubscribe = supervised.state.subscribe(() => {
      for (const entry of entries.values()) if (isWanted(entry)) tell(entry)
    })
  }

  const end = () => {
    unsubscribe()
    supervised?.stop()
    supervised = undefined
    link = undefined
    forgetSession()
  }

  const forgetSession = () => {
    if (session !== undefined) deadSessions.add(session)
    session = undefined
    leaving.clear()
    left.clear()
    for (const entry of entries.values()) {
      entry.ids.clear()
      entry.attempt = Symbol('none')
      entry.cancelRetry()
      if (isWanted(entry)) entry.phase = 'waiting'
    }
  }

  const readText = (text: string, from: Link) => {
    const frame = readFrame(text)
    if (frame === undefined) sink.count('malformed eventsub frame')
    else if (frame.type === 'welcome') welcome(frame, from)
    else if (frame.type === 'notification') notify(frame)
    else if (frame.type === 'reconnect') moveTo(frame.url)
    else if (frame.type === 'revocation') revoke(frame)
    else if (frame.type === 'unknown') sink.count(`unknown eventsub frame ${frame.name}`)
  }

  const welcome = (frame: Extract<EventSubFrame, { type: 'welcome' }>, from: Link) => {
    if (welcomed.has(from)) return
    welcomed.add(from)
    keepaliveMs = frame.keepaliveMs
    twitchAhead = (frame.sentAt ?? clock.now()) - clock.elapsed()
    if (from.kind === 'fresh') forgetSession()
    session = frame.sessionId
    from.becameLive()
  }

  const notify = (frame: Extract<EventSubFrame, { type: 'notification' }>) => {
    const receivedAt = clock.now()
    const entry = frame.broadcasterId === undefined ? undefined : entries.get(frame.broadcasterId)
    if (entry === undefined || !recent.isNew(frame.messageId)) return
    if (frame.sentAt !== undefined && clock.elapsed() + twitchAhead - frame.sentAt > staleAfterMs) {
      sink.count('stale eventsub notification')
      return
    }
    const sentAt = frame.sentAt === undefined ? {} : { sentAt: frame.sentAt }
    const events = entry.reader.read(frame.payload, { receivedAt, ...sentAt })
    if (events.length > 0) sink.deliver(events, 'eventsub')
  }

  const moveTo = (url: string) => {
    if (isOurs(url, endpoint)) supervised?.handOver(url)
    else sink.count('eventsub reconnect address of another host')
  }

  const revoke = (frame: Extract<EventSubFrame, { type: 'revocation' }>) => {
    const { signIn, why } = explainRevocation(frame.status, account.name)
    if (signIn) {
      options.onNeedsSignIn(why)
      return
    }
    const entry = frame.broadcasterId === undefined ? undefined : entries.get(frame.broadcasterId)
    if (entry === undefined || !isWanted(entry)) return
    entry.ids.delete(frame.subscriptionType)
    if (frame.status === 'version_removed' && frame.subscriptionType !== chatSubscriptionTypes[0]) {
      sink.count(`eventsub version removed ${frame.subscriptionType.slice(0, 60)}`)
      return
    }
    refuse(entry, 'refused', why)
    startOrStop()
  }

  const refuse = (entry: Entry, phase: 'refused' | 'needsSignIn', why: string) => {
    if (entry.phase === 'live') entry.reader.onLost(momentNow(clock), why)
    entry.cancelRetry()
    entry.attempt = Symbol('none')
    entry.phase = phase
    entry.why = why
    // Without a sign-in nothing can be deleted; the session's end disables what is left.
    if (phase === 'refused') void leave(entry.reader.broadcasterId, [...entry.ids.values()])
    entry.ids.clear()
    tell(entry)
  }

  /** Deletes them, after those that are being deleted already; resolves when Twitch has answered. */
  const leave = async (broadcasterId: string, ids: readonly string[]): Promise<void> => {
    for (const id of ids) left.add(id)
    const former = leaving.get(broadcasterId)
    const gone = Promise.all([former, ...ids.map((id) => subscriber.unsubscribe(id))]).then(() => undefined)
    leaving.set(broadcasterId, gone)
    await gone
    if (leaving.get(broadcasterId) === gone) leaving.delete(broadcasterId)
  }

  const subscribe = async (entry: Entry): Promise<void> => {
    entry.cancelRetry()
    if (session === undefined || link === undefined) {
      entry.phase = 'waiting'
      return
    }
    const bound = session
    const attempt = Symbol(entry.reader.broadcasterId)
    entry.attempt = attempt
    entry.phase = 'subscribing'
    tell(entry)
    const { broadcasterId } = entry.reader
    const one = async (type: (typeof chatSubscriptionTypes)[number]): Promise<SubscribeOutcome> => {
      const known = entry.ids.get(type)
      if (known !== undefined) return { kind: 'subscribed', id: known }
      const outcome = await subscriber.subscribe(type, broadcasterId, bound)
      if (outcome.kind !== 'subscribed' || outcome.id === undefined || bound !== session) return outcome
      // Whoever reads the channel by now owns it; if nobody does, nobody else will remove it.
      const owner = entries.get(broadcasterId)
      const isLeaving = left.has(outcome.id)
      if (isLeaving || owner === undefined || !isWanted(owner)) void leave(broadcasterId, [outcome.id])
      else owner.ids.set(type, outcome.id)
      return isLeaving ? { kind: 'retry', why: stillLeaving, retryAt: undefined } : outcome
    }
    while (leaving.has(broadcasterId)) await leaving.get(broadcasterId)
    if (entry.attempt !== attempt) return
    const [first, ...others] = chatSubscriptionTypes
    const outcomes = [await one(first)]
    if (entry.attempt === attempt && outcomes[0]?.kind === 'subscribed') {
      outcomes.push(...(await Promise.all(others.map(one))))
    }
    if (entry.attempt !== attempt) return
    settle(entry, outcomes.find(({ kind }) => kind !== 'subscribed') ?? { kind: 'subscribed', id: undefined }, bound)
  }

  const settle = (entry: Entry, outcome: SubscribeOutcome, bound: string) => {
    switch (outcome.kind) {
      case 'subscribed':
        entry.phase = 'live'
        entry.failures = 0
        entry.at = clock.now()
        if (link !== undefined) entry.reader.onLive(momentNow(clock))
        tell(entry)
        return
      case 'refused':
        refuse(entry, 'refused', outcome.why)
        startOrStop()
        return
      case 'needsSignIn':
        options.onNeedsSignIn(outcome.why)
        return
      case 'sessionGone':
        entry.phase = 'waiting'
        if (session !== bound) void subscribe(entry)
        else link?.giveUp('Twitch does not know this EventSub session any more.')
        return
      case 'retry': {
        if (outcome.crowded === true) void subscriber.cleanUp((id) => id !== session && deadSessions.has(id))
        const backOff = backOffMs(entry.failures, host.random(), { firstMs: 2_000, mostMs: 60_000, leastMs: 1_000 })
        const delay = Math.max(backOff, (outcome.retryAt ?? 0) - clock.now())
        entry.failures += 1
        entry.phase = 'delayed'
        entry.why = outcome.why
        entry.at = clock.now() + delay
        entry.cancelRetry = clock.after(delay, () => void subscribe(entry))
        tell(entry)
      }
    }
  }

  return {
    size: () => entries.size,
    add(reader) {
      const entry: Entry = {
        reader,
        ids: new Map(),
        phase: 'waiting',
        why: '',
        at: 0,
        failures: 0,
        attempt: Symbol('none'),
        cancelRetry: () => undefined,
      }
      entries.set(reader.broadcasterId, entry)
      startOrStop()
      if (link === undefined) tell(entry)
      else void subscribe(entry)
    },
    async remove(broadcasterId) {
      const entry = entries.get(broadcasterId)
      if (entry === undefined) return
      entries.delete(broadcasterId)
      entry.cancelRetry()
      entry.attempt = Symbol('none')
      const gone = leave(broadcasterId, [...entry.ids.values()])
      startOrStop()
      await gone
    },
    async retry(broadcasterId) {
      const entry = entries.get(broadcasterId)
      if (entry === undefined) return
      if (entry.phase === 'live' && link !== undefined)
        entry.reader.onLost(momentNow(clock), 'Connecting anew, as asked.')
      entry.cancelRetry()
      entry.failures = 0
      entry.phase = 'waiting'
      entry.attempt = Symbol('none')
      if (link === undefined && supervised !== undefined) {
        supervised.reconnectNow()
        return
      }
      startOrStop()
      void leave(broadcasterId, [...entry.ids.values()])
      entry.ids.clear()
      await subscribe(entry)
    },
    needSignIn(why) {
      for (const entry of entries.values()) if (entry.phase !== 'needsSignIn') refuse(entry, 'needsSignIn', why)
      startOrStop()
    },
    stop() {
      end()
      entries.clear()
    },
  }
}

/** Whether a reconnect address leads where the endpoint does: the same host, or one below it (Twitch's cells). */
const isOurs = (address: string, endpoint: string): boolean => {
  const url = URL.parse(address)
  const own = URL.parse(endpoint)
  if (url === null || own === null || url.username !== '' || url.password !== '') return false
  if (isLoopbackName(own.hostname))
    return isLoopbackName(url.hostname) && (url.protocol === 'ws:' || url.protocol === 'wss:')
  return url.protocol === 'wss:' && (url.hostname === own.hostname || url.hostname.endsWith(`.${own.hostname}`))
}
