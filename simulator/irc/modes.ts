import type { SettingsChange as Setting } from '../chat/types.ts'
import type { Channel } from '../world/types.ts'
import { toLine } from './tags.ts'

const server = ':tmi.twitch.tv'

const settingTag = {
  emoteOnly: 'emote-only',
  followersOnlyMinutes: 'followers-only',
  unique: 'r9k',
  slowSeconds: 'slow',
  subscribersOnly: 'subs-only',
} as const

const settingValue = (channel: Channel, setting: Setting): string => {
  const { settings } = channel
  if (setting === 'followersOnlyMinutes') return String(settings.followersOnlyMinutes ?? -1)
  if (setting === 'slowSeconds') return String(settings.slowSeconds ?? 0)
  return settings[setting] ? '1' : '0'
}

/** Full on JOIN; later with only what changed. */
export const roomState = (channel: Channel, changed?: readonly Setting[]): string => {
  const all: readonly Setting[] = ['emoteOnly', 'followersOnlyMinutes', 'unique', 'slowSeconds', 'subscribersOnly']
  const settings = (changed ?? all).map((setting) => [settingTag[setting], settingValue(channel, setting)] as const)
  return toLine([...settings, ['room-id', channel.owner.id]], `${server} ROOMSTATE #${channel.owner.login}`)
}

/** `channel` is `*` or a login without `#`. */
export const notice = (messageId: string | undefined, channel: string, text: string): string => {
  const room = channel === '*' ? '*' : `#${channel}`
  return toLine(messageId === undefined ? [] : [['msg-id', messageId]], `${server} NOTICE ${room} :${text}`)
}

/** The sentence that goes with a changed mode. */
export const settingNotice = (channel: Channel, setting: Setting): string => {
  const { settings, owner } = channel
  switch (setting) {
    case 'emoteOnly':
      return settings.emoteOnly
        ? notice('emote_only_on', owner.login, 'This room is now in emote-only mode.')
        : notice('emote_only_off', owner.login, 'This room is no longer in emote-only mode.')
    case 'followersOnlyMinutes': {
      const minutes = settings.followersOnlyMinutes
      if (minutes === null)
        return notice('followers_off', owner.login, 'This room is no longer in followers-only mode.')
      if (minutes === 0) return notice('followers_on_zero', owner.login, 'This room is now in followers-only mode.')
      return notice('followers_on', owner.login, `This room is now in ${minutes} minutes followers-only mode.`)
    }
    case 'unique':
      return settings.unique
        ? notice('r9k_on', owner.login, 'This room is now in unique-chat mode.')
        : notice('r9k_off', owner.login, 'This room is no longer in unique-chat mode.')
    case 'slowSeconds':
      return settings.slowSeconds === null
        ? notice('slow_off', owner.login, 'This room is no longer in slow mode.')
        : notice(
            'slow_on',
            owner.login,
            `This room is now in slow mode. You may send messages every ${settings.slowSeconds} seconds.`,
          )
    case 'subscribersOnly':
      return settings.subscribersOnly
        ? notice('subs_on', owner.login, 'This room is now in subscribers-only mode.')
        : notice('subs_off', owner.login, 'This room is no longer in subscribers-only mode.')
  }
}
