import { failed, ok, type Result } from '../../shared/errors.ts'
import type { Clock, Logger, SecretStore } from '../core/ports/host.ts'
import { createSerial } from '../storage/serial.ts'
import { backOffMs } from './back-off.ts'
import { type HeldTokens, parseTokens, printTokens } from './stored-tokens.ts'

export interface VaultOptions {
  readonly secrets: SecretStore
  readonly key: string
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  /** Told once a trouble, not once a try; undefined when it is over. */
  readonly onProblem: (message: string | undefined) => void
}

/** Where one account's tokens rest. */
export interface TokenVault {
  /** Fails when they may be there and cannot be read now. */
  load(): Promise<Result<HeldTokens | undefined>>
  /** Stores them, or says that it did not. */
  store(tokens: HeldTokens): Promise<Result<void>>
  /**
   * Stores them, and when that fails keeps trying until it succeeds or newer ones come: the old ones are spent, so that
   * giving up would sign the account out at the next start. Settles after the first try.
   */
  keep(tokens: HeldTokens): Promise<void>
  forget(): Promise<Result<void>>
  /** Tries a last time to store what is not stored, and ends. */
  stop(): Promise<void>
}

export const createTokenVault = ({ secrets, key, clock, random, log, onProblem }: VaultOptions): TokenVault => {
  const inTurn = createSerial()
  let unsaved: HeldTokens | undefined
  let failures = 0
  let cancelRetry: (() => void) | undefined

  const settled = () => {
    if (failures > 0) onProblem(undefined)
    unsaved = undefined
    failures = 0
    cancelRetry?.()
    cancelRetry = undefined
  }

  const write = (tokens: HeldTokens): Promise<Result<void>> => orFailed(() => secrets.write(key, printTokens(tokens)))

  const saveUnsaved = async (again: boolean): Promise<void> => {
    const tokens = unsaved
    if (tokens === undefined) return
    const written = await write(tokens)
    if (written.ok) {
      if (failures > 0) log.info('tokens stored at last', { failures })
      return settled()
    }
    failures++
    log.warn('tokens not stored', { failures, why: written.error.message })
    if (failures === 1) {
      onProblem(
        `A renewed sign-in could not be stored. It works on, and Tributary keeps trying to store it; if Tributary is closed before that, this account has to sign in again. ${written.error.message}`,
      )
    }
    cancelRetry?.()
    cancelRetry = again ? clock.after(backOffMs(failures, random), retry) : undefined
  }
  const retry = () => {
    cancelRetry = undefined
    void inTurn(() => saveUnsaved(true))
  }

  return {
    load: () =>
      inTurn(async () => {
        try {
          const text = await secrets.read(key)
          const tokens = text === undefined ? undefined : parseTokens(text)
          if (text !== undefined && tokens === undefined) log.warn('stored tokens are unreadable')
          return ok(tokens)
        } catch (error) {
          return notDone(error)
        }
      }),
    store: (tokens) =>
      inTurn(async () => {
        const written = await write(tokens)
        if (written.ok) settled()
        return written
      }),
    keep: (tokens) =>
      inTurn(() => {
        unsaved = tokens
        return saveUnsaved(true)
      }),
    forget: () =>
      inTurn(() => {
        settled()
        return orFailed(() => secrets.delete(key))
      }),
    stop: () =>
      inTurn(() => {
        cancelRetry?.()
        return saveUnsaved(false)
      }),
  }
}

/** A store that rejects against its port is no reason to lose a token. */
const orFailed = async (run: () => Promise<Result<void>>): Promise<Result<void>> => {
  try {
    return await run()
  } catch (error) {
    return notDone(error)
  }
}

const notDone = (error: unknown): Result<never> =>
  failed({
    kind: 'unreachable',
    retrying: false,
    message: error instanceof Error ? error.message : 'The store of the sign-ins failed.',
  })
