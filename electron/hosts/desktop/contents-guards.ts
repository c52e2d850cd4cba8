/** Where a page may go: nowhere. It is our one page and stays it (checklist, 11 to 14). */
import type { App, WebContents } from 'electron'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { createRateGate } from '../rate-gate.ts'
import { appPage, isAppPage } from './addresses.ts'
import { createBoundedWarning } from './bounded-warning.ts'

export interface ContentsGuardsOptions {
  readonly app: Pick<App, 'on'>
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Logger
  /** Checks an address and opens it in the person's browser; says itself what went wrong. */
  readonly openLink: (url: string) => void
}

/** Holds for every page that this process will ever have, whoever makes it. */
export const guardContents = ({ app, clock, log, openLink }: ContentsGuardsOptions): void => {
  app.on('web-contents-created', (_event, contents) => {
    const links = createRateGate({ perSecond: 0.5, burst: 5 }, clock.elapsed)
    const warn = createBoundedWarning(log, clock)
    const refuse = (what: string, url: string) => warn('page refused', { what, scheme: url.split(':', 1)[0] })
    // Neither the session's fence nor the page's policy sees what WebRTC sends.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    guardNavigation(contents, refuse)
    contents.setWindowOpenHandler(({ url }) => {
      // A middle click on a link means the browser; a page that opens windows by itself is held to a person's pace.
      if (links.take() === 0) openLink(url)
      else refuse('window', url)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
      refuse('webview', '')
    })
  })
  // A server that asks for a certificate of this person gets none: our pages have no server. (One that asks for a password
  // gets none by default.)
  app.on('select-client-certificate', (event, _contents, _url, _certificates, answer) => {
    event.preventDefault()
    answer()
  })
}

const guardNavigation = (contents: WebContents, refuse: (what: string, url: string) => void): void => {
  // Reloading and changing the view are the only ways from our page to our page.
  contents.on('will-navigate', (details) => {
    if (isAppPage(details.url)) return
    details.preventDefault()
    refuse('navigation', details.url)
  })
  contents.on('will-frame-navigate', (details) => {
    if (details.isMainFrame && isAppPage(details.url)) return
    details.preventDefault()
    refuse('frame navigation', details.url)
  })
  contents.on('will-redirect', (details) => {
    details.preventDefault()
    refuse('redirect', details.url)
  })
  // An empty page is shown without asking anybody: it is taken back.
  contents.on('did-navigate', (_event, url) => {
    if (isAppPage(url)) return
    refuse('page', url)
    contents.loadURL(appPage).catch(() => refuse('return', appPage))
  })
}
