/** The payload files of Twitch and what is expected of each. Reading only: no code path writes an expectation. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../fixtures/twitch')

const namesIn = (path: string): readonly string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()

export const payloadNames = namesIn(folder)
export const goldenNames = namesIn(join(folder, 'golden'))

export const readPayloadText = (name: string): string => readFileSync(join(folder, `${name}.json`), 'utf8')

export const readPayload = (name: string): unknown => JSON.parse(readPayloadText(name))

export const readGolden = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder, 'golden', `${name}.json`), 'utf8'))

export interface IrcSample {
  readonly name: string
  readonly raw: string
}

const isSample = (value: unknown): value is IrcSample =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'raw' in value &&
  typeof value.name === 'string' &&
  typeof value.raw === 'string'

export const ircSamples: readonly IrcSample[] = [readPayload('irc_samples')].flat().filter(isSample)

/** The payloads that carry no event, and why: these have no expectation. */
export const withoutEvents: Readonly<Record<string, string>> = {
  'derived.helix.error.eventsub_403': 'a REST refusal',
  'derived.helix.error.eventsub_429': 'a REST refusal',
  'derived.helix.error.missing_scope': 'a REST refusal',
  'derived.helix.send_chat_message.dropped': 'a REST answer',
  'derived.subscribe_request.channel.chat.message.websocket': 'a REST request',
  'subscribe_request.channel.chat.message.webhook': 'a REST request',
  'thirdparty.7tv_events': 'emotes of another service, not the wire of Twitch',
  'thirdparty.7tv_user_connection': 'emotes of another service, not the wire of Twitch',
  'thirdparty.bttv_channel': 'emotes of another service, not the wire of Twitch',
  'thirdparty.ffz_room': 'emotes of another service, not the wire of Twitch',
  ...Object.fromEntries(
    payloadNames.flatMap((name) => {
      if (name.startsWith('helix.')) return [[name, 'a REST answer']]
      return name.startsWith('oauth.') ? [[name, 'an answer of the sign-in']] : []
    }),
  ),
}

/** The only expectations that may say `unknown`, and why. */
export const unknownWithReason: Readonly<Record<string, string>> = {
  'channel.chat.notification.unknown': 'Twitch itself calls it unknown',
  'irc_samples usernotice_unknown': 'an undocumented msg-id (socialsharingbadge)',
}
