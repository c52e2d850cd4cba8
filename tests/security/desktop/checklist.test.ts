/**
 * Electron's security checklist (https://www.electronjs.org/docs/latest/tutorial/security), item by item, on the built desktop
 * app. The pages are real pages of Chromium; what only Electron itself can prove is in docs/desktop-checks.md.
 */
import { readFile } from 'node:fs/promises'
import { load } from 'js-yaml'
import { describe, expect, it, vi } from 'vitest'
import { webPreferences } from '../../../electron/hosts/desktop/app-window.ts'
import { prepareDesktopApp } from './stage.ts'

const eventually = <Value>(check: () => Value) => vi.waitFor(check, { interval: 10, timeout: 5_000 })
const attacked = prepareDesktopApp()
const contents = () => {
  const [window] = attacked().app.standIn.windows()
  if (window === undefined) throw new Error('There is no window.')
  return window.webContents
}
/** Without Chromium's own: what it asks for itself, and the connections that it opens ahead of a navigation, stopped or not. */
const leaks = () =>
  attacked().app.standIn.leaks.filter((line) => !/googleapis\.com|^CONNECT navigated\.example:443/u.test(line))
const stillOurs = async () => {
  expect(contents().getURL()).toMatch(/^app:\/\/bundle\/(?:#.*)?$/u)
  expect(await attacked().page.getByRole('button', { name: 'Settings' }).isVisible()).toBe(true)
}

describe('1. only secure content is loaded', () => {
  it('the page is our own, and its context is secure', async () => {
    await stillOurs()
    expect(await attacked().page.evaluate(() => globalThis.isSecureContext)).toBe(true)
  })

  it('it reaches neither a server of this machine nor one elsewhere, by any means', async () => {
    const { page, simulator } = attacked()
    const local = new URL(simulator.endpoints['twitch']?.['api'] ?? 'http://127.0.0.1:1').origin
    const before = simulator.control.requests().length
    const outcomes = await page.evaluate(
      async (addresses) => {
        const tell = async (attempt: () => Promise<unknown>) => {
          try {
            await attempt()
            return 'reached'
          } catch {
            return 'refused'
          }
        }
        const socket = (address: string) =>
          new Promise((resolve, reject) => {
            const opened = new WebSocket(address.replace(/^http/u, 'ws'))
            opened.addEventListener('open', resolve)
            opened.addEventListener('error', reject)
          })
        const picture = (address: string) =>
          new Promise((resolve, reject) => {
            const image = new Image()
            image.addEventListener('load', resolve)
            image.addEventListener('error', reject)
            image.src = address
          })
        return Promise.all(
          addresses.flatMap((address) => [
            tell(() => fetch(address, { mode: 'no-cors' })),
            tell(() => socket(address)),
            tell(() => picture(`${address}/x.png`)),
            tell(async () => {
              if (!navigator.sendBeacon(address, 'x')) throw new Error('refused')
              // A queued beacon says nothing of its fate: the policy judges it when it leaves.
              throw new Error('judged elsewhere')
            }),
          ]),
        )
      },
      [local, 'https://example.org', 'http://example.org'],
    )
    expect(outcomes).not.toContain('reached')
    expect(simulator.control.requests().length).toBe(before)
    expect(leaks()).toEqual([])
  })

  it('WebRTC, which neither the policy nor the session sees, sends nothing that goes around the proxy', () => {
    expect(contents().getWebRTCIPHandlingPolicy()).toBe('disable_non_proxied_udp')
  })
})

describe('2 to 4. no Node, an isolated and sandboxed preload', () => {
  it('every switch is stated, and stands as it must', () => {
    expect(webPreferences('/preload.cjs', false)).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: true,
      devTools: false,
      backgroundThrottling: false,
    })
  })

  it('the page finds nothing of Node or Electron', async () => {
    const found = await attacked().page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', '__dirname'].filter(
        (name) => Reflect.get(globalThis, name) !== undefined,
      ),
    )
    expect(found).toEqual([])
  })
})

describe('5. permissions are denied', () => {
  it('all of them, but writing to the clipboard', async () => {
    const { standIn } = attacked().app
    const details = { isMainFrame: true, requestingUrl: 'app://bundle/', requestingOrigin: 'app://bundle/' }
    const names = [
      'clipboard-read',
      'clipboard-sanitized-write',
      'display-capture',
      'fullscreen',
      'geolocation',
      'idle-detection',
      'media',
      'mediaKeySystem',
      'midi',
      'midiSysex',
      'notifications',
      'pointerLock',
      'keyboardLock',
      'openExternal',
      'speaker-selection',
      'storage-access',
      'top-level-storage-access',
      'window-management',
      'unknown',
      'fileSystem',
    ] as const
    const granted = []
    for (const name of names) {
      if (await standIn.defaultSession.askRequest(contents(), name, details)) granted.push(name)
    }
    expect(granted).toEqual(['clipboard-sanitized-write'])
    const checked = (
      ['clipboard-read', 'hid', 'serial', 'usb', 'media', 'notifications', 'geolocation'] as const
    ).filter((name) => standIn.defaultSession.askCheck(contents(), name, 'app://bundle/', details))
    expect(checked).toEqual([])
  })

  it('and the page finds it so', async () => {
    const states = await attacked().page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']
      return Promise.all(
        names.map(async (name) => (await navigator.permissions.query({ name } as PermissionDescriptor)).state),
      )
    })
    expect(new Set(states)).toEqual(new Set(['denied']))
    expect(await attacked().page.evaluate(() => Notification.requestPermission())).toBe('denied')
  })
})

describe('6 to 10. a strict policy, and nothing loosened', () => {
  it('no script runs that is not one of our files, and no text becomes markup', async () => {
    const outcomes = await attacked().page.evaluate(async () => {
      const tell = (attempt: () => unknown) => {
        try {
          return attempt() === undefined ? 'nothing' : 'done'
        } catch (error) {
          return error instanceof Error ? error.name : 'refused'
        }
      }
      // What a debugger evaluates is past the policy; what runs later is not.
      await new Promise((resolve) => setTimeout(resolve))
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        violations.push(effectiveDirective),
      )
      const results = {
        evaluate: tell(() => Reflect.get(globalThis, 'eval')('1 + 1')),
        compile: tell(() => Reflect.get(globalThis, 'Function')('return 1')),
        markup: tell(() => {
          document.createElement('p').innerHTML = '<b>x</b>'
          return 1
        }),
        inline: tell(() => {
          const script = document.createElement('script')
          script.text = 'globalThis.broken = true'
          document.head.append(script)
          return Reflect.get(globalThis, 'broken')
        }),
        write: tell(() => document.write('<p>x</p>')),
      }
      const style = document.createElement('style')
      style.append('body { display: none }')
      document.head.append(style)
      const frame = document.createElement('iframe')
      frame.src = 'https://navigated.example/'
      document.body.append(frame)
      const form = document.createElement('form')
      form.action = 'https://navigated.example/'
      document.body.append(form)
      form.requestSubmit()
      while (!['frame-src', 'style-src-elem'].every((name) => violations.includes(name)))
        await new Promise((resolve) => setTimeout(resolve, 5))
      for (const added of [style, frame, form]) added.remove()
      return {
        ...results,
        hidden: getComputedStyle(document.body).display,
        violations: [...new Set(violations)].sort(),
      }
    })
    expect(outcomes).toMatchObject({
      evaluate: 'EvalError',
      compile: 'EvalError',
      markup: 'TypeError',
      hidden: 'block',
    })
    expect([outcomes.inline, outcomes.write].filter((outcome) => outcome === 'done')).toEqual([])
    expect(outcomes.violations).toEqual(expect.arrayContaining(['frame-src', 'style-src-elem']))
    await stillOurs()
    expect(leaks()).toEqual([])
  })
})

describe('11 and 12. no webview', () => {
  it('the element is nothing, and one that is attached all the same is stopped', async () => {
    expect(
      await attacked().page.evaluate(() => {
        const view = document.createElement('webview')
        view.setAttribute('src', 'https://example.org/')
        view.setAttribute('allowpopups', '')
        document.body.append(view)
        const isKnown = !(view instanceof HTMLElement) || 'getWebContentsId' in view
        view.remove()
        return isKnown
      }),
    ).toBe(false)
    let prevented = false
    const event = { preventDefault: () => (prevented = true), defaultPrevented: false }
    contents().emit('will-attach-webview', event, {}, { src: 'https://example.org/' })
    expect(prevented).toBe(true)
  })
})

describe('13. navigation is limited', () => {
  it.each([
    'https://navigated.example/',
    'http://navigated.example/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'data:text/html,<p>evil',
    'blob:app://bundle/1',
    'chrome://settings/',
    'app://evil/',
    'app://bundle/assets/',
    'emote://image/x',
  ])('the page stays where it is when it goes to %s', async (address) => {
    const { page, app } = attacked()
    app.standIn.internet.set('https://navigated.example/', () => new Response('<p>evil</p>'))
    await page.evaluate((next) => {
      try {
        location.assign(next)
      } catch {
        // Chromium refuses some of them itself.
      }
    }, address)
    // A round trip of a later navigation, which is allowed, comes after whatever the first one did.
    await page.evaluate(() => {
      location.hash = `#/all?${performance.now()}`
    })
    await stillOurs()
    expect(leaks()).toEqual([])
  })

  it('a page whose navigation was stopped is still joined to the app', async () => {
    const { page, app } = attacked()
    await page.evaluate(() => location.assign('https://navigated.example/'))
    await stillOurs()
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
    for (const next of ['dark', 'light', 'system'] as const) {
      await app.invoke('preferences.change', { theme: next })
      if (next !== 'system') await vi.waitFor(async () => expect(await theme()).toBe(next))
    }
  })

  it('an empty page, which is shown without asking, is taken back at once and not heard meanwhile', async () => {
    const { page } = attacked()
    await page.evaluate(() => location.assign('about:blank'))
    await page.getByRole('button', { name: 'Settings' }).waitFor()
    await stillOurs()
  })

  it('a script in an address does not run', async () => {
    const { page } = attacked()
    await page.evaluate(() => location.assign('javascript:globalThis.broken = true'))
    expect(await page.evaluate(() => Reflect.get(globalThis, 'broken'))).toBeUndefined()
    await stillOurs()
  })

  it('a redirect and a frame’s navigation are stopped', () => {
    const outcomes = (['will-redirect', 'will-frame-navigate', 'will-navigate'] as const).map((name) => {
      let prevented = false
      const details = {
        url: 'https://example.org/',
        isMainFrame: name !== 'will-frame-navigate',
        isSameDocument: false,
        preventDefault: () => (prevented = true),
      }
      Reflect.apply(contents().emit, contents(), [name, details, details.url])
      return prevented
    })
    expect(outcomes).toEqual([true, true, true])
  })

  it.each([
    '%2e%2e%2fpackage.json',
    '..%2f..%2fmain/main.js',
    '%252e%252e/package.json',
    '..%5cpackage.json',
    'assets',
  ])('no spelling of a path leads out of the built files: %s', async (path) => {
    expect(await attacked().page.evaluate(async (name) => (await fetch(`./${name}`)).status, path)).toBe(404)
  })
})

describe('14. no new windows', () => {
  it('none opens, whatever is asked, and only https goes to the browser', async () => {
    const { page, app } = attacked()
    const before = app.standIn.person.opened.length
    const answers = await page.evaluate(() =>
      [
        'https://example.org/a',
        'http://example.org/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'app://bundle/',
        '',
      ].map((address) => window.open(address) === null),
    )
    expect(new Set(answers)).toEqual(new Set([true]))
    await eventually(() => expect(app.standIn.person.opened.slice(before)).toEqual(['https://example.org/a']))
    expect(app.standIn.windows()).toHaveLength(1)
    expect(page.context().pages()).toHaveLength(1)
  })

  it('a page that opens windows by itself is held to a person’s pace', async () => {
    const { page, app } = attacked()
    const before = app.standIn.person.opened.length
    await page.evaluate(() => {
      for (let turn = 0; turn < 50; turn++) window.open(`https://example.org/${turn}`)
    })
    await stillOurs()
    expect(app.standIn.person.opened.length - before).toBeLessThan(10)
  })
})

describe('15. what is opened outside was checked', () => {
  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ms-msdt:/id',
    'search-ms:query=x',
    'https://user:pass@example.org/',
    'https://example.org/\u0000',
    `https://example.org/${'x'.repeat(2_100)}`,
    'tributary://x',
    '//example.org',
    '',
  ])('%j is not opened', async (url) => {
    const { app } = attacked()
    const before = app.standIn.person.opened.length
    expect(await app.attempt('links.open', { url })).toMatchObject({ ok: false })
    expect(app.standIn.person.opened).toHaveLength(before)
  })

  it('what is opened is the address as it was read, never the text that came', async () => {
    const { app } = attacked()
    await app.invoke('links.open', { url: 'HTTPS://EXAMPLE.org:443/a/../b' })
    expect(app.standIn.person.opened.at(-1)).toBe('https://example.org/b')
  })
})

describe('16. a current Electron', () => {
  it('is pinned, and is the one whose declarations this is built against', async () => {
    const read = async (path: string): Promise<unknown> =>
      JSON.parse(await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'))
    const wanted = Reflect.get(Object(Reflect.get(Object(await read('package.json')), 'devDependencies')), 'electron')
    expect(wanted).toMatch(/^\d+\.\d+\.\d+$/u)
    expect(Reflect.get(Object(await read('node_modules/electron/package.json')), 'version')).toBe(wanted)
  })
})

describe('17. the sender of every message is validated', () => {
  const told = { hello: { token: '' } }
  const ask = { id: 4_000_001, invoke: 'alerts.dismiss', input: { id: 'x' } }
  const answers = () => attacked().app.standIn.traffic.filter((line) => line.includes('4000001'))

  it('a frame within the page, one that has navigated away, and a window that nobody opened are not heard', async () => {
    const { standIn } = attacked().app
    const { page } = attacked()
    const before = answers().length
    await page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
    })
    await eventually(() => expect(contents().frames().length).toBeGreaterThan(1))
    const [, inner] = contents().frames()
    for (const frame of [inner ?? null, null]) {
      contents().deliver(frame, 'tributary', [told])
      contents().deliver(frame, 'tributary', [ask])
    }
    const { BrowserWindow } = standIn.electron
    const foreign = new BrowserWindow({ show: false })
    await foreign.loadURL('app://bundle/')
    expect(foreign.webContents.frames()).toHaveLength(1)
    foreign.webContents.deliver(foreign.webContents.frames()[0] ?? null, 'tributary', [told])
    foreign.webContents.deliver(foreign.webContents.frames()[0] ?? null, 'tributary', [ask])
    foreign.destroy()
    await page.evaluate(() => document.querySelector('iframe')?.remove())
    await attacked().app.invoke('alerts.dismiss', { id: 'x' })
    expect(
      answers()
        .slice(before)
        .filter((line) => line.includes('result')),
    ).toEqual([])
    const log = await attacked().app.log()
    for (const why of ['sub-frame', 'no frame', 'unknown window']) expect(log).toContain(`"why":"${why}"`)
  })

  it('an unknown command, one that does not fit and one that is too large reach nothing, and are answered', async () => {
    const { page } = attacked()
    const results = await page.evaluate(async () => {
      const api = Reflect.get(globalThis, 'tributary')
      const messages: { readonly id?: number; readonly result?: { readonly error?: { readonly kind: string } } }[] = []
      api.listen((message: { readonly id?: number }) => messages.push(message))
      api.send({ hello: { token: '' } })
      api.send({ id: 1, invoke: 'shell.openPath', input: { path: '/etc/passwd' } })
      api.send({ id: 2, invoke: 'links.open', input: { url: 5 } })
      api.send({ id: 3, invoke: 'links.open', input: { url: 'x'.repeat(100_000) } })
      while (messages.filter(({ id }) => id !== undefined).length < 3)
        await new Promise((resolve) => setTimeout(resolve, 5))
      return messages.filter(({ id }) => id !== undefined).map(({ result }) => result?.error?.kind)
    })
    expect([...results].sort()).toEqual(['invalid', 'invalid', 'unsupported'])
    await page.reload()
    await page.getByRole('button', { name: 'Settings' }).waitFor()
  })
})

describe('18. no file: addresses', () => {
  it('the page cannot read one, and none of it came from one', async () => {
    const { page } = attacked()
    const outcome = await page.evaluate(async () => {
      try {
        await fetch('file:///etc/passwd')
        return 'read'
      } catch {
        return 'refused'
      }
    })
    expect(outcome).toBe('refused')
    const sources = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    expect(sources.filter((name) => !/^(?:https:\/\/bundle|emote:)/u.test(name))).toEqual([])
  })
})

describe('19. the fuses', () => {
  it('are stated, each one closed that can be (what is packed is read back by `npm run package:check`)', async () => {
    const config = load(await readFile(new URL('../../../electron-builder.yml', import.meta.url), 'utf8'))
    expect(Reflect.get(Object(config), 'electronFuses')).toMatchObject({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })
})

describe('20. no Electron API is exposed', () => {
  it('the page has one frozen object of two functions, which give nothing back', async () => {
    const seen = await attacked().page.evaluate(() => {
      const api = Reflect.get(globalThis, 'tributary')
      return {
        keys: Object.keys(api).sort(),
        frozen: Object.isFrozen(api),
        replaced: Reflect.set(globalThis, 'tributary', {}) && Reflect.get(globalThis, 'tributary') !== api,
        answer: typeof api.send({ cancel: 9_999_999 }),
      }
    })
    expect(seen).toEqual({ keys: ['listen', 'send'], frozen: true, replaced: false, answer: 'undefined' })
  })
})
