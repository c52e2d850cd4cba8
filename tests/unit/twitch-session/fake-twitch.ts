/** Twitch as these tests need it: scripted sockets that greet and join, and Helix routes that answer. */

import type { AccessToken } from '../../../electron/core/ports/credentials.ts'
import type { Account, EventSink } from '../../../electron/core/ports/session.ts'
import type { HttpClient, HttpOutcome, HttpRequest } from '../../../electron/net/http.ts'
import type { PlatformContext } from '../../../electron/platforms/platform.ts'
import { openTwitch, type TwitchOptions } from '../../../electron/platforms/twitch/session.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import {
  type ChannelId,
  type ChannelRef,
  type FeedEvent,
  type ImageKey,
  makeAuthorId,
  makeChannelId,
} from '../../../shared/model.ts'
import { createTestHost } from '../../harness/host.ts'
import { createFakeSockets, type FakeSocket } from '../net/fake-sockets.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly json: unknown
  readonly headers: Readonly<Record<string, string>>
}
type Route = (asked: Asked) => HttpOutcome | undefined | Promise<HttpOutcome | undefined>

export const answer = (
  status: number,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): HttpOutcome => ({
  kind: 'answered',
  status,
  headers,
  body,
  bytes: new Uint8Array(),
})
export const problem = (status: number, message: string, headers = {}) =>
  answer(status, { error: 'Error', status, message }, headers)

export const allScopes = [
  'user:read:chat',
  'user:write:chat',
  'user:read:emotes',
  'moderator:manage:chat_messages',
  'moderator:manage:banned_users',
  'user:read:moderated_channels',
]

export const me: Account = {
  id: 'twitch:9001',
  platform: 'twitch',
  login: 'river_host',
  name: 'River_Host',
  authorId: makeAuthorId('twitch', '9001'),
  scopes: allScopes,
}

/** Channel number 7 is `channel7` with the user id 1007. */
export const channelOf = (number: number): ChannelRef => ({
  id: makeChannelId('twitch', String(1000 + number)),
  platform: 'twitch',
  login: `channel${number}`,
  name: `Channel${number}`,
  url: `https://www.twitch.tv/channel${number}`,
  private: false,
})

export const idOf = (channel: ChannelRef): string => channel.id.replace('twitch:', '')

export interface Gap {
  readonly channel: ChannelId
  readonly from: number
  readonly to: number
  readonly why: string
}

export const startTwitch = (options: TwitchOptions = {}) => {
  const host = createTestHost()
  const { clock } = host
  const began = clock.now()
  const delivered: { readonly events: readonly FeedEvent[]; readonly source: string }[] = []
  const gaps: Gap[] = []
  const counts = new Map<string, number>()
  const asked: Asked[] = []
  const joins: { readonly at: number; readonly login: string; readonly socket: FakeSocket }[] = []
  const silentLogins = new Set<string>()
  const suspended = new Set<string>()
  const routes: Route[] = []
  const accepted = { value: true }
  let sessions = 0
  let subscriptions = 0
  let messages = 0
  let token = 1
  let renewal: Result<AccessToken> | undefined
  let keepaliveSeconds = 10
  let greet = true

  const frame = (type: string, payload: unknown, extra: Readonly<Record<string, unknown>> = {}) => {
    messages += 1
    return JSON.stringify({
      metadata: {
        message_id: `m${messages}`,
        message_type: type,
        message_timestamp: new Date(clock.now()).toISOString(),
        ...extra,
      },
      payload,
    })
  }
  const welcome = (id = `session${++sessions}`) =>
    frame('session_welcome', {
      session: {
        id,
        status: 'connected',
        connected_at: '',
        keepalive_timeout_seconds: keepaliveSeconds,
        reconnect_url: null,
      },
    })

  const onSent = (text: string, socket: FakeSocket) => {
    if (!socket.url.includes('irc')) return
    if (text.startsWith('NICK ')) {
      const nick = text.slice(5)
      socket.receive(
        [
          ':tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands',
          `:tmi.twitch.tv 001 ${nick} :Welcome, GLHF!`,
          `:tmi.twitch.tv 376 ${nick} :>`,
          '',
        ].join('\r\n'),
      )
    }
    if (!text.startsWith('JOIN ')) return
    for (const name of text.slice(5).split(',')) {
      const login = name.slice(1)
      joins.push({ at: clock.now() - began, login, socket })
      if (silentLogins.has(login)) continue
      if (suspended.has(login)) {
        socket.receive(
          `@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #${login} :This channel does not exist or has been suspended.`,
        )
        continue
      }
      socket.receive(roomState(login))
    }
  }

  const sockets = createFakeSockets(
    {
      onSent,
      onOpen: (socket) => {
        if (socket.url.includes('eventsub') && greet) socket.receive(welcome())
      },
    },
    () => accepted.value,
  )

  const defaults: Route = ({ method, path, query, json }) => {
    if (path === '/eventsub/subscriptions' && method === 'POST') {
      subscriptions += 1
      return answer(202, { data: [{ id: `sub${subscriptions}`, ...(typeof json === 'object' ? json : {}) }] })
    }
    if (path === '/eventsub/subscriptions' && method === 'DELETE') return answer(204)
    if (path === '/users') {
      const ids = [query['id'] ?? []].flat()
      const logins = [query['login'] ?? []].flat()
      const numbers = [
        ...ids.map((id) => Number(id) - 1000),
        ...logins.map((login) => Number(/^channel(\d+)$/.exec(login)?.[1])),
      ]
      return answer(200, {
        data: numbers
          .filter((number) => number > 0 && number < 1000)
          .map((number) => ({
            id: String(1000 + number),
            login: `channel${number}`,
            display_name: `Channel${number}`,
          })),
      })
    }
    return answer(200, { data: [], pagination: {} })
  }

  const http: HttpClient = {
    async request(request: HttpRequest) {
      const entry: Asked = {
        method: request.method,
        path: new URL(request.url).pathname.replace(/^\/helix/, ''),
        query: request.query ?? {},
        json: request.json,
        headers: request.headers ?? {},
      }
      asked.push(entry)
      for (const route of routes) {
        const own = await route(entry)
        if (own !== undefined) return own
      }
      return (await defaults(entry)) ?? answer(404)
    },
  }

  const sink: EventSink = {
    deliver: (events, source) => delivered.push({ events, source }),
    interrupted: (channel, gap) => gaps.push({ channel, ...gap, from: gap.from - began, to: gap.to - began }),
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
  }
  const tokenNow = (): AccessToken => ({ value: `token${token}`, clientId: 'client', scopes: allScopes })
  const context: PlatformContext = {
    host,
    http,
    openSocket: sockets.openSocket,
    tap: { record: () => undefined },
    images: { keyOf: (_platform, reference) => reference as ImageKey },
    sink,
    credentials: {
      accessToken: async () => ok(tokenNow()),
      renew: async () => {
        token += 1
        return renewal ?? ok(tokenNow())
      },
    },
    endpoints: {
      api: 'https://api.test/helix',
      auth: 'https://id.test/oauth2',
      socket: 'wss://eventsub.test/ws',
      irc: 'wss://irc.test',
      images: 'https://images.test',
    },
  }
  const session = openTwitch(context, options)

  return {
    session,
    host,
    clock,
    delivered,
    gaps,
    counts,
    asked,
    joins,
    silentLogins,
    suspended,
    accepted,
    sockets,
    frame,
    welcome,
    now: () => clock.now() - began,
    /** Answers before the defaults do; the first that answers counts. */
    route: (route: Route) => routes.unshift(route),
    unroute: () => routes.splice(0),
    setKeepalive: (seconds: number) => {
      keepaliveSeconds = seconds
    },
    /** Whether EventSub sockets are welcomed by themselves. */
    setGreeting: (on: boolean) => {
      greet = on
    },
    failRenewal: () => {
      renewal = failed({ kind: 'signInAgain', message: 'Sign in to Twitch again.' })
    },
    irc: () => sockets.open().filter(({ url }) => url.includes('irc')),
    eventSub: () => sockets.open().filter(({ url }) => url.includes('eventsub')),
    texts: () =>
      delivered.flatMap(({ events, source }) =>
        events.flatMap((event) => (event.kind === 'message' ? [`${source} ${event.channel} ${event.text}`] : [])),
      ),
    notification: (channel: ChannelRef, text: string, extra: Readonly<Record<string, unknown>> = {}) =>
      frame('notification', chatPayload(channel, text), extra),
  }
}

export type FakeTwitch = ReturnType<typeof startTwitch>

/**
 * Lets Helix keep EventSub's subscriptions as Twitch does: a second one of the same kind is a conflict until the first is
 * deleted. Each call is taken up only after its delay, in ms; what is taken up may go without an answer.
 */
export const keepSubscriptions = (twitch: FakeTwitch, { postMs = 0, deleteMs = 0 } = {}) => {
  const kept = new Map<string, string>()
  const trouble = { answersLost: 0 }
  let numbered = 0
  const pass = (ms: number) =>
    new Promise<void>((resolve) => void (ms === 0 ? resolve() : twitch.clock.after(ms, resolve)))
  twitch.route(async ({ method, path, query, json }) => {
    if (path !== '/eventsub/subscriptions') return undefined
    if (method === 'POST') {
      await pass(postMs)
      const wanted = JSON.stringify(json)
      if ([...kept.values()].includes(wanted)) return problem(409, 'subscription already exists')
      numbered += 1
      kept.set(`kept${numbered}`, wanted)
      if (trouble.answersLost > 0) {
        trouble.answersLost -= 1
        return { kind: 'uncertain', why: 'The connection broke.' }
      }
      return answer(202, { data: [{ id: `kept${numbered}` }] })
    }
    if (method === 'DELETE') {
      await pass(deleteMs)
      return answer(kept.delete(String(query['id'])) ? 204 : 404)
    }
    const about = `"${query['user_id']}"`
    const found = [...kept].filter(([, wanted]) => wanted.includes(about))
    return answer(200, {
      data: found.map(([id, wanted]) => ({ id, status: 'enabled', ...JSON.parse(wanted) })),
      pagination: {},
    })
  })
  return {
    trouble,
    count: (channel: ChannelRef) => [...kept.values()].filter((wanted) => wanted.includes(`"${idOf(channel)}"`)).length,
  }
}

export const roomState = (login: string, roomId = String(1000 + Number(login.replace(/\D/g, '')))) =>
  `@emote-only=0;followers-only=-1;r9k=0;room-id=${roomId};slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #${login}`

export const privmsg = (channel: ChannelRef, text: string, tags = '', userId = '5151', login = 'viewer_one') =>
  `@badge-info=;badges=;color=;display-name=${login};emotes=;id=irc-${text};room-id=${idOf(channel)};tmi-sent-ts=1767225600000;user-id=${userId}${tags} :${login}!${login}@${login}.tmi.twitch.tv PRIVMSG #${channel.login} :${text}`

export const chatPayload = (channel: ChannelRef, text: string) => ({
  subscription: {
    id: 'sub',
    status: 'enabled',
    type: 'channel.chat.message',
    version: '1',
    condition: { broadcaster_user_id: idOf(channel), user_id: '9001' },
    transport: { method: 'websocket', session_id: 'session1' },
    created_at: '2026-01-01T00:00:00Z',
    cost: 0,
  },
  event: {
    broadcaster_user_id: idOf(channel),
    broadcaster_user_login: channel.login,
    broadcaster_user_name: channel.name,
    chatter_user_id: '5151',
    chatter_user_login: 'viewer_one',
    chatter_user_name: 'viewer_one',
    message_id: `es-${text}`,
    message: { text, fragments: [{ type: 'text', text, cheermote: null, emote: null, mention: null }] },
    color: '',
    badges: [],
    message_type: 'text',
    cheer: null,
    reply: null,
    channel_points_custom_reward_id: null,
    source_broadcaster_user_id: null,
    source_broadcaster_user_login: null,
    source_broadcaster_user_name: null,
    source_message_id: null,
    source_badges: null,
  },
})

/** The subscriptions that were asked for. */
export const subscribed = (twitch: FakeTwitch) =>
  twitch.asked.filter(({ method, path }) => method === 'POST' && path === '/eventsub/subscriptions')

/** The ids of those that were asked to end. */
export const deleted = (twitch: FakeTwitch) =>
  twitch.asked
    .filter(({ method, path }) => method === 'DELETE' && path === '/eventsub/subscriptions')
    .map(({ query }) => query['id'])
