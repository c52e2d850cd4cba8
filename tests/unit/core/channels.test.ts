import { describe, expect, it } from 'vitest'
import type { Accounts } from '../../../electron/core/accounts.ts'
import { createAlerts } from '../../../electron/core/alerts.ts'
import { createChannels } from '../../../electron/core/channels.ts'
import { createHub } from '../../../electron/core/hub/hub.ts'
import { createLearned } from '../../../electron/core/moderation/learned.ts'
import { createSubject } from '../../../electron/core/observable.ts'
import type { Account, PlatformSession } from '../../../electron/core/ports/session.ts'
import { openSettings } from '../../../electron/core/settings.ts'
import { noCapabilities } from '../../../shared/capabilities.ts'
import type { AccountView, Audience, ConnectionState } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { type ChannelId, type ChannelRef, type FeedEvent, makeChannelId, makeEventId } from '../../../shared/model.ts'
import { createTestHost, type TestHost } from '../../harness/host.ts'

const refOf = (login: string, more: Partial<ChannelRef> = {}): ChannelRef => ({
  id: makeChannelId('twitch', login),
  platform: 'twitch',
  login,
  name: login,
  private: false,
  ...more,
})

const accountOf = (login: string): AccountView => ({
  id: `account-${login}`,
  platform: 'twitch',
  login,
  name: login,
  authorId: `twitch:${login}`,
  scopes: [],
  status: { kind: 'ready' },
})

const createFakeSession = (history: readonly FeedEvent[] | 'unavailable' = 'unavailable') => {
  const connected: string[] = []
  const lookedUp: string[] = []
  const states = new Map<ChannelId, ReturnType<typeof createSubject<ConnectionState>>>()
  const rooms = createSubject<readonly ChannelId[]>([])
  const connect = (ref: ChannelRef, account: Account | undefined) => {
    connected.push(`${ref.login} as ${account?.login ?? 'nobody'}`)
    const state = createSubject<ConnectionState>({ status: 'connecting' })
    states.set(ref.id, state)
    return {
      state,
      capabilities: createSubject(noCapabilities('a test')),
      audience: createSubject<Audience>({ known: false, why: 'a test' }),
      sharedRooms: rooms,
      ref: createSubject(ref),
      backfill: async () => history,
      reconnect: () => connected.push(`${ref.login} again`),
      stop: async () => {
        connected.push(`${ref.login} stopped`)
      },
    }
  }
  const session: PlatformSession = {
    resolve: async (input, account) => {
      lookedUp.push(`${input} as ${account?.login ?? 'nobody'}`)
      return input === 'nobody'
        ? failed({ kind: 'notFound', message: 'There is no channel nobody.' })
        : ok(refOf(input, { private: input === 'backstage' }))
    },
    connect,
    send: async () => ({ kind: 'uncertain', why: 'a test' }),
    stop: async () => {},
  }
  return {
    session,
    connected,
    lookedUp,
    rooms,
    become: (login: string, next: ConnectionState) => states.get(refOf(login).id)?.set(next),
  }
}

const setUp = async (
  options: { history?: readonly FeedEvent[]; host?: TestHost; accounts?: readonly AccountView[] } = {},
) => {
  const host = options.host ?? createTestHost()
  const settings = await openSettings(host, createAlerts())
  const hub = createHub({ clock: host.clock, log: host.log })
  const views = createSubject<readonly AccountView[]>(options.accounts ?? [])
  const signedIn = new Set<(account: AccountView, isNew: boolean) => void>()
  const signedOut = new Set<(accountId: string) => void>()
  const accounts: Pick<Accounts, 'views' | 'find' | 'onSignedIn' | 'onSignedOut'> = {
    views,
    find: (id) => views.value.find((account) => account.id === id),
    onSignedIn: (listener) => {
      signedIn.add(listener)
      return () => signedIn.delete(listener)
    },
    onSignedOut: (listener) => {
      signedOut.add(listener)
      return () => signedOut.delete(listener)
    },
  }
  const fake = createFakeSession(options.history)
  const channels = createChannels({
    host,
    settings,
    feed: hub,
    sessions: new Map([['twitch', fake.session]]),
    accounts,
    learned: createLearned(),
  })
  const shown = async () => {
    await host.clock.advance(200)
    return channels.views.value.map((view) => `${view.ref.login} ${view.accountId ?? 'nobody'} ${view.state.status}`)
  }
  return {
    host,
    settings,
    hub,
    channels,
    shown,
    ...fake,
    standing: (account: AccountView) => views.set([...views.value.filter((view) => view.id !== account.id), account]),
    signIn: (account: AccountView) => {
      const isNew = !views.value.some((view) => view.id === account.id)
      views.set([...views.value.filter((view) => view.id !== account.id), account])
      for (const listener of signedIn) listener(account, isNew)
    },
    signOut: (accountId: string) => {
      views.set(views.value.filter((view) => view.id !== accountId))
      for (const listener of signedOut) listener(accountId)
    },
  }
}

const live = { status: 'live', since: 0 } as const

describe('adding a channel', () => {
  it('opens it, keeps it for the next start and lets the unified input reach it', async () => {
    const { channels, settings, host } = await setUp()
    expect(await channels.add('ann', undefined)).toEqual(ok(refOf('ann')))
    await settings.flush()
    expect(settings.settings.value.preferences.targets).toEqual([refOf('ann').id])
    const again = await setUp({ host })
    expect(await again.shown()).toEqual(['ann nobody connecting'])
  })

  it('never makes a private channel a target by itself', async () => {
    const { channels, settings } = await setUp()
    await channels.add('backstage', undefined)
    expect(settings.settings.value.preferences.targets).toEqual([])
  })

  it('makes the first a target, and one’s own, but none that is added to read along', async () => {
    const { channels, settings } = await setUp({ accounts: [accountOf('me')] })
    for (const login of ['ann', 'ben', 'me', 'cai']) await channels.add(login, undefined)
    expect(settings.settings.value.preferences.targets).toEqual([refOf('ann').id, refOf('me').id])
  })

  it('opens it once, however often it is added', async () => {
    const { channels, connected, shown } = await setUp()
    await channels.add('ann', undefined)
    expect(await channels.add('ann', undefined)).toEqual(ok(refOf('ann')))
    expect(await shown()).toHaveLength(1)
    expect(connected).toEqual(['ann as nobody'])
  })

  it('answers the platform’s own words where there is none', async () => {
    const { channels, shown } = await setUp()
    expect(await channels.add('nobody', undefined)).toMatchObject({ ok: false, error: { kind: 'notFound' } })
    expect(await shown()).toEqual([])
  })

  it('reads as the signed-in account unless told to read without one', async () => {
    const { channels, connected, lookedUp } = await setUp({ accounts: [accountOf('me')] })
    await channels.add('ann', undefined)
    await channels.add('ben', null)
    expect(connected).toEqual(['ann as me', 'ben as nobody'])
    // Only with an account does the platform tell how a name is written.
    expect(lookedUp).toEqual(['ann as me', 'ben as me'])
  })
})

describe('an open channel', () => {
  it('offers nothing while its account has to sign in again, and says why and how', async () => {
    const { channels, shown, standing } = await setUp({ accounts: [accountOf('me')] })
    await channels.add('ann', undefined)
    standing({ ...accountOf('me'), status: { kind: 'signInAgain', why: 'The password was changed.' } })
    await shown()
    const none = { can: false, why: 'me has to sign in again.', remedy: { kind: 'signIn', platform: 'twitch' } }
    expect(channels.views.value[0]?.capabilities).toMatchObject({ send: none, reply: none, remove: none, ban: none })
    expect(channels.find(refOf('ann').id)?.capabilities.send).toEqual(none)
    standing(accountOf('me'))
    await shown()
    expect(channels.views.value[0]?.capabilities.send).not.toEqual(none)
  })

  it('is closed, forgotten and taken out of the targets', async () => {
    const { channels, settings, shown, connected } = await setUp()
    await channels.add('ann', undefined)
    expect(channels.remove(refOf('ann').id)).toEqual(ok(undefined))
    expect(await shown()).toEqual([])
    expect(settings.settings.value).toMatchObject({ channels: [], preferences: { targets: [] } })
    expect(connected.at(-1)).toBe('ann stopped')
    expect(channels.remove(refOf('ann').id)).toMatchObject({ ok: false, error: { kind: 'notFound' } })
  })

  it('takes the place that a person gives it, and those that are not named stay behind', async () => {
    const { channels, shown } = await setUp()
    for (const login of ['ann', 'ben', 'cai']) await channels.add(login, undefined)
    channels.reorder([refOf('cai').id, refOf('ann').id])
    expect((await shown()).map((text) => text.split(' ')[0])).toEqual(['cai', 'ann', 'ben'])
  })

  it('tells its state at most ten times a second', async () => {
    const { channels, become, host } = await setUp()
    await channels.add('ann', undefined)
    let told = 0
    channels.views.subscribe(() => told++)
    for (let round = 0; round < 50; round++) {
      become('ann', { status: 'reconnecting', retryAt: round, why: 'a test' })
      await host.clock.advance(10)
    }
    expect(told).toBeLessThanOrEqual(6)
    expect(told).toBeGreaterThan(3)
  })

  it('tells whoever sends there its modes and what it shares, the moment that they are known', async () => {
    const { channels, hub, rooms, host } = await setUp()
    await channels.add('ann', undefined)
    const { id } = refOf('ann')
    expect(channels.find(id)).toMatchObject({ modes: [], sharedRooms: [] })
    rooms.set([id, refOf('ben').id])
    const at = host.clock.now()
    hub.deliver(
      [{ kind: 'mode', id: makeEventId(id, 'mode', 'slow'), channel: id, at, mode: 'slow', on: true, seconds: 30 }],
      'irc',
    )
    expect(channels.find(id)).toMatchObject({
      modes: [{ mode: 'slow', seconds: 30 }],
      sharedRooms: [id, refOf('ben').id],
    })
  })

  it('names only open channels as sharing its chat', async () => {
    const { channels, rooms, host } = await setUp()
    await channels.add('ann', undefined)
    await channels.add('ben', undefined)
    rooms.set([refOf('ann').id, refOf('ben').id, refOf('far').id])
    await host.clock.advance(200)
    expect(channels.views.value.map((view) => view.sharedWith)).toEqual([[refOf('ben').id], [refOf('ann').id]])
  })
})

describe('an interruption', () => {
  const gap = { from: 1_000, to: 5_000, why: 'the connection broke' }

  it('leaves a mark from when to when nothing was seen, where nothing can be fetched', async () => {
    const { channels, hub, host } = await setUp()
    await channels.add('ann', undefined)
    channels.interrupted(refOf('ann').id, gap)
    await host.clock.advance(10)
    expect(hub.rows().map((row) => row.event)).toEqual([
      { kind: 'gap', id: makeEventId(refOf('ann').id, 'gap', '1000', '5000'), channel: refOf('ann').id, ...gap },
    ])
  })

  it('is filled with history where there is some, and leaves no mark', async () => {
    const channel = refOf('ann').id
    const missed: FeedEvent = {
      kind: 'notice',
      id: makeEventId(channel, 'notice', 'n1'),
      channel,
      sentAt: 2_000,
      receivedAt: 6_000,
      notice: 'system',
      system: 'missed',
      parts: [],
      text: '',
      traits: ['historical'],
    }
    const { channels, hub, host } = await setUp({ history: [missed] })
    await channels.add('ann', undefined)
    channels.interrupted(channel, gap)
    await host.clock.advance(10)
    expect(hub.rows().map((row) => row.event.kind)).toEqual(['notice'])
  })

  it('is told when another account takes over a live channel', async () => {
    const { channels, hub, host, become, signIn, connected } = await setUp()
    await channels.add('ann', undefined)
    become('ann', live)
    signIn(accountOf('me'))
    await host.clock.advance(1_000)
    become('ann', live)
    await host.clock.advance(10)
    // The former connection reads until the next one has begun.
    expect(connected).toEqual(['ann as nobody', 'ann as me', 'ann stopped'])
    expect(hub.rows().map((row) => row.event.kind)).toEqual(['gap'])
  })
})

describe('accounts and channels', () => {
  it('the first account of a platform takes over what was read without one; a second does not', async () => {
    const { channels, signIn, shown } = await setUp()
    await channels.add('ann', undefined)
    signIn(accountOf('me'))
    await channels.add('ben', null)
    signIn(accountOf('bot'))
    expect(await shown()).toEqual(['ann account-me connecting', 'ben nobody connecting'])
  })

  it('a renewed account reconnects its channels, with what it may now', async () => {
    const { channels, signIn, connected, host } = await setUp({ accounts: [accountOf('me')] })
    await channels.add('ann', undefined)
    signIn(accountOf('me'))
    await host.clock.advance(10)
    // Read without an account while the account's former reading ends.
    expect(connected).toEqual(['ann as me', 'ann as nobody', 'ann stopped', 'ann as me', 'ann stopped'])
  })

  it('a channel goes on without an account when its account is signed out', async () => {
    const { channels, signOut, shown } = await setUp({ accounts: [accountOf('me')] })
    await channels.add('ann', undefined)
    signOut('account-me')
    expect(await shown()).toEqual(['ann nobody connecting'])
  })

  it('a person chooses who reads and writes, among those who are signed in', async () => {
    const { channels, shown } = await setUp({ accounts: [accountOf('me'), accountOf('bot')] })
    await channels.add('ann', 'account-bot')
    expect(channels.useAccount(refOf('ann').id, 'account-me')).toEqual(ok(undefined))
    expect(channels.useAccount(refOf('ann').id, 'account-gone')).toMatchObject({ error: { kind: 'notFound' } })
    expect(await shown()).toEqual(['ann account-me connecting'])
  })
})
