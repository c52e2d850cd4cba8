/** A small painter: shapes as signed distances, painted with smooth edges. Coordinates run from -1 to 1, y downward. */

export type Color = readonly [red: number, green: number, blue: number]
/** Distance to the shape's edge, negative inside. */
export type Shape = (x: number, y: number) => number
export type Paint = Color | ((x: number, y: number) => Color)

export interface Canvas {
  readonly size: number
  /** RGBA, not premultiplied, row by row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
  fill(shape: Shape, paint: Paint, alpha?: number): void
}

export const createCanvas = (size: number): Canvas => {
  const pixels = new Uint8ClampedArray(size * size * 4)
  const scale = size / 2
  return {
    size,
    pixels,
    fill(shape, paint, alpha = 1) {
      for (let row = 0; row < size; row++) {
        const y = (row + 0.5) / scale - 1
        for (let column = 0; column < size; column++) {
          const x = (column + 0.5) / scale - 1
          const coverage = Math.min(1, Math.max(0, 0.5 - shape(x, y) * scale)) * alpha
          if (coverage <= 0) continue
          const [red, green, blue] = typeof paint === 'function' ? paint(x, y) : paint
          const at = (row * size + column) * 4
          const below = (pixels[at + 3] ?? 0) / 255
          const total = coverage + below * (1 - coverage)
          const mix = (top: number, index: number): number =>
            (top * coverage + (pixels[at + index] ?? 0) * below * (1 - coverage)) / total
          pixels[at] = mix(red, 0)
          pixels[at + 1] = mix(green, 1)
          pixels[at + 2] = mix(blue, 2)
          pixels[at + 3] = total * 255
        }
      }
    },
  }
}

export const circle =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius

export const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Shape =>
  (x, y) => {
    const length = Math.hypot((x - cx) / rx, (y - cy) / ry)
    return (length - 1) * Math.min(rx, ry)
  }

export const roundedBox =
  (cx: number, cy: number, width: number, height: number, radius: number): Shape =>
  (x, y) => {
    const dx = Math.abs(x - cx) - width + radius
    const dy = Math.abs(y - cy) - height + radius
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
  }

/** A line with round ends. */
export const capsule =
  (ax: number, ay: number, bx: number, by: number, radius: number): Shape =>
  (x, y) => {
    const [px, py, dx, dy] = [x - ax, y - ay, bx - ax, by - ay]
    const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy)))
    return Math.hypot(px - dx * along, py - dy * along) - radius
  }

/** Distance to a closed polygon of points. */
export const polygon =
  (points: readonly (readonly [number, number])[]): Shape =>
  (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    let inside = false
    points.forEach(([ax, ay], index) => {
      const [bx, by] = points[(index + 1) % points.length] ?? [ax, ay]
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
      nearest = Math.min(nearest, Math.hypot(x - ax - dx * along, y - ay - dy * along))
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    })
    return inside ? -nearest : nearest
  }

export const star = (cx: number, cy: number, outer: number, inner: number, points: number, turn = 0): Shape =>
  polygon(
    Array.from({ length: points * 2 }, (_, index) => {
      const angle = (index * Math.PI) / points - Math.PI / 2 + turn
      const radius = index % 2 === 0 ? outer : inner
      return [cx + Math.cos(angle) * radius, cy + Math.sin(angle) * radius] as const
    }),
  )

export const union =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    for (const shape of shapes) nearest = Math.min(nearest, shape(x, y))
    return nearest
  }

export const cut =
  (shape: Shape, hole: Shape): Shape =>
  (x, y) =>
    Math.max(shape(x, y), -hole(x, y))

export const both =
  (first: Shape, second: Shape): Shape =>
  (x, y) =>
    Math.max(first(x, y), second(x, y))

/** Only the edge of a shape, `width` to each side. */
export const outline =
  (shape: Shape, width: number): Shape =>
  (x, y) =>
    Math.abs(shape(x, y)) - width

export const moved = (shape: Shape, dx: number, dy: number, turn = 0, scale = 1): Shape => {
  const [cosine, sine] = [Math.cos(-turn), Math.sin(-turn)]
  return (x, y) => {
    const [px, py] = [(x - dx) / scale, (y - dy) / scale]
    return shape(px * cosine - py * sine, px * sine + py * cosine) * scale
  }
}

export const heart = (cx: number, cy: number, size: number): Shape =>
  union(
    circle(cx - size * 0.45, cy - size * 0.2, size * 0.5),
    circle(cx + size * 0.45, cy - size * 0.2, size * 0.5),
    polygon([
      [cx - size * 0.88, cy + size * 0.02],
      [cx, cy + size],
      [cx + size * 0.88, cy + size * 0.02],
      [cx, cy - size * 0.35],
    ]),
  )

/** hue 0 to 360, saturation and lightness 0 to 1. */
export const hsl = (hue: number, saturation: number, lightness: number): Color => {
  const channel = (shift: number): number => {
    const k = (shift + hue / 30) % 12
    const reach = saturation * Math.min(lightness, 1 - lightness)
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return [channel(0), channel(8), channel(4)]
}

export const verticalGradient =
  (top: Color, bottom: Color): Paint =>
  (_, y) => {
    const share = Math.min(1, Math.max(0, (y + 1) / 2))
    return [
      top[0] + (bottom[0] - top[0]) * share,
      top[1] + (bottom[1] - top[1]) * share,
      top[2] + (bottom[2] - top[2]) * share,
    ]
  }
