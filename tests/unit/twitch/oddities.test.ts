/** What real captures hold beside the documents: missing fields, retired kinds, names that nobody expected. */
import { describe, expect, it } from 'vitest'
import { parseEventSub, parseIrc } from '../../../electron/platforms/twitch/parse.ts'
import { chatMessage, firstMessage, firstNotice, makeContext, makeLine, makePayload, privmsg } from './context.ts'

const context = makeContext()
const usernotice = (tags: Readonly<Record<string, string | undefined>>, rest = '') =>
  firstNotice(parseIrc(makeLine(tags, `:tmi.twitch.tv USERNOTICE #streamer_one${rest}`), context))

describe('sums of money', () => {
  it('have the digits of their currency where Twitch does not tell them', () => {
    const paid = (currency: string) =>
      firstMessage(
        parseIrc(privmsg('x', { 'pinned-chat-paid-amount': '1400', 'pinned-chat-paid-currency': currency }), context),
      ).paid?.value
    expect([paid('USD'), paid('jpy'), paid('KWD')]).toEqual(['14.00', '1400', '1.400'])
  })

  it('of a charity may name their digits in either way', () => {
    const amount = (wire: Readonly<Record<string, unknown>>) =>
      firstNotice(
        parseEventSub(
          makePayload('channel.chat.notification', {
            message_id: 'n1',
            notice_type: 'charity_donation',
            charity_donation: { amount: { value: 550, currency: 'EUR', ...wire } },
          }),
          context,
        ),
      ).amount?.value
    expect([amount({ decimal_place: 2 }), amount({ decimal_places: 2 })]).toEqual(['5.50', '5.50'])
  })
})

describe('people over IRC', () => {
  it('are never the server that speaks', () => {
    const raid = usernotice({ 'msg-id': 'raid', login: undefined, 'display-name': '' })
    const named = usernotice({ 'msg-id': 'raid', login: '' })
    expect([raid.author, named.author]).toMatchObject([
      { id: 'twitch:5151', login: '', name: 'Somebody' },
      { id: 'twitch:5151', login: '', name: 'Viewer_One' },
    ])
    expect(parseIrc(':tmi.twitch.tv PRIVMSG #room :hello', context)).toEqual({
      events: [],
      malformed: 'a message of nobody',
    })
  })

  it('are known by a name alone, as over EventSub', () => {
    const line = (tags: string, prefix = '') =>
      `@room-id=1337;tmi-sent-ts=7;${tags} ${prefix}PRIVMSG #streamer_one :hello`
    expect(firstMessage(parseIrc(line('display-name=Some_One'), context))).toMatchObject({
      id: 'twitch:1337/message/untagged/Some_One/7/hello',
      author: { id: '', login: '', name: 'Some_One' },
    })
    expect(firstMessage(parseIrc(line('login=some_one', ':tmi.twitch.tv '), context)).author.login).toBe('some_one')
    expect(parseIrc(line('display-name='), context).malformed).toBe('a message of nobody')
  })

  it('are told what they predicted with the comma for which a badge’s tag has a stand-in', () => {
    const tags = { badges: 'predictions/blue-1', 'badge-info': 'predictions/Yes⸝\\sof\\scourse' }
    const overIrc = firstMessage(parseIrc(privmsg('x', tags), context))
    const badges = [{ set_id: 'predictions', id: 'blue-1', info: 'Yes, of course' }]
    const overEventSub = firstMessage(parseEventSub(chatMessage({ message: { text: 'x' }, badges }), context))
    expect(overIrc.author.badges).toEqual([
      { set: 'predictions', version: 'blue-1', title: 'Predicted Yes, of course' },
    ])
    expect(overEventSub.author.badges).toEqual(overIrc.author.badges)
  })

  it('wear no badge without a name', () => {
    const { author } = firstMessage(parseIrc(privmsg('x', { badges: '/1,,vip/1,' }), context))
    expect(author.badges).toEqual([{ set: 'vip', version: '1', title: 'VIP' }])
  })
})

describe('notices over IRC', () => {
  it('of the older anonymous gifts name nobody, although their tags name the channel', () => {
    const notices = ['anonsubgift', 'anonsubmysterygift'].map((kind) =>
      usernotice({ 'msg-id': kind, login: 'streamer' }),
    )
    const anonymous = { id: '', login: '', name: 'Anonymous', badges: [], roles: [] }
    expect(notices.map(({ notice, author }) => [notice, author])).toEqual([
      ['gift', anonymous],
      ['giftBomb', anonymous],
    ])
  })

  it('are shown without an id of their own too, and are malformed where they do not even say what they are', () => {
    const line = (tags: string) => `@room-id=1337;${tags} :tmi.twitch.tv USERNOTICE #streamer_one :so nice`
    const parsed = parseIrc(line('login=viewer_one;tmi-sent-ts=7;msg-id=onetapstreakstarted'), context)
    expect(parsed).toMatchObject({
      events: [
        { id: 'twitch:1337/notice/untagged/onetapstreakstarted/viewer_one/7', notice: 'unknown', text: 'so nice' },
      ],
      unknown: 'notice onetapstreakstarted',
    })
    expect(firstNotice(parsed)).not.toHaveProperty('messageId')
    expect(parseIrc(line('login=viewer_one'), context)).toEqual({ events: [], malformed: 'USERNOTICE without id' })
  })
})

describe('a notice that does not say what it is', () => {
  it('is called by its command or its subscription', () => {
    const line = '@id=n1;room-id=1337;login=viewer_one :tmi.twitch.tv USERNOTICE #streamer_one'
    const notification = (noticeType: unknown) =>
      parseEventSub(makePayload('channel.chat.notification', { message_id: 'n1', notice_type: noticeType }), context)
    const sentence = (type: string) => `Twitch sent a notice that this version does not know: ${type}.`
    const told = (parsed: ReturnType<typeof parseIrc>) => {
      const { notice, type, text } = firstNotice(parsed)
      return { notice, type, text, unknown: parsed.unknown }
    }
    const expected = (type: string) => ({ notice: 'unknown', type, text: sentence(type), unknown: `notice ${type}` })
    expect(told(parseIrc(line, context))).toEqual(expected('USERNOTICE'))
    for (const noticeType of ['', null, undefined, 'shared_chat_', '\u200b'])
      expect(told(notification(noticeType))).toEqual(expected('channel.chat.notification'))
  })
})

describe('a raid over EventSub', () => {
  it('names the raider where it names nobody as its chatter', () => {
    const raid = (chatter: Readonly<Record<string, unknown>>) =>
      firstNotice(
        parseEventSub(
          makePayload('channel.chat.notification', {
            message_id: 'n1',
            notice_type: 'raid',
            raid: { user_id: '8', user_login: 'raider', user_name: 'Raider', viewer_count: 3 },
            ...chatter,
          }),
          context,
        ),
      ).author
    const raider = { id: 'twitch:8', login: 'raider', name: 'Raider', badges: [], roles: [] }
    expect([
      raid({ chatter_user_id: null, chatter_user_login: null, chatter_user_name: null }),
      raid({ chatter_user_id: '5', chatter_user_login: 'five', chatter_user_name: 'Five' })?.name,
    ]).toEqual([raider, 'Five'])
  })
})

describe('a resub', () => {
  const anonymous = { id: '', login: '', name: 'Anonymous', badges: [], roles: [] }
  const overIrc = (tags: Readonly<Record<string, string>>) => usernotice({ 'msg-id': 'resub', ...tags }).target
  const overEventSub = (resub: Readonly<Record<string, unknown>>) =>
    firstNotice(
      parseEventSub(
        makePayload('channel.chat.notification', { message_id: 'n1', notice_type: 'resub', resub }),
        context,
      ),
    ).target

  it('names who gave it, or that they are anonymous, and nobody where it was no gift', () => {
    const irc = { 'msg-param-gifter-id': '8', 'msg-param-gifter-login': 'giver', 'msg-param-gifter-name': 'Giver' }
    const eventSub = { gifter_user_id: '8', gifter_user_login: 'giver', gifter_user_name: 'Giver' }
    const giver = { id: 'twitch:8', login: 'giver', name: 'Giver', badges: [], roles: [] }
    expect([
      overIrc({ 'msg-param-was-gifted': 'true', ...irc }),
      overEventSub({ is_gift: true, ...eventSub }),
      overIrc({ 'msg-param-was-gifted': 'true', 'msg-param-anon-gift': 'true' }),
      overIrc({ 'msg-param-was-gifted': 'true', 'msg-param-gifter-id': '274598607' }),
      overEventSub({ is_gift: true, gifter_is_anonymous: true }),
      overIrc({ 'msg-param-was-gifted': 'false', ...irc }),
      overEventSub({ is_gift: false, ...eventSub }),
      overEventSub({ is_gift: true, gifter_is_anonymous: false }),
    ]).toEqual([giver, giver, anonymous, anonymous, anonymous, undefined, undefined, undefined])
  })
})

describe('acts whose length or end is unclear', () => {
  it('are no ban where a timeout’s length cannot be read', () => {
    const clear = (tags: string) =>
      parseIrc(`@room-id=1337;target-user-id=5;${tags} :tmi.twitch.tv CLEARCHAT #streamer_one :x`, context).events[0]
    expect(clear('ban-duration=soon')).not.toHaveProperty('permanent')
    expect(clear('ban-duration=')).toMatchObject({ permanent: true })
  })

  it('are bans where EventSub tells neither flag nor end', () => {
    const act = (event: Readonly<Record<string, unknown>>) =>
      parseEventSub(makePayload('channel.ban', { user_id: '5', banned_at: '2026-01-01T00:00:00Z', ...event }), context)
        .events
    const end = { ends_at: '2026-01-01T00:10:00Z' }
    expect([
      act({ is_permanent: 'true', ends_at: null }),
      act({}),
      act(end),
      act({ ...end, is_permanent: false }),
    ]).toMatchObject([
      [{ action: 'ban' }, { permanent: true }],
      [{ action: 'ban' }, { permanent: true }],
      [{ action: 'timeout' }, { durationSeconds: 600 }],
      [{ action: 'timeout' }, { durationSeconds: 600 }],
    ])
  })
})

describe('kinds that the documents leave out', () => {
  it('are held links, own power-ups, an empty /me, and events about no channel', () => {
    const held = parseEventSub(
      makePayload('automod.message.hold', { message_id: 'm', user_id: '5', reason: 'blocked_link', automod: null }),
      context,
    )
    const bits = parseEventSub(
      makePayload('channel.bits.use', { user_id: '5', user_name: 'Five', bits: 10, type: 'custom_power_up' }),
      context,
    )
    expect([
      held.events[0],
      bits.events[0],
      firstMessage(parseIrc(privmsg('\u0001ACTION\u0001'), context)),
    ]).toMatchObject([
      { reason: 'Blocked link' },
      { system: 'Five used a power-up for 10 bits.' },
      { text: '', parts: [], traits: ['action'] },
    ])
    const whisper = { subscription: { type: 'user.whisper.message' }, event: { to_user_id: '1', whisper: {} } }
    expect(parseEventSub(whisper, context)).toEqual({ events: [], unknown: 'event user.whisper.message' })
    const drops = { subscription: { type: 'drop.entitlement.grant' }, events: [{ id: 'd', data: { user_id: '1' } }] }
    expect(parseEventSub(drops, context)).toEqual({ events: [], unknown: 'event drop.entitlement.grant' })
    const follows = { subscription: { type: 'channel.follow' }, events: [] }
    expect(parseEventSub(follows, context).malformed).toBe('no subscription or no event')
  })
})

describe('the documents’ own spellings', () => {
  it('of a recipient’s login, of Prime and of retired cheermotes are understood', () => {
    const gift = usernotice({
      'msg-id': 'subgift',
      'msg-param-recipient-display-name': 'Mr_Woodchuck',
      'msg-param-recipient-id': '55554444',
      'msg-param-recipient-name': 'mr_woodchuck',
    })
    expect([gift.target, usernotice({ 'msg-id': 'resub', 'msg-param-sub-plan': 'prime' }).tier]).toMatchObject([
      { id: 'twitch:55554444', login: 'mr_woodchuck', name: 'Mr_Woodchuck' },
      'prime',
    ])
    expect(firstMessage(parseIrc(privmsg('PogChamp10', { bits: '10' }), context)).parts).toMatchObject([
      { type: 'cheer', text: 'PogChamp10', bits: 10 },
    ])
  })
})

describe('cheermotes whose prefix is not known', () => {
  const cheers = (text: string, bits: string) =>
    firstMessage(parseIrc(privmsg(text, { bits }), context)).parts.flatMap((part) =>
      part.type === 'cheer' ? [part.text] : [],
    )

  it('are believed where they name all that was paid, and never beside a known one', () => {
    expect([
      cheers('take this Zaubert500 now', '500'),
      cheers('level100 Cheer100', '100'),
      cheers('area51 is real', '500'),
      cheers('Zaubert500 Zaubert500', '500'),
    ]).toEqual([['Zaubert500'], ['Cheer100'], [], ['Zaubert500']])
  })

  it('are believed where several together are all that was paid', () => {
    expect([
      cheers('Subway100 Subway100', '200'),
      cheers('level5 subway100 and Subway100', '200'),
      cheers('Subway100 Zaubert100', '200'),
      cheers('Subway100 Subway100', '300'),
      cheers('Subway100 Cheer100', '200'),
    ]).toEqual([['Subway100', 'Subway100'], ['subway100', 'Subway100'], ['Subway100', 'Zaubert100'], [], ['Cheer100']])
  })

  it('are believed with emotes between them, and never are those emotes', () => {
    const { parts } = firstMessage(
      parseIrc(privmsg('Subway100 abc100 Subway100', { bits: '200', emotes: '1:10-15' }), context),
    )
    expect(parts.map(({ type, text }) => [type, text])).toEqual([
      ['cheer', 'Subway100'],
      ['text', ' '],
      ['emote', 'abc100'],
      ['text', ' '],
      ['cheer', 'Subway100'],
    ])
  })
})

describe('what a channel runs beside its chat', () => {
  const systemOf = (type: string, event: Readonly<Record<string, unknown>>) =>
    firstNotice(parseEventSub(makePayload(type, event), context))

  it('are goals, with one line for their beginning and one for their end', () => {
    const goal = { id: 'g', description: 'New camera', current_amount: 100, target_amount: 220 }
    const [begin, progress, end, unnamed] = [
      systemOf('channel.goal.begin', goal),
      systemOf('channel.goal.progress', { ...goal, current_amount: 150 }),
      systemOf('channel.goal.end', { ...goal, current_amount: 220, is_achieved: true }),
      systemOf('channel.goal.end', { id: 'g', type: 'new_subscription', current_amount: 1, is_achieved: false }),
    ]
    expect([begin, end, unnamed].map(({ system }) => system)).toEqual([
      'Goal: New camera (100 of 220)',
      'The goal was reached: New camera (220 of 220)',
      'The goal ended: new subscription goal (1)',
    ])
    expect(progress.id).toBe(begin.id)
    expect(parseEventSub(makePayload('channel.goal.end', {}), context).malformed).toBe('channel.goal.end without id')
  })

  it('are hype trains, which may start above the first level', () => {
    const train = (type: string, level: number) =>
      systemOf(`channel.hype_train.${type}`, { id: 'h', level, started_at: '2026-01-01T00:00:00Z' })
    const [begin, progress, next] = [train('begin', 2), train('progress', 2), train('progress', 3)]
    expect([begin, progress, next].map(({ system }) => system)).toEqual([
      'A hype train started.',
      'The hype train reached level 2.',
      'The hype train reached level 3.',
    ])
    expect([begin.sentAt, progress.id]).toEqual([Date.parse('2026-01-01T00:00:00Z'), begin.id])
  })

  it('are cheers whose text is plain', () => {
    expect(systemOf('channel.cheer', { user_id: '5', bits: '100', message: 'cheer100 pogchamp' }).parts).toMatchObject([
      { type: 'cheer', bits: 100 },
      { type: 'text', text: ' pogchamp' },
    ])
  })

  it('are events to come, in Twitch’s own words and with their person', () => {
    const event = { id: 'x', user_id: '5', user_login: 'five', user_name: 'Five', system_message: 'Five danced.' }
    expect(systemOf('channel.dance.begin', event)).toMatchObject({
      id: 'twitch:1337/notice/channel.dance.begin/x/5000',
      notice: 'unknown',
      system: 'Five danced.',
      author: { name: 'Five' },
    })
  })
})

describe('an event without a reader', () => {
  const unread = (type: string, event: Readonly<Record<string, unknown>>) => {
    const parsed = parseEventSub(
      makePayload(type, { user_id: '5', user_login: 'five', user_name: 'Five', ...event }),
      context,
    )
    const { notice, system, text, amount, author } = firstNotice(parsed)
    return { notice, system, text, amount: amount?.display, author: author?.name, unknown: parsed.unknown }
  }
  const shown = (type: string, more: Readonly<Record<string, unknown>>) => {
    const system = `Twitch sent an event that this version does not know: ${type}.`
    return {
      notice: 'unknown',
      system,
      text: system,
      amount: undefined,
      author: 'Five',
      unknown: `event ${type}`,
      ...more,
    }
  }

  it('keeps what a person typed, wherever it stands', () => {
    const type = 'channel.dance'
    expect([
      unread(type, { user_input: 'hello' }),
      unread(type, { text: 'hello' }),
      unread(type, { message: 'hello', user_input: 'other' }),
      unread(type, { message: { text: 'hello', fragments: [{ type: 'text', text: 'hello' }] } }),
      unread(type, { message: null, user_input: '', text: 'hello' }),
      unread(type, { message: { id: 'x' }, user_input: 'hello' }),
      unread(type, { message: null, user_input: null }),
    ]).toEqual([...Array.from({ length: 6 }, () => shown(type, { text: 'hello' })), shown(type, {})])
  })

  it('keeps what was paid, as bits or as money', () => {
    const money = (amount: unknown) => unread('channel.charity_campaign.donate', { amount }).amount
    const powerUp = 'channel.custom_power_up_redemption.add'
    expect([
      unread(powerUp, { user_input: 'hi', bits: 25 }),
      unread(powerUp, { user_input: 'hi', custom_power_up: { id: 'p', title: 'Confetti', bits: '25' } }),
      money({ value: 1234, decimal_places: 2, currency: 'EUR' }),
      money({ value: '1000', decimal_place: 0, currency: 'jpy' }),
      money({ value: 1.5, currency: 'EUR' }),
      money('12'),
    ]).toEqual([
      shown(powerUp, { text: 'hi', amount: '25 bits' }),
      shown(powerUp, { text: 'hi', amount: '25 bits' }),
      '€12.34',
      '¥1,000',
      undefined,
      undefined,
    ])
  })
})

describe('a message over EventSub', () => {
  it.each([
    ['has no text', { message: null }, 'a message without text'],
    [
      'is nobody’s',
      { message: 'x', chatter_user_id: null, chatter_user_login: null, chatter_user_name: '' },
      'a message of nobody',
    ],
  ])('that %s is malformed, as over IRC', (_, event, malformed) => {
    expect(parseEventSub(chatMessage(event), context)).toEqual({ events: [], malformed })
  })

  it('is kept where it names its author in any way', () => {
    const named = { message: { text: 'hi' }, chatter_user_id: null, chatter_user_login: null }
    const hidden = { ...named, chatter_user_name: null, chatter_is_anonymous: true }
    expect(
      [named, hidden].map((event) => firstMessage(parseEventSub(chatMessage(event), context)).author.name),
    ).toEqual(['Viewer_One', 'Anonymous'])
  })
})

describe('AutoMod’s settings', () => {
  it('may stand in a list of one, as in the documents', () => {
    const settings = {
      broadcaster_user_id: '1337',
      moderator_user_id: '4242',
      moderator_user_login: 'mod_user',
      moderator_user_name: 'Mod_User',
      overall_level: 3,
    }
    const subscription = { type: 'automod.settings.update' }
    const plain = parseEventSub({ subscription, event: settings }, context)
    expect(plain.events).toMatchObject([
      { channel: 'twitch:1337', by: { name: 'Mod_User' }, reason: 'overall level 3' },
    ])
    expect(parseEventSub({ subscription, event: { data: [settings] } }, context)).toEqual(plain)
    for (const data of [[], [null], ['x'], {}])
      expect(parseEventSub({ subscription, event: { data } }, context).malformed).toBe(
        'automod.settings.update for a channel that is not known',
      )
  })
})

describe('what became of a held message or a request', () => {
  it('is told with or without a capital letter', () => {
    const held = (status: string) =>
      parseEventSub(makePayload('automod.message.update', { message_id: 'm', user_id: '5', status }), context).events[0]
    const request = (status: string) =>
      parseEventSub(makePayload('channel.unban_request.resolve', { id: 'r', user_id: '5', status }), context).events[0]
    expect([held('Approved'), held('denied'), held('Expired'), held('')]).toMatchObject(
      ['allowed', 'denied', 'expired', 'held'].map((status) => ({ status })),
    )
    expect([request('Approved'), request('denied'), request('Canceled')]).toMatchObject([
      { action: 'approve_unban_request' },
      { action: 'deny_unban_request' },
      { kind: 'notice' },
    ])
  })
})

describe('lines that were cut short', () => {
  const whole = '@room-id=1337;tmi-sent-ts=5;target-user-id=7 :tmi.twitch.tv CLEARCHAT #streamer_one :viewer'
  const said = '@id=m;room-id=1337;user-id=5 :v!v@v.tmi.twitch.tv PRIVMSG #streamer_one :hello'

  it('never clear a whole room, and never give more than was said', () => {
    for (let length = 1; length < whole.length; length++) {
      for (const event of parseIrc(whole.slice(0, length), context).events)
        expect(event).toMatchObject({ kind: 'removal', target: { author: 'twitch:7' } })
    }
    for (let length = 1; length < said.length; length++) {
      for (const event of parseIrc(said.slice(0, length), context).events)
        expect('hello'.startsWith(event.kind === 'message' ? event.text : '?')).toBe(true)
    }
    expect(parseIrc('@room-id=1337 :tmi.twitch.tv CLEARCHAT', context)).toEqual({
      events: [],
      malformed: 'CLEARCHAT without a channel',
    })
  })

  it.each(['ban-duration=600', 'ban-reason=spam', 'target-user-id=7'])(
    'strike nobody where %s speaks of a person whom the line does not name',
    (tag) => {
      for (const end of ['', ' ', ' :'])
        expect(parseIrc(`@room-id=1337;${tag} :tmi.twitch.tv CLEARCHAT #streamer_one${end}`, context)).toEqual({
          events: [],
          malformed: 'CLEARCHAT of a person who is not named',
        })
    },
  )

  it('still clear the room where they speak of nobody', () => {
    const line = '@room-id=1337;ban-duration=;target-user-id= :tmi.twitch.tv CLEARCHAT #streamer_one'
    expect(parseIrc(line, context).events).toMatchObject([{ kind: 'removal', target: 'all' }])
  })
})
