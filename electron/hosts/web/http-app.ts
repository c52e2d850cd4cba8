/** The web host's pages: the built files and the images, and nothing else. Requests come here only after the guard. */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Logger } from '../../core/ports/host.ts'
import { contentSecurityPolicy, emptyPolicy, imagePolicy, securityHeaders } from '../headers.ts'
import type { ServedImages } from '../images.ts'
import type { Manifest } from '../manifest.ts'

type Environment = { Bindings: HttpBindings }

export const createHttpApp = (options: {
  readonly manifest: Manifest
  readonly images: ServedImages
  readonly log: Logger
}): Hono<Environment> => {
  const { manifest, images, log } = options
  const app = new Hono<Environment>()

  app.get('/img/:key', async (context) => {
    const image = await images.get(context.req.param('key'))
    if (image === undefined) return empty(context, 404)
    return context.body(image.bytes, 200, {
      ...securityHeaders(imagePolicy),
      'content-type': image.type,
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })

  app.get('*', (context) => {
    const file = manifest.get(context.req.path)
    if (file === undefined) return empty(context, 404)
    return context.body(file.bytes, 200, {
      ...securityHeaders(policyFor(context)),
      'content-type': file.type,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    })
  })

  app.notFound((context) => empty(context, 404))
  app.onError((error, context) => {
    log.error('request broke', { path: context.req.path, error: error.message })
    return empty(context, 500)
  })
  return app
}

/** The guard has checked the Host. */
const policyFor = (context: Context<Environment>): string =>
  contentSecurityPolicy(`ws://${context.req.header('host') ?? ''}`)

const empty = (context: Context<Environment>, status: 404 | 500): Response =>
  context.body(null, status, {
    ...securityHeaders(emptyPolicy),
    'cache-control': 'no-store',
    'content-length': '0',
  })
