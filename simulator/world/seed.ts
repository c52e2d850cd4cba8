/** Who lives in the simulated Twitch. Everybody here is invented. */
import type { ChatSettings } from './types.ts'

export interface SeedChannel {
  readonly login: string
  readonly name: string
  readonly color: string
  readonly description: string
  readonly broadcasterType: 'affiliate' | 'partner'
  readonly title: string
  readonly game: { readonly id: string; readonly name: string }
  readonly tags: readonly string[]
  readonly viewers: number
  readonly moderators: readonly string[]
  readonly vips: readonly string[]
  readonly settings?: Partial<ChatSettings>
}

/** The account that demo and tests sign in with: broadcaster of one, moderator in two, viewer elsewhere. */
export const hostLogin = 'river_host'

export const seedChannels: readonly SeedChannel[] = [
  {
    login: hostLogin,
    name: 'River_Host',
    color: '#2FA8E0',
    description: 'Slow boats, small code, big river. Building a rowing game live.',
    broadcasterType: 'affiliate',
    title: 'Building a tiny rowing game | day 12: water that looks wet',
    game: { id: '1469308723', name: 'Software and Game Development' },
    tags: ['English', 'GameDev', 'Cozy'],
    viewers: 312,
    moderators: ['pebble_pat', 'otter_ines'],
    vips: ['kayak_kim', 'hana_mizu'],
  },
  {
    login: 'mosswood_mia',
    name: 'Mosswood_Mia',
    color: '#6BBF59',
    description: 'Pixel art of gardens and gardens of pixel art.',
    broadcasterType: 'partner',
    title: 'Pixel greenhouse with Tom | shared chat',
    game: { id: '509660', name: 'Art' },
    tags: ['English', 'PixelArt', 'Collab'],
    viewers: 1180,
    moderators: [hostLogin, 'fern_freya'],
    vips: ['teacup_theo'],
  },
  {
    login: 'tidal_tom',
    name: 'TidalTom',
    color: '#12B5A6',
    description: 'Speedruns of games about the sea.',
    broadcasterType: 'partner',
    title: 'Any% practice while Mia paints | shared chat',
    game: { id: '1229', name: 'Retro' },
    tags: ['English', 'Speedrun', 'Collab'],
    viewers: 2045,
    moderators: [hostLogin, 'frame_perfect_fi'],
    vips: ['splits_sam'],
  },
  {
    login: 'night_owl_nora',
    name: 'Night_Owl_Nora',
    color: '#9B7BE8',
    description: 'Modular synths after midnight.',
    broadcasterType: 'affiliate',
    title: 'Patching something slow and warm',
    game: { id: '26936', name: 'Music' },
    tags: ['English', 'Synth', 'Chill'],
    viewers: 487,
    moderators: ['lowpass_lou'],
    vips: ['velvet_vic'],
  },
  {
    login: 'ember_arcade',
    name: 'EmberArcade',
    color: '#FF7A3D',
    description: 'Weekly brackets, all skill levels, one cabinet.',
    broadcasterType: 'partner',
    title: 'Friday bracket: winners semi-finals',
    game: { id: '33214', name: 'Fighting Games' },
    tags: ['English', 'FGC', 'Tournament'],
    viewers: 5320,
    moderators: ['bracket_bea', 'combo_cal'],
    vips: ['clutch_cleo'],
    settings: { slowSeconds: 5 },
  },
  {
    login: 'stargazer_sol',
    name: 'Stargazer_Sol',
    color: '#F2C14E',
    description: 'A telescope on a roof and a lot of patience.',
    broadcasterType: 'affiliate',
    title: 'Saturn, if the clouds allow',
    game: { id: '509670', name: 'Science & Technology' },
    tags: ['English', 'Astronomy', 'Outdoors'],
    viewers: 205,
    moderators: ['orbit_olga'],
    vips: ['nebula_nils'],
    settings: { followersOnlyMinutes: 0 },
  },
]

/** The channels that share one chat from the start, the host first. */
export const seedSharedChat = ['mosswood_mia', 'tidal_tom'] as const

/** A channel that Twitch has closed. */
export const suspendedLogin = 'closed_lagoon'

/** login, name, colour, further badges worn everywhere. */
export type SeedChatter = readonly [login: string, name: string, color: string, ...badges: string[]]

export const seedChatters: readonly SeedChatter[] = [
  ['pebble_pat', 'Pebble_Pat', '#D2691E', 'premium/1'],
  ['otter_ines', 'Otter_Ines', '#00C2A8'],
  ['kayak_kim', 'KayakKim', '#FF69B4', 'sub-gifter/5'],
  ['hana_mizu', '花水木', '#E86AA6', 'premium/1'],
  ['fern_freya', 'Fern_Freya', '#3CB371'],
  ['teacup_theo', 'Teacup_Theo', '#B8860B', 'glhf-pledge/1'],
  ['frame_perfect_fi', 'FramePerfectFi', '#5F9EA0', 'premium/1'],
  ['splits_sam', 'SplitsSam', '#DAA520', 'sub-gifter/10'],
  ['lowpass_lou', 'LowPassLou', '#8A2BE2'],
  ['velvet_vic', 'Velvet_Vic', '#B22222', 'turbo/1'],
  ['bracket_bea', 'BracketBea', '#FF4500', 'premium/1'],
  ['combo_cal', 'Combo_Cal', '#1E90FF'],
  ['clutch_cleo', 'ClutchCleo', '#FF1493', 'sub-gifter/25'],
  ['orbit_olga', 'Orbit_Olga', '#9ACD32', 'glhf-pledge/1'],
  ['nebula_nils', 'NebulaNils', '#7B68EE', 'premium/1'],
  ['lantern_leo', 'LanternLeo', '#FFB347'],
  ['quiet_quinn', 'quiet_quinn', ''],
  ['maple_mo', 'MapleMo', '#CD5C5C', 'premium/1'],
  ['pixel_priya', 'PixelPriya', '#C71585', 'artist-badge/1'],
  ['rainy_rui', 'Rainy_Rui', '#4682B4'],
  ['biscuit_ben', 'BiscuitBen', '#A0522D', 'bits/100'],
  ['jam_jar_jo', 'JamJarJo', '#DC143C'],
  ['cloud_nine_ned', 'CloudNineNed', '#87CEEB', 'premium/1'],
  ['zigzag_zoe', 'ZigzagZoe', '#ADFF2F', 'glhf-pledge/1'],
  ['tin_robot_ty', 'TinRobotTy', '#708090'],
  ['paper_plane_pia', 'PaperPlanePia', '#FF6347', 'bits/1000'],
  ['slow_sloth_sid', 'SlowSlothSid', '#8FBC8F', 'no_audio/1'],
  ['hex_hedda', 'HexHedda', '#BA55D3', 'premium/1'],
  ['noodle_noah', 'NoodleNoah', '#F4A460'],
  ['marble_may', 'Marble_May', '#40E0D0', 'sub-gifter/1'],
  ['copper_cora', 'CopperCora', '#B87333'],
  ['doodle_dan', 'DoodleDan', '#6495ED', 'artist-badge/1'],
  ['echo_eli', 'Echo_Eli', '#00FA9A', 'premium/1'],
  ['gumdrop_gus', 'GumdropGus', '#FF00FF'],
  ['ivy_and_ink', 'IvyAndInk', '#2E8B57', 'bits/1'],
  ['kettle_kaz', 'KettleKaz', '#FF8C00'],
  ['loop_lena', 'LoopLena', '#DDA0DD', 'premium/1'],
  ['moth_mateo', 'Moth_Mateo', '#BDB76B'],
  ['north_nadia', 'North_Nadia', '#5B8DEF', 'turbo/1'],
  ['pine_pekka', 'Pine_Pekka', '#228B22'],
  ['sol_soraya', 'Sol_Soraya', '#FFD700', 'premium/1'],
  ['umbrella_uma', 'UmbrellaUma', '#20B2AA'],
  ['waffle_wim', 'WaffleWim', '#D2B48C', 'bits/100'],
  ['yarn_yuki', '毛糸ゆき', '#FA8072', 'premium/1'],
]

/** Comes by to advertise hats; the moderators know it. */
export const spammerLogin = 'free_hats_4_u'
