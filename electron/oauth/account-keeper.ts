/** Keeps one account signed in: its tokens fresh, stored before they are used, and checked every hour. */
import { failed, ok, type Result, type TributaryError } from '../../shared/errors.ts'
import type { AccessToken, AccountIdentity, Standing, StoredAccount } from '../core/ports/credentials.ts'
import type { Clock, Logger } from '../core/ports/host.ts'
import type { DeviceCodeAuth, ValidatedIdentity } from '../platforms/platform.ts'
import { createSerial } from '../storage/serial.ts'
import { backOffMs, isPassing } from './back-off.ts'
import { type HeldTokens, holdRenewed } from './stored-tokens.ts'
import type { TokenVault } from './token-vault.ts'

export interface KeeperOptions {
  readonly account: StoredAccount
  readonly auth: DeviceCodeAuth
  readonly vault: TokenVault
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  /** With the identity when it was learnt anew, without when only the standing changed. */
  readonly onChange: (identity: AccountIdentity | undefined) => void
  readonly onProblem: (message: string) => void
}

export interface AccountKeeper {
  readonly account: StoredAccount
  standing(): Standing
  /** Checks what is held, or takes up what an earlier session stored; again every hour from then on. */
  checkNow(): void
  /**
   * Takes newer tokens of the same user in place of what there was: stored first, or not taken. Answers what is known of
   * that user then.
   */
  replace(tokens: HeldTokens, identity: ValidatedIdentity): Promise<Result<AccountIdentity>>
  accessToken(): Promise<Result<AccessToken>>
  renew(rejected: string): Promise<Result<AccessToken>>
  /** The network is back: no need to wait out a back-off. */
  retryNow(): void
  signOut(): Promise<Result<void>>
  stop(): Promise<void>
}

const hourMs = 3_600_000
/** Tokens are renewed this long before their end; those that live shorter than twice that, at half their life. */
const marginMs = 300_000
/** A failed renewal answers for its successors this long, so that a hundred channels are one try. */
const dampMs = 5_000

export const createAccountKeeper = (options: KeeperOptions): AccountKeeper => {
  const { account, auth, vault, clock, random, log, onChange, onProblem } = options
  // Renewing, replacing and signing out never overlap: each ends with what is stored and what is held being the same.
  const inTurn = createSerial()
  let held: HeldTokens | undefined
  let margin = marginMs
  let identity: AccountIdentity = account
  let standing: Standing = { kind: 'checking' }
  let ended = false
  /** Undefined until asked for, and again when it failed. */
  let loading: Promise<void> | undefined
  let refreshing: Promise<Result<HeldTokens>> | undefined
  let checking: Promise<void> | undefined
  let failures = 0
  let lastFailure: { readonly at: number; readonly error: TributaryError } | undefined
  let cancelTimer: () => void = () => undefined

  const stand = (next: Standing, learnt?: AccountIdentity) => {
    const changed = standing.kind !== next.kind || whyOf(standing) !== whyOf(next)
    standing = next
    if (!ended && (changed || learnt !== undefined)) onChange(learnt)
  }

  const schedule = (delayMs: number) => {
    cancelTimer()
    if (!ended) cancelTimer = clock.after(delayMs, check)
  }

  const isOver = (tokens: HeldTokens, aheadMs = 0) =>
    tokens.expiresAt !== undefined && clock.now() >= tokens.expiresAt - aheadMs
  const isEnding = (tokens: HeldTokens) => isOver(tokens, tokens.refresh === undefined ? 0 : margin)

  const take = (tokens: HeldTokens) => {
    held = tokens
    const lifeMs = (tokens.expiresAt ?? Number.POSITIVE_INFINITY) - clock.now()
    margin = Math.min(marginMs, Math.max(0, lifeMs) / 2)
    lastFailure = undefined
  }

  /** What a person must do something about ends the keeping; everything else is tried again. */
  const troubled = (error: TributaryError) => {
    if (ended) return
    failures++
    lastFailure = { at: clock.elapsed(), error }
    log.info('account troubled', { account: account.id, kind: error.kind, failures, why: error.message })
    if (!isPassing(error)) {
      stand({ kind: 'signInAgain', why: error.message })
      return schedule(hourMs)
    }
    stand({ kind: 'unreachable', why: error.message })
    const asked = error.kind === 'rateLimited' ? error.retryAt - clock.now() : 0
    schedule(Math.max(asked, backOffMs(failures, random)))
  }

  const lose = async (error: TributaryError) => {
    held = undefined
    cancelTimer()
    log.warn('account lost its sign-in', { account: account.id, why: error.message })
    const forgotten = await vault.forget()
    if (!forgotten.ok) onProblem(forgotten.error.message)
    stand({ kind: 'signInAgain', why: error.message })
  }

  const load = async () => {
    const loaded = await vault.load()
    if (held !== undefined || ended) return
    if (!loaded.ok) {
      loading = undefined
      return troubled(loaded.error)
    }
    if (loaded.value !== undefined) {
      held = loaded.value
      return
    }
    stand({ kind: 'signInAgain', why: `There is no stored sign-in of ${identity.name}. Sign in again.` })
  }

  const current = async (): Promise<Result<HeldTokens>> => {
    await loading
    if (ended) return failed({ kind: 'unreachable', retrying: false, message: 'Tributary is closing.' })
    return held === undefined ? failed(errorOf(standing, identity)) : ok(held)
  }

  const refresh = (): Promise<Result<HeldTokens>> => {
    const wanted = held
    refreshing ??= inTurn(() => refreshOnce(wanted)).finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  const refreshOnce = async (wanted: HeldTokens | undefined): Promise<Result<HeldTokens>> => {
    const from = held
    // Replaced or signed out while waiting for its turn.
    if (from === undefined) return failed(errorOf(standing, identity))
    if (from !== wanted && from.access.reveal() !== wanted?.access.reveal()) return ok(from)
    if (from.refresh === undefined) {
      const error = {
        kind: 'signInAgain',
        message: `The sign-in of ${identity.name} has ended. Sign in again.`,
      } as const
      await lose(error)
      return failed(error)
    }
    const answer = await auth.refresh(from.clientId, from.refresh.reveal())
    if (!answer.ok) {
      if (answer.error.kind === 'signInAgain') await lose(answer.error)
      else troubled(answer.error)
      return answer
    }
    const next = holdRenewed(answer.value, from)
    // Before anything uses it: the old refresh token is spent, and a crash from here on must find the new one.
    await vault.keep(next)
    take(next)
    log.info('tokens renewed', { account: account.id })
    if (standing.kind !== 'checking') stand({ kind: 'ready' })
    // A check under way has the last word: a token that it refuses at once is no success.
    if (checking === undefined) {
      failures = 0
      scheduleNext()
    }
    return ok(next)
  }

  const refreshUnlessJustFailed = async (): Promise<Result<HeldTokens>> => {
    const justFailed = lastFailure !== undefined && clock.elapsed() - lastFailure.at < dampMs
    return justFailed && lastFailure !== undefined && refreshing === undefined ? failed(lastFailure.error) : refresh()
  }

  const check = () => {
    checking ??= checkOnce()
      .catch((error: unknown) => {
        log.error('checking an account failed unexpectedly', { account: account.id, error })
        schedule(hourMs)
      })
      .finally(() => {
        checking = undefined
      })
  }

  const checkOnce = async () => {
    if (held === undefined) {
      loading ??= load()
      await loading
    }
    // The second turn looks at the token that a refused one was exchanged for.
    for (let turn = 0; turn < 2; turn++) {
      const tokens = held
      if (tokens === undefined || ended) return
      if (isEnding(tokens) && !(await refresh()).ok) return
      const checked = held
      if (checked === undefined || ended) return
      const answer = await auth.validate(checked.access.reveal())
      if (ended) return
      if (held !== checked) continue
      if (answer.ok) return learn(checked, answer.value)
      if (answer.error.kind !== 'signInAgain') return troubled(answer.error)
      if (turn === 1) return troubled(refusedFresh)
      if (!(await refresh()).ok) return
    }
    scheduleNext()
  }

  const learn = (tokens: HeldTokens, answer: ValidatedIdentity) => {
    if (answer.userId !== account.userId) {
      return troubled({ kind: 'bug', message: `The stored sign-in is not that of ${identity.name}. Sign in again.` })
    }
    held = { ...tokens, scopes: answer.scopes, expiresAt: answer.expiresAt ?? tokens.expiresAt }
    failures = 0
    lastFailure = undefined
    const learnt = withKnownName(answer, identity)
    const changed = !sameIdentity(learnt, identity)
    identity = learnt
    stand({ kind: 'ready' }, changed ? learnt : undefined)
    scheduleNext()
  }

  /** The platform wants an hourly check; a renewal that is due before brings it forward. */
  const scheduleNext = () => {
    const renewIn = held?.expiresAt === undefined ? hourMs : held.expiresAt - margin - clock.now()
    schedule(Math.min(hourMs, Math.max(1_000, renewIn)))
  }

  const discard = async (tokens: HeldTokens): Promise<boolean> => {
    const revoked = await auth.revoke(tokens.clientId, tokens.access.reveal())
    if (!revoked.ok) log.info('token not revoked', { account: account.id, why: revoked.error.message })
    return revoked.ok
  }

  return {
    account,
    standing: () => standing,
    checkNow: check,
    replace: (tokens, learnt) =>
      inTurn(async () => {
        const stored = await vault.store(tokens)
        if (!stored.ok) return stored
        const before = held
        loading ??= Promise.resolve()
        take(tokens)
        failures = 0
        identity = withKnownName(learnt, identity)
        stand({ kind: 'ready' }, identity)
        scheduleNext()
        if (before !== undefined && before.access.reveal() !== tokens.access.reveal()) void discard(before)
        return ok(identity)
      }),
    async accessToken() {
      const tokens = await current()
      if (!tokens.ok) return tokens
      if (!isEnding(tokens.value)) return ok(tokenOf(tokens.value))
      const renewed = await refreshUnlessJustFailed()
      if (renewed.ok) return ok(tokenOf(renewed.value))
      // It still works for a while, and the network may be back before its end.
      if (isPassing(renewed.error) && held !== undefined && !isOver(held)) return ok(tokenOf(held))
      return renewed
    },
    async renew(rejected) {
      const tokens = await current()
      if (!tokens.ok) return tokens
      if (tokens.value.access.reveal() !== rejected) return ok(tokenOf(tokens.value))
      const renewed = await refreshUnlessJustFailed()
      return renewed.ok ? ok(tokenOf(renewed.value)) : renewed
    },
    retryNow() {
      if (standing.kind === 'unreachable') check()
    },
    async signOut() {
      await loading
      return inTurn(async () => {
        ended = true
        cancelTimer()
        const last = held
        held = undefined
        const [forgotten, revoked] = await Promise.all([vault.forget(), last === undefined ? true : discard(last)])
        if (!revoked) {
          onProblem(
            `${identity.name} is signed out here, but the platform could not be told. To be sure, disconnect Tributary in the platform's own settings.`,
          )
        }
        return forgotten
      })
    },
    async stop() {
      ended = true
      cancelTimer()
      // A refresh under way has spent the stored token: its successor must be on disk before the app ends.
      await inTurn(() => vault.stop())
    },
  }
}

const refusedFresh: TributaryError = {
  kind: 'unreachable',
  retrying: true,
  message: 'The platform refuses a token that it has just given. It may be having trouble.',
}

const tokenOf = (held: HeldTokens): AccessToken => ({
  value: held.access.reveal(),
  clientId: held.clientId,
  scopes: held.scopes,
})

const whyOf = (standing: Standing) => ('why' in standing ? standing.why : undefined)

const errorOf = (standing: Standing, { name }: AccountIdentity): TributaryError => {
  if (standing.kind === 'unreachable') return { kind: 'unreachable', retrying: true, message: standing.why }
  const message = standing.kind === 'signInAgain' ? standing.why : `${name} is not signed in. Sign in again.`
  return { kind: 'signInAgain', message }
}

/** A check that could not learn the display name leaves it as it was, unless the login is another now. */
export const withKnownName = (
  { userId, login, name, scopes }: ValidatedIdentity,
  known: AccountIdentity | undefined,
): AccountIdentity => ({ userId, login, scopes, name: name ?? (known?.login === login ? known.name : login) })

const sameIdentity = (left: AccountIdentity, right: AccountIdentity): boolean =>
  left.login === right.login && left.name === right.name && left.scopes.join(' ') === right.scopes.join(' ')
