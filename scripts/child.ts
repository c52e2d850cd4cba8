/** A started app, followed to its end: Ctrl+C here ends it in order, and it never outlives this process. */
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { interrupts, say } from './project.ts'

export interface FollowedChild {
  /** The exit code, once it has ended. */
  readonly finished: Promise<number>
  /** Ends it in order. */
  stop(): Promise<void>
}

/** A later Ctrl+C is a person's impatience; one may come twice at once, from the terminal and from npm. */
const impatientAfterMs = 1_000

/** `brokenOff` says what to do when something else ended it, not in order. */
export const followChild = (child: ChildProcess, brokenOff: string): FollowedChild => {
  let toldAt: number | undefined
  const tell = () => {
    toldAt ??= performance.now()
    // Windows knows no signal that a program could answer; the app ends by itself when the line to us is cut.
    if (process.platform === 'win32' && child.connected) child.disconnect()
    else child.kill('SIGTERM')
  }
  const onSignal = () => {
    if (toldAt !== undefined && performance.now() - toldAt > impatientAfterMs) child.kill('SIGKILL')
    else tell()
  }
  const finished = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      say(`Tributary did not start: ${error.message}. ${brokenOff}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => {
      if (signal === null || toldAt !== undefined) return resolve(code ?? 0)
      say(`Tributary was ended by ${signal}, not in order. ${brokenOff}`)
      resolve(128 + constants.signals[signal])
    })
  })
  for (const signal of interrupts) process.on(signal, onSignal)
  process.once('disconnect', onSignal)
  void finished.then(() => process.off('disconnect', onSignal))
  return {
    finished,
    async stop() {
      tell()
      await finished
    },
  }
}
