/** The pictures' addresses, and pictures that nobody should trust. */
import { Hono } from 'hono'
import type { ImageFaultKind } from '../control/types.ts'
import { globalEmotes } from '../world/emotes.ts'
import { drawAvatar, drawBadge, drawCheer } from './badges.ts'
import { type Canvas, createCanvas } from './canvas.ts'
import { drawEmote } from './emotes.ts'
import { faceOf } from './faces.ts'
import { encodeGif } from './gif.ts'
import { nastyImage } from './nasty.ts'
import { encodePng } from './png.ts'

interface Picture {
  readonly type: 'image/png' | 'image/gif'
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface ImageContext {
  /** By the beginning of a path. */
  readonly faults: ReadonlyMap<string, ImageFaultKind>
}

const keptPictures = 2000
const framesPerLoop = 12
const frameMs = 70
const emoteSizes: Readonly<Record<string, number>> = { '1.0': 28, '2.0': 56, '3.0': 112 }
const badgeSizes: Readonly<Record<string, number>> = { '1': 18, '2': 36, '3': 72 }

const drawPng = (size: number, draw: (canvas: Canvas) => void): Picture => {
  const canvas = createCanvas(size)
  draw(canvas)
  return { type: 'image/png', bytes: encodePng(size, canvas.pixels) }
}

const drawGif = (size: number, draw: (canvas: Canvas, phase: number) => void): Picture => {
  const frames = Array.from({ length: framesPerLoop }, (_, index) => {
    const canvas = createCanvas(size)
    draw(canvas, index / framesPerLoop)
    return canvas.pixels
  })
  return { type: 'image/gif', bytes: encodeGif(size, frames, frameMs) }
}

const fromHex = (hex: string): string =>
  Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16))
    .filter((code) => code > 0)
    .map((code) => String.fromCharCode(code))
    .join('')

const globalNames: ReadonlyMap<string, string> = new Map(globalEmotes.map((emote) => [emote.id, emote.name]))

/** The simulator's own emote ids carry their name, so that the picture fits it. */
const nameOf = (id: string): string =>
  globalNames.get(id) ?? (/^emotesv2_([0-9a-f]{2})+$/.test(id) ? fromHex(id.slice('emotesv2_'.length)) : id)

const animatedNames = /^(riverSplash|mossBloom|tidalWave|noraVibe|emberFire|solOrbit)$/

const drawPath = (path: string): Picture | undefined => {
  const emote = /^\/emoticons\/v2\/([^/]{1,80})\/(static|animated|default)\/(?:light|dark)\/([123]\.0)$/.exec(path)
  if (emote !== null) {
    const [, id = '', format, scale = ''] = emote
    const name = nameOf(id)
    const animates = animatedNames.test(name)
    if (format === 'animated' && !animates) return undefined
    const face = faceOf(name)
    const size = emoteSizes[scale] ?? 28
    return animates && format !== 'static'
      ? drawGif(size, (canvas, phase) => drawEmote(canvas, face, phase))
      : drawPng(size, (canvas) => drawEmote(canvas, face))
  }
  const badge = /^\/badges\/v1\/([A-Za-z0-9_.-]{1,80})\/([123])$/.exec(path)
  if (badge !== null) return drawPng(badgeSizes[badge[2] ?? ''] ?? 18, (canvas) => drawBadge(canvas, badge[1] ?? ''))
  const avatar = /^\/jtv_user_pictures\/([a-z0-9_]{1,25})-profile_image-(?:300x300|150x150|70x70)\.png$/.exec(path)
  if (avatar !== null) return drawPng(150, (canvas) => drawAvatar(canvas, avatar[1] ?? ''))
  const cheer = /^\/actions\/cheer\/(?:light|dark)\/(animated|static)\/(\d{1,6})\/(1|1\.5|2|3|4)\.(gif|png)$/.exec(path)
  if (cheer !== null) {
    const [, motion, bits, scale, extension] = cheer
    if ((motion === 'animated') !== (extension === 'gif')) return undefined
    const size = Math.round(28 * Number(scale))
    return motion === 'animated'
      ? drawGif(size, (canvas, phase) => drawCheer(canvas, Number(bits), phase))
      : drawPng(size, (canvas) => drawCheer(canvas, Number(bits)))
  }
  return undefined
}

export const createImageRoutes = (context: ImageContext): Hono => {
  const routes = new Hono()
  const drawn = new Map<string, Picture>()

  // Browsers on the activation page ask for it, and would report a missing one.
  routes.get('/favicon.ico', (c) => c.body(null, 204))

  routes.get('*', (c) => {
    const path = decodeURIComponent(c.req.path)
    for (const [prefix, kind] of context.faults) if (path.startsWith(prefix)) return nastyImage(kind, c.req.url)
    const picture = drawn.get(path) ?? drawPath(path)
    if (picture === undefined) return c.body(null, 404)
    drawn.set(path, picture)
    if (drawn.size > keptPictures) for (const [oldest] of drawn) if (drawn.delete(oldest)) break
    return c.body(picture.bytes, 200, {
      'content-type': picture.type,
      'cache-control': 'public, max-age=604800',
      'access-control-allow-origin': '*',
    })
  })
  return routes
}
