/** Badges, emotes and cheermotes; every picture's address is the simulator's own (facts 4). */
import type { Hono } from 'hono'
import { type BadgeSet, channelBadgeSets, globalBadgeSets } from '../world/badges.ts'
import { globalEmotes } from '../world/emotes.ts'
import type { Channel, Emote } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { type HelixGate, refusal } from './request.ts'

export interface PicturesContext {
  readonly gate: HelixGate
  readonly world: World
  readonly origin: () => string
}

const cheerTiers = [
  { bits: 1, color: '#979797' },
  { bits: 100, color: '#9c3ee8' },
  { bits: 1000, color: '#1db2a5' },
  { bits: 5000, color: '#0099fe' },
  { bits: 10_000, color: '#f43021' },
] as const

const scales = ['1', '1.5', '2', '3', '4'] as const

export const addPictureRoutes = (routes: Hono, context: PicturesContext): void => {
  const { gate, world, origin } = context

  const toBadgeSet = (badges: BadgeSet, owner: string) => ({
    set_id: badges.set,
    versions: badges.versions.map((version) => {
      const base = `${origin()}/badges/v1/${owner}${badges.set}-${version.id}`
      return {
        id: version.id,
        image_url_1x: `${base}/1`,
        image_url_2x: `${base}/2`,
        image_url_4x: `${base}/3`,
        title: version.title,
        description: version.description,
        click_action: null,
        click_url: null,
      }
    }),
  })

  routes.get('/chat/badges/global', (c) => {
    gate.caller(c)
    return c.json({ data: globalBadgeSets.map((badges) => toBadgeSet(badges, '')) })
  })

  routes.get('/chat/badges', (c) => {
    gate.caller(c)
    const { owner, emotes } = gate.channel(c, 'broadcaster_id')
    return c.json({
      data: emotes.length === 0 ? [] : channelBadgeSets.map((set) => toBadgeSet(set, `${owner.login}.`)),
    })
  })

  const template = (): string => `${origin()}/emoticons/v2/{{id}}/{{format}}/{{theme_mode}}/{{scale}}`

  const toEmote = (emote: Emote) => {
    const base = `${origin()}/emoticons/v2/${emote.id}/static/light`
    return {
      id: emote.id,
      name: emote.name,
      images: { url_1x: `${base}/1.0`, url_2x: `${base}/2.0`, url_4x: `${base}/3.0` },
      format: emote.animated ? ['static', 'animated'] : ['static'],
      scale: ['1.0', '2.0', '3.0'],
      theme_mode: ['light', 'dark'],
    }
  }

  routes.get('/chat/emotes/global', (c) => {
    gate.caller(c)
    return c.json({ data: globalEmotes.map(toEmote), template: template() })
  })

  routes.get('/chat/emotes/set', (c) => {
    gate.caller(c)
    const setIds = c.req.queries('emote_set_id') ?? []
    if (setIds.length === 0) throw refusal(400, 'Missing required parameter "emote_set_id"')
    if (setIds.length > 25) throw refusal(400, 'The number of emote_set_id values must not exceed 25.')
    const emotes = setIds.flatMap((setId) => world.emotesOfSet(setId))
    const data = emotes.map((emote) => ({
      ...toEmote(emote),
      emote_type: emote.ownerId === '0' ? 'globals' : 'subscriptions',
      emote_set_id: emote.setId,
      owner_id: emote.ownerId,
    }))
    return c.json({ data, template: template() })
  })

  routes.get('/chat/emotes', (c) => {
    gate.caller(c)
    const { emotes } = gate.channel(c, 'broadcaster_id')
    const data = emotes.map((emote) => ({
      ...toEmote(emote),
      tier: emote.tier,
      emote_type: 'subscriptions',
      emote_set_id: emote.setId,
    }))
    return c.json({ data, template: template() })
  })

  routes.get('/chat/emotes/user', (c) => {
    const { user } = gate.caller(c, 'user:read:emotes')
    if (c.req.query('user_id') !== user.id) throw refusal(401, 'incorrect user authorization')
    const mine = (channel: Channel): boolean => channel.owner === user || channel.subscribers.has(user.id)
    const own = Array.from(world.users()).flatMap((each) => {
      const channel = world.channelById(each.id)
      return channel !== undefined && mine(channel) ? channel.emotes : []
    })
    const data = [...globalEmotes, ...own].map((emote) => ({
      emote_set_id: emote.setId,
      emote_type: emote.ownerId === '0' ? 'globals' : 'subscriptions',
      format: emote.animated ? ['static', 'animated'] : ['static'],
      id: emote.id,
      name: emote.name,
      owner_id: emote.ownerId,
      scale: ['1.0', '2.0', '3.0'],
      theme_mode: ['light', 'dark'],
    }))
    return c.json({ data, template: template(), pagination: {} })
  })

  const cheerImages = (theme: string, bits: number) => {
    const urls = (motion: string, extension: string) =>
      Object.fromEntries(
        scales.map((scale) => [scale, `${origin()}/actions/cheer/${theme}/${motion}/${bits}/${scale}.${extension}`]),
      )
    return { animated: urls('animated', 'gif'), static: urls('static', 'png') }
  }

  routes.get('/bits/cheermotes', (c) => {
    gate.caller(c)
    return c.json({
      data: [
        {
          prefix: 'Cheer',
          tiers: cheerTiers.map(({ bits, color }) => ({
            min_bits: bits,
            id: String(bits),
            color,
            images: { dark: cheerImages('dark', bits), light: cheerImages('light', bits) },
            can_cheer: true,
            show_in_bits_card: true,
          })),
          type: 'global_first_party',
          order: 1,
          last_updated: '2018-05-22T00:06:04Z',
          is_charitable: false,
        },
      ],
    })
  })
}
