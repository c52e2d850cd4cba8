import { describe, expect, it } from 'vitest'
import { createParseMemory, createParser, parseIrc } from '../../../electron/platforms/twitch/parse.ts'
import { makeImageKey } from '../../../shared/model.ts'
import { firstMessage, firstNotice, makeContext, makeLine, privmsg } from './context.ts'

const context = makeContext()
const partsOf = (text: string, tags: Readonly<Record<string, string | undefined>> = {}) =>
  firstMessage(parseIrc(privmsg(text, tags), context)).parts

describe('emotes over IRC', () => {
  it('are found by code points behind emoji, inside /me and behind the name of a reply', () => {
    expect(firstMessage(parseIrc(privmsg('\u0001ACTION 😂 Kappa\u0001', { emotes: '25:2-6' }), context))).toMatchObject(
      {
        parts: [{ text: '😂 ' }, { type: 'emote', text: 'Kappa', image: 'emote:25' }],
        text: '😂 Kappa',
        traits: ['action'],
      },
    )
    const reply = { 'reply-parent-msg-id': 'p', 'reply-parent-display-name': '테스트계정', 'reply-parent-user-id': '7' }
    expect(partsOf('@테스트계정 Kappa', { ...reply, emotes: '25:7-11' })).toEqual([
      { type: 'mention', text: '@테스트계정', userId: '7' },
      { type: 'text', text: ' ' },
      expect.objectContaining({ type: 'emote', text: 'Kappa' }),
    ])
  })

  it.each([
    '25:4-0',
    '25:0-99',
    '25:90-99',
    '25:a-b',
    '25:',
    ':0-4',
    '25',
    '25:0-5',
    '25:-1-4',
    '..%2Fx:0-4',
    '25:0-4-9',
  ])('stay words where the range %j is bad', (emotes) => {
    expect(partsOf('Kappa Keepo', { emotes })).toEqual([{ type: 'text', text: 'Kappa Keepo' }])
  })

  it('that overlap are read once, the first as it stands in the text', () => {
    expect(partsOf('Kappa Keepo', { emotes: '2:1-3/1:0-4,0-4/3:6-10' }).map((part) => part.text)).toEqual([
      'Kappa',
      ' ',
      'Keepo',
    ])
  })

  it.each([
    ['25:40-44', 'Då kan du begära skadestånd och förtal Kappa', ['Kappa']],
    [
      '86:30-39/822112:73-79',
      '\u0001ACTION A LOJA AINDA NÃO ESTÁ PRONTA BibleThump , AGUARDE... NOVIDADES EM BREVE FortOne\u0001',
      ['BibleThump', 'FortOne'],
    ],
    [
      '301683486:46-58,60-72,74-86/301683544:88-100',
      'pensé que no habría directo que bueno que si staryuukiLove staryuukiLove staryuukiLove staryuukiBits',
      ['staryuukiLove', 'staryuukiLove', 'staryuukiLove', 'staryuukiBits'],
    ],
    ['25:9-13', 'öäüé Kappa', ['Kappa']],
    ['25:4-8', '😂 Kappa', ['Kappa']],
  ])('are found as the word before, where the range %s was counted in another unit', (emotes, text, words) => {
    const { parts } = firstMessage(parseIrc(privmsg(text, { emotes }), context))
    expect(parts.flatMap((part) => (part.type === 'emote' ? [part.text] : []))).toEqual(words)
  })

  it('are no other words, and no parts of words, where a range is bad', () => {
    for (const [emotes, text] of [
      ['25:6-11', 'Keepo Kappa'],
      ['25:7-11', 'xKappas ok'],
      ['25:10-14', 'Kappa here'],
    ] as const) {
      expect([emotes, partsOf(text, { emotes })]).toEqual([emotes, [{ type: 'text', text }]])
    }
  })

  it('are looked for in a number of ranges that is bounded, however many the line names', () => {
    const emotes = `25:${'4-3999,'.repeat(200_000)}`
    const started = performance.now()
    expect(partsOf(`${'a'.repeat(3_998)} b`, { emotes })).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('need not be whole words', () => {
    const emotes = '25:6-10/1902:12-16/88:18-25'
    expect(partsOf('-tags Kappa.Keepo.PogChamp.extratext', { emotes }).map((part) => part.text)).toEqual([
      '-tags ',
      'Kappa',
      '.',
      'Keepo',
      '.',
      'PogChamp',
      '.extratext',
    ])
  })

  it('may have ids that are no numbers', () => {
    const emotes = '300196486_TK:0-4/emotesv2_0f1e:6-10'
    expect(partsOf('abcde fghij', { emotes }).map((part) => ('id' in part ? part.id : part.text))).toEqual([
      '300196486_TK',
      ' ',
      'emotesv2_0f1e',
    ])
  })
})

describe('cheers over IRC', () => {
  it('are words only while bits were paid, and together never more than the total', () => {
    expect(partsOf('Cheer100 Kappa10 hello5', { bits: '110' })).toEqual([
      { type: 'cheer', text: 'Cheer100', bits: 100, tier: 100, image: 'cheermote:cheer:100' },
      { type: 'text', text: ' ' },
      { type: 'cheer', text: 'Kappa10', bits: 10, tier: 1, image: 'cheermote:kappa:1' },
      { type: 'text', text: ' hello5' },
    ])
    expect(partsOf('Cheer100 Cheer100', { bits: '100' }).map((part) => part.type)).toEqual(['cheer', 'text'])
    expect(partsOf('Cheer100')).toEqual([{ type: 'text', text: 'Cheer100' }])
    expect(partsOf('Cheer0 Cheer01', { bits: '1' })).toEqual([{ type: 'text', text: 'Cheer0 Cheer01' }])
  })

  it('tell what was paid in bits, and the retired hype chat in money', () => {
    const paid = (tags: Readonly<Record<string, string>>) => firstMessage(parseIrc(privmsg('x', tags), context)).paid
    const hype = {
      'pinned-chat-paid-amount': '500',
      'pinned-chat-paid-exponent': '0',
      'pinned-chat-paid-currency': 'JPY',
    }
    expect([
      paid({ bits: '1' }),
      paid({ bits: '0' }),
      paid(hype),
      paid({ ...hype, 'pinned-chat-paid-currency': 'x' }),
    ]).toEqual([
      { value: '1', currency: 'bits', display: '1 bit' },
      undefined,
      { value: '500', currency: 'JPY', display: '¥500' },
      undefined,
    ])
  })
})

describe('text over IRC', () => {
  it('holds mentions, links and neither where it only looks so', () => {
    expect(partsOf('hi @Viewer_Two: see https://twitch.tv/@x or mail a@b.de @')).toEqual([
      { type: 'text', text: 'hi ' },
      { type: 'mention', text: '@Viewer_Two', login: 'viewer_two' },
      { type: 'text', text: ': see ' },
      { type: 'link', text: 'https://twitch.tv/@x', href: 'https://twitch.tv/@x' },
      { type: 'text', text: ' or mail a@b.de @' },
    ])
  })

  it('may have lost its colon, and keeps every word then', () => {
    expect(firstMessage(parseIrc(makeLine({}, ':a!a@a PRIVMSG #streamer_one two words'), context)).text).toBe(
      'two words',
    )
  })

  it('is bounded', () => {
    const { text, parts } = firstMessage(parseIrc(privmsg('@ab '.repeat(100_000)), context))
    expect([text.length, parts.length]).toEqual([4_000, 2_000])
  })
})

describe('people over IRC', () => {
  it('have the login of the prefix, the name of the tag, no colour that is none, and roles from badges and tags', () => {
    const line = privmsg('x', {
      'display-name': '',
      color: 'red',
      badges: 'founder/0,vip/1',
      mod: '1',
      subscriber: '0',
    })
    expect(firstMessage(parseIrc(line, context)).author).toEqual({
      id: 'twitch:5151',
      login: 'viewer_one',
      name: 'viewer_one',
      badges: [
        { set: 'founder', version: '0', title: 'Founder' },
        { set: 'vip', version: '1', title: 'VIP' },
      ],
      roles: ['moderator', 'vip', 'subscriber', 'founder'],
    })
  })

  it('show the badges of the room where a shared message was said, and its name where it is known', () => {
    const tags = { mod: '1', badges: 'moderator/1', 'source-room-id': '9', 'source-id': 's', 'source-badges': 'vip/1' }
    const named = makeContext({ roomName: (id) => (id === '9' ? 'Neighbour' : undefined) })
    expect(firstMessage(parseIrc(privmsg('x', tags), named))).toMatchObject({
      id: 'twitch:9/message/s',
      channel: 'twitch:1337',
      author: { badges: [{ set: 'vip' }], roles: ['vip'] },
      rooms: [{ channel: 'twitch:1337', messageId: 'm1', removed: false, roles: ['moderator'] }],
      source: { channel: 'twitch:9', name: 'Neighbour' },
    })
  })

  it('keep what the author of a shared message is in the room where the copy came, also when that is nothing', () => {
    const source = { 'source-room-id': '9', 'source-id': 's', 'source-badges': 'moderator/1' }
    const rolesHere = (tags: Readonly<Record<string, string>>) =>
      firstMessage(parseIrc(privmsg('x', { ...source, ...tags }), context)).rooms?.map(({ roles }) => roles)
    expect([
      rolesHere({ badges: '', mod: '0' }),
      rolesHere({ badges: 'founder/0,partner/1', mod: '1', 'user-type': 'mod' }),
      rolesHere({ 'source-room-id': '1337', badges: 'vip/1' }),
    ]).toEqual([[[]], [['moderator', 'subscriber', 'founder']], [undefined]])
  })

  it('have pictures of badges as soon as those are known, also when the same badges were read before', () => {
    const known = new Set<string>()
    const parser = createParser({
      ...context,
      badgeImage: (channel, set, version) =>
        known.has(set) ? makeImageKey(`badge:${channel}:${set}:${version}`) : undefined,
    })
    const badges = () => firstMessage(parser.irc(privmsg('x', { badges: 'vip/1' }), 1)).author.badges
    expect(badges()).toEqual([{ set: 'vip', version: '1', title: 'VIP' }])
    known.add('vip')
    expect(badges()).toEqual([{ set: 'vip', version: '1', title: 'VIP', image: 'badge:1337:vip:1' }])
    expect(badges()).toEqual([{ set: 'vip', version: '1', title: 'VIP', image: 'badge:1337:vip:1' }])
  })

  it('are remembered within bounds', () => {
    const memory = createParseMemory()
    for (let index = 0; index < 20_000; index++) {
      parseIrc(privmsg('x', { badges: `subscriber/${index}`, 'room-id': String(index) }), makeContext({ memory }))
    }
    expect([memory.badges.size <= 5_000, memory.channels.size <= 5_000]).toEqual([true, true])
  })
})

describe('messages and the reader', () => {
  const self = { userId: '5151', login: 'viewer_one' }
  const traits = (text: string, tags: Readonly<Record<string, string>>, me = self) =>
    firstMessage(parseIrc(privmsg(text, tags), makeContext({ self: me }))).traits

  it('are marked when they are one’s own, mention one, or answer one', () => {
    const other = { 'user-id': '7' }
    expect([
      traits('@viewer_one hi', {}),
      traits('hey @Viewer_One!', other),
      traits('hey @viewer_on', other),
      traits('sure', { ...other, 'reply-parent-msg-id': 'p', 'reply-parent-user-id': '5151' }),
      traits('hi', other),
    ]).toEqual([['own'], ['mentionsMe'], [], ['mentionsMe'], []])
  })
})

describe('notices over IRC', () => {
  const usernotice = (tags: Readonly<Record<string, string>>, text = '') =>
    firstNotice(
      parseIrc(makeLine({ login: 'viewer_one', ...tags }, `:tmi.twitch.tv USERNOTICE #streamer_one${text}`), context),
    )

  it.each([
    ['sub', 'sub', 'sub'],
    ['resub', 'resub', 'resub'],
    ['subgift', 'gift', 'sub_gift'],
    ['anonsubgift', 'gift', 'sub_gift'],
    ['submysterygift', 'giftBomb', 'community_sub_gift'],
    ['anonsubmysterygift', 'giftBomb', 'community_sub_gift'],
    ['giftpaidupgrade', 'giftUpgrade', 'gift_paid_upgrade'],
    ['anongiftpaidupgrade', 'giftUpgrade', 'gift_paid_upgrade'],
    ['primepaidupgrade', 'primeUpgrade', 'prime_paid_upgrade'],
    ['communitypayforward', 'payItForward', 'pay_it_forward'],
    ['standardpayforward', 'payItForward', 'pay_it_forward'],
    ['raid', 'raid', 'raid'],
    ['unraid', 'unraid', 'unraid'],
    ['announcement', 'announcement', 'announcement'],
    ['bitsbadgetier', 'bitsBadge', 'bits_badge_tier'],
    ['modiversary', 'modiversary', 'modiversary'],
    ['charitydonation', 'charity', 'charity_donation'],
    ['onetapgiftredeemed', 'system', 'onetapgiftredeemed'],
    ['midnightsquid', 'system', 'midnightsquid'],
    ['ritual', 'unknown', 'ritual'],
    ['rewardgift', 'unknown', 'rewardgift'],
    ['something_new', 'unknown', 'something_new'],
  ])('%s is a %s', (msgId, kind, type) => {
    expect(usernotice({ 'msg-id': msgId, 'system-msg': 'It\\shappened.' })).toMatchObject({
      notice: kind,
      type,
      system: 'It happened.',
    })
    expect(usernotice({ 'msg-id': 'sharedchatnotice', 'source-msg-id': msgId })).toMatchObject({ notice: kind, type })
  })

  it('tell what was paid, in bits or money, and say so where Twitch does not', () => {
    const combo = usernotice({ 'msg-id': 'onetapgiftredeemed', 'msg-param-bits-spent': '50' })
    const money = { 'msg-param-amount': '500', 'msg-param-currency': 'USD', 'msg-param-exponent': '2' }
    const elevated = usernotice({ 'msg-id': 'midnightsquid', ...money }, ' :look at me')
    const unpaid = ['onetapgiftredeemed', 'midnightsquid'].map((kind) => usernotice({ 'msg-id': kind }))
    expect([combo, elevated, ...unpaid].map(({ amount, system, text }) => ({ amount, system, text }))).toEqual([
      {
        amount: { value: '50', currency: 'bits', display: '50 bits' },
        system: 'Viewer_One sent a combo of 50 bits.',
        text: 'Viewer_One sent a combo of 50 bits.',
      },
      {
        amount: { value: '5.00', currency: 'USD', display: '$5.00' },
        system: 'Viewer_One elevated a message for $5.00.',
        text: 'look at me',
      },
      { amount: undefined, system: 'Viewer_One sent a combo.', text: 'Viewer_One sent a combo.' },
      { amount: undefined, system: 'Viewer_One elevated a message.', text: 'Viewer_One elevated a message.' },
    ])
  })

  it('tell what was paid although the kind is not known', () => {
    expect(usernotice({ 'msg-id': 'party', 'msg-param-bits-spent': '1', 'system-msg': 'A\\sparty!' })).toMatchObject({
      notice: 'unknown',
      system: 'A party!',
      amount: { value: '1', currency: 'bits', display: '1 bit' },
    })
  })

  it('know both milestones and milestones to come', () => {
    const milestone = (category: string) => usernotice({ 'msg-id': 'viewermilestone', 'msg-param-category': category })
    expect([milestone('watch-streak').notice, milestone('hours').type, milestone('').type]).toEqual([
      'watchStreak',
      'hours',
      'viewermilestone',
    ])
  })

  it('count what they do not know', () => {
    const line = makeLine({ 'msg-id': 'party', 'system-msg': 'x' }, ':tmi.twitch.tv USERNOTICE #streamer_one')
    expect(parseIrc(line, context).unknown).toBe('notice party')
  })

  it('fold a bomb and its gifts by one key, and never by the hash of nothing', () => {
    const group = (tags: Readonly<Record<string, string>>) => usernotice({ 'msg-id': 'subgift', ...tags }).group
    expect([
      group({ 'msg-param-community-gift-id': '1', 'msg-param-origin-id': '2' }),
      group({ 'msg-param-origin-id': '2' }),
      group({ 'msg-param-origin-id': 'da\\s39\\sa3\\see\\s5e' }),
      group({}),
    ]).toEqual(['1', '2', undefined, undefined])
  })

  it('name who gave what is continued or passed on', () => {
    const upgrade = usernotice({
      'msg-id': 'giftpaidupgrade',
      'msg-param-sender-login': 'giver',
      'msg-param-sender-name': 'Giver',
    })
    const anonymous = usernotice({ 'msg-id': 'anongiftpaidupgrade' })
    const forward = usernotice({
      'msg-id': 'communitypayforward',
      'msg-param-prior-gifter-anonymous': 'false',
      'msg-param-prior-gifter-id': '8',
      'msg-param-prior-gifter-user-name': 'giver',
      'msg-param-prior-gifter-display-name': 'Giver',
    })
    expect([upgrade.target, anonymous.target, forward.target]).toEqual([
      { id: '', login: 'giver', name: 'Giver', badges: [], roles: [] },
      { id: '', login: '', name: 'Anonymous', badges: [], roles: [] },
      { id: 'twitch:8', login: 'giver', name: 'Giver', badges: [], roles: [] },
    ])
  })

  it('have our sentence where Twitch sends none', () => {
    expect(usernotice({ 'msg-id': 'announcement', 'msg-param-color': 'BLUE' }, ' :hi')).toMatchObject({
      system: 'Viewer_One made an announcement.',
      color: 'blue',
      text: 'hi',
    })
  })
})

describe('a message over IRC', () => {
  it.each([
    ['has no text', '@id=a;user-id=5 :a!a@a PRIVMSG #streamer_one'],
    ['is nobody’s', '@id=a PRIVMSG #streamer_one :hello'],
  ])('that %s is malformed', (_, line) => {
    expect(parseIrc(line, context)).toMatchObject({ events: [], malformed: expect.any(String) })
  })
})

describe('rooms over IRC', () => {
  const roomstate = (tags: string) => parseIrc(`@${tags} :tmi.twitch.tv ROOMSTATE #streamer_one`, context).events

  it('tell on joining also what is off, to a reader that may have missed its end', () => {
    const line =
      '@emote-only=0;followers-only=-1;r9k=0;room-id=1337;slow=5;subs-only=0 :tmi.twitch.tv ROOMSTATE #streamer_one'
    const { events } = parseIrc(line, { ...context, tellsModesOff: true })
    expect(events.map((event) => event.kind === 'mode' && [event.mode, event.on, event.initial])).toEqual([
      ['slow', true, true],
      ['emoteOnly', false, true],
      ['followers', false, true],
      ['subscribers', false, true],
      ['unique', false, true],
    ])
  })

  it('tell on joining what is in force, and no more', () => {
    expect(roomstate('emote-only=1;followers-only=0;r9k=0;room-id=1337;slow=30;subs-only=0')).toEqual([
      expect.objectContaining({ mode: 'slow', on: true, seconds: 30, initial: true }),
      expect.objectContaining({ mode: 'emoteOnly', on: true, initial: true }),
      expect.objectContaining({ mode: 'followers', on: true, seconds: 0, initial: true }),
    ])
  })

  it.each([
    ['slow=0', { mode: 'slow', on: false }],
    ['followers-only=-1', { mode: 'followers', on: false }],
    ['followers-only=10', { mode: 'followers', on: true, seconds: 600 }],
    ['subs-only=1', { mode: 'subscribers', on: true }],
    ['r9k=1', { mode: 'unique', on: true }],
    ['emote-only=0', { mode: 'emoteOnly', on: false }],
  ])('tell the change %s', (tag, expected) => {
    const [change, ...more] = roomstate(`room-id=1337;${tag}`)
    expect([change, more]).toEqual([
      { kind: 'mode', id: change?.id, channel: 'twitch:1337', at: 5_000, ...expected },
      [],
    ])
  })

  it('tell two changes of one line, of which one or both end a mode', () => {
    const told = (tags: string) =>
      roomstate(`room-id=1337;${tags}`).map((event) => event.kind === 'mode' && [event.mode, event.on, event.initial])
    expect([told('slow=0;subs-only=0'), told('emote-only=1;followers-only=-1')]).toEqual([
      [
        ['slow', false, undefined],
        ['subscribers', false, undefined],
      ],
      [
        ['emoteOnly', true, undefined],
        ['followers', false, undefined],
      ],
    ])
  })

  it('tell what is in force where the full state leaves modes out', () => {
    expect(roomstate('room-id=1337;emote-only=0;slow=10;subs-only=0')).toEqual([
      expect.objectContaining({ mode: 'slow', on: true, initial: true }),
    ])
  })

  it('skip a mode whose value says nothing', () => {
    expect(roomstate('room-id=1337;slow=soon')).toEqual([])
  })

  it('are asked for by login where the id is missing, and refused where nobody knows them', () => {
    const deaf = makeContext({ channelOf: () => undefined })
    const lines = ['PRIVMSG #a :x', 'CLEARCHAT #a', 'CLEARMSG #a :x', 'ROOMSTATE #a', 'NOTICE #a :x', 'USERNOTICE #a']
    for (const line of lines) {
      expect(parseIrc(`@id=1;target-msg-id=2 :tmi.twitch.tv ${line}`, deaf)).toMatchObject({
        events: [],
        malformed: expect.any(String),
      })
    }
    expect(parseIrc('@target-msg-id=2;room-id= :tmi.twitch.tv CLEARMSG #Room :x', context).events).toMatchObject([
      { kind: 'removal', channel: 'twitch:?room' },
    ])
  })

  it('strike somebody who is named by login alone, for a ban and for a timeout with its reason', () => {
    expect(
      parseIrc('@room-id=1337;ban-reason=be\\skind :tmi.twitch.tv CLEARCHAT #streamer_one :Viewer_One', context).events,
    ).toEqual([
      expect.objectContaining({ target: { author: 'viewer_one' }, permanent: true, reason: 'be kind', at: 5_000 }),
    ])
  })

  it('pass on what the server says, except for modes', () => {
    const notice = (id: string) => parseIrc(`@msg-id=${id} :tmi.twitch.tv NOTICE #room :So it is.`, context).events
    expect(notice('msg_banned')).toMatchObject([{ notice: 'system', type: 'msg_banned', system: 'So it is.' }])
    for (const id of ['slow_on', 'subs_off', 'r9k_on', 'followers_on_zero', 'emote_only_off'])
      expect(notice(id)).toEqual([])
  })
})

describe('lines that carry nothing', () => {
  it.each(['', '\r\n', 'PING :x', ':a!a@a JOIN #b', ':tmi.twitch.tv 001 a :Welcome', ':tmi.twitch.tv GLOBALUSERSTATE'])(
    '%j is nothing, and that is no fault',
    (line) => {
      expect(parseIrc(line, context)).toEqual({ events: [] })
    },
  )

  it('are counted when their command is new, and named malformed when they are no line', () => {
    expect(parseIrc(':tmi.twitch.tv DANCE #a', context)).toEqual({ events: [], unknown: 'IRC command DANCE' })
    expect(parseIrc('<html>', context)).toEqual({ events: [], malformed: 'no IRC line' })
    expect(parseIrc('@room-id=1 :tmi.twitch.tv CLEARMSG #a :x', context)).toEqual({
      events: [],
      malformed: 'CLEARMSG without target-msg-id',
    })
  })

  it('still give a message when the tags are missing altogether', () => {
    expect(firstMessage(parseIrc(':nick!nick@nick PRIVMSG #room :hello', context))).toMatchObject({
      channel: 'twitch:?room',
      messageId: '',
      author: { id: '', login: 'nick', name: 'nick' },
      text: 'hello',
      sentAt: 5_000,
    })
  })
})
