/** Where frames go, in the order of Electron's own list: started, asked about, redirected, there. */
import { schemeOf, toAppAddress, toPageAddress } from './addresses.ts'
import { createEvent, plainEvent } from './events.ts'
import type { PageLink } from './page-link.ts'
import type { StandInWebContents } from './web-contents.ts'
import type { NavigationArguments } from './web-contents-events.ts'

export interface Navigations {
  /** Asks the guards about a document that is about to be fetched; false: the frame stays where it is. */
  admit(document: { readonly frameId: string; readonly url: string; readonly redirected: boolean }): boolean
  /** What the server, or who stands in for it, has answered. */
  answered(frameId: string, status: number): void
}

interface Navigation {
  readonly url: string
  prevented: boolean
  status: number
}

const sameDocument: ReadonlySet<string> = new Set(['sameDocument', 'historySameDocument'])
/** What Chromium fetches as a document, so that the interception sees it. */
const fetched: ReadonlySet<string> = new Set(['http', 'https'])

export const watchNavigations = (
  link: PageLink,
  contents: StandInWebContents,
  isStandard: (scheme: string) => boolean,
): Navigations => {
  const { cdp, frames } = link
  /** Frames whose page asked for its next navigation by itself. */
  const requested = new Set<string>()
  const current = new Map<string, Navigation>()

  const argumentsOf = (frameId: string, url: string, isSameDocument = false): NavigationArguments => {
    const frame = frames.of(frameId)
    const isMainFrame = frames.isMain(frameId)
    const details = createEvent({ url, isSameDocument, isMainFrame, frame })
    return [details, url, isSameDocument, isMainFrame, frame?.processId ?? -1, frame?.routingId ?? -1]
  }
  const mayGo = (frameId: string, url: string): boolean => {
    const all = argumentsOf(frameId, url)
    contents.emit('will-frame-navigate', all[0])
    if (all[0].defaultPrevented) return false
    if (!frames.isMain(frameId)) return true
    const again = argumentsOf(frameId, url)
    contents.emit('will-navigate', ...again)
    return !again[0].defaultPrevented
  }

  cdp.on('Page.frameRequestedNavigation', ({ frameId, disposition, url }) => {
    if (disposition === 'currentTab') requested.add(frameId)
    else contents.noteUnaskedWindow(toAppAddress(url))
  })
  cdp.on('Page.windowOpen', ({ url }) => contents.noteUnaskedWindow(toAppAddress(url)))
  cdp.on('Page.frameStartedNavigating', ({ frameId, url, navigationType }) => {
    const address = toAppAddress(url)
    const byPage = requested.delete(frameId)
    if (sameDocument.has(navigationType)) {
      contents.emit('did-start-navigation', ...argumentsOf(frameId, address, true))
      return
    }
    contents.emit('did-start-navigation', ...argumentsOf(frameId, address))
    const prevented = byPage && !mayGo(frameId, address)
    current.set(frameId, { url: address, prevented, status: 0 })
    const scheme = schemeOf(url)
    // A link with the app's own scheme: Chromium knows it not, Electron would follow it.
    if (!prevented && isStandard(scheme)) {
      void cdp.send('Page.navigate', { url: toPageAddress(url, isStandard), frameId }).catch(() => undefined)
    } else if (prevented && !fetched.has(scheme)) void cdp.send('Page.stopLoading').catch(() => undefined)
  })
  cdp.on('Page.frameNavigated', ({ frame }) => {
    requested.delete(frame.id)
    const { status = 0, url: asked } = current.get(frame.id) ?? {}
    current.delete(frame.id)
    const isMain = frame.parentId === undefined
    const { processId, routingId } = frames.of(frame.id) ?? { processId: -1, routingId: -1 }
    if (frame.unreachableUrl !== undefined) {
      const failed = toAppAddress(frame.unreachableUrl)
      contents.emit('did-fail-load', plainEvent(), -2, 'ERR_FAILED', failed, isMain, processId, routingId)
      return
    }
    const url = toAppAddress(frame.url + (frame.urlFragment ?? ''))
    if (isMain && url === 'about:blank' && asked === undefined) return
    contents.emit('did-frame-navigate', plainEvent(), url, status, '', isMain, processId, routingId)
    if (isMain) contents.emit('did-navigate', plainEvent(), url, status, '')
  })
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    const { processId, routingId } = frames.of(frameId) ?? { processId: -1, routingId: -1 }
    const isMain = frames.isMain(frameId)
    contents.emit('did-navigate-in-page', plainEvent(), toAppAddress(url), isMain, processId, routingId)
  })
  cdp.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frames.isMain(frameId)) contents.noteLoading(true)
  })
  cdp.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frames.isMain(frameId)) contents.noteLoading(false)
  })
  cdp.on('Page.domContentEventFired', () => contents.emit('dom-ready'))
  cdp.on('Page.loadEventFired', () => contents.noteLoaded())

  return {
    admit({ frameId, url, redirected }) {
      const navigation = current.get(frameId)
      if (navigation?.prevented === true) return false
      if (!redirected) return true
      const all = argumentsOf(frameId, url)
      contents.emit('will-redirect', ...all)
      if (all[0].defaultPrevented) return false
      contents.emit('did-redirect-navigation', ...argumentsOf(frameId, url))
      return true
    },
    answered(frameId, status) {
      const navigation = current.get(frameId)
      if (navigation !== undefined) navigation.status = status
    },
  }
}
