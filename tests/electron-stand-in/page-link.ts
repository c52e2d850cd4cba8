/** One page of the machine's Chromium, with the wire that the stand-in drives it by and the two scripts before its own. */
import { randomUUID } from 'node:crypto'
import type { CDPSession, Page } from 'playwright'
import { createCodec } from './codec.ts'
import { type FrameTree, watchFrames } from './frame-tree.ts'
import { mainWorldScript, preloadScript, preloadWorldName } from './page-scripts.ts'
import { bindingName, inletName, type PreloadMessage } from './preload-world.ts'

const codec = createCodec()

export interface PageLink {
  readonly page: Page
  readonly cdp: CDPSession
  readonly frames: FrameTree
  readonly browserContextId: string
  /** Into the preload's world of that frame; a frame without one hears nothing. Answers what was written. */
  send(frameId: string | undefined, channel: string, values: readonly unknown[]): string
  answer(frameId: string, id: number, failure: string | undefined, value: unknown): void
  /** Lets the page believe that nobody sees it, or that somebody does. */
  setHidden(hidden: boolean): Promise<void>
}

export interface PageLinkOptions {
  readonly page: Page
  readonly hidden: boolean
  readonly preload: string | undefined
  readonly inSubFrames: boolean
  readonly versions: Readonly<Record<string, string>>
  readonly processId: number
  readonly received: (message: PreloadMessage, frameId: string, link: PageLink) => void
  /** Before anything can happen in the page: the place for further listeners. */
  readonly prepare: (link: PageLink) => Promise<void> | void
}

export const openPageLink = async (options: PageLinkOptions): Promise<PageLink> => {
  const { page, preload, inSubFrames, versions } = options
  const cdp = await page.context().newCDPSession(page)
  const secret = `electron-stand-in-${randomUUID()}`
  /** Of the preload's world, by frame, and the other way round. */
  const worlds = new Map<string, number>()
  const frameOfWorld = new Map<number, string>()
  let scripts: readonly string[] = []

  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    const frameId: unknown = context.auxData?.['frameId']
    if (context.name !== preloadWorldName || typeof frameId !== 'string') return
    worlds.set(frameId, context.id)
    frameOfWorld.set(context.id, frameId)
  })
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    const frameId = frameOfWorld.get(executionContextId)
    // What a document sent last may come after it: its frame is known by then still, and its world is not.
    if (frameId !== undefined && worlds.get(frameId) === executionContextId) worlds.delete(frameId)
  })
  cdp.on('Runtime.executionContextsCleared', () => worlds.clear())
  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    const frameId = frameOfWorld.get(executionContextId)
    if (name !== bindingName || frameId === undefined) return
    const isCurrent = worlds.get(frameId) === executionContextId
    const message: PreloadMessage = JSON.parse(payload)
    options.received(message, isCurrent ? frameId : '', link)
  })

  const call = (frameId: string | undefined, declaration: string, values: readonly (string | number | undefined)[]) => {
    const executionContextId = frameId === undefined ? undefined : worlds.get(frameId)
    if (executionContextId === undefined) return
    const args = values.map((value) => (value === undefined ? {} : { value }))
    cdp
      .send('Runtime.callFunctionOn', { functionDeclaration: declaration, arguments: args, executionContextId })
      // The document went away meanwhile: nobody is there to be told.
      .catch(() => undefined)
  }
  const preloading = preloadScript({ secret, preload, versions, platform: process.platform, inSubFrames })
  /** In this order: the page's end of the bridge is there when the preload exposes something. */
  const addScripts = async (hidden: boolean) => {
    const added = await Promise.all([
      cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript({ secret }, hidden) }),
      cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: preloading, worldName: preloadWorldName }),
    ])
    return added.map(({ identifier }) => identifier)
  }
  let changing = Promise.resolve()
  const changeHidden = async (hidden: boolean): Promise<void> => {
    const old = scripts
    scripts = await addScripts(hidden)
    await Promise.all(old.map((identifier) => cdp.send('Page.removeScriptToEvaluateOnNewDocument', { identifier })))
    const detail = { detail: hidden }
    const tell = `window.dispatchEvent(new CustomEvent('${secret} hidden', ${JSON.stringify(detail)}))`
    for (const frameId of worlds.keys()) call(frameId, `() => ${tell}`, [])
  }
  const frames = watchFrames(cdp, options.processId, (frameId, channel, values) => link.send(frameId, channel, values))
  const { targetInfo } = await cdp.send('Target.getTargetInfo')
  const link: PageLink = {
    page,
    cdp,
    frames,
    browserContextId: targetInfo.browserContextId ?? '',
    send(frameId, channel, values) {
      const text = codec.encode(values)
      call(frameId, `(channel, values) => window['${inletName}'].receive(channel, values)`, [channel, text])
      return text
    },
    answer(frameId, id, failure, value) {
      const text = failure === undefined ? codec.encode(value) : ''
      call(frameId, `(id, failure, value) => window['${inletName}'].answer(id, failure, value)`, [id, failure, text])
    },
    setHidden(hidden) {
      changing = changing.then(() => changeHidden(hidden))
      return changing
    },
  }
  await options.prepare(link)
  const [added] = await Promise.all([
    addScripts(options.hidden),
    cdp.send('Page.enable'),
    cdp.send('Runtime.enable'),
    cdp.send('Network.enable'),
    cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
    cdp.send('Runtime.addBinding', { name: bindingName, executionContextName: preloadWorldName }),
  ])
  scripts = added
  frames.begin((await cdp.send('Page.getFrameTree')).frameTree.frame.id)
  return link
}
