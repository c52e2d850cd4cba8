/** The stand-in's windows: real pages that really go where nobody stops them, and reach no network whatever they do. */
import { describe, expect, test, vi } from 'vitest'
import { prepareTinyApps } from '../electron-stand-in/tiny-app.ts'

const eventually = <Value>(check: () => Value) => vi.waitFor(check, { interval: 10, timeout: 5_000 })
const text = (body: string, headers: Record<string, string> = {}, status = 200) =>
  new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } })

const { start } = prepareTinyApps()

describe('a page of the app', () => {
  test('comes from the scheme’s handler, at an address that the app knows as its own', async () => {
    const { standIn, window, page } = await start({ pages: { '/': '<p>hello</p>' } })
    expect(await page.locator('p').textContent()).toBe('hello')
    expect(window.webContents.getURL()).toBe('app://bundle/')
    expect(window.webContents.mainFrame).toMatchObject({ url: 'app://bundle/', origin: 'app://bundle', parent: null })
    expect(await page.evaluate(() => globalThis.isSecureContext)).toBe(true)
    expect(standIn.leaks).toEqual([])
    expect(standIn.problems).toEqual([])
  })

  test('says its address with the fragment, also when only that changes', async () => {
    const { window, page } = await start({ pages: { '/': '' }, path: '/#/one' })
    expect(window.webContents.getURL()).toBe('app://bundle/#/one')
    const told: string[] = []
    window.webContents.on('did-navigate-in-page', (_event, url) => told.push(url))
    await page.evaluate(() => {
      location.hash = '/two'
    })
    await eventually(() => expect(told).toEqual(['app://bundle/#/two']))
    expect(window.webContents.getURL()).toBe('app://bundle/#/two')
  })

  test('is held to its policy by Chromium', async () => {
    const script = '<script>document.title = "ran"</script>'
    const held = text(script, { 'content-security-policy': "default-src 'none'" })
    const { page, console: lines } = await start({ pages: { '/': held } })
    expect(await page.title()).not.toBe('ran')
    await eventually(() => expect(lines.join()).toContain('Content Security Policy'))
    const { page: free } = await start({ pages: { '/': script } })
    expect(await free.title()).toBe('ran')
  })

  test('gets pictures of another scheme of the app’s, and none of a scheme that nobody answers', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    )
    const { page } = await start({
      pages: { '/': '<img id=ours src="picture://image/a"><img id=nobody src="nobody://image/a">' },
      prepare: ({ defaultSession }) =>
        defaultSession.protocol.handle(
          'picture',
          () => new Response(png, { headers: { 'content-type': 'image/png' } }),
        ),
    })
    const width = (id: string) =>
      page.locator(`#${id}`).evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : -1))
    await eventually(async () => expect(await width('ours')).toBe(1))
    expect(await width('nobody')).toBe(0)
  })

  test('cannot be of a scheme that nobody declared', async () => {
    const { window } = await start({ pages: { '/': '' } })
    await expect(window.loadURL('other://bundle/')).rejects.toThrow(/loading 'other:/u)
    expect(window.webContents.getURL()).toBe('app://bundle/')
  })
})

describe('a navigation', () => {
  const pages = () => ({
    '/': '<a id=link href="/other">go</a><iframe id=frame src="/frame"></iframe>',
    '/other': '<p>other</p>',
    '/frame': '<a id=inner href="/frame-2">go</a>',
    '/frame-2': 'second',
    '/moves': new Response(null, { status: 302, headers: { location: 'app://bundle/other' } }),
  })

  test('that nobody prevents takes place, and is told in Electron’s order', async () => {
    const { window, page } = await start({ pages: pages() })
    const told: string[] = []
    const { webContents } = window
    webContents.on('did-start-navigation', ({ url, isMainFrame, isSameDocument }) =>
      told.push(`start ${url} ${isMainFrame} ${isSameDocument}`),
    )
    webContents.on('will-frame-navigate', ({ url }) => told.push(`will-frame ${url}`))
    webContents.on('will-navigate', (_details, url) => told.push(`will ${url}`))
    webContents.on('did-navigate', (_event, url, status) => told.push(`did ${url} ${status}`))
    webContents.once('did-finish-load', () => told.push('finished'))
    await page.click('#link')
    await page.locator('p').waitFor()
    await eventually(() => expect(told).toContain('finished'))
    expect(told).toEqual([
      'start app://bundle/other true false',
      'will-frame app://bundle/other',
      'will app://bundle/other',
      'did app://bundle/other 200',
      'finished',
    ])
  })

  test.each(['will-navigate', 'will-frame-navigate'] as const)(
    'that %s prevents leaves the page where it is',
    async (name) => {
      const { window, page } = await start({ pages: pages() })
      const asked: string[] = []
      window.webContents.on(name, (details: Electron.Event<{ url: string }>) => {
        asked.push(details.url)
        details.preventDefault()
      })
      await page.click('#link')
      await eventually(() => expect(asked).toEqual(['app://bundle/other']))
      await page.evaluate(() => {
        location.href = 'https://example.org/'
      })
      await eventually(() => expect(asked).toHaveLength(2))
      expect(await page.locator('#link').isVisible()).toBe(true)
      expect(window.webContents.getURL()).toBe('app://bundle/')
    },
  )

  test('of a sub-frame is asked about as one, and can be prevented', async () => {
    const { window, page } = await start({ pages: pages() })
    const asked: unknown[] = []
    window.webContents.on('will-navigate', () => asked.push('main'))
    window.webContents.on('will-frame-navigate', (details) => {
      asked.push([details.url, details.isMainFrame, details.frame?.parent?.url])
      details.preventDefault()
    })
    const inner = page.frameLocator('#frame')
    await inner.locator('#inner').click()
    await eventually(() => expect(asked).toEqual([['app://bundle/frame-2', false, 'app://bundle/']]))
    expect(await inner.locator('#inner').isVisible()).toBe(true)
  })

  test('that a server redirects is asked about once more, and stays when that is prevented', async () => {
    const { window } = await start({ pages: pages() })
    await window.loadURL('app://bundle/moves')
    expect(window.webContents.getURL()).toBe('app://bundle/other')
    const asked: string[] = []
    window.webContents.on('will-redirect', (details, url) => {
      asked.push(url)
      details.preventDefault()
    })
    await expect(window.loadURL('app://bundle/moves')).rejects.toThrow('ERR_ABORTED')
    expect(asked).toEqual(['app://bundle/other'])
  })

  test('by the app itself is asked about by nobody', async () => {
    const { window } = await start({ pages: pages() })
    const asked = vi.fn<() => void>()
    window.webContents.on('will-navigate', asked)
    await window.loadURL('app://bundle/other')
    expect(window.webContents.getURL()).toBe('app://bundle/other')
    expect(asked).not.toHaveBeenCalled()
  })

  test('by the app’s own address in a link is followed as Electron follows it, and can be prevented', async () => {
    const { window, page } = await start({ pages: { ...pages(), '/': '<a id=own href="app://bundle/other">go</a>' } })
    let prevent = true
    window.webContents.on('will-navigate', (details) => {
      if (prevent) details.preventDefault()
    })
    await page.click('#own')
    expect(window.webContents.getURL()).toBe('app://bundle/')
    prevent = false
    await page.click('#own')
    await page.getByText('other').waitFor()
    expect(window.webContents.getURL()).toBe('app://bundle/other')
  })

  test('onto the internet arrives where a test has put a page, and a guard can stop it', async () => {
    const { window, page, standIn } = await start({ pages: pages() })
    standIn.internet.set('https://evil.example/', () => text('<p>evil</p>'))
    await page.evaluate(() => {
      location.href = 'https://evil.example/'
    })
    await page.getByText('evil').waitFor()
    expect(window.webContents.mainFrame.origin).toBe('https://evil.example')
  })
})

describe('the network', () => {
  const asks = '<script>fetch("https://example.org/tell").catch(() => { document.title = "failed" })</script>'

  test('is not reached, and what asked for it without being stopped is a leak', async () => {
    const { standIn, page } = await start({ pages: { '/': asks } })
    await page.waitForFunction(() => document.title === 'failed')
    expect(standIn.leaks).toEqual(['https://example.org/tell'])
  })

  test('that the app’s own fence stops is none', async () => {
    const seen: string[] = []
    const { standIn, page } = await start({
      pages: { '/': asks },
      prepare: ({ defaultSession }) =>
        defaultSession.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
          seen.push(`${resourceType} ${url}`)
          answer({ cancel: !url.startsWith('app:') })
        }),
    })
    await page.waitForFunction(() => document.title === 'failed')
    expect(seen).toEqual(['mainFrame app://bundle/', 'xhr https://example.org/tell'])
    expect(standIn.leaks).toEqual([])
  })

  test('is not reached by a socket either', async () => {
    const opens =
      '<script>new WebSocket("wss://example.org/tell").onclose = () => { document.title = "closed" }</script>'
    const { standIn, page } = await start({ pages: { '/': opens } })
    await page.waitForFunction(() => document.title === 'closed')
    expect(standIn.leaks).toContain('wss://example.org/tell')
    const fenced = await start({
      pages: { '/': opens },
      prepare: ({ defaultSession }) =>
        defaultSession.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith('app:') })),
    })
    await fenced.page.waitForFunction(() => document.title === 'closed')
    expect(fenced.standIn.leaks).toEqual([])
  })

  test('is not reached by a worker, behind the interception’s back', async () => {
    const opens = `<script>
      const worker = new Worker(URL.createObjectURL(new Blob(['fetch("http://127.0.0.1:1/tell").finally(() => postMessage(1))'])))
      worker.onmessage = () => { document.title = 'answered' }
    </script>`
    const { standIn, page } = await start({ pages: { '/': opens } })
    await page.waitForFunction(() => document.title === 'answered')
    expect(standIn.leaks.join()).toContain('127.0.0.1:1')
  })
})

describe('a window that a page asks for', () => {
  const asks = `
    <a id=blank href="/blank" target=_blank>blank</a> <a id=middle href="/middle">middle</a>
    <a id=stopped href="/stopped" target=_blank>stopped</a>
    <form id=form action="/form" target=_blank><button>send</button></form>
    <button id=open onclick="window.answer = String(window.open('/open'))">open</button>
    <script>document.querySelector('#stopped').onclick = (event) => event.preventDefault()</script>`

  test('is the handler’s to decide: what it denies opens nothing', async () => {
    const { window, page } = await start({ pages: { '/': asks } })
    const asked: string[] = []
    window.webContents.setWindowOpenHandler(({ url, disposition }) => {
      asked.push(`${disposition} ${url}`)
      return { action: 'deny' }
    })
    await page.click('#blank')
    await page.click('#middle', { button: 'middle' })
    await page.click('#middle', { modifiers: ['Control'] })
    await page.click('#stopped')
    await page.click('#form button')
    await page.click('#open')
    await eventually(() =>
      expect(asked).toEqual([
        'foreground-tab app://bundle/blank',
        'background-tab app://bundle/middle',
        'background-tab app://bundle/middle',
        'foreground-tab app://bundle/form',
        'foreground-tab app://bundle/open',
      ]),
    )
    expect(await page.evaluate(() => Reflect.get(window, 'answer'))).toBe('null')
    expect(page.context().pages()).toHaveLength(1)
    expect(window.webContents.getURL()).toBe('app://bundle/')
  })

  test('opens as a window of the app where nobody denies it', async () => {
    const { standIn, page } = await start({ pages: { '/': asks, '/blank': '<p>blank</p>' } })
    const opened = standIn.nextWindow()
    await page.click('#blank')
    const second = await (await opened).page()
    await second.getByText('blank').waitFor()
    expect(standIn.windows()).toHaveLength(2)
  })

  test('cannot be had past the handler: what Chromium opens for itself is closed', async () => {
    const sneaks = `<a id=sneak href="https://example.org/" target=_blank>go</a>
      <script>document.querySelector('#sneak').onclick = (event) => event.stopPropagation()</script>`
    const { standIn, window, page } = await start({ pages: { '/': sneaks } })
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
    await page.click('#sneak')
    await eventually(() => expect(page.context().pages()).toHaveLength(1))
    await eventually(() =>
      expect(window.webContents.windowRequests.map(({ url }) => url)).toEqual(['https://example.org/']),
    )
    expect(standIn.windows()).toHaveLength(1)
  })
})

describe('a permission', () => {
  const states = (page: Awaited<ReturnType<typeof start>>['page']) =>
    page.evaluate(async () => {
      const state = async (name: string) => (await navigator.permissions.query({ name } as PermissionDescriptor)).state
      return Object.fromEntries(
        await Promise.all(
          ['clipboard-write', 'notifications', 'geolocation', 'camera'].map(
            async (name) => [name, await state(name)] as const,
          ),
        ),
      )
    })

  test('is every page’s where nobody decides, as in Electron', async () => {
    const { page } = await start({ pages: { '/': '' } })
    expect(await states(page)).toEqual({
      'clipboard-write': 'granted',
      notifications: 'granted',
      geolocation: 'granted',
      camera: 'granted',
    })
  })

  test('that the app’s handlers deny is denied by Chromium', async () => {
    const { page } = await start({
      pages: { '/': '' },
      prepare: ({ defaultSession }) => {
        defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
          return permission === 'clipboard-sanitized-write' && origin === 'app://bundle/'
        })
        defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
          answer(permission === 'clipboard-sanitized-write'),
        )
      },
    })
    expect(await states(page)).toEqual({
      'clipboard-write': 'granted',
      notifications: 'denied',
      geolocation: 'denied',
      camera: 'denied',
    })
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
  })
})

describe('a window', () => {
  test('that is hidden or minimised is hidden to its page, from the first document on', async () => {
    const { window, page } = await start({
      pages: { '/': '<script>document.title = document.visibilityState</script>' },
      window: { show: false },
    })
    expect(await page.title()).toBe('hidden')
    const state = () => page.evaluate(() => `${document.visibilityState} ${document.hidden}`)
    await page.evaluate(() =>
      document.addEventListener('visibilitychange', () => (document.title += ` ${document.visibilityState}`)),
    )
    window.show()
    await eventually(async () => expect(await state()).toBe('visible false'))
    window.minimize()
    await eventually(async () => expect(await state()).toBe('hidden true'))
    window.restore()
    await eventually(async () => expect(await page.title()).toBe('hidden visible hidden visible'))
    await page.reload()
    expect(await page.title()).toBe('visible')
  })

  test('tells of what happens to it', async () => {
    const { standIn, window } = await start({ pages: { '/': '' } })
    const told: string[] = []
    const { BrowserWindow } = standIn.electron
    for (const name of ['blur', 'focus', 'minimize', 'restore', 'resize', 'move', 'closed'] as const)
      window.on(name, () => told.push(name))
    const second = new BrowserWindow({})
    expect([window.isFocused(), BrowserWindow.getFocusedWindow() === second]).toEqual([false, true])
    window.focus()
    window.minimize()
    window.restore()
    window.setBounds({ x: 5, y: 5, width: 500, height: 400 })
    window.setAlwaysOnTop(true)
    window.setOpacity(0.5)
    expect([window.getBounds(), window.isAlwaysOnTop(), window.getOpacity()]).toEqual([
      { x: 5, y: 5, width: 500, height: 400 },
      true,
      0.5,
    ])
    window.close()
    expect(told).toEqual(['blur', 'focus', 'blur', 'minimize', 'restore', 'focus', 'resize', 'move', 'blur', 'closed'])
    expect(() => window.show()).toThrow('Object has been destroyed')
  })

  test('closes only when nobody prevents it, and then its page is gone', async () => {
    const { window, page } = await start({ pages: { '/': '' } })
    const prevent = (event: Electron.Event) => event.preventDefault()
    window.on('close', prevent)
    window.close()
    expect([window.isDestroyed(), page.isClosed()]).toEqual([false, false])
    window.removeListener('close', prevent)
    window.close()
    expect(window.isDestroyed()).toBe(true)
    await eventually(() => expect(page.isClosed()).toBe(true))
  })

  test('whose page crashes says so, and shows its page anew when it is loaded again', async () => {
    const { window, page } = await start({ pages: { '/': '<p>here</p>' } })
    const gone: unknown[] = []
    window.webContents.on('render-process-gone', (_event, details) => gone.push(details.reason))
    window.webContents.forcefullyCrashRenderer()
    await eventually(() => expect(gone).toEqual(['crashed']))
    expect([window.isDestroyed(), window.webContents.isCrashed()]).toEqual([false, true])
    window.webContents.reload()
    const again = await window.page()
    expect(again).not.toBe(page)
    await again.getByText('here').waitFor()
    expect(window.webContents.isCrashed()).toBe(false)
  })
})
