/** The smallest app that there is, on the stand-in: what the stand-in itself is proven by. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchBrowser } from '../harness/browser.ts'
import { makeFolder } from '../harness/web-host.ts'
import type { StandInWindow } from './browser-window.ts'
import { startNetworkSink } from './network-sink.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

export interface TinyOptions {
  /** By path: HTML, or whatever the app answers there. */
  readonly pages?: Readonly<Record<string, string | Response>>
  /** The preload's text. */
  readonly preload?: string
  readonly window?: Electron.BrowserWindowConstructorOptions
  /** Before the window opens. */
  readonly prepare?: (standIn: StandIn) => void
  readonly path?: string
}

export interface TinyApp {
  readonly standIn: StandIn
  readonly window: StandInWindow
  readonly page: Page
  /** What the page's console said. */
  readonly console: readonly string[]
}

const html = (body: string): Response =>
  new Response(`<!doctype html><title>Tiny</title>${body}`, { headers: { 'content-type': 'text/html; charset=utf-8' } })

const plainPreload = `
  const { contextBridge, ipcRenderer } = require('electron')
  contextBridge.exposeInMainWorld('tiny', {
    send: (...values) => ipcRenderer.send('tiny', ...values),
    invoke: (...values) => ipcRenderer.invoke('tiny', ...values),
    listen: (listener) => { ipcRenderer.on('tiny', (_event, ...values) => listener(...values)) },
  })`

export interface Bare {
  readonly standIn: StandIn
  /** Of this stand-in alone; gone when the test is over. */
  readonly folder: string
}

export interface TinyApps {
  /** The stand-in with the smallest app in it. */
  readonly start: (options?: TinyOptions) => Promise<TinyApp>
  /** The stand-in with nothing in it. */
  readonly startBare: () => Promise<Bare>
}

/** Registers the browser's life with the test file; every test starts apps of its own, which end with it. */
export const prepareTinyApps = (): TinyApps => {
  let browser: Browser | undefined
  const ends: (() => Promise<void>)[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  afterAll(() => browser?.close())
  const startBare = async (): Promise<Bare> => {
    if (browser === undefined) throw new Error('The browser is there only while a test runs.')
    const sink = await startNetworkSink()
    const context = await browser.newContext(sink.contextOptions)
    context.setDefaultTimeout(20_000)
    const folder = await makeFolder()
    const standIn = startStandIn({ context, sink, folder: folder.path })
    ends.push(async () => {
      await standIn.stop()
      await context.close()
      await sink.stop()
      await folder.remove()
    })
    return { standIn, folder: folder.path }
  }
  const start = async (options: TinyOptions = {}): Promise<TinyApp> => {
    const { pages = {}, preload = plainPreload, path = '/', prepare } = options
    const { standIn, folder } = await startBare()
    const lines: string[] = []
    standIn.context.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`))
    const file = join(folder, 'preload.cjs')
    await writeFile(file, preload)
    const window = await standIn.launch(async () => {
      standIn.defaultSession.protocol.registerSchemesAsPrivileged([
        { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
        { scheme: 'picture', privileges: { standard: true, secure: true } },
      ])
      await standIn.app.whenReady()
      standIn.defaultSession.protocol.handle('app', (request) => {
        const answer = pages[new URL(request.url).pathname]
        if (answer === undefined) return new Response('nothing here', { status: 404 })
        return typeof answer === 'string' ? html(answer) : answer
      })
      prepare?.(standIn)
      const { BrowserWindow } = standIn.electron
      const opened = new BrowserWindow({
        ...options.window,
        webPreferences: { preload: file, ...options.window?.webPreferences },
      })
      await opened.loadURL(`app://bundle${path}`)
      return opened
    })
    return { standIn, window, page: await window.page(), console: lines }
  }
  return { start, startBare }
}
