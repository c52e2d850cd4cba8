/** A delivery as the outbox keeps it, and the pure steps from one of its states to the next (DESIGN 5). */
import type { AccountId, DeliveryState, DeliveryView } from '../../../shared/contract.ts'
import type { TributaryError } from '../../../shared/errors.ts'
import type { ChannelId, EventId, PlatformId } from '../../../shared/model.ts'
import type { Moment } from '../moment.ts'
import type { SendOutcome } from '../ports/session.ts'

/** What waited longer than this asks before it is sent. */
export const patienceMs = 30_000
/** How long an uncertain delivery is looked for. */
export const searchMs = 15_000
/** How long a confirmed line stays, and one that the platform took but whose echo never came. */
export const confirmedLineMs = 4_000
export const sentLineMs = 60_000
/** A session settles far earlier; one that does not is taken as unanswered, so that its lane goes on. */
export const answerMs = 30_000
/** How long the note on disk may take before the delivery fails. */
export const diskMs = 10_000

/** When an attempt began. `elapsed` is undefined once that was in an earlier run of the app. */
export interface AttemptStart {
  readonly wall: number
  readonly elapsed: number | undefined
}

export interface Delivery {
  readonly id: string
  readonly platform: PlatformId
  /** The first is the one that it is sent to. */
  readonly channels: readonly [ChannelId, ...ChannelId[]]
  /** The name of the first channel, for sentences. */
  readonly channelName: string
  readonly accountId: AccountId
  /** Who wrote its echo. */
  readonly authorId: string
  readonly text: string
  /** The row that is answered, and the platform's id of that message in the first channel. */
  readonly reply: { readonly row: EventId; readonly messageId: string } | undefined
  /** ms since epoch. */
  readonly createdAt: number
  /** Since when it waits; a person's word starts it anew. */
  readonly waitingSince: Moment
  /** The person said so after it had waited: the connection is waited for no more. */
  readonly insisted: boolean
  /** The platform asked to wait until then (elapsed ms). */
  readonly notBefore: { readonly elapsed: number; readonly why: string } | undefined
  readonly attempt: number
  /** When the last attempt began. */
  readonly startedAt: AttemptStart | undefined
  /** Whether the request of a `sending` delivery has been handed over. */
  readonly handedOver: boolean
  /** When the first attempt began that may have arrived although nobody knows. */
  readonly lostAt: AttemptStart | undefined
  /** What the platform called it, once it said so. */
  readonly answer: { readonly messageId: string; readonly echo: EventId | undefined } | undefined
  /** Its rooms that were open and live ever since it left: each of them shows its copy. */
  readonly watched: readonly ChannelId[]
  /** When a copy of it was first seen (elapsed ms), and all rooms where one was. */
  readonly seen: { readonly at: number; readonly rooms: readonly ChannelId[] } | undefined
  readonly state: DeliveryState
  /** When the state lapses by itself (elapsed ms). */
  readonly due: number | undefined
}

export const viewOf = (delivery: Delivery): DeliveryView => ({
  id: delivery.id,
  channels: delivery.channels,
  channelName: delivery.channelName,
  accountId: delivery.accountId,
  text: delivery.text,
  ...(delivery.reply === undefined ? {} : { replyTo: delivery.reply.row }),
  createdAt: delivery.createdAt,
  state: delivery.state,
})

/** Whether two lists of views say the same, so that nobody need be told. */
export const sameViews = (left: readonly DeliveryView[], right: readonly DeliveryView[]): boolean =>
  left.length === right.length &&
  left.every((view, index) => {
    const other = right[index]
    return (
      other !== undefined &&
      view.id === other.id &&
      view.state === other.state &&
      view.channels === other.channels &&
      view.accountId === other.accountId
    )
  })

/** How long it has waited, by whichever clock says longer. */
export const waitedMs = (delivery: Delivery, moment: Moment): number =>
  Math.max(moment.wall - delivery.waitingSince.wall, moment.elapsed - delivery.waitingSince.elapsed)

/** Deliveries of one lane leave one after the other, in order. */
export const laneOf = (delivery: Delivery): string => `${delivery.accountId} ${delivery.channels[0]}`

export const isSettled = (delivery: Delivery): boolean =>
  delivery.state.status === 'sent' || delivery.state.status === 'confirmed'

/** Nothing is known of an attempt of it: an echo of it may yet be seen. */
export const isLost = (delivery: Delivery): boolean =>
  delivery.lostAt !== undefined && !isSettled(delivery) && delivery.state.status !== 'sending'

export const toQueued = (delivery: Delivery, until: number, why: string): Delivery => ({
  ...delivery,
  handedOver: false,
  due: undefined,
  state: { status: 'queued', until, why },
})

export const toAsking = (delivery: Delivery, why: string): Delivery => ({
  ...delivery,
  notBefore: undefined,
  due: undefined,
  state: { status: 'asking', why },
})

export const toFailed = (delivery: Delivery, error: TributaryError): Delivery => ({
  ...delivery,
  handedOver: false,
  due: undefined,
  state: { status: 'failed', error },
})

export const toSending = (delivery: Delivery, moment: Moment): Delivery => ({
  ...delivery,
  attempt: delivery.attempt + 1,
  startedAt: moment,
  notBefore: undefined,
  handedOver: false,
  watched: [],
  seen: undefined,
  due: moment.elapsed + diskMs,
  state: { status: 'sending' },
})

export const toHandedOver = (delivery: Delivery, watched: readonly ChannelId[], moment: Moment): Delivery => ({
  ...delivery,
  handedOver: true,
  watched,
  due: moment.elapsed + answerMs,
})

export const toConfirmed = (delivery: Delivery, moment: Moment): Delivery => ({
  ...delivery,
  due: moment.elapsed + confirmedLineMs,
  state: { status: 'confirmed' },
})

/** Platforms and sockets give reasons with and without a capital and a full stop; ours go on after them. */
export const toSentence = (reason: string): string => {
  const text = reason.trim()
  const closed = /[.!?…]$/u.test(text) || text === '' ? text : `${text}.`
  return closed.charAt(0).toUpperCase() + closed.slice(1)
}

export const toUncertain = (delivery: Delivery, why: string, moment: Moment): Delivery => ({
  ...delivery,
  lostAt: delivery.lostAt ?? delivery.startedAt ?? moment,
  due: moment.elapsed + searchMs,
  state: { status: 'uncertain', until: moment.wall + searchMs, why: toSentence(why) },
})

/** What the platform's answer makes of an attempt. A late "nobody knows" changes nothing. */
export const afterOutcome = (delivery: Delivery, outcome: SendOutcome, moment: Moment): Delivery => {
  // A definite no: of this attempt nothing can be seen any more. An earlier one may still be lost.
  const lostAt = delivery.lostAt === delivery.startedAt ? undefined : delivery.lostAt
  switch (outcome.kind) {
    case 'sent': {
      const answered = { ...delivery, answer: { messageId: outcome.messageId, echo: outcome.echo } }
      return outcome.echo === undefined
        ? toConfirmed(answered, moment)
        : { ...answered, due: moment.elapsed + sentLineMs, state: { status: 'sent' } }
    }
    case 'refused': {
      const { code, reason } = outcome
      return { ...delivery, lostAt, due: undefined, state: { status: 'refused', code, reason } }
    }
    case 'rateLimited': {
      const waitMs = Math.max(1_000, outcome.retryAt - moment.wall)
      const why = toSentence(outcome.reason)
      return {
        ...toQueued(delivery, moment.wall + waitMs, why),
        lostAt,
        notBefore: { elapsed: moment.elapsed + waitMs, why },
      }
    }
    case 'failed':
      return { ...toFailed(delivery, outcome.error), lostAt }
    case 'uncertain':
      return delivery.state.status === 'sending' ? toUncertain(delivery, outcome.why, moment) : delivery
  }
}

/** What becomes of a delivery whose state is `due`; undefined when its line goes. */
export const afterDue = (delivery: Delivery, moment: Moment): Delivery | undefined => {
  switch (delivery.state.status) {
    case 'confirmed':
    case 'sent':
      return undefined
    case 'uncertain':
      return {
        ...delivery,
        due: undefined,
        state: {
          status: 'maybeSent',
          why: `${delivery.state.why} It was not seen in ${delivery.channelName} since; look there before you send it again.`,
        },
      }
    case 'sending':
      return delivery.handedOver
        ? toUncertain(delivery, 'The platform did not answer.', moment)
        : toFailed(delivery, diskError(delivery.channelName, 'The disk does not answer; try again.'))
    default:
      return { ...delivery, due: undefined }
  }
}

/** It was not sent because the note that makes a crash harmless could not be written first. */
export const diskError = (channelName: string, why: string): TributaryError => ({
  kind: 'unreachable',
  message: `Not sent to ${channelName}: it could not be noted on disk first, which keeps it safe. ${why}`,
  retrying: false,
})
