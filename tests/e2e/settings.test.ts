/** The settings, the keys and the look: every section, and that each choice does what it says. */

import { describe, test } from 'vitest'
import { coloursIn } from './colours.ts'
import { expect } from './expect.ts'
import { narrow, signedInto, useStage, wide } from './stage.ts'
import { allMessages, chip, input, railEntry, row } from './words.ts'

describe('the settings', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'ember_arcade') })
  const settings = () => stage().page.getByRole('dialog', { name: 'Settings' })
  const open = async (section: string) => {
    const { page } = stage()
    if (!(await settings().isVisible())) await page.keyboard.press('Control+,')
    await settings().getByRole('navigation').getByRole('button', { name: section }).click()
    await expect(settings().getByRole('heading', { name: section })).toBeVisible()
  }
  const close = async () => {
    await stage().page.keyboard.press('Escape')
    await expect(settings()).toBeHidden()
  }
  const root = () => stage().page.locator('html')
  const say = (text: string) => stage().control.say({ channel: 'ember_arcade', user: 'combo_cal', text })

  test('open by key, are searchable, and give the focus back', async () => {
    const { page } = stage()
    await input(page).focus()
    await page.keyboard.press('Control+,')
    const search = settings().getByRole('searchbox', { name: 'Search settings' })
    await search.fill('screen reader')
    await expect(settings().getByRole('navigation').getByRole('button')).toHaveText(['Appearance'])
    await expect(settings().getByRole('heading', { name: 'Appearance' })).toBeVisible()
    await search.fill('teapot')
    await expect(settings().getByText('Nothing is called “teapot” here.')).toBeVisible()
    await search.fill('')
    await close()
    await expect(input(page)).toBeFocused()
  })

  test('have every section that they promise', async () => {
    const found: Record<string, string> = {}
    for (const section of [
      'Accounts',
      'Channels',
      'Appearance',
      'Keys',
      'Moderation',
      'Connections',
      'Privacy',
      'About',
    ]) {
      await open(section)
      found[section] = (await settings().getByRole('region').innerText()).toLowerCase()
    }
    expect(found['Accounts']).toContain('signed in')
    expect(found['Channels']).toContain('emberarcade')
    expect(found['Keys']).toContain('time out the author')
    expect(found['Moderation']).toContain('you can delete, time out, ban.')
    expect(found['Moderation']).toContain('only moderators of emberarcade')
    expect(found['Connections']).toContain('custom endpoints are in force for twitch')
    const { capabilities } = await stage().app.invoke('host.info', {})
    expect(found['Privacy']).toContain(capabilities.secrets.explains.toLowerCase())
    expect(found['About']).toContain('mit licence')
    await close()
  })

  test('keep everything in its place at the largest text, in a narrow window too', async () => {
    const { page } = stage()
    await open('Appearance')
    await settings().getByRole('slider').fill('24')
    await expect(root()).toHaveCSS('--font-size', '24px')
    const spilt = await settings()
      .locator('label')
      .evaluateAll((labels) => labels.filter((label) => label.scrollHeight > label.clientHeight + 1).length)
    expect(spilt).toBe(0)
    await close()
    await page.setViewportSize(narrow)
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'View options' })).toBeInViewport({ ratio: 1 })
    await page.setViewportSize(wide)
    await open('Appearance')
    await settings().getByRole('slider').fill('14')
    await close()
  })

  test('change theme, text size and density at once, and keep them', async () => {
    const { page } = stage()
    await open('Appearance')
    for (const [name, theme] of [
      ['Light', 'light'],
      ['High contrast', 'highContrast'],
      ['Dark', 'dark'],
    ] as const) {
      await settings().getByRole('radio', { name: name, exact: true }).check()
      await expect(root()).toHaveAttribute('data-theme', theme)
    }
    await settings().getByRole('slider').fill('20')
    await expect(root()).toHaveCSS('--font-size', '20px')
    await settings().getByRole('radio', { name: 'Compact', exact: true }).check()
    await expect(root()).toHaveAttribute('data-density', 'compact')
    await page.reload()
    await expect(root()).toHaveAttribute('data-theme', 'dark')
    await expect(root()).toHaveCSS('--font-size', '20px')
    await open('Appearance')
    await settings().getByRole('slider').fill('14')
    await settings().getByRole('radio', { name: 'Cosy', exact: true }).check()
    await settings().getByRole('radio', { name: 'Like the system', exact: true }).check()
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect(root()).toHaveAttribute('data-theme', 'dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await expect(root()).toHaveAttribute('data-theme', 'light')
    await page.emulateMedia({ contrast: 'more' })
    await expect(root()).toHaveAttribute('data-theme', 'highContrast')
    await page.emulateMedia({ contrast: 'no-preference' })
    await close()
  })

  test('stop animated emotes, and so does a system that asks for less motion', async () => {
    const { page } = stage()
    say('a still Kappa please')
    const line = row(page, 'a still Kappa please')
    await expect(line.locator('img[alt=Kappa]')).toBeVisible()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect(line.locator('canvas')).toBeVisible()
    await expect(line.locator('img[alt=Kappa]')).toHaveCount(0)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await expect(line.locator('img[alt=Kappa]')).toBeVisible()
    await open('Appearance')
    await settings().getByRole('checkbox', { name: 'Move animated emotes' }).uncheck()
    await close()
    await expect(line.locator('canvas')).toBeVisible()
    expect(await coloursIn(await line.locator('canvas').screenshot(), page.context())).toBeGreaterThan(2)
  })

  test('decide what a screen reader is told of the feed', async () => {
    const { page } = stage()
    const spoken = page.getByRole('status', { name: 'New messages' })
    say('@river_host spoken by name')
    await expect(spoken).toContainText('spoken by name')
    await open('Appearance')
    await settings().getByRole('radio', { name: 'Everything, summed up', exact: true }).check()
    await close()
    for (let index = 1; index <= 6; index++) say(`small talk ${index}`)
    await expect(spoken).toContainText(/more, then .*small talk 6/u)
    await open('Appearance')
    await settings().getByRole('radio', { name: 'Nothing', exact: true }).check()
    await close()
    await expect(spoken).toHaveText('')
    await expect(allMessages(page)).toHaveAttribute('aria-live', 'off')
  })

  test('hide private channels with one key, and say so', async () => {
    const { page } = stage()
    await page.keyboard.press('Alt+p')
    await expect(page.getByText('Private channels are hidden.')).toBeVisible()
    await page.getByRole('button', { name: 'View options' }).click()
    const group = page.getByRole('group', { name: 'View options' })
    await expect(group.getByRole('checkbox', { name: 'Hide private channels' })).toBeChecked()
    await group.getByRole('checkbox', { name: 'Hide private channels' }).uncheck()
    await group.getByRole('checkbox', { name: 'Times' }).uncheck()
    await expect(allMessages(page).getByRole('time')).toHaveCount(0)
    await group.getByRole('checkbox', { name: 'Times' }).check()
    await page.keyboard.press('Escape')
    await expect(group).toHaveCount(0)
  })

  test('show the keys in force with “?”, and let each be changed, but not to one that is taken', async () => {
    const { page } = stage()
    await row(page, 'small talk 6').focus()
    await page.keyboard.press('?')
    const keys = page.getByRole('dialog', { name: 'Keys' })
    const reply = keys.getByRole('button', { name: 'Change the key for: Reply' })
    await reply.click()
    await page.keyboard.press('t')
    await expect(keys.getByRole('alert')).toHaveText('T already does: time out the author.')
    await page.keyboard.press('q')
    await expect(reply).toHaveText('Q')
    await page.keyboard.press('Escape')
    await expect(keys).toBeHidden()
    await expect(row(page, 'small talk 6')).toBeFocused()
    await page.keyboard.press('q')
    await expect(page.getByText(/^Replying to Combo_Cal/u)).toBeVisible()
    await input(page).press('Escape')
    await open('Keys')
    await settings().getByRole('button', { name: 'Back to the keys it came with' }).click()
    await expect(settings().getByRole('button', { name: 'Change the key for: Reply' })).toHaveText('R')
    await close()
  })

  test('let a channel be read without the account, put in order and removed', async () => {
    const { page } = stage()
    await open('Channels')
    await settings()
      .getByRole('combobox', { name: 'Account in EmberArcade on Twitch' })
      .selectOption({ label: 'read only, no account' })
    await settings().getByRole('button', { name: 'Move EmberArcade on Twitch up' }).click()
    await expect(settings().getByRole('region').getByRole('listitem').first()).toContainText('EmberArcade')
    await close()
    await expect(chip(page, 'EmberArcade')).not.toBeChecked()
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/^live/u)
    await open('Channels')
    await settings()
      .getByRole('listitem')
      .filter({ hasText: 'EmberArcade' })
      .getByRole('button', { name: 'Remove' })
      .click()
    await expect(settings().getByText('EmberArcade on Twitch is removed.')).toBeVisible()
    await expect(settings().getByRole('region', { name: 'Channels' })).toBeFocused()
    await settings().getByRole('button', { name: 'Undo' }).click()
    await expect(settings().getByRole('region', { name: 'Channels' }).getByRole('listitem').first()).toContainText(
      'EmberArcade',
    )
    await settings()
      .getByRole('listitem')
      .filter({ hasText: 'EmberArcade' })
      .getByRole('button', { name: 'Remove' })
      .click()
    await close()
    await expect(railEntry(page, 'EmberArcade')).toHaveCount(0)
    await expect(page.getByText('small talk 6')).toHaveCount(0)
  })
})
