/**
 * `node tests/bench/parse.ts --json`: how fast Twitch's lines and frames become feed events, beside the floor of the same
 * run: a plain split of the line, `JSON.parse` of the frame. Rounds alternate, so that a busy machine is busy for all.
 */

import { createParser } from '../../electron/platforms/twitch/parse.ts'
import { makeImageKey, makeUnknownChannelId } from '../../shared/model.ts'

const lineCount = 20_000
const frameCount = 10_000
const rounds = 15
const warmUpRounds = 4

/** A lively chat: people with two badges and a colour, emotes, mentions, replies, links, shared chats, emoji, cheers. */
const texts: readonly { readonly text: string; readonly emotes: string }[] = [
  { text: 'hello chat', emotes: '' },
  { text: 'Kappa that was close Kappa', emotes: '25:0-4,21-25' },
  { text: 'what a play, I did not expect that at all from this team', emotes: '' },
  { text: '@viewer_two I think so too', emotes: '' },
  { text: 'das war knapp 😂 LUL', emotes: '425618:16-18' },
  { text: 'look at https://clips.twitch.tv/SomeClip?x=1 now', emotes: '' },
  { text: 'PogChamp PogChamp PogChamp', emotes: '305954156:0-7,9-16,18-25' },
  { text: '저도 그렇게 생각해요', emotes: '' },
  { text: 'nice one... really', emotes: '' },
  { text: 'gg', emotes: '' },
]

const textAt = (index: number): { readonly text: string; readonly emotes: string } =>
  texts[index % texts.length] ?? { text: '', emotes: '' }

const idAt = (index: number): string => `${String(index).padStart(8, '0')}-89ab-4cde-8f01-23456789abcd`

const lines: readonly string[] = Array.from({ length: lineCount }, (_unused, index) => {
  const { text, emotes } = textAt(index)
  const user = 1000 + (index % 400)
  const badges = index % 3 === 0 ? 'moderator/1,subscriber/12' : 'subscriber/6,premium/1'
  return `@badge-info=subscriber/${index % 40};badges=${badges};color=#FF7F50;display-name=Viewer_${user};emotes=${emotes};first-msg=0;flags=;id=${idAt(index)};mod=0;returning-chatter=0;room-id=1337;subscriber=1;tmi-sent-ts=${1726662616942 + index};turbo=0;user-id=${user};user-type= :viewer_${user}!viewer_${user}@viewer_${user}.tmi.twitch.tv PRIVMSG #streamer_one :${text}`
})

const fragmentsOf = (text: string, emotes: string): readonly unknown[] => {
  const plain = { type: 'text', text, cheermote: null, emote: null, mention: null }
  if (emotes === '') return [plain]
  const emote = { id: '25', emote_set_id: '0', owner_id: '0', format: ['static'] }
  return [
    { ...plain, type: 'emote', text: text.slice(0, 5), emote },
    { ...plain, text: text.slice(5) },
  ]
}

const frames: readonly string[] = Array.from({ length: frameCount }, (_unused, index) => {
  const { text, emotes } = textAt(index)
  const user = 1000 + (index % 400)
  return JSON.stringify({
    metadata: {
      message_id: idAt(index),
      message_type: 'notification',
      message_timestamp: '2023-11-06T18:11:49.492253549Z',
      subscription_type: 'channel.chat.message',
      subscription_version: '1',
    },
    payload: {
      subscription: {
        id: '0b7f3361-672b-4d39-b307-dd5b576c9b27',
        status: 'enabled',
        type: 'channel.chat.message',
        version: '1',
        condition: { broadcaster_user_id: '1337', user_id: '2914196' },
        transport: { method: 'websocket', session_id: 'AgoQHR3s6Mb4T8GFB1l3DlPfiRIGY2VsbC1h' },
        created_at: '2023-11-06T18:11:47.492253549Z',
        cost: 0,
      },
      event: {
        broadcaster_user_id: '1337',
        broadcaster_user_login: 'streamer_one',
        broadcaster_user_name: 'Streamer_One',
        chatter_user_id: String(user),
        chatter_user_login: `viewer_${user}`,
        chatter_user_name: `Viewer_${user}`,
        message_id: idAt(index),
        message: { text, fragments: fragmentsOf(text, emotes) },
        color: '#00FF7F',
        badges: [
          { set_id: 'moderator', id: '1', info: '' },
          { set_id: 'subscriber', id: '12', info: String(index % 40) },
        ],
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
    },
  })
})

/** Kept so that no work can be left out as unused. */
interface Sink {
  seen: number
}

const parser = createParser({
  channelOf: ({ login }) => makeUnknownChannelId('twitch', login ?? ''),
  image: makeImageKey,
  badgeImage: (channel, set, version) => makeImageKey(`badge:${channel}:${set}:${version}`),
  self: { userId: '2914196', login: 'river_host' },
})

const timestampOf = (frame: unknown): number => {
  if (typeof frame !== 'object' || frame === null || !('metadata' in frame)) return 0
  const { metadata } = frame
  if (typeof metadata !== 'object' || metadata === null || !('message_timestamp' in metadata)) return 0
  return typeof metadata.message_timestamp === 'string' ? Date.parse(metadata.message_timestamp) : 0
}

const payloadOf = (frame: unknown): unknown =>
  typeof frame === 'object' && frame !== null && 'payload' in frame ? frame.payload : undefined

const work: Readonly<Record<string, (sink: Sink) => number>> = {
  irc: (sink) => {
    for (const line of lines) sink.seen += parser.irc(line, 1).events.length
    return lines.length
  },
  split: (sink) => {
    for (const line of lines) sink.seen += line.split(/[ ;=]/).length
    return lines.length
  },
  eventsub: (sink) => {
    for (const text of frames) {
      const frame: unknown = JSON.parse(text)
      sink.seen += parser.eventSub(payloadOf(frame), 1, timestampOf(frame)).events.length
    }
    return frames.length
  },
  jsonParse: (sink) => {
    for (const text of frames) sink.seen += payloadOf(JSON.parse(text)) === undefined ? 0 : 1
    return frames.length
  },
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Items a second, the median of the rounds. */
const measure = (): ReadonlyMap<string, number> => {
  const sink: Sink = { seen: 0 }
  const rates = new Map<string, number[]>()
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [name, run] of Object.entries(work)) {
      const start = performance.now()
      const count = run(sink)
      const rate = (count * 1000) / (performance.now() - start)
      if (round >= 0) rates.set(name, [...(rates.get(name) ?? []), rate])
    }
  }
  if (sink.seen === 0) throw new Error('nothing was parsed')
  return new Map([...rates].map(([name, values]) => [name, Math.round(median(values))]))
}

const rates = measure()
const rate = (name: string): number => rates.get(name) ?? 0
const result = {
  irc: { linesPerSecond: rate('irc'), floor: { splitLinesPerSecond: rate('split') } },
  eventsub: { framesPerSecond: rate('eventsub'), floor: { jsonParseFramesPerSecond: rate('jsonParse') } },
}
if (!process.argv.includes('--json')) {
  console.log(`IRC: ${rate('irc')} lines/s (a plain split: ${rate('split')})`)
  console.log(`EventSub: ${rate('eventsub')} frames/s (JSON.parse alone: ${rate('jsonParse')})`)
}
console.log(JSON.stringify(result))
