import type { Fragment, RoomMessage, Source } from '../chat/types.ts'
import type { Channel } from '../world/types.ts'

export const broadcaster = (channel: Channel) => ({
  broadcaster_user_id: channel.owner.id,
  broadcaster_user_login: channel.owner.login,
  broadcaster_user_name: channel.owner.name,
})

export const toBadges = (badges: RoomMessage['badges']) =>
  badges.map((badge) => ({ set_id: badge.set, id: badge.version, info: badge.info }))

export const toFragment = (fragment: Fragment) => {
  const { type, text } = fragment
  switch (fragment.type) {
    case 'text':
      return { type, text, cheermote: null, emote: null, mention: null }
    case 'emote': {
      const { id, setId, ownerId, animated } = fragment.emote
      const format = animated ? ['static', 'animated'] : ['static']
      return {
        type,
        text,
        cheermote: null,
        emote: { id, emote_set_id: setId, owner_id: ownerId, format },
        mention: null,
      }
    }
    case 'mention': {
      const { id, name, login } = fragment.user
      return { type, text, cheermote: null, emote: null, mention: { user_id: id, user_name: name, user_login: login } }
    }
    case 'cheermote': {
      const { prefix, bits, tier } = fragment
      return { type, text, cheermote: { prefix, bits, tier }, emote: null, mention: null }
    }
  }
}

/** All null outside a shared chat; the room's own id where the line was said in it. */
export const sourceFields = (source: Source | undefined) => ({
  source_broadcaster_user_id: source?.channel.owner.id ?? null,
  source_broadcaster_user_login: source?.channel.owner.login ?? null,
  source_broadcaster_user_name: source?.channel.owner.name ?? null,
  source_message_id: source?.messageId ?? null,
  source_badges: source === undefined ? null : toBadges(source.badges),
  is_source_only: source === undefined ? null : false,
})
