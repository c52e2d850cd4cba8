import { expect, it } from 'vitest'
import { createNotifier } from '../../../electron/core/notifier.ts'
import type { HostNotification } from '../../../electron/core/ports/host.ts'
import type { Settings } from '../../../electron/core/settings.ts'
import { defaultPreferences, type Preferences } from '../../../shared/contract.ts'
import { channelIdOf, sampleMessage, sampleRow } from '../renderer/samples.ts'

const told = (options: { mentions: boolean; announce?: Preferences['announce']; private?: boolean }) => {
  const notifications: HostNotification[] = []
  const ref = { id: channelIdOf('ann'), platform: 'twitch', login: 'ann', name: 'Ann' } as const
  const settings: Settings = {
    version: 1,
    accounts: [],
    clientIds: {},
    channels: [{ ref: { ...ref, private: options.private === true }, accountId: null }],
    preferences: { ...defaultPreferences, announce: options.announce ?? 'mentions' },
  }
  const notifier = createNotifier({ notify: (one) => notifications.push(one) }, () => settings)
  const traits = options.mentions ? (['mentionsMe'] as const) : []
  notifier.announce(sampleRow(sampleMessage('ann', 'Zoe', '@me hello', '1', { traits }), 1))
  return notifications
}

it('tells of a mention: who, where and what', () => {
  expect(told({ mentions: true })).toEqual([{ title: 'Zoe in Ann', body: '@me hello', channel: channelIdOf('ann') }])
})

it('tells of nothing else, whatever a screen reader is to announce', () => {
  expect(told({ mentions: false, announce: 'all' })).toEqual([])
  expect(told({ mentions: true, announce: 'off' })).toHaveLength(1)
})

it('never tells the text or the name of a private channel', () => {
  const [notification] = told({ mentions: true, private: true })
  expect(notification).toEqual({
    title: 'Zoe in a private channel',
    body: 'You were mentioned in a private channel.',
    channel: channelIdOf('ann'),
  })
})
