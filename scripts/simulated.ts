/** A running simulator, the endpoint file that leads the app to it, and a bridge into the app for scripts to act by. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import WebSocket from 'ws'
import { createWsBridge, type OpenTextSocket } from '../renderer/bridge/ws-bridge.ts'
import type { Bridge, CommandName, EventName, Events, Input, Output } from '../shared/contract.ts'
import { isRecord, root, startNode } from './project.ts'

export interface SimulatorProcess {
  readonly url: string
  /** Goes with the process; also for the app's data. */
  readonly folder: string
  /** Environment that makes the app speak to this simulator. */
  readonly env: Readonly<Record<string, string>>
  control(operation: string, input?: Readonly<Record<string, unknown>>): Promise<unknown>
  stop(): Promise<void>
}

export const startSimulator = async (args: readonly string[] = []): Promise<SimulatorProcess> => {
  const child = startNode([join(root, 'simulator', 'main.ts'), ...args])
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  const first = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    void exited.then(() => reject(new Error('The simulator ended before it was ready.')))
  })
  const ready: unknown = JSON.parse(first)
  if (!isRecord(ready) || typeof ready['simulator'] !== 'string') throw new Error('The simulator said nothing usable.')
  const url = ready['simulator']
  const folder = await mkdtemp(join(tmpdir(), 'tributary-demo-'))
  const file = join(folder, 'endpoints.json')
  await writeFile(file, JSON.stringify(ready['endpoints']))
  return {
    url,
    folder,
    env: { TRIBUTARY_ENDPOINTS: file, TRIBUTARY_DATA_DIR: folder },
    async control(operation, input = {}) {
      const answer = await fetch(`${url}/control/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      const body: unknown = await answer.json()
      if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(body)}`)
      return isRecord(body) ? body['result'] : undefined
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const openSocketAs =
  (origin: string): OpenTextSocket =>
  (url, handlers) => {
    const socket = new WebSocket(url, { origin })
    socket.on('open', handlers.opened)
    socket.on('message', (data) => handlers.received(data.toString()))
    socket.on('error', () => {})
    socket.on('close', handlers.closed)
    return { send: (text) => socket.send(text), close: () => socket.close() }
  }

export interface Director {
  /** Rejects with the error's own sentence. */
  invoke<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Output<Name>>
  /** Resolves with the first state that `fits`; rejects after 30 s. */
  waitFor<Name extends EventName>(name: Name, fits: (state: Events[Name]) => boolean): Promise<Events[Name]>
  readonly bridge: Bridge
  stop(): void
}

/** A second window into the running app, for a script. `url` is that of the ready line. */
export const direct = (url: string): Director => {
  const { origin, host, hash } = new URL(url)
  const bridge = createWsBridge({ url: `ws://${host}/socket`, token: hash.slice(1), openSocket: openSocketAs(origin) })
  return {
    bridge,
    async invoke(name, input) {
      const result = await bridge.invoke(name, input)
      if (!result.ok) throw new Error(`${name}: ${result.error.message}`)
      return result.value
    },
    waitFor(name, fits) {
      const { promise, resolve, reject } = Promise.withResolvers<Events[typeof name]>()
      const timer = setTimeout(() => reject(new Error(`Nothing fitting was told of ${name} within 30 s.`)), 30_000)
      const release = bridge.subscribe(name, (state) => {
        if (fits(state)) resolve(state)
      })
      return promise.finally(() => {
        clearTimeout(timer)
        release()
      })
    },
    stop: () => bridge.stop(),
  }
}

/** What the simulator takes for any app. */
export const giveClientId = async (director: Director): Promise<void> => {
  await director.invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
}

/** Signs in by the real device-code flow, the simulator's account owner saying yes; answers the account's id. */
export const signIn = async (director: Director, simulator: SimulatorProcess, login: string): Promise<string> => {
  await giveClientId(director)
  await director.invoke('accounts.signIn', { platform: 'twitch', permissionSets: ['chat', 'moderate'] })
  const waiting = await director.waitFor('signIn', (view) => view?.state.status === 'waiting')
  const userCode = waiting?.state.status === 'waiting' ? waiting.state.userCode : ''
  await simulator.control('approveDevice', { user: login, userCode })
  const done = await director.waitFor('signIn', (view) => view !== null && !isUnderWay(view.state.status))
  if (done?.state.status !== 'done') throw new Error(`Signing in ended with "${done?.state.status}".`)
  return done.state.accountId
}

const isUnderWay = (status: string): boolean => status === 'starting' || status === 'waiting'
