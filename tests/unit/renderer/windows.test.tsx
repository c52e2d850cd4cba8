// @vitest-environment jsdom
import { act, fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { WindowAsk } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { installBrowser, type RenderedApp, renderApp, renderDesktop } from './render-app.tsx'
import { channelIdOf, sampleAccount, sampleChannel, sampleDesktopHost, sampleWindow, startOfDay } from './samples.ts'

installBrowser()

const rail = () => screen.queryByRole('navigation', { name: 'Channels' })
const focusPage = () => act(async () => document.body.focus())
const addressOfBeta = '#/channel/twitch%3Abeta'
const logName = () => screen.getByRole('log').getAttribute('aria-label')

describe('a page that does not own its window', () => {
  it('offers nothing about windows', async () => {
    const { bridge, user } = await renderApp()
    expect(screen.queryByRole('button', { name: /^Pop out/, hidden: true })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'View options' }))
    expect(screen.queryByRole('checkbox', { name: 'Always on top' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'New window' })).toBeNull()
    await focusPage()
    await user.keyboard('{Alt>}c{/Alt}{Alt>}t{/Alt}{Alt>}o{/Alt}{Alt>}n{/Alt}')
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    expect(screen.queryByRole('button', { name: 'Window' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Keys' }))
    expect(screen.queryByText('Pop out the view')).toBeNull()
    expect(bridge.calls.filter(({ name }) => name.startsWith('window.'))).toEqual([])
  })

  it('leaves a click with Shift held to the browser', async () => {
    const { bridge } = await renderApp()
    const taken: boolean[] = []
    document.addEventListener(
      'click',
      (event) => {
        taken.push(event.defaultPrevented)
        event.preventDefault()
      },
      { once: true },
    )
    fireEvent.click(screen.getByRole('link', { name: 'beta on Twitch' }), { shiftKey: true })
    expect([taken, bridge.asked('window.open')]).toEqual([[false], []])
  })
})

describe('a view', () => {
  it('is popped out from its entry: by its button, with Shift or Ctrl held, by the middle button', async () => {
    const { bridge, user } = await renderDesktop()
    const beta = channelIdOf('beta')
    await user.click(screen.getByRole('button', { name: 'Pop out beta on Twitch' }))
    await user.click(screen.getByRole('button', { name: 'Pop out all channels' }))
    const link = screen.getByRole('link', { name: 'beta on Twitch' })
    expect(fireEvent.click(link, { shiftKey: true })).toBe(false)
    expect(fireEvent.click(link, { ctrlKey: true })).toBe(false)
    expect(fireEvent(link, new MouseEvent('auxclick', { bubbles: true, cancelable: true, button: 1 }))).toBe(false)
    expect(bridge.asked('window.open')).toEqual([{ view: beta }, { view: 'all' }, ...Array(3).fill({ view: beta })])
    expect(logName()).toBe('All messages')
  })

  it('is shown in this window by a plain click', async () => {
    const { bridge, user } = await renderDesktop()
    await user.click(screen.getByRole('link', { name: 'beta on Twitch' }))
    expect([
      await screen.findByRole('log', { name: 'Messages in beta on Twitch' }),
      bridge.asked('window.open'),
    ]).toEqual([expect.anything(), []])
  })

  it('is no further stop of the Tab key for being popped out', async () => {
    await renderDesktop()
    expect(screen.getByRole('button', { name: 'Pop out beta on Twitch' }).tabIndex).toBe(-1)
    expect(screen.getByRole('link', { name: 'beta on Twitch' }).getAttribute('aria-keyshortcuts')).toContain(
      'Shift+Enter',
    )
  })

  it('is popped out from its options, which give the focus back to their button', async () => {
    location.hash = addressOfBeta
    const { bridge, user } = await renderDesktop()
    const options = screen.getByRole('button', { name: 'View options' })
    await user.click(options)
    await user.click(screen.getByRole('button', { name: 'Pop out this view' }))
    expect([bridge.asked('window.open'), document.activeElement]).toEqual([[{ view: channelIdOf('beta') }], options])
    await user.click(options)
    await user.click(screen.getByRole('button', { name: 'New window' }))
    expect(bridge.asked('window.open').slice(1)).toEqual([{}])
  })

  it('is popped out by key, and a new window is opened by key', async () => {
    const { bridge, user } = await renderDesktop()
    await focusPage()
    await user.keyboard('{Alt>}o{/Alt}{Alt>}n{/Alt}')
    expect(bridge.asked('window.open')).toEqual([{ view: 'all' }, {}])
  })

  it('says why it could not be popped out', async () => {
    const { bridge, user } = await renderDesktop()
    bridge.answer('window.open', () => failed({ kind: 'bug', message: 'No further window can be opened.' }))
    await user.click(screen.getByRole('button', { name: 'Pop out beta on Twitch' }))
    expect(screen.getByText('No further window can be opened.')).toBeTruthy()
  })

  it('falls back to All when its channel is removed, in a compact window too', async () => {
    location.hash = addressOfBeta
    const { say } = await renderDesktop({ window: { ...sampleWindow, compact: true } })
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('beta')
    await say((core) => core.emit('channels', [sampleChannel('alpha')]))
    expect([screen.getByRole('heading', { level: 1 }).textContent, logName()]).toEqual(['All', 'All messages'])
  })
})

describe('always on top and compact', () => {
  it('are switched in the view options, shown at once and put back with the reason if refused', async () => {
    const { bridge, user } = await renderDesktop()
    await user.click(screen.getByRole('button', { name: 'View options' }))
    const onTop = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Always on top' }).checked
    const answers: (() => void)[] = []
    bridge.answer(
      'window.change',
      () =>
        new Promise((resolve) =>
          answers.push(() => resolve(failed({ kind: 'unsupported', why: 'x', message: 'Not on this desktop.' }))),
        ),
    )
    await user.click(screen.getByRole('checkbox', { name: 'Always on top' }))
    expect([onTop(), bridge.asked('window.change')]).toEqual([true, [{ alwaysOnTop: true }]])
    await act(async () => answers[0]?.())
    expect([onTop(), screen.getByText('Not on this desktop.').getAttribute('role')]).toEqual([false, 'alert'])
  })

  it('have their keys, and being kept on top is said', async () => {
    const { bridge, user } = await renderDesktop()
    await focusPage()
    await user.keyboard('{Alt>}t{/Alt}')
    expect(screen.getByText('This window is kept on top.')).toBeTruthy()
    await user.keyboard('{Alt>}t{/Alt}')
    expect(screen.getByText('This window is not kept on top any more.')).toBeTruthy()
    await user.keyboard('{Alt>}c{/Alt}')
    expect(rail()).toBeNull()
    await user.keyboard('{Alt>}c{/Alt}')
    expect(rail()).not.toBeNull()
    expect(bridge.asked('window.change')).toEqual([
      { alwaysOnTop: true },
      { alwaysOnTop: false },
      { compact: true },
      { compact: false },
    ])
  })

  it('are not said to be so when they were refused', async () => {
    const { bridge, user } = await renderDesktop()
    bridge.answer('window.change', () => failed({ kind: 'bug', message: 'No.' }))
    await focusPage()
    await user.keyboard('{Alt>}t{/Alt}')
    expect([screen.queryByText('This window is kept on top.'), screen.getByText('No.')]).toEqual([
      null,
      expect.anything(),
    ])
  })
})

describe('a compact window', () => {
  const compact = { ...sampleWindow, compact: true }

  it('has one slim header, the feed and the input, without rail and options, and leads out of itself', async () => {
    const { bridge, user } = await renderDesktop({ window: compact })
    expect([rail(), screen.queryByRole('button', { name: 'View options' })]).toEqual([null, null])
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('All')
    expect(
      within(screen.getByRole('list', { name: 'Connections' }))
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['alpha: live', 'beta: live'])
    expect(screen.getByText('240 viewers in 2 of 2 channels')).toBeTruthy()
    expect([logName(), screen.queryByRole('textbox', { name: 'Message alpha on Twitch' })]).toEqual([
      'All messages',
      null,
    ])
    await user.click(screen.getByRole('button', { name: 'Leave compact' }))
    expect([bridge.asked('window.change'), rail()]).toEqual([[{ compact: false }], expect.anything()])
  })

  it('gives the focus to the input when what had it goes with the change', async () => {
    const { user } = await renderDesktop({ window: compact })
    await user.click(screen.getByRole('button', { name: 'Leave compact' }))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
    await user.click(screen.getByRole('button', { name: 'View options' }))
    await user.click(screen.getByRole('checkbox', { name: 'Compact window' }))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })

  it('keeps what is being written and the place in the feed', async () => {
    const { user } = await renderDesktop()
    const input = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
    await user.type(input, 'half a thought')
    const feed = screen.getByRole('log')
    await user.keyboard('{Alt>}c{/Alt}')
    expect([rail(), screen.getByRole('textbox', { name: 'Message' }), screen.getByRole('log')]).toEqual([
      null,
      input,
      feed,
    ])
    expect([input.value, document.activeElement]).toEqual(['half a thought', input])
  })

  it('says in words how a single channel is that is not live, and names custom endpoints', async () => {
    location.hash = addressOfBeta
    const { say } = await renderDesktop(
      {
        window: compact,
        channels: [
          sampleChannel('alpha'),
          sampleChannel('beta', {
            state: { status: 'reconnecting', retryAt: startOfDay + 4000, why: 'The network is gone.' },
          }),
        ],
      },
      { ...sampleDesktopHost, customEndpoints: ['twitch'] },
    )
    expect(screen.getByText('custom endpoints')).toBeTruthy()
    expect(screen.getByText('reconnecting in 4 s')).toBeTruthy()
    expect(screen.getByText('beta: reconnecting in 4 s: The network is gone.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Reconnect' })).toBeNull()
    await say((core) => core.setState('lost'))
    expect(screen.getByRole('alert').textContent).toContain('This window has lost Tributary.')
  })

  it('counts its sources where they are many', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    await renderDesktop({ window: compact, channels: names.map((name) => sampleChannel(name)) })
    expect(screen.getByText('7 live')).toBeTruthy()
    expect(screen.queryByRole('list', { name: 'Connections' })).toBeNull()
  })

  it('can be left on the first start too, and gives the focus to its field', async () => {
    const { user } = await renderDesktop({ window: compact, channels: [], accounts: [] })
    await user.click(screen.getByRole('button', { name: 'Leave compact' }))
    expect(rail()).not.toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Channel name or URL' }))
  })
})

describe('what is asked for from outside the page', () => {
  const ask = (app: RenderedApp, asked: number, what: WindowAsk) =>
    app.say((core) => core.emit('window', { ...sampleWindow, asks: { asked, for: what } }))
  const beta = { kind: 'view', view: channelIdOf('beta') } as const

  it('a view is shown, once: the person may go on from there', async () => {
    const app = await renderDesktop()
    await ask(app, 1, beta)
    expect(await screen.findByRole('log', { name: 'Messages in beta on Twitch' })).toBeTruthy()
    await app.user.click(screen.getByRole('link', { name: 'All channels' }))
    expect(await screen.findByRole('log', { name: 'All messages' })).toBeTruthy()
    await app.say((core) => core.emit('window', { ...sampleWindow, alwaysOnTop: true, asks: { asked: 1, for: beta } }))
    expect(logName()).toBe('All messages')
    await ask(app, 2, beta)
    expect(await screen.findByRole('log', { name: 'Messages in beta on Twitch' })).toBeTruthy()
  })

  it('is met by a window that was opened for it, and not again when the page is loaded again', async () => {
    const window = { ...sampleWindow, asks: { asked: 1, for: beta } }
    await renderDesktop({ window })
    expect(await screen.findByRole('log', { name: 'Messages in beta on Twitch' })).toBeTruthy()
    await act(async () => {
      location.hash = '#/all'
    })
    await renderDesktop({ window })
    expect(screen.getAllByRole('log').map((log) => log.getAttribute('aria-label'))).toEqual([
      'All messages',
      'All messages',
    ])
  })

  it('a view takes the settings away, which would cover it, but no dialog in which something is under way', async () => {
    const app = await renderDesktop()
    await app.user.click(screen.getByRole('button', { name: 'Settings' }))
    await ask(app, 1, beta)
    expect(screen.queryByRole('dialog')).toBeNull()
    await app.user.click(screen.getByRole('button', { name: 'Add channel' }))
    await app.user.type(screen.getByRole('textbox', { name: 'Channel name or URL' }), 'gam')
    await ask(app, 2, { kind: 'view', view: 'all' })
    expect(await screen.findByRole('log', { name: 'All messages', hidden: true })).toBeTruthy()
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Channel name or URL' }).value).toBe('gam')
  })

  it('the settings, adding a channel and the about text are opened', async () => {
    const app = await renderDesktop()
    await ask(app, 1, { kind: 'settings' })
    expect(
      within(screen.getByRole('dialog', { name: 'Settings' })).getByRole('heading', { level: 3 }).textContent,
    ).toBe('Accounts')
    await ask(app, 2, { kind: 'about' })
    expect(screen.getByText(/MIT licence/)).toBeTruthy()
    await ask(app, 3, { kind: 'settings' })
    expect(screen.getByText(/MIT licence/)).toBeTruthy()
    await ask(app, 4, { kind: 'addChannel' })
    expect(screen.getAllByRole('dialog').map((dialog) => dialog.querySelector('h2')?.textContent)).toEqual([
      'Add a channel',
    ])
    await app.user.type(screen.getByRole('textbox', { name: 'Channel name or URL' }), 'gam')
    await ask(app, 5, { kind: 'addChannel' })
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Channel name or URL' }).value).toBe('gam')
  })
})

describe('the window settings', () => {
  const open = async (view = sampleWindow) => {
    const app = await renderDesktop({ window: view })
    await app.user.click(screen.getByRole('button', { name: 'Settings' }))
    await app.user.click(screen.getByRole('button', { name: 'Window' }))
    return app
  }

  it('switch always on top and compact', async () => {
    const { bridge, user } = await open()
    await user.click(screen.getByRole('checkbox', { name: /^Always on top/ }))
    await user.click(screen.getByRole('checkbox', { name: /^Compact window/ }))
    expect(bridge.asked('window.change')).toEqual([{ alwaysOnTop: true }, { compact: true }])
    expect(screen.getByText(/Alt\+C leads in and out/)).toBeTruthy()
  })

  it('tell the host of a drag one value at a time, the newest, and show each at once', async () => {
    const { bridge } = await open()
    const answers: (() => void)[] = []
    bridge.answer('window.change', () => new Promise((resolve) => answers.push(() => resolve(ok({})))))
    const slider = screen.getByRole<HTMLInputElement>('slider', { name: /^Opacity/ })
    for (const value of ['90', '80', '70']) fireEvent.change(slider, { target: { value } })
    expect([slider.value, bridge.asked('window.change')]).toEqual(['70', [{ opacity: 0.9 }]])
    await act(async () => answers[0]?.())
    expect(bridge.asked('window.change')).toEqual([{ opacity: 0.9 }, { opacity: 0.7 }])
    await act(async () => answers[1]?.())
    expect([slider.value, slider.min, slider.max, bridge.asked('window.change').length]).toEqual(['70', '30', '100', 2])
  })

  it('put the opacity back where it was refused', async () => {
    const { bridge } = await open()
    bridge.answer('window.change', () => failed({ kind: 'bug', message: 'It stays as it is.' }))
    const slider = screen.getByRole<HTMLInputElement>('slider', { name: /^Opacity/ })
    await act(async () => fireEvent.change(slider, { target: { value: '50' } }))
    expect([slider.value, screen.getByText('It stays as it is.').getAttribute('role')]).toEqual(['100', 'alert'])
  })

  it('offer no opacity where the system makes no window see-through', async () => {
    const { opacity: _, ...opaque } = sampleWindow
    await open(opaque)
    expect([screen.getByRole('checkbox', { name: /^Always on top/ }), screen.queryByRole('slider')]).toEqual([
      expect.anything(),
      null,
    ])
  })

  it('offer nothing about the top where the system keeps no window there, nor does its key or the view', async () => {
    const { alwaysOnTop: _, ...among } = sampleWindow
    const { bridge, user } = await open(among)
    expect(screen.getByRole('checkbox', { name: /^Compact window/ })).toBeTruthy()
    expect(screen.queryByRole('checkbox', { name: /^Always on top/ })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Keys' }))
    expect([screen.queryByText('Keep the window on top or not'), screen.getByText('Pop out the view')]).toEqual([
      null,
      expect.anything(),
    ])
    await user.click(screen.getByRole('button', { name: 'Close' }))
    await user.keyboard('{Alt>}t{/Alt}')
    await user.click(screen.getByRole('button', { name: 'View options' }))
    expect(screen.getByRole('checkbox', { name: 'Compact window' })).toBeTruthy()
    expect([screen.queryByRole('checkbox', { name: 'Always on top' }), bridge.asked('window.change')]).toEqual([
      null,
      [],
    ])
  })
})

describe('the keys in force', () => {
  it('name those of the window where the host owns it', async () => {
    const { user } = await renderDesktop({ accounts: [sampleAccount] })
    await focusPage()
    await user.keyboard('?')
    const dialog = screen.getByRole('dialog', { name: 'Keys' })
    expect(
      ['Compact window or not', 'Keep the window on top or not', 'Pop out the view', 'New window'].map(
        (says) => within(dialog).getByRole('button', { name: new RegExp(`change the key for: ${says}$`) }).textContent,
      ),
    ).toEqual(['Alt+C', 'Alt+T', 'Alt+O', 'Alt+N'])
    expect(within(dialog).getByText('Pop out a channel (on its entry)')).toBeTruthy()
  })
})
