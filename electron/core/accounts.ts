/** The signed-in accounts and the one sign-in that may be under way. Tokens stay behind the `Credentials` port. */
import type { AccountView, PlatformView, SignInView } from '../../shared/contract.ts'
import { failed, ok, type Result } from '../../shared/errors.ts'
import { makeAuthorId, type PlatformId } from '../../shared/model.ts'
import { checkSignInPage } from './links.ts'
import { createSubject, type Observable } from './observable.ts'
import type { Credentials, SignInAttempt, StoredAccount } from './ports/credentials.ts'
import type { HostServices } from './ports/host.ts'
import type { SettingsStore } from './settings.ts'

/** What the core knows of a platform beside its session: data for the sign-in dialog. */
export interface PlatformDescription {
  readonly id: PlatformId
  readonly name: string
  readonly permissionSets: readonly (PlatformView['permissionSets'][number] & { readonly scopes: readonly string[] })[]
  readonly clientIdGuide: { readonly registerUrl: string; readonly steps: readonly string[] }
  /** A client id that the build brings, if any. */
  readonly clientId?: string
  /** Origins of the active endpoint table: a sign-in page on loopback must be one of them. */
  readonly origins: readonly string[]
}

export interface Accounts {
  readonly views: Observable<readonly AccountView[]>
  readonly signIn: Observable<SignInView | null>
  find(accountId: string): AccountView | undefined
  platformViews(): readonly PlatformView[]
  setClientId(platform: PlatformId, clientId: string): Result<void>
  beginSignIn(platform: PlatformId, permissionSets: readonly string[]): Result<{ readonly attempt: string }>
  cancelSignIn(attempt: string): Result<void>
  openSignInPage(attempt: string): Promise<Result<void>>
  signOut(accountId: string): Promise<Result<void>>
  /** Called after a sign-in with the account, and whether it is new here. */
  onSignedIn(listener: (account: AccountView, isNew: boolean) => void): () => void
  onSignedOut(listener: (accountId: string) => void): () => void
}

export interface AccountsOptions {
  readonly host: Pick<HostServices, 'openExternal' | 'randomId' | 'log'>
  readonly settings: SettingsStore
  readonly credentials: Credentials
  readonly platforms: readonly PlatformDescription[]
}

export const createAccounts = ({ host, settings, credentials, platforms }: AccountsOptions): Accounts => {
  const describe = (id: PlatformId) => platforms.find((platform) => platform.id === id)
  const viewOf = (account: StoredAccount): AccountView => ({
    id: account.id,
    platform: account.platform,
    login: account.login,
    name: account.name,
    authorId: makeAuthorId(account.platform, account.userId),
    scopes: account.scopes,
    status: credentials.standing(account.id),
  })
  const allViews = () => settings.settings.value.accounts.map(viewOf)
  const views = createSubject<readonly AccountView[]>(allViews())
  const signIn = createSubject<SignInView | null>(null)
  const signedIn = new Set<(account: AccountView, isNew: boolean) => void>()
  const signedOut = new Set<(accountId: string) => void>()
  let current: { readonly id: string; readonly attempt: SignInAttempt; readonly release: () => void } | undefined

  for (const account of settings.settings.value.accounts) credentials.resume(account)
  const store = (account: StoredAccount) =>
    settings.change((value) => ({
      ...value,
      accounts: [...value.accounts.filter((candidate) => candidate.id !== account.id), account],
    }))
  credentials.onChange((accountId, identity) => {
    const known = settings.settings.value.accounts.find((account) => account.id === accountId)
    if (known !== undefined && identity !== undefined && !sameIdentity(known, identity))
      store({ ...known, ...identity })
    views.set(allViews())
  })

  const clientIdFor = (platform: PlatformDescription): string | undefined =>
    settings.settings.value.clientIds[platform.id] ?? platform.clientId

  const scopesFor = (platform: PlatformDescription, wanted: readonly string[]): readonly string[] => {
    const held = new Set(
      settings.settings.value.accounts.flatMap((account) => (account.platform === platform.id ? account.scopes : [])),
    )
    const sets = platform.permissionSets.filter(
      (set, index) => index === 0 || wanted.includes(set.id) || set.scopes.every((scope) => held.has(scope)),
    )
    return [...new Set(sets.flatMap((set) => set.scopes))]
  }

  const endAttempt = () => {
    current?.release()
    current?.attempt.cancel()
    current = undefined
  }

  const finish = (account: StoredAccount) => {
    const isNew = !settings.settings.value.accounts.some((candidate) => candidate.id === account.id)
    store(account)
    views.set(allViews())
    const view = viewOf(account)
    for (const listener of signedIn) listener(view, isNew)
  }

  return {
    views,
    signIn,
    find: (accountId) => views.value.find((account) => account.id === accountId),
    platformViews: () =>
      platforms.map((platform) => ({
        id: platform.id,
        name: platform.name,
        clientId: { set: clientIdFor(platform) !== undefined, ...platform.clientIdGuide },
        permissionSets: platform.permissionSets.map(({ id, name, explains }) => ({ id, name, explains })),
      })),
    setClientId(platform, clientId) {
      const trimmed = clientId.trim()
      if (!/^[A-Za-z0-9_-]{8,100}$/u.test(trimmed)) {
        const reason = 'a client id is 8 to 100 letters and digits, copied from the developer console'
        return failed({ kind: 'invalid', field: 'clientId', reason, message: `This is no client id: ${reason}.` })
      }
      settings.change((value) => ({ ...value, clientIds: { ...value.clientIds, [platform]: trimmed } }))
      return ok(undefined)
    },
    beginSignIn(platformId, permissionSets) {
      const platform = describe(platformId)
      if (platform === undefined) {
        return failed({
          kind: 'unsupported',
          why: 'unknown platform',
          message: 'Tributary does not know this platform.',
        })
      }
      const clientId = clientIdFor(platform)
      if (clientId === undefined) {
        const reason = 'it needs a client id of your own first'
        const message = `Signing in to ${platform.name} is not possible yet: ${reason}. Follow the steps in the dialog.`
        return failed({ kind: 'invalid', field: 'clientId', reason, message })
      }
      endAttempt()
      const id = host.randomId()
      const attempt = credentials.signIn({
        platform: platformId,
        clientId,
        scopes: scopesFor(platform, permissionSets),
      })
      const show = (state: SignInView['state']) => {
        if (state.status === 'done') {
          const account = attempt.account()
          if (account !== undefined) finish(account)
        }
        signIn.set({ attempt: id, platform: platformId, state })
      }
      const release = attempt.state.subscribe(show)
      current = { id, attempt, release }
      show(attempt.state.value)
      return ok({ attempt: id })
    },
    cancelSignIn(attempt) {
      if (current?.id === attempt) endAttempt()
      if (signIn.value?.attempt === attempt) signIn.set(null)
      return ok(undefined)
    },
    async openSignInPage(attempt) {
      const view = signIn.value
      if (view?.attempt !== attempt || view.state.status !== 'waiting') {
        return failed({ kind: 'notFound', message: 'This sign-in is no longer waiting. Start it again.' })
      }
      const page = checkSignInPage(view.state.verificationUri, describe(view.platform)?.origins ?? [])
      return page.ok ? host.openExternal(page.value) : page
    },
    async signOut(accountId) {
      // Before anything is awaited: whoever signs in again meanwhile must stay.
      settings.change((value) => ({
        ...value,
        accounts: value.accounts.filter((account) => account.id !== accountId),
        channels: value.channels.map((channel) =>
          channel.accountId === accountId ? { ...channel, accountId: null } : channel,
        ),
      }))
      views.set(allViews())
      for (const listener of signedOut) listener(accountId)
      return credentials.signOut(accountId)
    },
    onSignedIn(listener) {
      signedIn.add(listener)
      return () => signedIn.delete(listener)
    },
    onSignedOut(listener) {
      signedOut.add(listener)
      return () => signedOut.delete(listener)
    },
  }
}

const sameIdentity = (account: StoredAccount, identity: Pick<StoredAccount, 'login' | 'name' | 'scopes'>): boolean =>
  account.login === identity.login &&
  account.name === identity.name &&
  account.scopes.join(' ') === identity.scopes.join(' ')
