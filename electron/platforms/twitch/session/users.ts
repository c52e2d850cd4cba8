/** People by id or login through Helix, a hundred a call, remembered for a while. */
import type { Disposer } from '../../../../shared/contract.ts'
import { ok, type Result } from '../../../../shared/errors.ts'
import { type ChannelRef, type ImageKey, makeChannelId } from '../../../../shared/model.ts'
import type { Clock } from '../../../core/ports/host.ts'
import type { Account } from '../../../core/ports/session.ts'
import type { Helix } from '../helix/client.ts'
import { readData, readId, readText } from '../helix/read.ts'

export interface TwitchUser {
  readonly id: string
  readonly login: string
  readonly name: string
  /** https address of the profile picture; absent when there is none. */
  readonly picture?: string
}

export interface Users {
  /** Asks at once. Answers undefined when nobody has this login or id. */
  find(account: Account, by: 'login' | 'id', value: string): Promise<Result<TwitchUser | undefined>>
  /** Together with what others ask for in the same moment; undefined when it cannot be known now. */
  later(account: Account, userId: string): Promise<TwitchUser | undefined>
  /** What was learned before, without asking. */
  known(userId: string): TwitchUser | undefined
  stop(): void
}

/** Facts 4: ids and logins of one call together. */
const mostACall = 100
/** So long requests are collected, in ms. */
const gatherMs = 50
const mostRemembered = 2_000

interface Gathering {
  readonly askers: Map<string, ((user: TwitchUser | undefined) => void)[]>
  readonly cancel: Disposer
}

export const createUsers = (helix: Helix, clock: Clock): Users => {
  const remembered = new Map<string, TwitchUser>()
  const gathering = new Map<string, Gathering>()

  const ask = async (
    account: Account,
    query: { readonly id?: string[]; readonly login?: string[] },
    background: boolean,
  ) => {
    const request = { method: 'GET', path: '/users', query, background, doing: 'look the channel up' } as const
    const found = await helix.read(account.id, request, (body) => readData(body).map(readUser))
    if (!found.ok) return found
    const users = found.value.filter((user) => user !== undefined)
    for (const user of users) {
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.set(user.id, user)
    }
    return ok(users)
  }

  const flush = async (account: Account) => {
    const waiting = gathering.get(account.id)?.askers
    gathering.delete(account.id)
    if (waiting === undefined) return
    const ids = [...waiting.keys()]
    for (let from = 0; from < ids.length; from += mostACall) {
      const some = ids.slice(from, from + mostACall)
      const found = await ask(account, { id: some }, true)
      for (const id of some) {
        const user = found.ok ? found.value.find((candidate) => candidate.id === id) : undefined
        for (const resolve of waiting.get(id) ?? []) resolve(user)
      }
    }
  }

  return {
    async find(account, by, value) {
      const found = await ask(account, by === 'login' ? { login: [value] } : { id: [value] }, false)
      return found.ok ? ok(found.value.find((user) => user[by] === value)) : found
    },
    later: (account, userId) =>
      new Promise((resolve) => {
        const waiting = gathering.get(account.id) ?? {
          askers: new Map(),
          cancel: clock.after(gatherMs, () => void flush(account)),
        }
        gathering.set(account.id, waiting)
        waiting.askers.set(userId, [...(waiting.askers.get(userId) ?? []), resolve])
      }),
    known: (userId) => remembered.get(userId),
    stop() {
      for (const { askers, cancel } of gathering.values()) {
        cancel()
        for (const resolve of [...askers.values()].flat()) resolve(undefined)
      }
      gathering.clear()
    },
  }
}

const readUser = (item: Readonly<Record<string, unknown>>): TwitchUser | undefined => {
  const id = readId(item['id'])
  const login = readText(item['login'])?.toLowerCase()
  if (id === undefined || login === undefined || login === '') return undefined
  const name = readText(item['display_name'])
  const picture = readText(item['profile_image_url'])
  return {
    id,
    login,
    name: name === undefined || name === '' ? login : name,
    ...(picture === undefined || picture === '' ? {} : { picture }),
  }
}

/** The channel of a person; `image` is the key of their picture where they have one. */
export const channelRefOf = (
  user: Pick<TwitchUser, 'id' | 'login' | 'name'>,
  image: ImageKey | undefined,
): ChannelRef => ({
  id: makeChannelId('twitch', user.id),
  platform: 'twitch',
  login: user.login,
  name: user.name,
  url: `https://www.twitch.tv/${encodeURIComponent(user.login)}`,
  private: false,
  ...(image === undefined ? {} : { image }),
})
