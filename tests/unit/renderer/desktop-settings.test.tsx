// @vitest-environment jsdom
import { act, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { clockStyleOf, formatTime } from '../../../renderer/feed/time-format.ts'
import type { DesktopView, UpdateView } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { installBrowser, renderApp, renderDesktop } from './render-app.tsx'
import { sampleDesktop, sampleDesktopHost, startOfDay } from './samples.ts'

installBrowser()

const open = async (section: string, desktop: DesktopView = sampleDesktop, host = sampleDesktopHost) => {
  const app = await renderDesktop({ desktop }, host)
  await app.user.click(screen.getByRole('button', { name: /^Settings/ }))
  await app.user.click(screen.getByRole('button', { name: section }))
  return app
}
const box = (name: string | RegExp) => screen.getByRole<HTMLInputElement>('checkbox', { name })
const offering = (offers: Partial<DesktopView['offers']>): DesktopView => ({
  ...sampleDesktop,
  offers: { ...sampleDesktop.offers, ...offers },
})
const setTo = (settings: Partial<DesktopView['settings']>): DesktopView => ({
  ...sampleDesktop,
  settings: { ...sampleDesktop.settings, ...settings },
})

describe('the desktop settings', () => {
  it('are absent where there is no desktop app, and so is the proxy', async () => {
    const { user } = await renderApp()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    expect(screen.queryByRole('button', { name: 'Desktop' })).toBeNull()
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'tray')
    expect(screen.getByText('Nothing is called “tray” here.')).toBeTruthy()
    await user.clear(screen.getByRole('searchbox', { name: 'Search settings' }))
    await user.click(screen.getByRole('button', { name: 'Connections' }))
    expect(screen.queryByRole('group', { name: 'Proxy' })).toBeNull()
  })

  it('are found by what a person looks for', async () => {
    const { user } = await renderDesktop()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    const search = screen.getByRole('searchbox', { name: 'Search settings' })
    const found: (string | null)[] = []
    for (const query of ['spelling', 'update', 'proxy', 'keyring', 'opacity']) {
      await user.clear(search)
      await user.type(search, query)
      found.push(screen.getByRole('heading', { level: 3 }).textContent)
    }
    expect(found).toEqual(['Desktop', 'Desktop', 'Connections', 'Privacy', 'Window'])
  })

  it('are shown at once, told to the host, and put back with the reason if refused', async () => {
    const { bridge, user } = await open('Desktop')
    await user.click(box(/^Stay in the tray/))
    await user.click(box(/^Notify me of mentions/))
    expect([box(/^Stay in the tray/).checked, box(/^Notify me/).checked]).toEqual([false, false])
    bridge.answer('desktop.change', () => failed({ kind: 'bug', message: 'The system refused to start it.' }))
    await user.click(box('Start when I log in'))
    expect(bridge.asked('desktop.change')).toEqual([
      { closeToTray: false },
      { notifyMentions: false },
      { startAtLogin: true },
    ])
    expect([box('Start when I log in').checked, screen.getByText('The system refused to start it.').tagName]).toEqual([
      false,
      'P',
    ])
  })

  it('keep a change while the host tells of something else', async () => {
    const { bridge, user, say } = await open('Desktop')
    const answers: (() => void)[] = []
    bridge.answer('desktop.change', () => new Promise((resolve) => answers.push(() => resolve(ok({})))))
    await user.click(box(/^Notify me/))
    await say((core) => core.emit('desktop', { ...sampleDesktop, update: { status: 'checking' } }))
    expect([box(/^Notify me/).checked, screen.getByText('Looking for a newer version…')]).toEqual([
      false,
      expect.anything(),
    ])
    await act(async () => answers[0]?.())
    expect(box(/^Notify me/).checked).toBe(false)
  })

  it('offer no tray where there is none, and say why something cannot be done here', async () => {
    const { capabilities } = sampleDesktopHost
    await open(
      'Desktop',
      offering({ tray: false, startAtLogin: { can: false, why: 'This system has no place for it.' } }),
      { ...sampleDesktopHost, capabilities: { ...capabilities, systemNotifications: false } },
    )
    expect(screen.queryByRole('checkbox', { name: /tray/ })).toBeNull()
    expect([box(/^Start when I log in/).disabled, box(/^Notify me/).disabled]).toEqual([true, true])
    expect(screen.getByText('This system has no place for it.')).toBeTruthy()
    expect(screen.getByText('This system shows no notifications.')).toBeTruthy()
  })
})

describe('the languages of spelling', () => {
  const list = () => within(screen.getByRole('list', { name: 'Languages' }))
  const names = () =>
    list()
      .queryAllByRole('listitem')
      .map((item) => item.textContent)
  const find = () => screen.getByRole('searchbox', { name: 'Find a language' })

  it('are named in English and in themselves, the chosen ones first', async () => {
    await open('Desktop', setTo({ spellCheck: ['sv', 'de'] }))
    expect(names()).toEqual([
      'GermanDeutsch',
      'Swedishsvenska',
      'English (United Kingdom)',
      'English (United States)',
      'Frenchfrançais',
      'Norwegian Bokmålnorsk bokmål',
      'Portuguese (Brazil)português (Brasil)',
      'Spanishespañol',
    ])
    expect(screen.getByText('In Swedish, German.')).toBeTruthy()
    expect(screen.getByText('svenska').getAttribute('lang')).toBe('sv')
  })

  it('are found by either name or the code, without accents', async () => {
    const { user } = await open('Desktop')
    const found: unknown[] = []
    for (const query of ['deutsch', 'francais', 'english states', 'pt-br', 'klingon']) {
      await user.clear(find())
      await user.type(find(), query)
      found.push(names())
    }
    expect(found).toEqual([
      ['GermanDeutsch'],
      ['Frenchfrançais'],
      ['English (United States)'],
      ['Portuguese (Brazil)português (Brasil)'],
      ['No language is called “klingon”.'],
    ])
  })

  it('are several at once, and none is off', async () => {
    const { bridge, user } = await open('Desktop')
    await user.click(box(/^German/))
    await user.click(box(/^English \(United Kingdom\)/))
    await user.click(box(/^German/))
    expect(bridge.asked('desktop.change')).toEqual([
      { spellCheck: ['en-GB', 'de'] },
      { spellCheck: ['de'] },
      { spellCheck: [] },
    ])
    expect(screen.getByText('Off: no language is chosen.')).toBeTruthy()
    // What was chosen at first keeps its place under the pointer.
    expect(names()[0]).toBe('English (United Kingdom)')
  })

  it('are ten at most', async () => {
    const ten = ['de', 'en-GB', 'en-US', 'es', 'fr', 'nb', 'pt-BR', 'sv', 'it', 'nl']
    const { bridge, user } = await open('Desktop', {
      ...setTo({ spellCheck: ten }),
      offers: { ...sampleDesktop.offers, spellCheck: [...ten, 'cs'] },
    })
    await user.click(box(/^Czech/))
    expect([bridge.asked('desktop.change'), box(/^Czech/).getAttribute('aria-disabled')]).toEqual([[], 'true'])
    expect(screen.getByText(/10 languages are the most/)).toBeTruthy()
    await user.click(box(/^German/))
    await user.click(box(/^Czech/))
    expect(bridge.asked('desktop.change').at(-1)).toEqual({ spellCheck: [...ten.slice(1), 'cs'] })
  })

  it('are one stop of the Tab key, and arrows move between them', async () => {
    const { user } = await open('Desktop')
    find().focus()
    await user.tab()
    const focused = () => document.activeElement?.closest('li')?.textContent
    const seen = [focused()]
    for (const key of ['ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home', 'ArrowUp']) {
      await user.keyboard(`{${key}}`)
      seen.push(focused())
    }
    expect(seen).toEqual([
      'English (United Kingdom)',
      'English (United States)',
      'Swedishsvenska',
      'Swedishsvenska',
      'Spanishespañol',
      'English (United Kingdom)',
      'English (United Kingdom)',
    ])
    await user.keyboard('{ArrowDown} ')
    expect(box(/^English \(United States\)/).checked).toBe(true)
    await user.tab()
    expect(focused()).toBeUndefined()
  })

  it('are the system’s own where it chooses by itself', async () => {
    await open('Desktop', offering({ spellCheck: [] }))
    expect(screen.queryByRole('group', { name: 'Check spelling' })).toBeNull()
    expect(screen.getByText(/Your system’s own checker does it/)).toBeTruthy()
  })

  it('say where their dictionaries come from', async () => {
    await open('Desktop')
    expect(screen.getByText(/downloaded from Chromium’s servers \(on Windows and Linux\)/)).toBeTruthy()
  })
})

describe('an update', () => {
  const state = (update: UpdateView): DesktopView => ({ ...sampleDesktop, update })
  const text = () => {
    const button = screen.queryByRole('button', { name: /^(Check|Download|Open|Restart)/ })
    const status = screen.getAllByRole('status').find((line) => /version|Version|build/.test(line.textContent))
    return [status?.textContent, button?.textContent, button?.getAttribute('aria-disabled')]
  }

  it('is told in every state, with the step that leads on', async () => {
    const { say } = await open('Desktop', state({ status: 'idle' }))
    const seen = [text()]
    const yesterday = startOfDay - 86_400_000
    for (const update of [
      { status: 'checking' },
      { status: 'current', checkedAt: startOfDay },
      { status: 'current', checkedAt: yesterday },
      { status: 'available', version: '1.2.0', how: 'install' },
      { status: 'available', version: '1.2.0', how: 'page' },
      { status: 'downloading', version: '1.2.0', percent: 43.7 },
      { status: 'ready', version: '1.2.0' },
      { status: 'failed', why: 'The place of new versions did not answer.' },
      { status: 'unavailable', why: 'This build was made by hand: look for updates where it came from.' },
    ] as const) {
      await say((core) => core.emit('desktop', state(update)))
      seen.push(text())
    }
    const time = formatTime(startOfDay, clockStyleOf(undefined))
    const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' }).format(yesterday)
    expect(seen).toEqual([
      ['This is version 0.1.0. Tributary has not looked for a newer one yet.', 'Check now', null],
      ['Looking for a newer version…', 'Checking…', 'true'],
      [`Version 0.1.0 is the newest. Checked at ${time}.`, 'Check now', null],
      [`Version 0.1.0 is the newest. Checked on ${day} at ${time}.`, 'Check now', null],
      ['Version 1.2.0 is there; this is 0.1.0.', 'Download and install', null],
      ['Version 1.2.0 is there; this is 0.1.0.', 'Open the page', null],
      ['Downloading version 1.2.0: 43 %.', 'Downloading…', 'true'],
      ['Version 1.2.0 is ready. It is installed when Tributary starts again.', 'Restart to install', null],
      ['The place of new versions did not answer.', 'Check again', null],
      ['This build was made by hand: look for updates where it came from.', undefined, undefined],
    ])
  })

  it('cannot be looked for where the build cannot, not even by itself', async () => {
    await open('Desktop', state({ status: 'unavailable', why: 'This build cannot.' }))
    expect(screen.queryByRole('checkbox', { name: /^Check for updates/ })).toBeNull()
  })

  it('is looked for, and taken, by one button that keeps the focus', async () => {
    const { bridge, user, say } = await open('Desktop')
    const button = screen.getByRole('button', { name: 'Check now' })
    await user.click(button)
    await say((core) => core.emit('desktop', state({ status: 'checking' })))
    await user.click(button)
    await say((core) => core.emit('desktop', state({ status: 'available', version: '1.2.0', how: 'install' })))
    await user.click(button)
    await say((core) => core.emit('desktop', state({ status: 'downloading', version: '1.2.0', percent: 10 })))
    await user.click(button)
    expect(document.activeElement).toBe(button)
    expect(screen.getByRole('progressbar', { name: 'Download of version 1.2.0' })).toBeTruthy()
    await say((core) => core.emit('desktop', state({ status: 'ready', version: '1.2.0' })))
    await user.click(button)
    expect([bridge.asked('desktop.checkForUpdate'), bridge.asked('desktop.update')]).toEqual([[{}], [{}, {}]])
  })

  it('says beside its button why a step failed', async () => {
    const { bridge, user } = await open('Desktop')
    bridge.answer('desktop.checkForUpdate', () => failed({ kind: 'bug', message: 'It did not answer.' }))
    await user.click(screen.getByRole('button', { name: 'Check now' }))
    expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toBe('It did not answer.')
  })

  it('warns before a restart takes what is written', async () => {
    const app = await renderDesktop({ desktop: state({ status: 'ready', version: '1.2.0' }) })
    await app.user.type(screen.getByRole('textbox', { name: 'Message' }), 'half a thought')
    await app.user.click(screen.getByRole('button', { name: 'Settings, a newer version is there' }))
    expect(screen.getByText(/not sent yet is lost with the restart/)).toBeTruthy()
    expect(screen.getByRole('heading', { level: 3 }).textContent).toBe('Desktop')
  })
})

describe('the proxy', () => {
  const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Address of the proxy' })
  const mode = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name })
  const described = () => document.getElementById(field().getAttribute('aria-describedby') ?? '')?.textContent

  it('is the system’s, none or one’s own, of which only an address that was confirmed is used', async () => {
    const { bridge, user } = await open('Connections')
    expect(mode('Like the system').checked).toBe(true)
    await user.click(mode('No proxy'))
    await user.click(mode('This one'))
    expect(described()).toContain('It is not used yet; no proxy is in force.')
    await user.type(field(), ' socks5://127.0.0.1:1080')
    expect(bridge.asked('desktop.change')).toEqual([{ proxy: { mode: 'none' } }])
    await user.keyboard('{Enter}')
    expect(bridge.asked('desktop.change').slice(1)).toEqual([
      { proxy: { mode: 'manual', url: 'socks5://127.0.0.1:1080' } },
    ])
    expect([mode('This one').checked, field().value, described()]).toEqual([
      true,
      'socks5://127.0.0.1:1080',
      'It is used from now on.',
    ])
    await user.click(mode('Like the system'))
    expect(bridge.asked('desktop.change').at(-1)).toEqual({ proxy: { mode: 'system' } })
  })

  it('that is refused stays in its field, with the reason, and the one in force stays in force', async () => {
    const { bridge, user } = await open('Connections')
    bridge.answer('desktop.change', () =>
      failed({ kind: 'invalid', field: 'proxy.url', reason: 'no port', message: 'The address lacks its port.' }),
    )
    await user.click(mode('This one'))
    await user.type(field(), 'http://proxy.example')
    await user.click(screen.getByRole('button', { name: 'Use this proxy' }))
    expect([field().value, field().getAttribute('aria-invalid'), described(), mode('This one').checked]).toEqual([
      'http://proxy.example',
      'true',
      'The address lacks its port.',
      true,
    ])
    await user.type(field(), ':3128')
    expect([field().getAttribute('aria-invalid'), described()]).toEqual([
      null,
      expect.stringContaining('It is not used yet; the system’s proxy is in force.'),
    ])
  })

  it('is not taken without an address', async () => {
    const { bridge, user } = await open('Connections')
    await user.click(mode('This one'))
    await user.click(screen.getByRole('button', { name: 'Use this proxy' }))
    expect([described(), bridge.asked('desktop.change')]).toEqual(['Write the address of the proxy.', []])
  })

  it('says why another one could not be taken', async () => {
    const { bridge, user } = await open('Connections', setTo({ proxy: { mode: 'manual', url: 'http://a.example:1' } }))
    expect([field().value, described()]).toEqual(['http://a.example:1', 'It is used for every connection.'])
    bridge.answer('desktop.change', () => failed({ kind: 'bug', message: 'It could not be kept.' }))
    await user.click(mode('No proxy'))
    expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toBe('It could not be kept.')
    expect([mode('This one').checked, field().value, field().getAttribute('aria-invalid')]).toEqual([
      true,
      'http://a.example:1',
      null,
    ])
  })
})

describe('what the host says of itself', () => {
  it('is asked again when the desktop changes, but not for the course of a download', async () => {
    const { bridge, say } = await renderDesktop()
    const before = bridge.asked('host.info').length
    const downloading = (percent: number): DesktopView => ({
      ...sampleDesktop,
      update: { status: 'downloading', version: '1.2.0', percent },
    })
    for (const percent of [1, 2, 3]) await say((core) => core.emit('desktop', downloading(percent)))
    expect(bridge.asked('host.info')).toHaveLength(before)
    await say((core) => core.emit('desktop', { ...downloading(3), secretsQuestion: { why: 'The keyring is gone.' } }))
    expect(bridge.asked('host.info')).toHaveLength(before + 1)
  })
})
