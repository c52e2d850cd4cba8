/** What happens now and then: subs, gifts, a raid, somebody selling hats. */
import type { Chat } from '../chat/chat.ts'
import type { NoticeDetail } from '../chat/types.ts'
import type { Clock } from '../clock.ts'
import { pick, type Random } from '../random.ts'
import { spammerLogin } from '../world/seed.ts'
import type { User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { createDeck } from './deck.ts'
import type { Room } from './room.ts'
import { newcomers, resubTexts, spamTexts } from './topics/common.ts'

export interface Happenings {
  /** Lets the next thing happen somewhere. */
  happen(): void
}

export interface HappeningsContext {
  readonly world: World
  readonly chat: Chat
  readonly clock: Clock
  readonly random: Random
  readonly rooms: readonly Room[]
  readonly origin: () => string
  /** Runs later, unless the conversation has stopped by then. */
  readonly later: (delayMs: number, run: () => void) => void
}

export const createHappenings = (context: HappeningsContext): Happenings => {
  const { world, chat, random, rooms, later } = context
  let visitors = 0
  const room = (): Room => pick(rooms, random)
  const notify = ({ channel }: Room, author: User | undefined, detail: NoticeDetail, text = ''): void => {
    chat.notify({ channel, author, detail, text })
  }

  const sub = (): void => {
    const here = room()
    notify(here, here.someone(), { type: 'sub', tier: '1000', prime: random() < 0.4, months: 1 })
    later(1800, () => here.say(here.someone(), `welcome! ${pick(here.topic.emotes, random)}`))
  }
  const resub = (): void => {
    const here = room()
    const months = 2 + Math.floor(random() * 40)
    const streak = random() < 0.5 ? Math.min(months, 2 + Math.floor(random() * 12)) : null
    const detail = { type: 'resub', tier: '1000', prime: false, months, streak, gifter: null } as const
    notify(here, here.someone(), detail, pick(resubTexts, random))
  }
  const gift = (): void => {
    const here = room()
    const giver = here.someone()
    const recipient = pick([here.someone(), here.someone()], random)
    if (giver === recipient) return
    const total = 1 + Math.floor(random() * 20)
    notify(here, giver, { type: 'sub_gift', tier: '1000', recipient, total, communityGiftId: null })
  }
  const giftBomb = (): void => {
    const here = room()
    const giver = here.someone()
    const count = pick([5, 10, 20], random)
    const id = String(Math.floor(random() * 9e15) + 1e15)
    notify(here, giver, { type: 'community_sub_gift', tier: '1000', id, count, total: count + 15 })
    for (let index = 0; index < count; index++) {
      const recipient = here.someone()
      if (recipient === giver) continue
      later(120 * (index + 1), () =>
        notify(here, giver, { type: 'sub_gift', tier: '1000', recipient, total: null, communityGiftId: id }),
      )
    }
    later(2500, () => here.say(here.someone(), `${count} gifts, thank you ${giver.name}!! PogChamp`))
    later(4200, () => here.say(here.someone(), 'what a generous evening <3'))
  }
  const raid = (): void => {
    const here = room()
    const from = pick(
      rooms.filter((each) => each !== here),
      random,
    )
    const viewers = 20 + Math.floor(random() * 400)
    const { owner } = from.channel
    const profileImageUrl = `${context.origin()}/jtv_user_pictures/${owner.login}-profile_image-%s.png`
    notify(here, owner, { type: 'raid', from: owner, viewers, profileImageUrl })
    const emote = pick(from.topic.emotes, random)
    for (let index = 0; index < 6; index++) {
      later(500 + 450 * index, () => here.say(here.someone(), `${emote} ${owner.name} raid ${emote}`))
    }
    later(4500, () => here.say(here.moderator(), 'welcome raiders, find a seat!'))
  }
  const cheer = (): void => {
    const { channel, someone } = room()
    const text = `Cheer${pick([10, 50, 100, 300, 1000], random)} ${pick(['for the boat fund', 'keep it up', 'that was worth it', 'tea money'], random)}`
    chat.say({ channel, author: someone(), text, cheering: true })
  }
  const streak = (): void => {
    const here = room()
    const detail = { type: 'watch_streak', streams: 3 + Math.floor(random() * 30), points: 450 } as const
    notify(here, here.someone(), detail, 'still here!')
  }
  const announce = (): void => {
    const here = room()
    const color = pick(['PRIMARY', 'BLUE', 'GREEN', 'ORANGE', 'PURPLE'] as const, random)
    notify(here, here.moderator(), { type: 'announcement', color }, pick(here.topic.announcements, random))
  }
  const newcomer = (): void => {
    const here = room()
    visitors++
    const login = `drifting_visitor_${visitors}`
    const author = world.addUser({ login, name: `DriftingVisitor${visitors}`, color: '#7FB3D5' })
    here.say(author, pick(newcomers, random))
    later(2500, () => here.say(here.someone(), `welcome ${author.name}! ${pick(here.topic.emotes, random)}`))
  }
  const highlight = (): void => {
    const { channel, someone, topic } = room()
    const text = `a highlighted thank you to everyone here ${pick(topic.emotes, random)}`
    chat.say({ channel, author: someone(), text, type: 'channel_points_highlighted' })
  }
  const act = (): void => {
    const { channel, someone } = room()
    const text = pick(['pours another cup of tea', 'leans closer to the screen', 'waves a tiny flag'], random)
    chat.say({ channel, author: someone(), text, action: true })
  }
  /** Somebody sells hats; a moderator deletes the line, or sends them away for ten minutes. */
  const spam = (): void => {
    const here = room()
    const spammer = world.userByLogin(spammerLogin)
    if (spammer === undefined || chat.banOf(here.channel, spammer.id) !== undefined) return
    const message = here.say(spammer, pick(spamTexts, random))
    later(2600, () => {
      if (random() < 0.5) chat.ban(here.channel, spammer, here.moderator(), 'Advertising', 600)
      else if (chat.messageById(message.id) !== undefined) chat.remove(message)
    })
    later(5000, () => here.say(here.someone(), 'not the hats again LUL'))
  }
  const viewers = (): void => {
    const { channel } = room()
    if (channel.stream === undefined) return
    const change = Math.round(channel.stream.viewers * (random() * 0.12 - 0.05))
    chat.setStream(channel, { ...channel.stream, viewers: Math.max(10, channel.stream.viewers + change) })
  }
  const modiversary = (): void => {
    const here = room()
    const months = 6 * (1 + Math.floor(random() * 8))
    notify(here, here.moderator(), { type: 'modiversary', months }, 'thank you for having me')
  }

  const next = createDeck(
    [
      sub,
      sub,
      resub,
      resub,
      resub,
      gift,
      giftBomb,
      raid,
      cheer,
      cheer,
      streak,
      announce,
      newcomer,
      newcomer,
      highlight,
      act,
      act,
      spam,
      spam,
      viewers,
      viewers,
      modiversary,
    ],
    random,
  )
  return { happen: () => next()?.() }
}
