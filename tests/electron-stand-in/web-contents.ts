/** `webContents`: a page of the machine's Chromium with Electron's face. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { originOf, toAppAddress, toPageAddress } from './addresses.ts'
import { createCodec } from './codec.ts'
import { createEvent, plainEvent } from './events.ts'
import { type IpcEvent, StandInIpcMain } from './ipc-main.ts'
import { watchNavigations } from './navigations.ts'
import { openPageLink, type PageLink } from './page-link.ts'
import { applyPermissions } from './permissions.ts'
import type { PreloadMessage } from './preload-world.ts'
import { refuseUnknown } from './refuse.ts'
import { answerRequests } from './requests.ts'
import type { SessionFace, StandInSession } from './session.ts'
import type { WebContentsEvents } from './web-contents-events.ts'
import type { FrameFace, StandInFrame } from './web-frame-main.ts'
import type { World } from './world.ts'

type Known =
  | 'id'
  | 'loadURL'
  | 'reload'
  | 'reloadIgnoringCache'
  | 'stop'
  | 'send'
  | 'getURL'
  | 'getTitle'
  | 'getType'
  | 'getProcessId'
  | 'getOSProcessId'
  | 'isDestroyed'
  | 'isCrashed'
  | 'isLoading'
  | 'isLoadingMainFrame'
  | 'isFocused'
  | 'focus'
  | 'close'
  | 'forcefullyCrashRenderer'
  | 'executeJavaScript'
  | 'setWindowOpenHandler'
  | 'openDevTools'
  | 'closeDevTools'
  | 'toggleDevTools'
  | 'isDevToolsOpened'
  | 'getZoomFactor'
  | 'setZoomFactor'
  | 'getZoomLevel'
  | 'setZoomLevel'
  | 'setVisualZoomLevelLimits'
  | 'setWebRTCIPHandlingPolicy'
  | 'getWebRTCIPHandlingPolicy'
  | 'setBackgroundThrottling'
  | 'setIgnoreMenuShortcuts'
  | 'setAudioMuted'
  | 'replaceMisspelling'

export type WebContentsFace = Pick<Electron.WebContents, Known> & {
  readonly mainFrame: FrameFace
  readonly session: SessionFace
}

export type WindowOpenDetails = Electron.HandlerDetails
export type WindowOpenHandler = (details: WindowOpenDetails) => Electron.WindowOpenHandlerResponse

export interface ContentsOptions {
  readonly preferences: Electron.WebPreferences
  readonly size: { readonly width: number; readonly height: number }
  readonly hidden: boolean
  /** Opens what a window-open handler allowed. */
  readonly openAllowed: (url: string, options: Electron.BrowserWindowConstructorOptions) => void
  readonly isFocused: () => boolean
  readonly focus: () => void
  /** The page is gone although nobody here closed it. */
  readonly onPageClosed: () => void
}

const codec = createCodec()
/** Chromium's own number for a process that fell over. */
const crashedExitCode = 139

type WebRtcPolicy = Parameters<Electron.WebContents['setWebRTCIPHandlingPolicy']>[0]

export class StandInWebContents extends EventEmitter<WebContentsEvents> implements WebContentsFace {
  readonly id: number
  readonly session: StandInSession
  readonly ipc = new StandInIpcMain()
  /** What windows the page asked for. */
  readonly windowRequests: WindowOpenDetails[] = []
  private webRtcPolicy: WebRtcPolicy = 'default'
  private readonly world: World
  private readonly options: ContentsOptions
  private link: Promise<PageLink>
  private current: PageLink | undefined
  private processId: number
  private hidden: boolean
  private destroyed = false
  private crashed = false
  private loading = false
  private devTools = false
  private zoom = 0
  private title = ''
  private windowOpen: WindowOpenHandler = () => ({ action: 'allow' })
  /** Resolves when the document on its way has been loaded. */
  private loaded = Promise.withResolvers<void>()

  constructor(world: World, options: ContentsOptions, id: number) {
    super()
    this.world = world
    this.options = options
    this.id = id
    this.processId = 1_000 + id
    this.hidden = options.hidden
    this.session = world.sessionOf(options.preferences.partition ?? '')
    world.contents.set(id, this)
    this.link = this.openLink()
    // Whoever needs the page hears of it.
    this.link.catch(() => undefined)
    this.loaded.promise.catch(() => undefined)
    world.app.emit('web-contents-created', plainEvent(), this)
  }

  private async openLink(): Promise<PageLink> {
    const { world, options } = this
    const page = await world.context.newPage()
    await page.setViewportSize(options.size)
    const { preload, nodeIntegrationInSubFrames = false } = options.preferences
    const permitted = new Set<string>()
    const link = await openPageLink({
      page,
      hidden: this.hidden,
      preload: preload === undefined ? undefined : readFileSync(preload, 'utf8'),
      inSubFrames: nodeIntegrationInSubFrames,
      versions: world.versions,
      processId: this.processId,
      received: (message, frameId, from) => this.receive(message, frameId, from),
      prepare: (opening) => {
        const { isStandard } = world.schemes
        const navigations = watchNavigations(opening, this, isStandard)
        answerRequests({
          world,
          link: opening,
          session: this.session,
          contents: this,
          navigations,
          beforeDocument: async (url, pageUrl) => {
            const { origin: pageOrigin } = new URL(pageUrl)
            if (permitted.has(pageOrigin)) return
            permitted.add(pageOrigin)
            const { cdp, browserContextId } = opening
            const origin = originOf(url)
            const { session } = this
            await applyPermissions({ session, contents: this, cdp, browserContextId, url, origin, pageOrigin })
          },
        })
      },
    })
    this.session.watchPermissions(() => permitted.clear())
    page.on('crash', () => this.noteCrash())
    page.on('close', () => {
      if (this.current?.page === page && !this.destroyed && !this.crashed) options.onPageClosed()
    })
    this.current = link
    return link
  }

  get mainFrame(): StandInFrame {
    if (this.current === undefined) throw new Error('The Electron stand-in has no page yet.')
    return this.current.frames.main()
  }

  /** The page itself, once it is there. */
  async page(): Promise<Page> {
    return (await this.link).page
  }
  /** Every frame that is there now. */
  frames(): readonly StandInFrame[] {
    return this.current?.frames.all() ?? []
  }

  async loadURL(url: string): Promise<void> {
    const { cdp } = await this.link
    this.loaded = Promise.withResolvers<void>()
    const { promise } = this.loaded
    promise.catch(() => undefined)
    const { errorText } = await cdp.send('Page.navigate', { url: toPageAddress(url, this.world.schemes.isStandard) })
    if (errorText !== undefined && errorText !== '') {
      throw Object.assign(new Error(`${errorText.replace('net::', '')} (-2) loading '${url}'`), {
        code: 'ERR_FAILED',
        url,
      })
    }
    await promise
  }

  reload(): void {
    if (this.crashed) {
      // What has crashed comes back in another process, and here on another page.
      const { url } = this.mainFrame
      this.crashed = false
      this.processId += 1
      this.link = this.openLink()
      this.link.then(() => this.loadURL(url)).catch((error: unknown) => this.world.problems.push(error))
      return
    }
    this.act(({ cdp }) => cdp.send('Page.reload'))
  }
  reloadIgnoringCache(): void {
    this.act(({ cdp }) => cdp.send('Page.reload', { ignoreCache: true }))
  }
  stop(): void {
    this.act(({ cdp }) => cdp.send('Page.stopLoading'))
  }

  send(channel: string, ...values: unknown[]): void {
    const { current, destroyed, crashed } = this
    // As in Electron, what cannot be cloned throws, also where nobody hears it.
    if (current === undefined || destroyed || crashed) codec.encode(values)
    else this.note('main', channel, current.send(current.frames.mainId(), channel, values))
  }

  getURL(): string {
    return this.current?.frames.main().url ?? ''
  }
  getTitle(): string {
    return this.title
  }
  getType(): 'window' {
    return 'window'
  }
  getProcessId(): number {
    return this.processId
  }
  getOSProcessId(): number {
    return this.processId
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  isCrashed(): boolean {
    return this.crashed
  }
  isLoading(): boolean {
    return this.loading
  }
  isLoadingMainFrame(): boolean {
    return this.loading
  }
  isFocused(): boolean {
    return this.options.isFocused()
  }
  focus(): void {
    this.options.focus()
  }
  close(): void {
    this.options.onPageClosed()
  }
  forcefullyCrashRenderer(): void {
    this.act(({ cdp }) => {
      // It answers no more.
      void cdp.send('Page.crash').catch(() => undefined)
    })
  }
  async executeJavaScript(code: string): Promise<unknown> {
    const { cdp } = await this.link
    const answer = await cdp.send('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true })
    if (answer.exceptionDetails !== undefined) throw new Error('Script failed to execute')
    return answer.result.value
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpen = handler
  }
  openDevTools(): void {
    this.devTools = this.options.preferences.devTools !== false
  }
  closeDevTools(): void {
    this.devTools = false
  }
  toggleDevTools(): void {
    if (this.devTools) this.closeDevTools()
    else this.openDevTools()
  }
  isDevToolsOpened(): boolean {
    return this.devTools
  }
  getZoomFactor(): number {
    return 1.2 ** this.zoom
  }
  setZoomFactor(factor: number): void {
    this.zoom = Math.log(factor) / Math.log(1.2)
  }
  getZoomLevel(): number {
    return this.zoom
  }
  setZoomLevel(level: number): void {
    this.zoom = level
  }
  async setVisualZoomLevelLimits(): Promise<void> {}
  setWebRTCIPHandlingPolicy(policy: WebRtcPolicy): void {
    this.webRtcPolicy = policy
  }
  getWebRTCIPHandlingPolicy(): WebRtcPolicy {
    return this.webRtcPolicy
  }
  setBackgroundThrottling(): void {}
  setIgnoreMenuShortcuts(): void {}
  setAudioMuted(): void {}
  replaceMisspelling(text: string): void {
    this.act(({ cdp }) => cdp.send('Input.insertText', { text }))
  }

  // From here on: what the rest of the stand-in and tests do with it.

  /** Whether anybody can see it. */
  setHidden(hidden: boolean): void {
    if (hidden === this.hidden) return
    this.hidden = hidden
    this.act((link) => link.setHidden(hidden))
  }
  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.world.contents.delete(this.id)
    for (const frame of this.frames()) frame.end()
    this.loaded.reject(new Error('ERR_ABORTED (-3): the window is gone'))
    this.emit('destroyed')
    this.link.then(({ page }) => page.close()).catch(() => undefined)
  }
  noteLoading(loading: boolean): void {
    this.loading = loading
    this.emit(loading ? 'did-start-loading' : 'did-stop-loading')
  }
  noteLoaded(): void {
    this.emit('did-finish-load')
    this.loaded.resolve()
    void this.readTitle()
  }
  /** A page asks for a window: by a script, a link or a form. */
  askForWindow(details: WindowOpenDetails): void {
    this.windowRequests.push(details)
    const { action, overrideBrowserWindowOptions = {} } = this.windowOpen(details)
    if (action === 'allow') this.options.openAllowed(details.url, overrideBrowserWindowOptions)
  }
  /** Chromium opened one behind our back, which the context closes again; the handler is asked all the same. */
  noteUnaskedWindow(url: string): void {
    this.askForWindow(openDetails(url, '', '', 'background-tab'))
  }
  /** As if this frame had sent it, or one that navigated away since (null). */
  deliver(frame: FrameFace | null, channel: string, values: readonly unknown[]): void {
    const text = codec.encode(values)
    this.note('page', channel, text)
    const { event, answer } = this.ipcEvent(() => frame, frame?.processId ?? this.processId)
    this.dispatch(event, channel, text, answer)
  }

  private receive(message: PreloadMessage, frameId: string, link: PageLink): void {
    if (link !== this.current || this.destroyed) return
    if (message.kind === 'send' || message.kind === 'invoke') {
      this.note('page', message.channel, message.values)
      const frame = link.frames.of(frameId)
      const { event } = this.ipcEvent(() => (frame === null || frame.isDestroyed() ? null : frame), this.processId)
      if (message.kind === 'send') this.dispatch(event, message.channel, message.values)
      else void this.invoke(event, message, (failure, value) => link.answer(frameId, message.id, failure, value))
    } else if (message.kind === 'open') {
      const { url, frameName, features, disposition } = message
      this.askForWindow(openDetails(toAppAddress(url), frameName, features, disposition))
    } else if (message.kind === 'input') {
      // A window that is clicked into is the one in front.
      this.options.focus()
    } else if (message.kind === 'broken') {
      const error = new Error(message.message)
      this.world.problems.push(error)
      this.emit('preload-error', plainEvent(), this.options.preferences.preload ?? '', error)
    } else {
      const { x, y, misspelled } = message
      this.askForContextMenu({ x, y, misspelledWord: misspelled, frame: link.frames.of(frameId) })
    }
  }

  /** A right click that the page did not take; a test adds what a spell checker would have found. */
  askForContextMenu(
    params: Partial<WebContentsEvents['context-menu'][1]> & { readonly x: number; readonly y: number },
  ): void {
    const canAll = {
      canUndo: true,
      canRedo: true,
      canCut: true,
      canCopy: true,
      canPaste: true,
      canDelete: true,
      canSelectAll: true,
      canEditRichly: false,
    }
    const nothing = { misspelledWord: '', dictionarySuggestions: [], isEditable: false, selectionText: '', linkURL: '' }
    this.emit('context-menu', plainEvent(), { ...nothing, editFlags: canAll, frame: this.mainFrame, ...params })
  }

  private ipcEvent(frameOf: () => FrameFace | null, processId: number) {
    const answer = (channel: string, ...values: unknown[]) => this.send(channel, ...values)
    const details = { type: 'frame', processId, frameId: 1, sender: this, senderFrame: null, reply: answer } as const
    const event: IpcEvent = Object.defineProperty(createEvent(details), 'senderFrame', { get: frameOf })
    return { event, answer }
  }

  private dispatch(event: IpcEvent, channel: string, text: string, _answer?: unknown): void {
    const values = valuesOf(text)
    try {
      this.emit('ipc-message', event, channel, ...values)
      this.ipc.emit(channel, event, ...values)
      this.world.ipcMain.emit(channel, event, ...values)
    } catch (error) {
      this.world.problems.push(error)
    }
  }

  private async invoke(
    event: IpcEvent,
    { channel, values }: { readonly channel: string; readonly values: string },
    answer: (failure: string | undefined, value: unknown) => void,
  ): Promise<void> {
    const handler = this.ipc.handlerOf(channel) ?? this.world.ipcMain.handlerOf(channel)
    const remote = (error: unknown) => `Error invoking remote method '${channel}': ${String(error)}`
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      const value = await handler(event, ...valuesOf(values))
      this.note('main', channel, codec.encode(value))
      answer(undefined, value)
    } catch (error) {
      answer(remote(error), undefined)
    }
  }

  private note(from: 'page' | 'main', channel: string, values: string): void {
    this.world.traffic.push(JSON.stringify({ from, contents: this.id, channel, values: JSON.parse(values) }))
  }

  private noteCrash(): void {
    if (this.destroyed) return
    this.crashed = true
    for (const frame of this.frames()) frame.end()
    const details = { reason: 'crashed', exitCode: crashedExitCode } as const
    this.emit('render-process-gone', plainEvent(), details)
    this.world.app.emit('render-process-gone', plainEvent(), this, details)
  }

  private async readTitle(): Promise<void> {
    const title = await this.page()
      .then((page) => page.title())
      .catch(() => this.title)
    if (title === this.title || this.destroyed) return
    this.title = title
    this.emit('page-title-updated', plainEvent(), title, true)
  }

  private act(does: (link: PageLink) => unknown): void {
    this.link
      .then(async (link) => {
        if (!this.destroyed) await does(link)
      })
      .catch((error: unknown) => {
        if (!this.destroyed && !this.crashed) this.world.problems.push(error)
      })
  }

  static {
    refuseUnknown('webContents', StandInWebContents.prototype)
  }
}

const valuesOf = (text: string): readonly unknown[] => {
  const values = codec.decode(text)
  return Array.isArray(values) ? values : []
}

const openDetails = (
  url: string,
  frameName: string,
  features: string,
  disposition: WindowOpenDetails['disposition'],
): WindowOpenDetails => ({ url, frameName, features, disposition, referrer: { url: '', policy: 'no-referrer' } })
