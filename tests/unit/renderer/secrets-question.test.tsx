// @vitest-environment jsdom
import { act, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { DesktopView, HostInfo } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { installBrowser, renderApp, renderDesktop } from './render-app.tsx'
import { sampleAccount, sampleDesktop, sampleDesktopHost, sampleWindow, startOfDay } from './samples.ts'

installBrowser()

const why = 'This system has no keyring.'
const asking: DesktopView = { ...sampleDesktop, secretsQuestion: { why } }
const keeping = (kept: 'keyring' | 'file' | 'memory', more: Partial<HostInfo> = {}): HostInfo => ({
  ...sampleDesktopHost,
  ...more,
  capabilities: { ...sampleDesktopHost.capabilities, secrets: { kept, explains: `They are kept in ${kept}.` } },
})
const dialog = () => screen.queryByRole('dialog', { name: 'Where should sign-ins be kept?' })
const memory = () => screen.getByRole('button', { name: 'Keep sign-ins in memory' })
const file = () => screen.getByRole('button', { name: 'Store them in a file' })
const banner = () => screen.queryByRole('button', { name: 'Decide' })
const describedBy = (element: HTMLElement) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent

describe('where sign-ins are kept without a keyring', () => {
  it('is asked by a line first, which takes no key from somebody who writes', async () => {
    const { user, say } = await renderDesktop({}, keeping('memory'))
    const input = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
    await user.type(input, 'half a ')
    await say((core) => core.emit('desktop', asking))
    await user.keyboard('thought')
    expect([dialog(), document.activeElement, input.value]).toEqual([null, input, 'half a thought'])
    expect(banner()?.parentElement?.textContent).toBe(`Your sign-ins are kept in memory only. ${why}Decide`)
  })

  it('names what each answer means, and begins with the one that stores nothing', async () => {
    const { user } = await renderDesktop({ desktop: asking }, keeping('memory'))
    await user.click(banner() ?? document.body)
    expect(dialog()?.textContent).toContain(why)
    expect(document.activeElement).toBe(memory())
    expect(describedBy(memory())).toBe('They are forgotten when Tributary ends: you sign in again after every start.')
    expect(describedBy(file())).toContain('Only your user can read the file, but it is not encrypted')
  })

  it.each([
    ['memory', memory],
    ['file', file],
  ] as const)('is answered with %s, once', async (where, button) => {
    const { bridge, user, say } = await renderDesktop({ desktop: asking }, keeping('memory'))
    await user.click(banner() ?? document.body)
    const infos = bridge.asked('host.info').length
    bridge.answer('desktop.keepSecrets', () => {
      bridge.emit('desktop', sampleDesktop)
      return ok({})
    })
    await user.click(button())
    expect([bridge.asked('desktop.keepSecrets'), dialog(), banner()]).toEqual([[{ where }], null, null])
    expect(bridge.asked('host.info').length).toBeGreaterThan(infos)
    await say((core) => core.emit('accounts', [sampleAccount, { ...sampleAccount, id: 'two' }]))
    expect([dialog(), banner()]).toEqual([null, null])
  })

  it('stays open for later when it is left, with nothing decided', async () => {
    const { bridge, user } = await renderDesktop({ desktop: asking }, keeping('memory'))
    await user.click(banner() ?? document.body)
    await act(async () => {
      dialog()?.dispatchEvent(new Event('cancel', { cancelable: true }))
    })
    expect([dialog(), bridge.asked('desktop.keepSecrets'), banner()]).toEqual([null, [], expect.anything()])
    expect(document.activeElement).toBe(banner())
  })

  it('says in its dialog why the answer could not be kept', async () => {
    const { bridge, user } = await renderDesktop({ desktop: asking }, keeping('memory'))
    bridge.answer('desktop.keepSecrets', () => failed({ kind: 'bug', message: 'The file cannot be written.' }))
    await user.click(banner() ?? document.body)
    await user.click(file())
    const open = dialog()
    expect(open === null ? null : within(open).getByRole('alert').textContent).toBe('The file cannot be written.')
  })

  it('is no question any more when another window has answered it', async () => {
    const { user, say } = await renderDesktop({ desktop: asking }, keeping('memory'))
    await user.click(banner() ?? document.body)
    await say((core) => core.emit('desktop', sampleDesktop))
    expect([dialog(), banner()]).toEqual([null, null])
  })

  it('is no question before there is a sign-in, nor where no desktop is', async () => {
    const { say } = await renderDesktop({ desktop: asking, accounts: [] }, keeping('memory'))
    expect(banner()).toBeNull()
    await say((core) => core.emit('accounts', [sampleAccount]))
    expect(banner()).not.toBeNull()
    await say((core) => core.emit('desktop', null))
    expect(banner()).toBeNull()
  })

  it('takes no room in a compact window', async () => {
    await renderDesktop({ desktop: asking, window: { ...sampleWindow, compact: true } }, keeping('memory'))
    expect(banner()).toBeNull()
  })
})

describe('where a sign-in that was just made is kept', () => {
  const done = {
    attempt: 'one',
    platform: 'twitch',
    state: { status: 'done', accountId: sampleAccount.id },
  } as const
  const signIn = async (desktop: DesktopView) => {
    const app = await renderDesktop({ desktop, accounts: [] }, keeping('memory'))
    await app.user.click(screen.getByRole('button', { name: 'Settings' }))
    await app.user.click(screen.getByRole('button', { name: 'Sign in with Twitch' }))
    app.bridge.answer('accounts.signIn', () => ok({ attempt: 'one' }))
    await app.user.click(screen.getByRole('button', { name: 'Continue to Twitch' }))
    return app
  }

  it('is asked as soon as its dialog ends, not while that is open', async () => {
    const { user, say } = await signIn(asking)
    await say((core) => {
      core.emit('accounts', [sampleAccount])
      core.emit('signIn', done)
    })
    expect(dialog()).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Done' }))
    expect([screen.getAllByRole('dialog'), document.activeElement]).toEqual([[dialog()], memory()])
  })

  it('is not asked after a sign-in that was given up', async () => {
    const given = await signIn(asking)
    await given.say((core) =>
      core.emit('signIn', {
        ...done,
        state: { status: 'waiting', userCode: 'A', verificationUri: 'https://a.example', expiresAt: startOfDay + 1000 },
      }),
    )
    await given.user.click(screen.getByRole('button', { name: 'Close' }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('is not asked where a keyring answers', async () => {
    const { user, say } = await signIn(sampleDesktop)
    await say((core) => core.emit('signIn', done))
    await user.click(screen.getByRole('button', { name: 'Done' }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

describe('the privacy settings', () => {
  const open = async (host: HostInfo, desktop: DesktopView | null = sampleDesktop) => {
    const app = await renderDesktop({ desktop }, host)
    await app.user.click(screen.getByRole('button', { name: 'Settings' }))
    await app.user.click(screen.getByRole('button', { name: 'Privacy' }))
    return app
  }
  const choose = () => screen.queryByRole('button', { name: 'Choose where sign-ins are kept' })

  it('say where sign-ins are kept, and let that be chosen anew while there is no keyring', async () => {
    const { bridge, user } = await open(keeping('file'))
    expect(screen.getByText(/They are kept in file\./)).toBeTruthy()
    await user.click(choose() ?? document.body)
    expect(dialog()?.textContent).toContain('You can change this again at any time.')
    bridge.answer('host.info', () => ok(keeping('memory')))
    await user.click(memory())
    expect([bridge.asked('desktop.keepSecrets'), dialog()]).toEqual([[{ where: 'memory' }], null])
    expect(screen.getByText(/They are kept in memory\./)).toBeTruthy()
    expect(document.activeElement).toBe(choose())
  })

  it.each([
    ['with a keyring', keeping('keyring'), sampleDesktop],
    ['in the demo', keeping('memory', { demo: true }), sampleDesktop],
    ['without a desktop', keeping('memory'), null],
  ] as const)('let nothing be chosen %s', async (_, host, desktop) => {
    await open(host, desktop)
    expect([choose(), screen.getByText(/^They are kept in/)]).toEqual([null, expect.anything()])
  })

  it('name everybody whom Tributary talks to', async () => {
    const reach = () => screen.getByText(/^Nothing is reported to anyone/).textContent
    const { say } = await open(keeping('keyring'))
    expect(reach()).toBe(
      'Nothing is reported to anyone. Tributary talks to the platforms you use; to Chromium’s servers for the dictionaries of the languages you chose; to the place it came from, to look for updates; and to nobody else.',
    )
    const quiet = { ...sampleDesktop.settings, spellCheck: [], checkForUpdates: false }
    await say((core) => core.emit('desktop', { ...sampleDesktop, settings: quiet }))
    expect(reach()).toBe('Nothing is reported to anyone. Tributary talks to the platforms you use and to nobody else.')
  })

  it('have nothing of a desktop to tell on a page of the web host', async () => {
    const { user } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Privacy' }))
    expect([choose(), screen.getByText(/talks to the platforms you use and to nobody else/)]).toEqual([
      null,
      expect.anything(),
    ])
  })
})
