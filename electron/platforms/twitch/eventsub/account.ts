/** EventSub for one account: as few sessions as its channels need, never more than Twitch allows. */
import type { Account } from '../../../core/ports/session.ts'
import type { PlatformContext } from '../../platform.ts'
import type { Helix } from '../helix/client.ts'
import { createRecentIds } from './recent.ts'
import { type EventSubReader, type EventSubSocket, openEventSubSocket } from './socket.ts'
import { chatSubscriptionTypes, createSubscriber } from './subscribe.ts'

/** Facts 2.1. */
const subscriptionsASocket = 300
const mostSockets = 3
const channelsASocket = Math.floor(subscriptionsASocket / chatSubscriptionTypes.length)

export interface EventSubAccount {
  /** One reader a broadcaster. */
  open(reader: EventSubReader): { retry(): void; close(): Promise<void> }
  stop(): void
}

/** `userId` is the account's own Twitch id. */
export const createEventSubAccount = (
  context: Pick<PlatformContext, 'host' | 'openSocket' | 'tap' | 'endpoints' | 'sink'>,
  helix: Helix,
  account: Account,
  userId: string,
): EventSubAccount => {
  const sockets: EventSubSocket[] = []
  const recent = createRecentIds()
  const deadSessions = new Set<string>()
  const subscriber = createSubscriber(helix, account, userId, context.host)
  let numbered = 0

  const socketWithRoom = (): EventSubSocket | undefined => {
    const found = sockets.find((socket) => socket.size() < channelsASocket)
    if (found !== undefined || sockets.length >= mostSockets) return found
    numbered += 1
    const socket = openEventSubSocket(context, {
      name: `twitch eventsub ${account.login} ${numbered}`,
      account,
      subscriber,
      recent,
      deadSessions,
      onNeedsSignIn: (why) => {
        for (const each of sockets) each.needSignIn(why)
        // A token that was taken back still looks good here until a call is refused: let the account learn of it now.
        void helix.ask(account.id, { method: 'GET', path: '/users' })
      },
    })
    sockets.push(socket)
    return socket
  }

  return {
    open(reader) {
      const socket = socketWithRoom()
      if (socket === undefined) {
        const most = mostSockets * channelsASocket
        reader.onState({
          status: 'refused',
          why: `Twitch lets ${account.name} read at most ${most} chats with its account at once.`,
        })
        return { retry: () => undefined, close: async () => undefined }
      }
      socket.add(reader)
      return {
        retry: () => void socket.retry(reader.broadcasterId),
        async close() {
          const done = socket.remove(reader.broadcasterId)
          if (socket.size() === 0 && sockets.includes(socket)) {
            socket.stop()
            sockets.splice(sockets.indexOf(socket), 1)
          }
          await done
        },
      }
    },
    stop() {
      subscriber.stop()
      for (const socket of sockets.splice(0)) socket.stop()
    },
  }
}
