import { describe, expect, it } from 'vitest'
import { type Moment, wallTimeOf } from '../../../electron/core/moment.ts'
import { type ChannelRole, twitchCapabilities } from '../../../electron/platforms/twitch/capabilities.ts'
import { createRecentIds } from '../../../electron/platforms/twitch/eventsub/recent.ts'
import { peekIrc } from '../../../electron/platforms/twitch/irc/peek.ts'
import { createContinuity, type Interruption } from '../../../electron/platforms/twitch/session/continuity.ts'
import { readChannelInput } from '../../../electron/platforms/twitch/session/resolve-input.ts'
import { combineStates } from '../../../electron/platforms/twitch/session/state.ts'
import { type ActSubject, canAct } from '../../../shared/capabilities.ts'
import { makeAuthorId, makeChannelId, type Role } from '../../../shared/model.ts'

describe('what a person may type', () => {
  it.each([
    'TwitchDev',
    '#twitchdev',
    '@TwitchDev',
    '  twitchdev ',
    'twitch.tv/TwitchDev',
    'https://www.twitch.tv/twitchdev',
    'http://m.twitch.tv/twitchdev?desktop-redirect=true',
    'https://www.twitch.tv/popout/twitchdev/chat?popout=',
    'https://www.twitch.tv/moderator/twitchdev',
    'https://www.twitch.tv/popout/moderator/twitchdev/chat',
    'https://dashboard.twitch.tv/u/twitchdev/stream-manager',
    'https://www.twitch.tv/twitchdev/videos',
    'https://www.twitch.tv/embed/twitchdev/chat?parent=x.example',
    'https://player.twitch.tv/?channel=twitchdev&muted=1',
    'www.twitch.tv/twitchdev#chat',
    'ｔｗｉｔｃｈｄｅｖ',
  ])('leads to the channel: %s', (input) => {
    expect(readChannelInput(input)).toEqual({ kind: 'login', login: 'twitchdev' })
  })

  it('may be an id, said to be one', () => {
    expect(readChannelInput('id:141981764')).toEqual({ kind: 'id', userId: '141981764' })
    expect(readChannelInput('141981764')).toEqual({ kind: 'login', login: '141981764' })
  })

  it.each([
    ['', /^Nothing was entered/],
    ['two words', /characters that no Twitch name has/],
    ['tv/@x', /characters/],
    ['https://kick.com/twitchdev', /“kick.com” is not Twitch/],
    ['https://twitch.tv.evil.example/a', /is not Twitch/],
    ['https://clips.twitch.tv/AwkwardHelplessSalamander', /clips\.twitch\.tv.*shows no channel/],
    ['dev.twitch.tv/docs', /shows no channel/],
    ['https://www.twitch.tv/', /names no channel/],
    ['https://www.twitch.tv/directory', /own pages/],
    ['https://www.twitch.tv/videos/12345', /own pages/],
    ['javascript://twitch.tv/x', /Only web addresses/],
    ['a'.repeat(26), /at most 25/],
    ['https://www.twitch.tv/%00', /names no channel/],
  ])('is refused with the reason and what works: %s', (input, reason) => {
    const read = readChannelInput(input)
    expect(read).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(reason) })
    expect(read).toMatchObject({ reason: expect.stringContaining('works.') })
  })
})

describe('continuity', () => {
  /** `wall` where the two clocks differ. Answers each gap as the wall clock of the script's last step would date it. */
  const play = (script: readonly (readonly ['live' | 'lost', source: string, at: number, wall?: number])[]) => {
    const gaps: Interruption[] = []
    const continuity = createContinuity((gap) => gaps.push(gap))
    let last: Moment = { elapsed: 0, wall: 0 }
    for (const [what, source, elapsed, wall = elapsed] of script) {
      last = { elapsed, wall }
      if (what === 'live') continuity.live(source, last)
      else continuity.lost(source, last, 'test')
    }
    return gaps.map(({ from, to }) => ({ from: wallTimeOf(from, last), to: wallTimeOf(to, last) }))
  }

  it('has no gap while one source is live, nor before the first was', () => {
    expect(
      play([
        ['live', 'a', 10],
        ['live', 'b', 20],
        ['lost', 'a', 30],
        ['live', 'a', 40],
        ['lost', 'b', 50],
        ['live', 'b', 60],
      ]),
    ).toEqual([])
  })

  it('has one from when the last source was last heard to when one is live again', () => {
    expect(
      play([
        ['live', 'a', 10],
        ['live', 'b', 20],
        ['lost', 'a', 30],
        ['lost', 'b', 35],
        ['live', 'a', 50],
      ]),
    ).toEqual([{ from: 35, to: 50 }])
  })

  it('finds the one that a stall hid while the other was away', () => {
    // b fell silent at 30, which is found out only at 60; a was away from 28 to 45.
    expect(
      play([
        ['live', 'a', 0],
        ['live', 'b', 0],
        ['lost', 'a', 28],
        ['live', 'a', 45],
        ['lost', 'b', 30],
      ]),
    ).toEqual([{ from: 30, to: 45 }])
  })

  it('finds none where the other had covered the stall', () => {
    expect(
      play([
        ['live', 'a', 0],
        ['live', 'b', 0],
        ['lost', 'b', 30],
        ['live', 'b', 80],
      ]),
    ).toEqual([])
  })

  it('finds one, dated by the clock as it is now, after the clock was set back', () => {
    expect(
      play([
        ['live', 'a', 10_000],
        ['lost', 'a', 20_000],
        ['live', 'a', 30_000, -70_000],
        ['lost', 'a', 40_000, -60_000],
        ['live', 'a', 50_000, -50_000],
      ]),
    ).toEqual([
      { from: -80_000, to: -70_000 },
      { from: -60_000, to: -50_000 },
    ])
  })

  it('finds none where only the clock was set', () => {
    expect(
      play([
        ['live', 'a', 10],
        ['live', 'b', 20, 900_020],
        ['lost', 'a', 30, 900_030],
        ['live', 'a', 40, -40],
        ['lost', 'b', 50, -50],
      ]),
    ).toEqual([])
  })

  it('finds the one of a sleep, during which elapsed time may stand still', () => {
    expect(
      play([
        ['live', 'a', 10],
        ['lost', 'a', 20],
        ['live', 'a', 20, 3_600_020],
      ]),
    ).toEqual([{ from: 20, to: 3_600_020 }])
  })

  it('reports each gap once', () => {
    expect(
      play([
        ['live', 'a', 0],
        ['lost', 'a', 5],
        ['live', 'a', 9],
        ['lost', 'a', 12],
        ['live', 'a', 20],
        ['live', 'b', 30],
      ]),
    ).toEqual([
      { from: 5, to: 9 },
      { from: 12, to: 20 },
    ])
  })
})

describe('the state of a channel', () => {
  const live = { status: 'live', since: 5 } as const
  it('is live by any source, and says what is missing', () => {
    expect([
      combineStates({ irc: live, eventSub: { status: 'live', since: 3 } }),
      combineStates({ irc: live, eventSub: { status: 'refused', why: 'Banned.' } }),
      combineStates({ irc: live, eventSub: { status: 'connecting' } }),
      combineStates({ irc: live, eventSub: { status: 'connecting' }, isEventSubSlow: true }),
      combineStates({ irc: live, eventSub: { status: 'connecting', why: 'It broke.' }, isEventSubSlow: true }),
      combineStates({ irc: live, eventSub: live, isEventSubSlow: true }),
      combineStates({ irc: live, eventSub: { status: 'reconnecting', retryAt: 9, why: 'It broke.' } }),
      combineStates({ irc: { status: 'refused', why: 'Silent.' }, eventSub: live }),
      combineStates({ irc: live, eventSub: { status: 'needsSignIn', why: 'Revoked.' } }),
    ]).toEqual([
      { status: 'live', since: 3 },
      { status: 'live', since: 5, note: 'Banned. The channel is read without the account.' },
      live,
      {
        status: 'live',
        since: 5,
        note: 'Read without the account for now: Twitch’s EventSub has not opened this chat yet.',
      },
      { status: 'live', since: 5, note: 'Read without the account for now: It broke.' },
      live,
      { status: 'live', since: 5, note: 'Read without the account for now: It broke.' },
      { status: 'live', since: 5, note: 'First-time chatters cannot be marked: Silent.' },
      { status: 'needsSignIn', why: 'Revoked. Until then the channel is read without the account.' },
    ])
  })

  it('is the most hopeful of its sources otherwise', () => {
    const late = { status: 'reconnecting', retryAt: 20, why: 'late' } as const
    const soon = { status: 'reconnecting', retryAt: 10, why: 'soon' } as const
    const refused = { status: 'refused', why: 'no' } as const
    expect([
      combineStates({ irc: late, eventSub: soon }),
      combineStates({ irc: refused, eventSub: soon }),
      combineStates({ irc: refused, eventSub: refused }),
      combineStates({ irc: late, eventSub: { status: 'connecting' } }),
      combineStates({}),
    ]).toEqual([soon, soon, refused, { status: 'connecting' }, { status: 'connecting' }])
  })
})

describe('capabilities', () => {
  const all = ['user:write:chat', 'moderator:manage:chat_messages', 'moderator:manage:banned_users']
  const of = (role: ChannelRole, scopes: readonly string[] = all) =>
    twitchCapabilities({ role, scopes, accountName: 'Me', channelName: 'Stream' })
  const channel = makeChannelId('twitch', '1')
  const by = (userId: string, roles: readonly Role[], sentAt = 0): ActSubject => ({
    channel,
    authorId: makeAuthorId('twitch', userId),
    roles,
    sentAt,
  })
  const self = makeAuthorId('twitch', '9')

  it('offers sending with the limits of the role', () => {
    const plain = of('none').send
    const privileged = of('moderator').send
    expect(plain.can === true && plain.limits).toMatchObject({
      maxLength: 500,
      unit: 'codePoints',
      rates: [
        { scope: 'account', count: 20, windowMs: 30_000 },
        { scope: 'channel', count: 1, windowMs: 1_000 },
      ],
    })
    expect(privileged.can === true && privileged.limits?.rates).toEqual([
      { scope: 'account', count: 100, windowMs: 30_000 },
    ])
    expect(plain.can === true && plain.limits?.forbiddenPrefixes?.map(({ prefix }) => prefix)).toEqual(['/', '.'])
  })

  it.each([
    ['none', true],
    ['unknown', undefined],
    ['vip', undefined],
    ['moderator', undefined],
    ['broadcaster', undefined],
  ] as const)('knows whether the role %s must obey the room’s modes', (role, obeysModes) => {
    const { send, reply } = of(role)
    const limits = [send, reply].map((capability) => (capability.can === true ? capability.limits?.obeysModes : 'no'))
    expect(limits).toEqual([obeysModes, obeysModes])
  })

  it('names the scope that is missing and how to get it', () => {
    expect(of('moderator', ['user:write:chat']).timeout).toEqual({
      can: false,
      why: 'Me has not given Tributary the permission to time people out.',
      remedy: { kind: 'grantScopes', platform: 'twitch', scopes: ['moderator:manage:banned_users'] },
    })
    expect(of('none', []).send).toMatchObject({ can: false, remedy: { scopes: ['user:write:chat'] } })
  })

  it('offers moderation to moderators, tries it where the role is unknown, and refuses it to others', () => {
    expect(
      (['broadcaster', 'moderator', 'unknown', 'vip', 'none'] as const).map((role) => of(role).remove.can),
    ).toEqual([true, true, 'unknown', false, false])
  })

  it('lets a moderator touch neither the broadcaster nor moderators, nor messages of more than 6 hours', () => {
    const now = 7 * 3_600_000
    const can = (role: ChannelRole, act: 'remove' | 'timeout', subject: ActSubject) =>
      canAct(of(role), act, subject, self, now).can
    expect({
      viewer: can('moderator', 'remove', by('2', [], now)),
      old: can('moderator', 'remove', by('2', [], 0)),
      broadcaster: can('moderator', 'remove', by('1', ['broadcaster'], now)),
      otherModerator: can('moderator', 'timeout', by('3', ['moderator'], now)),
      ownMessage: can('moderator', 'remove', by('9', ['moderator'], now)),
      ownTimeout: can('moderator', 'timeout', by('9', ['moderator'], now)),
      byBroadcaster: can('broadcaster', 'timeout', by('3', ['moderator'], now)),
    }).toEqual({
      viewer: true,
      old: false,
      broadcaster: false,
      otherModerator: false,
      ownMessage: true,
      ownTimeout: false,
      byBroadcaster: true,
    })
  })
})

describe('small parts', () => {
  it('finds the command and the channel of a line without parsing it', () => {
    expect([
      peekIrc('@a=b;c=d :nick!n@h PRIVMSG #chan :hello #not :x'),
      peekIrc('PING :tmi.twitch.tv'),
      peekIrc(':tmi.twitch.tv 376 justinfan1 :>'),
      peekIrc('@only-tags=1'),
      peekIrc(':only-prefix'),
      peekIrc(':a JOIN #chan'),
    ]).toEqual([
      { command: 'PRIVMSG', login: 'chan' },
      { command: 'PING', login: undefined },
      { command: '376', login: undefined },
      undefined,
      undefined,
      { command: 'JOIN', login: 'chan' },
    ])
  })

  it('remembers at least as many ids as asked, and not for ever', () => {
    const recent = createRecentIds(3)
    const fresh = ['a', 'b', 'c', 'd', 'a', 'e', 'f', 'g', 'a'].map((id) => recent.isNew(id))
    expect(fresh).toEqual([true, true, true, true, false, true, true, true, true])
  })
})
