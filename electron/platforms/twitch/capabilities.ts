/** What an account may do in a Twitch channel, from its role there and the scopes it granted. Pure. */
import type { Capabilities, Capability, Limits, RateRule, Remedy } from '../../../shared/capabilities.ts'
import { noCapabilities } from '../../../shared/capabilities.ts'
import type { Role } from '../../../shared/model.ts'

/** `none`: certainly neither moderator nor VIP. `unknown`: Twitch has not told, so acts are offered and tried. */
export type ChannelRole = 'broadcaster' | 'moderator' | 'vip' | 'none' | 'unknown'

/** Code points (seed 000). */
export const maxMessageLength = 500

/** Twitch cuts or drops such texts without a word (facts 4), so they are refused before they are sent. */
export const forbiddenPrefixes: NonNullable<Limits['forbiddenPrefixes']> = [
  {
    prefix: '/',
    why: 'Twitch does not run commands that are sent as messages; a text that begins with “/” would be lost.',
  },
  {
    prefix: '.',
    why: 'Twitch takes a text that begins with “.” for a command and would cut it. Begin with another character.',
  },
]

/** Twitch deletes messages of the last 6 hours only (facts 4). */
const removableForMs = 6 * 3_600_000
/** Two weeks (facts 4). */
const longestTimeoutSeconds = 1_209_600

/** Facts 4.1: 20 in 30 s an account, 100 where it is broadcaster, moderator or VIP, and one a second a channel otherwise. */
const privilegedRates: readonly RateRule[] = [{ scope: 'account', count: 100, windowMs: 30_000 }]
const plainRates: readonly RateRule[] = [
  { scope: 'account', count: 20, windowMs: 30_000 },
  { scope: 'channel', count: 1, windowMs: 1_000 },
]

export const isPrivileged = (role: ChannelRole): boolean =>
  role === 'broadcaster' || role === 'moderator' || role === 'vip'

export const withoutAccount = (): Capabilities =>
  noCapabilities('This channel is read without an account. Sign in to Twitch to take part.', {
    kind: 'signIn',
    platform: 'twitch',
  })

export const twitchCapabilities = (standing: {
  readonly scopes: readonly string[]
  readonly role: ChannelRole
  readonly accountName: string
  readonly channelName: string
}): Capabilities => {
  const { scopes, role, accountName, channelName } = standing
  const isBroadcaster = role === 'broadcaster'

  const permitted = (needed: string, wording: string): Capability | undefined => {
    if (scopes.includes(needed)) return undefined
    const remedy: Remedy = { kind: 'grantScopes', platform: 'twitch', scopes: [needed] }
    return { can: false, why: `${accountName} has not given Tributary the permission to ${wording}.`, remedy }
  }
  const moderating = (needed: string, wording: string, limits: Limits): Capability => {
    if (role === 'none' || role === 'vip') {
      return { can: false, why: `Only moderators of ${channelName} can ${wording}; ${accountName} is none.` }
    }
    const missing = permitted(needed, wording)
    if (missing !== undefined) return missing
    if (role !== 'unknown') return { can: true, limits }
    return { can: 'unknown', why: `Twitch has not said whether ${accountName} moderates ${channelName}.`, limits }
  }

  const sending: Limits = {
    maxLength: maxMessageLength,
    unit: 'codePoints',
    rates: isPrivileged(role) ? privilegedRates : plainRates,
    forbiddenPrefixes,
    // Broadcasters, moderators and VIPs are exempt; who may be one of them is not held back by a guess.
    ...(role === 'none' ? { obeysModes: true } : {}),
  }
  const send: Capability = permitted('user:write:chat', 'write in chat') ?? { can: true, limits: sending }
  // Moderators cannot touch the broadcaster or each other; the broadcaster can touch everybody.
  const exceptRoles: readonly Role[] = isBroadcaster ? [] : ['broadcaster', 'moderator']
  const people = 'moderator:manage:banned_users'
  return {
    send,
    reply: send,
    remove: moderating('moderator:manage:chat_messages', 'delete messages', { maxAgeMs: removableForMs, exceptRoles }),
    timeout: moderating(people, 'time people out', {
      durationSeconds: { min: 1, max: longestTimeoutSeconds },
      own: 'never',
      exceptRoles,
    }),
    untimeout: moderating(people, 'end timeouts', { own: 'never' }),
    ban: moderating(people, 'ban people', { own: 'never', exceptRoles }),
    unban: moderating(people, 'lift bans', { own: 'never' }),
  }
}
