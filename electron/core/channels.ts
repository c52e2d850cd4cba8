/** The open channels: their connections, what may be done in each, and how each is shown in the rail. */
import { type Capabilities, noCapabilities } from '../../shared/capabilities.ts'
import type { AccountView, ChannelView, ModeInForce } from '../../shared/contract.ts'
import { failed, ok, type Result, type TributaryError } from '../../shared/errors.ts'
import { type ChannelId, type ChannelRef, type GapMarker, makeEventId, type PlatformId } from '../../shared/model.ts'
import type { Accounts } from './accounts.ts'
import type { Learned } from './moderation/learned.ts'
import { createSubject, type Observable } from './observable.ts'
import type { HostServices } from './ports/host.ts'
import type { Connection, EventSink, PlatformSession } from './ports/session.ts'
import type { SettingsStore } from './settings.ts'

/** What the channels need of the hub. */
export interface ChannelFeed {
  openChannel(ref: ChannelRef): void
  closeChannel(id: ChannelId): void
  deliver: EventSink['deliver']
  gap(marker: GapMarker): void
  modes(id: ChannelId): readonly ModeInForce[]
  unread(id: ChannelId): number
  unreadMentions(id: ChannelId): number
  seen(ids: readonly ChannelId[]): void
  onCounts(listener: () => void): () => void
}

/** One open channel, as the outbox and moderation see it. */
export interface OpenChannel {
  readonly ref: ChannelRef
  readonly account: AccountView | undefined
  readonly capabilities: Capabilities
  readonly sharedRooms: readonly ChannelId[]
  /** The chat's modes in force, as far as the platform has told. */
  readonly modes: readonly ModeInForce[]
  /** Whether what is sent now can be seen coming back. */
  readonly live: boolean
}

export interface Channels {
  readonly views: Observable<readonly ChannelView[]>
  find(id: ChannelId): OpenChannel | undefined
  /** Resolves a name, an id or a URL on the platform that knows it, and opens the channel. */
  add(text: string, accountId: string | null | undefined): Promise<Result<ChannelRef>>
  remove(id: ChannelId): Result<void>
  reorder(ids: readonly ChannelId[]): Result<void>
  useAccount(id: ChannelId, accountId: string | null): Result<void>
  reconnect(id: ChannelId): Result<void>
  seen(ids: readonly ChannelId[]): void
  interrupted: EventSink['interrupted']
  /** Tells the views that something outside (a count, a learned refusal) changed. */
  refresh(): void
  stop(): Promise<void>
}

export interface ChannelsOptions {
  readonly host: Pick<HostServices, 'clock' | 'log'>
  readonly settings: SettingsStore
  readonly feed: ChannelFeed
  readonly sessions: ReadonlyMap<PlatformId, PlatformSession>
  readonly accounts: Pick<Accounts, 'views' | 'find' | 'onSignedIn' | 'onSignedOut'>
  /** What acts have taught since: narrows what the connection believes. */
  readonly learned: Pick<Learned, 'overlay' | 'forget'>
}

interface Entry {
  readonly ref: ChannelRef
  readonly accountId: string | null
  readonly connection: Connection
  readonly release: () => void
}

/** Views change at most this often, in ms: a raid must not repaint the rail a thousand times a second. */
const publishInterval = 100

/**
 * Whether the unified input sends to a channel as soon as it is added: to the first, and to one's own. Who adds somebody's
 * channel to read along must not find that the next message went there too.
 */
const isTarget = (ref: ChannelRef, account: AccountView | undefined, targets: readonly ChannelId[]): boolean =>
  !ref.private && !targets.includes(ref.id) && (targets.length === 0 || ref.login === account?.login)

/** As it is stored: keys of images end with the app. */
const withoutImage = ({ image: _, ...kept }: ChannelRef): Omit<ChannelRef, 'image'> => kept

const notOpen = (): Result<never> =>
  failed({ kind: 'notFound', message: 'This channel is not open any more. Add it again with "Add channel".' })

export const createChannels = (options: ChannelsOptions): Channels => {
  const { host, settings, feed, sessions, accounts, learned } = options
  const entries = new Map<ChannelId, Entry>()
  const views = createSubject<readonly ChannelView[]>([])
  let publishing: (() => void) | undefined
  let stopped = false

  const refOf = (entry: Entry): ChannelRef => entry.connection.ref.value
  const capabilitiesOf = (entry: Entry): Capabilities => {
    const account = entry.accountId === null ? undefined : accounts.find(entry.accountId)
    return account?.status.kind === 'signInAgain'
      ? noCapabilities(`${account.name} has to sign in again.`, { kind: 'signIn', platform: account.platform })
      : learned.overlay(entry.ref.id, entry.accountId ?? undefined, entry.connection.capabilities.value)
  }

  const viewOf = (entry: Entry): ChannelView => ({
    ref: refOf(entry),
    accountId: entry.accountId,
    state: entry.connection.state.value,
    capabilities: capabilitiesOf(entry),
    modes: feed.modes(entry.ref.id),
    audience: entry.connection.audience.value,
    unread: feed.unread(entry.ref.id),
    unreadMentions: feed.unreadMentions(entry.ref.id),
    sharedWith: entry.connection.sharedRooms.value.filter((room) => room !== entry.ref.id && entries.has(room)),
  })

  const publishNow = () => {
    publishing?.()
    publishing = undefined
    const ordered = settings.settings.value.channels.flatMap(({ ref }) => entries.get(ref.id) ?? [])
    views.set(ordered.map(viewOf))
  }
  const publish = () => {
    if (!stopped) publishing ??= host.clock.after(publishInterval, publishNow)
  }

  const keepRef = (ref: ChannelRef) => {
    const kept = withoutImage(ref)
    settings.change((value) => ({
      ...value,
      channels: value.channels.map((channel) => (channel.ref.id === ref.id ? { ...channel, ref: kept } : channel)),
    }))
    publish()
  }

  const open = (ref: ChannelRef, accountId: string | null): void => {
    const session = sessions.get(ref.platform)
    if (session === undefined) return
    const account = accountId === null ? undefined : accounts.find(accountId)
    const connection = session.connect(ref, account)
    const releases = [
      connection.state.subscribe(publish),
      connection.capabilities.subscribe(publish),
      connection.audience.subscribe(publish),
      connection.sharedRooms.subscribe(publish),
      connection.ref.subscribe(keepRef),
    ]
    const release = () => {
      for (const dispose of releases) dispose()
    }
    entries.set(ref.id, { ref, accountId: account === undefined ? null : accountId, connection, release })
  }

  const close = async (id: ChannelId): Promise<void> => {
    const entry = entries.get(id)
    entries.delete(id)
    entry?.release()
    await entry?.connection.stop()
  }

  /**
   * Connects anew as another account, reading all the while. One account reads a channel once, so where it stays the same
   * its old reading must be over first; until then the channel is read without it.
   */
  const reopen = async (id: ChannelId, accountId: string | null): Promise<void> => {
    const former = entries.get(id)
    if (former === undefined) return
    learned.forget(id)
    former.release()
    const { connection, ref } = former
    const wasLive = connection.state.value.status === 'live'
    const from = host.clock.now()
    const stays = former.accountId === accountId
    const bridge = stays ? sessions.get(ref.platform)?.connect(refOf(former), undefined) : undefined
    const isCovered = !stays || bridge?.state.value.status === 'live'
    if (stays) await connection.stop()
    // Unless it was closed, or connected as yet another account, meanwhile.
    if (entries.get(id) === former) {
      open(refOf(former), accountId)
      publishNow()
      if (wasLive) markMissed(id, isCovered ? undefined : from)
    }
    await (stays ? bridge?.stop() : connection.stop())
  }

  /** Fetches or marks what nobody read: from `from`, if that is told, or from now, until the new connection is live. */
  const markMissed = (id: ChannelId, from: number | undefined) => {
    const state = entries.get(id)?.connection.state
    if (state === undefined) return
    const since = from ?? host.clock.now()
    const mark = () =>
      interrupted(id, { from: since, to: host.clock.now(), why: 'the account that reads this channel changed' })
    if (state.value.status === 'live') {
      if (from !== undefined) mark()
      return
    }
    const release = state.subscribe(({ status }) => {
      if (status !== 'live') return
      release()
      mark()
    })
  }

  const interrupted: EventSink['interrupted'] = (id, gap) => {
    const connection = entries.get(id)?.connection
    if (connection === undefined) return
    const mark = () =>
      feed.gap({ kind: 'gap', id: makeEventId(id, 'gap', `${gap.from}`, `${gap.to}`), channel: id, ...gap })
    connection.backfill(gap.from).then(
      (events) => {
        if (events === 'unavailable') mark()
        else feed.deliver(events, 'history')
      },
      (error: unknown) => {
        host.log.error('backfill failed', { channel: id, error: String(error) })
        mark()
      },
    )
  }

  const setAccount = (id: ChannelId, accountId: string | null) => {
    settings.change((value) => ({
      ...value,
      channels: value.channels.map((channel) => (channel.ref.id === id ? { ...channel, accountId } : channel)),
    }))
    void reopen(id, accountId)
  }

  for (const { ref, accountId } of settings.settings.value.channels) {
    feed.openChannel(ref)
    open(ref, accountId)
  }
  publishNow()
  const releases = [
    feed.onCounts(publish),
    settings.settings.subscribe(publish),
    // What an account may do ends with its sign-in.
    accounts.views.subscribe(publish),
    accounts.onSignedIn((account, isNew) => {
      // The first account of a platform takes over what was read without one; a renewed one reconnects with its new scopes.
      const first = accounts.views.value.filter((view) => view.platform === account.platform).length === 1
      for (const entry of [...entries.values()]) {
        if (entry.ref.platform !== account.platform) continue
        if (entry.accountId === account.id || (isNew && first && entry.accountId === null))
          setAccount(entry.ref.id, account.id)
      }
    }),
    accounts.onSignedOut((accountId) => {
      for (const entry of [...entries.values()]) if (entry.accountId === accountId) setAccount(entry.ref.id, null)
    }),
  ]

  const accountFor = (platform: PlatformId, wanted: string | null | undefined): AccountView | undefined =>
    wanted === null
      ? undefined
      : accounts.views.value.find(
          (account) => account.platform === platform && (wanted === undefined || account.id === wanted),
        )

  return {
    views,
    find(id) {
      const entry = entries.get(id)
      if (entry === undefined) return undefined
      return {
        ref: refOf(entry),
        account: entry.accountId === null ? undefined : accounts.find(entry.accountId),
        capabilities: capabilitiesOf(entry),
        sharedRooms: entry.connection.sharedRooms.value,
        modes: feed.modes(id),
        live: entry.connection.state.value.status === 'live',
      }
    },
    async add(text, wanted) {
      let refusal: TributaryError | undefined
      for (const [platform, session] of sessions) {
        const account = accountFor(platform, wanted)
        // Who reads without an account may still look the channel up with one: only so its name is known as it is written.
        const resolved = await session.resolve(text, account ?? accountFor(platform, undefined))
        if (!resolved.ok) {
          refusal ??= resolved.error
          continue
        }
        const ref = resolved.value
        if (entries.has(ref.id)) return ok(ref)
        feed.openChannel(ref)
        const accountId = account?.id ?? null
        settings.change((value) => ({
          ...value,
          channels: [...value.channels, { ref: withoutImage(ref), accountId }],
          preferences: isTarget(ref, account, value.preferences.targets)
            ? { ...value.preferences, targets: [...value.preferences.targets, ref.id] }
            : value.preferences,
        }))
        open(ref, accountId)
        publishNow()
        return ok(ref)
      }
      return failed(refusal ?? { kind: 'unsupported', why: 'no platform', message: 'No platform knows this channel.' })
    },
    remove(id) {
      if (!entries.has(id)) return notOpen()
      settings.change((value) => ({
        ...value,
        channels: value.channels.filter((channel) => channel.ref.id !== id),
        preferences: { ...value.preferences, targets: value.preferences.targets.filter((target) => target !== id) },
      }))
      void close(id)
      feed.closeChannel(id)
      publishNow()
      return ok(undefined)
    },
    reorder(ids) {
      const rank = new Map(ids.map((id, index) => [id, index]))
      settings.change((value) => ({
        ...value,
        channels: [...value.channels].sort(
          (left, right) => (rank.get(left.ref.id) ?? ids.length) - (rank.get(right.ref.id) ?? ids.length),
        ),
      }))
      publishNow()
      return ok(undefined)
    },
    useAccount(id, accountId) {
      const entry = entries.get(id)
      if (entry === undefined) return notOpen()
      if (accountId !== null && accounts.find(accountId)?.platform !== entry.ref.platform) {
        return failed({
          kind: 'notFound',
          message: 'This account is not signed in any more. Sign in again in Settings, Accounts.',
        })
      }
      if (entry.accountId !== accountId) setAccount(id, accountId)
      return ok(undefined)
    },
    reconnect(id) {
      const entry = entries.get(id)
      if (entry === undefined) return notOpen()
      learned.forget(id)
      entry.connection.reconnect()
      return ok(undefined)
    },
    seen(ids) {
      feed.seen(ids)
    },
    interrupted,
    refresh: publish,
    async stop() {
      stopped = true
      publishing?.()
      for (const dispose of releases) dispose()
      await Promise.all([...entries.keys()].map(close))
    },
  }
}
