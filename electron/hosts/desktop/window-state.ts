/** How a window stood, and where it can stand now. */
import type { Rectangle } from 'electron'
import type { ChannelId } from '../../../shared/model.ts'

export interface WindowState {
  /** px, on the desktop of all displays; when it is not maximized. */
  readonly bounds: Readonly<Rectangle>
  readonly alwaysOnTop: boolean
  /** 0.3 to 1. */
  readonly opacity: number
  readonly compact: boolean
  readonly maximized: boolean
  readonly view: ChannelId | 'all'
}

export const smallestWindow = { width: 280, height: 300 }

const firstSize = { width: 1280, height: 800 }
const popOutSize = { width: 420, height: 640 }
/** So much of a title bar must be on a display that a person can take hold of it. */
const graspable = { width: 100, height: 24 }
const cascade = 32

/** Where a first window stands: in the middle of `area`. */
export const firstState = (area: Rectangle): WindowState => ({
  ...plainState,
  bounds: centred(area, firstSize),
})

/** Beside the window that it came from, and as that one is kept on top and seen through. */
export const nextState = (from: WindowState, area: Rectangle, view?: ChannelId | 'all'): WindowState => {
  const size = view === undefined ? { width: from.bounds.width, height: from.bounds.height } : popOutSize
  return {
    ...from,
    maximized: false,
    compact: view !== undefined || from.compact,
    view: view ?? from.view,
    bounds: keepWithin({ ...size, x: from.bounds.x + cascade, y: from.bounds.y + cascade }, area),
  }
}

/** As large as the one that it came from, in the middle of another display. */
export const onArea = (from: WindowState, area: Rectangle): WindowState => ({
  ...from,
  bounds: centred(area, from.bounds),
})

/**
 * The same bounds where their title bar can be grasped on one of the displays' work areas; else of the same size in the
 * middle of the first, which is the primary one: displays are unplugged, and resolutions change.
 */
export const fitBounds = (bounds: Rectangle, areas: readonly [Rectangle, ...Rectangle[]]): Rectangle => {
  const area = areas.find((candidate) => isGraspable(shrink(bounds, candidate), candidate))
  return area === undefined ? centred(areas[0], bounds) : shrink(bounds, area)
}

const plainState = { maximized: false, alwaysOnTop: false, opacity: 1, compact: false, view: 'all' } as const

const isGraspable = (bounds: Rectangle, area: Rectangle): boolean => {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const isTitleThere = bounds.y >= area.y - 8 && bounds.y + graspable.height <= area.y + area.height
  return width >= graspable.width && isTitleThere
}

const shrink = (bounds: Rectangle, area: Rectangle): Rectangle => ({
  ...bounds,
  width: Math.max(smallestWindow.width, Math.min(bounds.width, area.width)),
  height: Math.max(smallestWindow.height, Math.min(bounds.height, area.height)),
})

const centred = (area: Rectangle, size: { readonly width: number; readonly height: number }): Rectangle => {
  const { width, height } = shrink({ x: 0, y: 0, width: size.width, height: size.height }, area)
  return {
    width,
    height,
    x: area.x + Math.max(0, Math.round((area.width - width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - height) / 2)),
  }
}

const keepWithin = (bounds: Rectangle, area: Rectangle): Rectangle => {
  const { width, height } = shrink(bounds, area)
  const limit = (value: number, from: number, length: number, own: number) =>
    Math.max(from, Math.min(value, from + length - own))
  return {
    width,
    height,
    x: limit(bounds.x, area.x, area.width, width),
    y: limit(bounds.y, area.y, area.height, height),
  }
}
