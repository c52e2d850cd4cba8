/** Chat over IRC in a WebSocket, read-only (facts 5). */
import type { Chat } from '../chat/chat.ts'
import type { TwitchSettings } from '../options.ts'
import type { Identifiers } from '../random.ts'
import { type ControlledConnection, createSlidingWindow, type WireSocket } from '../wire.ts'
import type { World } from '../world/world.ts'
import { createIrcConnection, type IrcConnection } from './connection.ts'
import { toRoomLines } from './lines.ts'

export interface IrcServer {
  accept(socket: WireSocket, silent: boolean): void
  connections(): readonly ControlledConnection[]
  stop(): void
}

export interface IrcContext {
  readonly settings: TwitchSettings
  readonly ids: Identifiers
  readonly world: World
  readonly chat: Chat
  /** Who a token belongs to, if it may read chat. */
  readonly loginOf: (accessToken: string) => string | undefined
  readonly note: (violation: string) => void
}

const joinLimit = 20
const windowMs = 10_000

export const createIrcServer = (context: IrcContext): IrcServer => {
  const { settings, ids, world, chat, note } = context
  const connections = new Map<string, IrcConnection>()
  const readers = new Map<string, Set<IrcConnection>>()
  const joins = createSlidingWindow(joinLimit, windowMs, settings.clock.now)

  const onEvent = chat.listen((event) => {
    for (const { channelId, command, line } of toRoomLines(event)) {
      for (const reader of readers.get(channelId) ?? []) reader.tell(line, command)
    }
  })

  return {
    accept(socket, silent) {
      const id = `irc-${ids.token(8)}`
      const connection = createIrcConnection({
        id,
        socket,
        silent,
        clock: settings.clock,
        loginOf: context.loginOf,
        mayJoin: (nick) => joins.take(nick),
        channelNamed: world.channelByLogin,
        note,
        onJoin(channel) {
          const set = readers.get(channel.owner.id) ?? new Set()
          set.add(connection)
          readers.set(channel.owner.id, set)
        },
        onPart: (channel) => void readers.get(channel.owner.id)?.delete(connection),
        onEnd() {
          connections.delete(id)
          for (const set of readers.values()) set.delete(connection)
        },
      })
      connections.set(id, connection)
    },
    connections: () => Array.from(connections.values(), (connection) => connection.control),
    stop() {
      onEvent()
      for (const connection of connections.values()) connection.stop()
    },
  }
}
