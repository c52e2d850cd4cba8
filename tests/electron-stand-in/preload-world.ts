/**
 * What a sandboxed preload finds around it: `require('electron')` with `contextBridge` and `ipcRenderer`, a short `process`,
 * and nothing else of Node. Sent to the page as source, into a world of its own that no script of the page can reach.
 */
import type { BridgeEnd } from './bridge-ends.ts'
import type { Codec } from './codec.ts'

/** From the page to the test's process; `values` and `value` are the codec's. */
export type PreloadMessage =
  | { readonly kind: 'send'; readonly channel: string; readonly values: string }
  | { readonly kind: 'invoke'; readonly channel: string; readonly values: string; readonly id: number }
  | { readonly kind: 'broken'; readonly message: string }
  | {
      readonly kind: 'open'
      readonly url: string
      readonly frameName: string
      readonly features: string
      readonly disposition: 'foreground-tab' | 'background-tab' | 'new-window'
    }
  /** The person clicked into the page, or typed. */
  | { readonly kind: 'input' }
  | { readonly kind: 'contextMenu'; readonly x: number; readonly y: number; readonly misspelled: string }

/** From the test's process to the page. */
export interface PreloadInlet {
  receive(channel: string, values: string): void
  answer(id: number, failure: string | undefined, value: string): void
}

export const bindingName = 'electronStandInPost'
export const inletName = 'electronStandInInlet'

export interface PreloadSurroundings {
  readonly codec: Codec
  readonly bridge: BridgeEnd
  readonly post: (message: PreloadMessage) => void
  readonly versions: Readonly<Record<string, string>>
  readonly platform: string
}

export type PreloadModule = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  process: unknown,
) => void

/** Runs the preload; answers the way in for what the app sends. */
export const runPreload = (preload: PreloadModule | undefined, around: PreloadSurroundings): PreloadInlet => {
  type Listener = (event: unknown, ...values: unknown[]) => void
  const { codec, bridge, post } = around
  const listeners = new Map<string, { readonly listener: Listener; readonly once: boolean }[]>()
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let lastInvoke = 0
  const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

  const strict = <Part extends object>(name: string, part: Part): Part =>
    new Proxy(part, {
      get(target, key) {
        if (typeof key === 'string' && !(key in target) && key !== 'then') {
          throw new Error(`The Electron stand-in's sandboxed preload has no ${name}.${key}.`)
        }
        return Reflect.get(target, key)
      },
    })

  const add = (channel: string, listener: Listener, once: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }])
    return ipcRenderer
  }
  const remove = (channel: string, listener: Listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((other) => other.listener !== listener),
    )
    return ipcRenderer
  }
  const ipcRenderer = {
    send: (channel: string, ...values: unknown[]) => post({ kind: 'send', channel, values: codec.encode(values) }),
    invoke: (channel: string, ...values: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++lastInvoke
        const text = codec.encode(values)
        waiting.set(id, { resolve, reject })
        post({ kind: 'invoke', channel, values: text, id })
      }),
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    addListener: (channel: string, listener: Listener) => add(channel, listener, false),
    off: remove,
    removeListener: remove,
    removeAllListeners(channel: string) {
      listeners.delete(channel)
      return ipcRenderer
    },
  }
  const electron = strict('electron', {
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
    contextBridge: strict('contextBridge', {
      exposeInMainWorld: (name: string, api: unknown) => bridge.expose(name, api),
    }),
  })
  const process = strict('process', {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: window.top === window,
    platform: around.platform,
    versions: around.versions,
    env: {},
  })
  const require = (name: string): unknown => {
    if (name === 'electron') return electron
    if (name === 'timers' || name === 'node:timers') return { setTimeout, clearTimeout, setInterval, clearInterval }
    if (name === 'url' || name === 'node:url') return { URL, URLSearchParams }
    throw new Error(`module not found: ${name}`)
  }
  try {
    const module = { exports: {} }
    preload?.(require, module, module.exports, process)
  } catch (error) {
    post({ kind: 'broken', message: error instanceof Error ? error.message : String(error) })
  }
  return {
    receive(channel, values) {
      const event = { sender: ipcRenderer, ports: [] }
      for (const entry of [...(listeners.get(channel) ?? [])]) {
        if (entry.once) remove(channel, entry.listener)
        entry.listener(event, ...listOf(codec.decode(values)))
      }
    },
    answer(id, failure, value) {
      const settle = waiting.get(id)
      waiting.delete(id)
      if (failure === undefined) settle?.resolve(codec.decode(value))
      else settle?.reject(new Error(failure))
    },
  }
}
