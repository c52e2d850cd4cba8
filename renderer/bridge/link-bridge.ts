/**
 * The bridge over a line that may break: it opens another one, with back-off, and asks for the state anew. What left and
 * was not answered is uncertain; what had not left goes out as soon as there is a line.
 */
import type { Bridge, BridgeState, CommandName, EventName, Events, Output } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import { createInvocations } from './invocations.ts'
import { type Link, type LinkMessage, type OpenLink, type Timers, windowTimers } from './link.ts'
import { createSubscriptions } from './subscriptions.ts'

export interface LinkBridge extends Bridge {
  stop(): void
}

export interface LinkBridgeOptions {
  readonly timers?: Timers
  /** 0 <= value < 1, for jitter. */
  readonly random?: () => number
  readonly report?: (error: unknown) => void
}

const firstDelayMs = 250
const longestDelayMs = 5_000
const openWithinMs = 10_000

export const createLinkBridge = (openLink: OpenLink, options: LinkBridgeOptions = {}): LinkBridge => {
  const { timers = windowTimers, random = Math.random, report = (error: unknown) => reportError(error) } = options
  const stateListeners = new Set<(state: BridgeState) => void>()
  let state: BridgeState = 'connecting'
  let reason: string | undefined
  let link: Link | undefined
  let attempts = 0
  let nextId = 1
  let stopped = false
  let cancelTimer = () => {}

  const send = (message: LinkMessage) => (state === 'open' ? link?.send(message) : undefined)
  const invocations = createInvocations({ timers, send })
  const subscriptions = createSubscriptions({ send, report })

  const enter = (next: BridgeState) => {
    if (state === next) return
    state = next
    for (const listener of [...stateListeners]) {
      try {
        listener(next)
      } catch (error) {
        report(error)
      }
    }
  }

  const connect = () => {
    let current = true
    const closed = (final?: string) => {
      if (!current || stopped) return
      current = false
      link = undefined
      cancelTimer()
      reason = final
      enter('lost')
      invocations.lost(final)
      if (final !== undefined) return
      const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempts, 10)) * (0.5 + random() / 2)
      attempts += 1
      cancelTimer = timers.after(delayMs, connect)
    }
    cancelTimer = timers.after(openWithinMs, () => {
      link?.close()
      closed()
    })
    link = openLink({
      opened() {
        if (!current) return
        cancelTimer()
        attempts = 0
        enter('open')
        subscriptions.opened()
        invocations.opened()
      },
      received(message) {
        if (!current) return
        if ('event' in message) subscriptions.deliver(message.event, message.payload)
        else invocations.settle(message.id, message.result)
      },
      closed,
    })
    if (!current) link = undefined
  }
  connect()

  return {
    async invoke(name, input, invokeOptions = {}) {
      return trusted(await invocations.start({ id: nextId++, invoke: name, input }, invokeOptions), name)
    },
    subscribe(name, listener) {
      return subscriptions.add(nextId++, name, listening(name, listener))
    },
    state: () => state,
    lostBecause: () => reason,
    onState(listener) {
      const own = (next: BridgeState) => listener(next)
      stateListeners.add(own)
      return () => {
        stateListeners.delete(own)
      }
    },
    stop() {
      if (stopped) return
      stopped = true
      cancelTimer()
      link?.close()
      link = undefined
      reason = 'This window was closed.'
      enter('lost')
      invocations.lost(reason)
    },
  }
}

// The other end is the same build, reached with the token, and keeps to the contract: no schema checks it again here.
const trusted = <Name extends CommandName>(result: Result<unknown>, _name: Name): Result<Output<Name>> =>
  result as Result<Output<Name>>

const listening =
  <Name extends EventName>(_name: Name, listener: (payload: Events[Name]) => void) =>
  (payload: unknown): void =>
    listener(payload as Events[Name])
