import type { NoticeDetail, RoomMessage, Tier } from '../chat/types.ts'
import type { Channel, ChatSettings, User } from '../world/types.ts'
import { startBurst } from './burst.ts'
import { type ControlContext, controlError, findChannel, findUser } from './context.ts'
import { sendRecorded, startReplay } from './replay.ts'
import type { Control, NoticeInput } from './types.ts'

type ChatControl = Pick<
  Control,
  | 'say'
  | 'notice'
  | 'giftBomb'
  | 'burst'
  | 'replay'
  | 'delete'
  | 'clear'
  | 'timeout'
  | 'ban'
  | 'unban'
  | 'settings'
  | 'role'
  | 'stream'
  | 'shareChat'
  | 'unshareChat'
  | 'addUsers'
  | 'user'
  | 'messages'
  | 'dropNextMessages'
> & { stop(): void }

const toTier = (tier: 1 | 2 | 3 | undefined): Tier => (tier === 3 ? '3000' : tier === 2 ? '2000' : '1000')

export const createChatControl = (context: ControlContext): ChatControl => {
  const { settings, ids, world, chat, eventSub, irc, script } = context
  const { clock } = settings
  const running = new Set<{ stop(): void }>()
  const untilDone = async <T>(task: { readonly done: Promise<T>; stop(): void }): Promise<T> => {
    running.add(task)
    const result = await task.done
    running.delete(task)
    return result
  }
  const optionalUser = (login: string | undefined): User | null => (login === undefined ? null : findUser(world, login))
  const moderatorOf = (channel: Channel, login: string | undefined): User =>
    login === undefined ? channel.owner : findUser(world, login)
  const findMessage = (id: string): RoomMessage => {
    const message = chat.messageById(id)
    if (message === undefined) throw controlError(`There is no message "${id}".`)
    return message
  }

  const toDetail = (input: NoticeInput, author: User | undefined): NoticeDetail => {
    switch (input.type) {
      case 'sub':
        return { type: 'sub', tier: toTier(input.tier), prime: input.prime ?? false, months: 1 }
      case 'resub': {
        const gifter = optionalUser(input.gifter)
        const months = input.months ?? 7
        return { type: 'resub', tier: toTier(input.tier), prime: false, months, streak: input.streak ?? null, gifter }
      }
      case 'sub_gift': {
        const recipient = findUser(world, input.recipient)
        const total = author === undefined ? null : 3
        return { type: 'sub_gift', tier: toTier(input.tier), recipient, total, communityGiftId: null }
      }
      case 'gift_paid_upgrade':
        return { type: 'gift_paid_upgrade', gifter: optionalUser(input.gifter) }
      case 'prime_paid_upgrade':
        return { type: 'prime_paid_upgrade', tier: '1000' }
      case 'pay_it_forward':
        return {
          type: 'pay_it_forward',
          gifter: optionalUser(input.gifter),
          recipient: optionalUser(input.recipient),
        }
      case 'raid': {
        if (author === undefined) throw controlError('A raid needs a user.')
        const profileImageUrl = `${context.origin()}/jtv_user_pictures/${author.login}-profile_image-%s.png`
        return { type: 'raid', from: author, viewers: input.viewers ?? 42, profileImageUrl }
      }
      case 'unraid':
        return { type: 'unraid' }
      case 'announcement':
        return { type: 'announcement', color: input.color ?? 'PRIMARY' }
      case 'bits_badge_tier':
        return { type: 'bits_badge_tier', threshold: input.threshold ?? 1000 }
      case 'charity_donation':
        return {
          type: 'charity_donation',
          charity: input.charity ?? 'River Cleanup Fund',
          value: input.cents ?? 500,
          decimalPlace: 2,
          currency: 'USD',
        }
      case 'watch_streak':
        return { type: 'watch_streak', streams: input.streams ?? 10, points: 450 }
      case 'modiversary':
        return { type: 'modiversary', months: input.months ?? 12 }
      case 'unknown':
        return { type: 'unknown' }
    }
  }

  return {
    say(input) {
      const channel = findChannel(world, input.channel)
      const author = findUser(world, input.user)
      const parent = input.replyTo === undefined ? undefined : findMessage(input.replyTo)
      if (parent !== undefined && parent.channel !== channel) throw controlError('The parent is in another channel.')
      const { type, action, first, returning, rewardId } = input
      const address = parent === undefined ? '' : `@${parent.author.name} `
      const copies = chat.say({
        channel,
        author,
        text: input.text.startsWith(address) ? input.text : address + input.text,
        ...(type !== undefined && { type }),
        ...(action !== undefined && { action }),
        ...(first !== undefined && { first }),
        ...(returning !== undefined && { returning }),
        ...(rewardId !== undefined && { rewardId }),
        ...(parent !== undefined && { parent }),
        cheering: input.cheer ?? false,
      })
      const rooms = copies.map((copy) => ({ channel: copy.channel.owner.login, messageId: copy.id }))
      return { messageId: copies[0].id, sentAt: copies[0].sentAt, rooms }
    },
    notice(input) {
      const channel = findChannel(world, input.channel)
      const author = optionalUser(input.user) ?? undefined
      const text = input.text ?? ''
      const [notice] = chat.notify({ channel, author, detail: toDetail(input, author), text })
      return { messageId: notice.id }
    },
    giftBomb(input) {
      const channel = findChannel(world, input.channel)
      const author = optionalUser(input.user) ?? undefined
      const giftId = ids.digits(20)
      const tier = '1000'
      const total = author === undefined ? null : input.count + 12
      chat.notify({
        channel,
        author,
        detail: { type: 'community_sub_gift', tier, id: giftId, count: input.count, total },
      })
      const chatters = Array.from(world.users()).filter((user) => user !== channel.owner && user !== author)
      for (const recipient of chatters.slice(0, input.count)) {
        const detail = { type: 'sub_gift', tier, recipient, total: null, communityGiftId: giftId } as const
        chat.notify({ channel, author, detail })
      }
      return { giftId }
    },
    burst(input) {
      const logins = input.channels ?? ['river_host', 'mosswood_mia', 'night_owl_nora', 'ember_arcade', 'stargazer_sol']
      const channels = logins.map((login) => findChannel(world, login))
      if (channels.length === 0) throw controlError('A burst needs a channel.')
      const { rate, seconds, from = 1 } = input
      return untilDone(startBurst(world, chat, clock, channels, { rate, seconds, from }))
    },
    replay(input) {
      const lines = input.lines.filter((line) => line.trim() !== '')
      const targets = {
        irc: (line: string) => {
          for (const connection of irc.connections()) connection.sendRaw(line)
        },
        eventSub: (frame: string) => {
          for (const connection of eventSub.connections()) connection.sendRaw(frame)
        },
        wrap: eventSub.wrap,
      }
      return untilDone(startReplay(clock, lines, input.rate ?? 50, (line) => sendRecorded(line, targets)))
    },
    delete: (input) => chat.remove(findMessage(input.messageId)),
    clear: (input) => chat.clear(findChannel(world, input.channel)),
    timeout(input) {
      const channel = findChannel(world, input.channel)
      chat.ban(channel, findUser(world, input.user), moderatorOf(channel, input.by), '', input.seconds)
    },
    ban(input) {
      const channel = findChannel(world, input.channel)
      chat.ban(channel, findUser(world, input.user), moderatorOf(channel, input.by), '')
    },
    unban: (input) => void chat.unban(findChannel(world, input.channel), findUser(world, input.user)),
    settings({ channel, ...change }) {
      const wanted: Partial<ChatSettings> = change
      chat.changeSettings(findChannel(world, channel), wanted)
    },
    role(input) {
      const channel = findChannel(world, input.channel)
      const { id } = findUser(world, input.user)
      const sets = { moderator: channel.moderators, vip: channel.vips }
      if (input.role === 'moderator' || input.role === 'vip') {
        if (input.on) sets[input.role].add(id)
        else sets[input.role].delete(id)
      } else if (input.role === 'subscriber') {
        if (input.on) channel.subscribers.set(id, { months: 1, tier: '1000' })
        else channel.subscribers.delete(id)
      } else if (input.on) channel.followers.set(id, clock.now())
      else channel.followers.delete(id)
    },
    stream(input) {
      const channel = findChannel(world, input.channel)
      const before = channel.stream ?? { id: ids.digits(11), startedAt: clock.now(), viewers: 0 }
      chat.setStream(channel, input.live ? { ...before, viewers: input.viewers ?? before.viewers } : undefined)
    },
    shareChat(input) {
      const [host, ...others] = input.channels.map((login) => findChannel(world, login))
      if (host === undefined || others.length === 0) throw controlError('A shared chat needs two channels.')
      chat.beginSharedChat(host, others)
    },
    unshareChat: (input) => chat.endSharedChat(findChannel(world, input.channel)),
    addUsers: (input) =>
      input.logins.map((login) => {
        if (!/^[a-z0-9_]{1,25}$/.test(login)) throw controlError(`"${login}" can not be a login.`)
        return { login, userId: world.addUser({ login }).id }
      }),
    user(input) {
      const { login, id, name } = findUser(world, input.login)
      return { login, userId: id, name }
    },
    messages: (input) =>
      chat
        .messagesOf(findChannel(world, input.channel))
        .map((message) => ({ messageId: message.id, user: message.author.login, text: message.text })),
    dropNextMessages(input) {
      for (let count = 0; count < (input.count ?? 1); count++) {
        script.drops.push({ code: input.code, message: input.message })
      }
    },
    stop() {
      for (const task of running) task.stop()
    },
  }
}
