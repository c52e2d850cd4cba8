/** One scripted message over IRC and over EventSub is one row: what a reader sees and what identity rests on is equal. */
import { describe, expect, it } from 'vitest'
import { parseEventSub, parseIrc } from '../../../electron/platforms/twitch/parse.ts'
import type { ChatMessage, Notice } from '../../../shared/model.ts'
import { chatMessage, firstMessage, firstNotice, makeContext, makeLine, makePayload, privmsg } from './context.ts'

const context = makeContext()

const comparable = (message: ChatMessage) => ({
  ...message,
  sentAt: 0,
  traits: message.traits.filter((trait) => trait !== 'emoteOnly'),
  source: message.source?.channel,
})

const text = (value: string) => ({ type: 'text', text: value, emote: null, cheermote: null, mention: null })
const emote = (value: string, id: string) => ({ type: 'emote', text: value, emote: { id, emote_set_id: '0' } })
const mention = (value: string, login: string) => ({ type: 'mention', text: value, mention: { user_login: login } })

interface Case {
  readonly name: string
  readonly text: string
  readonly tags: Readonly<Record<string, string>>
  readonly fragments: readonly unknown[]
  readonly event?: Readonly<Record<string, unknown>>
}

const cases: readonly Case[] = [
  { name: 'plain text', text: 'hello chat', tags: {}, fragments: [text('hello chat')] },
  {
    name: 'emotes after an emoji',
    text: '😂 Kappa, no: Kappa',
    tags: { emotes: '25:13-17' },
    fragments: [text('😂 Kappa, no: '), emote('Kappa', '25')],
  },
  {
    name: 'a mention in the middle, and a link',
    text: 'ask @Viewer_Two about https://example.com/a',
    tags: {},
    fragments: [text('ask '), mention('@Viewer_Two', 'viewer_two'), text(' about https://example.com/a')],
  },
  { name: 'a name that nobody has', text: 'hi @nobody_here', tags: {}, fragments: [text('hi @nobody_here')] },
  {
    name: 'colour, badges and roles',
    text: 'hi',
    tags: {
      color: '#FF7F50',
      badges: 'moderator/1,subscriber/12',
      'badge-info': 'subscriber/16',
      mod: '1',
      subscriber: '1',
    },
    fragments: [text('hi')],
    event: {
      color: '#FF7F50',
      badges: [
        { set_id: 'moderator', id: '1', info: '' },
        { set_id: 'subscriber', id: '12', info: '16' },
      ],
    },
  },
  {
    name: 'a reply',
    text: '@Viewer_Two sure',
    tags: {
      'reply-parent-msg-id': 'p1',
      'reply-parent-user-id': '5353',
      'reply-parent-user-login': 'viewer_two',
      'reply-parent-display-name': 'Viewer_Two',
      'reply-parent-msg-body': 'is\\sit?',
      'reply-thread-parent-msg-id': 't1',
    },
    fragments: [
      { ...mention('@Viewer_Two', 'viewer_two'), mention: { user_id: '5353', user_login: 'viewer_two' } },
      text(' sure'),
    ],
    event: {
      reply: {
        parent_message_id: 'p1',
        parent_message_body: 'is it?',
        parent_user_id: '5353',
        parent_user_login: 'viewer_two',
        parent_user_name: 'Viewer_Two',
        thread_message_id: 't1',
      },
    },
  },
  {
    name: 'a cheer',
    text: 'Cheer100 well done',
    tags: { bits: '100' },
    fragments: [
      { type: 'cheermote', text: 'Cheer100', cheermote: { prefix: 'cheer', bits: 100, tier: 100 } },
      text(' well done'),
    ],
    event: { cheer: { bits: 100 } },
  },
  {
    name: '/me',
    text: '\u0001ACTION waves\u0001',
    tags: {},
    fragments: [text('\u0001ACTION waves\u0001')],
  },
  {
    name: '/me with an emote, the text wrapped and the fragments not',
    text: '\u0001ACTION waves Kappa\u0001',
    tags: { emotes: '25:6-10' },
    fragments: [text('waves '), emote('Kappa', '25')],
  },
  {
    name: 'an introduction',
    text: 'hi',
    tags: { 'msg-id': 'user-intro' },
    fragments: [text('hi')],
    event: { message_type: 'user_intro' },
  },
  {
    name: 'a highlighted message',
    text: 'look',
    tags: { 'msg-id': 'highlighted-message' },
    fragments: [text('look')],
    event: { message_type: 'channel_points_highlighted' },
  },
  {
    name: 'a message of another room of a shared chat',
    text: 'hi all',
    tags: { 'source-room-id': '9', 'source-id': 's1', 'source-badges': 'vip/1', badges: '', mod: '0' },
    fragments: [text('hi all')],
    event: {
      source_broadcaster_user_id: '9',
      source_broadcaster_user_name: 'Neighbour',
      source_message_id: 's1',
      source_badges: [{ set_id: 'vip', id: '1', info: '' }],
    },
  },
  {
    name: 'a message of another room by a moderator of this one',
    text: 'hi all',
    tags: {
      'source-room-id': '9',
      'source-id': 's1',
      'source-badges': '',
      badges: 'moderator/1,subscriber/12',
      mod: '1',
      subscriber: '1',
      'user-type': 'mod',
    },
    fragments: [text('hi all')],
    event: {
      source_broadcaster_user_id: '9',
      source_broadcaster_user_name: 'Neighbour',
      source_message_id: 's1',
      source_badges: [],
      badges: [
        { set_id: 'moderator', id: '1', info: '' },
        { set_id: 'subscriber', id: '12', info: '16' },
      ],
    },
  },
  {
    name: 'a message of this room in a shared chat',
    text: 'hi all',
    tags: { 'source-room-id': '1337', 'source-id': 'm1' },
    fragments: [text('hi all')],
    event: { source_broadcaster_user_id: '1337', source_message_id: 'm1', source_badges: [] },
  },
]

describe('a message over IRC and EventSub', () => {
  it.each(cases)('is the same: $name', ({ text: said, tags, fragments, event }) => {
    const irc = firstMessage(parseIrc(privmsg(said, tags), context))
    const eventSub = firstMessage(parseEventSub(chatMessage({ message: { text: said, fragments }, ...event }), context))
    expect(comparable(eventSub)).toEqual(comparable(irc))
  })
})

const comparableNotice = (notice: Notice) => ({ ...notice, sentAt: 0, source: notice.source?.channel })

const notices: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, unknown>>])[] = [
  [
    'a gift',
    {
      'msg-id': 'subgift',
      'msg-param-sub-plan': '1000',
      'msg-param-gift-months': '3',
      'msg-param-recipient-id': '7',
      'msg-param-recipient-user-name': 'lucky',
      'msg-param-recipient-display-name': 'Lucky',
      'msg-param-community-gift-id': '99',
    },
    {
      notice_type: 'sub_gift',
      sub_gift: {
        sub_tier: '1000',
        duration_months: 3,
        recipient_user_id: '7',
        recipient_user_login: 'lucky',
        recipient_user_name: 'Lucky',
        community_gift_id: '99',
      },
    },
  ],
  [
    'a resub',
    { 'msg-id': 'resub', 'msg-param-sub-plan': 'Prime', 'msg-param-cumulative-months': '23' },
    { notice_type: 'resub', resub: { sub_tier: '1000', is_prime: true, cumulative_months: 23 } },
  ],
  [
    'a resub that was given',
    {
      'msg-id': 'resub',
      'msg-param-sub-plan': '1000',
      'msg-param-cumulative-months': '3',
      'msg-param-was-gifted': 'true',
      'msg-param-anon-gift': 'false',
      'msg-param-gifter-id': '8',
      'msg-param-gifter-login': 'giver',
      'msg-param-gifter-name': 'Giver',
    },
    {
      notice_type: 'resub',
      resub: {
        sub_tier: '1000',
        cumulative_months: 3,
        is_gift: true,
        gifter_is_anonymous: false,
        gifter_user_id: '8',
        gifter_user_login: 'giver',
        gifter_user_name: 'Giver',
      },
    },
  ],
  [
    'a resub that somebody gave who is not named',
    {
      'msg-id': 'resub',
      'msg-param-cumulative-months': '3',
      'msg-param-was-gifted': 'true',
      'msg-param-anon-gift': 'true',
    },
    { notice_type: 'resub', resub: { cumulative_months: 3, is_gift: true, gifter_is_anonymous: true } },
  ],
  [
    'an anonymous bomb',
    {
      'msg-id': 'submysterygift',
      'user-id': '274598607',
      'msg-param-sub-plan': '2000',
      'msg-param-mass-gift-count': '5',
      'msg-param-origin-id': '42',
    },
    {
      notice_type: 'community_sub_gift',
      chatter_is_anonymous: true,
      chatter_user_id: null,
      community_sub_gift: { id: '42', total: 5, sub_tier: '2000' },
    },
  ],
  ['a raid', { 'msg-id': 'raid', 'msg-param-viewerCount': '42' }, { notice_type: 'raid', raid: { viewer_count: 42 } }],
  [
    'an announcement of another room',
    {
      'msg-id': 'sharedchatnotice',
      'source-msg-id': 'announcement',
      'msg-param-color': 'BLUE',
      'source-room-id': '9',
      'source-id': 's1',
      'system-msg': '',
    },
    {
      notice_type: 'shared_chat_announcement',
      shared_chat_announcement: { color: 'BLUE' },
      source_broadcaster_user_id: '9',
      source_message_id: 's1',
      system_message: '',
    },
  ],
  [
    'a donation',
    {
      'msg-id': 'charitydonation',
      'msg-param-donation-amount': '500',
      'msg-param-exponent': '2',
      'msg-param-donation-currency': 'EUR',
    },
    {
      notice_type: 'charity_donation',
      charity_donation: { amount: { value: 500, decimal_place: 2, currency: 'EUR' } },
    },
  ],
]

describe('a notice over IRC and EventSub', () => {
  it.each(notices)('is the same: %s', (_name, tags, event) => {
    const line = makeLine(
      { login: 'viewer_one', 'system-msg': 'So\\sit\\sis.', ...tags },
      ':tmi.twitch.tv USERNOTICE #streamer_one :hi',
    )
    const wire = {
      message_id: 'm1',
      chatter_user_id: '5151',
      chatter_user_login: 'viewer_one',
      chatter_user_name: 'Viewer_One',
      system_message: 'So it is.',
      message: { text: 'hi', fragments: [text('hi')] },
      ...event,
    }
    const eventSub = firstNotice(parseEventSub(makePayload('channel.chat.notification', wire), context))
    expect(comparableNotice(eventSub)).toEqual(comparableNotice(firstNotice(parseIrc(line, context))))
  })
})
