/** Twitch, open: the sockets and polls that its channels share, and everything that is done through them. */
import type { AccountId } from '../../../shared/contract.ts'
import { type ChannelId, makeChannelId } from '../../../shared/model.ts'
import type { Account, PlatformSession } from '../../core/ports/session.ts'
import type { ImageLocator, PlatformContext } from '../platform.ts'
import { createEventSubAccount } from './eventsub/account.ts'
import { createHelix } from './helix/client.ts'
import { createModeration } from './helix/moderate.ts'
import { sendMessage } from './helix/send.ts'
import { createImageLocator } from './images.ts'
import { createIrcPool } from './irc/pool.ts'
import { createParseMemory, type ParseContext } from './parse/context.ts'
import { createAudiencePoll } from './session/audience.ts'
import { type AccountParts, openChannel } from './session/channel.ts'
import { createChannelReader } from './session/reader.ts'
import { createResolver } from './session/resolve.ts'
import { twitchUserId } from './session/resolve-input.ts'
import { createRoles } from './session/roles.ts'
import { createRoomsPoll } from './session/rooms.ts'
import { createUsers, type TwitchUser } from './session/users.ts'

export interface TwitchOptions {
  /** Where a channel with an account is read: both unless told. Without an account it is IRC, whatever is told. */
  readonly sources?: 'both' | 'eventsub' | 'irc'
}

export const openTwitch = (
  context: PlatformContext,
  { sources = 'both' }: TwitchOptions = {},
): PlatformSession & { readonly images: ImageLocator } => {
  const { host, sink, images, endpoints } = context
  const helix = createHelix(context)
  const irc = createIrcPool(context)
  const users = createUsers(helix, host.clock)
  const roles = createRoles(helix, host)
  const imageOf = (user: Pick<TwitchUser, 'id' | 'picture'>) =>
    user.picture === undefined ? undefined : images.keyOf('twitch', `avatar:${user.id}`)
  const resolver = createResolver(users, irc, host.clock, imageOf)
  const accounts = new Map<AccountId, AccountParts>()
  /** Every account that was ever named, the latest last: for questions that any account may ask. */
  const usable = new Map<AccountId, Account>()
  const moderation = createModeration(helix, host.clock, ({ account, channel }, isModerator) => {
    const broadcasterId = twitchUserId(channel.id)
    if (broadcasterId !== undefined) roles.learned(account.id, broadcasterId, isModerator)
  })

  const note = (account: Account | undefined) => {
    if (account === undefined) return
    usable.delete(account.id)
    usable.set(account.id, account)
  }

  const partsOf = (account: Account): AccountParts | undefined => {
    const userId = twitchUserId(account.authorId)
    if (userId === undefined) return undefined
    const known = accounts.get(account.id)
    if (known !== undefined) return { ...known, account }
    const parts: AccountParts = {
      account,
      userId,
      eventSub: createEventSubAccount(context, helix, account, userId),
      audience: createAudiencePoll(helix, account, host),
      rooms: createRoomsPoll(helix, account, host),
    }
    accounts.set(account.id, parts)
    return parts
  }

  const contextOf = (
    channelId: ChannelId,
    account: Account | undefined,
    loginOf: () => string,
  ): Omit<ParseContext, 'receivedAt' | 'sentAt'> => {
    const userId = account === undefined ? undefined : twitchUserId(account.authorId)
    return {
      channelOf: ({ id, login }) =>
        id !== undefined ? makeChannelId('twitch', id) : login?.toLowerCase() === loginOf() ? channelId : undefined,
      image: (reference) => images.keyOf('twitch', reference),
      roomName: (id) => users.known(id)?.name,
      tellsModesOff: true,
      memory: createParseMemory(),
      ...(account === undefined || userId === undefined
        ? {}
        : {
            self: { userId, login: account.login },
            badgeImage: (channelUserId: string, set: string, version: string) =>
              images.keyOf('twitch', `badge:${channelUserId}:${set}:${version}`),
          }),
    }
  }

  const session: PlatformSession & { readonly images: ImageLocator } = {
    resolve(input, account) {
      note(account)
      return resolver.resolve(input, account)
    },
    connect(ref, account) {
      note(account)
      const broadcasterId = twitchUserId(ref.id) ?? ''
      const parts = account === undefined ? undefined : partsOf(account)
      return openChannel({
        context,
        ref,
        broadcasterId,
        parts,
        irc: parts !== undefined && sources === 'eventsub' ? undefined : irc,
        useEventSub: sources !== 'irc',
        roles,
        users,
        imageOf,
        makeReader: (onEvents, loginOf) =>
          createChannelReader(contextOf(ref.id, parts?.account, loginOf), sink, host.log, onEvents),
      })
    },
    async refreshRooms(channels, account) {
      const ids = channels.map(({ id }) => twitchUserId(id)).filter((id) => id !== undefined)
      await accounts.get(account.id)?.rooms.refresh(ids)
    },
    send: (request) => {
      note(request.account)
      return sendMessage(helix, request)
    },
    remove: moderation.remove,
    timeout: moderation.timeout,
    untimeout: moderation.untimeout,
    ban: moderation.ban,
    unban: moderation.unban,
    images: createImageLocator({
      helix,
      users,
      clock: host.clock,
      base: endpoints['images'] ?? '',
      accounts: () => [...usable.values()].reverse(),
    }),
    async stop() {
      resolver.stop()
      users.stop()
      for (const parts of accounts.values()) stopParts(parts)
      accounts.clear()
      irc.stop()
      helix.stop()
    },
  }
  return session
}

const stopParts = (parts: AccountParts) => {
  parts.eventSub.stop()
  parts.audience.stop()
  parts.rooms.stop()
}
