import type { ControlledConnection } from '../wire.ts'
import { type ControlContext, findChannel, findUser } from './context.ts'
import type { Control, SocketSelection } from './types.ts'

type SocketControl = Pick<
  Control,
  | 'connections'
  | 'drop'
  | 'setMode'
  | 'askToReconnect'
  | 'nextConnections'
  | 'garbage'
  | 'raw'
  | 'notifications'
  | 'subscriptions'
  | 'revokeSubscriptions'
>

const oversizeBytes = 10 * 1024 * 1024

/** Frames that no parser should meet. */
const garbage = {
  notJson: '{"metadata": {"message_id": "broken',
  wrongShape: '{"metadata":{"message_id":42,"message_type":["notification"]},"payload":null}',
  empty: '',
  unknownType:
    '{"metadata":{"message_id":"f0000000-0000-4000-a000-000000000000","message_type":"session_surprise","message_timestamp":"2026-01-01T00:00:00.000000000Z"},"payload":{}}',
} as const

/** The same for IRC. */
const ircGarbage = {
  notJson: '@badges=;;=;emotes=:::-,/ :  PRIVMSG\r\n',
  wrongShape: '@id=\\;room-id=x :!@ PRIVMSG # \r\n\r\n:\r\n@\r\n',
  empty: '\r\n',
  unknownType: '@msg-id=surprise :tmi.twitch.tv SURPRISE #river_host :boo\r\n',
} as const

export const createSocketControl = (context: ControlContext): SocketControl => {
  const { world, eventSub, irc, script } = context
  const select = (selection: SocketSelection): readonly ControlledConnection[] =>
    [...irc.connections(), ...eventSub.connections()].filter((connection) => {
      const { id, kind } = connection.summary()
      return (selection.id ?? id) === id && (selection.socket ?? kind) === kind
    })
  const each = (selection: SocketSelection, run: (connection: ControlledConnection) => void) => {
    const chosen = select(selection)
    for (const connection of chosen) run(connection)
    return { count: chosen.length }
  }

  return {
    connections: () => select({}).map((connection) => connection.summary()),
    drop: (input) => each(input, (connection) => connection.drop(input.code)),
    setMode: (input) => each(input, (connection) => connection.setMode(input.mode)),
    askToReconnect: (input) => each(input, (connection) => connection.askToReconnect()),
    nextConnections(input) {
      for (let count = 0; count < (input.count ?? 1); count++) {
        script.connectionFaults.push({ socket: input.socket, fault: input.fault })
      }
    },
    garbage: (input) =>
      each(input, (connection) => {
        if (input.kind === 'binary') connection.sendRaw(new Uint8Array([0, 255, 1, 254, 2, 253]))
        else if (input.kind === 'oversize') connection.sendRaw('x'.repeat(oversizeBytes))
        else connection.sendRaw((connection.summary().kind === 'irc' ? ircGarbage : garbage)[input.kind])
      }),
    raw: (input) => each(input, (connection) => connection.sendRaw(input.text)),
    notifications: (input) => eventSub.delivery.misbehave(input),
    subscriptions: () =>
      eventSub.registry.all().map((subscription) => ({
        id: subscription.id,
        type: subscription.type,
        status: subscription.status,
        user: world.userById(subscription.userId)?.login ?? '',
        channel: world.userById(subscription.condition['broadcaster_user_id'] ?? '')?.login ?? '',
        session: subscription.sessionId,
      })),
    revokeSubscriptions(input) {
      const channelId = input.channel === undefined ? undefined : findChannel(world, input.channel).owner.id
      const userId = input.user === undefined ? undefined : findUser(world, input.user).id
      const chosen = eventSub.registry
        .all()
        .filter(
          (subscription) =>
            subscription.status === 'enabled' &&
            (input.type ?? subscription.type) === subscription.type &&
            (userId ?? subscription.userId) === subscription.userId &&
            (channelId === undefined || subscription.condition['broadcaster_user_id'] === channelId),
        )
      for (const subscription of chosen) eventSub.revoke(subscription, input.status ?? 'authorization_revoked')
      return { count: chosen.length }
    },
  }
}
