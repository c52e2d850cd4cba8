/** Every way a window can be joined to the core: one line each, and the whole contract is proven for it. */
import type { Core } from '../../electron/core/ports/client.ts'
import { createIpcBridge } from '../../renderer/bridge/ipc-bridge.ts'
import type { LinkBridge } from '../../renderer/bridge/link-bridge.ts'
import { createMemoryBridge, type MemoryBridge } from '../../renderer/bridge/memory-bridge.ts'
import { createWsBridge } from '../../renderer/bridge/ws-bridge.ts'
import { createVirtualClock, type VirtualClock } from '../harness/clock.ts'
import { createIpcPair, type IpcWindow } from '../harness/ipc.ts'
import { createNodeSockets, startTestWebHost } from '../harness/web-host.ts'

export interface Joined {
  /** Opens a window. */
  open(): LinkBridge
  /** The windows' own time: time-outs and back-off. */
  readonly clock: VirtualClock
  /** Cuts every line without a word. */
  breakLines(): void
  stop(): Promise<void>
}

export type Transport = (core: Core, report: (error: unknown) => void) => Promise<Joined>

const memory: Transport = async (core, report) => {
  const clock = createVirtualClock()
  const bridges: MemoryBridge[] = []
  return {
    clock,
    open() {
      const bridge = createMemoryBridge(core, { timers: clock, random: () => 0.5, report })
      bridges.push(bridge)
      return bridge
    },
    breakLines() {
      for (const bridge of bridges) bridge.breakLine()
    },
    async stop() {
      for (const bridge of bridges) bridge.stop()
    },
  }
}

const ws: Transport = async (core, report) => {
  const clock = createVirtualClock()
  const host = await startTestWebHost(core)
  const sockets = createNodeSockets(host.origin)
  const bridges: LinkBridge[] = []
  return {
    clock,
    open() {
      const bridge = createWsBridge({
        url: host.socketUrl,
        token: host.token,
        openSocket: sockets.open,
        timers: clock,
        random: () => 0.5,
        report,
      })
      bridges.push(bridge)
      return bridge
    },
    breakLines: sockets.breakAll,
    async stop() {
      for (const bridge of bridges) bridge.stop()
      await host.stop()
    },
  }
}

const ipc: Transport = async (core, report) => {
  const clock = createVirtualClock()
  const pair = createIpcPair(core)
  const windows: { readonly window: IpcWindow; readonly bridge: LinkBridge }[] = []
  return {
    clock,
    open() {
      const window = pair.openWindow()
      const bridge = createIpcBridge(window.api, { timers: clock, random: () => 0.5, report })
      windows.push({ window, bridge })
      return bridge
    },
    // The host gives a page up by saying so; it has no other way to cut the line under a page that lives.
    breakLines() {
      for (const { window } of windows) window.say(new Map())
    },
    async stop() {
      for (const { window, bridge } of windows) {
        bridge.stop()
        window.close()
      }
      pair.gate.stop()
    },
  }
}

export const transports: readonly (readonly [name: string, transport: Transport])[] = [
  ['memory', memory],
  ['ws', ws],
  ['ipc', ipc],
]
