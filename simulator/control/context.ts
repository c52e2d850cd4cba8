import type { Chat } from '../chat/chat.ts'
import type { EventSubServer } from '../eventsub/server.ts'
import type { DropReason } from '../helix/send.ts'
import type { Identity } from '../identity/identity.ts'
import type { IrcServer } from '../irc/server.ts'
import type { TwitchSettings } from '../options.ts'
import type { Identifiers } from '../random.ts'
import type { ConnectionFault, SocketKind } from '../wire.ts'
import type { Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import type { Traffic } from './faults.ts'
import type { ImageFaultKind } from './types.ts'

/** What tests put in the way, and what was noticed; shared by the servers and the control API. */
export interface Script {
  readonly drops: DropReason[]
  readonly connectionFaults: { readonly socket: SocketKind; readonly fault: ConnectionFault }[]
  readonly imageFaults: Map<string, ImageFaultKind>
  readonly violations: string[]
}

export interface ControlContext {
  readonly settings: TwitchSettings
  readonly ids: Identifiers
  readonly world: World
  readonly chat: Chat
  readonly identity: Identity
  readonly eventSub: EventSubServer
  readonly irc: IrcServer
  readonly traffic: Traffic
  readonly script: Script
  readonly origin: () => string
}

/** A control call that cannot be done; its message says what was wrong with it. */
export const controlError = (message: string): Error => Object.assign(new Error(message), { control: true })

export const findUser = (world: World, login: string): User => {
  const user = world.userByLogin(login.toLowerCase())
  if (user === undefined) throw controlError(`There is no user "${login}".`)
  return user
}

export const findChannel = (world: World, login: string): Channel => {
  const channel = world.channelByLogin(login.replace(/^#/, '').toLowerCase())
  if (channel === undefined) throw controlError(`There is no channel "${login}".`)
  return channel
}
