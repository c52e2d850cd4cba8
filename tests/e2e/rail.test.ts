/** The rail: order, counts and states of the channels. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { feedOf, railEntry } from './words.ts'

describe('the rail', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'mosswood_mia', 'ember_arcade') })
  const names = () =>
    stage()
      .page.getByRole('navigation', { name: 'Channels' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')))

  test('is put in order by keyboard, which is said aloud and kept', async () => {
    const { page } = stage()
    await railEntry(page, 'River_Host').focus()
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await expect(page.getByText('River_Host is now number 2 of 3.')).toBeAttached()
    await expect
      .poll(names)
      .toEqual(['All channels', 'Mosswood_Mia on Twitch', 'River_Host on Twitch', 'EmberArcade on Twitch'])
    await expect(railEntry(page, 'River_Host')).toBeFocused()
    await page.reload()
    await expect
      .poll(names)
      .toEqual(['All channels', 'Mosswood_Mia on Twitch', 'River_Host on Twitch', 'EmberArcade on Twitch'])
  })

  test('is put in order by dragging', async () => {
    const { page } = stage()
    await railEntry(page, 'EmberArcade').dragTo(railEntry(page, 'Mosswood_Mia'))
    await expect
      .poll(names)
      .toEqual(['All channels', 'EmberArcade on Twitch', 'Mosswood_Mia on Twitch', 'River_Host on Twitch'])
  })

  test('takes what is dropped below its last entry', async () => {
    const { page } = stage()
    const list = page.getByRole('navigation', { name: 'Channels' }).getByRole('list')
    const box = await list.boundingBox()
    if (box === null) throw new Error('The rail is not shown')
    const toEmpty = { targetPosition: { x: box.width / 2, y: box.height - 20 } }
    await railEntry(page, 'EmberArcade').dragTo(list, toEmpty)
    await expect
      .poll(names)
      .toEqual(['All channels', 'Mosswood_Mia on Twitch', 'River_Host on Twitch', 'EmberArcade on Twitch'])
    await railEntry(page, 'EmberArcade').dragTo(railEntry(page, 'Mosswood_Mia'))
    await expect.poll(async () => (await names())[1]).toBe('EmberArcade on Twitch')
  })

  test('counts what is unread, marks what mentions one, and forgets it when it was seen', async () => {
    const { page, control } = stage()
    await railEntry(page, 'River_Host').click()
    await expect(feedOf(page, 'River_Host')).toBeVisible()
    control.say({ channel: 'ember_arcade', user: 'combo_cal', text: 'one' })
    control.say({ channel: 'ember_arcade', user: 'combo_cal', text: '@river_host two' })
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/2 unread, 1 mentioning you$/u)
    await expect(page).toHaveTitle('(1) Tributary')
    await railEntry(page, 'EmberArcade').click()
    await expect(railEntry(page, 'EmberArcade')).not.toHaveAccessibleDescription(/unread/u)
    await expect(page).toHaveTitle('Tributary')
  })

  test('moves between views with Alt and the arrows', async () => {
    const { page } = stage()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(feedOf(page, 'Mosswood_Mia')).toBeVisible()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(feedOf(page, 'EmberArcade')).toBeVisible()
  })

  test('says in words what a broken connection does, beside the feed too, and when it is live again', async () => {
    const { page, control } = stage()
    control.nextConnections({ socket: 'eventsub', fault: 'refuse', count: 50 })
    control.drop({ socket: 'eventsub' })
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/^live: Read without the account for now/u)
    control.nextConnections({ socket: 'irc', fault: 'refuse', count: 50 })
    control.drop({ socket: 'irc' })
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/^reconnecting( in \d+ s)?: .+/u)
    await expect(page.getByRole('main')).toContainText(/EmberArcade on Twitch reconnecting/u)
    // Where all channels are shown, one cause is one banner.
    await page.getByRole('link', { name: 'All channels' }).click()
    await expect(page.getByRole('main')).toContainText(/3 channels are reconnecting( in \d+ s)?: .+/u)
    await expect(page.getByRole('main').getByRole('button', { name: 'Reconnect' })).toHaveCount(1)
    // Long enough before it would come back by itself that there is a button to press.
    await expect(page.getByRole('main')).toContainText(/reconnecting in ([3-9]|\d\d) s/u, { timeout: 20_000 })
    control.heal()
    await page.getByRole('main').getByRole('button', { name: 'Reconnect' }).click()
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/^live/u, { timeout: 15_000 })
    await expect(page.getByRole('main').getByRole('button', { name: 'Reconnect' })).toHaveCount(0)
  })

  test('tells live state and viewers as they change', async () => {
    const { page, control } = stage()
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/stream on, [\d,]+ viewers/u)
    expect(control.violations()).toEqual([])
  })
})
