import { Hono } from 'hono'
import type { Chat } from '../chat/chat.ts'
import type { RoomMessage } from '../chat/types.ts'
import type { Registry } from '../eventsub/registry.ts'
import type { Identity } from '../identity/identity.ts'
import type { TwitchSettings } from '../options.ts'
import type { World } from '../world/world.ts'
import { addEventSubRoutes } from './eventsub.ts'
import { addModerationRoutes } from './moderation.ts'
import { addPictureRoutes } from './pictures.ts'
import { addReferenceRoutes } from './reference.ts'
import { createHelixGate, helixError, isRefusal } from './request.ts'
import { addSendRoute, type DropReason } from './send.ts'

export interface HelixContext {
  readonly settings: TwitchSettings
  readonly identity: Identity
  readonly world: World
  readonly chat: Chat
  readonly registry: Registry
  readonly origin: () => string
  readonly scriptedDrop: () => DropReason | undefined
  readonly onSent: (message: RoomMessage) => void
}

/** `api.twitch.tv/helix`. */
export const createHelixRoutes = (context: HelixContext): Hono => {
  const { settings, identity, world, chat, registry, origin } = context
  const { clock } = settings
  const routes = new Hono()
  const gate = createHelixGate(settings, identity, world)

  routes.onError((error, c) => {
    if (!isRefusal(error)) throw error
    return c.json(helixError(error.status, error.message), error.status, error.headers)
  })
  addReferenceRoutes(routes, { gate, world, origin })
  addPictureRoutes(routes, { gate, world, origin })
  addSendRoute(routes, {
    gate,
    clock,
    world,
    chat,
    scriptedDrop: context.scriptedDrop,
    onSent: context.onSent,
  })
  addModerationRoutes(routes, { gate, clock, world, chat })
  addEventSubRoutes(routes, { gate, registry, world, chat })
  routes.all('*', (c) => c.json(helixError(404, 'This path does not exist.'), 404))
  return routes
}
