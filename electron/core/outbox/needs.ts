/** What the outbox needs of the rest of the core; each is small, so that a test can play it. */
import type { Capabilities } from '../../../shared/capabilities.ts'
import type { Disposer, ModeInForce } from '../../../shared/contract.ts'
import type { ChannelId, ChannelRef, ChatMessage, EventId, PlatformId, Trait } from '../../../shared/model.ts'
import type { Clock, Documents, Logger, NetworkEvents } from '../ports/host.ts'
import type { Account, PlatformSession } from '../ports/session.ts'

/** An open channel, as it is now. */
export interface OutboxChannel {
  readonly ref: ChannelRef
  /** Undefined while nobody is signed in who could send. */
  readonly account: Account | undefined
  readonly capabilities: Capabilities
  /** The ids of all rooms that one message reaches, this one included; empty outside a shared chat. */
  readonly sharedRooms: readonly ChannelId[]
  /** The chat's modes in force, as far as the platform has told. */
  readonly modes: readonly ModeInForce[]
  /** Whether what is sent now can be seen coming back; else it waits for the connection. */
  readonly live: boolean
}

/** A copy of a message as it was read; copies of one message share `id`. A `ChatMessage` is one. */
export interface Echo {
  readonly id: EventId
  readonly channel: ChannelId
  readonly messageId: string
  readonly author: { readonly id: string }
  readonly text: string
  /** ms since epoch, by the platform's clock. */
  readonly sentAt: number
  readonly traits: readonly Trait[]
}

export interface OutboxOptions {
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'after'>
  readonly randomId: () => string
  readonly log: Logger
  readonly documents: Documents
  readonly network: NetworkEvents
  /** The open channel of this id. */
  readonly channel: (id: ChannelId) => OutboxChannel | undefined
  /** Tells that what `channel` answers may have changed. */
  readonly onChannelsChange: (listener: () => void) => Disposer
  readonly session: (platform: PlatformId) => Pick<PlatformSession, 'send' | 'findSent' | 'refreshRooms'> | undefined
  /** The message that a row shows, to answer it. */
  readonly message: (row: EventId) => Pick<ChatMessage, 'channel' | 'messageId' | 'rooms'> | undefined
  /**
   * Calls the listener for every copy of every message that is read, whoever wrote it. `isLive`: it comes as it is said,
   * and is no history.
   */
  readonly onEcho: (listener: (echo: Echo, isLive: boolean) => void) => Disposer
}
