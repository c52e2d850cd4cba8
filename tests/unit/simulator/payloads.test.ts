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
    control.notice({ channel, user, type: 'resub', gifter: 'pine_pekka' })
    control.notice({ channel, user, type: 'resub', streak: 3 })
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
  // Documented (facts 3.1 and 3.3), though no example file shows this side of it.
  also: {
    '$.channel_points_custom_reward_id': 'string',
    '$.resub.streak_months': 'number',
    '$.shared_chat_resub.streak_months': 'number',
    '$.sub_gift.cumulative_total': 'null',
    '$.sub_gift.community_gift_id': 'string',
    '$.shared_chat_sub_gift.cumulative_total': 'null',
    '$.shared_chat_sub_gift.community_gift_id': 'string',
  },
  // Every example uses the global emote 25; channel emotes have other ids.
  anyFormat: ['$.message.fragments.*.emote.id'],
}

/** A shared notice has the object of the unshared one under another key. */
const withSharedTwins = (events: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] => {
  const known = new Set(events.flatMap((event) => Object.keys(event)))
  return events.map((event) => {
    const twins = Object.entries(event).flatMap(([key, value]) =>
      isRecord(value) && known.has(`shared_chat_${key}`) ? [[`shared_chat_${key}`, value] as const] : [],
    )
    return { ...event, ...Object.fromEntries(twins) }
  })
}

const eventExamples = (type: string): readonly unknown[] => {
  const files = fixturesNamed(new RegExp(`^(derived\\.|live\\.)?${type.replaceAll('.', '\\.')}(\\.[a-z_]+)?\\.json$`))
  const events = files.map((file) => at(file, 'event') ?? file).filter(isRecord)
  return [...events, ...withSharedTwins(events)]
}

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
  const cases: readonly { readonly name: string; readonly pattern: RegExp; readonly also?: readonly string[] }[] = [
    { name: 'privmsg_plain', pattern: /PRIVMSG #river_host :a reward/, also: ['custom-reward-id'] },
    { name: 'privmsg_reply', pattern: /PRIVMSG #river_host :@Pebble_Pat indeed/, also: ['vip'] },
    { name: 'privmsg_cheer', pattern: /PRIVMSG #river_host :Cheer100/ },
    { name: 'privmsg_highlight', pattern: /PRIVMSG #river_host :look/ },
    { name: 'privmsg_action', pattern: /PRIVMSG #river_host :.ACTION waves./ },
    { name: 'privmsg_shared_chat', pattern: /PRIVMSG #mosswood_mia :from the other/ },
    { name: 'privmsg_shared_chat_home', pattern: /PRIVMSG #mosswood_mia :from one room/ },
    { name: 'usernotice_raid', pattern: /msg-id=raid;.* USERNOTICE #river_host/, also: ['vip'] },
    { name: 'usernotice_announcement', pattern: /msg-id=announcement;.* USERNOTICE #river_host/, also: ['vip'] },
    { name: 'usernotice_watch_streak', pattern: /msg-id=viewermilestone;.* USERNOTICE #river_host/ },
    { name: 'usernotice_modiversary', pattern: /msg-id=modiversary;.* USERNOTICE #river_host/ },
    {
      name: 'usernotice_shared_announcement',
      pattern: /source-msg-id=announcement;.* USERNOTICE #mosswood_mia/,
      also: ['source-only'],
    },
    { name: 'usernotice_unknown', pattern: /msg-id=socialsharingbadge;.* USERNOTICE #river_host/ },
    { name: 'usernotice_sub', pattern: /msg-id=sub;.* USERNOTICE #river_host/, also: ['vip'] },
    { name: 'usernotice_resub', pattern: /msg-id=resub;.*streak-months=3;.* USERNOTICE #river_host/, also: ['vip'] },
    {
      name: 'usernotice_subgift',
      pattern: /msg-id=subgift;.*msg-param-origin-id=\d+;.*sender-count.* USERNOTICE #river_host/,
      also: ['vip'],
    },
    {
      name: 'usernotice_submysterygift',
      pattern: /msg-id=submysterygift;.*sender-count.* USERNOTICE #river_host/,
      also: ['vip', 'msg-param-community-gift-id'],
    },
    { name: 'clearchat_all', pattern: /^@room-id=\d+;tmi-sent-ts=\d+ :tmi\.twitch\.tv CLEARCHAT #river_host$/ },
    { name: 'clearchat_timeout', pattern: /CLEARCHAT #river_host :jam_jar_jo/ },
    { name: 'clearchat_ban', pattern: /CLEARCHAT #river_host :free_hats_4_u/ },
    { name: 'clearmsg', pattern: /CLEARMSG #river_host/ },
    { name: 'roomstate_full', pattern: /emote-only=0.*ROOMSTATE #river_host/ },
    { name: 'roomstate_delta', pattern: /^@slow=10;.*ROOMSTATE #river_host/ },
    { name: 'notice_emote_only', pattern: /NOTICE #river_host :This room is now in emote-only mode/ },
  ]

  // `also`: tags that Twitch adds for this author or act; the captures were of others.
  test.each(cases)('$name carries the tags of the captured one', async ({ name, pattern, also = [] }) => {
    const { lines } = await runEvening()
    const line = lines.find((each) => pattern.test(each)) ?? ''
    const expected = new Set([...tagNames(sample(name)), ...also])
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
  const noClick = { '$.data.*.versions.*.click_action': 'null', '$.data.*.versions.*.click_url': 'null' } as const
  const modesOff = {
    '$.data.*.follower_mode_duration': 'null',
    '$.data.*.non_moderator_chat_delay_duration': 'null',
  } as const
  const lastPage = ['$.pagination.cursor']
  const cases: readonly { readonly name: string; readonly path: string; readonly options?: ShapeOptions }[] = [
    { name: 'users', path: '/users' },
    { name: 'streams', path: '/streams?first=2' },
    { name: 'channel_information', path: '/channels?broadcaster_id=RIVER' },
    { name: 'shared_chat_session', path: '/shared_chat/session?broadcaster_id=MIA' },
    { name: 'moderated_channels', path: '/moderation/channels?user_id=RIVER', options: { optional: lastPage } },
    // Documented as null where a badge leads nowhere, and where a mode is off.
    { name: 'badges_global', path: '/chat/badges/global', options: { also: noClick } },
    { name: 'badges_global', path: '/chat/badges?broadcaster_id=RIVER', options: { also: noClick } },
    { name: 'emotes_global', path: '/chat/emotes/global' },
    { name: 'emotes_channel', path: '/chat/emotes?broadcaster_id=RIVER' },
    { name: 'emotes_set', path: '/chat/emotes/set?emote_set_id=0' },
    // The one example is a global emote with a number for an id.
    {
      name: 'emotes_user',
      path: '/chat/emotes/user?user_id=RIVER',
      options: { anyFormat: ['$.data.*.id'], optional: lastPage },
    },
    { name: 'cheermotes', path: '/bits/cheermotes' },
    {
      name: 'chat_settings',
      path: '/chat/settings?broadcaster_id=RIVER&moderator_id=RIVER',
      options: { also: modesOff },
    },
    {
      name: 'chatters',
      path: '/chat/chatters?broadcaster_id=RIVER&moderator_id=RIVER',
      options: { optional: lastPage },
    },
  ]

  test.each(cases)('GET $path has the documented structure', async ({ name, path, options }) => {
    const bench = createBench()
    const filled = path.replaceAll('RIVER', bench.id('river_host')).replaceAll('MIA', bench.id('mosswood_mia'))
    const answer = await bench.as('river_host', allScopes).call('GET', filled)
    expect(answer.status).toBe(200)
    expect(differences(answer.body, [fixture(`helix.${name}`)], options)).toEqual([])
  })

  test('a sent and a dropped message are answered as documented', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', allScopes)
    const sent = await helix.send('river_host', 'hello')
    const dropped = await helix.send('river_host', 'hello')
    const examples = [fixture('derived.helix.send_chat_message.dropped')]
    expect(differences(sent.body, examples, { also: { '$.data.*.drop_reason': 'null' } })).toEqual([])
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
