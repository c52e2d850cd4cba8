/** Every request of a page, in Electron's order: the navigation's guards, the session's fence, the scheme's handler; no network. */
import { schemeOf, toAppAddress, toPageAddress } from './addresses.ts'
import type { Navigations } from './navigations.ts'
import type { PageLink } from './page-link.ts'
import type { StandInSession } from './session.ts'
import type { WebContentsFace } from './web-contents.ts'
import type { RequestDetails } from './web-request.ts'
import type { World } from './world.ts'

export interface RequestOptions {
  readonly world: World
  readonly link: PageLink
  readonly session: StandInSession
  readonly contents: WebContentsFace
  readonly navigations: Navigations
  /** Told before the main frame's document is fetched. */
  readonly beforeDocument: (url: string, pageUrl: string) => Promise<void>
}

interface Paused {
  readonly requestId: string
  readonly frameId: string
  readonly resourceType: string
  readonly redirectedRequestId?: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly postData?: string
  }
}

const kinds: Readonly<Record<string, RequestDetails['resourceType']>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  Media: 'media',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
}

export const answerRequests = (options: RequestOptions): void => {
  const { world, link, session, contents, navigations } = options
  const { cdp, frames } = link
  let last = 0

  const fail = (requestId: string, errorReason: 'Aborted' | 'BlockedByClient' | 'ConnectionRefused' | 'Failed') =>
    cdp.send('Fetch.failRequest', { requestId, errorReason })
  const fulfil = async (paused: Paused, response: Response) => {
    const isStandard = world.schemes.isStandard
    const responseHeaders = [...response.headers].map(([name, value]) => ({
      name,
      value: name === 'location' ? toPageAddress(value, isStandard) : value,
    }))
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    if (paused.resourceType === 'Document') navigations.answered(paused.frameId, response.status)
    const { requestId } = paused
    await cdp.send('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body })
  }
  const detailsOf = (paused: Paused, url: string): RequestDetails => ({
    id: ++last,
    url,
    method: paused.request.method,
    webContentsId: contents.id,
    webContents: contents,
    frame: frames.of(paused.frameId),
    resourceType: kindOf(paused, frames),
    referrer: paused.request.headers['Referer'] ?? '',
    timestamp: Date.now(),
    uploadData: [],
  })
  const requestOf = ({ request: { method, headers, postData } }: Paused, url: string) =>
    new Request(url, { method, headers: { ...headers }, ...(postData === undefined ? {} : { body: postData }) })

  const answer = async (paused: Paused): Promise<void> => {
    const { requestId, resourceType, frameId } = paused
    const url = toAppAddress(paused.request.url)
    // A browser's own wish for an icon to show in its tab: an Electron window has none.
    if (isIcon(paused)) return fulfil(paused, new Response(null, { status: 204 }))
    if (resourceType === 'Document') {
      const redirected = paused.redirectedRequestId !== undefined
      if (!navigations.admit({ frameId, url, redirected })) return void (await fail(requestId, 'Aborted'))
    }
    const { cancel = false, redirectURL } = await session.webRequest.ask(detailsOf(paused, url))
    if (cancel) return void (await fail(requestId, 'BlockedByClient'))
    if (redirectURL !== undefined) return fulfil(paused, Response.redirect(redirectURL, 307))
    const handler = session.protocol.handlerOf(schemeOf(url)) ?? world.internet.get(url)
    if (handler !== undefined) {
      if (resourceType === 'Document' && frames.isMain(frameId)) await options.beforeDocument(url, paused.request.url)
      return fulfil(paused, await handler(requestOf(paused, url)))
    }
    if (/^(https?|ftp)$/u.test(schemeOf(url))) world.leaks.push(url)
    await fail(requestId, 'ConnectionRefused')
  }
  cdp.on('Fetch.requestPaused', (paused) => {
    answer(paused).catch(async (error: unknown) => {
      // Of a page that is gone by now nobody waits for the answer.
      if (link.page.isClosed()) return
      world.problems.push(error)
      await fail(paused.requestId, 'Failed').catch(() => undefined)
    })
  })
  // The interception does not see sockets: the app's fence is asked all the same, and the sink lets none through.
  cdp.on('Network.webSocketCreated', async ({ url }) => {
    const details: RequestDetails = {
      id: ++last,
      url,
      method: 'GET',
      webContentsId: contents.id,
      webContents: contents,
      resourceType: 'webSocket',
      referrer: '',
      timestamp: Date.now(),
      uploadData: [],
    }
    const { cancel = false } = await session.webRequest.ask(details)
    if (cancel) world.fencedHosts.add(new URL(url).hostname)
    else world.leaks.push(url)
  })
}

const kindOf = ({ resourceType, frameId }: Paused, frames: PageLink['frames']): RequestDetails['resourceType'] => {
  if (resourceType === 'Document') return frames.isMain(frameId) ? 'mainFrame' : 'subFrame'
  return kinds[resourceType] ?? 'other'
}

const isIcon = ({ resourceType, request }: Paused): boolean =>
  resourceType === 'Other' && (request.headers['Accept'] ?? '').startsWith('image/')
