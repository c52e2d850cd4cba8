import type { Topic } from './types.ts'

export const ember: Topic = {
  login: 'ember_arcade',
  linesPerMinute: 26,
  emotes: ['emberFire', 'emberCombo', 'emberSalt', 'emberClutch', 'PogChamp', 'LUL', 'PJSalt'],
  announcements: [
    'Winners semi-finals now, losers side right after. Bracket link is pinned.',
    'Slow mode is on during sets. Cheer for both players emberFire',
  ],
  lines: [
    'THAT PARRY',
    'he blocked the whole string emberClutch',
    'pixel of health, PIXEL of health',
    'crowd is louder than the cabinet',
    'best set of the night so far emberFire',
    'adaptation in game three, so good',
    'what a read',
    'the reset!! emberCombo',
    'she has been lab-ing that corner all week',
    'time over win, classic',
    'both players earned this one',
    'commentary is on fire tonight',
    'I dropped that combo just watching it',
    'perfect punish, perfect',
    'somebody clip the double parry',
  ],
  dialogues: [
    ['a: who is on the left?', 'mod> Copper Cora, third seed', 'a: she is a machine', 'b: emberFire emberFire'],
    ['a: is it best of three or five?', 'b> five from semis on', 'a: good, I want more of this'],
    ['a: why did he not throw there', 'b: he was thrown for trying it twice', 'c: fear is a mechanic', 'a: accurate'],
    ['a: GAME FIVE', 'b: GAME FIVE', 'c: emberClutch emberClutch emberClutch', 'a: I can not sit'],
    ['a: when are the losers finals?', 'mod> in about forty minutes', 'a: dinner it is'],
    ['a: that character is too strong', 'b: that player is too strong', 'a> fine, both', 'c: PJSalt'],
    [
      'a: first tournament stream for me, what do the lights mean?',
      'b> green means super is ready, duck',
      'a: duck, got it LUL',
    ],
    ['a: how do I sign up for next week?', 'mod> form opens on Monday, no skill needed', 'a: I have exactly that much'],
    ['a: that was a four frame gap', 'b: you could drive a boat through it', 'c: @river_host they mean you LUL'],
    ['a: handshake at the end, love to see it', 'b: good people, good games', 'c: gg gg'],
  ],
}
