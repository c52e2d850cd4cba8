import { describe, expect, it } from 'vitest'
import { parseEventSub, parseEventSubFrame } from '../../../electron/platforms/twitch/parse.ts'
import { chatMessage, firstMessage, firstNotice, makeContext, makePayload } from './context.ts'

const context = makeContext()
const text = (value: string) => ({ type: 'text', text: value })
const message = (event: Readonly<Record<string, unknown>>) => firstMessage(parseEventSub(chatMessage(event), context))

describe('messages over EventSub', () => {
  it('take their time from the frame, else from our clock', () => {
    const payload = chatMessage({ message: { text: 'x', fragments: [text('x')] } })
    const frame = {
      metadata: { message_type: 'notification', message_timestamp: '2023-11-06T18:11:49.492253549Z' },
      payload,
    }
    const sentAt = (parsed: ReturnType<typeof parseEventSub>) => firstMessage(parsed).sentAt
    expect([sentAt(parseEventSubFrame(frame, context)), sentAt(parseEventSub(payload, context))]).toEqual([
      1_699_294_309_492, 5_000,
    ])
  })

  it('are read from the text where fragments are missing or do not hold it', () => {
    const whole = { text: '@viewer_two hi' }
    const parts = [
      { type: 'mention', text: '@viewer_two', login: 'viewer_two' },
      { type: 'text', text: ' hi' },
    ]
    for (const broken of [
      {},
      { fragments: null },
      { fragments: [] },
      { fragments: [text('@view')] },
      { fragments: 'x' },
    ]) {
      expect(message({ message: { ...whole, ...broken } }).parts).toEqual(parts)
    }
    expect(message({ message: '@viewer_two hi' }).parts).toEqual(parts)
  })

  it('have the text that the message has, and of its fragments what is found in it, one behind the other', () => {
    const emote = (value: string) => ({ type: 'emote', text: value, emote: { id: value } })
    const told = (whole: string, fragments: readonly unknown[]) => {
      const { text: said, parts } = message({ message: { text: whole, fragments } })
      return [said, parts.map((part) => (part.type === 'emote' ? `[${part.text}]` : part.text))]
    }
    expect([
      told('Kappa and Keepo', [emote('Kappa'), text('and'), emote('Keepo')]),
      told('Kappa and Keepo', [emote('Kappa'), emote('PogChamp'), text('&'), emote('Keepo'), text('more')]),
      told('one Kappas, one Kappa!', [text('one Kappas,'), text('one'), emote('Kappa')]),
      told('Keepo Kappa', [emote('Kappa'), emote('Keepo')]),
      told('hello', [emote('Kappa')]),
      told('\u0001ACTION waves  Kappa\u0001', [text('\u0001ACTION waves '), emote('Kappa'), text('\u0001')]),
    ]).toEqual([
      ['Kappa and Keepo', ['[Kappa]', ' and ', '[Keepo]']],
      ['Kappa and Keepo', ['[Kappa]', ' and ', '[Keepo]']],
      ['one Kappas, one Kappa!', ['one Kappas, one ', '[Kappa]', '!']],
      ['Keepo Kappa', ['Keepo ', '[Kappa]']],
      ['hello', ['hello']],
      ['waves  Kappa', ['waves  ', '[Kappa]']],
    ])
  })

  it('are their fragments alone where they have no text', () => {
    const emote = { type: 'emote', text: 'Kappa', emote: { id: '25' } }
    for (const whole of [undefined, null, '']) {
      expect(message({ message: { text: whole, fragments: [text('hi '), emote, text('!')] } })).toMatchObject({
        text: 'hi Kappa!',
        parts: [{ text: 'hi ' }, { type: 'emote' }, { text: '!' }],
      })
    }
  })

  it('are bounded however many fragments they have', () => {
    const fragments = Array.from({ length: 300_000 }, () => text('b'))
    const started = performance.now()
    expect(message({ message: { text: 'a'.repeat(10_000), fragments } }).text).toHaveLength(4_000)
    expect(message({ message: { text: null, fragments } }).text.length).toBeLessThanOrEqual(4_000)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('know a mention whose object is missing, an emote without id and a cheer without bits as what they say', () => {
    const fragments = [
      { type: 'mention', text: '@Viewer_Two' },
      text(' '),
      { type: 'emote', text: 'Kappa', emote: { id: null } },
      text(' '),
      { type: 'cheermote', text: 'Cheer5', cheermote: { prefix: 'cheer' } },
      { type: 'sticker', text: ' new' },
    ]
    expect(message({ message: { text: '@Viewer_Two Kappa Cheer5 new', fragments } }).parts).toEqual([
      { type: 'mention', text: '@Viewer_Two', login: 'viewer_two' },
      { type: 'text', text: ' Kappa Cheer5 new' },
    ])
  })

  it('take numbers as text and text as numbers', () => {
    const cheermote = { prefix: 'Cheer', bits: '100', tier: '100' }
    expect(
      message({
        message_id: 77,
        chatter_user_id: 5151,
        badges: [{ set_id: 'subscriber', id: 12, info: 16 }],
        cheer: { bits: '100' },
        message: { text: 'Cheer100', fragments: [{ type: 'cheermote', text: 'Cheer100', cheermote }] },
      }),
    ).toMatchObject({
      messageId: '77',
      author: { id: 'twitch:5151', badges: [{ set: 'subscriber', version: '12', title: 'Subscriber (16 months)' }] },
      parts: [{ type: 'cheer', bits: 100, tier: 100 }],
      paid: { value: '100' },
    })
  })

  it.each([
    ['channel_points_highlighted', ['highlighted']],
    ['channel_points_sub_only', ['subscribersOnly']],
    ['user_intro', ['introduction']],
    ['power_ups_message_effect', ['animated']],
    ['power_ups_gigantified_emote', ['gigantified']],
    ['text', []],
    ['something_new', []],
    [undefined, []],
  ])('of the type %s have the traits %j', (messageType, traits) => {
    expect(message({ message_type: messageType, message: { text: 'x' } }).traits).toEqual(traits)
  })

  it('may be /me, wrapped over several fragments', () => {
    const emote = { type: 'emote', text: 'Kappa', emote: { id: '25' } }
    const fragments = [text('\u0001ACTION waves '), emote, text(' bye\u0001')]
    expect(message({ message: { text: '\u0001ACTION waves Kappa bye\u0001', fragments } })).toMatchObject({
      text: 'waves Kappa bye',
      traits: ['action'],
    })
  })
})

describe('notifications', () => {
  const notification = (event: Readonly<Record<string, unknown>>) =>
    parseEventSub(makePayload('channel.chat.notification', { message_id: 'n1', ...event }), context)

  it('of a kind to come are shown by their sentence and counted', () => {
    const parsed = notification({
      notice_type: 'shared_chat_party',
      system_message: 'A party!',
      message: { text: 'yay', fragments: [text('yay')] },
      shared_chat_party: { guests: 3 },
    })
    expect([firstNotice(parsed), parsed.unknown]).toMatchObject([
      { notice: 'unknown', type: 'party', system: 'A party!', text: 'yay' },
      'notice party',
    ])
  })

  it('are shown even where their own object is missing', () => {
    for (const type of [
      'sub',
      'resub',
      'sub_gift',
      'community_sub_gift',
      'gift_paid_upgrade',
      'pay_it_forward',
      'raid',
      'charity_donation',
      'watch_streak',
      'modiversary',
      'announcement',
    ]) {
      expect(
        firstNotice(notification({ notice_type: type, system_message: 'It happened.', [type]: null })).system,
      ).toBe('It happened.')
    }
  })

  it('treat 0 months as unknown, and Prime as a tier of its own', () => {
    const sub = firstNotice(
      notification({ notice_type: 'sub', sub: { sub_tier: '1000', is_prime: true, duration_months: 0 } }),
    )
    const gift = firstNotice(
      notification({ notice_type: 'sub_gift', sub_gift: { sub_tier: '3000', duration_months: 0 } }),
    )
    expect([sub.tier, sub.months, gift.tier, gift.months]).toEqual(['prime', 1, '3', undefined])
  })

  it('of anonymous people name nobody to act on', () => {
    const flag = notification({ notice_type: 'sub_gift', chatter_is_anonymous: true, chatter_user_id: null })
    const account = notification({
      notice_type: 'sub_gift',
      chatter_user_id: '274598607',
      chatter_user_login: 'ananonymousgifter',
    })
    const anonymous = { id: '', login: '', name: 'Anonymous', badges: [], roles: [] }
    expect([firstNotice(flag).author, firstNotice(account).author]).toEqual([anonymous, anonymous])
  })
})

describe('moderation', () => {
  const moderate = (event: Readonly<Record<string, unknown>>) =>
    parseEventSub(
      makePayload('channel.moderate', { moderator_user_id: '4242', moderator_user_login: 'mod_user', ...event }),
      makeContext({ sentAt: Date.parse('2024-11-27T19:51:55Z') }),
    )

  it('tells how long a timeout is where both of its ends are known', () => {
    const timeout = { user_id: '5', user_login: 'a', user_name: 'A', reason: '', expires_at: '2024-11-27T20:01:55.3Z' }
    expect(moderate({ action: 'timeout', timeout }).events).toMatchObject([
      { kind: 'modAction', durationSeconds: 600 },
      { kind: 'removal', target: { author: 'twitch:5' }, durationSeconds: 600 },
    ])
  })

  it('shows an act to come by its name and counts it', () => {
    const parsed = moderate({ action: 'serenade', serenade: { user_id: '5', user_login: 'a', user_name: 'A' } })
    expect([parsed.events, parsed.unknown]).toMatchObject([
      [{ kind: 'modAction', action: 'serenade', target: { id: 'twitch:5' } }],
      'moderation action serenade',
    ])
  })

  it('reads every act of the documents without calling it unknown', () => {
    const acts =
      'ban timeout unban untimeout clear delete emoteonly emoteonlyoff followers followersoff uniquechat uniquechatoff slow slowoff subscribers subscribersoff raid unraid vip unvip mod unmod add_blocked_term add_permitted_term remove_blocked_term remove_permitted_term approve_unban_request deny_unban_request warn shared_chat_ban shared_chat_timeout shared_chat_unban shared_chat_untimeout shared_chat_delete'.split(
        ' ',
      )
    for (const action of acts) {
      const { events, unknown } = moderate({ action })
      expect([events[0]?.kind, unknown, action]).toEqual(['modAction', undefined, action])
    }
  })
})

describe('raids', () => {
  const raid = (condition: Readonly<Record<string, string>>) =>
    firstNotice(
      parseEventSub(
        {
          subscription: { type: 'channel.raid', condition },
          event: {
            from_broadcaster_user_id: '1',
            from_broadcaster_user_name: 'From',
            to_broadcaster_user_id: '2',
            to_broadcaster_user_name: 'To',
            viewers: 1,
          },
        },
        context,
      ),
    )

  it('belong to the side that was subscribed to', () => {
    const arrives = raid({ to_broadcaster_user_id: '2', from_broadcaster_user_id: '' })
    const leaves = raid({ from_broadcaster_user_id: '1', to_broadcaster_user_id: '' })
    expect([arrives.channel, arrives.system, leaves.channel, leaves.system]).toEqual([
      'twitch:2',
      'From is raiding with 1 viewer.',
      'twitch:1',
      'Raiding To with 1 viewer.',
    ])
  })
})

describe('what cannot be read', () => {
  it('shows an event to come as unknown, and counts it', () => {
    const parsed = parseEventSub(makePayload('channel.weather', { rain: true }), context)
    expect([firstNotice(parsed), parsed.unknown]).toMatchObject([
      { notice: 'unknown', type: 'channel.weather', system: expect.stringContaining('channel.weather') },
      'event channel.weather',
    ])
  })

  it.each([
    ['null', null],
    ['text', 'x'],
    ['an empty object', {}],
    ['no event', { subscription: { type: 'channel.chat.message' } }],
    ['no type', { subscription: {}, event: {} }],
    ['no channel', { subscription: { type: 'channel.follow' }, event: { user_id: '1' } }],
    ['a message without id', makePayload('channel.chat.message', {})],
    ['a notice without id', makePayload('channel.chat.notification', { notice_type: 'sub' })],
    ['a deletion of nothing', makePayload('channel.chat.message_delete', {})],
    ['a timeout of nobody', makePayload('channel.chat.clear_user_messages', {})],
    ['an act without name', makePayload('channel.moderate', {})],
    ['a ban of nobody', makePayload('channel.ban', {})],
    ['a follow of nobody', makePayload('channel.follow', {})],
    ['a held message of nobody', makePayload('automod.message.hold', { message_id: '1' })],
  ])('names %s malformed', (_name, payload) => {
    const parsed = parseEventSub(payload, makeContext({ channelOf: () => undefined }))
    expect(parsed).toEqual({ events: [], malformed: expect.any(String) })
  })

  it('reads a frame that lacks its own type, or whose subscription lacks one that the metadata names', () => {
    const payload = makePayload('channel.follow', { user_id: '5', user_name: 'Five' })
    const event = { broadcaster_user_id: '1337', user_id: '5', user_name: 'Five' }
    const expected = parseEventSub(payload, context)
    expect(firstNotice(expected).notice).toBe('follow')
    const typed = { subscription_type: 'channel.follow' }
    for (const frame of [
      { metadata: {}, payload },
      { metadata: { message_type: null }, payload },
      { metadata: typed, payload: { subscription: { condition: {} }, event } },
      { metadata: { ...typed, message_type: 'notification' }, payload: { subscription: { type: '' }, event } },
      { metadata: { ...typed, message_type: 'notification' }, payload: { event } },
      { metadata: { subscription_type: 'channel.raid' }, payload },
    ])
      expect(parseEventSubFrame(frame, context)).toEqual(expected)
  })

  it('names a frame without a type malformed where it holds no event, and leaves every other type alone', () => {
    const payload = makePayload('channel.follow', { user_id: '5' })
    for (const frame of [
      { metadata: {} },
      { metadata: {}, payload: { session: {} } },
      { metadata: {}, payload: { event: {} } },
    ])
      expect(parseEventSubFrame(frame, context)).toEqual({ events: [], malformed: expect.any(String) })
    for (const message_type of ['revocation', 'session_welcome', 'session_keepalive', 'webhook_callback_verification'])
      expect(parseEventSubFrame({ metadata: { message_type }, payload }, context)).toEqual({ events: [] })
  })

  it('names a frame without metadata malformed, and takes the connection’s own frames for nothing', () => {
    expect(parseEventSubFrame({ payload: {} }, context)).toEqual({ events: [], malformed: 'no EventSub frame' })
    expect(parseEventSubFrame({ metadata: { message_type: 'session_dance' } }, context)).toEqual({ events: [] })
  })
})
