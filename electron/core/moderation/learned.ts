/** What acts have taught about capabilities that the platform does not tell beforehand; kept until the app ends. */
import { type Act, type Capabilities, type Capability, noCapabilities } from '../../../shared/capabilities.ts'
import type { AccountId, Disposer } from '../../../shared/contract.ts'
import type { TributaryError } from '../../../shared/errors.ts'
import type { ChannelId, PlatformId } from '../../../shared/model.ts'

export type Lessons = Partial<Readonly<Record<Act, Capability>>>

export interface Learned {
  remember(channel: ChannelId, accountId: AccountId, lessons: Lessons): void
  /** The connection's capabilities, narrowed or widened by what was learned as this account. */
  overlay(channel: ChannelId, accountId: AccountId | undefined, capabilities: Capabilities): Capabilities
  /** Called when a role or an account changed, and with it what was true. */
  forget(channel: ChannelId): void
  onChange(listener: (channel: ChannelId) => void): Disposer
}

const moderationActs: readonly Act[] = ['remove', 'timeout', 'untimeout', 'ban', 'unban']

/** Only what was `unknown` gives way: what the connection knows by now is newer than any lesson. */
export const overlayCapabilities = (capabilities: Capabilities, lessons: Lessons): Capabilities => {
  const overlaid = { ...capabilities }
  for (const act of ['send', 'reply', ...moderationActs] as const) {
    const lesson = lessons[act]
    if (lesson !== undefined && capabilities[act].can === 'unknown') overlaid[act] = lesson
  }
  return overlaid
}

/** An act that was only tried and worked: from now on it is known to. */
export const lessonOfSuccess = (capabilities: Capabilities, act: Act): Lessons => {
  const tried = capabilities[act]
  if (tried.can !== 'unknown') return {}
  return { [act]: tried.limits === undefined ? { can: true } : { can: true, limits: tried.limits } }
}

/**
 * What a refusal says about the channel rather than about one row: a missing permission concerns its act, a missing role
 * (`not_moderator`, the code by which every platform names it) every act that was unknown. Other refusals teach nothing.
 */
export const lessonOfRefusal = (
  capabilities: Capabilities,
  act: Act,
  error: TributaryError,
  platform: PlatformId,
): Lessons => {
  if (capabilities[act].can !== 'unknown') return {}
  if (error.kind === 'missingScope')
    return {
      [act]: { can: false, why: error.message, remedy: { kind: 'grantScopes', platform, scopes: error.scopes } },
    }
  if (error.kind === 'unsupported') return { [act]: { can: false, why: error.why } }
  if (error.kind !== 'refused' || error.code !== 'not_moderator') return {}
  const unknown = moderationActs.filter((other) => capabilities[other].can === 'unknown')
  const none = noCapabilities(error.reason)
  return Object.fromEntries(unknown.map((other) => [other, none[other]]))
}

export const createLearned = (): Learned => {
  const known = new Map<ChannelId, { readonly accountId: AccountId; readonly lessons: Lessons }>()
  const listeners = new Set<(channel: ChannelId) => void>()
  const tell = (channel: ChannelId) => {
    for (const listener of [...listeners]) listener(channel)
  }
  return {
    remember(channel, accountId, lessons) {
      if (Object.keys(lessons).length === 0) return
      const before = known.get(channel)
      const kept = before?.accountId === accountId ? before.lessons : {}
      known.set(channel, { accountId, lessons: { ...kept, ...lessons } })
      tell(channel)
    },
    overlay(channel, accountId, capabilities) {
      const lessons = known.get(channel)
      return lessons === undefined || lessons.accountId !== accountId
        ? capabilities
        : overlayCapabilities(capabilities, lessons.lessons)
    },
    forget(channel) {
      if (known.delete(channel)) tell(channel)
    },
    onChange(listener) {
      const own = (channel: ChannelId) => listener(channel)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
