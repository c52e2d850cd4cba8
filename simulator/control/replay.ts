import type { Clock } from '../clock.ts'

export interface ReplayTargets {
  readonly irc: (line: string) => void
  readonly eventSub: (frame: string) => void
  /** A frame around `{subscription, event}`. */
  readonly wrap: (payload: Readonly<Record<string, unknown>>) => string
}

const isPayload = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && 'subscription' in value && 'event' in value

/** Sends one recorded line: JSON to EventSub, everything else to IRC. */
export const sendRecorded = (line: string, targets: ReplayTargets): void => {
  if (!line.startsWith('{')) {
    targets.irc(`${line}\r\n`)
    return
  }
  const value: unknown = JSON.parse(line)
  targets.eventSub(isPayload(value) ? targets.wrap(value) : line)
}

export interface Replay {
  readonly done: Promise<{ readonly sent: number }>
  stop(): void
}

/** Sends recorded lines in order, `rate` a second. */
export const startReplay = (
  clock: Clock,
  lines: readonly string[],
  rate: number,
  send: (line: string) => void,
): Replay => {
  const startedAt = clock.now()
  let sent = 0
  const { promise, resolve } = Promise.withResolvers<{ readonly sent: number }>()
  const stop = (): void => {
    cancel()
    resolve({ sent })
  }
  const cancel = clock.every(10, () => {
    const due = Math.min(lines.length, Math.ceil(((clock.now() - startedAt) / 1000) * rate))
    while (sent < due) {
      const line = lines[sent++]
      if (line !== undefined) send(line)
    }
    if (sent >= lines.length) stop()
  })
  return { done: promise, stop }
}
