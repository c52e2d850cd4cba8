import { describe, expect, it } from 'vitest'
import { createSubject } from '../../../electron/core/observable.ts'
import { startBadge } from '../../../electron/hosts/desktop/badge.ts'
import type { ChannelView } from '../../../shared/contract.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { sampleChannel } from '../renderer/samples.ts'

const createWindow = () => {
  const overlays: (readonly [image: string | null, description: string])[] = []
  return {
    overlays,
    setOverlayIcon: (image: string | null, description: string) => {
      overlays.push([image, description])
    },
  }
}

const start = (platform: NodeJS.Platform, windows = createSubject<readonly ReturnType<typeof createWindow>[]>([])) => {
  const clock = createVirtualClock()
  const channels = createSubject<readonly ChannelView[]>([])
  const counts: number[] = []
  const badge = startBadge({
    app: {
      setBadgeCount: (count = 0) => {
        counts.push(count)
        return true
      },
    },
    dot: () => 'dot',
    platform,
    clock,
    channels,
    windows,
  })
  return { clock, channels, counts, badge, windows }
}

describe('the badge', () => {
  it('stays away while nobody was mentioned, however much is unread', async () => {
    const { clock, channels, counts } = start('darwin')
    channels.set([sampleChannel('Ann', { unread: 900 })])
    await clock.advance(5_000)
    expect(counts).toEqual([])
  })

  it.each(['darwin', 'linux'] as const)('counts the mentions of all channels on %s', async (platform) => {
    const { clock, channels, counts, badge } = start(platform)
    await clock.advance(1_000)
    channels.set([sampleChannel('Ann', { unreadMentions: 2 }), sampleChannel('Bob', { unreadMentions: 1 })])
    await clock.advance(1_000)
    channels.set([])
    await clock.advance(1_000)
    expect(counts).toEqual([3, 0])
    channels.set([sampleChannel('Ann', { unreadMentions: 2 })])
    badge.stop()
    expect(counts).toEqual([3, 0, 2, 0])
    expect(clock.pending()).toBe(0)
  })

  it('lies over every window of Windows with its meaning in words, a later one too', async () => {
    const [first, second] = [createWindow(), createWindow()]
    const { clock, channels, counts, windows } = start('win32', createSubject([first]))
    channels.set([sampleChannel('Ann', { unreadMentions: 1 })])
    await clock.advance(1_000)
    windows.set([first, second])
    await clock.advance(1_000)
    channels.set([])
    await clock.advance(1_000)
    expect(first.overlays).toEqual([
      ['dot', '1 unread mention'],
      [null, ''],
    ])
    expect(second.overlays).toEqual(first.overlays)
    expect(counts).toEqual([])
  })

  it('touches no window that is gone', async () => {
    const window = createWindow()
    const { clock, channels, windows } = start('win32', createSubject([window]))
    await clock.advance(1_000)
    channels.set([sampleChannel('Ann', { unreadMentions: 1 })])
    channels.set([sampleChannel('Ann', { unreadMentions: 2 })])
    windows.set([])
    await clock.advance(1_000)
    expect(window.overlays).toEqual([['dot', '1 unread mention']])
  })
})
