import { renameSync, statSync } from 'node:fs'
import { pino } from 'pino'
import type { Logger } from './core/ports/host.ts'
import { redactText, redactValue } from './net/redact.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface LogDestination {
  /** One JSON object and a line end. */
  write(line: string): void
}

/**
 * JSON lines: `level`, `time` (ISO 8601), `event` and the fields. Everything is redacted here, at the only way to the
 * destination, so that no caller can forget it. Never throws: a log that cannot be written is lost, not the app.
 */
export const createLogger = (destination: LogDestination, level: LogLevel = 'info'): Logger => {
  const sink = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write(line) {
        try {
          destination.write(line)
        } catch {
          // There is nowhere left to tell it.
        }
      },
    },
  )
  const write =
    (name: Exclude<LogLevel, 'silent'>): Logger[typeof name] =>
    (event, fields) => {
      if (!sink.isLevelEnabled(name)) return
      sink[name]({ fields: fields === undefined ? undefined : redactValue(fields) }, redactText(event))
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/**
 * Standard error, or a file that only its owner may read, appended to; standard error too when the file cannot be opened.
 * `stop` writes what is still held back.
 */
export const openLogDestination = (file?: string): LogDestination & { stop(): void } => {
  const stream = openStream(file)
  // A full disk must not end the app: the line is lost.
  stream.on('error', () => undefined)
  return {
    write: (line) => {
      stream.write(line)
    },
    stop: () => stream.end(),
  }
}

/** Bytes; a log that has grown beyond is put beside itself at the next start, over the one from before. */
const longestLog = 5_000_000

const makeRoom = (file: string): void => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > longestLog) renameSync(file, `${file}.old`)
}

const openStream = (file: string | undefined): ReturnType<typeof pino.destination> => {
  const standardError = { dest: 2, sync: true }
  if (file === undefined) return pino.destination(standardError)
  try {
    makeRoom(file)
    return pino.destination({ dest: file, append: true, mkdir: false, sync: true, mode: 0o600 })
  } catch {
    return pino.destination(standardError)
  }
}
