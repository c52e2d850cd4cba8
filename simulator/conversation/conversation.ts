/** A chat that never ends: the same seed tells the same story, as long as nobody interferes. */
import type { Chat } from '../chat/chat.ts'
import type { RoomMessage } from '../chat/types.ts'
import type { Clock, Disposer } from '../clock.ts'
import { pick, type Random, seededRandom } from '../random.ts'
import type { World } from '../world/world.ts'
import { createHappenings } from './happenings.ts'
import { createRoom, type Room } from './room.ts'
import { answersToGreeting, answersToQuestion, answersToStatement, answersToThanks } from './topics/common.ts'
import { ember } from './topics/ember.ts'
import { moss } from './topics/moss.ts'
import { nora } from './topics/nora.ts'
import { river } from './topics/river.ts'
import { sol } from './topics/sol.ts'
import { tidal } from './topics/tidal.ts'

export interface Conversation {
  /** `pace` 1 is about two lines a second over all rooms. Starting again starts anew. */
  start(options: { readonly seed?: number; readonly pace?: number }): void
  stop(): void
  /** Somebody wrote through the API; the room answers. */
  hear(message: RoomMessage): void
}

export interface ConversationContext {
  readonly clock: Clock
  readonly world: World
  readonly chat: Chat
  readonly origin: () => string
}

const topics = [river, moss, tidal, nora, ember, sol] as const
const happeningEveryMs = 9000

const answersTo = (text: string): readonly string[] => {
  if (text.includes('?')) return answersToQuestion
  if (/\b(hi|hello|hey|good (morning|evening|day))\b/i.test(text)) return answersToGreeting
  if (/\b(thanks|thank you|thx)\b/i.test(text)) return answersToThanks
  return answersToStatement
}

interface Running {
  readonly rooms: readonly Room[]
  readonly random: Random
  readonly later: (delayMs: number, run: () => void) => void
  stop(): void
}

export const createConversation = (context: ConversationContext): Conversation => {
  const { clock, world, chat } = context
  let running: Running | undefined

  const begin = (seed: number, pace: number): Running => {
    const random = seededRandom(seed)
    const timers = new Set<Disposer>()
    const later = (delayMs: number, run: () => void): void => {
      const cancel = clock.after(delayMs / pace, () => {
        timers.delete(cancel)
        run()
      })
      timers.add(cancel)
    }
    const rooms = topics.flatMap((topic) => {
      const channel = world.channelByLogin(topic.login)
      return channel === undefined ? [] : [createRoom(topic, channel, { world, chat, random })]
    })
    const keepSpeaking = (room: Room): void => {
      const meanMs = 60_000 / room.topic.linesPerMinute
      later(meanMs * (0.25 + random() * 1.5), () => {
        room.speak()
        keepSpeaking(room)
      })
    }
    const happenings = createHappenings({ world, chat, clock, random, rooms, origin: context.origin, later })
    const keepHappening = (): void =>
      later(happeningEveryMs * (0.5 + random()), () => {
        happenings.happen()
        keepHappening()
      })
    for (const room of rooms) keepSpeaking(room)
    keepHappening()
    return {
      rooms,
      random,
      later,
      stop() {
        for (const cancel of timers) cancel()
        timers.clear()
      },
    }
  }

  return {
    start(options) {
      running?.stop()
      running = begin(options.seed ?? 1, Math.max(0.01, options.pace ?? 1))
    },
    stop() {
      running?.stop()
      running = undefined
    },
    hear(message) {
      if (running === undefined) return
      const { rooms, random, later } = running
      const room = rooms.find((each) => each.channel === message.channel)
      if (room === undefined) return
      const addressed = message.parent?.author
      const author = addressed !== undefined && addressed !== message.author ? addressed : room.someone()
      later(1500 + random() * 2500, () => room.say(author, pick(answersTo(message.text), random), message))
      if (random() < 0.5) later(4500 + random() * 2500, () => room.say(room.someone(), pick(room.topic.emotes, random)))
    },
  }
}
