import type { Chat } from '../chat/chat.ts'
import type { Clock } from '../clock.ts'
import type { BadgeReference, Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'

export interface Burst {
  readonly done: Promise<{ readonly sent: number }>
  stop(): void
}

interface Speaker {
  readonly channel: Channel
  readonly author: User
  readonly badges: readonly BadgeReference[]
}

const tickMs = 8
/** After a pause of the process, no more than this at once. */
const mostPerTick = 1000

const fillers = [
  'look at that water',
  'no way',
  'that was the cleanest turn all week',
  'okay that got me',
  'and he lands it',
  'one more, one more',
  'the whole chat saw that',
  'hello from the back row',
] as const

const speakersOf = (world: World, channel: Channel): readonly Speaker[] => {
  const speakers = Array.from(world.users()).flatMap((author) => {
    const badges = world.badgesOf(author, channel).slice(0, 2)
    return badges.length === 2 ? [{ channel, author, badges }] : []
  })
  if (speakers.length > 0) return speakers
  const badges = [
    { set: 'subscriber', version: '6', info: '7' },
    { set: 'premium', version: '1', info: '' },
  ]
  return Array.from(world.users()).map((author) => ({ channel, author, badges }))
}

/** Numbered lines at an even rate over the channels, caught up after every delay so that none is missing. */
export const startBurst = (
  world: World,
  chat: Chat,
  clock: Clock,
  channels: readonly Channel[],
  options: { readonly rate: number; readonly seconds: number; readonly from: number },
): Burst => {
  const total = Math.round(options.rate * options.seconds)
  const speakers = channels.map((channel) => speakersOf(world, channel))
  const startedAt = clock.now()
  let sent = 0
  const sendOne = (): void => {
    const room = speakers[sent % speakers.length] ?? []
    const speaker = room[Math.floor(sent / speakers.length) % room.length]
    const number = options.from + sent
    sent++
    if (speaker === undefined) return
    const { channel, author, badges } = speaker
    const emotes = channel.emotes
    const emote = emotes[number % Math.max(1, emotes.length)]?.name ?? 'Kappa'
    const filler = fillers[number % fillers.length] ?? ''
    chat.say({ channel, author, badges, text: `n=${number} t=${clock.now()} ${emote} ${filler}` })
  }
  const { promise, resolve } = Promise.withResolvers<{ readonly sent: number }>()
  const stop = (): void => {
    cancel()
    resolve({ sent })
  }
  const cancel = clock.every(tickMs, () => {
    const due = Math.min(total, Math.floor(((clock.now() - startedAt) / 1000) * options.rate))
    for (let count = 0; sent < due && count < mostPerTick; count++) sendOne()
    if (sent >= total) stop()
  })
  return { done: promise, stop }
}
