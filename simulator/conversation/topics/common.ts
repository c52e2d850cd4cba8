/** What every room says. */

export const greetings: readonly string[] = [
  'good evening everyone',
  'hello hello',
  'made it in time today',
  'back from work, what did I miss?',
  'hi chat :)',
]

export const reactions: readonly string[] = [
  'same here',
  'haha yes',
  'this',
  'exactly',
  'I was about to say that',
  'okay wow',
  'so true LUL',
  'love it <3',
]

export const newcomers: readonly string[] = [
  'first time here, a friend sent me the link',
  'found this by accident and I am staying',
  'hello from Lisbon, new here :)',
  'long-time lurker, first-time writer HeyGuys',
]

/** What somebody answers to the account's own lines. */
export const answersToQuestion: readonly string[] = [
  'I think so, yes',
  'good question, I would say the second one',
  'not sure, but it worked for me yesterday',
  'yes! and thank you for asking',
  'somebody in the other chat said tomorrow',
  'depends on the weather, as always LUL',
]

export const answersToGreeting: readonly string[] = [
  'hey there! good to see you',
  'hello! HeyGuys',
  'welcome, you are just in time',
  'hi hi :)',
]

export const answersToThanks: readonly string[] = [
  'any time!',
  'you are very welcome <3',
  'that is what we are here for',
]

export const answersToStatement: readonly string[] = [
  'well said',
  'ha, agreed',
  'writing that down',
  'now I want to see that',
  'noted, thank you',
  'this is why I like it here <3',
  'oh! I did not know that',
  'same, every single time LUL',
]

export const resubTexts: readonly string[] = [
  'another month, another good decision',
  'thank you for all the calm evenings',
  'I would not miss this for anything <3',
  '',
]

export const spamTexts: readonly string[] = [
  'get your FREE hats at best-hats dot example, only today, all sizes',
  'I sell hats, big hats, small hats, write me for hats',
]
