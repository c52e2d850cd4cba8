import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstState, fitBounds, nextState, smallestWindow } from '../../../electron/hosts/desktop/window-state.ts'

const left = { x: 0, y: 25, width: 1920, height: 1055 }
const right = { x: 1920, y: 0, width: 2560, height: 1400 }
const bounds = { x: 100, y: 100, width: 900, height: 700 }

describe('where a window stands', () => {
  it('is in the middle of the display at the first start, and never larger than it', () => {
    expect(firstState(left).bounds).toEqual({ x: 320, y: 153, width: 1280, height: 800 })
    expect(firstState({ x: 0, y: 0, width: 800, height: 600 }).bounds).toEqual({ x: 0, y: 0, width: 800, height: 600 })
  })

  it('is where it stood last time, on whichever display that is', () => {
    expect(fitBounds(bounds, [left, right])).toEqual(bounds)
    expect(fitBounds({ ...bounds, x: 3000 }, [left, right])).toEqual({ ...bounds, x: 3000 })
  })

  it.each([
    ['on a display that is gone', { ...bounds, x: 3000 }],
    ['above the top, where nobody can take hold of it', { ...bounds, y: -400 }],
    ['below the bottom', { ...bounds, y: 1075 }],
    ['with a corner only on the display', { ...bounds, x: 1900 }],
  ])('is the middle of the first display when it stood %s', (_, stood) => {
    expect(fitBounds(stood, [left])).toEqual({ x: 510, y: 203, width: 900, height: 700 })
  })

  it('can always be grasped and is never too small, whatever was remembered', () => {
    const number = fc.integer({ min: -20_000, max: 20_000 })
    const size = fc.integer({ min: 0, max: 20_000 })
    fc.assert(
      fc.property(fc.record({ x: number, y: number, width: size, height: size }), (stood) => {
        const { x, y, width, height } = fitBounds(stood, [left, right])
        const isGraspable = [left, right].some(
          (area) =>
            Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= 100 &&
            y >= area.y - 8 &&
            y + 24 <= area.y + area.height,
        )
        expect(isGraspable && width >= smallestWindow.width && height >= smallestWindow.height).toBe(true)
      }),
    )
  })

  it('is a little beside the one that it came from, wholly on its display', () => {
    const from = { ...firstState(left), alwaysOnTop: true, opacity: 0.8 }
    expect(nextState(from, left)).toEqual({ ...from, bounds: { x: 352, y: 185, width: 1280, height: 800 } })
    const low = { ...from, bounds: { ...bounds, x: 1500, y: 700 } }
    expect(nextState(low, left).bounds).toEqual({ x: 1020, y: 380, width: 900, height: 700 })
  })

  it('is small and compact when one view is popped out', () => {
    const popped = nextState({ ...firstState(left), maximized: true }, left, 'all')
    expect(popped).toMatchObject({ compact: true, view: 'all', maximized: false, bounds: { width: 420, height: 640 } })
  })
})
