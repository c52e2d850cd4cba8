/** What the core needs of a platform. `platforms/platform.ts` adds what the wiring needs. */
import type { Capabilities } from '../../../shared/capabilities.ts'
import type { AccountView, Audience, ConnectionState } from '../../../shared/contract.ts'
import type { Result, TributaryError } from '../../../shared/errors.ts'
import type { ChannelId, ChannelRef, ChatMessage, EventId, FeedEvent } from '../../../shared/model.ts'
import type { Observable } from '../observable.ts'

export type Account = Pick<AccountView, 'id' | 'platform' | 'login' | 'name' | 'authorId' | 'scopes'>

/** Where parsed events go. Calls are cheap and never throw. */
export interface EventSink {
  /** `source` names the way it came ("irc", "eventsub", "history"). */
  deliver(events: readonly FeedEvent[], source: string): void
  /** Reading `channel` was interrupted and goes on again: nothing was seen from `from` to `to`. */
  interrupted(channel: ChannelId, gap: { readonly from: number; readonly to: number; readonly why: string }): void
  /** Counted for the diagnostics: "malformed", "unknown notice type watch_party", … */
  count(what: string): void
}

export interface Connection {
  readonly state: Observable<ConnectionState>
  readonly capabilities: Observable<Capabilities>
  readonly audience: Observable<Audience>
  /** What one message reaches: the ids of all rooms of the shared chat, this one included; empty outside one. */
  readonly sharedRooms: Observable<readonly ChannelId[]>
  /** The channel as the platform names it by now (a login or display name that became known, or changed). */
  readonly ref: Observable<ChannelRef>
  backfill(since: number): Promise<readonly FeedEvent[] | 'unavailable'>
  /** Drops what it has and connects anew, now. */
  reconnect(): void
  stop(): Promise<void>
}

export interface SendRequest {
  readonly channel: ChannelRef
  readonly account: Account
  readonly text: string
  /** The platform's id of the message replied to, in `channel`. */
  readonly replyTo?: string
  readonly signal?: AbortSignal
}

export type SendOutcome =
  /** `echo` is the row that will appear when it is seen; undefined where nothing can echo. */
  | { readonly kind: 'sent'; readonly messageId: string; readonly echo: EventId | undefined }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** Not taken now; the outbox waits until then (ms since epoch) and tries again by itself. */
  | { readonly kind: 'rateLimited'; readonly retryAt: number; readonly reason: string }
  /** Certainly not taken. */
  | { readonly kind: 'failed'; readonly error: TributaryError }
  /** It left, and no answer came. */
  | { readonly kind: 'uncertain'; readonly why: string }

/** An act on a person in a channel; `userId` is the platform's own. */
export interface PersonAct {
  readonly channel: ChannelRef
  readonly account: Account
  readonly userId: string
  readonly login?: string
  readonly reason?: string
}

/** Owns the sockets that channels share. An act that the platform does not have is absent. */
export interface PlatformSession {
  /** Finds the channel behind a name, an id or any URL that a person would paste. */
  resolve(input: string, account: Account | undefined): Promise<Result<ChannelRef>>
  connect(channel: ChannelRef, account: Account | undefined): Connection
  /**
   * Asks now which rooms these connected channels share a chat with; `sharedRooms` tells it once this settles. Absent
   * where no message reaches more rooms than one.
   */
  refreshRooms?(channels: readonly ChannelRef[], account: Account): Promise<void>
  send(request: SendRequest): Promise<SendOutcome>
  /** After an uncertain send: the message, if it can be found by asking. */
  findSent?(request: SendRequest, since: number): Promise<ChatMessage | undefined>
  remove?(act: {
    readonly channel: ChannelRef
    readonly account: Account
    readonly messageId: string
  }): Promise<Result<void>>
  timeout?(act: PersonAct & { readonly seconds: number }): Promise<Result<void>>
  untimeout?(act: PersonAct): Promise<Result<void>>
  ban?(act: PersonAct): Promise<Result<void>>
  unban?(act: PersonAct): Promise<Result<void>>
  stop(): Promise<void>
}
