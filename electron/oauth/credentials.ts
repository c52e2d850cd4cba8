import { failed, ok, type Result } from '../../shared/errors.ts'
import { makeAuthorId, type PlatformId } from '../../shared/model.ts'
import { createSubject } from '../core/observable.ts'
import type {
  AccountIdentity,
  Credentials,
  SignInAttempt,
  SignInProblem,
  StoredAccount,
} from '../core/ports/credentials.ts'
import type { Clock, Logger, NetworkEvents, PowerEvents, SecretStore } from '../core/ports/host.ts'
import type { DeviceCodeAuth, Tokens } from '../platforms/platform.ts'
import { makeSecretKey } from '../storage/secrets.ts'
import { type AccountKeeper, createAccountKeeper, withKnownName } from './account-keeper.ts'
import { isPassing } from './back-off.ts'
import { startDeviceFlow } from './device-flow.ts'
import { holdGranted } from './stored-tokens.ts'
import { createTokenVault } from './token-vault.ts'

export interface CredentialsOptions {
  readonly platforms: ReadonlyMap<PlatformId, DeviceCodeAuth>
  readonly secrets: SecretStore
  readonly clock: Clock
  /** 0 to 1, for jitter. */
  readonly random: () => number
  readonly log: Logger
  readonly network: NetworkEvents
  readonly power: Pick<PowerEvents, 'onWake'>
  readonly onProblem?: (problem: SignInProblem) => void
}

/** Tries to learn whose new tokens are, before the sign-in is given up. */
const identifyTries = 5

export const createCredentials = (options: CredentialsOptions): Credentials => {
  const { platforms, secrets, clock, random, log, network, power, onProblem } = options
  const keepers = new Map<string, AccountKeeper>()
  /** Sign-outs under way: what they forget must be forgotten before it is known anew. */
  const leaving = new Map<string, Promise<Result<void>>>()
  const attempts = new Set<SignInAttempt>()
  const listeners = new Set<(accountId: string, identity: AccountIdentity | undefined) => void>()
  let stopped = false

  const tell = (accountId: string, identity: AccountIdentity | undefined) => {
    for (const listener of [...listeners]) listener(accountId, identity)
  }

  const createKeeper = (account: StoredAccount, auth: DeviceCodeAuth): AccountKeeper => {
    const tellOf = (about: SignInProblem['about']) => (message: string | undefined) =>
      onProblem?.({ accountId: account.id, about, message })
    const key = makeSecretKey({ platform: account.platform, issuer: auth.issuer, userId: account.userId })
    const vault = createTokenVault({ secrets, key, clock, random, log, onProblem: tellOf('storing') })
    const onChange = (identity: AccountIdentity | undefined) => tell(account.id, identity)
    return createAccountKeeper({ account, auth, vault, clock, random, log, onChange, onProblem: tellOf('signingOut') })
  }

  const offOnline = network.onChange((online) => {
    if (online) for (const keeper of keepers.values()) keeper.retryNow()
  })
  // No timer runs during sleep: the hourly check may be long due.
  const offWake = power.onWake(() => {
    for (const keeper of keepers.values()) keeper.checkNow()
  })

  const keeperOf = (accountId: string): Result<AccountKeeper> => {
    if (stopped) return failed({ kind: 'unreachable', retrying: false, message: 'Tributary is closing.' })
    const keeper = keepers.get(accountId)
    const message = 'This account is not signed in. Sign in first.'
    return keeper === undefined ? failed({ kind: 'signInAgain', message }) : ok(keeper)
  }

  const discard = (auth: DeviceCodeAuth, clientId: string, tokens: Tokens) => {
    void auth.revoke(clientId, tokens.accessToken).then((revoked) => {
      if (!revoked.ok) log.info('unwanted token not revoked', { why: revoked.error.message })
    })
  }

  const identify = async (auth: DeviceCodeAuth, tokens: Tokens, cancelled: () => boolean) => {
    for (let failures = 1; ; failures++) {
      const answer = await auth.validate(tokens.accessToken)
      if (answer.ok || !isPassing(answer.error) || failures === identifyTries) return answer
      await new Promise<void>((resolve) => {
        clock.after(1_000 * 2 ** (failures - 1), resolve)
      })
      if (cancelled()) return answer
    }
  }

  const accept = async (
    request: { readonly platform: PlatformId; readonly clientId: string },
    auth: DeviceCodeAuth,
    tokens: Tokens,
    cancelled: () => boolean,
  ): Promise<Result<StoredAccount>> => {
    const answer = await identify(auth, tokens, cancelled)
    if (!answer.ok || cancelled() || stopped) {
      discard(auth, request.clientId, tokens)
      return answer.ok ? failed({ kind: 'unreachable', retrying: false, message: 'It was cancelled.' }) : answer
    }
    const { userId } = answer.value
    const known = [...keepers.values()].find(
      ({ account }) => account.platform === request.platform && account.userId === userId,
    )
    const account: StoredAccount = {
      // The same person signs in again to the same account; another issuer's user of that number is another one.
      id: known?.account.id ?? makeAuthorId(request.platform, userId, auth.issuer),
      platform: request.platform,
      clientId: request.clientId,
      ...withKnownName(answer.value, known?.account),
    }
    await leaving.get(account.id)
    const keeper = known ?? createKeeper(account, auth)
    const replaced = await keeper.replace(holdGranted(tokens, request.clientId), answer.value)
    if (!replaced.ok) {
      discard(auth, request.clientId, tokens)
      return replaced
    }
    keepers.set(account.id, keeper)
    return ok({ ...account, ...replaced.value })
  }

  return {
    signIn(request) {
      const auth = platforms.get(request.platform)
      if (auth === undefined || stopped) return failedAttempt(stopped)
      const attempt = startDeviceFlow({
        auth,
        clientId: request.clientId,
        scopes: request.scopes,
        clock,
        log,
        accept: (tokens, cancelled) => accept(request, auth, tokens, cancelled),
        discard: (tokens) => discard(auth, request.clientId, tokens),
      })
      attempts.add(attempt)
      attempt.state.subscribe(({ status }) => {
        if (status !== 'starting' && status !== 'waiting') attempts.delete(attempt)
      })
      return attempt
    },
    resume(account) {
      const auth = platforms.get(account.platform)
      if (auth === undefined || stopped || keepers.has(account.id)) return
      const keeper = createKeeper(account, auth)
      keepers.set(account.id, keeper)
      keeper.checkNow()
    },
    async accessToken(accountId) {
      const keeper = keeperOf(accountId)
      return keeper.ok ? keeper.value.accessToken() : keeper
    },
    async renew(accountId, rejected) {
      const keeper = keeperOf(accountId)
      return keeper.ok ? keeper.value.renew(rejected.value) : keeper
    },
    standing: (accountId) => keepers.get(accountId)?.standing() ?? { kind: 'checking' },
    onChange(listener) {
      const own: typeof listener = (accountId, identity) => listener(accountId, identity)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    async signOut(accountId) {
      const keeper = keepers.get(accountId)
      keepers.delete(accountId)
      if (keeper === undefined) return ok(undefined)
      const left = keeper.signOut().finally(() => leaving.delete(accountId))
      leaving.set(accountId, left)
      return left
    },
    async stop() {
      stopped = true
      offOnline()
      offWake()
      for (const attempt of [...attempts]) attempt.cancel()
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()))
      listeners.clear()
    },
  }
}

const failedAttempt = (stopped: boolean): SignInAttempt => {
  const why = stopped ? 'Tributary is closing.' : 'Tributary cannot sign in to this platform.'
  const error = { kind: 'unsupported', why, message: why } as const
  return { state: createSubject({ status: 'failed', error }), account: () => undefined, cancel: () => undefined }
}
