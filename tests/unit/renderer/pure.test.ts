import { describe, expect, it } from 'vitest'
import { monogramsOf } from '../../../renderer/channels/monograms.ts'
import { moveBy, moveTo } from '../../../renderer/channels/reorder.ts'
import {
  describeChannel,
  describeState,
  shortState,
  summarizeStates,
  sumViewers,
} from '../../../renderer/channels/state-text.ts'
import { troublesOf } from '../../../renderer/channels/troubles.ts'
import { describeDelivery } from '../../../renderer/composer/delivery-text.ts'
import { tightestLimit, whyNotSend } from '../../../renderer/composer/limits.ts'
import { isOnFirstLine, isOnLastLine, noRecall, recallNewer, recallOlder } from '../../../renderer/composer/recall.ts'
import {
  allTargets,
  alsoReaches,
  chosenTargets,
  cycleTargets,
  toggleTarget,
} from '../../../renderer/composer/targets.ts'
import { announceable, composeAnnouncement } from '../../../renderer/feed/announce.ts'
import { nameGround } from '../../../renderer/feed/display.ts'
import { extendDown, extendUp, freeze, maxRows, unseenAfter } from '../../../renderer/feed/feed-window.ts'
import { clampContrast, contrast, createNameColors, readHex } from '../../../renderer/feed/name-color.ts'
import { assignRowKeys, noRowKeys } from '../../../renderer/feed/row-keys.ts'
import { describeRemoval, removalIn, removedElsewhere, rowLabel, rowState } from '../../../renderer/feed/row-view.ts'
import { formatCountdown, formatSeconds, formatTime, secondsUntil } from '../../../renderer/feed/time-format.ts'
import {
  actionsWhere,
  chordOf,
  createKeyMap,
  keyActions,
  keyOf,
  showKey,
  whyNotKey,
} from '../../../renderer/keys/key-map.ts'
import { matchSections } from '../../../renderer/settings/search.ts'
import { addressOf, viewAt } from '../../../renderer/state/view-address.ts'
import { resolveTheme } from '../../../renderer/styles/theme.ts'
import { noCapabilities } from '../../../shared/capabilities.ts'
import {
  channelIdOf,
  moderatorCapabilities,
  sampleAuthor,
  sampleChannel,
  sampleMessage,
  sampleNotice,
  sampleRow,
  sampleRows,
} from './samples.ts'

const time = () => '20:04'

describe('name colours', () => {
  it('reach the contrast that the theme asks for, whatever colour was chosen', () => {
    for (const { ground, ratio } of Object.values(nameGround)) {
      const colors = createNameColors(ground, ratio)
      for (const color of ['#000000', '#ffffff', '#0000ff', '#b22222', '#5f9ea0', '#777777', undefined, 'none']) {
        const answer = readHex(colors('twitch:1', color))
        expect(answer === undefined ? 0 : contrast(answer, ground)).toBeGreaterThanOrEqual(ratio)
      }
    }
  })

  it('leave a legible colour as it is', () => {
    expect(clampContrast([255, 127, 80], [19, 26, 31], 4.5)).toEqual([255, 127, 80])
  })

  it('are the same for the same person without a colour', () => {
    const colors = createNameColors([19, 26, 31], 4.5)
    expect(colors('twitch:7', undefined)).toBe(colors('twitch:7', undefined))
  })
})

describe('the window of rows in the page', () => {
  const rows = sampleRows('a', 1000)

  it('freezes the newest and adds a stretch above for who reads back', () => {
    expect(freeze(rows, 60, false)).toMatchObject({ start: 940, end: 1000 })
    expect(freeze(rows, 60, true)).toMatchObject({ start: 840, end: 1000 })
  })

  it('moves up and down within bounds', () => {
    let span = freeze(rows, 60, true)
    for (let step = 0; step < 12; step++) span = extendUp(span)
    expect(span).toMatchObject({ start: 0 })
    expect(span.end - span.start).toBeLessThanOrEqual(maxRows)
    for (let step = 0; step < 12; step++) span = extendDown(span, rows)
    expect(span).toMatchObject({ end: 1000 })
    expect(span.end - span.start).toBeLessThanOrEqual(maxRows)
  })

  it('goes on into what came since, keeping what the ring has dropped, and never inserts above', () => {
    const live = [...rows.slice(500), ...sampleRows('a', 30, 1001)]
    const span = freeze(rows, 60, false)
    expect(unseenAfter(span, live)).toBe(30)
    const next = extendDown(span, live)
    expect([next.rows.length, next.start, next.end]).toEqual([1030, 940, 1030])
    expect(next.rows[0]).toBe(rows[0])
  })
})

describe('row keys', () => {
  const rows = sampleRows('a', 6)

  it('hand the key of a row that left to one that came, only while the feed follows', () => {
    const before = assignRowKeys(rows.slice(0, 3), noRowKeys, true)
    const following = assignRowKeys(rows.slice(1, 4), before, true)
    expect([...following.keys.values()]).toEqual([1, 2, 0])
    const held = assignRowKeys(rows.slice(1, 4), before, false)
    expect([...held.keys.values()]).toEqual([1, 2, 3])
  })
})

describe('how a row reads', () => {
  const removal = { channel: channelIdOf('a'), at: 1, pending: false, by: 'Mira' }
  const plain = sampleRow(sampleMessage('a', 'Ada', 'buy now', '1'), 1)
  const removed = { ...plain, removals: [removal] }
  const rooms = ['a', 'b'].map((name) => ({ channel: channelIdOf(name), messageId: name, removed: name === 'a' }))
  const shared = sampleRow(sampleMessage('b', 'Ada', 'hi both', '2', { rooms }), 2, { removals: [removal] })

  it('labels by author and text, and never by text that was removed', () => {
    expect(rowLabel(plain, 'all', time)).toBe('Ada: buy now')
    expect(rowLabel(removed, 'all', time)).toBe('Ada: message removed by Mira')
    const notice = sampleRow(sampleNotice('a', 'Ada subscribed.', 'n', { text: 'buy now' }), 3, { removals: [removal] })
    expect(rowLabel(notice, 'all', time)).not.toContain('buy now')
  })

  it('says a notice’s sentence once, and what a person wrote with it after it', () => {
    const bare = sampleNotice('a', 'Ada subscribed.', 'n')
    const written = sampleNotice('a', 'Ada subscribed.', 'n', { text: 'hello' })
    expect([bare, written].map((notice) => rowLabel(sampleRow(notice, 1), 'all', time))).toEqual([
      'Ada subscribed.',
      'Ada subscribed. hello',
    ])
  })

  it('puts the name before a notice whose sentence lacks it, and only there', () => {
    const author = sampleAuthor('Mod_User')
    const label = (system: string) => rowLabel(sampleRow(sampleNotice('a', system, 'n', { author }), 1), 'all', time)
    expect(label('has been a moderator for 18 months!')).toBe('Mod_User has been a moderator for 18 months!')
    expect(label('mod_user subscribed at Tier 1.')).toBe('mod_user subscribed at Tier 1.')
  })

  it('is struck in the room where it was removed and says so elsewhere', () => {
    expect([rowState(shared, channelIdOf('a')), rowState(shared, channelIdOf('b')), rowState(shared, 'all')]).toEqual([
      'removed',
      'visible',
      'visible',
    ])
    expect(removedElsewhere(shared, 'all')).toEqual([channelIdOf('a')])
    const everywhere = { ...shared, removals: [removal, { ...removal, channel: channelIdOf('b') }] }
    expect(removalIn(everywhere, 'all')).toBeDefined()
  })

  it('says what was done, by whom and whether it is answered', () => {
    expect([
      describeRemoval(removal),
      describeRemoval({ ...removal, durationSeconds: 600, reason: 'spam' }),
      describeRemoval({ ...removal, permanent: true }),
      describeRemoval({ channel: channelIdOf('a'), at: 1, pending: true }),
    ]).toEqual([
      'removed by Mira',
      'timed out for 10 min by Mira (spam)',
      'banned by Mira',
      'removed, waiting for the answer',
    ])
  })
})

describe('limits', () => {
  const short = sampleChannel('short', {
    capabilities: { ...moderatorCapabilities, send: { can: true, limits: { maxLength: 10, unit: 'bytes' } } },
  })
  const long = sampleChannel('long')

  it('the tightest one counts, in its own unit, and is named', () => {
    expect(tightestLimit('héllo', [long, short])).toEqual({ used: 6, max: 10, channelName: 'short' })
    expect(tightestLimit('hello', [])).toBeUndefined()
  })

  it('says why a text cannot be sent, naming the channel', () => {
    expect(whyNotSend('hello', [long, short])).toBeUndefined()
    expect(whyNotSend('hello world!', [long, short])).toBe('Too long for short by 2.')
    expect(whyNotSend('/me waves', [long])).toBe('long: Twitch would take a leading / as a command and cut it.')
    const closed = sampleChannel('closed', {
      capabilities: { ...moderatorCapabilities, send: { can: false, why: 'Read only.' } },
    })
    expect(whyNotSend('hi', [closed])).toBe('closed: Read only.')
  })
})

describe('targets', () => {
  const [one, two] = [sampleChannel('one'), sampleChannel('two')]
  const secret = sampleChannel('secret', { ref: { ...sampleChannel('secret').ref, private: true } })
  const closed = sampleChannel('closed', {
    capabilities: { ...moderatorCapabilities, send: { can: false, why: 'no' } },
  })
  const channels = [one, two, secret, closed]
  const [a, b, c] = [one.ref.id, two.ref.id, secret.ref.id]

  it('"all" leaves out private channels and those that cannot be written to', () => {
    expect(allTargets(channels)).toEqual([a, b])
  })

  it('cycle between all and the open view', () => {
    expect(cycleTargets(channels, [a], undefined)).toEqual([a, b])
    expect(cycleTargets(channels, [a, b], b)).toEqual([b])
    expect(cycleTargets(channels, [a, b], c)).toEqual([c])
    expect(cycleTargets([], [], undefined)).toEqual([])
  })

  it('toggle, and forget channels that are closed', () => {
    expect([toggleTarget([a], b), toggleTarget([a, b], a)]).toEqual([[a, b], [b]])
    expect(chosenTargets(channels, [b, channelIdOf('gone')])).toEqual([two])
  })

  it('leave out what cannot be written to: its chip shows "off"', () => {
    const readOnly = { ...one, capabilities: noCapabilities('Read without an account.') }
    expect(chosenTargets([readOnly, two], [a, b])).toEqual([two])
  })

  it('name the other rooms that one message reaches', () => {
    expect(alsoReaches({ ...one, sharedWith: [b] }, channels)).toEqual(['two'])
  })
})

describe('recall', () => {
  it('walks back through what was sent and returns to the draft', () => {
    const sent = ['first', 'second']
    const newest = recallOlder(noRecall, sent, 'draft')
    const older = recallOlder(newest?.recall ?? noRecall, sent, 'second')
    expect([newest?.text, older?.text, recallOlder(older?.recall ?? noRecall, sent, 'first')]).toEqual([
      'second',
      'first',
      undefined,
    ])
    const newer = recallNewer(older?.recall ?? noRecall, sent)
    expect([newer?.text, recallNewer(newer?.recall ?? noRecall, sent)?.text]).toEqual(['second', 'draft'])
    expect([recallNewer(noRecall, sent), recallOlder(noRecall, [], '')]).toEqual([undefined, undefined])
  })

  it('leaves the arrows to the text between its first and last line', () => {
    expect([
      isOnFirstLine('a\nb', 1),
      isOnFirstLine('a\nb', 2),
      isOnLastLine('a\nb', 1),
      isOnLastLine('a\nb', 3),
    ]).toEqual([true, false, false, true])
  })
})

describe('deliveries in words', () => {
  it('say the state first, and offer sending again only where it is safe or asked', () => {
    const error = { kind: 'unreachable', message: 'Twitch did not answer.', retrying: false } as const
    const words = (
      [
        { status: 'queued', until: 3000, why: 'One a second.' },
        { status: 'asking', why: 'It waited for 30 s.' },
        { status: 'sending' },
        { status: 'sent' },
        { status: 'confirmed' },
        { status: 'refused', code: 'x', reason: 'You are banned.' },
        { status: 'failed', error },
        { status: 'uncertain', until: 15_000, why: '' },
        { status: 'maybeSent', why: 'It was not seen.' },
      ] as const
    ).map((state) => describeDelivery(state, 0))
    expect(words.map(({ text, sendLabel }) => [text, sendLabel])).toEqual([
      ['queued, 3 s: One a second.', undefined],
      ['not sent yet: It waited for 30 s. Send it now?', 'Send now'],
      ['sending', undefined],
      ['sent', undefined],
      ['confirmed', undefined],
      ['refused: You are banned.', 'Send again'],
      ['failed: Twitch did not answer.', 'Retry'],
      ['no answer yet, looking for it, 15 s', undefined],
      ['may have been sent: It was not seen. Send it again?', 'Send again'],
    ])
  })
})

describe('the marks of the narrow rail', () => {
  it('are the first two letters, or where names that begin alike differ', () => {
    expect(monogramsOf(['River_Host', 'chan_00', 'chan_01', 'charm', 'Ada', 'x'])).toEqual([
      'Ri',
      'c0',
      'c1',
      'cr',
      'Ad',
      'x',
    ])
  })
})

describe('troubles of the connections', () => {
  it('are told by cause, and the soonest retry speaks for all', () => {
    const broken = (name: string, retryAt: number, why: string) =>
      sampleChannel(name, { state: { status: 'reconnecting', retryAt, why } })
    const channels = [
      sampleChannel('a'),
      broken('b', 9000, 'cut'),
      broken('c', 4000, 'cut'),
      broken('d', 4000, 'refused'),
      sampleChannel('e', { state: { status: 'needsSignIn', why: 'one' } }),
      sampleChannel('f', { state: { status: 'needsSignIn', why: 'two' } }),
      sampleChannel('g', { accountId: 'other', state: { status: 'needsSignIn', why: 'two' } }),
    ]
    expect(
      troublesOf(channels).map(({ channels: of, state }) => [
        of.map(({ ref }) => ref.name).join(''),
        state.status === 'reconnecting' ? state.retryAt : state.status,
      ]),
    ).toEqual([
      ['bc', 4000],
      ['d', 4000],
      ['ef', 'needsSignIn'],
      ['g', 'needsSignIn'],
    ])
  })
})

describe('connection states in words', () => {
  it('say what is wrong and for how long', () => {
    expect([
      describeState({ status: 'live', since: 0 }, 0),
      describeState({ status: 'reconnecting', retryAt: 4000, why: 'The network is gone.' }, 0),
      shortState({ status: 'connecting', progress: { done: 34, total: 120 } }, 0),
      describeState({ status: 'needsSignIn', why: 'It was revoked.' }, 0),
    ]).toEqual([
      'live',
      'reconnecting in 4 s: The network is gone.',
      'joining 34 of 120',
      'sign-in needed: It was revoked.',
    ])
  })

  it('describe a channel with what is unread, and sum up many', () => {
    const channel = sampleChannel('a', { unread: 3, unreadMentions: 1 })
    expect(describeChannel(channel, 0)).toBe('live; stream on, 120 viewers, 3 unread, 1 mentioning you')
    const offline = sampleChannel('b', {
      state: { status: 'offline', why: 'x' },
      audience: { known: false, why: 'Needs an account.' },
    })
    expect(summarizeStates([channel, offline])).toBe('1 of 2 live')
    expect(sumViewers([channel, offline])).toEqual({ total: 120, known: 1, missing: ['Needs an account.'] })
  })
})

describe('keys', () => {
  const press = (key: string, more: object = {}) =>
    chordOf({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more })

  it('read as text, by the physical key where Alt changes the character', () => {
    expect([
      press('R', { shiftKey: true }),
      press('¡', { code: 'Digit1', altKey: true }),
      press('å', { code: 'KeyA', altKey: true }),
      press('?', { shiftKey: true }),
      press(',', { ctrlKey: true }),
      press('Tab', { shiftKey: true }),
    ]).toEqual(['r', 'Alt+1', 'Alt+a', '?', 'Ctrl+,', 'Shift+Tab'])
  })

  it('are shown as they are printed on the keyboard', () => {
    expect(['r', 'Alt+a', 'Ctrl+,', 'Alt+ArrowDown', '?', 'Delete', 'Ctrl++'].map(showKey)).toEqual([
      'R',
      'Alt+A',
      'Ctrl+,',
      'Alt+ArrowDown',
      '?',
      'Delete',
      'Ctrl++',
    ])
  })

  it('follow what the person changed', () => {
    const map = createKeyMap({ delete: 'd', ban: '' })
    expect([map.get('d')?.name, map.get('Delete'), keyOf(map, 'ban'), keyOf(map, 'reply')]).toEqual([
      'delete',
      undefined,
      undefined,
      'r',
    ])
  })

  it('are none for what the host cannot do, whatever was chosen elsewhere', () => {
    const map = createKeyMap({ compact: 'Alt+x' }, actionsWhere({ windows: false, onTop: false }))
    expect(['Alt+x', 'Alt+c', 'Alt+o', 'Alt+n', 'Alt+t'].map((key) => map.get(key))).toEqual(Array(5).fill(undefined))
    const owning = createKeyMap({ compact: 'Alt+x' }, actionsWhere({ windows: true, onTop: false }))
    expect(['Alt+x', 'Alt+c', 'Alt+o', 'Alt+t'].map((key) => owning.get(key)?.name)).toEqual([
      'compact',
      undefined,
      'popOut',
      undefined,
    ])
  })

  it('come without two that are the same', () => {
    expect(new Set(keyActions.map(({ key }) => key)).size).toBe(keyActions.length)
  })

  it('are refused where they would break typing or another action', () => {
    const map = createKeyMap({})
    const action = (name: string) => keyActions.find((candidate) => candidate.name === name) ?? keyActions[0]
    const why = (name: string, chord: string) => {
      const found = action(name)
      return found === undefined ? 'missing' : whyNotKey(map, found, chord)
    }
    expect(why('delete', 'r')).toContain('already does')
    expect(why('cycleTargets', 'x')).toContain('typing')
    expect(why('delete', 'Escape')).toContain('keeps its own meaning')
    expect([why('delete', 'x'), why('cycleTargets', 'Alt+x'), why('cycleTargets', 'F2')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('announcements', () => {
  const mention = sampleRow(sampleMessage('a', 'Ada', 'Mira?', '1', { traits: ['mentionsMe'] }), 1)
  const late = sampleRow(sampleMessage('a', 'Ada', 'old', '2', { traits: ['late', 'mentionsMe'] }), 2)
  const plain = sampleRow(sampleMessage('a', 'Bo', 'hi', '3'), 3)

  it('follow the choice, and leave out history and what was removed', () => {
    const heard = (announce: 'off' | 'mentions' | 'all') =>
      [mention, late, plain].map((row) => announceable(row, announce))
    expect([heard('off'), heard('mentions'), heard('all')]).toEqual([
      [false, false, false],
      [true, false, false],
      [true, false, true],
    ])
  })

  it('sum up what is too much to read', () => {
    expect(composeAnnouncement([mention, plain], 2)).toBe('Ada: Mira?. Bo: hi')
    expect(composeAnnouncement([mention, plain], 40)).toBe('38 more, then Ada: Mira?. Bo: hi')
    expect(composeAnnouncement([], 0)).toBe('')
  })
})

describe('small words and places', () => {
  it('times and spans', () => {
    const noon = new Date(2026, 0, 1, 13, 4).getTime()
    expect([formatTime(noon, '24'), formatTime(noon, '12')]).toEqual(['13:04', '1:04'])
    expect([45, 600, 3600, 5400, 86_400, 1_209_600].map(formatSeconds)).toEqual([
      '45 s',
      '10 min',
      '1 h',
      '1 h 30 min',
      '1 d',
      '14 d',
    ])
    expect([secondsUntil(1500, 1000), secondsUntil(900, 1000), formatCountdown(249)]).toEqual([1, 0, '4:09'])
  })

  it('reordering', () => {
    expect([moveBy(['a', 'b', 'c'], 'c', -1), moveBy(['a', 'b'], 'a', -1), moveTo(['a', 'b'], 'x', 0)]).toEqual([
      ['a', 'c', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('addresses of views, where a closed channel leads to all', () => {
    const channel = sampleChannel('a')
    expect([
      viewAt(addressOf(channel.ref.id), [channel]),
      viewAt(addressOf(channel.ref.id), []),
      viewAt('#x', [channel]),
    ]).toEqual([channel.ref.id, 'all', 'all'])
  })

  it('the theme follows the system until told otherwise', () => {
    expect([
      resolveTheme('system', true, false),
      resolveTheme('system', true, true),
      resolveTheme('dark', true, true),
    ]).toEqual(['light', 'highContrast', 'dark'])
  })

  it('settings are found by what a person might type, where they are present', () => {
    const nowhere = { window: false, desktop: false }
    const ids = (query: string, present = nowhere) => matchSections(query, present).map(({ id }) => id)
    expect([ids('font'), ids('zzz'), ids('').length]).toEqual([['appearance'], [], 8])
    expect([ids('tray'), ids('tray', { window: false, desktop: true })]).toEqual([[], ['desktop']])
    expect([ids('opacity'), ids('opacity', { window: true, desktop: false })]).toEqual([[], ['window']])
    expect(ids('', { window: true, desktop: true })).toHaveLength(10)
  })
})
