import { describe, expect, it } from 'vitest'
import { isAppPage, isOwnAddress } from '../../../electron/hosts/desktop/addresses.ts'
import { isPermitted, originOf } from '../../../electron/hosts/desktop/permissions.ts'
import { answerImage, answerPage } from '../../../electron/hosts/desktop/protocols.ts'
import type { Manifest } from '../../../electron/hosts/manifest.ts'

const bytes = new TextEncoder().encode('built')
const manifest: Manifest = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes, immutable: false }],
  ['/assets/index-Ab1.js', { type: 'text/javascript; charset=utf-8', bytes, immutable: true }],
])
const images = {
  get: async (key: string) => (key === 'known-Key_1' ? { type: 'image/png', bytes } : undefined),
}
const asked = (url: string, method = 'GET') => ({ url, method })

describe('the app’s own page', () => {
  it('comes with the strict policy, word for word, and every other header', () => {
    const { status, headers } = answerPage(asked('app://bundle/'), manifest)
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' emote:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  it('is found whatever its fragment or query, and its parts by their whole names', async () => {
    expect(answerPage(asked('app://bundle/?x=1#/all'), manifest).status).toBe(200)
    expect(await answerPage(asked('app://bundle/assets/index-Ab1.js'), manifest).text()).toBe('built')
  })

  it.each([
    '../package.json',
    '..%2fpackage.json',
    '%2e%2e/package.json',
    '%2e%2e%2fpackage.json',
    '..%5cpackage.json',
    '..\\package.json',
    '.%2e/package.json',
    '%252e%252e%252fpackage.json',
    '..%c0%afpackage.json',
    '..%ef%bc%8fpackage.json',
    'assets/../../package.json',
    'assets/..%2f..%2fmain/main.js',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    'C:/Windows/win.ini',
    'file:///etc/passwd',
    'index.html%00.js',
    'assets/index-Ab1.js%00',
    'assets/index-Ab1.js/',
    'ASSETS/INDEX-AB1.JS',
    'assets/',
    '__proto__',
    'constructor',
  ])('does not answer %s', (path) => {
    expect(answerPage(asked(`app://bundle/${path}`), manifest).status).toBe(404)
  })

  it.each(['app://bundle.evil/', 'app://evil/', 'app:///', 'app://user@bundle/', 'app://bundle:80/', 'app:bundle/'])(
    'does not answer at %s',
    (url) => {
      expect(answerPage(asked(url), manifest).status).toBe(404)
    },
  )

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'])('does not answer %s', (method) => {
    expect(answerPage(asked('app://bundle/', method), manifest).status).toBe(405)
  })
})

describe('images', () => {
  it('are answered by their key, and can do nothing as a page of their own', async () => {
    const { status, headers } = await answerImage(asked('emote://image/known-Key_1'), images)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  })

  it.each([
    'emote://image/unknown',
    'emote://image/',
    'emote://image/known-Key_1/',
    'emote://image/known-Key_1?x',
    'emote://image/..%2fknown-Key_1',
    'emote://images/known-Key_1',
    'emote://image:1/known-Key_1',
    'emote:known-Key_1',
  ])('are not answered at %s', async (url) => {
    expect((await answerImage(asked(url), images)).status).toBe(404)
  })

  it('are only ever got', async () => {
    expect((await answerImage(asked('emote://image/known-Key_1', 'POST'), images)).status).toBe(405)
  })
})

describe('the page’s own addresses', () => {
  it('are our page with any view, and nothing that only begins like it', () => {
    expect(['app://bundle/', 'app://bundle/#/all'].every(isAppPage)).toBe(true)
    const others = ['app://bundle', 'app://bundle/x', 'app://bundle.evil/', 'app://bundle/?a#', 'https://bundle/', '']
    expect(others.filter(isAppPage)).toEqual([])
  })

  it('lead to no network', () => {
    expect(['app://bundle/assets/a.js', 'emote://image/key'].every(isOwnAddress)).toBe(true)
    const others = [
      'https://id.twitch.tv/',
      'http://127.0.0.1/',
      'ws://127.0.0.1/',
      'wss://a.example',
      'file:///etc/passwd',
      'data:text/html,x',
      'blob:app://bundle/1',
      'chrome://settings',
      'devtools://devtools/',
      'app://evil/',
      'emote://other/key',
      'javascript:alert(1)',
    ]
    expect(others.filter(isOwnAddress)).toEqual([])
  })
})

describe('permissions', () => {
  const asks = [
    'clipboard-read',
    'clipboard-sanitized-write',
    'display-capture',
    'fullscreen',
    'geolocation',
    'hid',
    'idle-detection',
    'keyboardLock',
    'media',
    'mediaKeySystem',
    'midi',
    'midiSysex',
    'notifications',
    'openExternal',
    'pointerLock',
    'serial',
    'speaker-selection',
    'storage-access',
    'top-level-storage-access',
    'unknown',
    'usb',
    'window-management',
    'fileSystem',
    'deprecated-sync-clipboard-read',
    'background-sync',
    'a-permission-of-tomorrow',
  ]

  it('are all denied but the one that "copy" needs', () => {
    expect(asks.filter((permission) => isPermitted(permission, 'app://bundle', true))).toEqual([
      'clipboard-sanitized-write',
    ])
  })

  it('are all denied to frames and to every other origin', () => {
    const anywhere = asks.flatMap((permission) => [
      isPermitted(permission, 'app://bundle', false),
      isPermitted(permission, 'https://evil.example', true),
      isPermitted(permission, 'app://bundle.evil', true),
      isPermitted(permission, '', true),
      isPermitted(permission, 'null', true),
    ])
    expect(anywhere.includes(true)).toBe(false)
  })

  it('are judged by the origin alone of whatever address Electron tells', () => {
    expect(['app://bundle/', 'app://bundle', 'app://bundle/#/all'].map(originOf)).toEqual(
      Array.from({ length: 3 }, () => 'app://bundle'),
    )
    expect([originOf(''), originOf('nonsense'), originOf('about:blank')]).toEqual(['', '', 'about://'])
  })
})
