import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FeedRow } from '../../shared/contract.ts'
import type { Author, ChannelId, MessagePart, Trait } from '../../shared/model.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { TestApp } from '../harness/app.ts'
import { isSync, type Sources, startAppReading, startFastSimulator, sync, untilRead } from './support.ts'

const rooms = ['river_host', 'mosswood_mia', 'tidal_tom']
const ways = ['irc', 'eventsub', 'both'] as const

/** The whole evening: every kind of thing that the two wires can tell, said once to three apps that listen. */
const playEvening = async (simulator: Simulator, pause: () => Promise<void>): Promise<void> => {
  const { control } = simulator
  const channel = 'river_host'

  // Talk.
  control.say({ channel, user: 'maple_mo', text: 'good evening everybody', first: true })
  const question = control.say({ channel, user: 'hana_mizu', text: 'did the boat 🛶 float? 水 Kappa  two spaces' })
  control.say({ channel, user: 'river_host', text: 'it did', replyTo: question.messageId })
  control.say({ channel, user: 'pebble_pat', text: 'Kappa Kappa', returning: true })
  control.say({ channel, user: 'quiet_quinn', text: 'waves at everybody Kappa', action: true })
  control.say({ channel, user: 'biscuit_ben', text: 'Cheer100 for the paddle', cheer: true })
  control.say({ channel, user: 'echo_eli', text: '@maple_mo look: https://example.com/a?b=1#c @River_Host' })
  control.say({ channel, user: 'otter_ines', text: 'e\u0301 👨‍👩‍👧‍👦 שלום <b>& "quotes" \\s; : semi' })
  control.say({ channel, user: 'waffle_wim', text: 'my first words here', type: 'user_intro' })
  control.say({ channel, user: 'waffle_wim', text: 'look at me', type: 'channel_points_highlighted' })
  control.say({ channel, user: 'waffle_wim', text: 'a reward', rewardId: 'f0e1d2c3-0000-4000-8000-000000000001' })

  // Notices.
  control.notice({ channel, user: 'maple_mo', type: 'sub', tier: 2 })
  control.notice({ channel, user: 'hex_hedda', type: 'sub', prime: true })
  control.notice({ channel, user: 'loop_lena', type: 'resub', months: 14, streak: 3, text: 'still here Kappa 🎉' })
  control.notice({ channel, user: 'rainy_rui', type: 'resub', months: 3, gifter: 'kayak_kim' })
  control.notice({ channel, user: 'kayak_kim', type: 'sub_gift', recipient: 'rainy_rui' })
  control.notice({ channel, type: 'sub_gift', recipient: 'moth_mateo', tier: 3 })
  control.notice({ channel, user: 'rainy_rui', type: 'gift_paid_upgrade', gifter: 'kayak_kim' })
  control.notice({ channel, user: 'moth_mateo', type: 'gift_paid_upgrade' })
  control.notice({ channel, user: 'hex_hedda', type: 'prime_paid_upgrade' })
  control.notice({ channel, user: 'rainy_rui', type: 'pay_it_forward', gifter: 'kayak_kim', recipient: 'tin_robot_ty' })
  control.notice({ channel, user: 'moth_mateo', type: 'pay_it_forward' })
  control.notice({ channel, user: 'splits_sam', type: 'raid', viewers: 77 })
  control.notice({ channel, user: 'river_host', type: 'unraid' })
  control.notice({ channel, user: 'pebble_pat', type: 'announcement', color: 'GREEN', text: 'water break Kappa' })
  control.notice({ channel, user: 'paper_plane_pia', type: 'bits_badge_tier', threshold: 1000, text: 'shiny' })
  control.notice({ channel, user: 'doodle_dan', type: 'charity_donation', cents: 1234 })
  control.notice({ channel, user: 'kettle_kaz', type: 'watch_streak', streams: 15, text: 'every day' })
  control.notice({ channel, user: 'otter_ines', type: 'modiversary', months: 24 })
  control.notice({ channel, user: 'doodle_dan', type: 'unknown' })
  control.giftBomb({ channel, user: 'kayak_kim', count: 5 })
  control.giftBomb({ channel, count: 3 })
  await pause()

  // Removals, each with what was said before and after.
  const removed = control.say({ channel, user: 'free_hats_4_u', text: 'free hats' })
  control.say({ channel, user: 'free_hats_4_u', text: 'more hats' })
  control.delete({ messageId: removed.messageId })
  control.say({ channel, user: 'zigzag_zoe', text: 'spam spam spam' })
  control.say({ channel, user: 'noodle_noah', text: 'something worse' })
  await pause()
  control.timeout({ channel, user: 'zigzag_zoe', seconds: 600, by: 'pebble_pat' })
  control.ban({ channel, user: 'noodle_noah' })
  await pause()
  control.say({ channel, user: 'maple_mo', text: 'thank you, moderators' })
  await pause()
  control.clear({ channel })
  await pause()
  control.say({ channel, user: 'maple_mo', text: 'a clean page' })

  // One conversation in two rooms.
  const shared = control.say({ channel: 'mosswood_mia', user: 'teacup_theo', text: 'hello both rooms Kappa' })
  control.say({ channel: 'tidal_tom', user: 'splits_sam', text: 'hello from the sea' })
  const fromTom = shared.rooms.find((room) => room.channel === 'tidal_tom')
  control.say({ channel: 'mosswood_mia', user: 'fern_freya', text: 'welcome', replyTo: shared.messageId })
  control.notice({ channel: 'mosswood_mia', user: 'teacup_theo', type: 'resub', months: 5, text: 'five!' })
  control.notice({ channel: 'tidal_tom', user: 'tidal_tom', type: 'announcement', text: 'one more try' })
  await pause()
  if (fromTom !== undefined) control.delete({ messageId: fromTom.messageId })
  control.timeout({ channel: 'mosswood_mia', user: 'splits_sam', seconds: 60 })
  await pause()

  // Modes.
  control.settings({ channel, slowSeconds: 30 })
  control.settings({ channel, emoteOnly: true })
  control.settings({ channel, followersOnlyMinutes: 10 })
  control.settings({ channel, subscribersOnly: true })
  control.settings({ channel, unique: true })
  await pause()
  control.settings({
    channel,
    slowSeconds: null,
    emoteOnly: false,
    followersOnlyMinutes: null,
    subscribersOnly: false,
    unique: false,
  })
  await pause()
}

/**
 * Everything that the two wires do not both tell, and why. Nothing else may differ.
 *
 * - `first`, `returning`: tags of IRC only (first-msg, returning-chatter); EventSub has no such fields.
 * - the id of whose gift is continued: IRC names that person by `msg-param-sender-login` and name alone.
 * - the platform's name of a notice that this version does not know: each wire has its own.
 * - timeouts and bans: CLEARCHAT tells the duration or that there is none; `channel.chat.clear_user_messages` tells only
 *   whose messages went.
 * - rows of modes: ROOMSTATE tells them to every reader; EventSub tells them by `channel.chat_settings.update`, which this
 *   app does not subscribe to, since IRC is always read beside it.
 */
const onlyIrcTraits: ReadonlySet<Trait> = new Set<Trait>(['first', 'returning'])

const projectAuthor = (author: Author | undefined) =>
  author && {
    id: author.id,
    login: author.login,
    name: author.name,
    color: author.color,
    badges: author.badges.map(({ set, version }) => `${set}/${version}`),
    roles: author.roles,
  }

const projectPart = (part: MessagePart) => {
  const known = { type: part.type, text: part.text }
  if (part.type === 'emote') return { ...known, id: part.id, provider: part.provider }
  return part.type === 'cheer' ? { ...known, bits: part.bits, tier: part.tier } : known
}

/** What is compared: only what both wires tell, or also what IRC alone tells. */
type Told = 'both' | 'irc'

const byRoom = <Item extends { readonly channel: ChannelId }>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((left, right) => left.channel.localeCompare(right.channel))

const projectRemovals = ({ removals }: FeedRow, told: Told) =>
  byRoom(removals).map(({ channel, permanent, durationSeconds, pending, by, reason }) => ({
    channel,
    pending,
    by,
    reason,
    ...(told === 'irc' ? { permanent, durationSeconds } : {}),
  }))

const project = (row: FeedRow, told: Told) => {
  const { event } = row
  const traits = 'traits' in event ? event.traits.filter((trait) => told === 'irc' || !onlyIrcTraits.has(trait)) : []
  const common = { kind: event.kind, channel: event.channel, removals: projectRemovals(row, told), folded: row.folded }
  if (event.kind === 'message')
    return {
      ...common,
      id: event.id,
      messageId: event.messageId,
      author: projectAuthor(event.author),
      text: event.text,
      parts: event.parts.map(projectPart),
      replyTo: event.replyTo,
      thread: event.thread,
      rooms: event.rooms && byRoom(event.rooms),
      source: event.source,
      paid: event.paid,
      traits: traits.toSorted(),
    }
  if (event.kind === 'notice')
    return {
      ...common,
      // Ours for a clear, made of the platform's time, which each wire tells a millisecond apart.
      id: event.notice === 'system' ? undefined : event.id,
      notice: event.notice,
      type: event.notice === 'unknown' ? undefined : event.type,
      author: projectAuthor(event.author),
      target: event.target && {
        id: event.notice === 'giftUpgrade' ? undefined : event.target.id,
        login: event.target.login,
        name: event.target.name,
      },
      system: event.system,
      text: event.text,
      parts: event.parts.map(projectPart),
      count: event.count,
      months: event.months,
      tier: event.tier,
      amount: event.amount,
      color: event.color,
      group: event.group,
      rooms: event.rooms && byRoom(event.rooms),
      source: event.source,
      traits: traits.toSorted(),
    }
  if (event.kind === 'mode') return { ...common, mode: event.mode, on: event.on, seconds: event.seconds }
  return common
}

describe('one evening, heard over IRC, over EventSub and over both', () => {
  let simulator: Simulator
  const apps = new Map<Sources, TestApp>()
  const rowsOf = (way: Sources, told: Told = 'both') =>
    (apps.get(way)?.core.hub.rows() ?? [])
      .filter((row) => !isSync(row) && (told === 'irc' || row.event.kind !== 'mode'))
      .map((row) => project(row, told))

  beforeAll(async () => {
    simulator = await startFastSimulator()
    for (const way of ways) {
      const app = await startAppReading(way, { simulator })
      apps.set(way, app)
      await app.signIn('river_host')
      await app.openChannels(rooms)
    }
    await untilRead(simulator, rooms, { irc: 2, eventsub: 2 })
    await playEvening(simulator, async () => {
      for (const [way, app] of apps) {
        const sources = way === 'both' ? ['irc', 'eventsub'] : [way]
        for (const room of ['river_host', 'mosswood_mia']) await sync(app, room, sources)
      }
    })
  })

  afterAll(async () => {
    for (const app of apps.values()) await app.stop()
    await simulator.stop()
  })

  it('gives the same rows over EventSub as over IRC, but for what only one of them tells', () => {
    expect(rowsOf('eventsub')).toEqual(rowsOf('irc'))
  })

  it('gives the same rows over both at once, nothing doubled', () => {
    expect(rowsOf('both')).toEqual(rowsOf('irc'))
  })

  it('loses nothing that IRC tells when EventSub is read beside it', () => {
    expect(rowsOf('both', 'irc')).toEqual(rowsOf('irc', 'irc'))
  })

  it('held every kind of row, so that the comparison means something', () => {
    const rows = rowsOf('both', 'irc')
    const kinds = new Set(rows.map((row) => ('notice' in row ? `notice ${row.notice}` : row.kind)))
    expect([...kinds].toSorted()).toEqual([
      'message',
      'mode',
      'notice announcement',
      'notice bitsBadge',
      'notice charity',
      'notice gift',
      'notice giftBomb',
      'notice giftUpgrade',
      'notice modiversary',
      'notice payItForward',
      'notice primeUpgrade',
      'notice raid',
      'notice resub',
      'notice sub',
      'notice system',
      'notice unknown',
      'notice unraid',
      'notice watchStreak',
    ])
    const struck = rows.flatMap((row) => row.removals)
    expect(new Set(struck.map((removal) => JSON.stringify(removal))).size).toBeGreaterThanOrEqual(4)
  })

  it('broke no rule of Twitch’s', () => {
    expect(simulator.control.violations()).toEqual([])
  })
})
