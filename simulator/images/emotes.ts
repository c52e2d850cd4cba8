/** Our own little faces and things, drawn from an emote's name: the same name, the same picture. */
import {
  both,
  type Canvas,
  capsule,
  circle,
  cut,
  ellipse,
  heart,
  hsl,
  moved,
  outline,
  polygon,
  roundedBox,
  type Shape,
  star,
  union,
  verticalGradient,
} from './canvas.ts'
import type { Body, Eyes, Face, Mouth } from './faces.ts'

const bodyShapes: Readonly<Record<Body, Shape>> = {
  round: circle(0, 0, 0.84),
  box: roundedBox(0, 0.02, 0.8, 0.76, 0.3),
  cat: union(
    ellipse(0, 0.14, 0.86, 0.72),
    polygon([
      [-0.84, -0.88],
      [-0.18, -0.5],
      [-0.8, 0.1],
    ]),
    polygon([
      [0.84, -0.88],
      [0.18, -0.5],
      [0.8, 0.1],
    ]),
  ),
  frog: union(ellipse(0, 0.18, 0.9, 0.66), circle(-0.46, -0.5, 0.32), circle(0.46, -0.5, 0.32)),
  star: (x, y) => star(0, 0.06, 0.9, 0.56, 5)(x, y) - 0.08,
  heart: heart(0, -0.12, 0.92),
  drop: union(
    circle(0, 0.2, 0.7),
    polygon([
      [0, -0.95],
      [0.58, -0.16],
      [-0.58, -0.16],
    ]),
  ),
  flame: union(
    ellipse(0, 0.3, 0.68, 0.62),
    polygon([
      [0.1, -0.98],
      [0.66, 0.16],
      [-0.3, 0.2],
    ]),
    polygon([
      [-0.46, -0.56],
      [0.06, 0.2],
      [-0.66, 0.26],
    ]),
  ),
  moon: cut(circle(0, 0, 0.88), circle(0.62, -0.5, 0.44)),
  flower: union(
    circle(0, 0, 0.6),
    ...Array.from({ length: 8 }, (_, index) => {
      const angle = (index * Math.PI) / 4
      return circle(Math.cos(angle) * 0.6, Math.sin(angle) * 0.6, 0.32)
    }),
  ),
  ghost: cut(
    union(circle(0, -0.16, 0.72), roundedBox(0, 0.36, 0.72, 0.52, 0.06)),
    union(circle(-0.48, 0.96, 0.22), circle(0, 0.96, 0.22), circle(0.48, 0.96, 0.22)),
  ),
  bear: union(ellipse(0, 0.1, 0.84, 0.76), circle(-0.6, -0.58, 0.28), circle(0.6, -0.58, 0.28)),
}

const ink = [38, 28, 36] as const
const white = [255, 255, 255] as const
const arc = (cx: number, cy: number, radius: number, half: 'lower' | 'upper', width: number): Shape =>
  both(outline(circle(cx, cy, radius), width), (_, y) => (half === 'lower' ? cy - y : y - cy))

const drawEye = (canvas: Canvas, eyes: Eyes, x: number, y: number, left: boolean): void => {
  const kind = eyes === 'wink' ? (left ? 'dots' : 'happy') : eyes
  if (kind === 'dots') {
    canvas.fill(ellipse(x, y, 0.11, 0.15), ink)
    canvas.fill(circle(x + 0.03, y - 0.06, 0.045), white)
  } else if (kind === 'happy') canvas.fill(arc(x, y + 0.06, 0.15, 'upper', 0.05), ink)
  else if (kind === 'wide') {
    canvas.fill(circle(x, y, 0.21), white)
    canvas.fill(outline(circle(x, y, 0.21), 0.03), ink)
    canvas.fill(circle(x, y, 0.1), ink)
  } else if (kind === 'sleepy') canvas.fill(arc(x, y, 0.15, 'lower', 0.045), ink)
  else if (kind === 'stars') canvas.fill(star(x, y, 0.24, 0.1, 5), [255, 226, 60])
  else if (kind === 'hearts') canvas.fill(heart(x, y, 0.2), [255, 240, 245])
  else {
    canvas.fill(capsule(x - 0.11, y - 0.11, x + 0.11, y + 0.11, 0.045), ink)
    canvas.fill(capsule(x - 0.11, y + 0.11, x + 0.11, y - 0.11, 0.045), ink)
  }
}

const drawMouth = (canvas: Canvas, mouth: Mouth): void => {
  const y = 0.3
  if (mouth === 'smile') canvas.fill(arc(0, y - 0.06, 0.26, 'lower', 0.05), ink)
  else if (mouth === 'grin') {
    canvas.fill(
      both(circle(0, y - 0.08, 0.34), (_, py) => y - 0.06 - py),
      ink,
    )
    canvas.fill(
      both(circle(0, y - 0.08, 0.28), (_, py) => Math.max(y - 0.06 - py, py - y - 0.04)),
      white,
    )
  } else if (mouth === 'open') {
    canvas.fill(ellipse(0, y + 0.08, 0.22, 0.27), ink)
    canvas.fill(both(ellipse(0, y + 0.08, 0.18, 0.23), circle(0, y + 0.34, 0.22)), [232, 92, 110])
  } else if (mouth === 'flat') canvas.fill(capsule(-0.18, y + 0.06, 0.18, y + 0.06, 0.05), ink)
  else if (mouth === 'sad') canvas.fill(arc(0, y + 0.26, 0.22, 'upper', 0.05), ink)
  else if (mouth === 'smirk') canvas.fill(capsule(-0.14, y + 0.1, 0.26, y - 0.04, 0.05), ink)
  else if (mouth === 'wave') {
    canvas.fill(arc(-0.13, y + 0.08, 0.13, 'upper', 0.045), ink)
    canvas.fill(arc(0.13, y + 0.08, 0.13, 'lower', 0.045), ink)
  } else {
    canvas.fill(arc(0, y - 0.06, 0.26, 'lower', 0.05), ink)
    canvas.fill(roundedBox(0.06, y + 0.26, 0.12, 0.16, 0.11), [240, 110, 130])
  }
}

const drawExtra = (canvas: Canvas, extra: NonNullable<Face['extra']>): void => {
  if (extra === 'blush') {
    canvas.fill(ellipse(-0.52, 0.18, 0.16, 0.1), [255, 110, 130], 0.6)
    canvas.fill(ellipse(0.52, 0.18, 0.16, 0.1), [255, 110, 130], 0.6)
  } else if (extra === 'sweat' || extra === 'tear') {
    const [x, y] = extra === 'sweat' ? [0.68, -0.46] : [-0.44, 0.34]
    canvas.fill(
      union(
        circle(x, y, 0.15),
        polygon([
          [x, y - 0.36],
          [x + 0.13, y - 0.06],
          [x - 0.13, y - 0.06],
        ]),
      ),
      [90, 190, 255],
    )
  } else if (extra === 'crown') {
    canvas.fill(
      polygon([
        [-0.5, -0.5],
        [-0.56, -0.96],
        [-0.22, -0.74],
        [0, -1],
        [0.22, -0.74],
        [0.56, -0.96],
        [0.5, -0.5],
      ]),
      [255, 205, 60],
    )
  } else if (extra === 'sprout' || extra === 'leaf') {
    canvas.fill(capsule(0, -0.7, 0, -0.92, 0.04), [60, 140, 60])
    canvas.fill(moved(ellipse(0, 0, 0.22, 0.1), -0.18, -0.9, 0.5), [96, 190, 80])
    canvas.fill(moved(ellipse(0, 0, 0.22, 0.1), 0.18, -0.9, -0.5), [120, 210, 90])
  } else {
    for (const x of [-0.3, 0.3]) canvas.fill(outline(circle(x, -0.1, 0.25), 0.045), ink)
    canvas.fill(capsule(-0.06, -0.12, 0.06, -0.12, 0.035), ink)
  }
}

/** `phase` 0 to 1 is where an animated emote is in its bounce. */
export const drawEmote = (canvas: Canvas, face: Face, phase = 0): void => {
  const swing = Math.sin(phase * Math.PI * 2)
  const place = (shape: Shape): Shape => moved(shape, 0, -Math.abs(swing) * 0.1, swing * 0.16, 0.94)
  const target: Canvas = { ...canvas, fill: (shape, paint, alpha) => canvas.fill(place(shape), paint, alpha) }
  const body = bodyShapes[face.body]
  target.fill(body, verticalGradient(hsl(face.hue, 0.82, 0.66), hsl(face.hue + 12, 0.74, 0.47)))
  target.fill(outline(body, 0.035), hsl(face.hue, 0.7, 0.27))
  target.fill(both(body, ellipse(-0.28, -0.56, 0.26, 0.14)), white, 0.28)
  const [eyeX, eyeY] = face.body === 'frog' ? [0.46, -0.48] : face.body === 'star' ? [0.24, -0.08] : [0.3, -0.1]
  drawEye(target, face.eyes, -eyeX, eyeY, true)
  drawEye(target, face.eyes, eyeX, eyeY, false)
  drawMouth(target, face.mouth)
  if (face.extra !== undefined) drawExtra(target, face.extra)
}
