// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { joinHost } from '../../../renderer/bridge/index.ts'
import type { ImageKey } from '../../../shared/model.ts'
import { preloadName } from '../../../shared/protocol.ts'
import { createFakePreload } from './fake-preload.ts'
import { imageKeyOf } from './samples.ts'

const key: ImageKey = imageKeyOf('k1')

describe('a page', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('that a preload was given to speaks through it, and gets its images from the desktop', () => {
    const preload = createFakePreload()
    const openSocket = vi.fn()
    vi.stubGlobal(preloadName, preload)
    vi.stubGlobal('WebSocket', openSocket)
    const { imageUrl } = joinHost()
    expect([preload.sent, imageUrl(key), openSocket.mock.calls]).toEqual([
      [{ hello: { token: '' } }],
      'emote://image/k1',
      [],
    ])
  })

  it('without one is a page of the web host, and says so when its address lacks the token', () => {
    const { bridge, imageUrl } = joinHost()
    expect([bridge.state(), bridge.lostBecause?.(), imageUrl(key)]).toEqual([
      'lost',
      'This address is not complete. Open the whole address that Tributary printed, with the part behind the #.',
      '/img/k1',
    ])
  })
})
