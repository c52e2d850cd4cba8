import type { Topic } from './types.ts'

export const moss: Topic = {
  login: 'mosswood_mia',
  linesPerMinute: 18,
  emotes: ['mossSprout', 'mossBloom', 'mossComfy', 'mossFrog', 'mossTea', 'VoHiYo'],
  announcements: [
    'Shared chat with Tom tonight: one chat, two streams. Be kind to the speedrunners mossComfy',
    'The greenhouse palette is free to use, link in the panels.',
  ],
  lines: [
    'the fern got its third shade of green and I felt that',
    'sixteen colours and it looks like this?!',
    'the frog on the watering can mossFrog',
    'dithering on the glass is so good',
    'I could look at this tomato all evening',
    'please never finish this greenhouse',
    'that highlight on the pot, perfect',
    'tea is ready, sketchbook is ready mossTea',
    'the snail is smiling now',
    'I tried your palette and my cactus looks happy for once',
    'every pixel has a job',
    'the monstera has too many holes. keep it.',
    'how is moss this cosy mossComfy',
    'Tom please wave at the greenhouse',
  ],
  dialogues: [
    ['a: which program is this?', 'b> Aseprite, I think', 'mod> Aseprite, brush size one, always', 'a: brave'],
    [
      'a: how do you choose the shadow colour?',
      'host> never black, I go toward blue and one step darker',
      'a: writing that down',
      'b: same, my shadows were mud',
    ],
    [
      'a: is the frog animated?',
      'b: it blinks every eight seconds, I counted',
      'c: you counted LUL',
      'b> it is important research',
    ],
    ['a: what is the canvas size?', 'mod> 320 by 180, scaled up for the stream', 'a: thank you'],
    ['a: Mia your plants look healthier than mine', 'b: pixels need less water', 'a> rude but true'],
    [
      'a: can the cat sleep on the bench',
      'b: cat on the bench cat on the bench',
      'host: fine. one cat.',
      'c: mossBloom mossBloom mossBloom',
    ],
    [
      'a: does the shared chat reach Tom as well?',
      'b> yes, both rooms see it',
      'a: hi Tom!',
      'c: hello from the other side tidalWave',
    ],
    ['a: I drew a leaf today', 'host> how did it go?', 'a> it looks like a fish', 'host> then it is a fish. frame it.'],
    [
      'a: @river_host is modding here too? busy evening',
      'b: the hardest working oar in chat',
      'c: riverWave riverWave',
    ],
    ['a: why is one tile of the floor different?', 'host> that one is for those who look closely', 'a: I feel seen'],
    ['a: what are you listening to?', 'b: the lofi playlist from the about page', 'c: track four is my alarm now'],
  ],
}
