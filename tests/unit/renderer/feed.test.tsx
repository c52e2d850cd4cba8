// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { makeEventId } from '../../../shared/model.ts'
import { installBrowser, renderApp } from './render-app.tsx'
import {
  channelIdOf,
  chatterCapabilities,
  sampleChannel,
  sampleMessage,
  sampleNotice,
  samplePreferences,
  sampleRow,
  sampleRows,
  startOfDay,
} from './samples.ts'

installBrowser()

const say = (channel: string, author: string, text: string, order: number, more = {}) =>
  sampleRow(sampleMessage(channel, author, text, `${channel}${order}`), order, more)

describe('the feed', () => {
  it('shows all channels in order, and one channel in its own view', async () => {
    const { say: tell, shownTexts, user } = await renderApp()
    await tell((bridge) => bridge.snapshot([say('alpha', 'Ada', 'one', 1), say('beta', 'Bo', 'two', 2)]))
    expect(screen.getByRole('log', { name: 'All messages' })).toBeTruthy()
    expect(shownTexts()).toEqual(['Ada: one', 'Bo: two'])
    await user.click(screen.getByRole('link', { name: 'beta on Twitch' }))
    expect(await screen.findByRole('log', { name: 'Messages in beta on Twitch' })).toBeTruthy()
    expect(shownTexts()).toEqual(['Bo: two'])
    await tell((bridge) => bridge.batch([say('beta', 'Bo', 'three', 3)]))
    expect(shownTexts()).toEqual(['Bo: two', 'Bo: three'])
  })

  it('gives every row its id and its state', async () => {
    const { say: tell, row } = await renderApp()
    const gone = say('alpha', 'Ada', 'bad', 1, {
      removals: [{ channel: channelIdOf('alpha'), at: 1, pending: false, by: 'Bo' }],
    })
    await tell((bridge) => bridge.snapshot([gone, say('beta', 'Bo', 'fine', 2)]))
    expect(row('Ada: message removed by Bo').dataset).toMatchObject({ eventId: gone.id, state: 'removed' })
    expect(row('Bo: fine').dataset['state']).toBe('visible')
  })

  it('keeps removed text out of the page for those who do not moderate there, in quotes too', async () => {
    const { say: tell } = await renderApp({ channels: [sampleChannel('alpha', { capabilities: chatterCapabilities })] })
    const parent = sampleMessage('alpha', 'Ada', 'a secret', 'p')
    const answer = sampleMessage('alpha', 'Bo', 'what?', 'q', {
      replyTo: { message: parent.id, author: { id: 'x', login: 'ada', name: 'Ada' }, text: 'a secret' },
    })
    await tell((bridge) => bridge.snapshot([sampleRow(parent, 1), sampleRow(answer, 2)]))
    expect(document.body.innerHTML).toContain('a secret')
    const removals = [{ channel: channelIdOf('alpha'), at: 1, pending: false }]
    await tell((bridge) => bridge.batch([sampleRow(parent, 1, { removals }), sampleRow(answer, 2, { putBack: '' })]))
    expect(document.body.innerHTML).not.toContain('a secret')
    expect(screen.queryByRole('button', { name: 'Show text' })).toBeNull()
  })

  it('shows removed text behind a click to those who moderate there', async () => {
    const { say: tell, user } = await renderApp()
    const removals = [{ channel: channelIdOf('alpha'), at: 1, pending: false }]
    await tell((bridge) => bridge.snapshot([say('alpha', 'Ada', 'a secret', 1, { removals })]))
    expect(document.body.innerHTML).not.toContain('a secret')
    await user.click(screen.getByRole('button', { name: 'Show text' }))
    expect(document.body.innerHTML).toContain('a secret')
  })

  it('shows a notice’s sentence once, also where it was removed', async () => {
    const { say: tell, row } = await renderApp()
    const bare = sampleNotice('alpha', 'Ada subscribed.', 'n1')
    const parts = [{ type: 'text', text: 'hello' }] as const
    const written = sampleNotice('alpha', 'Bo subscribed.', 'n2', { parts, text: 'hello' })
    await tell((bridge) => bridge.snapshot([sampleRow(bare, 1), sampleRow(written, 2)]))
    expect(row('Ada subscribed.').textContent?.match(/Ada subscribed/g)).toHaveLength(1)
    expect(row('Bo subscribed. hello').textContent).toContain('Bo subscribed. hello')
    const removals = [{ channel: channelIdOf('alpha'), at: 1, pending: false }]
    await tell((bridge) => bridge.batch([sampleRow(bare, 1, { removals }), sampleRow(written, 2, { removals })]))
    expect(screen.getAllByRole('button', { name: 'Show text' })).toHaveLength(1)
  })

  it('stands still while focus is in it, counts what comes, and goes on with the pill', async () => {
    const { say: tell, row, shownTexts, user } = await renderApp()
    await tell((bridge) => bridge.snapshot(sampleRows('alpha', 2)))
    row('Ada: message 2').focus()
    await tell((bridge) => bridge.batch(sampleRows('alpha', 12, 3)))
    expect(shownTexts()).toHaveLength(2)
    await user.click(screen.getByRole('button', { name: /^Jump to latest.*paused, 12 new/ }))
    expect(shownTexts()).toHaveLength(14)
    expect(screen.queryByRole('button', { name: /^Jump to latest/ })).toBeNull()
  })

  it('a removal reaches a row while the feed stands still', async () => {
    const { say: tell, row } = await renderApp()
    const rows = sampleRows('alpha', 2)
    await tell((bridge) => bridge.snapshot(rows))
    row('Ada: message 2').focus()
    const removals = [{ channel: channelIdOf('alpha'), at: 1, pending: false }]
    await tell((bridge) => bridge.batch(rows.slice(0, 1).map((old) => ({ ...old, removals }))))
    expect(row('Ada: message removed').dataset['state']).toBe('removed')
  })

  it('stands still while Alt is held', async () => {
    const { say: tell, shownTexts } = await renderApp()
    await tell((bridge) => bridge.snapshot(sampleRows('alpha', 1)))
    fireEvent.keyDown(window, { key: 'Alt' })
    await tell((bridge) => bridge.batch(sampleRows('alpha', 1, 2)))
    expect(shownTexts()).toHaveLength(1)
    fireEvent.keyUp(window, { key: 'Alt' })
    expect(shownTexts()).toHaveLength(2)
  })

  it('stands still while the pointer rests on acts, and only there', async () => {
    const { say: tell, row, shownTexts } = await renderApp()
    await tell((bridge) => bridge.snapshot(sampleRows('alpha', 1)))
    const article = row('Ada: message 1')
    fireEvent.pointerMove(article)
    await tell((bridge) => bridge.batch(sampleRows('alpha', 1, 2)))
    expect(shownTexts()).toHaveLength(2)
    fireEvent.pointerMove(within(article).getByRole('button', { name: 'Delete' }))
    await tell((bridge) => bridge.batch(sampleRows('alpha', 1, 3)))
    expect(shownTexts()).toHaveLength(2)
    fireEvent.pointerMove(article)
    expect(shownTexts()).toHaveLength(3)
  })

  it('moves between rows with arrows and leaves with Escape', async () => {
    const { say: tell, row, user } = await renderApp()
    await tell((bridge) => bridge.snapshot(sampleRows('alpha', 3)))
    row('Ada: message 3').focus()
    await user.keyboard('{ArrowUp}{ArrowUp}')
    expect(document.activeElement).toBe(row('Ada: message 1'))
    await user.keyboard('{Enter}')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Reply')
    await user.keyboard('{ArrowRight}{ArrowRight}')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Delete')
    await user.keyboard('{Escape}')
    expect(document.activeElement).toBe(row('Ada: message 1'))
    await user.keyboard('{Escape}')
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })

  it('asks the core to open links and never follows them itself', async () => {
    const { say: tell, bridge, user } = await renderApp()
    const parts = [{ type: 'link', text: 'example.com', href: 'https://example.com/' }] as const
    await tell((core) => core.snapshot([sampleRow(sampleMessage('alpha', 'Ada', 'example.com', 'l', { parts }), 1)]))
    await user.click(screen.getByRole('link', { name: 'example.com' }))
    expect(bridge.asked('links.open')).toEqual([{ url: 'https://example.com/' }])
    expect(location.hash).toBe('')
  })

  it('hides private rows with one key and marks them while they are shown', async () => {
    const secret = sampleChannel('backstage')
    const {
      say: tell,
      shownTexts,
      row,
      user,
    } = await renderApp({
      channels: [sampleChannel('alpha'), { ...secret, ref: { ...secret.ref, private: true } }],
      preferences: samplePreferences,
    })
    await tell((bridge) => bridge.snapshot([say('alpha', 'Ada', 'hello', 1), say('backstage', 'Bo', 'psst', 2)]))
    expect(row('Bo: psst').dataset['private']).toBe('')
    await user.keyboard('{Alt>}p{/Alt}')
    expect(shownTexts()).toEqual(['Ada: hello'])
    await user.keyboard('{Alt>}p{/Alt}')
    expect(shownTexts()).toEqual(['Ada: hello', 'Bo: psst'])
  })

  it('says what was removed in one room of a shared chat only', async () => {
    const { say: tell, row } = await renderApp()
    const rooms = ['alpha', 'beta'].map((name) => ({
      channel: channelIdOf(name),
      messageId: name,
      removed: name === 'beta',
    }))
    const removals = [{ channel: channelIdOf('beta'), at: 1, pending: false }]
    await tell((bridge) =>
      bridge.snapshot([sampleRow(sampleMessage('alpha', 'Ada', 'hi', 's', { rooms }), 1, { removals })]),
    )
    expect(row('Ada: hi').textContent).toContain('removed in #beta')
  })

  it('tells one outage of several channels in one line, and each its own in its own view', async () => {
    const { say: tell, shownTexts } = await renderApp({
      channels: ['alpha', 'beta', 'gamma', 'delta'].map((name) => sampleChannel(name)),
    })
    const gap = (name: string, order: number, from: number, to: number, why = 'The network was gone.') => {
      const channel = channelIdOf(name)
      const id = makeEventId(channel, 'gap', `${from}`, `${to}`)
      const at = { from: startOfDay + from * 60_000, to: startOfDay + to * 60_000 }
      return sampleRow({ kind: 'gap', id, channel, why, ...at }, order)
    }
    await tell((bridge) =>
      bridge.snapshot([
        gap('alpha', 1, 0, 2),
        gap('beta', 2, 1, 2),
        sampleRow(sampleMessage('alpha', 'Ada', 'back', '1'), 3),
        gap('gamma', 4, 1, 3),
        gap('delta', 5, 0, 2),
        gap('alpha', 6, 1, 2, 'The window was closed.'),
        gap('beta', 7, 10, 11),
      ]),
    )
    expect(shownTexts().map((text) => text.replaceAll(/ from .*\(/g, ' … ('))).toEqual([
      'Nothing was seen in alpha, beta and 2 more … (3 min): The network was gone.',
      'Ada: back',
      'Nothing was seen … (1 min): The window was closed.',
      'Nothing was seen … (1 min): The network was gone.',
    ])
    location.hash = '#/channel/twitch%3Abeta'
    fireEvent(window, new Event('hashchange'))
    await screen.findByRole('log', { name: /beta/ })
    expect(shownTexts()).toHaveLength(2)
  })

  it('says where a message of a shared chat comes from, by name where the name is known', async () => {
    const { say: tell, row } = await renderApp()
    const from = (name: string) => ({ source: { channel: channelIdOf('elsewhere'), name } })
    await tell((bridge) =>
      bridge.snapshot([
        sampleRow(sampleMessage('alpha', 'Ada', 'one', '1', from('Elsewhere')), 1),
        sampleRow(sampleMessage('alpha', 'Ada', 'two', '2', from('')), 2),
      ]),
    )
    expect(row('Ada: one').textContent).toMatch(/from Elsewhere$/)
    expect(row('Ada: two').textContent).toMatch(/shared chat$/)
  })
})
