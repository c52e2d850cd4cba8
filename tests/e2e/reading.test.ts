/** The first start, and reading without an account. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { useStage } from './stage.ts'
import { feedOf, row } from './words.ts'

describe('the first start', () => {
  const stage = useStage()

  test('offers three doors, and the field for a channel has the focus', async () => {
    const { page } = stage()
    for (const name of ['Read a public Twitch channel now', 'Sign in', 'Try the demo'])
      await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Channel name or URL' })).toBeFocused()
    await expect(page.getByText('npm run demo', { exact: true })).toBeVisible()
  })

  test('says what is wrong with a name that cannot be one, where it was written', async () => {
    const { page } = stage()
    const field = page.getByRole('textbox', { name: 'Channel name or URL' })
    await field.press('Enter')
    await expect(page.getByRole('alert')).toHaveText('Write the name of a channel, or paste its address.')
    await field.fill('https://www.youtube.com/watch?v=1')
    await field.press('Enter')
    await expect(page.getByRole('alert')).toContainText('“www.youtube.com” is not Twitch')
    await expect(field).toHaveValue('https://www.youtube.com/watch?v=1')
    await expect(field).toHaveAttribute('aria-invalid', 'true')
  })

  test('opens a channel by its name, and opens its view', async () => {
    const { page, control } = stage()
    await page.getByRole('textbox', { name: 'Channel name or URL' }).fill('river_host')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(feedOf(page, 'river_host')).toBeVisible()
    await expect(page.getByRole('link', { name: 'river_host on Twitch' })).toHaveAttribute('aria-current', 'page')
    await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeFocused()
    control.say({ channel: 'river_host', user: 'kayak_kim', text: 'good evening' })
    await expect(row(page, 'good evening')).toBeVisible()
  })

  test('adds more by #name and by an address that a person would paste', async () => {
    const { page } = stage()
    for (const [text, name] of [
      ['#mosswood_mia', 'mosswood_mia'],
      ['https://www.twitch.tv/popout/ember_arcade/chat?popout=', 'ember_arcade'],
    ] as const) {
      await page.getByRole('button', { name: 'Add channel' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add a channel' })
      await dialog.getByRole('textbox', { name: 'Channel name or URL' }).fill(text)
      await dialog.getByRole('textbox').press('Enter')
      await expect(dialog).toBeHidden()
      await expect(feedOf(page, name)).toBeVisible()
    }
    await expect(page.getByRole('button', { name: 'Add channel' })).toBeFocused()
  })

  test('says that a channel is open already, instead of opening it twice', async () => {
    const { page } = stage()
    await page.getByRole('button', { name: 'Add channel' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a channel' })
    await dialog.getByRole('textbox').fill('RIVER_HOST')
    await dialog.getByRole('textbox').press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('link', { name: 'river_host on Twitch' })).toHaveCount(1)
    await expect(feedOf(page, 'river_host')).toBeVisible()
  })

  test('finds nobody behind a wrong name after ten silent seconds, and says so in the dialog', async () => {
    const { page } = stage()
    await page.getByRole('button', { name: 'Add channel' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a channel' })
    await dialog.getByRole('textbox').fill('nobody_is_called_this')
    await dialog.getByRole('textbox').press('Enter')
    await expect(dialog.getByRole('status')).toContainText('Looking for it')
    await expect(dialog.getByRole('alert')).toContainText('nobody_is_called_this', { timeout: 20_000 })
    await expect(dialog.getByRole('textbox')).toHaveValue('nobody_is_called_this')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  test('marks the common roles with badges of our own, and says why viewers are absent', async () => {
    const { page, control } = stage()
    await page.getByRole('link', { name: 'All channels' }).click()
    control.say({ channel: 'river_host', user: 'river_host', text: 'from the host' })
    control.say({ channel: 'river_host', user: 'otter_ines', text: 'from a moderator' })
    control.say({ channel: 'river_host', user: 'kayak_kim', text: 'from a vip' })
    await expect(row(page, 'from the host').getByRole('img', { name: 'Broadcaster' })).toBeVisible()
    await expect(row(page, 'from a moderator').getByRole('img', { name: 'Moderator' })).toBeVisible()
    await expect(row(page, 'from a vip').getByRole('img', { name: 'VIP' })).toBeVisible()
    const why = 'Twitch tells who watches only to signed-in accounts.'
    await expect(page.locator('main > header').getByText(why)).toBeAttached()
    await expect(page.getByRole('link', { name: 'river_host on Twitch' })).toHaveAccessibleDescription(`live; ${why}`)
  })

  test('shows what Twitch’s chat tells everybody: a first message, a /me, a reply, a notice, what is removed', async () => {
    const { page, control } = stage()
    const channel = 'river_host'
    control.say({ channel, user: 'quiet_quinn', text: 'hello, I am new', first: true })
    await expect(row(page, 'hello, I am new')).toHaveAttribute('data-emphasis', 'first')
    await expect(row(page, 'hello, I am new')).toContainText('first message')
    control.say({ channel, user: 'maple_mo', text: 'waves a tiny flag', action: true })
    await expect(row(page, 'waves a tiny flag').locator('i')).toBeVisible()
    const asked = control.say({ channel, user: 'maple_mo', text: 'is this on?' })
    control.say({ channel, user: 'otter_ines', text: 'it is', replyTo: asked.messageId })
    await expect(row(page, /Otter_Ines: .*it is/u)).toContainText('MapleMo: is this on?')
    control.notice({ channel, user: 'kayak_kim', type: 'raid', viewers: 77 })
    await expect(page.locator('[data-kind=notice-raid]')).toContainText('77')
    control.delete({ messageId: asked.messageId })
    await expect(page.locator('[data-state=removed]').filter({ hasText: 'MapleMo' })).toContainText('removed')
    control.timeout({ channel, user: 'quiet_quinn', seconds: 600 })
    await expect(page.locator('[data-state=removed]').filter({ hasText: 'quiet_quinn' })).toContainText(
      'timed out for 10 min',
    )
    await expect(page.getByText('hello, I am new')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Show text' })).toHaveCount(0)
  })

  test('lets nothing be written yet, and says what to do', async () => {
    const { page } = stage()
    const chip = page.getByRole('switch', { name: 'Send to river_host on Twitch' })
    await expect(chip).not.toBeChecked()
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('hello?')
    await page.getByRole('textbox', { name: 'Message', exact: true }).press('Enter')
    await expect(page.getByRole('alert')).toContainText('sign in first')
    await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('hello?')
    await chip.click()
    await expect(page.getByRole('dialog', { name: 'Sign in with Twitch' })).toBeVisible()
  })
})
