import type { ParseContext, Parsed } from '../../../electron/platforms/twitch/parse.ts'
import { makeImageKey, makeUnknownChannelId } from '../../../shared/model.ts'

/** A context for tests: images are named by their references, logins make unknown channels. */
export const makeContext = (more: Partial<ParseContext> = {}): ParseContext => ({
  receivedAt: 5_000,
  channelOf: ({ login, id }) => makeUnknownChannelId('twitch', login ?? id ?? ''),
  image: makeImageKey,
  ...more,
})

/** A line with these tags; `undefined` leaves a usual tag out. */
export const makeLine = (
  tags: Readonly<Record<string, string | undefined>>,
  rest = ':viewer_one!viewer_one@viewer_one.tmi.twitch.tv PRIVMSG #streamer_one :hello chat',
): string => {
  const usual = { id: 'm1', 'room-id': '1337', 'user-id': '5151', 'tmi-sent-ts': '1000', 'display-name': 'Viewer_One' }
  const entries = Object.entries({ ...usual, ...tags }).filter(([, value]) => value !== undefined)
  return `@${entries.map(([name, value]) => `${name}=${value}`).join(';')} ${rest}`
}

export const privmsg = (text: string, tags: Readonly<Record<string, string | undefined>> = {}): string =>
  makeLine(tags, `:viewer_one!viewer_one@viewer_one.tmi.twitch.tv PRIVMSG #streamer_one :${text}`)

/** A notification of `type` for broadcaster 1337. */
export const makePayload = (type: string, event: Readonly<Record<string, unknown>>): unknown => ({
  subscription: { type, version: '1', condition: { broadcaster_user_id: '1337' } },
  event: { broadcaster_user_id: '1337', broadcaster_user_login: 'streamer_one', ...event },
})

export const chatMessage = (event: Readonly<Record<string, unknown>>): unknown =>
  makePayload('channel.chat.message', {
    message_id: 'm1',
    chatter_user_id: '5151',
    chatter_user_login: 'viewer_one',
    chatter_user_name: 'Viewer_One',
    color: '',
    badges: [],
    ...event,
  })

/** What a message shows, for comparing two of them. */
export const firstMessage = (parsed: Parsed) => {
  const [event] = parsed.events
  if (event?.kind !== 'message') throw new Error(`no message: ${JSON.stringify(parsed)}`)
  return event
}

export const firstNotice = (parsed: Parsed) => {
  const [event] = parsed.events
  if (event?.kind !== 'notice') throw new Error(`no notice: ${JSON.stringify(parsed)}`)
  return event
}
