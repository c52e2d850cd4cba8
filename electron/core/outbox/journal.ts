/**
 * The outbox's note on disk (`outbox.json`): what has not surely arrived. It is written before a request leaves, so
 * that a crash turns a delivery into an uncertain one and never into a forgotten or a doubled one.
 */

import { z } from 'zod'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { type ChannelId, type EventId, isChannelId, platformIds, readEventId } from '../../../shared/model.ts'
import type { Moment } from '../moment.ts'
import type { Documents, Logger } from '../ports/host.ts'
import { type Delivery, isSettled, toAsking, toSentence, toUncertain } from './delivery.ts'

const documentName = 'outbox.json'

const channelId = z.custom<ChannelId>((value) => typeof value === 'string' && isChannelId(value))
const eventId = z.custom<EventId>((value) => typeof value === 'string' && readEventId(value) !== undefined)
const time = z.number().nonnegative()

const noteSchema = z.object({
  id: z.string().min(1),
  platform: z.enum(platformIds),
  channels: z.tuple([channelId], channelId),
  channelName: z.string(),
  accountId: z.string().min(1),
  authorId: z.string().min(1),
  text: z.string().min(1),
  reply: z.object({ row: eventId, messageId: z.string().min(1) }).exactOptional(),
  createdAt: time,
  /** When the first attempt began that may have arrived; absent when none did. */
  startedAt: time.exactOptional(),
  /** Why it rested when this was written; absent while it was on its way. */
  why: z.string().exactOptional(),
})
const documentSchema = z.object({ version: z.literal(1), deliveries: z.array(noteSchema) })

type Note = z.infer<typeof noteSchema>

/** In whole sentences: the window goes on after it. */
const whyOf = ({ state }: Delivery): string | undefined => {
  switch (state.status) {
    case 'asking':
      return state.why
    case 'refused':
      return `It was refused: ${toSentence(state.reason)}`
    case 'failed':
      return state.error.message
    default:
      return undefined
  }
}

const noteOf = (delivery: Delivery): Note => {
  const why = whyOf(delivery)
  const startedAt = delivery.lostAt ?? (delivery.state.status === 'sending' ? delivery.startedAt : undefined)
  return {
    id: delivery.id,
    platform: delivery.platform,
    channels: [...delivery.channels],
    channelName: delivery.channelName,
    accountId: delivery.accountId,
    authorId: delivery.authorId,
    text: delivery.text,
    ...(delivery.reply === undefined ? {} : { reply: delivery.reply }),
    createdAt: delivery.createdAt,
    ...(startedAt === undefined ? {} : { startedAt: startedAt.wall }),
    ...(why === undefined ? {} : { why }),
  }
}

const deliveryOf = ({ why, ...note }: Note, moment: Moment): Delivery => {
  const startedAt = note.startedAt === undefined ? undefined : { wall: note.startedAt, elapsed: undefined }
  const delivery: Delivery = {
    ...note,
    reply: note.reply,
    waitingSince: moment,
    insisted: false,
    notBefore: undefined,
    attempt: 0,
    startedAt,
    handedOver: false,
    lostAt: startedAt,
    answer: undefined,
    watched: [],
    seen: undefined,
    due: undefined,
    state: { status: 'asking', why: '' },
  }
  return startedAt === undefined
    ? toAsking(delivery, why ?? 'Tributary ended before it could be sent.')
    : toUncertain(delivery, why ?? 'Tributary ended while it was being sent.', moment)
}

const documentOf = (notes: readonly Note[]): string => JSON.stringify({ version: 1, deliveries: notes })

export interface Journal {
  /** The deliveries of an earlier run; `setAside` names the document that could not be read. Never rejects. */
  read(moment: Moment): Promise<{ readonly deliveries: readonly Delivery[]; readonly setAside?: string }>
  /** Writes what `deliveries` answers by then; settles when that, or something later, is on disk. Never rejects. */
  save(): Promise<Result<void>>
}

export const createJournal = (documents: Documents, log: Logger, deliveries: () => Iterable<Delivery>): Journal => {
  let written: string | undefined
  /** The last write that was asked for, and the one of them that has not begun. */
  let tail: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Result<void>> | undefined

  const write = async (): Promise<Result<void>> => {
    const notes = [...deliveries()].filter((delivery) => !isSettled(delivery)).map(noteOf)
    const text = documentOf(notes)
    if (text === written) return ok(undefined)
    const result = await documents
      .write(documentName, text)
      .catch((error: unknown) => failed({ kind: 'bug', message: describe(error) }))
    if (result.ok) written = text
    else {
      // What is on disk by now is unknown: the next save must not be skipped.
      written = undefined
      log.error('outbox: the note on disk could not be written', { error: result.error.message })
    }
    return result
  }
  return {
    async read(moment) {
      let text: string | undefined
      try {
        text = await documents.read(documentName)
        if (text === undefined) {
          written = documentOf([])
          return { deliveries: [] }
        }
        const document = documentSchema.parse(JSON.parse(text))
        written = text
        return { deliveries: document.deliveries.map((note) => deliveryOf(note, moment)) }
      } catch (error) {
        log.error('outbox: the note on disk could not be read', { reason: readFailure(error) })
        const setAside = await documents.setAside(documentName).catch(() => documentName)
        return { deliveries: [], setAside }
      }
    },
    save() {
      if (waiting !== undefined) return waiting
      const mine = tail.then(() => {
        waiting = undefined
        return write()
      })
      waiting = mine
      tail = mine
      return mine
    },
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Without the document's content: a message's text is never logged. */
const readFailure = (error: unknown): string => {
  if (error instanceof z.ZodError) return error.issues.map((issue) => issue.path.join('.')).join(', ')
  return error instanceof SyntaxError ? 'it is no JSON' : describe(error)
}
