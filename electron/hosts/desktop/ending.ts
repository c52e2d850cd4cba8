/** Quitting, whoever asks for it: everything is put in order first, within a bound, and only then the app ends. */
import type { App } from 'electron'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { endInOrder } from '../../foundation.ts'

export interface EndingParts {
  readonly app: Pick<App, 'quit' | 'relaunch'> & {
    on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown
  }
  readonly clock: Pick<Clock, 'after'>
  readonly log: Logger
}

export interface Ending {
  /** What is begun from now on is ended first. A step is taken also after one that failed. */
  add(step: () => unknown): void
  /** Everything is in order, or the time for it is over; the app may quit. Safe to call again. */
  end(): Promise<void>
  /** Somebody starts the app while it ends: then it starts anew. Answers whether it ends. */
  startAfter(): boolean
}

/** A platform that does not answer must not keep the app from ending; what was on its way is on disk (DESIGN 5). */
const withinMs = 8_000

export const prepareEnding = ({ app, clock, log }: EndingParts): Ending => {
  const steps: (() => unknown)[] = []
  let ending: Promise<void> | undefined
  let ended = false
  let again = false
  const run = async () => {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(withinMs, () => {
      log.warn('not ended in time')
      resolve()
    })
    await Promise.race([endInOrder(log, steps.toReversed()), tooLong])
    cancel()
    ended = true
  }
  const end = () => {
    ending ??= run()
    return ending
  }
  app.on('before-quit', (event) => {
    if (ended) return
    event.preventDefault()
    void end().then(() => {
      if (again) app.relaunch()
      app.quit()
    })
  })
  return {
    add(step) {
      steps.push(step)
    },
    end,
    startAfter() {
      if (ending === undefined) return false
      again = true
      return true
    },
  }
}
