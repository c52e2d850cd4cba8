/** How tests, the demo and people script the simulated Twitch. Every operation is also `POST /control/<name>` with JSON. */
import type { MessageType } from '../chat/types.ts'
import type { DeliveryFault } from '../eventsub/delivery.ts'
import type { ConnectionFault, ConnectionMode, ConnectionSummary, SocketKind } from '../wire.ts'

export interface SayInput {
  /** Logins. */
  readonly channel: string
  readonly user: string
  /** Words that are emote names become emotes, `@name` a mention. */
  readonly text: string
  readonly type?: MessageType
  /** A `/me`. */
  readonly action?: boolean
  /** `Cheer100` in the text pays. */
  readonly cheer?: boolean
  readonly first?: boolean
  readonly returning?: boolean
  /** The id of a message in the same channel. */
  readonly replyTo?: string
  readonly rewardId?: string
}

export interface Said {
  /** The message's id in its own channel. */
  readonly messageId: string
  readonly sentAt: number
  /** One for each room that got it; more than one in a shared chat. */
  readonly rooms: readonly { readonly channel: string; readonly messageId: string }[]
}

export type NoticeInput = {
  readonly channel: string
  /** Undefined: anonymous. */
  readonly user?: string
  /** What the user wrote with it. */
  readonly text?: string
} & (
  | { readonly type: 'sub'; readonly tier?: 1 | 2 | 3; readonly prime?: boolean }
  | {
      readonly type: 'resub'
      readonly tier?: 1 | 2 | 3
      readonly months?: number
      readonly streak?: number
      readonly gifter?: string
    }
  | { readonly type: 'sub_gift'; readonly recipient: string; readonly tier?: 1 | 2 | 3 }
  | { readonly type: 'gift_paid_upgrade'; readonly gifter?: string }
  | { readonly type: 'prime_paid_upgrade' }
  | { readonly type: 'pay_it_forward'; readonly gifter?: string; readonly recipient?: string }
  | { readonly type: 'raid'; readonly viewers?: number }
  | { readonly type: 'unraid' }
  | { readonly type: 'announcement'; readonly color?: 'PRIMARY' | 'BLUE' | 'GREEN' | 'ORANGE' | 'PURPLE' }
  | { readonly type: 'bits_badge_tier'; readonly threshold?: number }
  | { readonly type: 'charity_donation'; readonly charity?: string; readonly cents?: number }
  | { readonly type: 'watch_streak'; readonly streams?: number }
  | { readonly type: 'modiversary'; readonly months?: number }
  | { readonly type: 'unknown' }
)

export interface BurstInput {
  /** Default: five live channels; one of them shares its chat, so its lines reach a sixth. */
  readonly channels?: readonly string[]
  /** Messages a second over all channels. */
  readonly rate: number
  readonly seconds: number
  /** The first number; default 1. */
  readonly from?: number
}

/** Which sockets an operation is about; default: all. */
export interface SocketSelection {
  readonly socket?: SocketKind
  readonly id?: string
}

export interface HttpFault {
  /** The beginning of the path, e.g. `/helix/chat/messages`. */
  readonly path: string
  readonly method?: string
  /** How many requests; default one. */
  readonly count?: number
  /**
   * A status; `hang`: never answered; `drop`: cut without being processed; `lost`: processed, then cut;
   * `lostHang`: processed, never answered.
   */
  readonly answer: number | 'hang' | 'drop' | 'lost' | 'lostHang'
  readonly headers?: Readonly<Record<string, string>>
}

export type ImageFaultKind =
  | 'wrongType'
  | 'html'
  | 'svg'
  | 'large'
  | 'redirect'
  | 'redirectLoop'
  | 'endless'
  | 'empty'
  | 'truncated'

export interface LoggedRequest {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly status: number
  readonly clientId: string
  /** Parsed; tokens and codes read `[hidden]`. */
  readonly body: unknown
}

export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly clientId: string
  readonly userId: string
  readonly scopes: readonly string[]
}

export interface Control {
  // Chat
  say(input: SayInput): Said
  notice(input: NoticeInput): { readonly messageId: string }
  /** One community gift and its single gifts. */
  giftBomb(input: { readonly channel: string; readonly user?: string; readonly count: number }): {
    readonly giftId: string
  }
  /** Resolves when all is sent; each text has `n=<counter> t=<ms epoch>`, an emote, two badges. */
  burst(input: BurstInput): Promise<{ readonly sent: number }>
  /** Raw IRC lines go to IRC sockets; JSON frames, or `{subscription, event}`, to EventSub's. */
  replay(input: { readonly lines: readonly string[]; readonly rate?: number }): Promise<{ readonly sent: number }>
  delete(input: { readonly messageId: string }): void
  clear(input: { readonly channel: string }): void
  timeout(input: {
    readonly channel: string
    readonly user: string
    readonly seconds: number
    readonly by?: string
  }): void
  ban(input: { readonly channel: string; readonly user: string; readonly by?: string }): void
  unban(input: { readonly channel: string; readonly user: string }): void
  settings(input: {
    readonly channel: string
    readonly emoteOnly?: boolean
    /** Null: off. */
    readonly followersOnlyMinutes?: number | null
    readonly slowSeconds?: number | null
    readonly subscribersOnly?: boolean
    readonly unique?: boolean
  }): void
  role(input: {
    readonly channel: string
    readonly user: string
    readonly role: 'moderator' | 'vip' | 'subscriber' | 'follower'
    readonly on: boolean
  }): void
  stream(input: { readonly channel: string; readonly live: boolean; readonly viewers?: number }): void
  /** Begins a session, or changes the host's; the first channel is the host. */
  shareChat(input: { readonly channels: readonly string[] }): void
  unshareChat(input: { readonly channel: string }): void
  /** Each user has a channel of the same login. */
  addUsers(input: {
    readonly logins: readonly string[]
  }): readonly { readonly login: string; readonly userId: string }[]
  user(input: { readonly login: string }): { readonly login: string; readonly userId: string; readonly name: string }
  /** The lines that one may delete, newest last. */
  messages(input: { readonly channel: string }): readonly {
    readonly messageId: string
    readonly user: string
    readonly text: string
  }[]
  /** The next messages sent through the API are dropped for this reason. */
  dropNextMessages(input: { readonly code: string; readonly message: string; readonly count?: number }): void

  // Sign-in
  devices(): readonly { readonly userCode: string; readonly scopes: readonly string[]; readonly state: string }[]
  /** The newest pending code when none is named. */
  approveDevice(input: { readonly user: string; readonly userCode?: string }): void
  refuseDevice(input: { readonly userCode?: string }): void
  expireDevice(input: { readonly userCode?: string }): void
  /** Approves every device code at once; without a user, stops that. */
  approveDevicesAutomatically(input: { readonly user?: string }): void
  /** Tokens without the flow. */
  issueToken(input: {
    readonly user: string
    readonly scopes: readonly string[]
    readonly clientId?: string
  }): TokenPair
  /** The user disconnects the app: access and refresh tokens die, subscriptions are revoked. */
  revokeTokens(input: { readonly user: string }): void
  /** Access tokens run out; refresh tokens still work. */
  expireTokens(input: { readonly user: string }): void
  /** Only these client ids exist; without any, all do. */
  restrictClients(input: { readonly clients?: Readonly<Record<string, 'public' | 'confidential'>> }): void

  // Sockets
  connections(): readonly ConnectionSummary[]
  /** Cuts; with a code, closes with it (EventSub 4000 to 4007). */
  drop(input: SocketSelection & { readonly code?: number }): { readonly count: number }
  setMode(input: SocketSelection & { readonly mode: ConnectionMode }): { readonly count: number }
  /** EventSub's session_reconnect, IRC's RECONNECT. */
  askToReconnect(input: SocketSelection): { readonly count: number }
  nextConnections(input: {
    readonly socket: SocketKind
    readonly fault: ConnectionFault
    readonly count?: number
  }): void
  garbage(
    input: SocketSelection & {
      readonly kind: 'notJson' | 'wrongShape' | 'empty' | 'binary' | 'oversize' | 'unknownType'
    },
  ): { readonly count: number }
  raw(input: SocketSelection & { readonly text: string }): { readonly count: number }
  notifications(input: DeliveryFault): void
  subscriptions(): readonly {
    readonly id: string
    readonly type: string
    readonly status: string
    readonly user: string
    readonly channel: string
    readonly session: string
  }[]
  revokeSubscriptions(input: {
    readonly type?: string
    readonly channel?: string
    readonly user?: string
    readonly status?: string
  }): { readonly count: number }

  // HTTP and pictures
  failNext(input: HttpFault): void
  failImages(input: { readonly path: string; readonly kind: ImageFaultKind | 'none' }): void
  /** Takes back every fault, of HTTP, sockets and pictures. */
  heal(): void
  requests(): readonly LoggedRequest[]
  /** What a client did that Twitch forbids. */
  violations(): readonly string[]
  forget(): void

  // Conversation
  startConversation(input: { readonly seed?: number; readonly pace?: number }): void
  stopConversation(): void
}
