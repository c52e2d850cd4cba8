import { describe, expect, it } from 'vitest'
import { durationsFor, otherRooms, presentActs, roomForActs } from '../../../renderer/moderation/present-acts.ts'
import { noCapabilities } from '../../../shared/capabilities.ts'
import {
  channelIdOf,
  chatterCapabilities,
  moderatorCapabilities,
  sampleAccount,
  sampleAuthor,
  sampleChannel,
  sampleMessage,
  sampleRow,
  startOfDay,
} from './samples.ts'

const channel = sampleChannel('a')
const rowBy = (name: string, more = {}) => sampleRow(sampleMessage('a', sampleAuthor(name, more), 'hi', name), 1)
const present = (row: ReturnType<typeof rowBy>, channels = [channel], now = startOfDay) =>
  presentActs(row, 'all', channels, [sampleAccount], now)
const offered = (row: ReturnType<typeof rowBy>, channels = [channel], now = startOfDay) =>
  present(row, channels, now)?.offered.map(({ act }) => act)

describe('acts on a row', () => {
  it('are all offered to a moderator on a viewer', () => {
    expect(offered(rowBy('Ada'))).toEqual(['reply', 'remove', 'timeout', 'ban', 'untimeout', 'unban'])
  })

  it('leave out what cannot be done to the broadcaster, to oneself and to old messages, saying why', () => {
    expect(offered(rowBy('Bo', { roles: ['broadcaster'] }))).toEqual(['reply', 'untimeout', 'unban'])
    expect(present(rowBy('Mira'))?.greyed.map(({ act, why }) => [act, why])).toEqual([
      ['remove', 'That is your own account.'],
      ['timeout', 'That is your own account.'],
      ['ban', 'That is your own account.'],
    ])
    expect(present(rowBy('Ada'), [channel], startOfDay + 7 * 3_600_000)?.greyed.map(({ act }) => act)).toEqual([
      'remove',
    ])
  })

  it('grey what is missing with its remedy', () => {
    const remedy = { kind: 'signIn', platform: 'twitch' } as const
    const readOnly = sampleChannel('a', { accountId: null, capabilities: noCapabilities('Sign in first.', remedy) })
    const acts = present(rowBy('Ada'), [readOnly])
    expect([acts?.offered, acts?.greyed[0]]).toEqual([[], { act: 'reply', why: 'Sign in first.', remedy }])
  })

  it('offer what nobody knows about, with a note', () => {
    const unsure = sampleChannel('a', {
      capabilities: {
        ...chatterCapabilities,
        remove: { can: 'unknown', why: 'Whether you moderate here is not known yet.' },
      },
    })
    expect(present(rowBy('Ada'), [unsure])?.offered).toContainEqual({
      act: 'remove',
      note: 'Whether you moderate here is not known yet.',
    })
  })

  it('do not exist for a channel that was closed', () => {
    expect(present(rowBy('Ada'), [])).toBeUndefined()
  })

  it('of a shared chat are meant in the open view, or where we may delete', () => {
    const rooms = ['a', 'b'].map((name) => ({ channel: channelIdOf(name), messageId: name, removed: false }))
    const row = sampleRow(sampleMessage('a', 'Ada', 'hi', '1', { rooms }), 1)
    const guest = sampleChannel('a', { capabilities: chatterCapabilities })
    const own = sampleChannel('b', { capabilities: moderatorCapabilities })
    expect(roomForActs(row, 'all', [guest, own])?.ref.name).toBe('b')
    expect(roomForActs(row, channelIdOf('a'), [guest, own])?.ref.name).toBe('a')
    expect(otherRooms(row, channelIdOf('a'), [guest, own]).map(({ ref }) => ref.name)).toEqual(['b'])
    const removals = [{ channel: channelIdOf('b'), at: 1, pending: false }]
    expect(otherRooms({ ...row, removals }, channelIdOf('a'), [guest, own])).toEqual([])
  })

  it('of a shared chat follow what the author is in the room that is meant', () => {
    const rooms = [
      { channel: channelIdOf('a'), messageId: 'a', removed: false },
      { channel: channelIdOf('b'), messageId: 'b', removed: false, roles: [] },
    ]
    const author = sampleAuthor('Ada', { roles: ['moderator'] })
    const row = sampleRow(sampleMessage('a', author, 'hi', '1', { rooms }), 1)
    const both = [sampleChannel('a'), sampleChannel('b')]
    const canRemove = (room: string) =>
      presentActs(row, channelIdOf(room), both, [sampleAccount], startOfDay)?.offered.some(
        ({ act }) => act === 'remove',
      )
    expect([canRemove('a'), canRemove('b')]).toEqual([false, true])
  })

  it('delete in the next room that we moderate once it is gone from the first, and no further', () => {
    const names = ['a', 'b', 'c']
    const rooms = names.map((name) => ({ channel: channelIdOf(name), messageId: name, removed: false }))
    const row = sampleRow(sampleMessage('a', 'Ada', 'hi', '1', { rooms }), 1)
    const channels = [sampleChannel('a'), sampleChannel('b', { capabilities: chatterCapabilities }), sampleChannel('c')]
    const removedIn = (...gone: readonly string[]) => {
      const removals = gone.map((name) => ({ channel: channelIdOf(name), at: 1, pending: false }))
      const acts = present({ ...row, removals }, channels)
      return [acts?.removeIn.ref.name, acts?.channel.ref.name, acts?.offered.some(({ act }) => act === 'remove')]
    }
    expect([removedIn(), removedIn('a'), removedIn('a', 'c')]).toEqual([
      ['a', 'a', true],
      ['c', 'a', true],
      ['a', 'a', false],
    ])
  })

  it('offer only durations that the platform takes', () => {
    const short = sampleChannel('a', {
      capabilities: {
        ...moderatorCapabilities,
        timeout: { can: true, limits: { durationSeconds: { min: 60, max: 3600 } } },
      },
    })
    expect(durationsFor(short).map(({ seconds }) => seconds)).toEqual([60, 600, 3600])
  })
})
