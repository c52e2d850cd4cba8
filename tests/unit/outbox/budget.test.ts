import { describe, expect, it } from 'vitest'
import { type BudgetRule, createBudget, describeRule } from '../../../electron/core/outbox/budget.ts'
import type { RateRule } from '../../../shared/capabilities.ts'
import { channelA, channelB } from './stage.ts'

const perChannel: RateRule = { scope: 'channel', count: 1, windowMs: 1_000 }
const perAccount: RateRule = { scope: 'account', count: 3, windowMs: 30_000 }

const createTimed = () => {
  let now = 0
  const budget = createBudget(() => now)
  return {
    budget,
    at: (ms: number) => {
      now = ms
    },
    next: (accountId: string, channel = channelA) =>
      budget.forecast().next(accountId, channel, [perChannel, perAccount], 0),
  }
}

describe('a budget', () => {
  it('lets the strictest of several rules decide', () => {
    const { budget, at, next } = createTimed()
    for (const ms of [0, 5_000, 10_000]) {
      at(ms)
      budget.take('one', channelA).settle(true)
    }
    at(10_500)
    expect([next('one'), next('one', channelB), next('two')]).toEqual([
      { at: 30_000, rule: perAccount },
      { at: 30_000, rule: perAccount },
      { at: 10_500, rule: undefined },
    ])
  })

  it('holds a place for what is under way, and frees it for what never left', () => {
    const { budget, at, next } = createTimed()
    const slot = budget.take('one', channelA)
    at(5_000)
    expect(next('one')).toEqual({ at: 6_000, rule: perChannel })
    slot.release()
    slot.settle(true)
    expect(next('one')).toEqual({ at: 5_000, rule: undefined })
  })

  it('counts an answer once, at its first word', () => {
    const { budget, at, next } = createTimed()
    const slot = budget.take('one', channelA)
    slot.settle(true)
    at(900)
    slot.settle(true)
    expect(next('one')).toEqual({ at: 1_000, rule: perChannel })
  })

  it('does not count for slow mode what was not said, and counts it for every rate', () => {
    const slow: BudgetRule = { scope: 'channel', count: 1, windowMs: 30_000, mode: 'slow' }
    const { budget, at } = createTimed()
    const next = (...rules: BudgetRule[]) => budget.forecast().next('one', channelA, rules, 0)
    budget.take('one', channelA).settle(false)
    expect([next(slow), next(slow, perChannel)]).toEqual([
      { at: 0, rule: undefined },
      { at: 1_000, rule: perChannel },
    ])
    at(5_000)
    budget.take('one', channelA).settle(true)
    expect(next(slow, perChannel)).toEqual({ at: 35_000, rule: slow })
  })

  it('says its rules in words', () => {
    expect([
      describeRule(perChannel, 'Ann', 'Me'),
      describeRule({ ...perAccount, count: 20 }, 'Ann', 'Me'),
      describeRule({ ...perChannel, windowMs: 1_500 }, 'Ann', 'Me'),
      describeRule({ ...perChannel, windowMs: 30_000, mode: 'slow' }, 'Ann', 'Me'),
    ]).toEqual([
      'At most 1 message a second in Ann.',
      'At most 20 messages in 30 s as Me.',
      'At most 1 message in 1.5 s in Ann.',
      'Slow mode: at most 1 message in 30 s in Ann.',
    ])
  })
})
