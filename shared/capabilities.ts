/**
 * What an account may do in a channel, as data: the UI offers what can be done and says why the rest cannot. Nothing
 * above the platforms asks which platform it is on.
 */
import type { ChannelId, PlatformId, Role } from './model.ts'

export type Act = 'send' | 'reply' | 'remove' | 'timeout' | 'untimeout' | 'ban' | 'unban'

export const acts: readonly Act[] = ['send', 'reply', 'remove', 'timeout', 'untimeout', 'ban', 'unban']

/** What would make it possible; the UI turns it into a button. */
export type Remedy =
  | { readonly kind: 'signIn'; readonly platform: PlatformId }
  /** One further sign-in of the same account with the union of scopes. */
  | { readonly kind: 'grantScopes'; readonly platform: PlatformId; readonly scopes: readonly string[] }

/** At most `count` in any `windowMs`, counted over the whole account or for this channel alone. */
export interface RateRule {
  readonly scope: 'account' | 'channel'
  readonly count: number
  readonly windowMs: number
}

export interface Limits {
  /** Of a message's text, in `unit`. */
  readonly maxLength?: number
  readonly unit?: 'codePoints' | 'utf16' | 'bytes'
  readonly rates?: readonly RateRule[]
  /** The room's modes bind this account (slow mode makes it wait); those who run a room are exempt. */
  readonly obeysModes?: true
  /** Texts that the platform would cut or not deliver: a leading one of these is refused before sending. */
  readonly forbiddenPrefixes?: readonly { readonly prefix: string; readonly why: string }[]
  /** The act works on messages up to this age. */
  readonly maxAgeMs?: number
  /** The act does not work on messages or people with one of these roles. */
  readonly exceptRoles?: readonly Role[]
  /** The act does not work on oneself (`true`), or only on one's own messages (`'only'`). */
  readonly own?: 'never' | 'only'
  /** Seconds, both ends included. */
  readonly durationSeconds?: { readonly min: number; readonly max: number }
}

export type Capability =
  | { readonly can: true; readonly limits?: Limits }
  /** Offered and tried; the answer is remembered. */
  | { readonly can: 'unknown'; readonly why: string; readonly limits?: Limits }
  | { readonly can: false; readonly why: string; readonly remedy?: Remedy }

export type Capabilities = Readonly<Record<Act, Capability>>

/** The same answer for every act, for a channel that is read without an account or not connected yet. */
export const noCapabilities = (why: string, remedy?: Remedy): Capabilities => {
  const none: Capability = remedy === undefined ? { can: false, why } : { can: false, why, remedy }
  return { send: none, reply: none, remove: none, timeout: none, untimeout: none, ban: none, unban: none }
}

export interface ActSubject {
  readonly channel: ChannelId
  readonly authorId: string
  /** What the author is in that channel (`rolesIn`): in a shared chat not always what the message shows. */
  readonly roles: readonly Role[]
  /** Absent for acts on a person rather than on a message. */
  readonly sentAt?: number
}

/**
 * Whether `act` works on this row: the channel's capability narrowed by who wrote it and how old it is.
 * `selfId` is the acting account's author id, `now` ms since epoch.
 */
export const canAct = (
  capabilities: Capabilities,
  act: Act,
  subject: ActSubject,
  selfId: string | undefined,
  now: number,
): Capability => {
  const capability = capabilities[act]
  if (capability.can === false || capability.limits === undefined) return capability
  const { exceptRoles = [], own, maxAgeMs } = capability.limits
  const isOwn = subject.authorId === selfId
  if (own === 'never' && isOwn) return { can: false, why: 'That is your own account.' }
  if (own === 'only' && !isOwn) return { can: false, why: 'Only your own messages.' }
  const role = exceptRoles.find((candidate) => subject.roles.includes(candidate))
  if (role !== undefined && !isOwn) return { can: false, why: `It cannot be done to a ${role}.` }
  if (maxAgeMs !== undefined && subject.sentAt !== undefined && now - subject.sentAt > maxAgeMs) {
    return { can: false, why: `The message is older than ${Math.round(maxAgeMs / 3_600_000)} hours.` }
  }
  return capability
}

/** The length of a text in the platform's unit. */
export const measureText = (text: string, unit: NonNullable<Limits['unit']>): number => {
  if (unit === 'utf16') return text.length
  let count = 0
  for (const character of text) count += unit === 'codePoints' ? 1 : utf8Length(character)
  return count
}

const utf8Length = (character: string): number => {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}
