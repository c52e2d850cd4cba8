import type { Emote } from './types.ts'

const globalEmote = (id: string, name: string): Emote => ({
  id,
  name,
  setId: '0',
  ownerId: '0',
  animated: false,
  tier: '',
})

/** Emotes that everybody may use; ids as on Twitch, pictures our own. */
export const globalEmotes: readonly Emote[] = [
  globalEmote('25', 'Kappa'),
  globalEmote('1902', 'Keepo'),
  globalEmote('305954156', 'PogChamp'),
  globalEmote('425618', 'LUL'),
  globalEmote('30259', 'HeyGuys'),
  globalEmote('196892', 'TwitchUnity'),
  globalEmote('86', 'BibleThump'),
  globalEmote('64138', 'SeemsGood'),
  globalEmote('58765', 'NotLikeThis'),
  globalEmote('81274', 'VoHiYo'),
  globalEmote('88', 'PJSalt'),
  globalEmote('41', 'Kreygasm'),
  globalEmote('354', '4Head'),
  globalEmote('245', 'ResidentSleeper'),
  globalEmote('28087', 'WutFace'),
  globalEmote('114836', 'Jebaited'),
  globalEmote('160394', 'CoolStoryBob'),
  globalEmote('1', ':)'),
  globalEmote('3', ':D'),
  globalEmote('9', '<3'),
  globalEmote('11', ';)'),
  globalEmote('2', ':('),
]

const channelEmoteNames: Readonly<Record<string, readonly string[]>> = {
  river_host: ['riverWave', 'riverHype', 'riverCozy', 'riverSplash*', 'riverLove', 'riverThink', 'riverBoat'],
  mosswood_mia: ['mossSprout', 'mossBloom*', 'mossComfy', 'mossFrog', 'mossTea'],
  tidal_tom: ['tidalGG', 'tidalPB', 'tidalSweat', 'tidalWave*', 'tidalShell'],
  night_owl_nora: ['noraVibe*', 'noraSynth', 'noraMoon', 'noraOwl'],
  ember_arcade: ['emberFire*', 'emberCombo', 'emberSalt', 'emberClutch'],
  stargazer_sol: ['solStar', 'solOrbit*', 'solWow', 'solComet'],
}

const toHex = (text: string): string =>
  Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .padEnd(32, '0')
    .slice(0, 32)

/** The subscribers' emotes of a channel; a name's trailing `*` above marks the animated ones. */
export const emotesOf = (login: string, ownerId: string): readonly Emote[] =>
  (channelEmoteNames[login] ?? []).map((marked) => {
    const name = marked.replace('*', '')
    return {
      id: `emotesv2_${toHex(name)}`,
      name,
      setId: `3015${ownerId}`,
      ownerId,
      animated: marked.endsWith('*'),
      tier: '1000',
    }
  })
