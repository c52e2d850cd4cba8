/** What both entries stand on, whatever host they open: the endpoints file, the tap, problems and how an app ends. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { Alert } from '../shared/contract.ts'
import { failed, ok, type Result } from '../shared/errors.ts'
import type { Alerts } from './core/alerts.ts'
import type { Clock, Logger } from './core/ports/host.ts'
import { createWireTap, type InspectableTap, printInbound } from './net/tap.ts'

/** Unguessable, URL-safe text of 192 bits. */
export const randomId = (): string => randomBytes(24).toString('base64url')

/** The parsed file that `TRIBUTARY_ENDPOINTS` names; undefined where it names none. */
export const readEndpointFile = async (path: string | undefined): Promise<Result<unknown>> => {
  if (path === undefined || path === '') return ok(undefined)
  try {
    return ok(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `The endpoints file named in TRIBUTARY_ENDPOINTS cannot be read: ${reason}`
    return failed({ kind: 'invalid', field: 'TRIBUTARY_ENDPOINTS', reason, message })
  }
}

/** The tap on the wire; where a file is named for it, it is on, and written there when the app ends. */
export const openTap = (
  clock: Pick<Clock, 'now'>,
  file: string | undefined,
): { readonly tap: InspectableTap; stop(): Promise<void> } => {
  const tap = createWireTap({ now: clock.now })
  const path = file || undefined
  if (path !== undefined) tap.enable()
  return {
    tap,
    async stop() {
      if (path !== undefined) await writeFile(path, printInbound(tap.frames()), { mode: 0o600 })
    },
  }
}

export interface Problems {
  /** Says in the window what the person should know; what comes before there is one is said as soon as there is. */
  tell(message: string): void
  raise(alert: Alert): void
  connect(alerts: Pick<Alerts, 'raise'>): void
}

export const createProblems = (): Problems => {
  const early: Alert[] = []
  let alerts: Pick<Alerts, 'raise'> | undefined
  const raise = (alert: Alert) => {
    if (alerts === undefined) early.push(alert)
    else alerts.raise(alert)
  }
  return {
    tell: (message) => raise({ id: `problem ${randomId()}`, severity: 'warning', message }),
    raise,
    connect(next) {
      alerts = next
      for (const alert of early.splice(0)) raise(alert)
    },
  }
}

/** Somebody is live: after an error that nobody caught what still works goes on, and the person is told. */
export const watchForBugs = (options: {
  readonly process: Pick<NodeJS.Process, 'on' | 'off'>
  readonly log: Logger
  readonly raise: (alert: Alert) => void
  readonly dataFolder: string
}): (() => void) => {
  const { process, log, raise, dataFolder } = options
  const onBug = (error: unknown) => {
    log.error('uncaught', { error: error instanceof Error ? error.stack : String(error) })
    raise({
      id: 'bug',
      severity: 'error',
      message: `Something went wrong inside Tributary, and a part of it may stand still. Restart it when you can; tributary.log in ${dataFolder} says more.`,
    })
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
  return () => {
    process.off('uncaughtException', onBug)
    process.off('unhandledRejection', onBug)
  }
}

/** Every step is taken, in order, also after one that fails. */
export const endInOrder = async (log: Logger, steps: readonly (() => unknown)[]): Promise<void> => {
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      log.error('not ended in order', { error: error instanceof Error ? error.stack : String(error) })
    }
  }
}
