/** Whose turn it is: what each queued delivery becomes just now, by its channel, the network, its lane and the rates. */

import type { Limits } from '../../../shared/capabilities.ts'
import type { TributaryError } from '../../../shared/errors.ts'
import type { Moment } from '../moment.ts'
import type { SendRequest } from '../ports/session.ts'
import { type BudgetRule, describeRule, type Forecast } from './budget.ts'
import { type Delivery, laneOf, patienceMs, toAsking, toFailed, toQueued, waitedMs } from './delivery.ts'
import type { OutboxChannel, OutboxOptions } from './needs.ts'
import { limitsOf, sendCapability } from './plan.ts'

type Needs = Pick<OutboxOptions, 'channel' | 'network'>

/** Whether a delivery may leave, by everything but its lane and the rates. */
export type Verdict =
  | { readonly kind: 'go'; readonly channel: OutboxChannel; readonly request: SendRequest }
  | { readonly kind: 'wait'; readonly channel: OutboxChannel; readonly until: number; readonly why: string }
  | { readonly kind: 'fail'; readonly error: TributaryError }

const fail = (error: TributaryError): Verdict => ({ kind: 'fail', error })

export const requestOf = (delivery: Delivery, channel: OutboxChannel | undefined): SendRequest | undefined =>
  channel?.account === undefined || channel.account.id !== delivery.accountId
    ? undefined
    : {
        channel: channel.ref,
        account: channel.account,
        text: delivery.text,
        ...(delivery.reply === undefined ? {} : { replyTo: delivery.reply.messageId }),
      }

export const judge = (delivery: Delivery, { channel: find, network }: Needs, moment: Moment): Verdict => {
  const channel = find(delivery.channels[0])
  const name = delivery.channelName
  if (channel === undefined)
    return fail({ kind: 'notFound', message: `Not sent to ${name}: the channel was closed. Open it, then send again.` })
  const { account } = channel
  if (account === undefined)
    return fail({
      kind: 'signInAgain',
      message: `Not sent to ${name}: its account is signed out. Sign in, then send again.`,
    })
  const request = requestOf(delivery, channel)
  if (request === undefined)
    return fail({
      kind: 'unsupported',
      why: 'the account changed',
      message: `Not sent to ${name}: messages there now go out as ${account.name}. Send again to send it as ${account.name}.`,
    })
  const asksAt = moment.wall + Math.max(0, patienceMs - waitedMs(delivery, moment))
  if (!network.online()) return { kind: 'wait', channel, until: asksAt, why: 'There is no network.' }
  if (!channel.live && !delivery.insisted)
    return { kind: 'wait', channel, until: asksAt, why: `${name} is not connected.` }
  const capability = sendCapability(channel, delivery.reply !== undefined)
  if (capability.can === false)
    return fail({ kind: 'unsupported', why: capability.why, message: `Not sent to ${name}: ${capability.why}` })
  const { notBefore } = delivery
  if (notBefore !== undefined && notBefore.elapsed > moment.elapsed)
    return { kind: 'wait', channel, until: wallOf(notBefore.elapsed, moment), why: notBefore.why }
  return { kind: 'go', channel, request }
}

const wallOf = (elapsed: number, moment: Moment): number =>
  moment.wall + Math.max(0, Math.ceil(elapsed - moment.elapsed))

export type Turn =
  | { readonly kind: 'start'; readonly delivery: Delivery }
  | { readonly kind: 'become'; readonly delivery: Delivery }

/**
 * What becomes of the `queued` deliveries, in their order. `busy` are the lanes of which one is under way. Answers only
 * what changes. What waited for 30 s asks, even when it could leave now: nothing floods after a reconnect or a sleep.
 */
export const takeTurns = (
  queued: readonly Delivery[],
  busy: ReadonlySet<string>,
  forecast: Forecast,
  needs: Needs,
  moment: Moment,
): readonly Turn[] => {
  const turns: Turn[] = []
  /** The lanes that somebody else holds, and until when, as far as one can tell. */
  const held = new Map([...busy].map((lane) => [lane, moment.wall]))
  for (const delivery of queued) {
    const verdict = judge(delivery, needs, moment)
    if (verdict.kind === 'fail') {
      turns.push({ kind: 'become', delivery: toFailed(delivery, verdict.error) })
      continue
    }
    const lane = laneOf(delivery)
    const wait = waitOf(delivery, verdict, held.get(lane), forecast, moment)
    if (waitedMs(delivery, moment) >= patienceMs) {
      const why = wait?.why ?? (delivery.state.status === 'queued' ? delivery.state.why : '')
      turns.push({
        kind: 'become',
        delivery: toAsking(delivery, `It waited for ${patienceMs / 1_000} s. ${why}`.trim()),
      })
      continue
    }
    held.set(lane, wait?.until ?? moment.wall)
    if (wait === undefined) turns.push({ kind: 'start', delivery })
    else if (!saysSo(delivery, wait)) turns.push({ kind: 'become', delivery: toQueued(delivery, wait.until, wait.why) })
  }
  return turns
}

interface Wait {
  readonly until: number
  readonly why: string
}

const saysSo = ({ state }: Delivery, wait: Wait): boolean =>
  state.status === 'queued' && state.until === wait.until && state.why === wait.why

/** The platform's rates, and the room's slow mode where the account must obey it. */
const rulesOf = ({ rates = [], obeysModes }: Limits, { modes }: OutboxChannel): readonly BudgetRule[] => {
  const seconds = modes.find(({ mode }) => mode === 'slow')?.seconds
  return obeysModes === undefined || seconds === undefined
    ? rates
    : [...rates, { scope: 'channel', count: 1, windowMs: seconds * 1_000, mode: 'slow' }]
}

const waitOf = (
  delivery: Delivery,
  verdict: Exclude<Verdict, { kind: 'fail' }>,
  heldUntil: number | undefined,
  forecast: Forecast,
  moment: Moment,
): Wait | undefined => {
  const { ref, account } = verdict.channel
  const rules = rulesOf(limitsOf(sendCapability(verdict.channel, delivery.reply !== undefined)), verdict.channel)
  const rate = forecast.next(delivery.accountId, delivery.channels[0], rules, delivery.notBefore?.elapsed ?? 0)
  const atLeast = heldUntil ?? moment.wall
  if (verdict.kind === 'wait') return { until: Math.max(verdict.until, atLeast), why: verdict.why }
  if (rate.rule !== undefined && rate.at > moment.elapsed)
    return {
      until: Math.max(wallOf(rate.at, moment), atLeast),
      why: describeRule(rate.rule, ref.name, account?.name ?? ''),
    }
  return heldUntil === undefined
    ? undefined
    : { until: heldUntil, why: `The message before it to ${ref.name} goes first.` }
}
