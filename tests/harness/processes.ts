/** Commands of this project as processes, each in a group of its own: what one leaves behind can be seen and is ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const readyLine = /^Tributary ready at (http:\/\/127\.0\.0\.1:\d+\/#\S+)$/mu

export interface Started {
  readonly child: ChildProcess
  readonly output: () => string
  /** ms from the start to the ready line. */
  readonly readyAfterMs: () => number
  readonly ready: Promise<string>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

export interface Processes {
  /** This Node, with these arguments. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Started
  /** Whether any process of its group still runs. */
  isAlive(one: Started): boolean
  /** Ends whatever still runs. */
  endAll(): Promise<void>
}

export const createProcesses = (): Processes => {
  let started: Started[] = []
  const isAlive: Processes['isAlive'] = ({ child }) => {
    try {
      return child.pid !== undefined && process.kill(-child.pid, 0)
    } catch {
      return false
    }
  }
  return {
    isAlive,
    start(args, env = {}) {
      const begun = performance.now()
      const child = spawn(process.execPath, args, {
        cwd: root,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      })
      let output = ''
      let readyAfterMs = Number.NaN
      const { promise: ready, resolve, reject } = Promise.withResolvers<string>()
      // Not every test waits for it.
      ready.catch(() => undefined)
      const hear = (data: unknown) => {
        output += String(data)
        const url = readyLine.exec(output)?.[1]
        if (url === undefined || !Number.isNaN(readyAfterMs)) return
        readyAfterMs = performance.now() - begun
        resolve(url)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      const ended = new Promise<Awaited<Started['ended']>>((settle) => {
        child.on('close', (code, signal) => {
          settle({ code, signal })
          reject(new Error(`It ended before it was ready: ${output}`))
        })
      })
      const one = { child, output: () => output, readyAfterMs: () => readyAfterMs, ready, ended }
      started.push(one)
      return one
    },
    async endAll() {
      const all = started
      started = []
      for (const one of all) {
        if (isAlive(one) && one.child.pid !== undefined) process.kill(-one.child.pid, 'SIGKILL')
        await one.ended
      }
    },
  }
}
