/** Badges: a coloured tile with one plain mark, legible at 18 pixels. */
import { hashText } from '../random.ts'
import {
  type Canvas,
  type Color,
  capsule,
  circle,
  cut,
  heart,
  hsl,
  outline,
  polygon,
  roundedBox,
  type Shape,
  star,
  union,
  verticalGradient,
} from './canvas.ts'

const white: Color = [255, 255, 255]
const tile = roundedBox(0, 0, 0.98, 0.98, 0.26)

const check: Shape = union(capsule(-0.42, 0.04, -0.1, 0.36, 0.13), capsule(-0.1, 0.36, 0.46, -0.32, 0.13))
const camera: Shape = union(
  roundedBox(-0.16, 0, 0.44, 0.4, 0.12),
  polygon([
    [0.34, 0],
    [0.68, -0.34],
    [0.68, 0.34],
  ]),
)
const sword: Shape = union(
  capsule(-0.3, 0.34, 0.5, -0.5, 0.12),
  capsule(-0.5, 0.06, -0.06, 0.5, 0.1),
  capsule(-0.56, 0.58, -0.38, 0.4, 0.12),
)
const gem: Shape = polygon([
  [-0.4, -0.46],
  [0.4, -0.46],
  [0.66, -0.1],
  [0, 0.62],
  [-0.66, -0.1],
])
const crown: Shape = polygon([
  [-0.6, 0.42],
  [-0.66, -0.42],
  [-0.28, -0.06],
  [0, -0.56],
  [0.28, -0.06],
  [0.66, -0.42],
  [0.6, 0.42],
])
const gift: Shape = union(
  cut(roundedBox(0, 0.2, 0.52, 0.42, 0.08), roundedBox(0, 0.2, 0.07, 0.5, 0.01)),
  outline(circle(-0.2, -0.42, 0.17), 0.07),
  outline(circle(0.2, -0.42, 0.17), 0.07),
)
const brush: Shape = union(capsule(-0.1, 0.1, 0.5, -0.5, 0.11), circle(-0.32, 0.34, 0.26))
const bolt: Shape = polygon([
  [0.12, -0.68],
  [-0.46, 0.12],
  [-0.06, 0.12],
  [-0.16, 0.68],
  [0.46, -0.16],
  [0.06, -0.16],
])
const hexagon: Shape = polygon(
  Array.from({ length: 6 }, (_, index) => {
    const angle = (index * Math.PI) / 3 - Math.PI / 2
    return [Math.cos(angle) * 0.86, Math.sin(angle) * 0.86] as const
  }),
)
const note: Shape = union(
  circle(-0.24, 0.4, 0.24),
  capsule(-0.06, 0.4, -0.06, -0.5, 0.08),
  capsule(-0.06, -0.5, 0.4, -0.3, 0.1),
)

interface Mark {
  readonly color: Color
  readonly shape: Shape
}

const marks: Readonly<Record<string, Mark>> = {
  broadcaster: { color: [233, 25, 22], shape: camera },
  moderator: { color: [0, 173, 3], shape: sword },
  vip: { color: [224, 5, 185], shape: gem },
  partner: { color: [145, 70, 255], shape: check },
  premium: { color: [0, 140, 214], shape: crown },
  turbo: { color: [89, 57, 154], shape: bolt },
  staff: { color: [32, 18, 60], shape: bolt },
  founder: { color: [205, 140, 30], shape: star(0, 0.03, 0.72, 0.32, 5) },
  'artist-badge': { color: [30, 105, 255], shape: brush },
  'glhf-pledge': { color: [60, 60, 70], shape: heart(0, -0.05, 0.6) },
  no_audio: { color: [90, 90, 100], shape: note },
  no_video: { color: [90, 90, 100], shape: camera },
  'sub-gifter': { color: [140, 80, 220], shape: gift },
}

const bitColors: Readonly<Record<string, Color>> = {
  '1': [151, 151, 151],
  '100': [156, 62, 232],
  '1000': [29, 178, 165],
  '5000': [0, 153, 254],
  '10000': [244, 48, 33],
}

const lighter = ([red, green, blue]: Color): Color => [
  red + (255 - red) * 0.25,
  green + (255 - green) * 0.25,
  blue + (255 - blue) * 0.25,
]

/** `key` is `set-version`, or `login.set-version` for a channel's own. */
export const drawBadge = (canvas: Canvas, key: string): void => {
  const [login, rest] = key.includes('.') ? key.split('.', 2) : ['', key]
  const at = (rest ?? '').lastIndexOf('-')
  const set = (rest ?? '').slice(0, at)
  const version = (rest ?? '').slice(at + 1)
  if (set === 'bits') {
    const color = bitColors[version] ?? [151, 151, 151]
    canvas.fill(hexagon, verticalGradient(lighter(color), color))
    canvas.fill(
      polygon([
        [0, -0.5],
        [0.44, 0.26],
        [-0.44, 0.26],
      ]),
      white,
      0.85,
    )
    return
  }
  if (set === 'subscriber') {
    const months = Number(version) % 1000
    const hue = login === '' ? 265 : hashText(login ?? '') % 360
    const color = hsl(hue, 0.62, 0.5 - Math.min(months, 36) / 160)
    canvas.fill(tile, verticalGradient(lighter(color), color))
    const points = months >= 24 ? 8 : months >= 12 ? 6 : months >= 3 ? 5 : 4
    canvas.fill(star(0, 0, 0.78, months >= 12 ? 0.42 : 0.34, points), months >= 6 ? [255, 222, 120] : white)
    if (Number(version) >= 3000) canvas.fill(outline(tile, 0.07), [255, 214, 90])
    return
  }
  const mark = marks[set] ?? { color: hsl(hashText(key) % 360, 0.5, 0.45), shape: circle(0, 0, 0.46) }
  canvas.fill(tile, verticalGradient(lighter(mark.color), mark.color))
  canvas.fill(mark.shape, white)
}

const cheerColors: readonly (readonly [bits: number, color: Color])[] = [
  [10_000, [244, 48, 33]],
  [5000, [0, 153, 254]],
  [1000, [29, 178, 165]],
  [100, [156, 62, 232]],
  [1, [151, 151, 151]],
]

/** A gem that gleams; `phase` 0 to 1. */
export const drawCheer = (canvas: Canvas, bits: number, phase = 0): void => {
  const color = cheerColors.find(([least]) => bits >= least)?.[1] ?? [151, 151, 151]
  const shape: Shape = (x, y) => gem(x / 1.2, y / 1.2 + Math.sin(phase * Math.PI * 2) * 0.08)
  canvas.fill(shape, verticalGradient(lighter(lighter(color)), color))
  canvas.fill(
    polygon([
      [-0.48, -0.1],
      [0.48, -0.1],
      [0, 0.74],
    ]),
    white,
    0.22 + 0.2 * Math.abs(Math.sin(phase * Math.PI)),
  )
}

/** A person's picture: hills, a sun and two colours of their own. */
export const drawAvatar = (canvas: Canvas, login: string): void => {
  const hash = hashText(login)
  const hue = hash % 360
  const night = (hash >>> 9) % 3 === 0
  canvas.fill(() => -1, verticalGradient(hsl(hue, 0.6, night ? 0.22 : 0.72), hsl(hue + 40, 0.6, night ? 0.36 : 0.86)))
  canvas.fill(circle(((hash >>> 12) % 100) / 100 - 0.5, -0.3, 0.3), night ? [245, 240, 215] : [255, 236, 150])
  const lift = ((hash >>> 18) % 60) / 100
  canvas.fill(
    (x, y) => 0.15 - lift / 3 + Math.sin(x * 2.4 + lift * 9) * 0.22 - y,
    hsl(hue + 150, 0.4, night ? 0.26 : 0.5),
  )
  canvas.fill((x, y) => 0.5 + Math.sin(x * 3 + 1 + lift * 5) * 0.16 - y, hsl(hue + 170, 0.45, night ? 0.18 : 0.38))
}
