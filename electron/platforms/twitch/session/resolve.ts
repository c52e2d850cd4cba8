/** Finds the channel behind what a person typed: by Helix with an account, else by a short join on anonymous IRC. */
import type { Disposer } from '../../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../../shared/errors.ts'
import type { ChannelRef, ImageKey } from '../../../../shared/model.ts'
import type { Clock } from '../../../core/ports/host.ts'
import type { Account } from '../../../core/ports/session.ts'
import type { IrcPool } from '../irc/pool.ts'
import { readChannelInput } from './resolve-input.ts'
import { channelRefOf, type TwitchUser, type Users } from './users.ts'

export interface Resolver {
  resolve(input: string, account: Account | undefined): Promise<Result<ChannelRef>>
  stop(): void
}

/** Connecting, the JOIN budget and ten silent seconds all fit in it. */
const mostMs = 45_000

export const createResolver = (
  users: Users,
  irc: IrcPool,
  clock: Clock,
  imageOf: (user: TwitchUser) => ImageKey | undefined,
): Resolver => {
  const pending = new Set<(result: Result<ChannelRef>) => void>()

  const byAccount = async (
    account: Account,
    input: { readonly login: string } | { readonly userId: string },
  ): Promise<Result<ChannelRef | undefined>> => {
    const asked =
      'login' in input ? await users.find(account, 'login', input.login) : await users.find(account, 'id', input.userId)
    if (!asked.ok) return asked
    if (asked.value !== undefined) return ok(channelRefOf(asked.value, imageOf(asked.value)))
    // Digits alone may be an id that somebody pasted.
    if ('login' in input && /^\d+$/.test(input.login)) return byAccount(account, { userId: input.login })
    return ok(undefined)
  }

  const byIrc = (login: string): Promise<Result<ChannelRef>> =>
    new Promise((resolve) => {
      let cancelTimer: Disposer = () => undefined
      let close: Disposer = () => undefined
      const finish = (result: Result<ChannelRef>) => {
        if (!pending.delete(finish)) return
        cancelTimer()
        // Not within the pool's own call that told us.
        queueMicrotask(() => close())
        resolve(result)
      }
      pending.add(finish)
      cancelTimer = clock.after(mostMs, () =>
        finish(unreachable(login, 'Twitch’s chat did not tell whose channel it is.')),
      )
      close = irc.open(
        login,
        {
          onRoom: (userId) => finish(ok(channelRefOf({ id: userId, login, name: login }, undefined))),
          onState: (state) => {
            if (state.status === 'refused') finish(failed({ kind: 'notFound', message: state.why }))
            if (state.status === 'reconnecting' || state.status === 'offline') finish(unreachable(login, state.why))
          },
          onLive: () => undefined,
          onLost: () => undefined,
          read: () => [],
        },
        { urgent: true },
      )
    })

  return {
    async resolve(input, account) {
      const read = readChannelInput(input)
      if (read.kind === 'invalid') {
        const message = `This names no Twitch channel. ${read.reason}`
        return failed({ kind: 'invalid', message, field: 'text', reason: read.reason })
      }
      if (account !== undefined) {
        const found = await byAccount(account, read)
        if (found.ok) return found.value === undefined ? unknown(input.trim()) : ok(found.value)
        // The account cannot be used now; a name can still be found without one.
        if (read.kind === 'id') return found
        const without = await byIrc(read.login)
        return without.ok || without.error.kind === 'notFound' ? without : found
      }
      if (read.kind === 'id') {
        const reason = 'A channel’s number can be looked up only with a signed-in account. Enter its name instead.'
        return failed({ kind: 'invalid', message: reason, field: 'text', reason })
      }
      return byIrc(read.login)
    },
    stop() {
      for (const finish of [...pending]) finish(unreachable('the channel', 'Tributary is closing.'))
    },
  }
}

const unknown = (what: string): Result<never> =>
  failed({ kind: 'notFound', message: `Twitch has no channel “${what.slice(0, 100)}”. Check the spelling.` })

const unreachable = (login: string, why: string): Result<never> =>
  failed({ kind: 'unreachable', message: `“${login}” could not be looked up: ${why}`, retrying: false })
