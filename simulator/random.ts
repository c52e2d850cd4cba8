/** 0 <= value < 1. */
export type Random = () => number

/** The same numbers for the same seed (mulberry32). */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number from a text, the same every time (FNV-1a). */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

export interface Identifiers {
  uuid(): string
  /** Lower-case letters and digits, as Twitch's tokens. */
  token(length: number): string
  /** Upper-case letters without those that are misread, as Twitch's user codes. */
  userCode(): string
  digits(length: number): string
  /** As EventSub's session ids. */
  session(): string
}

const hex8 = (random: Random): string =>
  Math.floor(random() * 4_294_967_296)
    .toString(16)
    .padStart(8, '0')

export const createIdentifiers = (random: Random): Identifiers => {
  const draw = (alphabet: string, length: number): string => {
    let text = ''
    for (let index = 0; index < length; index++) text += alphabet.charAt(Math.floor(random() * alphabet.length))
    return text
  }
  return {
    uuid() {
      const [a, b, c, d] = [hex8(random), hex8(random), hex8(random), hex8(random)]
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`
    },
    token: (length) => draw('abcdefghijklmnopqrstuvwxyz0123456789', length),
    userCode: () => draw('BCDFGHJKLMNPQRSTVWXZ', 8),
    digits: (length) => draw('123456789', 1) + draw('0123456789', length - 1),
    session: () => `AgoQ${draw('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 22)}IGY2VsbC1h`,
  }
}

/** One of the items, which must not be none. */
export const pick = <T>(items: readonly [T, ...T[]] | readonly T[], random: Random): T => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('Nothing to pick from.')
  return item
}
