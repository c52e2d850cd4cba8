/** Acting on a row: at once, put back where it is refused, and only where it can be done. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { allMessages, row } from './words.ts'

describe('moderating', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'mosswood_mia', 'tidal_tom', 'ember_arcade') })
  /** The pointer rests on the header, so that nothing holds the feed. */
  const say = async (text: string, user = 'kayak_kim', channel = 'river_host') => {
    await stage().page.mouse.move(640, 20)
    return stage().control.say({ channel, user, text })
  }
  const there = (channel = 'river_host') =>
    stage()
      .control.messages({ channel })
      .map(({ text }) => text)
  /** The row of a removed message: its text is gone, its author stays. */
  const struck = (author: string) =>
    allMessages(stage().page).locator('[data-state=removed]').filter({ hasText: author }).last()

  test('a click deletes a message at once; the author and who did it stay, the text is behind a click', async () => {
    const { page } = stage()
    await say('something nasty')
    await row(page, 'something nasty').hover()
    await row(page, 'something nasty').getByRole('button', { name: 'Delete' }).click()
    await expect(struck('KayakKim')).toContainText(/removed by river_host/iu)
    await expect.poll(() => there()).not.toContain('something nasty')
    await expect(page.getByText('something nasty')).toHaveCount(0)
    await struck('KayakKim').getByRole('button', { name: 'Show text' }).click()
    await expect(struck('KayakKim')).toContainText('something nasty')
    await struck('KayakKim').getByRole('button', { name: 'Hide text' }).click()
    await expect(page.getByText('something nasty')).toHaveCount(0)
  })

  test('the Delete key does the same to the row with the focus', async () => {
    const { page } = stage()
    await say('also nasty')
    await row(page, 'also nasty').focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => there()).not.toContain('also nasty')
    await expect(page.getByText('also nasty')).toHaveCount(0)
    await page.keyboard.press('Escape')
  })

  test('while Twitch has not answered the row says so, and is put back with the reason when it is refused', async () => {
    const { page, control } = stage()
    await say('a harmless line')
    control.failNext({ path: '/helix/moderation/chat', method: 'DELETE', answer: 403 })
    await row(page, 'a harmless line').hover()
    await row(page, 'a harmless line').getByRole('button', { name: 'Delete' }).click()
    await expect(row(page, 'a harmless line')).toContainText(/not removed|refused|scripted failure/iu)
    await expect(row(page, 'a harmless line')).toHaveAttribute('data-state', 'visible')
    expect(there()).toContain('a harmless line')
    control.failNext({ path: '/helix/moderation/chat', method: 'DELETE', answer: 'hang' })
    await row(page, 'a harmless line').hover()
    await row(page, 'a harmless line').getByRole('button', { name: 'Delete' }).click()
    await expect(struck('KayakKim')).toContainText('waiting for the answer')
  })

  test('a time-out is chosen from a menu, and taken back within ten seconds', async () => {
    const { page, control } = stage()
    await say('caps lock is cruise control', 'lantern_leo')
    const line = row(page, 'caps lock is cruise control')
    await line.hover()
    await line.getByRole('button', { name: 'Time out' }).click()
    const menu = page.getByRole('menu', { name: 'Time out LanternLeo in River_Host for' })
    await expect(menu.getByRole('menuitem', { name: '10 minutes' })).toBeFocused()
    await menu.getByRole('menuitem', { name: '1 minute' }).click()
    await expect(struck('LanternLeo')).toContainText('timed out for 1 min')
    const note = page.getByRole('list', { name: 'Notes' }).getByRole('listitem').last()
    await expect(note).toContainText('LanternLeo is timed out in River_Host on Twitch for 1 min')
    await note.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('The time-out of LanternLeo in River_Host on Twitch is lifted.')).toBeVisible()
    expect(
      control.requests().filter(({ path, method }) => path === '/helix/moderation/bans' && method === 'DELETE'),
    ).toHaveLength(1)
  })

  test('a ban is asked about first, naming the channel; cancelling changes nothing', async () => {
    const { page } = stage()
    await say('buy my hats', 'free_hats_4_u')
    const line = row(page, 'buy my hats')
    const dialog = page.getByRole('dialog', { name: 'Ban free_hats_4_u?' })
    await line.hover()
    await line.getByRole('button', { name: 'Ban' }).click()
    await expect(dialog).toContainText('River_Host on Twitch')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(line).toHaveAttribute('data-state', 'visible')
    await line.hover()
    await line.getByRole('button', { name: 'Ban' }).click()
    await dialog.getByRole('textbox', { name: 'Reason (optional)' }).fill('advertising')
    await dialog.getByRole('button', { name: 'Ban in River_Host on Twitch' }).click()
    await expect(dialog).toBeHidden()
    await expect(struck('free_hats_4_u')).toContainText('banned')
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await expect(page.getByText('The ban of free_hats_4_u in River_Host on Twitch is lifted.')).toBeVisible()
  })

  test('acting on a moderator is asked about first', async () => {
    const { page } = stage()
    await say('a moderator speaks', 'otter_ines')
    const line = row(page, 'a moderator speaks')
    await line.hover()
    await line.getByRole('button', { name: 'Time out' }).click()
    await page.getByRole('menuitem', { name: '10 seconds' }).click()
    const dialog = page.getByRole('dialog', { name: 'Time out Otter_Ines, a moderator?' })
    await expect(dialog).toContainText('10 s')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    expect(there()).toContain('a moderator speaks')
  })

  test('where one is no moderator the acts are absent, and “more” greys them with the reason', async () => {
    const { page } = stage()
    await say('no power here', 'clutch_cleo', 'ember_arcade')
    const line = row(page, 'no power here')
    await line.hover()
    await expect(line.getByRole('button')).toHaveCount(3)
    await line.getByRole('button', { name: 'More' }).click()
    const item = page.getByRole('menuitem', { name: /^Delete/u })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText(/Only moderators of EmberArcade can delete messages; river_host is none\./iu)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
  })

  test('in a shared chat one deletes in one’s own room, and may delete in the other too', async () => {
    const { page } = stage()
    await say('spread over two rooms', 'teacup_theo', 'mosswood_mia')
    const line = row(page, 'spread over two rooms')
    await line.hover()
    await line.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete in TidalTom' }).click()
    await expect(line).toContainText('removed in #TidalTom')
    expect(there('mosswood_mia')).toContain('spread over two rooms')
  })

  test('what is removed elsewhere is struck within 250 ms of its arrival', async () => {
    const { page, app, control } = stage()
    const lines = await Promise.all([0, 1, 2, 3, 4].map((index) => say(`struck from afar ${index}`, 'maple_mo')))
    await expect(row(page, 'struck from afar 4')).toBeVisible()
    for (const [index, { messageId }] of lines.entries()) {
      const gone = page.evaluate(
        (text) =>
          new Promise<number>((resolve) => {
            const log = document.querySelector('[role=log]')
            const look = () => {
              if (log?.textContent.includes(text) === false) resolve(Date.now())
              else requestAnimationFrame(look)
            }
            look()
          }),
        `struck from afar ${index}`,
      )
      control.delete({ messageId })
      await app.waitForRows((rows) =>
        rows.some(
          (each) =>
            each.event.kind === 'message' &&
            each.event.text === `struck from afar ${index}` &&
            each.removals.length > 0,
        ),
      )
      const arrived = Date.now()
      expect((await gone) - arrived).toBeLessThan(250)
    }
    control.say({ channel: 'river_host', user: 'kettle_kaz', text: 'and everything at once' })
    await expect(row(page, 'and everything at once')).toBeVisible()
    control.clear({ channel: 'river_host' })
    await expect(page.getByText('and everything at once')).toHaveCount(0)
    expect(control.violations()).toEqual([])
  })
})
