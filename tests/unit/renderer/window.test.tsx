// @vitest-environment jsdom
import { act, fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { failed, ok } from '../../../shared/errors.ts'
import { createFakeBridge } from './fake-bridge.ts'
import { installBrowser, renderApp, renderOn } from './render-app.tsx'
import { channelIdOf, sampleAccount, sampleChannel, sampleHost, samplePreferences, startOfDay } from './samples.ts'

installBrowser()

describe('the first start', () => {
  it('has three doors, and the first leads straight to a channel', async () => {
    const { bridge, user, say } = await renderApp({ channels: [], accounts: [] })
    expect(screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent)).toEqual([
      'Read a public Twitch channel now',
      'Sign in',
      'Try the demo',
    ])
    const alpha = sampleChannel('alpha')
    bridge.answer('channels.add', () => ok(alpha.ref))
    await user.type(screen.getByRole('textbox', { name: 'Channel name or URL' }), 'https://www.twitch.tv/alpha{Enter}')
    expect(bridge.asked('channels.add')).toEqual([{ text: 'https://www.twitch.tv/alpha' }])
    await say((core) => core.emit('channels', [alpha]))
    expect(await screen.findByRole('log', { name: 'Messages in alpha on Twitch' })).toBeTruthy()
  })
})

describe('the rail', () => {
  it('describes a channel by its state and counts', async () => {
    location.hash = '#/channel/twitch%3Abeta'
    await renderApp({
      channels: [
        sampleChannel('beta'),
        sampleChannel('alpha', {
          unread: 5,
          state: { status: 'reconnecting', retryAt: startOfDay + 4000, why: 'The network is gone.' },
        }),
      ],
    })
    const link = screen.getByRole('link', { name: 'alpha on Twitch' })
    const description = document.getElementById(link.getAttribute('aria-describedby') ?? '')?.textContent
    expect(description).toBe('reconnecting in 4 s: The network is gone.; stream on, 120 viewers, 5 unread')
  })

  it('moves a channel by keyboard and by dragging, and says where it is now', async () => {
    const { bridge, user } = await renderApp()
    const links = () => screen.getAllByRole('link').map((link) => link.getAttribute('aria-label'))
    screen.getByRole('link', { name: 'beta on Twitch' }).focus()
    await user.keyboard('{Alt>}{Shift>}{ArrowUp}{/Shift}{/Alt}')
    expect(bridge.asked('channels.reorder')).toEqual([{ channels: [channelIdOf('beta'), channelIdOf('alpha')] }])
    expect(links()).toEqual(['All channels', 'beta on Twitch', 'alpha on Twitch'])
    expect(screen.getByText('beta is now number 1 of 2.')).toBeTruthy()
    const item = (name: string) =>
      screen.getByRole('link', { name: `${name} on Twitch` }).closest('li') ?? document.body
    const dataTransfer = { setData: () => undefined }
    fireEvent.dragStart(item('alpha'), { dataTransfer })
    fireEvent.dragOver(item('beta'), { dataTransfer })
    expect(item('beta').dataset['over']).toBe('above')
    fireEvent.drop(item('beta'), { dataTransfer })
    expect(links()).toEqual(['All channels', 'alpha on Twitch', 'beta on Twitch'])
    fireEvent.dragStart(item('alpha'), { dataTransfer })
    fireEvent.dragOver(item('beta'), { dataTransfer })
    expect(item('beta').dataset['over']).toBe('below')
    fireEvent.dragEnd(item('alpha'), { dataTransfer })
    expect(item('beta').dataset['over']).toBeUndefined()
  })

  it('takes a channel that is dropped below its last entry, and nothing that is no channel', async () => {
    const { bridge } = await renderApp()
    const alpha = screen.getByRole('link', { name: 'alpha on Twitch' }).closest('li') ?? document.body
    const list = alpha.parentElement ?? document.body
    const dataTransfer = { setData: () => undefined }
    expect(fireEvent.dragOver(list, { dataTransfer })).toBe(true)
    fireEvent.dragStart(alpha, { dataTransfer })
    expect(fireEvent.dragOver(list, { dataTransfer })).toBe(false)
    fireEvent.drop(list, { dataTransfer })
    expect(bridge.asked('channels.reorder')).toEqual([{ channels: [channelIdOf('beta'), channelIdOf('alpha')] }])
  })
})

describe('adding a channel', () => {
  it('keeps what was written and says what is wrong', async () => {
    const { bridge, user } = await renderApp()
    bridge.answer('channels.add', () =>
      failed({ kind: 'notFound', message: 'Twitch has no channel named nobody_here.' }),
    )
    await user.click(screen.getByRole('button', { name: 'Add channel' }))
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Channel name or URL' })
    await user.type(field, 'nobody_here{Enter}')
    expect([screen.getByRole('alert').textContent, field.value]).toEqual([
      'Twitch has no channel named nobody_here.',
      'nobody_here',
    ])
  })
})

describe('signing in', () => {
  const open = async (host = sampleHost) => {
    const app = await renderApp({ accounts: [] }, host)
    await app.user.click(screen.getByRole('button', { name: 'Settings' }))
    await app.user.click(screen.getByRole('button', { name: 'Sign in with Twitch' }))
    return app
  }
  const started = async () => {
    const app = await open()
    app.bridge.answer('accounts.signIn', () => ok({ attempt: 'one' }))
    await app.user.click(screen.getByRole('button', { name: 'Continue to Twitch' }))
    return app
  }
  const waiting = {
    attempt: 'one',
    platform: 'twitch',
    state: {
      status: 'waiting',
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://www.twitch.tv/activate',
      expiresAt: startOfDay + 249_000,
    },
  } as const

  it('without a client id explains how to get one, and takes it', async () => {
    const [twitch] = sampleHost.platforms
    if (twitch === undefined) throw new Error('no platform')
    const { bridge, user } = await open({
      ...sampleHost,
      platforms: [{ ...twitch, clientId: { ...twitch.clientId, set: false } }],
    })
    bridge.answer('accounts.setClientId', () =>
      failed({ kind: 'invalid', message: 'Twitch does not know this client ID.', field: 'clientId', reason: 'x' }),
    )
    expect(screen.getByText('Choose the client type "Public".')).toBeTruthy()
    await user.type(screen.getByRole('textbox', { name: 'Client ID' }), 'abc{Enter}')
    expect(bridge.asked('accounts.setClientId')).toEqual([{ platform: 'twitch', clientId: 'abc' }])
    expect(screen.getByRole('alert').textContent).toBe('Twitch does not know this client ID.')
    bridge.answer('accounts.setClientId', () => ok({}))
    bridge.answer('host.info', () => ok(sampleHost))
    await user.click(screen.getByRole('button', { name: 'Use this client ID' }))
    expect(screen.getByRole('button', { name: 'Continue to Twitch' })).toBeTruthy()
  })

  it('asks only for the permissions that were chosen', async () => {
    const { bridge, user } = await open()
    bridge.answer('accounts.signIn', () => ok({ attempt: 'one' }))
    await user.click(screen.getByRole('checkbox', { name: /^Moderate/ }))
    await user.click(screen.getByRole('button', { name: 'Continue to Twitch' }))
    expect(bridge.asked('accounts.signIn')).toEqual([{ platform: 'twitch', permissionSets: ['chat'] }])
  })

  it('shows the code, opens the page, waits and ends signed in', async () => {
    const { bridge, user, say } = await started()
    await say((core) => core.emit('signIn', waiting))
    expect(screen.getByLabelText('Sign-in code').textContent).toBe('ABCD-EFGH')
    expect(screen.getByText('4:09')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Open Twitch' }))
    expect(bridge.asked('accounts.openSignInPage')).toEqual([{ attempt: 'one' }])
    await say((core) => {
      core.emit('accounts', [sampleAccount])
      core.emit('signIn', { ...waiting, state: { status: 'done', accountId: sampleAccount.id } })
    })
    expect(screen.getByText(/Signed in as Mira/)).toBeTruthy()
  })

  it('says when the code expired, the platform refused or it failed, and offers the next step', async () => {
    const { say } = await started()
    const seen: (string | null)[] = []
    const error = { kind: 'unreachable', message: 'Twitch could not be reached.', retrying: false } as const
    for (const state of [
      { status: 'expired' },
      { status: 'refused', why: 'access denied' },
      { status: 'failed', error },
    ] as const) {
      await say((core) => core.emit('signIn', { ...waiting, state }))
      seen.push(screen.getByRole('alert').textContent)
    }
    expect(seen).toEqual([
      'The code was not used in time.',
      'Twitch says no: access denied',
      'Twitch could not be reached.',
    ])
  })

  it('has the focus at every step', async () => {
    const [twitch] = sampleHost.platforms
    if (twitch === undefined) throw new Error('no platform')
    const { bridge, user, say } = await open({
      ...sampleHost,
      platforms: [{ ...twitch, clientId: { ...twitch.clientId, set: false } }],
    })
    const seen: (string | null | undefined)[] = []
    const look = () => seen.push(document.activeElement?.textContent)
    look()
    bridge.answer('host.info', () => ok(sampleHost))
    await user.type(screen.getByRole('textbox', { name: 'Client ID' }), 'abc{Enter}')
    look()
    bridge.answer('accounts.signIn', () => ok({ attempt: 'one' }))
    await user.keyboard('{Enter}')
    for (const state of [
      { status: 'starting' },
      waiting.state,
      { status: 'refused', why: 'access denied' },
      { status: 'done', accountId: sampleAccount.id },
    ] as const) {
      await say((core) => core.emit('signIn', { ...waiting, state }))
      look()
    }
    expect(seen).toEqual([
      'Open the registration page',
      'Continue to Twitch',
      'Sign in with Twitch',
      'Open Twitch',
      'Try again',
      'Done',
    ])
  })

  it('says in its dialog that the page could not be opened', async () => {
    const { bridge, user, say } = await started()
    await say((core) => core.emit('signIn', waiting))
    bridge.answer('accounts.openSignInPage', () => failed({ kind: 'bug', message: 'No browser could be opened.' }))
    await user.click(screen.getByRole('button', { name: 'Open Twitch' }))
    expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toBe('No browser could be opened.')
    bridge.answer('accounts.openSignInPage', () => ok({}))
    await user.click(screen.getByRole('button', { name: 'Open Twitch' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('is cancelled with its dialog', async () => {
    const { bridge, user, say } = await started()
    await say((core) => core.emit('signIn', waiting))
    await user.click(screen.getByRole('button', { name: 'Close' }))
    expect(bridge.asked('accounts.cancelSignIn')).toEqual([{ attempt: 'one' }])
  })
})

describe('what needs the eye', () => {
  it('a broken channel says why and can be reconnected in place', async () => {
    const { bridge, user } = await renderApp({
      channels: [
        sampleChannel('alpha', {
          state: { status: 'reconnecting', retryAt: startOfDay + 4000, why: 'Twitch closed the connection.' },
        }),
      ],
    })
    expect(screen.getByText(/reconnecting in 4 s: Twitch closed the connection/, { selector: 'main p' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Reconnect' }))
    expect(bridge.asked('channels.reconnect')).toEqual([{ channel: channelIdOf('alpha') }])
  })

  it('one cause is one banner, and its button mends every channel of it', async () => {
    const why = 'Twitch closed the connection.'
    const retrying = (name: string, seconds: number) =>
      sampleChannel(name, { state: { status: 'reconnecting', retryAt: startOfDay + seconds * 1000, why } })
    const { bridge, user, say } = await renderApp({ channels: [retrying('alpha', 9), retrying('beta', 4)] })
    const banner = () => [...document.querySelectorAll('main > div > div > p')].map((line) => line.textContent)
    expect(banner()).toEqual(['2 channels are reconnecting in 4 s: Twitch closed the connection.'])
    await user.click(screen.getByRole('button', { name: 'Reconnect' }))
    expect(bridge.asked('channels.reconnect')).toEqual([
      { channel: channelIdOf('alpha') },
      { channel: channelIdOf('beta') },
    ])
    const revoked = { state: { status: 'needsSignIn', why: 'It was taken back.' } } as const
    await say((core) => core.emit('channels', [sampleChannel('alpha', revoked), sampleChannel('beta', revoked)]))
    expect(banner()).toEqual(['Mira is signed out of Twitch: 2 channels are read only.'])
    expect(screen.getAllByRole('button', { name: 'Sign in' })).toHaveLength(1)
  })

  it('says when the window has lost the core, and keeps what was written', async () => {
    const { say, user } = await renderApp()
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'half a thought')
    await say((bridge) => bridge.setState('lost'))
    expect(screen.getByRole('alert').textContent).toContain('This window has lost Tributary.')
    const description = document.getElementById(
      screen.getByRole('link', { name: 'alpha on Twitch' }).getAttribute('aria-describedby') ?? '',
    )
    expect([description?.textContent, screen.getByText('0 of 2 live').tagName]).toEqual([
      'offline: This window has lost Tributary.; This window has lost Tributary.',
      'P',
    ])
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }).value).toBe('half a thought')
    await say((bridge) => bridge.setState('lost', 'Tributary was started anew. Open its new address.'))
    expect(screen.getByRole('alert').textContent).toContain('Open its new address.')
    await say((bridge) => bridge.setState('open'))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says from the start that the core does not answer, and why if it is known', async () => {
    const bridge = createFakeBridge()
    bridge.answer('host.info', () => failed({ kind: 'unreachable', message: 'gone', retrying: true }))
    bridge.setState('lost')
    const { say } = await renderOn(bridge)
    const shown = () => within(screen.getByRole('main')).getByRole('status').textContent
    expect(shown()).toBe(
      'Tributary does not answer. This window keeps trying; if it goes on like this, start Tributary again.',
    )
    await say((core) => core.setState('lost', 'This address is not complete.'))
    expect(shown()).toBe('This address is not complete.')
  })

  it('shows alerts until they are dismissed, and the mark of custom endpoints', async () => {
    const { bridge, user } = await renderApp(
      { alerts: [{ id: 'disk', severity: 'error', message: 'The disk is full: free some space.' }] },
      { ...sampleHost, customEndpoints: ['twitch'] },
    )
    expect(screen.getByRole('alert').textContent).toBe('The disk is full: free some space.')
    expect(screen.getByText('custom endpoints')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(bridge.asked('alerts.dismiss')).toEqual([{ id: 'disk' }])
  })
})

describe('settings and keys', () => {
  it('are searched, and a change shows at once and is told to the core', async () => {
    const { bridge, user } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'font')
    await user.click(screen.getByRole('radio', { name: 'Light' }))
    expect(document.documentElement.dataset['theme']).toBe('light')
    expect(bridge.asked('preferences.change')).toEqual([{ theme: 'light' }])
  })

  it('a change that the core refuses is taken back', async () => {
    const { bridge, user } = await renderApp()
    bridge.answer('preferences.change', () => failed({ kind: 'bug', message: 'no' }))
    await user.click(screen.getByRole('button', { name: 'Send boxes' }))
    expect(screen.getByRole('button', { name: 'Send boxes' }).getAttribute('aria-pressed')).toBe('false')
  })

  it('a change stays when the core tells of earlier ones, until it is answered', async () => {
    const { bridge, user } = await renderApp()
    const answers: (() => void)[] = []
    bridge.answer('preferences.change', () => new Promise((resolve) => answers.push(() => resolve(ok({})))))
    const boxes = screen.getByRole('button', { name: 'Send boxes' })
    const shown = () => boxes.getAttribute('aria-pressed')
    await user.click(boxes)
    await user.click(boxes)
    await user.click(boxes)
    expect(bridge.asked('preferences.change')).toEqual([{ sendBoxes: true }, { sendBoxes: false }, { sendBoxes: true }])
    await act(async () => bridge.emit('preferences', { ...samplePreferences, sendBoxes: true }))
    await act(async () => answers[0]?.())
    await act(async () => bridge.emit('preferences', { ...samplePreferences, sendBoxes: false }))
    expect(shown()).toBe('true')
    await act(async () => answers[1]?.())
    await act(async () => answers[2]?.())
    expect(shown()).toBe('true')
    await act(async () => bridge.emit('preferences', { ...samplePreferences, sendBoxes: false }))
    expect(shown()).toBe('false')
  })

  it('"?" lists the keys in force, and a key can be changed', async () => {
    const { bridge, user } = await renderApp()
    await act(async () => document.body.focus())
    await user.keyboard('?')
    const dialog = screen.getByRole('dialog', { name: 'Keys' })
    await user.click(within(dialog).getByRole('button', { name: /change the key for: Delete the message/ }))
    await user.keyboard('r')
    expect(within(dialog).getByRole('alert').textContent).toContain('R already does: reply.')
    await user.keyboard('x')
    expect(bridge.asked('preferences.change')).toEqual([{ keys: { delete: 'x' } }])
  })

  it('accounts can be signed out, channels removed and given another account', async () => {
    const { bridge, user } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    await user.click(screen.getByRole('button', { name: 'Sign out Mira' }))
    await user.click(screen.getByRole('button', { name: 'Channels' }))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Account in alpha on Twitch' }), '')
    await user.click(screen.getAllByRole('button', { name: 'Remove' })[0] ?? document.body)
    expect([
      bridge.asked('accounts.signOut'),
      bridge.asked('channels.useAccount'),
      bridge.asked('channels.remove'),
    ]).toEqual([
      [{ accountId: 'mira' }],
      [{ channel: channelIdOf('alpha'), accountId: null }],
      [{ channel: channelIdOf('alpha') }],
    ])
  })
})

describe('the focus', () => {
  const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent

  it('goes from the first start to the message input', async () => {
    const { bridge, user, say } = await renderApp({ channels: [], accounts: [] })
    const alpha = sampleChannel('alpha')
    bridge.answer('channels.add', () => ok(alpha.ref))
    await user.type(screen.getByRole('textbox', { name: 'Channel name or URL' }), 'alpha{Enter}')
    await say((core) => core.emit('channels', [alpha]))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })

  it('stays in the settings when what had it is gone', async () => {
    const { user, say } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    await user.click(screen.getByRole('button', { name: 'Sign out Mira' }))
    await say((core) => core.emit('accounts', []))
    expect(focused()).toBe('Accounts')
    await user.click(screen.getByRole('button', { name: 'Channels' }))
    await user.click(screen.getAllByRole('button', { name: 'Remove' })[0] ?? document.body)
    await say((core) => core.emit('channels', [sampleChannel('beta')]))
    expect(focused()).toBe('Channels')
  })

  it('is not taken by the settings of the channels', async () => {
    const { user } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Channels' }))
    expect(focused()).toBe('Channels')
  })

  it('goes to the message input when a dialog ends and what opened it is gone', async () => {
    const { user, say } = await renderApp({
      channels: [sampleChannel('alpha', { state: { status: 'needsSignIn', why: 'It was revoked.' } })],
    })
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    await say((core) => core.emit('channels', [sampleChannel('alpha')]))
    await user.click(screen.getByRole('button', { name: 'Close' }))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })
})

describe('what is hard to take back', () => {
  it('signing out asks first, names what follows, and can be cancelled', async () => {
    const { bridge, user, say } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    const signOut = screen.getByRole('button', { name: 'Sign out' })
    await user.click(signOut)
    const dialog = screen.getByRole('dialog', { name: 'Sign out Mira?' })
    expect(within(dialog).getByText('Mira will be signed out; 2 channels become read only.')).toBeTruthy()
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Cancel' }))
    await user.keyboard('{Enter}')
    expect([bridge.asked('accounts.signOut'), screen.queryByRole('dialog', { name: 'Sign out Mira?' })]).toEqual([
      [],
      null,
    ])
    await user.click(signOut)
    await say((core) => core.emit('channels', [sampleChannel('alpha'), sampleChannel('beta', { accountId: null })]))
    expect(screen.getByText('Mira will be signed out; alpha becomes read only.')).toBeTruthy()
  })

  it('says in its dialog why a sign-out failed', async () => {
    const { bridge, user } = await renderApp()
    bridge.answer('accounts.signOut', () => failed({ kind: 'bug', message: 'It could not be forgotten.' }))
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    await user.click(screen.getByRole('button', { name: 'Sign out Mira' }))
    expect(within(screen.getByRole('dialog', { name: 'Sign out Mira?' })).getByRole('alert').textContent).toBe(
      'It could not be forgotten.',
    )
  })

  it('a removed channel comes back at its place, with its account, and sent to only if it was before', async () => {
    const alpha = sampleChannel('alpha')
    const beta = sampleChannel('beta')
    const { bridge, user, say } = await renderApp({
      channels: [alpha, beta],
      preferences: { ...samplePreferences, targets: [beta.ref.id] },
    })
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Channels' }))
    await user.click(screen.getAllByRole('button', { name: 'Remove' })[0] ?? document.body)
    await say((core) => core.emit('channels', [beta]))
    expect(screen.getByText('alpha on Twitch is removed.')).toBeTruthy()
    bridge.answer('channels.add', () => ok(alpha.ref))
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect([
      bridge.asked('channels.add'),
      bridge.asked('channels.reorder'),
      bridge.asked('preferences.change'),
    ]).toEqual([
      [{ text: 'alpha', accountId: 'mira' }],
      [{ channels: [alpha.ref.id, beta.ref.id] }],
      [{ targets: [beta.ref.id] }],
    ])
  })
})

describe('a removed channel that was a target', () => {
  it('is one again when it is put back, and is read without an account if it was', async () => {
    const alpha = sampleChannel('alpha', { accountId: null })
    const { bridge, user, say } = await renderApp({
      channels: [alpha, sampleChannel('beta')],
      preferences: { ...samplePreferences, targets: [alpha.ref.id] },
    })
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Channels' }))
    await user.click(screen.getAllByRole('button', { name: 'Remove' })[0] ?? document.body)
    await say((core) => core.emit('preferences', { ...samplePreferences, targets: [] }))
    bridge.answer('channels.add', () => ok(alpha.ref))
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect([bridge.asked('channels.add'), bridge.asked('preferences.change')]).toEqual([
      [{ text: 'alpha', accountId: null }],
      [{ targets: [alpha.ref.id] }],
    ])
  })
})

describe('a note', () => {
  it('ends in its own time, although it moves out of a dialog that closes', async () => {
    const { user } = await renderApp()
    const startTimer = vi.spyOn(globalThis, 'setTimeout')
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Channels' }))
    await user.click(screen.getAllByRole('button', { name: 'Remove' })[0] ?? document.body)
    expect(within(screen.getByRole('dialog')).getByRole('button', { name: 'Undo' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Close' }))
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy()
    expect(startTimer.mock.calls.filter(([, ms]) => ms === 10_000)).toHaveLength(1)
    startTimer.mockRestore()
  })
})

describe('unread counts', () => {
  it('the open view tells the core what has been seen', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { bridge } = await renderApp({ channels: [sampleChannel('alpha', { unread: 3 })] })
    vi.advanceTimersByTime(450)
    vi.useRealTimers()
    expect(bridge.asked('channels.seen')[0]).toEqual({ channels: [channelIdOf('alpha')] })
  })
})
