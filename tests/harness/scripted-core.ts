/**
 * A core without rooms: the real command gate before handlers that a test writes, state that it publishes, and a feed
 * that keeps the promises of the contract (at most eight frames ahead, nothing while hidden, a snapshot to catch up).
 */
import type { FeedControls, Handlers, OwnWindow } from '../../electron/core/commands.ts'
import { createGate } from '../../electron/core/gate.ts'
import type { Core, CoreClient, WindowServices } from '../../electron/core/ports/client.ts'
import type { HostServices } from '../../electron/core/ports/host.ts'
import type { CommandName, EventName, Events, FeedFrame, FeedRow, Input, Output } from '../../shared/contract.ts'
import { failed, type Result } from '../../shared/errors.ts'
import { makeChannelId, makeEventId } from '../../shared/model.ts'

export interface ScriptedCore extends Core {
  /** What a command answers from now on; commands without a script are `unsupported`. */
  script<Name extends CommandName>(name: Name, handler: Handlers[Name]): void
  /** Becomes the state that new subscribers are told. */
  publish<Name extends Exclude<EventName, 'feed'>>(name: Name, payload: Events[Name]): void
  pushRows(...rows: readonly FeedRow[]): void
  /** What passed the gate, in order, the feed's own commands left out. */
  readonly calls: readonly { readonly name: CommandName; readonly input: unknown }[]
  /** Names of the commands whose caller gave up. */
  readonly cancelled: readonly string[]
  readonly windows: () => number
  readonly subscriptions: () => number
}

type Handler<Name extends CommandName> = (
  input: Input<Name>,
  own: OwnWindow,
) => Promise<Result<Output<Name>>> | Result<Output<Name>>

export const framesAhead = 8

export const createScriptedCore = (host: Pick<HostServices, 'log' | 'randomId'>): ScriptedCore => {
  const scripts: Partial<Handlers> = {}
  const states = new Map<EventName, unknown>()
  const subscribers = new Set<{ readonly name: EventName; readonly emit: (payload: unknown) => void }>()
  const feeds = new Set<ReturnType<typeof createScriptedFeed>>()
  const calls: { name: CommandName; input: unknown }[] = []
  const cancelled: string[] = []
  const rows: FeedRow[] = []
  const gate = createGate(scriptedHandlers(scripts, calls), host)

  const attach = (window?: WindowServices): CoreClient => {
    const feed = createScriptedFeed(rows)
    const own = new Set<() => void>()
    feeds.add(feed)
    return {
      invoke(name, input, signal) {
        signal?.addEventListener('abort', () => cancelled.push(String(name)), { once: true })
        return gate(name, input, { feed, window })
      },
      subscribe(name, emit) {
        const subscriber = { name, emit }
        subscribers.add(subscriber)
        if (name === 'feed') feed.start(emit)
        else if (states.has(name)) emit(states.get(name))
        const dispose = () => {
          subscribers.delete(subscriber)
          own.delete(dispose)
          if (name === 'feed') feed.end()
        }
        own.add(dispose)
        return dispose
      },
      dispose() {
        for (const dispose of [...own]) dispose()
        feeds.delete(feed)
      },
    }
  }

  return {
    attach,
    async stop() {},
    script(name, handler) {
      scripts[name] = handler
    },
    publish(name, payload) {
      states.set(name, payload)
      for (const subscriber of [...subscribers]) if (subscriber.name === name) subscriber.emit(payload)
    },
    pushRows(...added) {
      rows.push(...added)
      for (const feed of feeds) feed.added(added)
    },
    calls,
    cancelled,
    windows: () => feeds.size,
    subscriptions: () => subscribers.size,
  }
}

const createScriptedFeed = (rows: readonly FeedRow[]) => {
  let emit: ((frame: FeedFrame) => void) | undefined
  let sequence = 0
  let acknowledged = 0
  let visible = true
  let behind = false
  const frame = (type: FeedFrame['type'], content: readonly FeedRow[]) =>
    emit?.({ type, sequence: ++sequence, rows: content, floors: [] })
  const canGo = () => visible && sequence - acknowledged < framesAhead
  const snapshot = () => {
    behind = !canGo()
    if (!behind) frame('snapshot', [...rows])
  }
  const controls: FeedControls = {
    visible(next) {
      if (next === visible) return
      visible = next
      if (visible) {
        acknowledged = sequence
        snapshot()
      }
    },
    acknowledge(upTo) {
      acknowledged = Math.max(acknowledged, Math.min(upTo, sequence))
      if (behind) snapshot()
    },
    resync: snapshot,
  }
  return {
    ...controls,
    start(to: (payload: unknown) => void) {
      emit = to
      acknowledged = sequence
      snapshot()
    },
    end() {
      emit = undefined
    },
    added(added: readonly FeedRow[]) {
      if (behind || !canGo()) behind = true
      else frame('batch', added)
    },
  }
}

const scriptedHandlers = (scripts: Partial<Handlers>, calls: { name: CommandName; input: unknown }[]): Handlers => {
  const scripted =
    <Name extends CommandName>(name: Name): Handler<Name> =>
    (input, own) => {
      calls.push({ name, input })
      const handler: Handler<Name> | undefined = scripts[name]
      return (
        handler?.(input, own) ??
        failed({ kind: 'unsupported', why: 'not scripted', message: `The test has no script for ${name}.` })
      )
    }
  return {
    'host.info': scripted('host.info'),
    'channels.add': scripted('channels.add'),
    'channels.remove': scripted('channels.remove'),
    'channels.reorder': scripted('channels.reorder'),
    'channels.useAccount': scripted('channels.useAccount'),
    'channels.reconnect': scripted('channels.reconnect'),
    'channels.seen': scripted('channels.seen'),
    'messages.send': scripted('messages.send'),
    'deliveries.send': scripted('deliveries.send'),
    'deliveries.dismiss': scripted('deliveries.dismiss'),
    'moderation.remove': scripted('moderation.remove'),
    'moderation.timeout': scripted('moderation.timeout'),
    'moderation.untimeout': scripted('moderation.untimeout'),
    'moderation.ban': scripted('moderation.ban'),
    'moderation.unban': scripted('moderation.unban'),
    'accounts.setClientId': scripted('accounts.setClientId'),
    'accounts.signIn': scripted('accounts.signIn'),
    'accounts.cancelSignIn': scripted('accounts.cancelSignIn'),
    'accounts.openSignInPage': scripted('accounts.openSignInPage'),
    'accounts.signOut': scripted('accounts.signOut'),
    'preferences.change': scripted('preferences.change'),
    'links.open': scripted('links.open'),
    'alerts.dismiss': scripted('alerts.dismiss'),
    'feed.visibility': ({ visible }, { feed }) => {
      feed.visible(visible)
      return { ok: true, value: {} }
    },
    'feed.acknowledge': ({ sequence }, { feed }) => {
      feed.acknowledge(sequence)
      return { ok: true, value: {} }
    },
    'feed.resync': (_, { feed }) => {
      feed.resync()
      return { ok: true, value: {} }
    },
    'window.change': scripted('window.change'),
    'window.open': scripted('window.open'),
    'desktop.change': scripted('desktop.change'),
    'desktop.keepSecrets': scripted('desktop.keepSecrets'),
    'desktop.checkForUpdate': scripted('desktop.checkForUpdate'),
    'desktop.update': scripted('desktop.update'),
  }
}

/** A message row; `order` tells it from the others. */
export const makeScriptedRow = (order: number, text = `line ${order}`): FeedRow => {
  const channel = makeChannelId('twitch', '1')
  const at = Date.UTC(2026, 0, 1) + order
  return {
    id: makeEventId(channel, 'message', String(order)),
    order,
    removals: [],
    event: {
      kind: 'message',
      id: makeEventId(channel, 'message', String(order)),
      channel,
      messageId: String(order),
      author: { id: 'twitch:7', login: 'someone', name: 'Someone', badges: [], roles: [] },
      parts: [{ type: 'text', text }],
      text,
      sentAt: at,
      receivedAt: at,
      traits: [],
    },
  }
}
