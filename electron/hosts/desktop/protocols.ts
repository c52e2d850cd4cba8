/** What the desktop's page is made of: the built files under `app:`, and images under `emote:`. Nothing else answers. */
import type { Protocol } from 'electron'
import { emoteAddress } from '../../../shared/protocol.ts'
import type { Logger } from '../../core/ports/host.ts'
import { contentSecurityPolicy, emptyPolicy, imagePolicy, securityHeaders } from '../headers.ts'
import type { ServedImages } from '../images.ts'
import type { Manifest } from '../manifest.ts'
import { appPage, appScheme, emoteScheme } from './addresses.ts'

/** Once, before the app is ready. Neither scheme may bypass the page's policy. */
export const registerSchemes = (protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: emoteScheme, privileges: { standard: true, secure: true } },
  ])

export interface ServeOptions {
  readonly protocol: Pick<Protocol, 'handle'>
  readonly manifest: Manifest
  readonly images: ServedImages
  readonly log: Logger
}

export const serveProtocols = ({ protocol, manifest, images, log }: ServeOptions): void => {
  protocol.handle(appScheme, (request) => answerPage(request, manifest))
  protocol.handle(emoteScheme, async (request) => {
    try {
      return await answerImage(request, images)
    } catch (error) {
      log.error('image broke', { error: error instanceof Error ? error.message : String(error) })
      return empty(500)
    }
  })
}

type Asked = Pick<Request, 'method' | 'url'>

/** Looked up by its whole name, never opened by it: no spelling of a path leads out of the built files. */
export const answerPage = ({ method, url }: Asked, manifest: Manifest): Response => {
  if (method !== 'GET') return empty(405)
  const file = url.startsWith(appPage) ? manifest.get(pathOf(url)) : undefined
  if (file === undefined) return empty(404)
  return new Response(file.bytes, {
    headers: {
      ...securityHeaders(contentSecurityPolicy()),
      'content-type': file.type,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    },
  })
}

const pathOf = (url: string): string => url.slice(appPage.length - 1).replace(/[?#].*$/su, '')

export const answerImage = async ({ method, url }: Asked, images: ServedImages): Promise<Response> => {
  if (method !== 'GET') return empty(405)
  const key = url.startsWith(emoteAddress) ? url.slice(emoteAddress.length) : ''
  const image = /^[\w-]{1,200}$/u.test(key) ? await images.get(key) : undefined
  if (image === undefined) return empty(404)
  return new Response(image.bytes, {
    headers: {
      ...securityHeaders(imagePolicy),
      // The page's own origin is another scheme's.
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': image.type,
      'cache-control': 'private, max-age=31536000, immutable',
    },
  })
}

const empty = (status: 404 | 405 | 500): Response =>
  new Response(null, { status, headers: { ...securityHeaders(emptyPolicy), 'cache-control': 'no-store' } })
