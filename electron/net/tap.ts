/** The raw-wire tap: the last frames of each source, redacted, for "copy diagnostics" and for making fixtures. */
import type { Disposer } from '../../shared/contract.ts'

export interface WireTap {
  record(source: string, direction: 'in' | 'out', text: string): void
}

export interface TappedFrame {
  /** ms since epoch. */
  readonly at: number
  readonly direction: 'in' | 'out'
  /** Redacted, and cut after `maxCharacters`. */
  readonly text: string
}

export interface InspectableTap extends WireTap {
  /** Recording goes on until every disposer was called; then what was recorded is forgotten. */
  enable(): Disposer
  /** Oldest first. */
  frames(): ReadonlyMap<string, readonly TappedFrame[]>
}

/** Keeps the last `capacity` frames of each of at most `maxSources` sources; off until enabled. */
export const createWireTap = (options: {
  readonly now: () => number
  readonly capacity?: number
  readonly maxSources?: number
  readonly maxCharacters?: number
}): InspectableTap => {
  const { now, capacity = 200, maxSources = 50, maxCharacters = 8_192 } = options
  const rings = new Map<string, TappedFrame[]>()
  const holders = new Set<symbol>()
  return {
    record(source, direction, text) {
      if (holders.size === 0) return
      let ring = rings.get(source)
      if (ring === undefined) {
        if (rings.size >= maxSources) return
        ring = []
        rings.set(source, ring)
      }
      if (ring.length >= capacity) ring.shift()
      // Redacted before it is cut, so that a cut cannot leave half a secret unrecognised.
      ring.push({ at: now(), direction, text: cut(redactWire(text.slice(0, maxCharacters * 2)), maxCharacters) })
    },
    enable() {
      const holder = Symbol('tap')
      holders.add(holder)
      return () => {
        holders.delete(holder)
        if (holders.size === 0) rings.clear()
      }
    },
    frames: () => new Map([...rings].map(([source, ring]) => [source, [...ring]])),
  }
}

const cut = (text: string, length: number) => (text.length <= length ? text : `${text.slice(0, length)}…`)

/** What may hold a secret on the wires we speak: tokens, Authorization values, IRC's PASS, OAuth fields. */
const secrets: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\boauth:[^\s"',;]+/gi, 'oauth:[secret]'],
  [/\b(Bearer|OAuth)\s+[^\s"',;]+/gi, '$1 [secret]'],
  [/^(\s*PASS\s+).+$/gim, '$1[secret]'],
  [
    /("?(?:access_token|refresh_token|device_code|client_secret|id_token|token|authorization)"?\s*[:=]\s*"?)[^\s"'&,;}]+/gi,
    '$1[secret]',
  ],
]

/** What came in, oldest first, one frame a line: what the simulator's `--replay` reads. Binary and cut frames are as they are. */
export const printInbound = (frames: ReadonlyMap<string, readonly TappedFrame[]>): string =>
  [...frames.values()]
    .flat()
    .filter((frame) => frame.direction === 'in')
    .sort((left, right) => left.at - right.at)
    .map((frame) => `${frame.text.replaceAll(/[\r\n]+/gu, '\n').trimEnd()}\n`)
    .join('')

export const redactWire = (text: string): string =>
  secrets.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text)
