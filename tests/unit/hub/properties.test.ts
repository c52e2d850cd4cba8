import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hub } from '../../../electron/core/hub/hub.ts'
import type { FeedRow } from '../../../shared/contract.ts'
import type { ChatMessage, FeedEvent, Removal, Trait } from '../../../shared/model.ts'
import {
  authorOf,
  channelA,
  channelB,
  message,
  messageKey,
  notice,
  openHub,
  refOf,
  removal,
  sharedCopy,
} from './events.ts'
import { openWindow } from './window.ts'

const rooms = [channelA, channelB] as const
const people = ['ann', 'bob', 'cid'] as const

/** One thing that happens in the evening, at its own second, so that two acts are never mistaken for one. */
type Happening =
  | { readonly what: 'say'; readonly room: 0 | 1; readonly who: 0 | 1 | 2; readonly shared: boolean }
  | { readonly what: 'delete'; readonly which: number; readonly room: 0 | 1 }
  | { readonly what: 'timeout'; readonly who: 0 | 1 | 2; readonly room: 0 | 1; readonly seconds: number }
  | { readonly what: 'clear'; readonly room: 0 | 1 }
  | { readonly what: 'gift' | 'bomb'; readonly group: number }

const side = fc.constantFrom(0 as const, 1 as const)
const person = fc.constantFrom(0 as const, 1 as const, 2 as const)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('say' as const), room: side, who: person, shared: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('delete' as const), which: fc.nat(20), room: side }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('timeout' as const),
      who: person,
      room: side,
      seconds: fc.integer({ min: 1, max: 999 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clear' as const), room: side }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('gift' as const, 'bomb' as const), group: fc.nat(1) }) },
)
const evening = fc.array(happening, { minLength: 1, maxLength: 25 })

/** How each source tells the same evening: both know the rooms' own ids; IRC knows traits and durations, EventSub who acted. */
const tell = (story: readonly Happening[], source: 'irc' | 'eventsub'): readonly FeedEvent[] => {
  const skew = source === 'irc' ? 0 : 700
  const bombed = new Set<number>()
  return story.flatMap((event, index): readonly FeedEvent[] => {
    const at = index * 10_000
    const key = String(index)
    if (event.what === 'say') {
      const known =
        source === 'irc' ? { traits: ['first'] satisfies Trait[] } : { traits: ['highlighted'] satisfies Trait[] }
      const author = authorOf(people[event.who], source === 'irc' ? { color: '#123456' } : { roles: ['vip'] })
      const home = rooms[event.room]
      return event.shared
        ? rooms.map((room) => sharedCopy(key, home, room, { at, author, ...known }))
        : [message(`${home.slice(-1)}-${key}`, { channel: home, at, author, ...known })]
    }
    const bySource: Partial<Removal> = source === 'irc' ? {} : { by: authorOf('mod') }
    if (event.what === 'delete') {
      const room = rooms[event.room]
      const target = { message: messageKey(`${room.slice(-1)}-${event.which % Math.max(1, index)}`, room) }
      return [removal(target, at + skew, { channel: room, ...bySource })]
    }
    if (event.what === 'timeout') {
      const timeout = source === 'irc' ? { durationSeconds: event.seconds } : bySource
      return [
        removal({ author: authorOf(people[event.who]).id }, at + skew, { channel: rooms[event.room], ...timeout }),
      ]
    }
    if (event.what === 'clear') return [removal('all', at + skew, { channel: rooms[event.room], ...bySource })]
    if (event.what === 'bomb' && bombed.has(event.group)) return []
    if (event.what === 'bomb') bombed.add(event.group)
    return [
      notice(key, {
        notice: event.what === 'bomb' ? 'giftBomb' : 'gift',
        group: `g${event.group}`,
        target: authorOf(`friend${key}`),
      }),
    ]
  })
}

/** What must be the same whatever the way it came: what is shown and what is struck, not the place or the first home. */
const essence = (hub: Hub) =>
  hub
    .rows()
    .map((row: FeedRow) => {
      const { event } = row
      const isCleared = event.kind === 'notice' && event.type === 'cleared'
      const cleared = isCleared ? `cleared ${event.channel} ${Math.round(event.sentAt / 10_000)}` : row.id
      const traits =
        event.kind === 'message'
          ? [...event.traits].filter((trait) => trait !== 'late' && trait !== 'historical').sort()
          : []
      const copies =
        event.kind === 'message'
          ? (event.rooms ?? []).map((room) => `${room.channel} ${room.messageId} ${room.removed}`).sort()
          : []
      const author = event.kind === 'message' ? event.author : undefined
      return {
        id: cleared,
        traits,
        copies,
        author,
        removals: row.removals,
        folded: row.folded && [...row.folded].sort(),
      }
    })
    .sort((left, right) => (left.id < right.id ? -1 : 1))

/** Takes from two tellings in turn as `picks` say; each keeps its own order. */
const interleave = (
  one: readonly FeedEvent[],
  other: readonly FeedEvent[],
  picks: readonly boolean[],
): readonly (readonly [FeedEvent, string])[] => {
  const told: (readonly [FeedEvent, string])[] = []
  let left = 0
  let right = 0
  for (let index = 0; left < one.length || right < other.length; index++) {
    const takeLeft = right >= other.length || (left < one.length && (picks[index % Math.max(1, picks.length)] ?? true))
    const event = takeLeft ? one[left++] : other[right++]
    if (event !== undefined) told.push([event, takeLeft ? 'irc' : 'eventsub'])
  }
  return told
}

test('any interleaving, repetition and reordering of two tellings of one evening gives the same rows and removals', () => {
  fc.assert(
    fc.property(
      evening,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
      fc.array(fc.nat(200), { maxLength: 20 }),
      fc.array(fc.nat(200), { maxLength: 10 }),
      (story, picks, repeats, swaps) => {
        const [irc, eventsub] = [tell(story, 'irc'), tell(story, 'eventsub')]
        const straight = openHub().hub
        straight.deliver(irc, 'irc')
        straight.deliver(eventsub, 'eventsub')

        const shuffled = [...interleave(irc, eventsub, picks)]
        for (const at of swaps) {
          const [from, to] = [at % shuffled.length, (at * 7 + 3) % shuffled.length]
          const [first, second] = [shuffled[from], shuffled[to]]
          if (first === undefined || second === undefined) continue
          shuffled[from] = second
          shuffled[to] = first
        }
        const mixed = openHub().hub
        shuffled.forEach(([event, source], index) => {
          mixed.deliver([event], source)
          const again = shuffled[(repeats[index % Math.max(1, repeats.length)] ?? 0) % (index + 1)]
          if (again !== undefined) mixed.deliver([again[0]], again[1])
        })
        expect(essence(mixed)).toEqual(essence(straight))
      },
    ),
    { numRuns: 400 },
  )
})

test('one source tells as many rows as both do', () => {
  fc.assert(
    fc.property(evening, (story) => {
      const ids = (hub: Hub) => essence(hub).map((row) => [row.id, row.removals.map((shown) => shown.channel)])
      const [irc, eventsub, both] = [openHub().hub, openHub().hub, openHub().hub]
      irc.deliver(tell(story, 'irc'), 'irc')
      eventsub.deliver(tell(story, 'eventsub'), 'eventsub')
      both.deliver(tell(story, 'eventsub'), 'eventsub')
      both.deliver(tell(story, 'irc'), 'irc')
      expect(ids(irc)).toEqual(ids(both))
      expect(ids(eventsub)).toEqual(ids(both))
    }),
  )
})

type Step =
  | { readonly do: 'say'; readonly count: number; readonly room: 0 | 1; readonly shared: boolean }
  | { readonly do: 'history'; readonly count: number; readonly room: 0 | 1 }
  | { readonly do: 'remove'; readonly which: number; readonly room: 0 | 1 }
  | { readonly do: 'timeout'; readonly who: 0 | 1 | 2; readonly room: 0 | 1 }
  | { readonly do: 'act'; readonly who: 0 | 1 | 2; readonly refused: boolean }
  | { readonly do: 'gifts' | 'hide' | 'show' | 'lose' | 'reopen' | 'resync' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'apply'; readonly count: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      count: fc.constantFrom(1, 3, 40, 700),
      room: side,
      shared: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('history' as const), count: fc.constantFrom(1, 5, 60), room: side }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), which: fc.nat(3_000), room: side }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('timeout' as const), who: person, room: side }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('act' as const), who: person, refused: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'gifts' as const,
        'hide' as const,
        'show' as const,
        'lose' as const,
        'reopen' as const,
        'resync' as const,
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 10, 16, 50) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('apply' as const), count: fc.integer({ min: 1, max: 12 }) }) },
)

const struckOf = (hub: Hub): ReadonlySet<string> =>
  new Set(
    hub
      .rows()
      .flatMap((row) => row.removals.filter((shown) => !shown.pending).map((shown) => `${row.id} ${shown.channel}`)),
  )

test('a window that replays its frames, slow, hidden, lossy or overrun, ends with exactly the rows of the hub', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { hub, clock, failures } = openHub({ limits: { perChannel: 4_000, total: 6_000, least: 100 } })
      const window = openWindow(hub)
      const removed = new Set<string>()
      let number = 0
      const say = (room: 0 | 1, shared: boolean): readonly ChatMessage[] => {
        number += 1
        const at = number * 10
        const spec = { author: authorOf(people[number % 3] ?? 'ann'), at }
        const home = rooms[room]
        return shared
          ? rooms.map((copy) => sharedCopy(`${number}`, home, copy, spec))
          : [message(`${home.slice(-1)}-${number}`, { channel: home, ...spec })]
      }
      for (const taken of steps) {
        if (taken.do === 'say') {
          for (let index = 0; index < taken.count; index++) hub.deliver(say(taken.room, taken.shared), 'irc')
        } else if (taken.do === 'history') {
          const channel = rooms[taken.room]
          const old = Array.from({ length: taken.count }, (_, index) =>
            message(`h${taken.count}-${index}`, {
              channel,
              at: index * 300,
              author: authorOf(people[index % 3] ?? 'ann'),
            }),
          )
          hub.deliver(old, 'history')
        } else if (taken.do === 'remove') {
          const room = rooms[taken.room]
          const target = { message: messageKey(`${room.slice(-1)}-${(taken.which % (number + 3)) + 1}`, room) }
          hub.deliver([removal(target, number * 10, { channel: room })], 'irc')
        } else if (taken.do === 'timeout') {
          const target = { author: authorOf(people[taken.who]).id }
          hub.deliver([removal(target, number * 10, { channel: rooms[taken.room] })], 'irc')
        } else if (taken.do === 'act') {
          const act = hub.beginRemoval({ author: authorOf(people[taken.who]).id }, channelA, 'me')
          if (taken.refused) act.refuse('no')
          else act.done()
        } else if (taken.do === 'gifts') {
          number += 1
          const gifts = ['gift', 'gift', 'giftBomb', 'gift'] as const
          gifts.forEach((kind, index) => {
            hub.deliver([notice(`${number}-${index}`, { notice: kind, group: `${number}` })], 'irc')
          })
        } else if (taken.do === 'reopen') {
          hub.closeChannel(channelA)
          removed.clear()
          hub.openChannel(refOf(channelA))
        } else if (taken.do === 'hide') window.subscription.visible(false)
        else if (taken.do === 'show') window.subscription.visible(true)
        else if (taken.do === 'resync') window.subscription.resync()
        else if (taken.do === 'lose') window.lose()
        else if (taken.do === 'pass') await clock.advance(taken.ms)
        else if (taken.do === 'apply') window.apply(taken.count)

        const struck = struckOf(hub)
        const shown = new Set(hub.rows().map((row) => row.id as string))
        for (const strike of removed) if (shown.has(strike.split(' ')[0] ?? '')) expect(struck).toContain(strike)
        for (const strike of struck) removed.add(strike)
      }
      window.subscription.visible(true)
      for (let turn = 0; turn < 60; turn++) {
        window.apply()
        await clock.advance(16)
      }
      // A frame that was lost at the very end shows when the next one comes.
      hub.deliver(say(0, false), 'irc')
      for (let turn = 0; turn < 30; turn++) {
        await clock.advance(16)
        window.apply()
      }
      expect(failures).toEqual([])
      expect(window.rows()).toEqual(hub.rows())
    }),
    { numRuns: 60 },
  )
}, 60_000)
