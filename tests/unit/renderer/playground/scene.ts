/** A believable evening for the playground. */
import type { AccountView, ChannelView, DeliveryView, FeedRow } from '../../../../shared/contract.ts'
import { type Author, type Badge, type MessagePart, makeEventId } from '../../../../shared/model.ts'
import {
  channelIdOf,
  chatterCapabilities,
  imageKeyOf,
  sampleAccount,
  sampleAuthor,
  sampleChannel,
  sampleDelivery,
  sampleMessage,
  sampleNotice,
  sampleRow,
} from '../samples.ts'

const names = ['rivervale', 'NightOwlCooks', 'pixel_harbor', 'SynthwaveSunday'] as const

export const playAccounts: readonly AccountView[] = [sampleAccount]

export const playChannels = (scene: string): readonly ChannelView[] => {
  const [first, second, third, fourth] = names
  const now = Date.now()
  const base = [
    sampleChannel(first, {
      audience: { known: true, live: true, viewers: 1843, title: 'Building a raft out of spare parts, day 12' },
      modes: [{ mode: 'slow', seconds: 3 }],
      sharedWith: [channelIdOf(second)],
    }),
    sampleChannel(second, {
      audience: { known: true, live: true, viewers: 412 },
      sharedWith: [channelIdOf(first)],
      unread: 12,
    }),
    sampleChannel(third, {
      capabilities: chatterCapabilities,
      unread: 104,
      unreadMentions: 2,
      audience: { known: true, live: true, viewers: 96 },
    }),
    sampleChannel(fourth, {
      accountId: null,
      capabilities: {
        ...chatterCapabilities,
        send: {
          can: false,
          why: 'Read without an account: sign in to write here.',
          remedy: { kind: 'signIn', platform: 'twitch' },
        },
      },
      audience: { known: false, why: 'Twitch tells the number of viewers only to apps with an account.' },
    }),
  ]
  if (scene !== 'trouble') return base
  return base.map((channel, index) =>
    index === 1
      ? {
          ...channel,
          state: { status: 'reconnecting', retryAt: now + 9000, why: 'Twitch closed the connection (4000).' },
        }
      : index === 3
        ? { ...channel, state: { status: 'needsSignIn', why: 'The sign-in of Mira was revoked.' } }
        : channel,
  )
}

const badge = (set: string, title: string, image?: string): Badge =>
  image === undefined ? { set, version: '1', title } : { set, version: '1', title, image: imageKeyOf(image) }

const people: readonly Author[] = [
  sampleAuthor('Ada', {
    color: '#1E90FF',
    badges: [badge('moderator', 'Moderator', 'mod'), badge('subscriber', '2-year subscriber', 'sub')],
    roles: ['moderator'],
  }),
  sampleAuthor('bramble_fox', { color: '#8A2BE2', badges: [badge('subscriber', '6-month subscriber', 'sub')] }),
  sampleAuthor('Oluwaseun', { color: '#0000FF' }),
  sampleAuthor('tiny_tugboat', { badges: [badge('vip', 'VIP')] }),
  sampleAuthor('lumen', { color: '#FF69B4', badges: [badge('broadcaster', 'Broadcaster')], roles: ['broadcaster'] }),
  sampleAuthor('КотМатроскин', { color: '#2E8B57' }),
  sampleAuthor('saltwater', { color: '#B22222', badges: [badge('bot-badge', 'Bot')] }),
]

const emote = (text: string): MessagePart => ({
  type: 'emote',
  text,
  provider: 'twitch',
  id: text,
  image: imageKeyOf('emote'),
})

const words = [
  'that jump was closer than it looked',
  'the raft floats?!',
  'welcome in everyone',
  'chat what is the plan for tonight',
  'I would not trust that plank',
  'first time here, love the music',
  'salt, fat, acid, heat',
  'GG',
  'can someone pin the recipe please, I keep losing it between the sea shanties and the soldering',
] as const

export const rowAt = (order: number, at: number): FeedRow => {
  const name = names[order % 4] ?? 'rivervale'
  const known = people[order % people.length]
  const author: Author = {
    ...(known ?? sampleAuthor('Ada')),
    badges: [badge('moderator', 'Moderator', 'mod'), badge('subscriber', 'Subscriber', 'sub')],
  }
  const text = `${words[order % words.length]} ${order} `
  return sampleRow(
    sampleMessage(name, author, `${text}Kappa`, String(order), {
      parts: [{ type: 'text', text }, emote('Kappa')],
      sentAt: at,
      receivedAt: at,
    }),
    order,
  )
}

export const playRows = (): readonly FeedRow[] => {
  const at = Date.now() - 300_000
  let order = 0
  const rows: FeedRow[] = []
  const say = (
    channel: string,
    author: Author | undefined,
    parts: readonly MessagePart[],
    more: Parameters<typeof sampleMessage>[4] = {},
    row: Partial<FeedRow> = {},
  ) => {
    order++
    rows.push(
      sampleRow(
        sampleMessage(channel, author ?? sampleAuthor('Ada'), parts.map((part) => part.text).join(''), `s${order}`, {
          parts,
          sentAt: at + order * 3000,
          ...more,
        }),
        order,
        row,
      ),
    )
  }
  const text = (value: string): MessagePart => ({ type: 'text', text: value })
  for (let index = 0; index < 60; index++) {
    say(names[index % 4] ?? 'rivervale', people[(index * 3) % people.length], [
      text(words[index % words.length] ?? ''),
      ...(index % 3 === 0 ? [text(' '), emote('Kappa')] : []),
    ])
  }
  const [first, second, third, fourth] = names
  order++
  rows.push(
    sampleRow(
      sampleNotice(first, 'bramble_fox subscribed for 6 months at tier 1.', 'n1', {
        notice: 'resub',
        parts: [text('half a year on the water')],
        text: 'half a year on the water',
        sentAt: at + order * 3000,
      }),
      order,
    ),
  )
  say(first, people[0], [
    text('never trust a plank that '),
    { type: 'mention', text: '@bramble_fox' },
    text(' has sawn'),
  ])
  say(second, people[3], [
    text('recipe is at '),
    { type: 'link', text: 'https://example.com/bread', href: 'https://example.com/bread' },
  ])
  order++
  rows.push(
    sampleRow(
      sampleNotice(third, 'tiny_tugboat is gifting 20 tier 1 subs to the community!', 'n2', {
        notice: 'giftBomb',
        count: 20,
        sentAt: at + order * 3000,
      }),
      order,
      { folded: ['anna', 'ben', 'cleo', 'dmitri', 'eve', 'finn'] },
    ),
  )
  say(third, people[1], [text('Mira, look at this '), emote('Kappa')], { traits: ['mentionsMe'] })
  say(
    first,
    people[6],
    [text('buy followers at spam dot example')],
    {},
    { removals: [{ channel: channelIdOf(first), at, pending: false, by: 'Ada', durationSeconds: 600 }] },
  )
  say(
    third,
    people[6],
    [text('buy followers at spam dot example')],
    {},
    { removals: [{ channel: channelIdOf(third), at, pending: false, by: 'Ada' }] },
  )
  say(fourth, people[5], [text('hello from the other shore')], { traits: ['first'] })
  order++
  rows.push(
    sampleRow(
      {
        kind: 'gap',
        id: makeEventId(channelIdOf(second), 'gap', 'g'),
        channel: channelIdOf(second),
        from: at,
        to: at + 60_000,
        why: 'Twitch keeps no history that an app may read.',
      },
      order,
    ),
  )
  order++
  rows.push(
    sampleRow(
      {
        kind: 'mode',
        id: makeEventId(channelIdOf(first), 'mode', 'm'),
        channel: channelIdOf(first),
        at: at + order * 3000,
        mode: 'slow',
        on: true,
        seconds: 3,
        by: people[0] ?? sampleAuthor('Ada'),
      },
      order,
    ),
  )
  order++
  rows.push(
    sampleRow(
      sampleNotice(second, '412 raiders from NightOwlCooks have joined!', 'n3', {
        notice: 'raid',
        count: 412,
        sentAt: at + order * 3000,
      }),
      order,
    ),
  )
  say(first, people[2], [text('which one of you has the soldering iron')], {
    replyTo: {
      message: makeEventId(channelIdOf(first), 'message', 's1'),
      author: { id: 'x', login: 'ada', name: 'Ada' },
      text: 'we need more solder before the tide comes in',
    },
  })
  say(first, people[4], [text('is drawing a map of the harbour')], { traits: ['action'] })
  say(
    second,
    people[0],
    [text('both kitchens can see this')],
    {
      rooms: [
        { channel: channelIdOf(first), messageId: '1', removed: true },
        { channel: channelIdOf(second), messageId: '2', removed: false },
      ],
      source: { channel: channelIdOf(first), name: 'rivervale' },
    },
    { removals: [{ channel: channelIdOf(first), at, pending: false }] },
  )
  say(third, people[5], [{ type: 'cheer', text: 'Cheer100', bits: 100, tier: 100 }, text(' for the band')], {
    paid: { value: '100', currency: 'bits', display: '100 bits' },
  })
  return rows
}

export const playDeliveries: readonly DeliveryView[] = [
  sampleDelivery('rivervale', {
    status: 'queued',
    until: Date.now() + 8000,
    why: 'One message a second in this channel.',
  }),
  sampleDelivery('NightOwlCooks', {
    status: 'refused',
    code: 'msg_duplicate',
    reason: 'Your message is identical to the one you sent before.',
  }),
  sampleDelivery('pixel_harbor', {
    status: 'maybeSent',
    why: 'Twitch did not answer, and it was not seen in the chat.',
  }),
]
