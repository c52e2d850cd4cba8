import type { Chat } from '../chat/chat.ts'
import type { RoomMessage } from '../chat/types.ts'
import { pick, type Random } from '../random.ts'
import { hostLogin, seedChatters } from '../world/seed.ts'
import type { Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { createDeck } from './deck.ts'
import { greetings, reactions } from './topics/common.ts'
import type { Topic } from './topics/types.ts'

export interface Room {
  readonly topic: Topic
  readonly channel: Channel
  /** Says the next thing. */
  speak(): void
  /** Somebody who may write here now. */
  someone(): User
  moderator(): User
  /** Says a line as somebody, with the room's emotes. */
  say(author: User, text: string, parent?: RoomMessage): RoomMessage
}

type Role = 'a' | 'b' | 'c' | 'host' | 'mod'

interface Exchange {
  readonly turns: readonly string[]
  readonly cast: Readonly<Record<Role, User>>
  at: number
  previous: RoomMessage | undefined
}

const isRole = (text: string): text is Role => ['a', 'b', 'c', 'host', 'mod'].includes(text)

export interface RoomContext {
  readonly world: World
  readonly chat: Chat
  readonly random: Random
}

/** One room's talk: exchanges between its people, single lines, emotes; the account's own user never speaks by itself. */
export const createRoom = (topic: Topic, channel: Channel, context: RoomContext): Room => {
  const { world, chat, random } = context
  const nextDialogue = createDeck(topic.dialogues, random)
  const nextLine = createDeck([...topic.lines, pick(greetings, random)], random)
  const regulars = seedChatters.flatMap(([login]) => world.userByLogin(login) ?? [])
  const open: Exchange[] = []
  let latest: RoomMessage | undefined

  const mayWrite = (user: User): boolean => chat.banOf(channel, user.id) === undefined
  const someone = (...others: readonly User[]): User => {
    const free = regulars.filter((user) => mayWrite(user) && !others.includes(user))
    return free.length === 0 ? channel.owner : pick(free, random)
  }
  const moderator = (): User => {
    const moderators = Array.from(channel.moderators).flatMap((id) => world.userById(id) ?? [])
    const others = moderators.filter((user) => user.login !== hostLogin)
    return others.length === 0 ? channel.owner : pick(others, random)
  }
  const say = (author: User, text: string, parent?: RoomMessage): RoomMessage => {
    const alive = parent === undefined ? undefined : chat.messageById(parent.id)
    const address = alive === undefined ? '' : `@${alive.author.name} `
    const [message] = chat.say({ channel, author, text: address + text, ...(alive && { parent: alive }) })
    latest = message
    return message
  }
  const cast = (): Exchange['cast'] => {
    const a = someone()
    const b = someone(a)
    const c = someone(a, b)
    const host = channel.owner.login === hostLogin ? moderator() : channel.owner
    return { a, b, c, host, mod: moderator() }
  }
  const sayTurn = (exchange: Exchange): void => {
    const turn = exchange.turns[exchange.at++] ?? ''
    const [, role = 'a', mark = ':', text = ''] = /^(\w+)([:>]) (.*)$/.exec(turn) ?? []
    if (!isRole(role)) return
    const author = exchange.cast[role]
    if (!mayWrite(author)) return
    const filled = text.replace(/\{([abc])\}/g, (_, name: string) => (isRole(name) ? exchange.cast[name].name : ''))
    exchange.previous = say(author, filled, mark === '>' ? exchange.previous : undefined)
  }
  const continueExchange = (): boolean => {
    const exchange = open[0]
    if (exchange === undefined) return false
    sayTurn(exchange)
    if (exchange.at >= exchange.turns.length) open.shift()
    return true
  }

  const startExchange = (): boolean => {
    open.push({ turns: nextDialogue() ?? [], cast: cast(), at: 0, previous: undefined })
    return continueExchange()
  }

  return {
    topic,
    channel,
    someone,
    moderator,
    say,
    speak() {
      const draw = random()
      if (open.length > 0 ? draw < 0.62 && continueExchange() : draw < 0.35 && startExchange()) return
      if (draw > 0.92) {
        const emote = pick(topic.emotes, random)
        say(someone(), Array.from({ length: 1 + Math.floor(random() * 3) }, () => emote).join(' '))
      } else if (draw > 0.84 && latest !== undefined && latest.author.login !== hostLogin) {
        say(someone(latest.author), pick(reactions, random), latest)
      } else say(someone(), nextLine() ?? 'hello')
    },
  }
}
