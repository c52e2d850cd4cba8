/** Quitting, whoever asks for it: everything is put in order first, within a bound, and only then the app ends. */
import type { App } from 'electron'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { endInOrder } from '../../foundation.ts'

export interface EndingParts {
  readonly app: Pick<App, 'quit'> & {
    on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown
  }
  readonly clock: Pick<Clock, 'after'>
  readonly log: Logger
  /** In their order; each is taken also after one that failed. */
  readonly steps: readonly (() => unknown)[]
}

export interface Ending {
  /** Everything is in order, or the time for it is over; the app may quit. Safe to call again. */
  end(): Promise<void>
}

/** A platform that does not answer must not keep the app from ending; what was on its way is on disk (DESIGN 5). */
const withinMs = 8_000

export const prepareEnding = ({ app, clock, log, steps }: EndingParts): Ending => {
  let ending: Promise<void> | undefined
  let ended = false
  const run = async () => {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(withinMs, () => {
      log.warn('not ended in time')
      resolve()
    })
    await Promise.race([endInOrder(log, steps), tooLong])
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
    void end().then(() => app.quit())
  })
  return { end }
}
