import { describe, expect, it } from 'vitest'
import { createAccounts, type PlatformDescription } from '../../../electron/core/accounts.ts'
import { createAlerts } from '../../../electron/core/alerts.ts'
import { createSubject } from '../../../electron/core/observable.ts'
import type { Credentials, StoredAccount } from '../../../electron/core/ports/credentials.ts'
import { openSettings } from '../../../electron/core/settings.ts'
import type { SignInView } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { createTestHost } from '../../harness/host.ts'

const platform: PlatformDescription = {
  id: 'twitch',
  name: 'Twitch',
  permissionSets: [
    { id: 'chat', name: 'Chat', explains: 'Read and write.', scopes: ['read', 'write'] },
    { id: 'moderate', name: 'Moderate', explains: 'Delete.', scopes: ['delete'] },
  ],
  clientIdGuide: { registerUrl: 'https://dev.example/apps', steps: ['Register'] },
  origins: ['http://127.0.0.1:4000'],
}
const stored: StoredAccount = {
  id: 'a1',
  platform: 'twitch',
  userId: '7',
  login: 'ann',
  name: 'Ann',
  scopes: ['read', 'write'],
  clientId: 'client-id-1',
}
const waiting = (verificationUri: string): SignInView['state'] => ({
  status: 'waiting',
  userCode: 'ABCD',
  verificationUri,
  expiresAt: 1,
})

const setUp = async () => {
  const host = createTestHost()
  const settings = await openSettings(host, createAlerts())
  const asked: { scopes: readonly string[]; clientId: string }[] = []
  const cancelled: number[] = []
  const state = createSubject<SignInView['state']>({ status: 'starting' })
  let granted: StoredAccount | undefined
  const changes = new Set<Parameters<Credentials['onChange']>[0]>()
  const credentials: Credentials = {
    signIn: (request) => {
      asked.push({ scopes: request.scopes, clientId: request.clientId })
      state.set({ status: 'starting' })
      return { state, account: () => granted, cancel: () => cancelled.push(1) }
    },
    resume: () => {},
    accessToken: async () => failed({ kind: 'signInAgain', message: 'a test' }),
    renew: async () => failed({ kind: 'signInAgain', message: 'a test' }),
    standing: () => ({ kind: 'ready' }),
    onChange: (listener) => {
      changes.add(listener)
      return () => changes.delete(listener)
    },
    signOut: async () => ok(undefined),
    stop: async () => {},
  }
  const accounts = createAccounts({ host, settings, credentials, platforms: [platform] })
  return {
    host,
    settings,
    accounts,
    asked,
    cancelled,
    state,
    finish: (account: StoredAccount) => {
      granted = account
      state.set({ status: 'done', accountId: account.id })
    },
    change: (id: string, scopes: readonly string[]) => {
      for (const listener of changes) listener(id, { ...stored, scopes })
    },
  }
}

const begin = async () => {
  const stage = await setUp()
  stage.accounts.setClientId('twitch', 'client-id-1')
  const begun = stage.accounts.beginSignIn('twitch', ['chat'])
  return { ...stage, attempt: begun.ok ? begun.value.attempt : '' }
}

describe('a client id', () => {
  it('is needed before signing in, and the answer leads to the steps', async () => {
    const { accounts, asked } = await setUp()
    expect(accounts.beginSignIn('twitch', ['chat'])).toMatchObject({ error: { kind: 'invalid', field: 'clientId' } })
    expect(asked).toEqual([])
    expect(accounts.platformViews()[0]?.clientId).toMatchObject({ set: false, registerUrl: 'https://dev.example/apps' })
  })

  it('is kept without the spaces that were copied with it', async () => {
    const { accounts, asked } = await setUp()
    expect(accounts.setClientId('twitch', '  client-id-1\n')).toEqual(ok(undefined))
    accounts.beginSignIn('twitch', ['chat'])
    expect(asked[0]?.clientId).toBe('client-id-1')
    expect(accounts.platformViews()[0]?.clientId.set).toBe(true)
  })

  it.each(['', 'short', 'has space in it', 'https://dev.twitch.tv/console', 'x'.repeat(101)])(
    'is refused in words when it is %j',
    async (text) => {
      const { accounts } = await setUp()
      expect(accounts.setClientId('twitch', text)).toMatchObject({ error: { kind: 'invalid', field: 'clientId' } })
    },
  )
})

describe('a sign-in', () => {
  it('tells its course, and its account is there for the next start', async () => {
    const { accounts, state, finish, settings, attempt } = await begin()
    const told: (string | undefined)[] = []
    accounts.signIn.subscribe((view) => told.push(view?.state.status))
    state.set(waiting('https://example.com/activate'))
    finish(stored)
    expect(told).toEqual(['waiting', 'done'])
    expect(accounts.signIn.value?.attempt).toBe(attempt)
    expect(accounts.views.value).toMatchObject([{ id: 'a1', authorId: 'twitch:7', status: { kind: 'ready' } }])
    expect(settings.settings.value.accounts).toEqual([stored])
  })

  it('always asks for chat, for what was wanted, and for what an account was granted before', async () => {
    const { accounts, asked, finish } = await begin()
    finish({ ...stored, scopes: ['read', 'write', 'delete'] })
    accounts.beginSignIn('twitch', [])
    expect(asked.map(({ scopes }) => scopes)).toEqual([
      ['read', 'write'],
      ['read', 'write', 'delete'],
    ])
  })

  it('ends the one before it', async () => {
    const { accounts, cancelled } = await begin()
    accounts.beginSignIn('twitch', ['moderate'])
    expect(cancelled).toHaveLength(1)
  })

  it('is cancelled by a person, and an old attempt cancels nothing', async () => {
    const { accounts, cancelled, attempt } = await begin()
    accounts.cancelSignIn('another')
    expect(accounts.signIn.value).not.toBeNull()
    accounts.cancelSignIn(attempt)
    expect([accounts.signIn.value, cancelled.length]).toEqual([null, 1])
  })

  it('opens its page, on loopback only where the endpoint table leads there', async () => {
    const { accounts, state, host, attempt } = await begin()
    expect(await accounts.openSignInPage(attempt)).toMatchObject({ error: { kind: 'notFound' } })
    state.set(waiting('http://127.0.0.1:4000/activate'))
    expect(await accounts.openSignInPage(attempt)).toEqual(ok(undefined))
    state.set(waiting('http://127.0.0.1:4001/activate'))
    expect(await accounts.openSignInPage(attempt)).toMatchObject({ error: { kind: 'invalid' } })
    expect(host.opened).toEqual(['http://127.0.0.1:4000/activate'])
  })
})

describe('a signed-in account', () => {
  it('shows and keeps what the platform tells of it later', async () => {
    const { accounts, finish, change, settings } = await begin()
    finish(stored)
    change('a1', ['read'])
    expect(accounts.views.value[0]?.scopes).toEqual(['read'])
    expect(settings.settings.value.accounts[0]?.scopes).toEqual(['read'])
  })

  it('is gone after signing out, and told to whom it concerns', async () => {
    const { accounts, finish, settings } = await begin()
    const told: string[] = []
    accounts.onSignedOut((id) => told.push(id))
    finish(stored)
    expect(await accounts.signOut('a1')).toEqual(ok(undefined))
    expect([accounts.views.value, settings.settings.value.accounts, told]).toEqual([[], [], ['a1']])
  })

  it('is told as new once, and as known when it signs in again', async () => {
    const { accounts, finish } = await begin()
    const told: boolean[] = []
    accounts.onSignedIn((_, isNew) => told.push(isNew))
    finish(stored)
    accounts.beginSignIn('twitch', ['chat'])
    finish(stored)
    expect(told).toEqual([true, false])
  })
})
