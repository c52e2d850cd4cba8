import type { Topic } from './types.ts'

export const sol: Topic = {
  login: 'stargazer_sol',
  linesPerMinute: 11,
  emotes: ['solStar', 'solOrbit', 'solWow', 'solComet', 'HeyGuys'],
  announcements: ['Clouds until ten by the forecast, then Saturn. Bring a blanket solStar'],
  lines: [
    'I can see the gap in the rings!! solWow',
    'clouds please be kind',
    'the stacking is doing magic',
    'four moons in one frame, I counted',
    'that shimmer is the air, right',
    'somebody opened a kettle, I heard it',
    'space is so quiet and chat is so loud solOrbit',
    'the seeing got better in the last ten minutes',
    'is that a satellite or did I blink',
    'first clear night in two weeks here too',
    'we are looking at it right now, live, unreal',
  ],
  dialogues: [
    [
      'a: what telescope is that?',
      'mod> an eight inch reflector, built by hand',
      'a: by hand?!',
      'b: including the mirror solWow',
    ],
    [
      'a: how far away is Saturn today?',
      'b> about an hour and a quarter by light',
      'a: so this is old news',
      'b: very pretty old news',
    ],
    ['a: can you show the moon later?', 'host> it rises after midnight, I will try', 'a: I will be here with soup'],
    ['a: why is it upside down?', 'b> the mirror does that, there is no up out there', 'a: solOrbit'],
    [
      'a: did anybody see the comet on Tuesday?',
      'b: only the clouds in front of it',
      'c: a very nice cloud though solComet',
    ],
    [
      'a: my daughter asks if Saturn would float',
      'host> in a big enough bathtub, yes',
      'a: she is now drawing the bathtub',
      'b: we need to see that drawing',
    ],
    [
      'a: @river_host bring the boat, we need a bathtub tester',
      'b: rowing around the rings',
      'c: solStar riverBoat solStar',
    ],
    ['a: what is the red light for?', 'mod> it keeps our eyes used to the dark', 'a: smart'],
  ],
}
