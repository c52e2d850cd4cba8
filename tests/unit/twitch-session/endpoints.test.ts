import { describe, expect, it } from 'vitest'
import { resolveEndpoints } from '../../../electron/platforms/endpoints.ts'
import { platforms } from '../../../electron/platforms/registry.ts'
import { twitch } from '../../../electron/platforms/twitch/index.ts'

const overriding = (twitchKeys: unknown) => resolveEndpoints(platforms, { twitch: twitchKeys })
const reasonOf = (overrides: unknown) => {
  const resolved = resolveEndpoints(platforms, overrides)
  return resolved.ok || resolved.error.kind !== 'invalid'
    ? 'accepted'
    : `${resolved.error.field}: ${resolved.error.reason}`
}

describe('the endpoint table', () => {
  it('is the defaults when nothing is overridden', () => {
    expect(resolveEndpoints(platforms, undefined)).toEqual({
      ok: true,
      value: { endpoints: new Map([['twitch', twitch.defaultEndpoints]]), custom: [] },
    })
  })

  it('takes addresses on this computer and keeps the other defaults', () => {
    const resolved = overriding({ api: 'http://127.0.0.1:4000/helix/', irc: 'ws://localhost:4000/irc' })
    expect(resolved.ok && resolved.value.endpoints.get('twitch')).toEqual({
      ...twitch.defaultEndpoints,
      api: 'http://127.0.0.1:4000/helix',
      irc: 'ws://localhost:4000/irc',
    })
    expect(resolved.ok && resolved.value.custom).toEqual(['twitch'])
  })

  it('does not call a platform custom whose overrides are its defaults, however they are written', () => {
    const resolved = overriding({ irc: 'wss://irc-ws.chat.twitch.tv/', api: 'https://API.twitch.tv/helix/' })
    expect(resolved.ok && resolved.value.custom).toEqual([])
  })

  it('names the key of what it refuses', () => {
    expect([
      reasonOf(null),
      reasonOf([]),
      reasonOf({ twich: {} }),
      reasonOf({ twitch: 'http://127.0.0.1' }),
      reasonOf({ twitch: { apis: 'https://a.example' } }),
      reasonOf({ twitch: { constructor: 'https://a.example' } }),
      reasonOf({ twitch: { api: 5 } }),
      reasonOf({ twitch: { api: 'nonsense' } }),
      reasonOf({ twitch: { api: 'http://a.example/helix' } }),
      reasonOf({ twitch: { api: 'http://127.0.0.1.example/helix' } }),
      reasonOf({ twitch: { api: 'wss://a.example' } }),
      reasonOf({ twitch: { socket: 'ws://a.example' } }),
      reasonOf({ twitch: { socket: 'https://a.example' } }),
      reasonOf({ twitch: { api: 'https://user:pass@a.example' } }),
      reasonOf({ twitch: { api: 'https://a.example/?x=1' } }),
      reasonOf({ twitch: { api: 'file:///etc/passwd' } }),
    ]).toEqual([
      'the file: it must hold a JSON object with a key for each platform',
      'the file: it must hold a JSON object with a key for each platform',
      'twich: there is no such platform; there are twitch',
      'twitch: it must be an object of addresses',
      'twitch.apis: there is no such endpoint; there are api, auth, socket, irc, images',
      'twitch.constructor: there is no such endpoint; there are api, auth, socket, irc, images',
      'twitch.api: the address must be text',
      'twitch.api: this is no address',
      'twitch.api: only addresses on this computer may begin with http://; use https://',
      'twitch.api: only addresses on this computer may begin with http://; use https://',
      'twitch.api: it must begin with https://',
      'twitch.socket: only addresses on this computer may begin with ws://; use wss://',
      'twitch.socket: it must begin with wss://',
      'twitch.api: it must hold no user name or password',
      'twitch.api: it must hold no “?” or “#”',
      'twitch.api: it must begin with https://',
    ])
  })
})
