/** The simulated Twitch without a network: one Hono app and two socket servers, joined by one world. */
import { Hono } from 'hono'
import { createChat } from './chat/chat.ts'
import type { Script } from './control/context.ts'
import { createControl } from './control/control.ts'
import { createTraffic } from './control/faults.ts'
import { createControlRoutes } from './control/routes.ts'
import type { Control } from './control/types.ts'
import { createConversation } from './conversation/conversation.ts'
import { createEventSubServer } from './eventsub/server.ts'
import { createHelixRoutes } from './helix/routes.ts'
import { createActivateRoutes } from './identity/activate.ts'
import { createIdentity } from './identity/identity.ts'
import { createIdentityRoutes } from './identity/routes.ts'
import { createImageRoutes } from './images/routes.ts'
import { createIrcServer } from './irc/server.ts'
import { type TwitchOptions, toSettings } from './options.ts'
import { createIdentifiers } from './random.ts'
import type { ConnectionFault, SocketKind, WireSocket } from './wire.ts'
import { createWorld } from './world/world.ts'

export interface Twitch {
  readonly app: Hono
  readonly control: Control
  /** A fault scripted for the next connection of this kind, taken once. */
  takeConnectionFault(kind: SocketKind): ConnectionFault | undefined
  accept(kind: SocketKind, socket: WireSocket, query: URLSearchParams, silent: boolean): void
  /** Told once the address is known. */
  setOrigin(origin: string): void
  stop(): void
}

const keptViolations = 500

export const createTwitch = (options: TwitchOptions = {}): Twitch => {
  const settings = toSettings(options)
  const { clock, random } = settings
  const ids = createIdentifiers(random)
  const world = createWorld(clock, random, ids)
  const chat = createChat(world, clock, ids)
  const identity = createIdentity(settings, ids)
  const traffic = createTraffic(clock)
  const script: Script = { drops: [], connectionFaults: [], imageFaults: new Map(), violations: [] }
  let address = 'http://127.0.0.1'
  const origin = (): string => address
  const note = (violation: string): void => {
    script.violations.push(violation)
    if (script.violations.length > keptViolations) script.violations.shift()
  }
  const eventSub = createEventSubServer({
    settings,
    ids,
    world,
    chat,
    note,
    url: () => `${address.replace(/^http/, 'ws')}/eventsub/ws`,
  })
  const irc = createIrcServer({
    settings,
    ids,
    world,
    chat,
    note,
    loginOf(accessToken) {
      const grant = identity.grantOf(accessToken)
      return grant?.scopes.includes('chat:read') === true ? world.userById(grant.userId)?.login : undefined
    },
  })
  identity.onRevoked((grant) => {
    for (const subscription of eventSub.registry.all()) {
      const same = subscription.userId === grant.userId && subscription.clientId === grant.clientId
      const stillGranted = identity
        .grants()
        .some((other) => !other.revoked && other.userId === grant.userId && other.clientId === grant.clientId)
      if (same && !stillGranted && subscription.status === 'enabled') {
        eventSub.revoke(subscription, 'authorization_revoked')
      }
    }
  })
  const conversation = createConversation({ clock, world, chat, origin })
  const { control, stop: stopControl } = createControl(
    { settings, ids, world, chat, identity, eventSub, irc, traffic, script, origin },
    conversation,
  )

  const app = new Hono()
  app.use('*', async (context, next) => {
    await next()
    // A client measures the waits that it is told against this, so it must be of the same clock.
    context.header('Date', new Date(clock.now()).toUTCString())
  })
  app.use('*', traffic.middleware)
  app.route('/oauth2', createIdentityRoutes({ settings, identity, world, origin, note }))
  app.route('/activate', createActivateRoutes({ identity, world, now: clock.now }))
  app.route(
    '/helix',
    createHelixRoutes({
      settings,
      identity,
      world,
      chat,
      registry: eventSub.registry,
      origin,
      scriptedDrop: () => script.drops.shift(),
      onSent: conversation.hear,
    }),
  )
  app.route('/control', createControlRoutes(control))
  app.route('/', createImageRoutes({ faults: script.imageFaults }))

  return {
    app,
    control,
    takeConnectionFault(kind) {
      const index = script.connectionFaults.findIndex((each) => each.socket === kind)
      return index < 0 ? undefined : script.connectionFaults.splice(index, 1)[0]?.fault
    },
    accept(kind, socket, query, silent) {
      if (kind === 'irc') irc.accept(socket, silent)
      else eventSub.accept(socket, query, silent)
    },
    setOrigin(next) {
      address = next
    },
    stop() {
      stopControl()
      traffic.stop()
      eventSub.stop()
      irc.stop()
    },
  }
}
