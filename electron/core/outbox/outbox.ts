/**
 * Everything that is on its way out. Deliveries wait for their turn, leave once, and tell honestly what became of them;
 * only a person's word sends one again (DESIGN 5, "Sending is honest").
 */

import type { DeliveryView, Disposer } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { type Moment, momentNow } from '../moment.ts'
import { createSubject, type Observable } from '../observable.ts'
import type { SendOutcome, SendRequest } from '../ports/session.ts'
import { createBudget, type Slot } from './budget.ts'
import { afterSeen, awaitsCopies, splitUnseen, stillWatched, watchable } from './copies.ts'
import {
  afterDue,
  afterOutcome,
  type Delivery,
  diskError,
  isSettled,
  laneOf,
  patienceMs,
  sameViews,
  toFailed,
  toHandedOver,
  toQueued,
  toSending,
  viewOf,
  waitedMs,
} from './delivery.ts'
import { createEchoMatcher } from './echoes.ts'
import { createFreshRooms } from './fresh-rooms.ts'
import { createJournal } from './journal.ts'
import type { OutboxOptions } from './needs.ts'
import { type Plan, planMessage, planTargets, type SendInput } from './plan.ts'
import { createSearch } from './search.ts'
import { judge, requestOf, takeTurns } from './turns.ts'

/** More lines than anybody reads; a loop that fills the outbox stops here. */
const mostDeliveries = 200
/** How long `stop` waits for the answers of what has left. */
const farewellMs = 2_000

export interface Outbox {
  readonly views: Observable<readonly DeliveryView[]>
  /**
   * All targets or none: an `invalid` error names what cannot take it, and why. Several targets wait up to a second for
   * a fresh word on which of them share a chat; what is sent later stays behind them.
   */
  send(input: SendInput): Promise<Result<{ readonly deliveries: readonly string[] }>>
  /** A person's word: sends what asks, failed, was refused or may have been sent. What is on its way stays as it is. */
  resend(deliveryId: string): Promise<Result<void>>
  /** Takes the line away, and with it what has not left yet. */
  dismiss(deliveryId: string): Result<void>
  /**
   * Takes up what an earlier run left; nothing is sent before. `setAside` is the name that a document was given which
   * could not be read. Never rejects.
   */
  restore(): Promise<{ readonly setAside?: string }>
  /** Sends nothing more; what has not surely arrived is on disk when it settles. */
  stop(): Promise<void>
}

export const createOutbox = (options: OutboxOptions): Outbox => {
  const { clock, log } = options
  const deliveries = new Map<string, Delivery>()
  /** Ids in the order in which they take turns: a delivery that is sent again stands at the end. */
  let order: readonly string[] = []
  let authors: ReadonlySet<string> = new Set()
  const views = createSubject<readonly DeliveryView[]>([], sameViews)
  const budget = createBudget(clock.elapsed)
  const slots = new Map<string, Slot>()
  const echoes = createEchoMatcher(clock.elapsed)
  const rooms = createFreshRooms(options)
  const journal = createJournal(options.documents, log, () => deliveries.values())
  const underWay = new Set<Promise<void>>()
  let timer: Disposer | undefined
  let restored = false
  let stopped = false

  const moment = (): Moment => momentNow(clock)

  const publish = () => {
    authors = new Set([...deliveries.values()].map((delivery) => delivery.authorId))
    views.set([...deliveries.values()].map(viewOf))
    // Before that the document still holds what an earlier run left.
    if (restored) void journal.save()
  }
  const commit = (...changed: readonly Delivery[]) => {
    for (const delivery of changed) {
      if (deliveries.get(delivery.id)?.state.status !== delivery.state.status)
        log.debug('outbox: delivery', { delivery: delivery.id, state: delivery.state.status })
      deliveries.set(delivery.id, delivery)
    }
    publish()
  }
  const drop = (id: string) => {
    deliveries.delete(id)
    order = order.filter((other) => other !== id)
    publish()
  }

  const search = createSearch({
    clock,
    log,
    find: (delivery) => {
      const session = options.session(delivery.platform)
      const request = requestOf(delivery, options.channel(delivery.channels[0]))
      return request === undefined || delivery.lostAt === undefined
        ? undefined
        : session?.findSent?.(request, delivery.lostAt.wall)
    },
    current: (id) => deliveries.get(id),
    found: (delivery, message) => {
      if (!echoes.claimFound(delivery, message)) return
      const rooms = [message.channel, ...(message.rooms ?? []).map(({ channel }) => channel)]
      commit(afterSeen(delivery, { echo: message, rooms }, moment()))
      pump()
    },
  })

  const settle = (id: string, attempt: number, outcome: SendOutcome) => {
    const delivery = deliveries.get(id)
    if (delivery === undefined || delivery.attempt !== attempt) return
    const { status } = delivery.state
    if (status !== 'sending' && status !== 'uncertain' && status !== 'maybeSent') return
    const next = afterOutcome(delivery, outcome, moment())
    if (next === delivery) return
    echoes.claim(next)
    if (next.state.status === 'queued') order = [id, ...order.filter((other) => other !== id)]
    commit(next)
    if (next.state.status === 'uncertain') search.start(next)
  }

  const send = async (delivery: Delivery, request: SendRequest): Promise<SendOutcome> => {
    const session = options.session(delivery.platform)
    if (session === undefined) {
      const message = `Not sent to ${delivery.channelName}: its platform is not running. Restart Tributary, then send again.`
      return { kind: 'failed', error: { kind: 'bug', message } }
    }
    try {
      return await session.send(request)
    } catch (error) {
      log.error('outbox: a session threw while sending', { delivery: delivery.id, error: String(error) })
      return { kind: 'uncertain', why: 'Something went wrong inside Tributary while it was being sent.' }
    }
  }

  /** One attempt: noted on disk, then handed to the session, once. */
  const attempt = async (started: Delivery, slot: Slot): Promise<void> => {
    const saved = await journal.save()
    const delivery = deliveries.get(started.id)
    if (delivery?.attempt !== started.attempt || delivery.state.status !== 'sending') return slot.release()
    const verdict = judge(delivery, options, moment())
    if (!saved.ok) commit(toFailed(delivery, diskError(delivery.channelName, saved.error.message)))
    else if (verdict.kind === 'fail') commit(toFailed(delivery, verdict.error))
    else if (stopped || verdict.kind === 'wait')
      commit(toQueued(delivery, clock.now(), verdict.kind === 'wait' ? verdict.why : ''))
    else {
      commit(toHandedOver(delivery, watchable(delivery, options.channel), moment()))
      schedule()
      const outcome = await send(delivery, verdict.request)
      settle(delivery.id, delivery.attempt, outcome)
      return slot.settle(outcome.kind === 'sent' || outcome.kind === 'uncertain')
    }
    slot.release()
  }

  const start = (started: Delivery) => {
    const slot = budget.take(started.accountId, started.channels[0])
    slots.set(started.id, slot)
    const run = attempt(started, slot).finally(() => {
      if (slots.get(started.id) === slot) slots.delete(started.id)
      underWay.delete(run)
      pump()
    })
    underWay.add(run)
  }

  const lapse = () => {
    for (const delivery of [...deliveries.values()]) {
      if (delivery.due === undefined || delivery.due > clock.elapsed()) continue
      if (awaitsCopies(delivery)) {
        commit(...splitUnseen(delivery, options.channel, options.randomId, moment()))
        continue
      }
      const next = afterDue(delivery, moment())
      if (next === undefined) {
        drop(delivery.id)
        continue
      }
      if (delivery.state.status === 'sending') {
        // Nobody waits for this attempt any more: it must not hold its place in the budget for ever.
        const slot = slots.get(delivery.id)
        if (delivery.handedOver) slot?.settle(true)
        else slot?.release()
      }
      commit(next)
      if (next.state.status === 'uncertain') search.start(next)
    }
  }

  const confirmSeen = () => {
    for (const [id, sighting] of echoes.match([...deliveries.values()])) {
      const delivery = deliveries.get(id)
      const next = delivery && afterSeen(delivery, sighting, moment())
      if (next !== undefined && next !== delivery) commit(next)
    }
  }

  const giveTurns = () => {
    const queued = order.flatMap((id) => deliveries.get(id) ?? []).filter(({ state }) => state.status === 'queued')
    if (queued.length === 0) return
    const sending = [...deliveries.values()].filter(({ state }) => state.status === 'sending')
    const turns = takeTurns(queued, new Set(sending.map(laneOf)), budget.forecast(), options, moment())
    const starting = turns.filter((turn) => turn.kind === 'start').map((turn) => toSending(turn.delivery, moment()))
    const others = turns.filter((turn) => turn.kind === 'become').map((turn) => turn.delivery)
    if (turns.length > 0) commit(...starting, ...others)
    for (const started of starting) start(started)
  }

  /** Wakes at the next moment at which something changes by itself. */
  const schedule = () => {
    timer?.()
    timer = undefined
    const now = moment()
    let next = Number.POSITIVE_INFINITY
    for (const delivery of deliveries.values()) {
      if (delivery.due !== undefined) next = Math.min(next, delivery.due - now.elapsed)
      if (delivery.state.status !== 'queued' || !restored) continue
      next = Math.min(next, patienceMs - waitedMs(delivery, now))
      if (delivery.state.until > now.wall) next = Math.min(next, delivery.state.until - now.wall)
    }
    if (next < Number.POSITIVE_INFINITY && !stopped) timer = clock.after(Math.max(1, Math.ceil(next)), pump)
  }

  /** Looks at everything again: what lapsed, what was seen, what may leave. Safe to call at any time. */
  const pump = () => {
    if (stopped) return
    for (const delivery of deliveries.values()) deliveries.set(delivery.id, stillWatched(delivery, options.channel))
    lapse()
    confirmSeen()
    if (restored) giveTurns()
    schedule()
  }

  const deliveryOf = (plan: Plan, id: string): Delivery => {
    const now = moment()
    return {
      id,
      platform: plan.channel.ref.platform,
      channels: plan.channels,
      channelName: plan.channel.ref.name,
      accountId: plan.account.id,
      authorId: plan.account.authorId,
      text: plan.text,
      reply: plan.reply,
      createdAt: now.wall,
      waitingSince: now,
      insisted: false,
      notBefore: undefined,
      attempt: 0,
      startedAt: undefined,
      handedOver: false,
      lostAt: undefined,
      answer: undefined,
      watched: [],
      seen: undefined,
      due: undefined,
      state: { status: 'queued', until: now.wall, why: restored ? '' : 'Tributary is starting.' },
    }
  }
  const enqueue = (added: readonly Delivery[]) => {
    const ids = added.map((delivery) => delivery.id)
    order = [...order.filter((id) => !ids.includes(id)), ...ids]
    for (const delivery of added) deliveries.set(delivery.id, delivery)
    // What can leave at once is never shown as waiting.
    pump()
    publish()
  }

  /** What was written before the end is taken even then: it is kept, and asks next time. */
  const accept = (input: SendInput): Result<{ readonly deliveries: readonly string[] }> => {
    const plans = planMessage(input, options)
    if (!plans.ok) return plans
    const open = [...deliveries.values()].filter((delivery) => !isSettled(delivery)).length
    if (open + plans.value.length > mostDeliveries)
      return invalid('text', `${open} messages have not been sent yet. Send or dismiss some of those first.`)
    const added = plans.value.map((plan) => deliveryOf(plan, options.randomId()))
    enqueue(added)
    return ok({ deliveries: added.map((delivery) => delivery.id) })
  }
  const acceptAgain = (deliveryId: string): Result<void> => {
    const delivery = deliveries.get(deliveryId)
    if (delivery === undefined)
      return failed({ kind: 'notFound', message: 'This message waits no more: it was sent or dismissed.' })
    const { status } = delivery.state
    if (stopped) return closing('delivery')
    if (status === 'uncertain')
      return invalid('delivery', 'It is still being looked for. Wait until that is over, lest it appears twice.')
    if (status !== 'asking' && status !== 'failed' && status !== 'refused' && status !== 'maybeSent')
      return ok(undefined)
    const plans = planTargets(delivery.text, delivery.channels, delivery.reply, options)
    if (!plans.ok) return plans
    const [plan, ...others] = plans.value
    const { createdAt, attempt, startedAt, lostAt, watched } = delivery
    const again = { ...deliveryOf(plan, deliveryId), insisted: true, createdAt, attempt, startedAt, lostAt, watched }
    // Rooms that shared a chat when it was written may be apart by now: each gets its own delivery.
    enqueue([again, ...others.map((other) => ({ ...deliveryOf(other, options.randomId()), insisted: true }))])
    return ok(undefined)
  }

  const releases = [
    options.network.onChange(pump),
    options.onChannelsChange(pump),
    options.onEcho((echo, isLive) => {
      const isAwaited = authors.has(echo.author.id)
      // Own words of before are remembered too, lest their next copy be taken for what is lost later.
      if (stopped || !(isAwaited || echo.traits.includes('own'))) return
      echoes.note(echo, isLive)
      if (isAwaited) pump()
    }),
  ]

  return {
    views,
    async send(input) {
      if (stopped) return closing('text')
      // An answer goes to one room alone.
      return rooms.before(input.replyTo === undefined ? input.targets : [], () => accept(input))
    },
    resend: (deliveryId) => rooms.before(deliveries.get(deliveryId)?.channels ?? [], () => acceptAgain(deliveryId)),
    dismiss(deliveryId) {
      const delivery = deliveries.get(deliveryId)
      if (delivery === undefined) return ok(undefined)
      if (delivery.state.status === 'sending')
        return invalid('delivery', 'It is being sent this moment and cannot be called back.')
      drop(deliveryId)
      pump()
      return ok(undefined)
    },
    async restore() {
      const found = await journal.read(moment())
      for (const delivery of found.deliveries) deliveries.set(delivery.id, delivery)
      restored = true
      publish()
      for (const delivery of found.deliveries) if (delivery.state.status === 'uncertain') search.start(delivery)
      pump()
      return found.setAside === undefined ? {} : { setAside: found.setAside }
    },
    async stop() {
      stopped = true
      timer?.()
      search.stop()
      for (const release of releases) release()
      await rooms.stop()
      await within(farewellMs, Promise.all(underWay), clock)
      if (restored) await journal.save()
    },
  }
}

/** Settles when `work` does, or after `ms`. */
const within = async (ms: number, work: Promise<unknown>, clock: OutboxOptions['clock']): Promise<void> => {
  let cancel: Disposer = () => undefined
  const patience = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve)
  })
  await Promise.race([work, patience])
  cancel()
}

const closing = (field: string): Result<never> => invalid(field, 'Tributary is closing.')

const invalid = (field: string, reason: string): Result<never> =>
  failed({ kind: 'invalid', field, reason, message: reason })
