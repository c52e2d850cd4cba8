import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRing } from '../../../electron/core/hub/ring.ts'

type Step = { readonly act: 'push' | 'shift' | 'insert' | 'remove'; readonly where: number; readonly value: number }

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom('push', 'push', 'shift', 'insert', 'remove'),
    where: fc.nat(60),
    value: fc.nat(),
  }),
  { maxLength: 120 },
)

test('a ring does what an array does, in any order of pushes, shifts, inserts and removals', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const ring = createRing<number>()
      const model: number[] = []
      for (const { act, where, value } of taken) {
        const index = Math.min(where, model.length)
        if (act === 'push') {
          ring.push(value)
          model.push(value)
        } else if (act === 'shift') expect(ring.shift()).toBe(model.shift())
        else if (act === 'insert') {
          ring.insert(index, value)
          model.splice(index, 0, value)
        } else {
          ring.remove(index)
          model.splice(index, 1)
        }
      }
      expect(Array.from({ length: ring.length }, (_, index) => ring.at(index))).toEqual(model)
    }),
  )
})

test('a search finds the first item that is not before', () => {
  const ring = createRing<number>()
  for (let value = 0; value < 100; value++) ring.push(value * 2)
  expect([-1, 0, 1, 50, 198, 500].map((wanted) => ring.search((value) => value < wanted))).toEqual([
    0, 0, 1, 25, 99, 100,
  ])
})

test('what is outside of a ring is undefined', () => {
  const ring = createRing<number>()
  ring.push(1)
  expect([ring.at(-1), ring.at(1), ring.shift(), ring.shift(), ring.length]).toEqual([
    undefined,
    undefined,
    1,
    undefined,
    0,
  ])
})
