/** What the simulator says, compared with the payloads that the documents show. */
import { describe, expect, test } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { differences, type ShapeOptions } from './shape.ts'
import {
  at,
  type Bench,
  createBench,
  fixture,
  fixturesNamed,
  framesOf,
  isRecord,
  linesOf,
  openReader,
  openSession,
} from './support.ts'

const chatTypes = [
  'channel.chat.message',
  'channel.chat.message_delete',
  'channel.chat.clear',
  'channel.chat.clear_user_messages',
  'channel.chat.notification',
  'channel.chat_settings.update',
  'channel.shared_chat.begin',
  'channel.shared_chat.update',
  'channel.shared_chat.end',
] as const

/** An evening with everything in it. */
const evening = (bench: Bench): void => {
  const { control } = bench
  const said = control.say({ channel: 'river_host', user: 'pebble_pat', text: 'hello @river_host riverWave 😂 Kappa' })
  control.say({ channel: 'river_host', user: 'kayak_kim', text: 'indeed', replyTo: said.messageId })
  control.say({ channel: 'river_host', user: 'biscuit_ben', text: 'Cheer100 for you', cheer: true })
  control.say({ channel: 'river_host', user: 'lantern_leo', text: 'waves', action: true })
  control.say({ channel: 'river_host', user: 'jam_jar_jo', text: 'look', type: 'channel_points_highlighted' })
  control.say({ channel: 'river_host', user: 'jam_jar_jo', text: 'Kappa', type: 'power_ups_gigantified_emote' })
  control.say({
    channel: 'river_host',
    user: 'maple_mo',
    text: 'a reward',
    rewardId: '31a2344e-0fce-4229-9453-fb2e8b6dd02c',
  })
  control.say({ channel: 'mosswood_mia', user: 'rainy_rui', text: 'from one room' })
  control.say({ channel: 'tidal_tom', user: 'rainy_rui', text: 'from the other' })
  for (const channel of ['river_host', 'tidal_tom']) {
    const user = 'echo_eli'
    control.notice({ channel, user, type: 'sub' })
    control.notice({ channel, user, type: 'resub', text: 'again Kappa' })
    control.notice({ channel, user, type: 'resub', gifter: 'pine_pekka', streak: 3 })
    control.notice({ channel, user, type: 'sub_gift', recipient: 'pine_pekka' })
    control.notice({ channel, type: 'sub_gift', recipient: 'pine_pekka' })
    control.notice({ channel, user, type: 'gift_paid_upgrade', gifter: 'pine_pekka' })
    control.notice({ channel, user, type: 'prime_paid_upgrade' })
    control.notice({ channel, user, type: 'pay_it_forward', gifter: 'pine_pekka' })
    control.notice({ channel, user, type: 'raid', viewers: 42 })
    control.notice({ channel, user, type: 'unraid' })
    control.notice({ channel, user, type: 'announcement', text: 'hello everyone Kappa' })
    control.notice({ channel, user, type: 'bits_badge_tier' })
    control.notice({ channel, user, type: 'charity_donation' })
    control.notice({ channel, user, type: 'watch_streak' })
    control.notice({ channel, user, type: 'modiversary', text: 'thanks' })
    control.notice({ channel, user, type: 'unknown' })
    control.giftBomb({ channel, user, count: 3 })
    control.giftBomb({ channel, count: 2 })
  }
  control.delete({ messageId: said.messageId })
  control.timeout({ channel: 'river_host', user: 'jam_jar_jo', seconds: 600 })
  control.ban({ channel: 'river_host', user: 'free_hats_4_u' })
  control.clear({ channel: 'river_host' })
  control.settings({ channel: 'river_host', slowSeconds: 10, emoteOnly: true })
  control.shareChat({ channels: ['night_owl_nora', 'ember_arcade'] })
  control.shareChat({ channels: ['night_owl_nora', 'ember_arcade', 'stargazer_sol'] })
  control.unshareChat({ channel: 'night_owl_nora' })
}

const eventOptions: ShapeOptions = {
  // Documented as null outside a gift bomb, an anonymous or a first gift; no example file shows it.
  nullable: [
    '$.sub_gift.cumulative_total',
    '$.shared_chat_community_sub_gift.cumulative_total',
    '$.gift_paid_upgrade.gifter_user_id',
  ],
  // The example's recipients and gift ids happen to be alike.
  anyFormat: ['$.message.text', '$.message.fragments.*.text', '$.reply.parent_message_body'],
}

/** Shared forms have few examples; the unshared form of the same notice completes them. */
const eventExamples = (type: string): readonly unknown[] => {
  const files = fixturesNamed(new RegExp(`^(derived\\.|live\\.)?${type.replaceAll('.', '\\.')}(\\.[a-z_]+)?\\.json$`))
  const events = files.map((file) => at(file, 'event') ?? file)
  if (type !== 'channel.chat.notification') return events
  const shared = events.filter(isRecord).map((event) =>
    Object.fromEntries(
      Object.entries(event).flatMap(([key, value]) => {
        const twin = `shared_chat_${key}`
        return isRecord(value) && key !== 'message' && events.some((other) => isRecord(other) && twin in other)
          ? [[twin, value]]
          : []
      }),
    ),
  )
  return [
    ...events.filter(isRecord).map((event, index) => ({ ...event, ...shared[index], ...event })),
    ...twins(events),
  ]
}

const twins = (events: readonly unknown[]): readonly unknown[] =>
  events.filter(isRecord).map((event) => {
    const known = Object.fromEntries(
      events.filter(isRecord).flatMap((other) => Object.keys(other).map((key) => [key, null])),
    )
    const objects = Object.entries(event).filter(([key, value]) => isRecord(value) && `shared_chat_${key}` in known)
    return { ...event, ...Object.fromEntries(objects.map(([key, value]) => [`shared_chat_${key}`, value])) }
  })

const runEvening = async () => {
  const bench = createBench()
  const session = openSession(bench)
  const helix = bench.as('pebble_pat', ['user:read:chat'])
  const outcomes: number[] = []
  for (const type of chatTypes) {
    const isShared = type.startsWith('channel.shared_chat')
    for (const channel of isShared ? ['night_owl_nora'] : ['river_host', 'mosswood_mia', 'tidal_tom']) {
      outcomes.push((await helix.subscribe(session.sessionId, type, channel)).status)
    }
  }
  const reader = await openReader(bench, ['river_host', 'mosswood_mia', 'tidal_tom'])
  evening(bench)
  await settle()
  return { bench, frames: framesOf(session), lines: linesOf(reader), outcomes }
}

describe('EventSub frames', () => {
  test('every subscription is accepted and every type is notified', async () => {
    const { frames, outcomes } = await runEvening()
    expect(outcomes.every((status) => status === 202)).toBe(true)
    const types = frames.map((frame) => at(frame, 'metadata', 'subscription_type')).filter((type) => type !== undefined)
    expect([...new Set(types)].sort()).toEqual([...chatTypes].sort())
  })

  test.each(chatTypes)('%s events have the structure of the documented ones', async (type) => {
    const { frames } = await runEvening()
    const events = frames
      .filter((frame) => at(frame, 'metadata', 'subscription_type') === type)
      .map((frame) => at(frame, 'payload', 'event'))
    const examples = eventExamples(type)
    expect(events.length).toBeGreaterThan(0)
    expect([...new Set(events.flatMap((event) => differences(event, examples, eventOptions)))]).toEqual([])
  })

  test('every notice type is said, in the shared form where it crosses rooms', async () => {
    const { frames } = await runEvening()
    const types = new Set(frames.map((frame) => at(frame, 'payload', 'event', 'notice_type')))
    const base = ['sub', 'resub', 'sub_gift', 'community_sub_gift', 'gift_paid_upgrade', 'prime_paid_upgrade']
    const shareable = [...base, 'pay_it_forward', 'raid', 'announcement', 'modiversary']
    const all = [...shareable, 'unraid', 'bits_badge_tier', 'charity_donation', 'watch_streak', 'unknown']
    expect([...types].filter((type) => type !== undefined).sort()).toEqual(
      [...all, ...shareable.map((type) => `shared_chat_${type}`)].sort(),
    )
  })

  test('the envelope, the welcome, the keepalive, the reconnect and the revocation have the documented structure', async () => {
    const bench = createBench()
    const session = openSession(bench)
    await bench.as('pebble_pat', ['user:read:chat']).subscribe(session.sessionId, 'channel.chat.message', 'river_host')
    bench.control.say({ channel: 'river_host', user: 'kayak_kim', text: 'hi' })
    await bench.clock.advance(10_000)
    bench.control.revokeSubscriptions({})
    bench.control.askToReconnect({ socket: 'eventsub' })
    const frames = framesOf(session)
    const examples = [
      fixture('ws.session_welcome'),
      fixture('derived.ws.notification.channel.chat.message'),
      fixture('ws.session_keepalive'),
      fixture('ws.revocation'),
      fixture('ws.session_reconnect'),
    ]
    const options = {
      // These examples were made with another subscription type and before these keys existed.
      anyFormat: ['$.payload.session.reconnect_url'],
      optional: [],
    }
    const found = frames.map((frame, index) => {
      const withoutEvent = isRecord(frame) && index === 1 ? { metadata: at(frame, 'metadata') } : frame
      const example = examples[index]
      return differences(withoutEvent, [index === 1 ? { metadata: at(example, 'metadata') } : example], options)
    })
    expect(found).toEqual([[], [], [], ['$.payload.subscription.condition.user_id is not documented'], []])
    const envelope = differences(at(frames[1], 'payload', 'subscription'), [at(examples[1], 'payload', 'subscription')])
    expect(envelope).toEqual([])
  })
})

const tagNames = (line: string): readonly string[] =>
  (/^@(\S+) /.exec(line)?.[1] ?? '').split(';').map((tag) => tag.split('=')[0] ?? '')

const samples: readonly { readonly name: string; readonly raw: string }[] = (() => {
  const list = fixture('irc_samples')
  return Array.isArray(list)
    ? list.map((each: unknown) => ({ name: String(at(each, 'name')), raw: String(at(each, 'raw')) }))
    : []
})()
const sample = (name: string): string => samples.find((each) => each.name === name)?.raw ?? ''

describe('IRC lines', () => {
  const cases: readonly (readonly [
    name: string,
    pattern: RegExp,
    also?: readonly string[],
    not?: readonly string[],
  ])[] = [
    ['privmsg_plain', /PRIVMSG #river_host :a reward/, ['custom-reward-id']],
    ['privmsg_reply', /PRIVMSG #river_host :@Pebble_Pat indeed/, ['vip']],
    ['privmsg_cheer', /PRIVMSG #river_host :Cheer100/],
    ['privmsg_highlight', /PRIVMSG #river_host :look/],
    ['privmsg_action', /PRIVMSG #river_host :\u0001ACTION waves\u0001/],
    ['privmsg_shared_chat', /PRIVMSG #mosswood_mia :from the other/],
    ['privmsg_shared_chat_home', /PRIVMSG #mosswood_mia :from one room/],
    ['usernotice_raid', /msg-id=raid;.* USERNOTICE #river_host/, ['vip']],
    ['usernotice_announcement', /msg-id=announcement;.* USERNOTICE #river_host/, ['vip']],
    ['usernotice_watch_streak', /msg-id=viewermilestone;.* USERNOTICE #river_host/],
    ['usernotice_modiversary', /msg-id=modiversary;.* USERNOTICE #river_host/],
    ['usernotice_shared_announcement', /source-msg-id=announcement;.* USERNOTICE #mosswood_mia/, ['source-only']],
    ['usernotice_unknown', /msg-id=socialsharingbadge;.* USERNOTICE #river_host/],
    ['usernotice_sub', /msg-id=sub;.* USERNOTICE #river_host/, ['vip']],
    ['usernotice_resub', /msg-id=resub;.*streak-months=3;.* USERNOTICE #river_host/, ['vip']],
    ['usernotice_subgift', /msg-id=subgift;.*msg-param-origin-id=\d+;.*sender-count.* USERNOTICE #river_host/, ['vip']],
    [
      'usernotice_submysterygift',
      /msg-id=submysterygift;.*sender-count.* USERNOTICE #river_host/,
      ['vip', 'msg-param-community-gift-id'],
    ],
    ['clearchat_all', /^@room-id=\d+;tmi-sent-ts=\d+ :tmi\.twitch\.tv CLEARCHAT #river_host$/],
    ['clearchat_timeout', /CLEARCHAT #river_host :jam_jar_jo/],
    ['clearchat_ban', /CLEARCHAT #river_host :free_hats_4_u/],
    ['clearmsg', /CLEARMSG #river_host/],
    ['roomstate_full', /emote-only=0.*ROOMSTATE #river_host/],
    ['roomstate_delta', /^@slow=10;.*ROOMSTATE #river_host/],
    ['notice_emote_only', /NOTICE #river_host :This room is now in emote-only mode/],
  ]

  test.each(cases)('%s carries the tags of the captured one', async (name, pattern, also = []) => {
    const { lines } = await runEvening()
    const line = lines.find((each) => pattern.test(each)) ?? ''
    const expected = new Set([...tagNames(sample(name)), ...also])
    // The sample of a one-time gift has no plan name for the whole bomb, and so on: only names are compared.
    expect([...new Set(tagNames(line))].sort()).toEqual([...expected].sort())
  })

  test('login, join and names are worded as captured', async () => {
    const { lines } = await runEvening()
    const wanted = ['welcome_001', 'welcome_376', 'join_echo', 'names'].map((name) =>
      sample(name).replaceAll('streamer_one', 'river_host'),
    )
    expect(wanted.filter((line) => !lines.includes(line))).toEqual([])
  })
})

describe('Helix answers', () => {
  const allScopes = [
    'user:read:chat',
    'user:write:chat',
    'user:read:emotes',
    'user:read:email',
    'user:read:moderated_channels',
    'moderator:read:chat_settings',
    'moderator:read:chatters',
  ]
  const cases: readonly (readonly [name: string, path: string, ShapeOptions?])[] = [
    ['helix.users', '/users'],
    ['helix.streams', '/streams?first=2'],
    ['helix.channel_information', '/channels?broadcaster_id=RIVER'],
    ['helix.shared_chat_session', '/shared_chat/session?broadcaster_id=MIA'],
    ['helix.moderated_channels', '/moderation/channels?user_id=RIVER', { optional: ['$.pagination.cursor'] }],
    [
      'helix.badges_global',
      '/chat/badges/global',
      // Documented as null when the badge leads nowhere; the example's digits are chance.
      { nullable: ['$.data.*.versions.*.click_action', '$.data.*.versions.*.click_url'] },
    ],
    [
      'helix.badges_global',
      '/chat/badges?broadcaster_id=RIVER',
      { nullable: ['$.data.*.versions.*.click_action', '$.data.*.versions.*.click_url'] },
    ],
    ['helix.emotes_global', '/chat/emotes/global'],
    ['helix.emotes_channel', '/chat/emotes?broadcaster_id=RIVER'],
    ['helix.emotes_set', '/chat/emotes/set?emote_set_id=0', { anyFormat: ['$.data.*.id'] }],
    [
      'helix.emotes_user',
      '/chat/emotes/user?user_id=RIVER',
      { anyFormat: ['$.data.*.id'], optional: ['$.pagination.cursor'] },
    ],
    ['helix.cheermotes', '/bits/cheermotes'],
    [
      'helix.chat_settings',
      '/chat/settings?broadcaster_id=RIVER&moderator_id=RIVER',
      { nullable: ['$.data.*.follower_mode_duration', '$.data.*.non_moderator_chat_delay_duration'] },
    ],
    ['helix.chatters', '/chat/chatters?broadcaster_id=RIVER&moderator_id=RIVER', { optional: ['$.pagination.cursor'] }],
  ]

  test.each(cases)('%s has the documented structure at %s', async (name, path, options) => {
    const bench = createBench()
    const filled = path.replaceAll('RIVER', bench.id('river_host')).replaceAll('MIA', bench.id('mosswood_mia'))
    const answer = await bench.as('river_host', allScopes).call('GET', filled)
    expect(answer.status).toBe(200)
    expect(differences(answer.body, [fixture(name)], options)).toEqual([])
  })

  test('a sent and a dropped message are answered as documented', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', allScopes)
    const sent = await helix.send('river_host', 'hello')
    const dropped = await helix.send('river_host', 'hello')
    const examples = [fixture('derived.helix.send_chat_message.dropped')]
    expect(differences(sent.body, examples, { nullable: ['$.data.*.drop_reason'] })).toEqual([])
    expect(dropped.body).toEqual(examples[0])
  })

  test('a created and a listed subscription are answered as documented', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', allScopes)
    const { sessionId } = openSession(bench)
    const created = await helix.subscribe(sessionId, 'channel.chat.message', 'river_host')
    const listed = await helix.call('GET', '/eventsub/subscriptions')
    const transport = { method: 'websocket', session_id: 'x', connected_at: '2026-01-01T00:00:00Z' }
    const condition = { broadcaster_user_id: '1', user_id: '2' }
    const example = fixture('helix.eventsub_create')
    const adapt = (page: unknown): unknown => {
      const data = at(page, 'data', 0)
      return isRecord(page) && isRecord(data) ? { ...page, data: [{ ...data, transport, condition }] } : page
    }
    expect(differences(created.body, [adapt(example)])).toEqual([])
    expect(differences(listed.body, [adapt(fixture('helix.eventsub_subscriptions'))])).toEqual([])
  })
})
