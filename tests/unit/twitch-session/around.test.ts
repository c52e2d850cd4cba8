import { describe, expect, it } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { allScopes, answer, channelOf, me, privmsg, problem, startTwitch } from './fake-twitch.ts'

const one = channelOf(1)
const two = channelOf(2)

describe('finding a channel with an account', () => {
  it('asks Helix, by name or by id, and brings the picture', async () => {
    const twitch = startTwitch()
    twitch.route(({ path }) =>
      path === '/users'
        ? answer(200, {
            data: [
              {
                id: '1007',
                login: 'channel7',
                display_name: 'Channel７',
                profile_image_url: 'https://images.test/p.png',
              },
            ],
          })
        : undefined,
    )
    const expected = {
      id: 'twitch:1007',
      platform: 'twitch',
      login: 'channel7',
      name: 'Channel７',
      url: 'https://www.twitch.tv/channel7',
      private: false,
      image: 'avatar:1007',
    }
    expect(await twitch.session.resolve('CHANNEL7', me)).toEqual({ ok: true, value: expected })
    expect(await twitch.session.resolve('id:1007', me)).toEqual({ ok: true, value: expected })
    expect(twitch.asked.map(({ query }) => query)).toEqual([{ login: ['channel7'] }, { id: ['1007'] }])
    expect(twitch.sockets.all).toEqual([])
    expect(await twitch.session.images.locate('avatar:1007')).toBe('https://images.test/p.png')
  })

  it('tries digits as a name first and then as an id', async () => {
    const twitch = startTwitch()
    expect(await twitch.session.resolve('1007', me)).toMatchObject({ ok: true, value: { login: 'channel7' } })
    expect(twitch.asked.map(({ query }) => query)).toEqual([{ login: ['1007'] }, { id: ['1007'] }])
  })

  it('answers notFound for a name that nobody has', async () => {
    const twitch = startTwitch()
    expect(await twitch.session.resolve('nobody', me)).toEqual({
      ok: false,
      error: { kind: 'notFound', message: 'Twitch has no channel “nobody”. Check the spelling.' },
    })
  })

  it('finds a name without the account when the account cannot be used', async () => {
    const twitch = startTwitch()
    twitch.route(() => problem(401, 'Invalid OAuth token'))
    twitch.failRenewal()
    const resolving = twitch.session.resolve('channel3', me)
    await settle()
    expect(await resolving).toMatchObject({ ok: true, value: { id: 'twitch:1003' } })
    twitch.host.setOnline(false)
    expect(await twitch.session.resolve('channel4', me)).toMatchObject({ ok: false, error: { kind: 'signInAgain' } })
  })
})

describe('around a channel', () => {
  it('follows a renamed channel', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect({ ...one, login: 'channel5', name: 'Old' }, me)
    await twitch.clock.advance(100)
    expect(connection.ref.value).toMatchObject({ login: 'channel1', name: 'Channel1' })
    expect(twitch.joins.map(({ login }) => login)).toContain('channel1')
    expect(connection.state.value.status).toBe('live')
  })

  it('asks for the names of all channels that open together in one call', async () => {
    const twitch = startTwitch()
    for (let number = 1; number <= 100; number++) twitch.session.connect(channelOf(number), me)
    await twitch.clock.advance(100)
    expect(twitch.asked.filter(({ path }) => path === '/users')).toHaveLength(1)
  })

  it('tells who watches: one question a minute for all channels of the account', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    twitch.route(({ path }) =>
      path === '/streams'
        ? answer(200, { data: [{ user_id: '1001', viewer_count: 42, title: 'Painting' }] })
        : undefined,
    )
    const [first, second] = [twitch.session.connect(one, me), twitch.session.connect(two, me)]
    await twitch.clock.advance(61_000)
    expect([first.audience.value, second.audience.value]).toEqual([
      { known: true, live: true, viewers: 42, title: 'Painting' },
      { known: true, live: false },
    ])
    const asked = twitch.asked.filter(({ path }) => path === '/streams')
    expect(asked.map(({ query }) => query['user_id'])).toEqual([
      ['1001', '1002'],
      ['1001', '1002'],
    ])
  })

  it('says why nobody knows who watches while Twitch does not tell', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    twitch.route(({ path }) => (path === '/streams' ? problem(503, '') : undefined))
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(1_000)
    expect(connection.audience.value).toMatchObject({ known: false, why: expect.stringContaining('503') })
  })

  it('knows a shared chat from Helix for every open room of it, and forgets it when it ends', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    let on = true
    twitch.route(({ path }) =>
      path === '/shared_chat/session' && on
        ? answer(200, {
            data: [{ session_id: 's', participants: [{ broadcaster_id: '1001' }, { broadcaster_id: '1002' }] }],
          })
        : undefined,
    )
    const [first, second] = [twitch.session.connect(one, me), twitch.session.connect(two, me)]
    await twitch.clock.advance(1_000)
    expect([first.sharedRooms.value, second.sharedRooms.value]).toEqual([
      ['twitch:1001', 'twitch:1002'],
      ['twitch:1002', 'twitch:1001'],
    ])
    expect(twitch.asked.filter(({ path }) => path === '/shared_chat/session')).toHaveLength(1)
    on = false
    await twitch.clock.advance(60_000)
    expect(first.sharedRooms.value).toEqual([])
  })

  it.each([
    [400, 'bad broadcaster'],
    [403, 'not allowed'],
    [404, 'not found'],
  ])('knows the shared chats of the others when Twitch answers %i for one channel', async (status, message) => {
    const twitch = startTwitch({ sources: 'irc' })
    const participants = [{ broadcaster_id: '1002' }, { broadcaster_id: '1003' }]
    twitch.route(({ path, query }) => {
      if (path !== '/shared_chat/session') return undefined
      if (query['broadcaster_id'] === '1001') return problem(status, message)
      return answer(200, { data: [{ session_id: 's', participants }] })
    })
    const [refused, second] = [twitch.session.connect(one, me), twitch.session.connect(two, me)]
    await twitch.clock.advance(1_000)
    expect([refused.sharedRooms.value, second.sharedRooms.value]).toEqual([[], ['twitch:1002', 'twitch:1003']])
  })

  it.each([
    ['429', problem(429, 'too many')],
    ['503', problem(503, 'busy')],
    ['401', problem(401, 'Missing scope: user:read:chat')],
    ['nothing', { kind: 'uncertain', why: 'No answer came.' }],
  ] as const)('asks for no further shared chat when Twitch answers %s', async (_, refusal) => {
    const twitch = startTwitch({ sources: 'irc' })
    twitch.route(({ path }) => (path === '/shared_chat/session' ? refusal : undefined))
    twitch.session.connect(one, me)
    twitch.session.connect(two, me)
    await twitch.clock.advance(900)
    const asked = twitch.asked.filter(({ path }) => path === '/shared_chat/session')
    expect(asked.map(({ query }) => query['broadcaster_id'])).toEqual(['1001'])
  })

  it('asks at once whether a shared chat goes on when a message names no source, and not for every such message', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    let on = true
    twitch.route(({ path }) =>
      path === '/shared_chat/session'
        ? answer(200, {
            data: on
              ? [{ session_id: 's', participants: [{ broadcaster_id: '1001' }, { broadcaster_id: '1002' }] }]
              : [],
          })
        : undefined,
    )
    const asked = () => twitch.asked.filter(({ path }) => path === '/shared_chat/session').length
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(1_000)
    const home = ';source-room-id=1001;source-id=src;source-badges=;source-badge-info='
    twitch.irc()[0]?.receive(privmsg(one, 'together', home))
    await twitch.clock.advance(1_000)
    expect([asked(), connection.sharedRooms.value.length]).toEqual([1, 2])
    on = false
    for (let line = 0; line < 20; line++) twitch.irc()[0]?.receive(privmsg(one, `alone${line}`))
    await twitch.clock.advance(1_000)
    expect([asked(), connection.sharedRooms.value]).toEqual([2, []])
  })

  it('asks afresh about the rooms that it is asked for, and knows the answer when that settles', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    let participants: readonly string[] = []
    twitch.route(({ path }) =>
      path === '/shared_chat/session' && participants.length > 0
        ? answer(200, { data: [{ session_id: 's', participants: participants.map((id) => ({ broadcaster_id: id })) }] })
        : undefined,
    )
    const connections = [one, two, channelOf(3)].map((channel) => twitch.session.connect(channel, me))
    await twitch.clock.advance(1_000)
    const rooms = () => connections.map(({ sharedRooms }) => sharedRooms.value.length)
    const asked = () => twitch.asked.filter(({ path }) => path === '/shared_chat/session').map(({ query }) => query)
    const before = asked().length
    participants = ['1001', '1002']
    await twitch.session.refreshRooms?.([one, two], me)
    expect([rooms(), asked().slice(before)]).toEqual([
      [2, 2, 0],
      [{ broadcaster_id: '1001' }, { broadcaster_id: '1002' }],
    ])
    participants = []
    await twitch.session.refreshRooms?.([two], me)
    expect(rooms()).toEqual([2, 0, 0])
  })

  it('keeps what it knows of the rooms when Twitch does not tell, and asks nothing for a stranger', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    let status = 200
    twitch.route(({ path }) =>
      path === '/shared_chat/session'
        ? answer(status, {
            data: [{ session_id: 's', participants: [{ broadcaster_id: '1001' }, { broadcaster_id: '1002' }] }],
          })
        : undefined,
    )
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(1_000)
    status = 503
    await twitch.session.refreshRooms?.([one, two], me)
    await twitch.session.refreshRooms?.([one], { ...me, id: 'twitch:404' })
    const asked = twitch.asked.filter(({ path }) => path === '/shared_chat/session')
    expect([connection.sharedRooms.value.length, asked.length]).toEqual([2, 2])
  })

  it('knows a shared chat from arriving copies without an account, for ten minutes', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, undefined)
    await settle()
    const copy = () => privmsg(one, 'copied', ';source-room-id=1002;source-id=src;source-badges=;source-badge-info=')
    twitch.irc()[0]?.receive(copy())
    expect(connection.sharedRooms.value).toEqual(['twitch:1001', 'twitch:1002'])
    const live = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 30_000) {
        await twitch.clock.advance(30_000)
        twitch.irc()[0]?.receive('PING :x')
      }
    }
    await live(300_000)
    twitch.irc()[0]?.receive(copy())
    await live(480_000)
    expect(connection.sharedRooms.value).toHaveLength(2)
    await live(150_000)
    expect(connection.sharedRooms.value).toEqual([])
  })

  it('knows where the account moderates, from the list and from its own badges', async () => {
    const twitch = startTwitch()
    twitch.route(({ path, query }) => {
      if (path !== '/moderation/channels') return undefined
      return query['after'] === undefined
        ? answer(200, { data: [{ broadcaster_id: '77' }], pagination: { cursor: 'c' } })
        : answer(200, { data: [{ broadcaster_id: '1001' }], pagination: {} })
    })
    const [moderated, plain] = [twitch.session.connect(one, me), twitch.session.connect(two, me)]
    await twitch.clock.advance(1_000)
    expect([moderated.capabilities.value.timeout.can, plain.capabilities.value.timeout.can]).toEqual([true, false])
    const own = privmsg(two, 'mine', '', '9001', 'river_host').replace('badges=;', 'badges=moderator/1;')
    twitch.irc()[0]?.receive(own)
    expect(plain.capabilities.value.timeout.can).toBe(true)
  })

  it('offers and tries where the list may not be read, and everything in the own channel', async () => {
    const twitch = startTwitch()
    const scopes = allScopes.filter((scope) => scope !== 'user:read:moderated_channels')
    const elsewhere = twitch.session.connect(one, { ...me, scopes })
    const home = twitch.session.connect(
      { ...one, id: 'twitch:9001' as typeof one.id, login: 'channel8001' },
      { ...me, scopes },
    )
    await settle()
    expect([elsewhere.capabilities.value.ban.can, home.capabilities.value.ban.can]).toEqual(['unknown', true])
  })

  it('has no history to fetch', async () => {
    const twitch = startTwitch()
    expect(await twitch.session.connect(one, undefined).backfill(0)).toBe('unavailable')
  })
})

describe('pictures', () => {
  const badges = (set: string, address: string) =>
    answer(200, { data: [{ set_id: set, versions: [{ id: '1', image_url_2x: address }] }] })

  it('finds emotes by their id alone', async () => {
    const { locate } = startTwitch().session.images
    expect([
      await locate('emote:25'),
      await locate('emote:emotesv2_ab'),
      await locate('emote:../../x'),
      await locate('other:1'),
    ]).toEqual([
      'https://images.test/emoticons/v2/25/default/dark/2.0',
      'https://images.test/emoticons/v2/emotesv2_ab/default/dark/2.0',
      undefined,
      undefined,
    ])
  })

  it('finds badges of the channel before the global ones, with one question an hour for all who ask', async () => {
    const twitch = startTwitch()
    twitch.route(({ path }) => {
      if (path === '/chat/badges/global') return badges('vip', 'https://images.test/vip')
      return path === '/chat/badges' ? badges('subscriber', 'https://images.test/sub') : undefined
    })
    const { locate } = twitch.session.images
    expect(await locate('badge:1001:vip:1')).toBeUndefined()
    await twitch.session.resolve('channel1', me)
    await twitch.clock.advance(30_001)
    expect(
      await Promise.all(
        ['badge:1001:vip:1', 'badge:1001:subscriber:1', 'badge:1001:none:1', 'badge:x:vip:1'].map(locate),
      ),
    ).toEqual(['https://images.test/vip', 'https://images.test/sub', undefined, undefined])
    const asked = () => twitch.asked.filter(({ path }) => path.startsWith('/chat/badges')).length
    expect(asked()).toBe(2)
    await twitch.clock.advance(3_600_000)
    await locate('badge:1001:vip:1')
    expect(asked()).toBe(4)
  })

  it('finds cheermotes by prefix and tier, and asks again soon after a failure', async () => {
    const twitch = startTwitch()
    await twitch.session.resolve('channel1', me)
    twitch.route(({ path }) => (path === '/bits/cheermotes' ? problem(503, '') : undefined))
    const { locate } = twitch.session.images
    expect(await locate('cheermote:cheer:100')).toBeUndefined()
    twitch.unroute()
    twitch.route(({ path }) =>
      path === '/bits/cheermotes'
        ? answer(200, {
            data: [
              {
                prefix: 'Cheer',
                tiers: [
                  { id: '100', min_bits: 100, images: { dark: { animated: { '2': 'https://images.test/c.gif' } } } },
                ],
              },
            ],
          })
        : undefined,
    )
    await twitch.clock.advance(30_001)
    expect([await locate('cheermote:cheer:100'), await locate('cheermote:cheer:5')]).toEqual([
      'https://images.test/c.gif',
      undefined,
    ])
  })
})

describe('the points budget', () => {
  it('keeps the last points of a minute for what a person does', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    const headers = (remaining: number) => ({
      'ratelimit-limit': '800',
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(twitch.clock.now() / 1000 + 30),
    })
    let remaining = 30
    twitch.route(({ path }) => {
      if (path === '/shared_chat/session') return answer(200, { data: [] }, headers(remaining))
      if (path === '/streams') return answer(200, { data: [] }, headers(remaining))
      return path === '/chat/messages' ? answer(200, { data: [{ message_id: 'a', is_sent: true }] }) : undefined
    })
    twitch.session.connect(one, me)
    twitch.session.connect(two, me)
    await twitch.clock.advance(5_000)
    const asked = () => twitch.asked.filter(({ path }) => path === '/shared_chat/session').length
    // The first answer left fewer points than are kept: nothing more was asked for.
    expect(asked()).toBe(0)
    expect(await twitch.session.send({ channel: one, account: me, text: 'hi' })).toMatchObject({ kind: 'sent' })
    remaining = 800
    await twitch.clock.advance(30_000)
    expect(asked()).toBe(2)
  })

  it('gives up what waits for points when the session ends', async () => {
    const twitch = startTwitch({ sources: 'irc' })
    const empty = { 'ratelimit-remaining': '0', 'ratelimit-reset': String(twitch.clock.now() / 1000 + 60) }
    twitch.route(() => answer(200, { data: [] }, empty))
    twitch.session.connect(one, me)
    await twitch.clock.advance(1_000)
    const asked = twitch.asked.length
    await twitch.session.stop()
    await settle()
    expect({ pending: twitch.clock.pending(), more: twitch.asked.length - asked }).toEqual({ pending: 0, more: 0 })
  })
})
