// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { AccountView } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { installBrowser, renderApp } from './render-app.tsx'
import {
  channelIdOf,
  moderatorCapabilities,
  sampleAccount,
  sampleChannel,
  sampleDelivery,
  sampleMessage,
  samplePreferences,
  sampleRow,
} from './samples.ts'

installBrowser()

const [alpha, beta] = [channelIdOf('alpha'), channelIdOf('beta')]
const withTargets = { preferences: { ...samplePreferences, targets: [alpha] } }
const input = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })

describe('the unified input', () => {
  it('sends to the chosen targets with Enter and empties itself', async () => {
    const { bridge, user } = await renderApp(withTargets)
    bridge.answer('messages.send', () => ok({ deliveries: ['d'] }))
    await user.click(screen.getByRole('switch', { name: 'Send to beta on Twitch' }))
    await user.type(input(), 'hello{Shift>}{Enter}{/Shift}there{Enter}')
    expect(bridge.asked('messages.send')).toEqual([{ text: 'hello\nthere', targets: [alpha, beta] }])
    expect(input().value).toBe('')
  })

  it('keeps the draft and says why when the core refuses', async () => {
    const { bridge, user } = await renderApp(withTargets)
    bridge.answer('messages.send', () => failed({ kind: 'bug', message: 'Tributary could not take this message.' }))
    await user.type(input(), 'hello{Enter}')
    expect(input().value).toBe('hello')
    expect(screen.getByRole('alert').textContent).toBe('Tributary could not take this message.')
  })

  it('sends nothing without a target and says what to do', async () => {
    const { bridge, user } = await renderApp()
    await user.type(input(), 'hello{Enter}')
    expect(bridge.asked('messages.send')).toEqual([])
    expect(screen.getByRole('alert').textContent).toContain('Choose who receives it')
  })

  it('refuses before sending what a target would cut or not take, naming it', async () => {
    const { bridge, user } = await renderApp(withTargets)
    await user.type(input(), '/ban someone{Enter}')
    expect(bridge.asked('messages.send')).toEqual([])
    expect(screen.getByRole('alert').textContent).toBe('alpha: Twitch would take a leading / as a command and cut it.')
  })

  it('counts against the tightest limit and names its channel', async () => {
    const tight = {
      ...moderatorCapabilities,
      send: { can: true, limits: { maxLength: 8, unit: 'codePoints' } },
    } as const
    const { bridge, user } = await renderApp({
      channels: [sampleChannel('alpha'), sampleChannel('beta', { capabilities: tight })],
      preferences: { ...samplePreferences, targets: [alpha, beta] },
    })
    await user.type(input(), '123456789{Enter}')
    expect(screen.getByText('9/8').textContent).toBe('9/8 beta')
    expect(screen.getByRole('alert').textContent).toBe('Too long for beta by 1.')
    expect(bridge.asked('messages.send')).toEqual([])
  })

  it('recalls what was sent with Up', async () => {
    const { bridge, user } = await renderApp(withTargets)
    bridge.answer('messages.send', () => ok({ deliveries: [] }))
    await user.type(input(), 'one{Enter}two{Enter}')
    await user.keyboard('{ArrowUp}{ArrowUp}')
    expect(input().value).toBe('one')
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(input().value).toBe('')
  })

  it('Alt and a number toggles a target, Alt+A cycles single and all', async () => {
    const { user } = await renderApp(withTargets)
    const on = () => screen.getAllByRole('switch').map((chip) => chip.getAttribute('aria-checked'))
    await user.keyboard('{Alt>}2{/Alt}')
    expect(on()).toEqual(['true', 'true'])
    await user.keyboard('{Alt>}a{/Alt}')
    expect(on()).toEqual(['true', 'false'])
    await user.keyboard('{Alt>}a{/Alt}')
    expect(on()).toEqual(['true', 'true'])
  })

  it('says on its chip who sends, and why a channel cannot be written to', async () => {
    const none = { ...moderatorCapabilities, send: { can: false, why: 'Sign in to write here.' } } as const
    const { bridge, user } = await renderApp({
      channels: [sampleChannel('alpha'), sampleChannel('beta', { accountId: null, capabilities: none })],
    })
    const open = screen.getByRole('switch', { name: 'Send to alpha on Twitch' })
    expect(open.getAttribute('aria-description')).toContain('sends as Mira')
    expect(open.textContent).not.toContain('as Mira')
    const closed = screen.getByRole('switch', { name: 'Send to beta on Twitch' })
    expect(closed.getAttribute('aria-description')).toContain('Sign in to write here.')
    await user.click(closed)
    expect(bridge.asked('preferences.change')).toEqual([])
  })

  it('shows on its chip who sends once there is a choice of accounts', async () => {
    const second: AccountView = { ...sampleAccount, id: 'otto', login: 'otto', name: 'Otto' }
    await renderApp({ accounts: [sampleAccount, second], channels: [sampleChannel('alpha')] })
    expect(screen.getByRole('switch', { name: 'Send to alpha on Twitch' }).textContent).toContain('as Mira')
  })

  it('a reply goes to its own message and channel, whatever the targets are', async () => {
    const { bridge, say, row, user } = await renderApp(withTargets)
    bridge.answer('messages.send', () => ok({ deliveries: [] }))
    const message = sampleMessage('beta', 'Bo', 'question?', '1')
    await say((core) => core.snapshot([sampleRow(message, 1)]))
    fireEvent.pointerMove(row('Bo: question?'))
    await user.click(screen.getByRole('button', { name: 'Reply' }))
    const receivers = () =>
      screen.getAllByRole('switch', { checked: true }).map((chip) => chip.getAttribute('aria-label'))
    expect(receivers()).toEqual(['Send to beta on Twitch'])
    await user.click(screen.getByRole('switch', { name: 'Send to alpha on Twitch' }))
    expect(screen.getByText('The reply goes to beta alone. Escape ends the reply.')).toBeTruthy()
    await user.type(input(), 'answer{Enter}')
    expect(bridge.asked('messages.send')).toEqual([{ text: 'answer', targets: [beta], replyTo: message.id }])
    expect(screen.queryByText(/Replying to/)).toBeNull()
    expect(receivers()).toEqual(['Send to alpha on Twitch'])
  })
})

describe('send boxes', () => {
  it('answer one room without touching the targets, each with its own draft', async () => {
    const { bridge, user } = await renderApp({
      preferences: { ...samplePreferences, targets: [alpha], sendBoxes: true },
    })
    bridge.answer('messages.send', () => ok({ deliveries: [] }))
    await user.type(input(), 'for later')
    await user.type(screen.getByRole('textbox', { name: 'Message beta on Twitch' }), 'only you{Enter}')
    expect(bridge.asked('messages.send')).toEqual([{ text: 'only you', targets: [beta] }])
    expect(input().value).toBe('for later')
  })
})

describe('delivery lines', () => {
  it('say what became of a message, per target', async () => {
    const { say } = await renderApp()
    const line = () => screen.getByRole('status', { name: 'Delivery to alpha on Twitch' }).textContent
    const seen: (string | null)[] = []
    for (const state of [{ status: 'sending' }, { status: 'sent' }, { status: 'confirmed' }] as const) {
      await say((bridge) => bridge.emit('deliveries', [sampleDelivery('alpha', state)]))
      seen.push(line())
    }
    expect(seen).toEqual(['sending', 'sent', 'confirmed'].map((text) => `alpha ${text}`))
  })

  it('keep a refusal with its reason, and send again or go away only when asked', async () => {
    const { bridge, user } = await renderApp({
      deliveries: [sampleDelivery('alpha', { status: 'refused', code: 'x', reason: 'You are banned here.' })],
    })
    expect(screen.getByRole('status', { name: 'Delivery to alpha on Twitch' }).textContent).toContain(
      'refused: You are banned here.',
    )
    await user.click(screen.getByRole('button', { name: 'Send again' }))
    await user.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect([bridge.asked('deliveries.send'), bridge.asked('deliveries.dismiss')]).toEqual([
      [{ delivery: 'delivery-alpha' }],
      [{ delivery: 'delivery-alpha' }],
    ])
  })

  it('name a channel that was closed meanwhile, and offer to edit or dismiss, not to send there', async () => {
    await renderApp({
      channels: [sampleChannel('beta')],
      deliveries: [sampleDelivery('alpha', { status: 'refused', code: 'x', reason: 'Duplicate.' })],
    })
    const line = screen.getByRole('list', { name: 'Deliveries' })
    expect(line.textContent).toContain('alpha (closed) refused: Duplicate.')
    expect(
      within(line)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Edit', 'Dismiss'])
  })

  it('ask where a message may have been sent', async () => {
    const { bridge, user } = await renderApp({
      deliveries: [sampleDelivery('alpha', { status: 'maybeSent', why: 'It was not seen in the chat.' })],
    })
    expect(screen.getByRole('status', { name: /^Delivery to alpha/ }).textContent).toContain('may have been sent')
    await user.click(
      within(screen.getByRole('list', { name: 'Deliveries' })).getByRole('button', { name: 'Send again' }),
    )
    expect(bridge.asked('deliveries.send')).toEqual([{ delivery: 'delivery-alpha' }])
  })

  it('take a refused text back into the input', async () => {
    const { user, bridge } = await renderApp({
      deliveries: [sampleDelivery('alpha', { status: 'refused', code: 'x', reason: 'Duplicate.' })],
    })
    await user.click(screen.getByRole('button', { name: 'Edit' }))
    expect([input().value, bridge.asked('deliveries.dismiss').length]).toEqual(['hello there', 1])
  })
})
