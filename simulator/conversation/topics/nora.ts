import type { Topic } from './types.ts'

export const nora: Topic = {
  login: 'night_owl_nora',
  linesPerMinute: 13,
  emotes: ['noraVibe', 'noraSynth', 'noraMoon', 'noraOwl'],
  announcements: ['Headphones help tonight, there is a lot going on below 60 Hz noraMoon'],
  lines: [
    'that drone is hugging the whole room',
    'the filter sweep at the end, wow noraVibe',
    'is that rain a sample or is it actually raining',
    'I can hear the patch breathing',
    'this is what the inside of a lighthouse sounds like',
    'working late with this on noraMoon',
    'the little random melody is back noraSynth',
    'please release this one',
    'my cat fell asleep on beat',
    'reverb for days and I am not complaining',
    'the sequencer just surprised everyone',
    'the owl approves noraOwl',
  ],
  dialogues: [
    [
      'a: what is making the bell sound?',
      'b> two operators, slightly off, into the long delay',
      'a: it is beautiful',
      'b: agreed noraVibe',
    ],
    ['a: do you plan these or find them?', 'host> I plan a key and a mood, the cables do the rest', 'a: love that'],
    ['a: how many cables are in there', 'b: yes', 'c: enough to reach the moon noraMoon'],
    ['a: is there a recording of last week?', 'mod> it is on her page, second from the top', 'a: thank you so much'],
    [
      'a: first time here, this is exactly what I needed',
      'b: welcome {a}, get comfortable',
      'c: good night crew noraOwl',
    ],
    [
      'a: could you go back to the slow one',
      'host: turning the clock down, hold on',
      'a: perfect, thank you',
      'b: ahhh',
    ],
    [
      'a: which module is the red one?',
      'b> random voltages, the one that decides the melody',
      'a: so it is the boss',
      'b: it is the weather',
    ],
    [
      'a: @river_host this would fit your game so well',
      'b: rowing at night with this? yes',
      'c: somebody introduce them already',
    ],
    ['a: I painted my whole kitchen to this', 'b> which colour?', 'a> the colour of this chord, roughly'],
  ],
}
