/** The one command gate of every host: the name, then the schema, then the handler; nothing else leads to a handler. */
import { type CommandName, isCommandName } from '../../shared/contract.ts'
import { failed, type Result } from '../../shared/errors.ts'
import type { Handlers, OwnWindow } from './commands.ts'
import { commandSchemas } from './contract-schemas.ts'
import type { HostServices } from './ports/host.ts'

export type Gate = (name: unknown, input: unknown, own: OwnWindow) => Promise<Result<unknown>>

/** Never rejects: what a handler throws is logged under a reference and answered as `bug`. */
export const createGate = (handlers: Handlers, host: Pick<HostServices, 'log' | 'randomId'>): Gate => {
  const call = <Name extends CommandName>(
    name: Name,
    input: unknown,
    own: OwnWindow,
  ): Promise<Result<unknown>> | Result<unknown> => {
    const parsed = commandSchemas[name].safeParse(input)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const field = issue?.path.join('.') ?? ''
      const reason = issue?.message ?? 'it does not fit'
      return failed({ kind: 'invalid', field, reason, message: sentence(field, reason) })
    }
    return handlers[name](parsed.data, own)
  }
  return async (name, input, own) => {
    if (!isCommandName(name)) {
      return failed({
        kind: 'unsupported',
        why: 'unknown command',
        message: 'This version of Tributary has no such command.',
      })
    }
    try {
      return await call(name, input, own)
    } catch (error) {
      const reference = host.randomId().slice(0, 8)
      host.log.error('command failed', {
        command: name,
        reference,
        error: error instanceof Error ? error.stack : String(error),
      })
      return failed({
        kind: 'bug',
        reference,
        message: `Something went wrong inside Tributary (reference ${reference}). Nothing was lost; try again, and report it if it stays.`,
      })
    }
  }
}

const sentence = (field: string, reason: string): string =>
  field === '' ? `This cannot be done: ${reason}.` : `This cannot be done: ${field} ${reason}.`
