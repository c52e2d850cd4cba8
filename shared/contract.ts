/**
 * Everything that passes between the core and a window: the only place where a command or an event has its name.
 * Events broadcast state; they do not drive control flow. A subscriber is told the state at once and after every change.
 */
import type { Capabilities } from './capabilities.ts'
import type { Result, TributaryError } from './errors.ts'
import type { ChannelId, ChannelRef, EventId, ImageKey, Mode, PlatformId, RowEvent } from './model.ts'

export type AccountId = string

export interface AccountView {
  readonly id: AccountId
  readonly platform: PlatformId
  readonly login: string
  readonly name: string
  /** As in `Author.id`. */
  readonly authorId: string
  readonly image?: ImageKey
  readonly scopes: readonly string[]
  readonly status:
    | { readonly kind: 'ready' }
    | { readonly kind: 'checking' }
    | { readonly kind: 'signInAgain'; readonly why: string }
    | { readonly kind: 'unreachable'; readonly why: string }
}

/** A set of permissions that is asked for together, in a person's words. */
export interface PermissionSet {
  readonly id: string
  readonly name: string
  readonly explains: string
}

export interface PlatformView {
  readonly id: PlatformId
  readonly name: string
  /** Where a client id comes from; absent when the build brings one. */
  readonly clientId: { readonly set: boolean; readonly registerUrl: string; readonly steps: readonly string[] }
  readonly permissionSets: readonly PermissionSet[]
}

export interface SignInView {
  readonly attempt: string
  readonly platform: PlatformId
  readonly state:
    | { readonly status: 'starting' }
    /** The person enters `userCode` at `verificationUri`; `expiresAt` in ms since epoch. */
    | {
        readonly status: 'waiting'
        readonly userCode: string
        readonly verificationUri: string
        readonly expiresAt: number
      }
    | { readonly status: 'done'; readonly accountId: AccountId }
    | { readonly status: 'expired' }
    | { readonly status: 'refused'; readonly why: string }
    | { readonly status: 'failed'; readonly error: TributaryError }
}

export type ConnectionState =
  | {
      readonly status: 'connecting'
      readonly why?: string
      /** "joining 34 of 120" */
      readonly progress?: { readonly done: number; readonly total: number }
    }
  /** `note` says what is missing although it is live, in a whole sentence. */
  | { readonly status: 'live'; readonly since: number; readonly note?: string }
  /** `retryAt` in ms since epoch. */
  | { readonly status: 'reconnecting'; readonly retryAt: number; readonly why: string }
  | { readonly status: 'offline'; readonly why: string }
  | { readonly status: 'needsSignIn'; readonly why: string }
  | { readonly status: 'refused'; readonly why: string }

/** Whether the stream is on and who watches; where nobody can know, why. */
export type Audience =
  | { readonly known: true; readonly live: boolean; readonly viewers?: number; readonly title?: string }
  | { readonly known: false; readonly why: string }

export interface ModeInForce {
  readonly mode: Mode
  readonly seconds?: number
}

export interface ChannelView {
  readonly ref: ChannelRef
  /** Who sends and moderates there; null reads without an account. */
  readonly accountId: AccountId | null
  readonly state: ConnectionState
  readonly capabilities: Capabilities
  readonly modes: readonly ModeInForce[]
  readonly audience: Audience
  readonly unread: number
  readonly unreadMentions: number
  /** Other open channels of the same shared chat: one message reaches them all. */
  readonly sharedWith: readonly ChannelId[]
}

/** A removal as a row shows it. `channel` says in which room; `pending` until the platform has answered our own act. */
export interface RowRemoval {
  readonly channel: ChannelId
  readonly at: number
  readonly pending: boolean
  readonly by?: string
  readonly reason?: string
  readonly durationSeconds?: number
  readonly permanent?: boolean
}

export interface FeedRow {
  readonly id: EventId
  /** Rows are sorted by it, in every view; it never changes. */
  readonly order: number
  readonly event: RowEvent
  /** One an affected room; a row outside shared chats has at most one. */
  readonly removals: readonly RowRemoval[]
  /** A gift bomb's gifts that were folded into this row. */
  readonly folded?: readonly string[]
  /** Why an act of ours on this row was put back. */
  readonly putBack?: string
}

/** Rows of `channel` with an order below `order` are gone. */
export interface FeedFloor {
  readonly channel: ChannelId
  readonly order: number
}

/**
 * A snapshot replaces everything; a batch's rows replace those of the same id or are inserted by their order. Sequence
 * numbers rise by one; after a gap the subscriber asks again. After a snapshot older rows follow as batches.
 */
export interface FeedFrame {
  readonly type: 'snapshot' | 'batch'
  readonly sequence: number
  readonly rows: readonly FeedRow[]
  readonly floors: readonly FeedFloor[]
  /** Ids that are gone although their floor has not passed: a row that turned out to be another's copy. */
  readonly gone?: readonly EventId[]
}

export type DeliveryState =
  | { readonly status: 'queued'; readonly until: number; readonly why: string }
  /** `why` it did not leave by itself (it waited for 30 s, say): it leaves only when the person says so. */
  | { readonly status: 'asking'; readonly why: string }
  | { readonly status: 'sending' }
  | { readonly status: 'sent' }
  | { readonly status: 'confirmed' }
  | { readonly status: 'refused'; readonly code: string; readonly reason: string }
  /** Certainly not taken: retry is safe. */
  | { readonly status: 'failed'; readonly error: TributaryError }
  /** It left without an answer; looking for it until `until`. */
  | { readonly status: 'uncertain'; readonly until: number; readonly why: string }
  /** Looked for and not found: it may have been sent. */
  | { readonly status: 'maybeSent'; readonly why: string }

export interface DeliveryView {
  readonly id: string
  /** The rooms that one message reaches: more than one only in a shared chat. */
  readonly channels: readonly [ChannelId, ...ChannelId[]]
  /** Of the first channel, as it was: the line must name it also when it is closed by now. */
  readonly channelName: string
  readonly accountId: AccountId
  readonly text: string
  readonly replyTo?: EventId
  readonly createdAt: number
  readonly state: DeliveryState
}

export interface Alert {
  readonly id: string
  readonly severity: 'info' | 'warning' | 'error'
  /** What happened and what to do. */
  readonly message: string
}

export type Theme = 'system' | 'dark' | 'light' | 'highContrast'

/** What a person can change; kept by the core, the same in every window. */
export interface Preferences {
  readonly theme: Theme
  /** px, 11 to 24. */
  readonly fontSize: number
  readonly density: 'cosy' | 'compact'
  readonly animateEmotes: boolean
  readonly showTimes: boolean
  readonly announce: 'off' | 'mentions' | 'all'
  readonly sendBoxes: boolean
  readonly hidePrivate: boolean
  /** Who receives what the unified input sends. */
  readonly targets: readonly ChannelId[]
  /** Action name to key, only where it differs from the default. */
  readonly keys: Readonly<Record<string, string>>
}

/** In force until a person has chosen. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  fontSize: 14,
  density: 'cosy',
  animateEmotes: true,
  showTimes: true,
  announce: 'mentions',
  sendBoxes: false,
  hidePrivate: false,
  targets: [],
  keys: {},
}

/** The window itself, where the host owns it (`HostInfo.capabilities.windows`). */
export interface WindowView {
  /** Absent where the system keeps no window above the others. */
  readonly alwaysOnTop?: boolean
  /** 0.3 to 1; absent where the system makes no window see-through. */
  readonly opacity?: number
  /** One view and the input, without the rail and without what stands around them. */
  readonly compact: boolean
  /** What was asked for from outside this page (a click on a notification, a menu); new whenever `asked` has risen. */
  readonly asks?: { readonly asked: number; readonly for: WindowAsk }
}

/** What a page is asked for from outside it. */
export type WindowAsk =
  | { readonly kind: 'view'; readonly view: ChannelId | 'all' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'addChannel' }
  | { readonly kind: 'about' }

/** `url` as in `http://proxy.example:3128` or `socks5://127.0.0.1:1080`, without credentials. */
export type ProxySettings =
  | { readonly mode: 'system' }
  | { readonly mode: 'none' }
  | { readonly mode: 'manual'; readonly url: string }

/** What a person can change about the desktop app; kept by its host, the same for every window. */
export interface DesktopSettings {
  /** Closing the last window leaves Tributary reading, in the tray. */
  readonly closeToTray: boolean
  /** Whether a mention is notified while no window of ours has the focus. */
  readonly notifyMentions: boolean
  readonly startAtLogin: boolean
  /** Languages as in `en-GB`; none: no spelling is checked. */
  readonly spellCheck: readonly string[]
  readonly proxy: ProxySettings
  readonly checkForUpdates: boolean
}

export type UpdateView =
  /** `why` this build cannot look for updates, in a whole sentence. */
  | { readonly status: 'unavailable'; readonly why: string }
  | { readonly status: 'idle' }
  | { readonly status: 'checking' }
  /** `checkedAt` in ms since epoch. */
  | { readonly status: 'current'; readonly checkedAt: number }
  /** `how`: this app can install it, or only open the page where it is. */
  | { readonly status: 'available'; readonly version: string; readonly how: 'install' | 'page' }
  | { readonly status: 'downloading'; readonly version: string; readonly percent: number }
  /** It is installed with the next start. */
  | { readonly status: 'ready'; readonly version: string }
  | { readonly status: 'failed'; readonly why: string }

/** The desktop app beside its windows; null where there is none. */
export interface DesktopView {
  readonly settings: DesktopSettings
  /** What of `settings` this system can do; what it cannot is not offered, and `why` says the reason where one asks. */
  readonly offers: {
    readonly tray: boolean
    readonly startAtLogin: { readonly can: true } | { readonly can: false; readonly why: string }
    /** Languages that spelling can be checked in. Empty where the system's own checker chooses by itself. */
    readonly spellCheck: readonly string[]
  }
  /** No keyring protects sign-ins here, and the person has not said yet what to do about it. */
  readonly secretsQuestion: { readonly why: string } | null
  readonly update: UpdateView
}

export type HostKind = 'desktop' | 'web' | 'test'

export interface HostInfo {
  readonly kind: HostKind
  readonly version: string
  readonly platforms: readonly PlatformView[]
  /** Platforms whose endpoints are overridden: the window says "custom endpoints". */
  readonly customEndpoints: readonly PlatformId[]
  readonly demo: boolean
  readonly capabilities: {
    /** The window is the host's own, and further ones can be opened. */
    readonly windows: boolean
    readonly systemNotifications: boolean
    /** Where secrets are kept, in a person's words. */
    readonly secrets: { readonly kept: 'keyring' | 'file' | 'memory'; readonly explains: string }
  }
}

interface Command<Input, Output> {
  readonly input: Input
  readonly output: Output
}
type Nothing = Readonly<Record<string, never>>

export interface Commands {
  'host.info': Command<Nothing, HostInfo>
  /** `text` is a name, an id or any URL that a person would paste. Answers the channel, opened. */
  'channels.add': Command<{ readonly text: string; readonly accountId?: AccountId | null }, ChannelRef>
  'channels.remove': Command<{ readonly channel: ChannelId }, Nothing>
  'channels.reorder': Command<{ readonly channels: readonly ChannelId[] }, Nothing>
  'channels.useAccount': Command<{ readonly channel: ChannelId; readonly accountId: AccountId | null }, Nothing>
  'channels.reconnect': Command<{ readonly channel: ChannelId }, Nothing>
  'channels.seen': Command<{ readonly channels: readonly ChannelId[] }, Nothing>
  'messages.send': Command<
    { readonly text: string; readonly targets: readonly ChannelId[]; readonly replyTo?: EventId },
    { readonly deliveries: readonly string[] }
  >
  /** Sends again what failed, was refused, asks, or may have been sent: only ever on a person's word. */
  'deliveries.send': Command<{ readonly delivery: string }, Nothing>
  'deliveries.dismiss': Command<{ readonly delivery: string }, Nothing>
  'moderation.remove': Command<{ readonly channel: ChannelId; readonly row: EventId }, Nothing>
  'moderation.timeout': Command<
    {
      readonly channel: ChannelId
      readonly author: string
      readonly seconds: number
      readonly reason?: string
    },
    Nothing
  >
  'moderation.untimeout': Command<{ readonly channel: ChannelId; readonly author: string }, Nothing>
  'moderation.ban': Command<{ readonly channel: ChannelId; readonly author: string; readonly reason?: string }, Nothing>
  'moderation.unban': Command<{ readonly channel: ChannelId; readonly author: string }, Nothing>
  'accounts.setClientId': Command<{ readonly platform: PlatformId; readonly clientId: string }, Nothing>
  /** Starts a sign-in; its course is told by the `signIn` event. `permissionSets` are united with those already granted. */
  'accounts.signIn': Command<
    { readonly platform: PlatformId; readonly permissionSets: readonly string[] },
    { readonly attempt: string }
  >
  'accounts.cancelSignIn': Command<{ readonly attempt: string }, Nothing>
  'accounts.openSignInPage': Command<{ readonly attempt: string }, Nothing>
  'accounts.signOut': Command<{ readonly accountId: AccountId }, Nothing>
  'preferences.change': Command<Partial<Preferences>, Nothing>
  'links.open': Command<{ readonly url: string }, Nothing>
  'alerts.dismiss': Command<{ readonly id: string }, Nothing>
  /** A hidden window receives no batches and gets a snapshot on its return. */
  'feed.visibility': Command<{ readonly visible: boolean }, Nothing>
  /** Tells that frames up to `sequence` are applied; a subscriber that falls behind gets a snapshot instead. */
  'feed.acknowledge': Command<{ readonly sequence: number }, Nothing>
  /** Asks for a snapshot after a gap. */
  'feed.resync': Command<Nothing, Nothing>
  /** About the window that asks. */
  'window.change': Command<
    { readonly alwaysOnTop?: boolean; readonly opacity?: number; readonly compact?: boolean },
    Nothing
  >
  /** Opens another window: the same view as this one, or `view` alone, popped out. */
  'window.open': Command<{ readonly view?: ChannelId | 'all' }, Nothing>
  'desktop.change': Command<Partial<DesktopSettings>, Nothing>
  /** Answers `secretsQuestion`: in memory until Tributary ends, or in a file without a keyring's protection. */
  'desktop.keepSecrets': Command<{ readonly where: 'memory' | 'file' }, Nothing>
  'desktop.checkForUpdate': Command<Nothing, Nothing>
  /** Downloads and installs what is available, or opens the page where it is. */
  'desktop.update': Command<Nothing, Nothing>
}

export interface Events {
  feed: FeedFrame
  channels: readonly ChannelView[]
  accounts: readonly AccountView[]
  signIn: SignInView | null
  deliveries: readonly DeliveryView[]
  preferences: Preferences
  alerts: readonly Alert[]
  /** Null where the window is not the host's own. */
  window: WindowView | null
  desktop: DesktopView | null
}

export type CommandName = keyof Commands
export type EventName = keyof Events
export type Input<Name extends CommandName> = Commands[Name]['input']
export type Output<Name extends CommandName> = Commands[Name]['output']

const commands: Readonly<Record<CommandName, true>> = {
  'host.info': true,
  'channels.add': true,
  'channels.remove': true,
  'channels.reorder': true,
  'channels.useAccount': true,
  'channels.reconnect': true,
  'channels.seen': true,
  'messages.send': true,
  'deliveries.send': true,
  'deliveries.dismiss': true,
  'moderation.remove': true,
  'moderation.timeout': true,
  'moderation.untimeout': true,
  'moderation.ban': true,
  'moderation.unban': true,
  'accounts.setClientId': true,
  'accounts.signIn': true,
  'accounts.cancelSignIn': true,
  'accounts.openSignInPage': true,
  'accounts.signOut': true,
  'preferences.change': true,
  'links.open': true,
  'alerts.dismiss': true,
  'feed.visibility': true,
  'feed.acknowledge': true,
  'feed.resync': true,
  'window.change': true,
  'window.open': true,
  'desktop.change': true,
  'desktop.keepSecrets': true,
  'desktop.checkForUpdate': true,
  'desktop.update': true,
}

const events: Readonly<Record<EventName, true>> = {
  feed: true,
  channels: true,
  accounts: true,
  signIn: true,
  deliveries: true,
  preferences: true,
  alerts: true,
  window: true,
  desktop: true,
}

export const isCommandName = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name)

export const isEventName = (name: unknown): name is EventName => typeof name === 'string' && Object.hasOwn(events, name)

export type Disposer = () => void

/** The part of AbortSignal that a bridge needs; an AbortSignal is one. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export type BridgeState = 'connecting' | 'open' | 'lost'

/** The renderer's only way to the core. */
export interface Bridge {
  /** Never rejects: time-out, cancel and a lost host are errors of the Result. `timeoutMs` is 30,000 unless told. */
  invoke<Name extends CommandName>(
    name: Name,
    input: Input<Name>,
    options?: { readonly signal?: CancelSignal; readonly timeoutMs?: number },
  ): Promise<Result<Output<Name>>>
  /** The listener is told the current state soon, then every change, in order; after a reconnect, the state anew. */
  subscribe<Name extends EventName>(name: Name, listener: (payload: Events[Name]) => void): Disposer
  readonly state: () => BridgeState
  /** While the host is lost for good: why, and what to do, in whole sentences. Undefined while it tries again by itself. */
  readonly lostBecause?: () => string | undefined
  onState(listener: (state: BridgeState) => void): Disposer
}
