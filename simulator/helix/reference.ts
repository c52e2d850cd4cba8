/** What Helix tells about users, channels and streams (facts 4). */
import type { Context, Hono } from 'hono'
import { toSecondTime } from '../clock.ts'
import type { Channel, User } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { type HelixGate, refusal } from './request.ts'

export interface ReferenceContext {
  readonly gate: HelixGate
  readonly world: World
  readonly origin: () => string
}

const most = 100

export const addReferenceRoutes = (routes: Hono, context: ReferenceContext): void => {
  const { gate, world, origin } = context

  const named = (c: Context, ...parameters: readonly string[]): readonly (readonly [string, string])[] => {
    const values = parameters.flatMap((name) => (c.req.queries(name) ?? []).map((value) => [name, value] as const))
    if (values.length > most) throw refusal(400, `The number of values must not exceed ${most}.`)
    if (values.some(([, value]) => value === ''))
      throw refusal(400, 'Invalid username(s), email(s), or ID(s). Bad Identifiers.')
    return values
  }
  const find = (name: string, value: string): User | undefined =>
    name.endsWith('login') ? world.userByLogin(value.toLowerCase()) : world.userById(value)

  const toUser = (user: User, withEmail: boolean) => ({
    id: user.id,
    login: user.login,
    display_name: user.name,
    type: '',
    broadcaster_type: user.broadcasterType,
    description: user.description,
    profile_image_url: `${origin()}/jtv_user_pictures/${user.login}-profile_image-300x300.png`,
    offline_image_url: '',
    view_count: 0,
    ...(withEmail ? { email: `${user.login}@example.invalid` } : {}),
    created_at: toSecondTime(user.createdAt),
  })

  routes.get('/users', (c) => {
    const { user, grant } = gate.caller(c)
    const wanted = named(c, 'id', 'login')
    const users = wanted.length === 0 ? [user] : wanted.flatMap(([name, value]) => find(name, value) ?? [])
    const email = grant.scopes.includes('user:read:email')
    const visible = [...new Set(users)].filter((each) => world.channelById(each.id)?.suspended !== true)
    return c.json({ data: visible.map((each) => toUser(each, email && each === user)) })
  })

  const toStream = (channel: Channel) => ({
    id: channel.stream?.id ?? '',
    user_id: channel.owner.id,
    user_login: channel.owner.login,
    user_name: channel.owner.name,
    game_id: channel.game.id,
    game_name: channel.game.name,
    type: 'live',
    title: channel.title,
    tags: channel.tags,
    viewer_count: channel.stream?.viewers ?? 0,
    started_at: toSecondTime(channel.stream?.startedAt ?? 0),
    language: channel.language,
    thumbnail_url: `${origin()}/previews-ttv/live_user_${channel.owner.login}-{width}x{height}.jpg`,
    tag_ids: [],
    is_mature: false,
  })

  routes.get('/streams', (c) => {
    gate.caller(c)
    const wanted = named(c, 'user_id', 'user_login')
    const first = Number(c.req.query('first') ?? '20')
    if (!Number.isInteger(first) || first < 1 || first > most) {
      throw refusal(400, 'The parameter "first" was malformed: the value must be between 1 and 100')
    }
    const users =
      wanted.length === 0
        ? Array.from(world.users())
        : [...new Set(wanted.flatMap(([name, value]) => find(name, value) ?? []))]
    const live = users
      .flatMap((user) => world.channelById(user.id) ?? [])
      .filter((channel) => channel.stream !== undefined)
      .sort((a, b) => (b.stream?.viewers ?? 0) - (a.stream?.viewers ?? 0))
    const after = Number(c.req.query('after') ?? '0')
    const page = live.slice(after, after + first)
    const next = after + page.length
    return c.json({ data: page.map(toStream), pagination: next < live.length ? { cursor: String(next) } : {} })
  })

  routes.get('/channels', (c) => {
    gate.caller(c)
    const wanted = named(c, 'broadcaster_id')
    if (wanted.length === 0) throw refusal(400, 'Missing required parameter "broadcaster_id"')
    const channels = wanted.flatMap(([, id]) => world.channelById(id) ?? [])
    return c.json({
      data: channels.map((channel) => ({
        broadcaster_id: channel.owner.id,
        broadcaster_login: channel.owner.login,
        broadcaster_name: channel.owner.name,
        broadcaster_language: channel.language,
        game_id: channel.game.id,
        game_name: channel.game.name,
        title: channel.title,
        delay: 0,
        tags: channel.tags,
        content_classification_labels: [],
        is_branded_content: false,
      })),
    })
  })

  routes.get('/shared_chat/session', (c) => {
    gate.caller(c)
    const session = world.sharedSessionOf(gate.channel(c, 'broadcaster_id').owner.id)
    if (session === undefined) return c.json({ data: [] })
    return c.json({
      data: [
        {
          session_id: session.id,
          host_broadcaster_id: session.hostId,
          participants: session.participantIds.map((id) => ({ broadcaster_id: id })),
          created_at: toSecondTime(session.createdAt),
          updated_at: toSecondTime(session.updatedAt),
        },
      ],
    })
  })

  routes.get('/moderation/channels', (c) => {
    const { user } = gate.caller(c, 'user:read:moderated_channels')
    if (c.req.query('user_id') !== user.id) throw refusal(401, 'incorrect user authorization')
    const moderated = Array.from(world.users()).filter(
      (each) => world.channelById(each.id)?.moderators.has(user.id) === true,
    )
    return c.json({
      data: moderated.map((each) => ({
        broadcaster_id: each.id,
        broadcaster_login: each.login,
        broadcaster_name: each.name,
      })),
      pagination: {},
    })
  })

  routes.get('/chat/chatters', (c) => {
    const { channel } = gate.moderator(c, 'moderator:read:chatters')
    const chatters = Array.from(channel.known).flatMap((id) => world.userById(id) ?? [])
    return c.json({
      data: chatters.map((user) => ({ user_id: user.id, user_login: user.login, user_name: user.name })),
      pagination: {},
      total: chatters.length,
    })
  })
}
