/**
 * Cheermotes as words of a message: over IRC nothing else marks them (https://dev.twitch.tv/docs/irc/tags: "bits").
 * The names are those of `GET /bits/cheermotes` for every channel; a channel's own end in "cheer".
 */
const prefixes: ReadonlySet<string> = new Set([
  '4head',
  'anon',
  'bday',
  'biblethump',
  'bitboss',
  'bleedpurple',
  'charity',
  'cheer',
  'cheerwhal',
  'corgo',
  'dansgame',
  'doodlecheer',
  'elegiggle',
  'failfish',
  'frankerz',
  'goal',
  'heyguys',
  'holidaycheer',
  'kappa',
  'kreygasm',
  'mrdestructoid',
  'muxy',
  'notlikethis',
  'party',
  'pjsalt',
  'pogchamp',
  'pride',
  'ripcheer',
  'scoops',
  'seemsgood',
  'shamrock',
  'showlove',
  'streamlabs',
  'swiftrage',
  'trihard',
  'uni',
  'vohiyo',
])

export const isCheerPrefix = (prefix: string): boolean => {
  const folded = prefix.toLowerCase()
  return prefixes.has(folded) || folded.endsWith('cheer')
}

const tiers: readonly number[] = [100_000, 10_000, 5_000, 1_000, 100]

/** The tier whose picture a cheer of so many bits shows: the largest whose minimum it reaches. */
export const tierOfBits = (bits: number): number => tiers.find((tier) => bits >= tier) ?? 1
