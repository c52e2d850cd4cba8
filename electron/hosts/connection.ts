/**
 * One window's line to the core, whatever carries it: reads its messages, holds it to a rate, and answers. The rate is a
 * fence against a window that was taken over, far above what a person does.
 */
import { type Disposer, isEventName } from '../../shared/contract.ts'
import { failed, type Result } from '../../shared/errors.ts'
import { isReplaceable, type ServerMessage } from '../../shared/protocol.ts'
import type { CoreClient } from '../core/ports/client.ts'
import type { Clock, Logger } from '../core/ports/host.ts'
import { type ClientRequest, readClientRequest } from './client-request.ts'
import { createRateGate, type RateGate } from './rate-gate.ts'

export interface ConnectionLimits {
  readonly invokes: { readonly perSecond: number; readonly burst: number }
  /** Of `feed.acknowledge`, which a busy feed sends every frame. */
  readonly acknowledgements: { readonly perSecond: number; readonly burst: number }
  readonly pendingInvokes: number
  readonly subscriptions: number
}

export const defaultConnectionLimits: ConnectionLimits = {
  invokes: { perSecond: 50, burst: 100 },
  acknowledgements: { perSecond: 200, burst: 400 },
  pendingInvokes: 64,
  subscriptions: 32,
}

export interface ConnectionOptions {
  readonly client: CoreClient
  readonly clock: Clock
  readonly log: Logger
  readonly randomId: () => string
  /** With a `replaceable` of a message not yet sent, that one need not be sent any more. */
  readonly send: (message: ServerMessage, replaceable?: number) => void
  /** It broke the protocol or floods: the carrier closes. */
  readonly abandon: (why: 'malformed' | 'tooFast') => void
  readonly limits?: ConnectionLimits
  /** Where one window may open several lines, one after the other: they share what it may do. */
  readonly gates?: ConnectionGates
}

export interface ConnectionGates {
  readonly invokes: RateGate
  readonly acknowledgements: RateGate
  /** Whoever goes on after a refusal is answered for a while, and then no more. */
  readonly refusals: RateGate
}

export const createConnectionGates = (
  clock: Pick<Clock, 'elapsed'>,
  limits: ConnectionLimits = defaultConnectionLimits,
): ConnectionGates => ({
  invokes: createRateGate(limits.invokes, clock.elapsed),
  acknowledgements: createRateGate(limits.acknowledgements, clock.elapsed),
  refusals: createRateGate({ perSecond: limits.invokes.perSecond * 5, burst: 500 }, clock.elapsed),
})

export interface WindowConnection {
  /** Takes any value. */
  receive(value: unknown): void
  /** Answers a message that the carrier would not take whole. */
  refuseOversize(value: unknown, bytes: number, maxBytes: number): void
  close(): void
}

export const createConnection = (options: ConnectionOptions): WindowConnection => {
  const { client, clock, log, send, abandon, limits = defaultConnectionLimits } = options
  const { invokes, acknowledgements, refusals } = options.gates ?? createConnectionGates(clock, limits)
  const pending = new Map<number, AbortController>()
  const subscriptions = new Map<number, Disposer>()
  let open = true

  const end = (why: 'malformed' | 'tooFast') => {
    log.warn('window abandoned', { why })
    abandon(why)
  }

  const answer = (id: number, result: Result<unknown>) => {
    if (open) send({ id, result })
  }

  const refuse = (id: number, result: Result<never>) => {
    if (refusals.take() > 0) end('tooFast')
    else answer(id, result)
  }

  const invoke = async ({ id, name, input }: Extract<ClientRequest, { kind: 'invoke' }>) => {
    if (pending.has(id)) return end('malformed')
    const gate: RateGate = name === 'feed.acknowledge' ? acknowledgements : invokes
    const wait = gate.take()
    if (wait > 0) return refuse(id, tooMany(clock.now() + wait))
    if (pending.size >= limits.pendingInvokes) return refuse(id, tooMany(clock.now() + 1000))
    const controller = new AbortController()
    pending.set(id, controller)
    try {
      answer(id, await client.invoke(name, input, controller.signal))
    } catch (error) {
      const reference = options.randomId()
      log.error('command broke', { reference, command: String(name).slice(0, 64), error: describe(error) })
      answer(id, failed({ kind: 'bug', message: 'Something went wrong inside Tributary. Try again.', reference }))
    } finally {
      pending.delete(id)
    }
  }

  const subscribe = ({ id, name }: Extract<ClientRequest, { kind: 'subscribe' }>) => {
    if (!isEventName(name) || subscriptions.has(id) || subscriptions.size >= limits.subscriptions) {
      return end('malformed')
    }
    const replaceable = isReplaceable(name)
    let subscribed = true
    const emit = (payload: unknown) => {
      if (!subscribed || !open) return
      if (replaceable) send({ event: id, payload }, id)
      else send({ event: id, payload })
    }
    // Known before the core speaks, which it may do at once.
    subscriptions.set(id, () => {
      subscribed = false
    })
    const dispose = client.subscribe(name, emit)
    subscriptions.set(id, () => {
      subscribed = false
      dispose()
    })
  }

  return {
    receive(value) {
      if (!open) return
      const request = readClientRequest(value)
      switch (request?.kind) {
        case 'invoke':
          void invoke(request)
          return
        case 'cancel':
          pending.get(request.id)?.abort()
          return
        case 'subscribe':
          subscribe(request)
          return
        case 'unsubscribe':
          subscriptions.get(request.id)?.()
          subscriptions.delete(request.id)
          return
        default:
          end('malformed')
      }
    },
    refuseOversize(value, bytes, maxBytes) {
      if (!open) return
      const request = readClientRequest(value)
      if (request?.kind === 'invoke') refuse(request.id, tooLarge(bytes, maxBytes))
      else end('malformed')
    },
    close() {
      if (!open) return
      open = false
      for (const controller of pending.values()) controller.abort()
      for (const dispose of subscriptions.values()) dispose()
      subscriptions.clear()
      client.dispose()
    },
  }
}

const tooMany = (retryAt: number): Result<never> =>
  failed({ kind: 'rateLimited', message: 'That was too much at once. Wait a moment and try again.', retryAt })

const tooLarge = (bytes: number, maxBytes: number): Result<never> =>
  failed({
    kind: 'invalid',
    message: 'That is too long to be taken. Shorten it and try again.',
    field: 'input',
    reason: `${bytes} bytes; at most ${maxBytes}`,
  })

const describe = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : typeof error)
