import { hashText } from '../random.ts'

export type Body =
  | 'round'
  | 'box'
  | 'cat'
  | 'frog'
  | 'star'
  | 'heart'
  | 'drop'
  | 'flame'
  | 'moon'
  | 'flower'
  | 'ghost'
  | 'bear'
export type Eyes = 'dots' | 'happy' | 'wide' | 'wink' | 'sleepy' | 'stars' | 'hearts' | 'cross'
export type Mouth = 'smile' | 'grin' | 'open' | 'flat' | 'sad' | 'smirk' | 'wave' | 'tongue'

export interface Face {
  readonly body: Body
  readonly hue: number
  readonly eyes: Eyes
  readonly mouth: Mouth
  readonly extra?: 'blush' | 'sweat' | 'tear' | 'crown' | 'sprout' | 'glasses' | 'leaf'
}

/** Those whose name asks for a certain picture; all others are drawn by lot. */
const known: Readonly<Record<string, Face>> = {
  Kappa: { body: 'round', hue: 25, eyes: 'wink', mouth: 'smirk' },
  Keepo: { body: 'cat', hue: 30, eyes: 'dots', mouth: 'smirk' },
  PogChamp: { body: 'round', hue: 18, eyes: 'wide', mouth: 'open' },
  LUL: { body: 'round', hue: 46, eyes: 'happy', mouth: 'grin' },
  HeyGuys: { body: 'bear', hue: 280, eyes: 'happy', mouth: 'smile', extra: 'blush' },
  BibleThump: { body: 'drop', hue: 205, eyes: 'wide', mouth: 'sad', extra: 'tear' },
  NotLikeThis: { body: 'round', hue: 340, eyes: 'cross', mouth: 'wave' },
  SeemsGood: { body: 'box', hue: 95, eyes: 'happy', mouth: 'grin' },
  VoHiYo: { body: 'flower', hue: 325, eyes: 'happy', mouth: 'open', extra: 'blush' },
  PJSalt: { body: 'ghost', hue: 210, eyes: 'sleepy', mouth: 'flat' },
  ResidentSleeper: { body: 'moon', hue: 230, eyes: 'sleepy', mouth: 'flat' },
  '4Head': { body: 'box', hue: 40, eyes: 'happy', mouth: 'grin' },
  '<3': { body: 'heart', hue: 315, eyes: 'happy', mouth: 'smile', extra: 'blush' },
  ':)': { body: 'round', hue: 50, eyes: 'dots', mouth: 'smile' },
  ':D': { body: 'round', hue: 50, eyes: 'happy', mouth: 'open' },
  ';)': { body: 'round', hue: 50, eyes: 'wink', mouth: 'smile' },
  ':(': { body: 'round', hue: 50, eyes: 'dots', mouth: 'sad' },
  riverWave: { body: 'drop', hue: 200, eyes: 'happy', mouth: 'smile', extra: 'blush' },
  riverHype: { body: 'drop', hue: 190, eyes: 'stars', mouth: 'open' },
  riverCozy: { body: 'bear', hue: 24, eyes: 'sleepy', mouth: 'smile', extra: 'blush' },
  riverSplash: { body: 'drop', hue: 210, eyes: 'wide', mouth: 'open', extra: 'sweat' },
  riverLove: { body: 'heart', hue: 350, eyes: 'hearts', mouth: 'smile' },
  riverThink: { body: 'round', hue: 48, eyes: 'dots', mouth: 'smirk', extra: 'glasses' },
  mossSprout: { body: 'round', hue: 110, eyes: 'happy', mouth: 'smile', extra: 'sprout' },
  mossBloom: { body: 'flower', hue: 300, eyes: 'happy', mouth: 'smile' },
  mossComfy: { body: 'bear', hue: 85, eyes: 'sleepy', mouth: 'smile', extra: 'blush' },
  mossFrog: { body: 'frog', hue: 120, eyes: 'dots', mouth: 'smile' },
  tidalGG: { body: 'box', hue: 175, eyes: 'happy', mouth: 'grin', extra: 'crown' },
  tidalPB: { body: 'star', hue: 48, eyes: 'stars', mouth: 'open' },
  tidalSweat: { body: 'round', hue: 185, eyes: 'wide', mouth: 'wave', extra: 'sweat' },
  tidalWave: { body: 'drop', hue: 195, eyes: 'wink', mouth: 'tongue' },
  noraMoon: { body: 'moon', hue: 52, eyes: 'sleepy', mouth: 'smile' },
  noraVibe: { body: 'cat', hue: 270, eyes: 'happy', mouth: 'smile', extra: 'glasses' },
  noraOwl: { body: 'bear', hue: 260, eyes: 'wide', mouth: 'flat' },
  emberFire: { body: 'flame', hue: 18, eyes: 'dots', mouth: 'grin' },
  emberSalt: { body: 'ghost', hue: 200, eyes: 'cross', mouth: 'wave' },
  emberClutch: { body: 'box', hue: 5, eyes: 'wide', mouth: 'grin', extra: 'sweat' },
  solStar: { body: 'star', hue: 50, eyes: 'happy', mouth: 'smile', extra: 'blush' },
  solOrbit: { body: 'round', hue: 255, eyes: 'stars', mouth: 'open' },
  solWow: { body: 'moon', hue: 225, eyes: 'stars', mouth: 'open' },
}

const bodies: readonly Body[] = ['round', 'box', 'cat', 'frog', 'star', 'heart', 'drop', 'flower', 'ghost', 'bear']
const eyeKinds: readonly Eyes[] = ['dots', 'happy', 'wide', 'wink', 'sleepy', 'stars']
const mouthKinds: readonly Mouth[] = ['smile', 'grin', 'open', 'flat', 'smirk', 'wave', 'tongue']

/** The face of an emote by its name; the same name, the same face. */
export const faceOf = (name: string): Face => {
  const face = known[name]
  if (face !== undefined) return face
  const hash = hashText(name)
  return {
    body: bodies[hash % bodies.length] ?? 'round',
    hue: (hash >>> 5) % 360,
    eyes: eyeKinds[(hash >>> 14) % eyeKinds.length] ?? 'dots',
    mouth: mouthKinds[(hash >>> 20) % mouthKinds.length] ?? 'smile',
  }
}
