/**
 * Rate budgets by data: at most `count` in any `windowMs`. An attempt takes its place from when it leaves until its
 * answer is `windowMs` old, so that the rule holds by the platform's clock too, however long the way there takes.
 */
import type { RateRule } from '../../../shared/capabilities.ts'
import type { AccountId } from '../../../shared/contract.ts'
import type { ChannelId } from '../../../shared/model.ts'

/** A rate, or a room's slow mode: that counts only what was said, not what was refused. */
export interface BudgetRule extends RateRule {
  readonly mode?: 'slow'
}

interface Entry {
  readonly accountId: AccountId
  readonly channel: ChannelId
  /** Elapsed ms of its answer; undefined while it is under way. */
  readonly at: number | undefined
  /** False once it is certain that nobody reads it. */
  readonly said: boolean
}

export interface Slot {
  /** The answer came, or was given up. `said`: it can be read, as far as anybody knows. */
  settle(said: boolean): void
  /** It never left. */
  release(): void
}

export interface Wait {
  /** Elapsed ms; not later than now when nothing stands in the way. */
  readonly at: number
  readonly rule: BudgetRule | undefined
}

/** A look ahead: when each of several deliveries could leave, counting those that were planned before it. */
export interface Forecast {
  next(accountId: AccountId, channel: ChannelId, rules: readonly BudgetRule[], notBefore: number): Wait
}

export interface Budget {
  take(accountId: AccountId, channel: ChannelId): Slot
  forecast(): Forecast
}

const counts = (rule: BudgetRule, entry: Entry, accountId: AccountId, channel: ChannelId): boolean =>
  entry.accountId === accountId &&
  (rule.scope === 'account' || entry.channel === channel) &&
  (entry.said || rule.mode === undefined)

/** When one more may leave: `rule` is the one that makes it wait. */
const earliest = (
  entries: readonly Entry[],
  rules: readonly BudgetRule[],
  accountId: AccountId,
  channel: ChannelId,
  now: number,
): Wait => {
  let wait: Wait = { at: now, rule: undefined }
  for (const rule of rules) {
    const times = entries
      .filter((entry) => counts(rule, entry, accountId, channel))
      .map((entry) => entry.at ?? now)
      .sort((left, right) => left - right)
    const oldest = times.at(-Math.max(1, rule.count))
    if (oldest !== undefined && oldest + rule.windowMs > wait.at) wait = { at: oldest + rule.windowMs, rule }
  }
  return wait
}

export const createBudget = (elapsed: () => number): Budget => {
  const entries = new Map<symbol, Entry>()
  let longestWindowMs = 60_000
  const prune = () => {
    const oldest = elapsed() - longestWindowMs
    for (const [key, entry] of entries) if (entry.at !== undefined && entry.at < oldest) entries.delete(key)
  }
  return {
    take(accountId, channel) {
      const key = Symbol()
      entries.set(key, { accountId, channel, at: undefined, said: true })
      return {
        settle: (said) => {
          if (entries.get(key)?.at === undefined && entries.has(key))
            entries.set(key, { accountId, channel, at: elapsed(), said })
        },
        release: () => {
          entries.delete(key)
        },
      }
    },
    forecast() {
      prune()
      const planned: Entry[] = [...entries.values()]
      return {
        next(accountId, channel, rules, notBefore) {
          for (const rule of rules) longestWindowMs = Math.max(longestWindowMs, rule.windowMs)
          const wait = earliest(planned, rules, accountId, channel, elapsed())
          planned.push({ accountId, channel, at: Math.max(wait.at, notBefore), said: true })
          return wait
        },
      }
    },
  }
}

/** "At most 20 messages in 30 s as Streamer.", "Slow mode: at most 1 message in 30 s in Streamer." */
export const describeRule = (rule: BudgetRule, channelName: string, accountName: string): string => {
  const messages = rule.count === 1 ? '1 message' : `${rule.count} messages`
  const window = rule.windowMs === 1_000 ? 'a second' : `in ${Math.round(rule.windowMs / 100) / 10} s`
  return `${rule.mode === undefined ? 'At' : 'Slow mode: at'} most ${messages} ${window} ${rule.scope === 'channel' ? `in ${channelName}` : `as ${accountName}`}.`
}
