// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { failed } from '../../../shared/errors.ts'
import { installBrowser, renderApp } from './render-app.tsx'
import { channelIdOf, chatterCapabilities, sampleAuthor, sampleChannel, sampleMessage, sampleRow } from './samples.ts'

installBrowser()

const message = sampleMessage('alpha', 'Ada', 'hello', '1')
const start = async (initial = {}) => {
  const app = await renderApp(initial)
  await app.say((bridge) => bridge.snapshot([sampleRow(message, 1)]))
  const article = app.row(/^Ada/)
  fireEvent.pointerMove(article)
  return { ...app, article, act: (name: string) => within(article).getByRole('button', { name }) }
}
const author = { channel: channelIdOf('alpha'), author: message.author.id }

describe('acting on a row', () => {
  it('acts appear for the row under the pointer alone', async () => {
    const { article } = await start()
    expect(
      within(article)
        .getAllByRole('button')
        .map((button) => button.getAttribute('aria-label')),
    ).toEqual(['Reply', 'Copy', 'Delete', 'Time out', 'Ban', 'More'])
    fireEvent.pointerOver(screen.getByRole('banner'))
    expect(within(article).queryAllByRole('button')).toEqual([])
  })

  it('deletes at once', async () => {
    const { bridge, user, act } = await start()
    await user.click(act('Delete'))
    expect(bridge.asked('moderation.remove')).toEqual([{ channel: channelIdOf('alpha'), row: message.id }])
  })

  it('deletes a message of a shared chat room by room, naming the room', async () => {
    const rooms = ['alpha', 'beta'].map((name) => ({ channel: channelIdOf(name), messageId: name, removed: false }))
    const shared = { ...message, rooms }
    const { bridge, user, say, act } = await start()
    await say((core) => core.batch([sampleRow(shared, 1)]))
    expect(act('Delete').title).toBe('Delete in alpha')
    await user.click(act('Delete'))
    const removals = [{ channel: channelIdOf('alpha'), at: 1, pending: true }]
    await say((core) => core.batch([sampleRow(shared, 1, { removals })]))
    expect(act('Delete').title).toBe('Delete in beta')
    await user.click(act('Delete'))
    expect(bridge.asked('moderation.remove')).toEqual(
      ['alpha', 'beta'].map((name) => ({ channel: channelIdOf(name), row: message.id })),
    )
  })

  it('times out at once for the chosen time, and takes it back', async () => {
    const { bridge, user, act } = await start()
    await user.click(act('Time out'))
    await user.click(screen.getByRole('menuitem', { name: '10 minutes' }))
    expect(bridge.asked('moderation.timeout')).toEqual([{ ...author, seconds: 600 }])
    expect(await screen.findByText('Ada is timed out in alpha on Twitch for 10 min.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(bridge.asked('moderation.untimeout')).toEqual([author])
  })

  it('says what the platform answered when an act is refused, and offers no undo', async () => {
    const { bridge, user, act } = await start()
    bridge.answer('moderation.timeout', () =>
      failed({ kind: 'refused', message: 'Twitch: Ada is a moderator of alpha.', code: '400', reason: 'x' }),
    )
    await user.click(act('Time out'))
    await user.click(screen.getByRole('menuitem', { name: '1 minute' }))
    expect((await screen.findByRole('alert')).textContent).toBe('Twitch: Ada is a moderator of alpha.')
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('bans only after a question that names the channel', async () => {
    const { bridge, user, act } = await start()
    await user.click(act('Ban'))
    const dialog = screen.getByRole('dialog', { name: 'Ban Ada?' })
    expect(dialog.textContent).toContain('alpha on Twitch')
    expect(bridge.asked('moderation.ban')).toEqual([])
    await user.type(within(dialog).getByRole('textbox'), 'spam')
    await user.click(within(dialog).getByRole('button', { name: 'Ban in alpha on Twitch' }))
    expect(bridge.asked('moderation.ban')).toEqual([{ ...author, reason: 'spam' }])
    expect(screen.queryByRole('dialog')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(screen.getByText('The ban of Ada in alpha on Twitch is lifted.')).toBeTruthy()
  })

  it('takes the reason at once, and Enter confirms', async () => {
    const { bridge, user, act } = await start()
    await user.click(act('Ban'))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Reason (optional)' }))
    await user.keyboard('spam{Enter}')
    expect(bridge.asked('moderation.ban')).toEqual([{ ...author, reason: 'spam' }])
  })

  it('a ban that is cancelled does nothing', async () => {
    const { bridge, user, act } = await start()
    await user.click(act('Ban'))
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect([bridge.asked('moderation.ban'), screen.queryByRole('dialog')]).toEqual([[], null])
  })

  it('asks before timing out a moderator', async () => {
    const { bridge, say, row, user } = await start()
    const moderator = sampleAuthor('Max', { roles: ['moderator'] })
    await say((core) => core.batch([sampleRow(sampleMessage('alpha', moderator, 'hm', '2'), 2)]))
    const article = row('Max: hm')
    fireEvent.pointerMove(article)
    await user.click(within(article).getByRole('button', { name: 'Time out' }))
    await user.click(screen.getByRole('menuitem', { name: '10 minutes' }))
    expect(bridge.asked('moderation.timeout')).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Time out in alpha on Twitch' }))
    expect(bridge.asked('moderation.timeout')).toEqual([
      { channel: channelIdOf('alpha'), author: moderator.id, seconds: 600 },
    ])
  })

  it('leaves out what cannot be done, and says why under "more"', async () => {
    const { bridge, user, article, act } = await start({
      channels: [sampleChannel('alpha', { capabilities: chatterCapabilities })],
    })
    expect(within(article).queryByRole('button', { name: 'Delete' })).toBeNull()
    await user.click(act('More'))
    const item = screen.getByRole('menuitem', { name: /^Delete/ })
    expect([item.getAttribute('aria-disabled'), item.textContent]).toEqual([
      'true',
      'DeleteYou do not moderate this channel.',
    ])
    await user.click(item)
    expect(bridge.asked('moderation.remove')).toEqual([])
  })

  it('works by keys on the focused row: Delete, R, T and B', async () => {
    const { bridge, user, article } = await start()
    article.focus()
    await user.keyboard('{Delete}')
    expect(bridge.asked('moderation.remove')).toHaveLength(1)
    await user.keyboard('t{Enter}')
    expect(bridge.asked('moderation.timeout')).toEqual([{ ...author, seconds: 600 }])
    article.focus()
    await user.keyboard('b')
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    article.focus()
    await user.keyboard('r')
    expect(screen.getByText(/Replying to/).textContent).toContain('Replying to Ada in alpha on Twitch')
  })

  it('opens the time-out menu of the T key at the row’s own button', async () => {
    const { user, article, act } = await start()
    article.focus()
    act('Time out').getBoundingClientRect = () => new DOMRect(600, 300, 28, 24)
    await user.keyboard('t')
    const { left, top } = screen.getByRole('menu').style
    expect([left, top]).toEqual(['628px', '324px'])
  })

  it('gives the focus back to the row after its menu, and from the note that undoes what was done', async () => {
    const { user, article } = await start()
    article.focus()
    await user.keyboard('t{Enter}')
    expect(document.activeElement).toBe(article)
    const undo = await screen.findByRole('button', { name: 'Undo' })
    undo.focus()
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(article)
  })

  it('gives the focus to the input when the row of an undone act has gone', async () => {
    const { user, article, say } = await start()
    article.focus()
    await user.keyboard('t{Enter}')
    const undo = await screen.findByRole('button', { name: 'Undo' })
    undo.focus()
    await say((core) => core.snapshot([]))
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })

  it('leaves the focus where it was when Undo is pressed with the pointer', async () => {
    const { user, act } = await start()
    const input = screen.getByRole('textbox', { name: 'Message' })
    input.focus()
    await user.click(act('Time out'))
    await user.click(screen.getByRole('menuitem', { name: '1 minute' }))
    expect(document.activeElement).toBe(input)
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(document.activeElement).toBe(input)
  })

  it('single letters do nothing while someone types', async () => {
    const { bridge, user } = await start()
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'rtb?{Delete}')
    expect(bridge.calls.filter(({ name }) => name.startsWith('moderation'))).toEqual([])
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('keys follow what the person changed', async () => {
    const { bridge, user, article, say } = await start()
    await say((core) =>
      core.emit('preferences', {
        theme: 'dark',
        fontSize: 14,
        density: 'cosy',
        animateEmotes: true,
        showTimes: true,
        announce: 'off',
        sendBoxes: false,
        hidePrivate: false,
        targets: [],
        keys: { delete: 'x' },
      }),
    )
    article.focus()
    await user.keyboard('{Delete}')
    expect(bridge.asked('moderation.remove')).toEqual([])
    await user.keyboard('x')
    expect(bridge.asked('moderation.remove')).toHaveLength(1)
  })
})
