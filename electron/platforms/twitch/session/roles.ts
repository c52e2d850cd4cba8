/** What each account is in each channel: from the list of channels it moderates, its own badges, and answers to its acts. */
import type { AccountId, Disposer } from '../../../../shared/contract.ts'
import type { Author } from '../../../../shared/model.ts'
import type { HostServices } from '../../../core/ports/host.ts'
import type { Account } from '../../../core/ports/session.ts'
import type { ChannelRole } from '../capabilities.ts'
import type { Helix } from '../helix/client.ts'
import { readCursor, readData, readId } from '../helix/read.ts'

export interface Roles {
  roleOf(account: Account, userId: string, broadcasterId: string): ChannelRole
  /** Told when the answer may have changed. */
  watch(account: Account, userId: string, broadcasterId: string, listener: () => void): Disposer
  /** An own message's badges in the channel are proof. */
  sawOwnMessage(accountId: AccountId, broadcasterId: string, author: Author): void
  /** An act that only moderators can do was done, or refused for want of the role. */
  learned(accountId: AccountId, broadcasterId: string, isModerator: boolean): void
}

interface Known {
  /** undefined until Twitch has told. */
  moderated: ReadonlySet<string> | undefined
  loadedAt: number
  loading: boolean
  readonly evidence: Map<string, ChannelRole>
  readonly listeners: Set<() => void>
}

const listScope = 'user:read:moderated_channels'
const freshMs = 600_000

export const createRoles = (helix: Helix, host: Pick<HostServices, 'clock' | 'log'>): Roles => {
  const accounts = new Map<AccountId, Known>()
  const knownOf = (accountId: AccountId): Known => {
    const known = accounts.get(accountId) ?? {
      moderated: undefined,
      loadedAt: Number.NEGATIVE_INFINITY,
      loading: false,
      evidence: new Map(),
      listeners: new Set(),
    }
    accounts.set(accountId, known)
    return known
  }
  const tell = (known: Known) => {
    for (const listener of [...known.listeners]) listener()
  }

  const load = async (account: Account, userId: string, known: Known) => {
    if (known.loading || !account.scopes.includes(listScope)) return
    if (host.clock.elapsed() - known.loadedAt < freshMs) return
    known.loading = true
    const moderated = new Set<string>()
    let after: string | undefined
    for (let page = 0; page < 50; page++) {
      const request = {
        method: 'GET',
        path: '/moderation/channels',
        query: { user_id: userId, first: '100', after },
        background: true,
        scopes: [listScope],
        doing: 'list the channels you moderate',
      } as const
      const answer = await helix.read(account.id, request, (body) => body)
      if (!answer.ok) {
        host.log.info('moderated channels not known', { account: account.id, kind: answer.error.kind })
        known.loading = false
        return
      }
      for (const item of readData(answer.value)) {
        const id = readId(item['broadcaster_id'])
        if (id !== undefined) moderated.add(id)
      }
      after = readCursor(answer.value)
      if (after === undefined) break
    }
    known.loading = false
    known.loadedAt = host.clock.elapsed()
    known.moderated = moderated
    // The list is newer than what earlier badges and answers said, but it does not know VIPs.
    for (const [channel, role] of known.evidence) if (role !== 'vip') known.evidence.delete(channel)
    tell(known)
  }

  const believe = (accountId: AccountId, broadcasterId: string, role: ChannelRole) => {
    const known = knownOf(accountId)
    if (known.evidence.get(broadcasterId) === role) return
    known.evidence.set(broadcasterId, role)
    tell(known)
  }

  return {
    roleOf(account, userId, broadcasterId) {
      if (userId === broadcasterId) return 'broadcaster'
      const known = knownOf(account.id)
      const seen = known.evidence.get(broadcasterId)
      if (seen !== undefined && seen !== 'vip') return seen
      if (known.moderated?.has(broadcasterId) === true) return 'moderator'
      if (seen !== undefined) return seen
      return known.moderated === undefined ? 'unknown' : 'none'
    },
    watch(account, userId, broadcasterId, listener) {
      const known = knownOf(account.id)
      known.listeners.add(listener)
      if (userId !== broadcasterId) void load(account, userId, known)
      return () => {
        known.listeners.delete(listener)
      }
    },
    sawOwnMessage(accountId, broadcasterId, author) {
      const role = author.roles.includes('moderator') ? 'moderator' : author.roles.includes('vip') ? 'vip' : 'none'
      believe(accountId, broadcasterId, role)
    },
    learned: (accountId, broadcasterId, isModerator) =>
      believe(accountId, broadcasterId, isModerator ? 'moderator' : 'none'),
  }
}
