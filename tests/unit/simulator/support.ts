import { readdirSync, readFileSync } from 'node:fs'
import type { TwitchOptions } from '../../../simulator/options.ts'
import { seededRandom } from '../../../simulator/random.ts'
import { createTwitch, type Twitch } from '../../../simulator/twitch.ts'
import type { SocketKind, WireSocket } from '../../../simulator/wire.ts'
import { createVirtualClock, settle, type VirtualClock } from '../../harness/clock.ts'

const folder = new URL('../../fixtures/twitch/', import.meta.url)

/** A payload file by its name without `.json`. */
export const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))

export const fixturesNamed = (pattern: RegExp): readonly unknown[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => fixture(name.replace(/\.json$/, '')))

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value inside JSON, by keys and indexes; undefined where there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let inner = value
  for (const key of path) {
    if (Array.isArray(inner) && typeof key === 'number') inner = inner.at(key)
    else if (isRecord(inner) && typeof key === 'string') inner = inner[key]
    else return undefined
  }
  return inner
}

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const text = at(value, ...path)
  if (typeof text !== 'string') throw new Error(`There is no text at ${path.join('.')} of ${JSON.stringify(value)}.`)
  return text
}

export interface FakeClient {
  readonly received: (string | Uint8Array)[]
  closed: { readonly code: number; readonly reason: string } | undefined
  terminated: boolean
  paused: boolean
  pings: number
  /** What the client says. */
  say(text: string): void
  pong(): void
  hangUp(): void
}

/** A client of the socket servers without a network. */
export const connect = (twitch: Twitch, kind: SocketKind, query = '', silent = false): FakeClient => {
  const listeners: { text: (text: string) => void; pong: () => void; close: () => void } = {
    text: () => undefined,
    pong: () => undefined,
    close: () => undefined,
  }
  const client: FakeClient = {
    received: [],
    closed: undefined,
    terminated: false,
    paused: false,
    pings: 0,
    say: (text) => listeners.text(text),
    pong: () => listeners.pong(),
    hangUp: () => listeners.close(),
  }
  const socket: WireSocket = {
    send(data) {
      if (client.closed === undefined && !client.terminated) client.received.push(data)
    },
    ping() {
      client.pings++
    },
    close(code, reason) {
      client.closed = { code, reason }
    },
    terminate() {
      client.terminated = true
    },
    pause() {
      client.paused = true
    },
    resume() {
      client.paused = false
    },
    bufferedBytes: () => 0,
    onText(listener) {
      listeners.text = listener
    },
    onPong(listener) {
      listeners.pong = listener
    },
    onClose(listener) {
      listeners.close = listener
    },
  }
  twitch.accept(kind, socket, new URLSearchParams(query), silent)
  return client
}

/** The JSON frames that an EventSub client got. */
export const framesOf = (client: FakeClient): readonly unknown[] =>
  client.received.map((data): unknown => JSON.parse(String(data)))

export const typesOf = (client: FakeClient): readonly string[] =>
  framesOf(client).map((frame) => textAt(frame, 'metadata', 'message_type'))

export const linesOf = (client: FakeClient): readonly string[] =>
  client.received.flatMap((data) => String(data).split('\r\n')).filter((line) => line !== '')

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

export interface Bench {
  readonly clock: VirtualClock
  readonly twitch: Twitch
  readonly control: Twitch['control']
  id(login: string): string
  request(path: string, init?: RequestInit): Promise<Answer>
  form(path: string, fields: Readonly<Record<string, string>>): Promise<Answer>
  /** Helix as `user`, with these scopes. */
  as(user: string, scopes: readonly string[]): Helix
}

export interface Helix {
  readonly accessToken: string
  call(method: string, path: string, body?: unknown): Promise<Answer>
  send(channel: string, message: string, more?: Readonly<Record<string, unknown>>): Promise<Answer>
  subscribe(sessionId: string, type: string, channel: string): Promise<Answer>
}

const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
}

/** A simulated Twitch on the virtual clock, without a network. */
export const createBench = (options: TwitchOptions = {}): Bench => {
  const clock = createVirtualClock()
  const twitch = createTwitch({ clock, random: seededRandom(7), ...options })
  twitch.setOrigin('http://127.0.0.1:4000')
  const { control } = twitch
  const id = (login: string): string => control.user({ login }).userId
  const request = async (path: string, init?: RequestInit): Promise<Answer> =>
    readAnswer(await twitch.app.request(path, init))
  return {
    clock,
    twitch,
    control,
    id,
    request,
    form: (path, fields) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      }),
    as(user, scopes) {
      const { accessToken, clientId } = control.issueToken({ user, scopes })
      const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
        request(`/helix${path}`, {
          method,
          headers: {
            authorization: `Bearer ${accessToken}`,
            'client-id': clientId,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      return {
        accessToken,
        call,
        send: (channel, message, more = {}) =>
          call('POST', '/chat/messages', { broadcaster_id: id(channel), sender_id: id(user), message, ...more }),
        subscribe(sessionId, type, channel) {
          const isOpen = type.startsWith('channel.shared_chat') || type.startsWith('stream.')
          const condition = { broadcaster_user_id: id(channel), ...(isOpen ? {} : { user_id: id(user) }) }
          const transport = { method: 'websocket', session_id: sessionId }
          return call('POST', '/eventsub/subscriptions', { type, version: '1', condition, transport })
        },
      }
    },
  }
}

/** An EventSub client that has its welcome; `sessionId` is what to subscribe with. */
export const openSession = (bench: Bench, query = ''): FakeClient & { readonly sessionId: string } => {
  const client = connect(bench.twitch, 'eventsub', query)
  return Object.assign(client, { sessionId: textAt(framesOf(client), 0, 'payload', 'session', 'id') })
}

/** An anonymous IRC reader with tags and commands, in these channels. */
export const openReader = async (bench: Bench, channels: readonly string[]): Promise<FakeClient> => {
  const client = connect(bench.twitch, 'irc')
  client.say('CAP REQ :twitch.tv/tags twitch.tv/commands\r\n')
  client.say('NICK justinfan12345\r\n')
  client.say(`JOIN ${channels.map((login) => `#${login}`).join(',')}\r\n`)
  await settle()
  return client
}
