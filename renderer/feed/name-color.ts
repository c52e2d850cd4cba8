/** Names keep the colour that their owner chose, moved only as far as legibility on the theme asks. */

export type Rgb = readonly [number, number, number]

export const readHex = (hex: string): Rgb | undefined => {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (match === null) return undefined
  const [, red = '0', green = '0', blue = '0'] = match
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)]
}

const toHex = (color: Rgb): string =>
  `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`

const linear = (channel: number): number => {
  const value = channel / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
export const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

export const contrast = (left: Rgb, right: Rgb): number => {
  const bright = Math.max(luminance(left), luminance(right))
  const dim = Math.min(luminance(left), luminance(right))
  return (bright + 0.05) / (dim + 0.05)
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
]

const rounded = (color: Rgb): Rgb => [Math.round(color[0]), Math.round(color[1]), Math.round(color[2])]

/** The nearest colour towards white (on dark) or black (on light) that has at least `ratio` to one on `background`. */
export const clampContrast = (color: Rgb, background: Rgb, ratio: number): Rgb => {
  if (contrast(color, background) >= ratio) return color
  const goal: Rgb = luminance(background) < 0.18 ? [255, 255, 255] : [0, 0, 0]
  let low = 0
  let high = 1
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2
    if (contrast(rounded(mix(color, goal, middle)), background) >= ratio) high = middle
    else low = middle
  }
  return rounded(mix(color, goal, high))
}

/** For people without a colour: the same person, the same one, everywhere. */
const ownColors: readonly Rgb[] = [
  [92, 178, 226],
  [229, 143, 101],
  [120, 196, 138],
  [214, 132, 196],
  [214, 178, 94],
  [142, 152, 238],
  [98, 198, 190],
  [232, 124, 138],
]

const hash = (text: string): number => {
  let value = 0
  for (let index = 0; index < text.length; index++) value = (value * 31 + text.charCodeAt(index)) | 0
  return value >>> 0
}

export type NameColors = (authorId: string, color: string | undefined) => string

/** Remembers its answers: the same few thousand people write all evening. */
export const createNameColors = (background: Rgb, ratio: number): NameColors => {
  const known = new Map<string, string>()
  return (authorId, color) => {
    const key = color ?? authorId
    const before = known.get(key)
    if (before !== undefined) return before
    const wanted = (color === undefined ? undefined : readHex(color)) ?? ownColors[hash(authorId) % ownColors.length]
    const answer = toHex(clampContrast(wanted ?? [128, 128, 128], background, ratio))
    if (known.size > 20_000) known.clear()
    known.set(key, answer)
    return answer
  }
}
