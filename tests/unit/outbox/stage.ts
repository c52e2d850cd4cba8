/** An outbox on a stage: channels, a session whose answers the test gives, echoes, a host in the test's hand. */

import type { Echo, OutboxChannel } from '../../../electron/core/outbox/needs.ts'
import { createOutbox, type Outbox } from '../../../electron/core/outbox/outbox.ts'
import type { Account, PlatformSession, SendOutcome, SendRequest } from '../../../electron/core/ports/session.ts'
import type { Capabilities, Limits } from '../../../shared/capabilities.ts'
import type { DeliveryState } from '../../../shared/contract.ts'
import {
  type ChannelId,
  type ChatMessage,
  type EventId,
  makeAuthorId,
  makeChannelId,
  makeEventId,
} from '../../../shared/model.ts'
import { createVirtualClock, settle } from '../../harness/clock.ts'
import { createTestHost, type TestHost } from '../../harness/host.ts'

export const account: Account = {
  id: 'account-1',
  platform: 'twitch',
  login: 'me',
  name: 'Me',
  authorId: makeAuthorId('twitch', '9'),
  scopes: [],
}

export const otherAccount: Account = {
  ...account,
  id: 'account-2',
  login: 'alter',
  name: 'Alter',
  authorId: makeAuthorId('twitch', '10'),
}

export const channelA = makeChannelId('twitch', '1')
export const channelB = makeChannelId('twitch', '2')

export const withLimits = (limits: Limits): Capabilities => {
  const can = { can: true, limits } as const
  return { send: can, reply: can, remove: can, timeout: can, untimeout: can, ban: can, unban: can }
}

export const createChannel = (id: ChannelId, name: string, change: Partial<OutboxChannel> = {}): OutboxChannel => ({
  ref: { id, platform: 'twitch', login: name.toLowerCase(), name, private: false },
  account,
  capabilities: withLimits({ maxLength: 500, unit: 'codePoints' }),
  sharedRooms: [],
  modes: [],
  live: true,
  ...change,
})

export interface Call {
  readonly request: SendRequest
  readonly at: number
  answer(outcome: SendOutcome): Promise<void>
  throw(error: Error): Promise<void>
}

export interface Stage {
  readonly host: TestHost
  readonly outbox: Outbox
  readonly calls: readonly Call[]
  readonly channels: Map<ChannelId, OutboxChannel>
  readonly messages: Map<EventId, Pick<ChatMessage, 'channel' | 'messageId' | 'rooms'>>
  /** What the platform finds when asked; undefined: it cannot be asked. */
  findSent: PlatformSession['findSent']
  /** What asking for the rooms of a shared chat does; undefined: it cannot be asked. */
  refreshRooms: PlatformSession['refreshRooms']
  change(id: ChannelId, change: Partial<OutboxChannel>): void
  close(id: ChannelId): void
  /** `isLive` unless told. */
  echo(echo: Partial<Echo> & { readonly text: string }, isLive?: boolean): void
  /** Sends to A and answers the id: what need not wait is there at once. */
  say(text: string, ...targets: ChannelId[]): string
  state(id: string): DeliveryState | undefined
  statuses(): readonly DeliveryState['status'][]
  /** The nth call, from 0. */
  call(index: number): Call
  /** A new outbox on what is on disk, at the same time of day: what a crash at this moment leaves. */
  restart(): Promise<Stage>
}

export const sent = (messageId: string, channel = channelA): SendOutcome => ({
  kind: 'sent',
  messageId,
  echo: makeEventId(channel, 'message', messageId),
})

export const createStage = async (
  setting: { readonly host?: TestHost; readonly restore?: boolean; readonly channels?: Stage['channels'] } = {},
): Promise<Stage> => {
  const host = setting.host ?? createTestHost()
  const calls: Call[] = []
  const channels =
    setting.channels ??
    new Map([
      [channelA, createChannel(channelA, 'Ann')],
      [channelB, createChannel(channelB, 'Bob')],
    ])
  const messages: Stage['messages'] = new Map()
  const echoListeners = new Set<(echo: Echo, isLive: boolean) => void>()
  const changeListeners = new Set<() => void>()
  const tellChange = () => {
    for (const listener of changeListeners) listener()
  }
  const send = (request: SendRequest) =>
    new Promise<SendOutcome>((resolve, reject) => {
      calls.push({
        request,
        at: host.clock.elapsed(),
        answer: async (outcome) => {
          resolve(outcome)
          await settle()
        },
        throw: async (error) => {
          reject(error)
          await settle()
        },
      })
    })
  const outbox = createOutbox({
    clock: host.clock,
    randomId: host.randomId,
    log: host.log,
    documents: host.documents,
    network: host.network,
    channel: (id) => channels.get(id),
    onChannelsChange: (listener) => {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    session: () => {
      const { findSent, refreshRooms } = stage
      return {
        send,
        ...(findSent === undefined ? {} : { findSent }),
        ...(refreshRooms === undefined ? {} : { refreshRooms }),
      }
    },
    message: (row) => messages.get(row),
    onEcho: (listener) => {
      echoListeners.add(listener)
      return () => echoListeners.delete(listener)
    },
  })
  const stage: Stage = {
    host,
    outbox,
    calls,
    channels,
    messages,
    findSent: undefined,
    refreshRooms: undefined,
    change(id, change) {
      const channel = channels.get(id)
      if (channel !== undefined) channels.set(id, { ...channel, ...change })
      tellChange()
    },
    close(id) {
      channels.delete(id)
      tellChange()
    },
    echo(given, isLive = true) {
      const channel = given.channel ?? channelA
      const messageId = given.messageId ?? `echo-${given.text}`
      const echo: Echo = {
        id: makeEventId(channel, 'message', messageId),
        channel,
        messageId,
        author: { id: account.authorId },
        sentAt: host.clock.now(),
        traits: [],
        ...given,
      }
      for (const listener of [...echoListeners]) listener(echo, isLive)
    },
    say(text, ...targets) {
      const known = new Set(outbox.views.value.map((view) => view.id))
      void outbox.send({ text, targets: targets.length === 0 ? [channelA] : targets })
      const id = outbox.views.value.find((view) => !known.has(view.id))?.id
      if (id === undefined) throw new Error(`not taken at once: ${text}`)
      return id
    },
    state: (id) => outbox.views.value.find((view) => view.id === id)?.state,
    statuses: () => outbox.views.value.map((view) => view.state.status),
    call(index) {
      const call = calls[index]
      if (call === undefined) throw new Error(`call ${index} was not made; ${calls.length} were`)
      return call
    },
    restart() {
      const next = createTestHost({ clock: createVirtualClock(host.clock.now()), seed: 2 })
      for (const [name, text] of host.disk.files) next.disk.files.set(name, text)
      return createStage({ host: next, channels })
    },
  }
  if (setting.restore !== false) await outbox.restore()
  return stage
}
