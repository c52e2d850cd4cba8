/** Finds our own messages among those that are read. An echo belongs to one delivery only. */
import type { PlatformId } from '../../../shared/model.ts'
import { cleanText } from '../text.ts'
import type { Sighting } from './copies.ts'
import { type Delivery, isLost } from './delivery.ts'
import type { Echo } from './needs.ts'

/** Clocks differ this much without being wrong: the platform's is compared with ours only where nothing else tells. */
const skewMs = 2_000
/** An attempt cannot arrive later than this after it began: the session has long given up. */
const lateMs = 60_000
const rememberMs = 120_000
const rememberedEchoes = 500
const rememberedClaims = 2_000

/** Marks without a shape, which platforms strip or add. */
const shapeless = /[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu

/** What is left of a text after everything that platforms and our own parsers change on its way; for comparing only. */
export const normaliseText = (text: string): string =>
  cleanText(text).normalize('NFC').replace(/\s+/gu, ' ').replace(shapeless, '').replace(/ +/gu, ' ').trim()

/** Whether `echo` reads like `delivery`; an answer's echo may begin with the mention of whom it answers. */
const readsLike = (delivery: Delivery, echo: Echo): boolean => {
  const wanted = normaliseText(delivery.text)
  const seen = normaliseText(echo.text)
  return seen === wanted || (delivery.reply !== undefined && seen.replace(/^@\S+ /u, '') === wanted)
}

const isNamedBy = (delivery: Delivery, echo: Echo): boolean =>
  delivery.answer !== undefined &&
  (delivery.answer.echo === echo.id ||
    (delivery.answer.messageId === echo.messageId && delivery.channels.includes(echo.channel)))

export interface EchoMatcher {
  /** Remembers a copy that was read: it may come before the answer that names it. */
  note(echo: Echo, isLive: boolean): void
  /** The message of this answer belongs to this delivery, seen or not. */
  claim(delivery: Delivery): void
  /** Claims a message that the platform itself found for this delivery; false when it is another's. */
  claimFound(delivery: Delivery, echo: Echo): boolean
  /** The deliveries whose echo has been seen, by their ids: told anew until they are confirmed. */
  match(deliveries: readonly Delivery[]): ReadonlyMap<string, Sighting>
}

interface Noted {
  readonly echo: Echo
  /** Elapsed ms. */
  readonly notedAt: number
  /** When the first copy of the same message was noted. */
  readonly firstAt: number
  readonly isLive: boolean
}

export const createEchoMatcher = (elapsed: () => number): EchoMatcher => {
  let recent: readonly Noted[] = []
  const claims = new Map<string, string>()
  /** How far a platform's clock lags behind ours, as known messages showed. */
  const lags = new Map<PlatformId, number>()

  const claimKey = (key: string, deliveryId: string) => {
    claims.set(key, deliveryId)
    for (const oldest of claims.keys()) {
      if (claims.size <= rememberedClaims) break
      claims.delete(oldest)
    }
  }
  const ownerOf = (echo: Echo) => claims.get(echo.id) ?? claims.get(`${echo.channel} ${echo.messageId}`)
  /**
   * Whether it can have been said by an attempt. What comes live is judged by when we read it: this computer's time of
   * day may be wrong. The platform's time decides for history, and for an attempt of an earlier run.
   */
  const inTime = (delivery: Delivery, { echo, firstAt, isLive }: Noted): boolean => {
    const from = delivery.lostAt ?? delivery.startedAt
    if (from === undefined) return false
    const until = delivery.startedAt ?? from
    if (from.elapsed !== undefined && firstAt < from.elapsed) return false
    const lag = lags.get(delivery.platform) ?? 0
    const isLater = (isLive && from.elapsed !== undefined) || echo.sentAt >= from.wall - skewMs - lag
    return isLive && until.elapsed !== undefined
      ? isLater && firstAt <= until.elapsed + lateMs
      : isLater && echo.sentAt <= until.wall + lateMs
  }
  const couldBe = (delivery: Delivery, noted: Noted): boolean =>
    noted.echo.author.id === delivery.authorId &&
    delivery.channels.includes(noted.echo.channel) &&
    inTime(delivery, noted) &&
    readsLike(delivery, noted.echo)

  /** An echo of this lost delivery that cannot be that of another which is still under way. */
  const findLost = (delivery: Delivery, deliveries: readonly Delivery[]): Echo | undefined => {
    const candidates = new Map<string, Noted>()
    for (const noted of recent) {
      const { echo } = noted
      if (!candidates.has(echo.id) && ownerOf(echo) === undefined && couldBe(delivery, noted))
        candidates.set(echo.id, noted)
    }
    const found = [...candidates.values()].sort((left, right) => left.echo.sentAt - right.echo.sentAt)
    const underWay = deliveries.filter(
      (other) => other.state.status === 'sending' && found.some((noted) => couldBe(other, noted)),
    )
    return found.length > underWay.length ? found[0]?.echo : undefined
  }

  const sightingOf = (echo: Echo): Sighting => {
    const copies = recent.filter((noted) => noted.echo.id === echo.id)
    return { echo, rooms: [...new Set(copies.map((copy) => copy.echo.channel))] }
  }

  return {
    note(echo, isLive) {
      const now = elapsed()
      const firstAt = recent.find((noted) => noted.echo.id === echo.id)?.firstAt ?? now
      const noted: Noted = { echo, notedAt: now, firstAt, isLive }
      recent = [...recent.filter(({ notedAt }) => notedAt > now - rememberMs), noted].slice(-rememberedEchoes)
    },
    claim(delivery) {
      if (delivery.answer === undefined) return
      const { echo, messageId } = delivery.answer
      if (echo !== undefined) claimKey(echo, delivery.id)
      for (const channel of delivery.channels) claimKey(`${channel} ${messageId}`, delivery.id)
    },
    claimFound(delivery, echo) {
      const owner = ownerOf(echo)
      if (owner !== undefined && owner !== delivery.id) return false
      claimKey(echo.id, delivery.id)
      return true
    },
    match(deliveries) {
      const matched = new Map<string, Sighting>()
      for (const delivery of deliveries) {
        if (delivery.state.status !== 'sent' && delivery.state.status !== 'asking') continue
        const named = recent.find(({ echo }) => isNamedBy(delivery, echo))
        if (named === undefined) continue
        claimKey(named.echo.id, delivery.id)
        if (delivery.startedAt !== undefined)
          lags.set(delivery.platform, Math.max(0, delivery.startedAt.wall - named.echo.sentAt))
        matched.set(delivery.id, sightingOf(named.echo))
      }
      for (const delivery of deliveries) {
        const echo = isLost(delivery) ? findLost(delivery, deliveries) : undefined
        if (echo === undefined) continue
        claimKey(echo.id, delivery.id)
        matched.set(delivery.id, sightingOf(echo))
      }
      return matched
    },
  }
}
