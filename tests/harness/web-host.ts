/** The web host on a free port with a page of its own, and what is needed to talk to it as a browser does. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Core } from '../../electron/core/ports/client.ts'
import { openWebDoor, type Served, type WebDoorOptions, type WebHost } from '../../electron/hosts/web/host.ts'
import type { OpenTextSocket } from '../../renderer/bridge/ws-bridge.ts'
import { createTestHost, systemClock } from './host.ts'

/** A folder that is gone when the test is over. */
export const makeFolder = async (): Promise<{ readonly path: string; remove(): Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'tributary-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

export const page = '<!doctype html><title>Tributary</title><script type="module" src="./assets/index-Ab1.js"></script>'

export const startTestWebHost = async (
  core: Core,
  { images = { get: async () => undefined }, ...options }: Partial<WebDoorOptions & Served> = {},
): Promise<WebHost & { readonly origin: string; readonly socketUrl: string }> => {
  const folder = await makeFolder()
  await mkdir(join(folder.path, 'assets'))
  await writeFile(join(folder.path, 'index.html'), page)
  await writeFile(join(folder.path, 'assets', 'index-Ab1.js'), 'export {}')
  await writeFile(join(folder.path, 'assets', 'index-Ab1.js.map'), '{}')
  const services = createTestHost()
  const door = await openWebDoor({
    port: 0,
    rendererFolder: folder.path,
    log: services.log,
    clock: systemClock,
    randomId: services.randomId,
    ...options,
  })
  await folder.remove()
  if (!door.ok) throw new Error(door.error.message)
  const { port } = door.value
  return {
    ...door.value.serve({ core, images }),
    origin: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}/socket`,
  }
}

/** As a browser opens sockets, the Origin told; `breakAll` cuts them as a lost network does. */
export const createNodeSockets = (origin: string): { readonly open: OpenTextSocket; breakAll(): void } => {
  const sockets = new Set<WebSocket>()
  return {
    open(url, handlers) {
      const socket = new WebSocket(url, { origin })
      sockets.add(socket)
      socket.on('open', handlers.opened)
      socket.on('message', (data) => handlers.received(data.toString()))
      socket.on('error', () => {})
      socket.on('close', (code) => {
        sockets.delete(socket)
        handlers.closed(code)
      })
      return { send: (text) => socket.send(text), close: () => socket.close() }
    },
    breakAll() {
      for (const socket of sockets) socket.terminate()
    },
  }
}
