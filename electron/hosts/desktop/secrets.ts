/** Where sign-ins rest on a desktop: in the system's keyring, else where the person says (DESIGN 5, "Tokens stay in main"). */
import { join } from 'node:path'
import type { HostInfo } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import { createSubject, type Observable } from '../../core/observable.ts'
import type { Clock, SecretStore } from '../../core/ports/host.ts'
import type { Disk } from '../../storage/disk.ts'
import { createFileSecrets } from '../../storage/file-secrets.ts'
import { capitalised, nameKeyring } from '../../storage/keyring-names.ts'
import { type Cipher, createKeyringSecrets, KeyringUnavailable } from '../../storage/keyring-secrets.ts'
import { createMemorySecrets } from '../../storage/secrets.ts'
import { createSerial } from '../../storage/serial.ts'
import { type KeyringSource, openCipher, selectedKeyring } from './keyring.ts'

export type SecretsChoice = 'memory' | 'file'

export interface DesktopSecretsOptions extends KeyringSource {
  readonly folder: string
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** Keeps everything in memory, asks nothing, and leaves keyring and disk alone. */
  readonly demo: boolean
  /** What the person chose in an earlier start. */
  readonly choice: SecretsChoice | undefined
  readonly recordChoice: (choice: SecretsChoice) => Promise<Result<void>>
  /** What a person should know, in whole sentences; never a secret. */
  readonly onProblem: (message: string) => void
  readonly disk?: Disk
}

export interface DesktopSecrets {
  readonly secrets: SecretStore
  /** As it is now: it changes when the person answers, and when a keyring answers late. */
  kept(): HostInfo['capabilities']['secrets']
  /** Null where there is nothing to ask. */
  readonly question: Observable<{ readonly why: string } | null>
  keep(where: SecretsChoice): Promise<Result<void>>
}

/** A locked keyring makes the system ask the person, who may take any time. */
const answerWithinMs = 5_000

/**
 * Waits for the keyring for at most 5 s; one that answers later is taken up then, with what was kept elsewhere until then.
 * The app must be ready: before that, Electron knows no keyring.
 */
export const openDesktopSecrets = async (options: DesktopSecretsOptions): Promise<DesktopSecrets> => {
  if (options.demo) return openDemoSecrets()
  const { folder, clock, choice, recordChoice, onProblem } = options
  const fileOptions = {
    folder,
    now: clock.now,
    onProblem,
    ...(options.disk === undefined ? {} : { disk: options.disk }),
  }
  const memory = createMemorySecrets()
  const file = createFileSecrets(fileOptions)
  let keyring = createKeyringSecrets({ ...fileOptions, cipher: absentCipher })
  let place: 'keyring' | SecretsChoice = 'memory'
  let isAnswered = choice !== undefined
  let why = ''
  const question = createSubject<{ readonly why: string } | null>(null)
  // What moves is in neither place for a moment: nobody looks meanwhile.
  const inTurn = createSerial()
  const backend = selectedKeyring(options)
  const keyringName = nameKeyring(backend ?? '')

  const current = () => (place === 'keyring' ? keyring : place === 'file' ? file : memory)

  /** Moves everything into the keyring; what cannot move stays where it is, and works there. */
  const takeUp = async (cipher: Cipher): Promise<boolean> => {
    keyring = createKeyringSecrets({ ...fileOptions, cipher })
    const moved = await orFailed(async () => {
      const taken = await keyring.take(new Map([...(await file.all()), ...(await memory.all())]))
      // Not before the file is gone: at the next start it would win over newer secrets of the keyring.
      return taken.ok ? file.clear() : taken
    })
    if (!moved.ok) {
      why = `The sign-ins could not be moved into ${keyringName}. ${moved.error.message}`
      onProblem(why)
      return false
    }
    await memory.clear()
    place = 'keyring'
    question.set(null)
    return true
  }

  const settleWithout = async (reason: string): Promise<void> => {
    const stored = await orUndefined(() => keyring.storedWith())
    const keptThere = stored === undefined ? '' : ` The sign-ins stored with ${stored} are kept and come back with it.`
    why = `${reason}${keptThere}`
    const held = await orUndefined(() => file.all())
    const hasFile = held === undefined || held.size > 0
    if (choice === 'memory' && hasFile) {
      onProblem(
        `${join(folder, 'secrets.json')} holds sign-ins of an earlier start. Tributary keeps them in memory now, as you chose: delete the file if you do not need it.`,
      )
    }
    // Who has sign-ins in that file agreed to it once, even if that was not recorded.
    if (choice === 'file' || (choice === undefined && hasFile)) {
      place = 'file'
      isAnswered = true
    }
    if (!isAnswered) question.set({ why })
    else if (stored !== undefined) onProblem(why)
  }

  const orUndefined = async <Value>(run: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await run()
    } catch (error) {
      onProblem(messageOf(error))
      return undefined
    }
  }

  const unusable = `${capitalised(keyringName)} cannot be used in this start: it may be locked or not running.`
  if (backend === undefined) await settleWithout(noKeyring)
  else {
    const opening = openCipher(options, backend)
    const cipher = await within(clock, answerWithinMs, opening)
    if (cipher === undefined) await settleWithout(unusable)
    else if (cipher !== 'late') {
      // What did not move is used where it is.
      if (!(await takeUp(cipher))) place = 'file'
    } else {
      await settleWithout(
        `${capitalised(keyringName)} has not answered within ${answerWithinMs / 1_000} s: it may be locked. Once it answers, Tributary uses it.`,
      )
      void opening.then((found) =>
        inTurn(async () => {
          if (found !== undefined) await takeUp(found)
          else {
            why = unusable
            if (question.value !== null) question.set({ why })
          }
        }),
      )
    }
  }

  const keep = async (where: SecretsChoice): Promise<Result<void>> => {
    if (place === 'keyring') {
      const reason = `${keyringName} keeps them`
      return failed({
        kind: 'unsupported',
        why: reason,
        message: `There is nothing to choose for sign-ins: ${reason}.`,
      })
    }
    // Before anything moves: what was not recorded would be asked again, and answered by what is already done.
    const recorded = await recordChoice(where)
    if (!recorded.ok) return recorded
    if (place !== where) {
      const [from, to] = where === 'file' ? [memory, file] : [file, memory]
      const moved = await orFailed(async () => to.take(await from.all()))
      if (!moved.ok) return moved
      place = where
      const cleared = await from.clear()
      if (!cleared.ok) return cleared
    }
    isAnswered = true
    question.set(null)
    return ok(undefined)
  }

  const explain = (): string => {
    switch (place) {
      case 'keyring':
        return backend === 'dpapi'
          ? 'Sign-ins are encrypted by Windows for your user account. That protects them against other users of this computer, not against other programs of yours.'
          : `Sign-ins are encrypted with a key that ${keyringName} holds.`
      case 'file':
        return `Sign-ins are kept in a file that only your user may read, in ${folder}. They are not encrypted. ${why}`
      case 'memory':
        return `Sign-ins are kept in memory and end with Tributary${isAnswered ? ', as you chose' : ' until you choose otherwise'}. ${why}`
    }
  }

  return {
    secrets: {
      read: (key) =>
        inTurn(async () => {
          const here = await current().read(key)
          return here === undefined && place !== 'keyring' ? keyring.read(key) : here
        }),
      write: (key, secret) => inTurn(() => current().write(key, secret)),
      delete: (key) =>
        inTurn(async () => {
          const here = await current().delete(key)
          return here.ok && place !== 'keyring' ? keyring.delete(key) : here
        }),
    },
    kept: () => ({ kept: place, explains: explain() }),
    question,
    keep: (where) => inTurn(() => keep(where)),
  }
}

const noKeyring = 'This computer has no keyring that Tributary can use, such as GNOME’s keyring or KWallet.'

/** Reads and writes nothing, and forgets what it is told to. */
const absentCipher: Cipher = {
  backend: 'none',
  encrypt: () => Promise.reject(new KeyringUnavailable()),
  decrypt: () => Promise.reject(new KeyringUnavailable()),
}

const openDemoSecrets = (): DesktopSecrets => ({
  secrets: createMemorySecrets(),
  kept: () => ({ kept: 'memory', explains: 'The demo keeps its sign-ins in memory: they end with it.' }),
  question: createSubject(null),
  keep: async () => {
    const why = 'the demo keeps its sign-ins in memory'
    return failed({ kind: 'unsupported', why, message: `There is nothing to choose here: ${why}.` })
  },
})

const within = <Value>(
  clock: Pick<Clock, 'after'>,
  limitMs: number,
  promise: Promise<Value>,
): Promise<Value | 'late'> =>
  new Promise((resolve) => {
    const cancel = clock.after(limitMs, () => resolve('late'))
    void promise.then((value) => {
      cancel()
      resolve(value)
    })
  })

const orFailed = async (run: () => Promise<Result<void>>): Promise<Result<void>> => {
  try {
    return await run()
  } catch (error) {
    return failed({ kind: 'unreachable', retrying: false, message: messageOf(error) })
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'The store of the sign-ins failed.'
