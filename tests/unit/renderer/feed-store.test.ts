// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import { createFeedStore } from '../../../renderer/feed/feed-store.ts'
import { createFakeBridge } from './fake-bridge.ts'
import { channelIdOf, sampleMessage, sampleRow, sampleRows } from './samples.ts'

const setUp = () => {
  const bridge = createFakeBridge()
  let due: (() => void)[] = []
  const feed = createFeedStore(bridge, (run) => {
    due.push(run)
    return () => {
      due = due.filter((other) => other !== run)
    }
  })
  return {
    bridge,
    feed,
    /** One animation frame. */
    frame: () => {
      const runs = due
      due = []
      for (const run of runs) run()
      return runs.length
    },
    orders: (view: 'all' | ReturnType<typeof channelIdOf> = 'all') =>
      feed.state
        .getState()
        .views.get(view)
        ?.map((row) => row.order),
  }
}

describe('the feed store', () => {
  it('tells a core that it reaches anew whether the window is hidden', () => {
    const { bridge } = setUp()
    bridge.setState('lost')
    bridge.setState('open')
    expect(bridge.asked('feed.visibility')).toEqual([])
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    bridge.setState('lost')
    bridge.setState('open')
    expect(bridge.asked('feed.visibility')).toEqual([{ visible: false }])
    hidden.mockRestore()
  })

  it('commits once per frame and acknowledges once per commit', () => {
    const { bridge, frame, orders } = setUp()
    bridge.snapshot(sampleRows('a', 2), 7)
    bridge.batch(sampleRows('a', 1, 3))
    bridge.batch(sampleRows('a', 1, 4))
    expect(orders()).toEqual([])
    expect(frame()).toBe(1)
    expect(orders()).toEqual([1, 2, 3, 4])
    expect(bridge.asked('feed.acknowledge')).toEqual([{ sequence: 9 }])
  })

  it('asks once for a snapshot after a gap and ignores batches until it comes', () => {
    const { bridge, frame, orders } = setUp()
    bridge.snapshot(sampleRows('a', 1), 1)
    bridge.batch(sampleRows('a', 1, 3), { sequence: 3 })
    bridge.batch(sampleRows('a', 1, 4), { sequence: 4 })
    frame()
    expect(orders()).toEqual([1])
    expect(bridge.asked('feed.resync')).toHaveLength(1)
    bridge.snapshot(sampleRows('a', 4), 9)
    bridge.batch(sampleRows('a', 1, 5))
    frame()
    expect(orders()).toEqual([1, 2, 3, 4, 5])
  })

  it('applies a frame that comes twice once', () => {
    const { bridge, feed, frame, orders } = setUp()
    bridge.snapshot([], 1)
    bridge.batch(sampleRows('a', 1), { sequence: 2 })
    bridge.batch(sampleRows('a', 1), { sequence: 2 })
    frame()
    expect([orders(), feed.state.getState().shown]).toEqual([[1], 1])
    expect(bridge.asked('feed.resync')).toEqual([])
  })

  it('a snapshot replaces everything, and a row that comes again counts once', () => {
    const { bridge, feed, frame, orders } = setUp()
    bridge.snapshot(sampleRows('a', 5), 1)
    frame()
    bridge.snapshot(sampleRows('a', 2, 4), 2)
    frame()
    expect(orders()).toEqual([4, 5])
    bridge.batch(sampleRows('a', 3, 1))
    frame()
    expect([orders(), feed.state.getState().shown]).toEqual([[1, 2, 3, 4, 5], 5])
  })

  it('drops rows below a floor of their channel, and only those', () => {
    const { bridge, feed, frame, orders } = setUp()
    bridge.snapshot([...sampleRows('a', 3), ...sampleRows('b', 2, 4)], 1)
    bridge.batch([], { floors: [{ channel: channelIdOf('a'), order: 3 }] })
    frame()
    expect(orders()).toEqual([3, 4, 5])
    expect(
      feed.current(sampleRows('a', 1)[0]?.id ?? sampleRow(sampleMessage('a', 'Ada', '', 'x'), 0).id),
    ).toBeUndefined()
  })

  it('applies floors at the latest after some hundred rows, so that memory stays bounded', () => {
    const { bridge, frame, orders } = setUp()
    bridge.snapshot([], 1)
    for (let at = 1; at <= 3001; at += 100) {
      bridge.batch(sampleRows('a', 100, at), { floors: [{ channel: channelIdOf('a'), order: at - 400 }] })
      frame()
    }
    expect(orders()?.length).toBeLessThan(1200)
  })

  it('takes out what turned out to be a copy', () => {
    const { bridge, frame, orders } = setUp()
    const rows = sampleRows('a', 3)
    bridge.snapshot(rows, 1)
    frame()
    bridge.batch([], { gone: rows.slice(1, 2).map((row) => row.id) })
    frame()
    expect(orders()).toEqual([1, 3])
  })

  it('a changed row takes its place in every view and raises the revision', () => {
    const { bridge, feed, frame } = setUp()
    const rows = sampleRows('a', 2)
    bridge.snapshot(rows, 1)
    frame()
    feed.watch(channelIdOf('a'))
    const { revision } = feed.state.getState()
    bridge.batch(rows.slice(0, 1).map((row) => ({ ...row, putBack: 'refused' })))
    frame()
    const { views, revision: after } = feed.state.getState()
    expect([...views.values()].map((list) => list.map((row) => row.putBack))).toEqual([
      ['refused', undefined],
      ['refused', undefined],
    ])
    expect(after).toBe(revision + 1)
  })

  it('keeps a watched channel by itself and forgets it when nobody watches', () => {
    const { bridge, feed, frame, orders } = setUp()
    bridge.snapshot([...sampleRows('a', 1), ...sampleRows('b', 1, 2)], 1)
    frame()
    const stop = feed.watch(channelIdOf('b'))
    bridge.batch([...sampleRows('a', 1, 3), ...sampleRows('b', 1, 4)])
    frame()
    expect([orders(channelIdOf('b')), orders()]).toEqual([
      [2, 4],
      [1, 2, 3, 4],
    ])
    stop()
    expect(orders(channelIdOf('b'))).toBeUndefined()
  })

  it('leaves hidden channels out of "all" and brings them back', () => {
    const { bridge, feed, frame, orders } = setUp()
    bridge.snapshot([...sampleRows('a', 1), ...sampleRows('b', 1, 2)], 1)
    frame()
    feed.hide(new Set([channelIdOf('b')]))
    bridge.batch([...sampleRows('b', 1, 3), ...sampleRows('a', 1, 4)])
    frame()
    expect(orders()).toEqual([1, 4])
    feed.hide(new Set())
    expect(orders()).toEqual([1, 2, 3, 4])
  })

  it('tells listeners what was appended live, but neither history nor snapshots', () => {
    const { bridge, feed, frame } = setUp()
    const heard: number[] = []
    feed.onAppend((rows) => heard.push(...rows.map((row) => row.order)))
    bridge.snapshot(sampleRows('a', 2, 10), 1)
    frame()
    bridge.batch([...sampleRows('a', 1, 5), ...sampleRows('a', 1, 12)])
    frame()
    expect(heard).toEqual([12])
  })

  it('stops: nothing is committed or asked any more', () => {
    const { bridge, feed, frame, orders } = setUp()
    bridge.snapshot(sampleRows('a', 1), 1)
    feed.stop()
    bridge.batch(sampleRows('a', 1, 2))
    expect([frame(), orders(), bridge.calls]).toEqual([0, [], []])
  })
})
