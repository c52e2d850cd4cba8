/** Signing in and staying signed in, as the core sees it. Implemented by `oauth/`; no token passes the core but these. */
import type { AccountId, AccountView, Disposer, SignInView } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/errors.ts'
import type { PlatformId } from '../../../shared/model.ts'
import type { Observable } from '../observable.ts'

/** What a successful sign-in or validation tells about its account. */
export interface AccountIdentity {
  readonly userId: string
  readonly login: string
  readonly name: string
  readonly scopes: readonly string[]
}

/** An account as it is stored; tokens are elsewhere, under (platform, issuing origin, user). */
export interface StoredAccount extends AccountIdentity {
  readonly id: AccountId
  readonly platform: PlatformId
  readonly clientId: string
}

export interface AccessToken {
  readonly value: string
  readonly clientId: string
  readonly scopes: readonly string[]
}

export interface SignInAttempt {
  readonly state: Observable<SignInView['state']>
  /** The signed-in account, once the state is `done`. */
  readonly account: () => StoredAccount | undefined
  cancel(): void
}

export type Standing = AccountView['status']

/** What no account's standing can say, in whole sentences; undefined when the trouble is over. */
export interface SignInProblem {
  readonly accountId: string
  readonly about: 'storing' | 'signingOut'
  readonly message: string | undefined
}

export interface Credentials {
  /** Tokens are stored before the attempt says `done`. */
  signIn(request: {
    readonly platform: PlatformId
    readonly clientId: string
    readonly scopes: readonly string[]
  }): SignInAttempt
  /** Takes up an account of an earlier session: validates at once and every hour from then on. */
  resume(account: StoredAccount): void
  /** A token to use now: refreshed first when it is about to end. Concurrent callers share one refresh. */
  accessToken(accountId: AccountId): Promise<Result<AccessToken>>
  /** The platform answered 401 to `rejected`: a fresh one, or `signInAgain`. */
  renew(accountId: AccountId, rejected: AccessToken): Promise<Result<AccessToken>>
  standing(accountId: AccountId): Standing
  /** Told when a standing or an identity (scopes, name) changed. */
  onChange(listener: (accountId: AccountId, identity: AccountIdentity | undefined) => void): Disposer
  /** Revokes at the platform and forgets the secrets; forgets them even when the platform cannot be reached. */
  signOut(accountId: AccountId): Promise<Result<void>>
  stop(): Promise<void>
}
