/** axe finds nothing on any screen or dialog, in any theme, at either width. */

import { describe, test } from 'vitest'
import { auditEveryLook } from './axe.ts'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { allMessages, chip, input, railEntry, row } from './words.ts'

describe('the first start', () => {
  const stage = useStage()
  const audit = () => auditEveryLook(stage().page, stage().app)
  const signIn = () => stage().page.getByRole('dialog', { name: 'Sign in with Twitch' })

  test('has no finding, nor has its refusal', async () => {
    const { page } = stage()
    await page.getByRole('textbox', { name: 'Channel name or URL' }).press('Enter')
    await expect(page.getByRole('alert')).toBeVisible()
    expect(await audit()).toEqual([])
  })

  test('has no finding in the sign-in, from the guide to the end', async () => {
    const { page, control } = stage()
    await page.getByRole('button', { name: 'Sign in with Twitch' }).click()
    await signIn().getByRole('textbox', { name: 'Client ID' }).fill('not an id')
    await signIn().getByRole('button', { name: 'Use this client ID' }).click()
    await expect(signIn().getByRole('alert')).toBeVisible()
    expect(await audit()).toEqual([])
    await signIn().getByRole('textbox', { name: 'Client ID' }).fill('simulatedclient0123456789abcdef')
    await signIn().getByRole('button', { name: 'Use this client ID' }).click()
    await expect(signIn().getByRole('checkbox').first()).toBeVisible()
    expect(await audit()).toEqual([])
    await signIn().getByRole('button', { name: 'Continue to Twitch' }).click()
    await expect(signIn().getByLabel('Sign-in code')).toBeVisible()
    expect(await audit()).toEqual([])
    control.refuseDevice({})
    await expect(signIn().getByRole('alert')).toBeVisible()
    expect(await audit()).toEqual([])
  })
})

describe('the window in use', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'mosswood_mia', 'tidal_tom', 'ember_arcade') })
  const audit = () => auditEveryLook(stage().page, stage().app)
  const fill = async () => {
    const { page, control } = stage()
    const channel = 'river_host'
    const said = control.say({ channel, user: 'kayak_kim', text: 'a question Kappa for @river_host' })
    control.say({ channel, user: 'otter_ines', text: 'an answer https://example.org', replyTo: said.messageId })
    control.say({ channel, user: 'pebble_pat', text: 'Cheer100 paid', cheer: true })
    control.say({ channel, user: 'lantern_leo', text: 'waves', action: true })
    control.say({ channel, user: 'maple_mo', text: 'highlighted', type: 'channel_points_highlighted' })
    control.say({ channel, user: 'tin_robot_ty', text: 'new here', first: true })
    control.notice({ channel, user: 'kayak_kim', type: 'resub', months: 31, text: 'still here' })
    control.notice({ channel, user: 'kayak_kim', type: 'raid', viewers: 31 })
    control.notice({ channel, user: 'otter_ines', type: 'announcement', text: 'listen' })
    control.giftBomb({ channel, user: 'splits_sam', count: 3 })
    control.settings({ channel, slowSeconds: 30 })
    const shared = control.say({ channel: 'mosswood_mia', user: 'teacup_theo', text: 'in both rooms' })
    control.delete({ messageId: shared.rooms[1]?.messageId ?? '' })
    const nasty = control.say({ channel, user: 'hex_hedda', text: 'nasty' })
    await expect(row(page, 'nasty')).toBeVisible()
    control.delete({ messageId: nasty.messageId })
    await expect(row(page, 'nasty')).toHaveCount(0)
  }

  test('has no finding with every kind of row, in All and in a channel', async () => {
    const { page } = stage()
    await fill()
    expect(await audit()).toEqual([])
    await railEntry(page, 'River_Host').click()
    await page.locator('[data-state=removed]').getByRole('button', { name: 'Show text' }).click()
    expect(await audit()).toEqual([])
    await page.getByRole('link', { name: 'All channels' }).click()
  })

  test('has no finding while somebody acts: acts, menu, confirmation, note', async () => {
    const { page } = stage()
    await row(page, 'new here').focus()
    await page.keyboard.press('Enter')
    expect(await audit()).toEqual([])
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu')).toBeVisible()
    expect(await audit()).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('b')
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await audit()).toEqual([])
    await page.getByRole('button', { name: /^Ban in/u }).click()
    await expect(page.getByRole('list', { name: 'Notes' })).toBeVisible()
    expect(await audit()).toEqual([])
  })

  test('has no finding while somebody writes: reply, refusal, send boxes, deliveries, pill', async () => {
    const { page, control } = stage()
    control.dropNextMessages({ code: 'msg_rejected', message: 'Held by AutoMod.', count: 4 })
    await input(page).fill('to be dropped')
    await input(page).press('Enter')
    await expect(page.getByRole('list', { name: 'Deliveries' })).toContainText('refused')
    await page.getByRole('button', { name: 'Send boxes' }).click()
    await chip(page, 'EmberArcade').click()
    await row(page, /a question/u).focus()
    await page.keyboard.press('r')
    await input(page).fill('/x')
    await expect(page.getByRole('alert')).toBeVisible()
    await row(page, /a question/u).focus()
    control.say({ channel: 'river_host', user: 'maple_mo', text: 'while it stands still' })
    await expect(page.getByRole('button', { name: /^Jump to latest/u })).toBeVisible()
    expect(await audit()).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('has no finding in any dialog', async () => {
    const { page } = stage()
    await page.getByRole('button', { name: 'Add channel' }).click()
    expect(await audit()).toEqual([])
    await page.keyboard.press('Escape')
    await allMessages(page).focus()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    expect(await audit()).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'View options' }).click()
    expect(await audit()).toEqual([])
    await page.keyboard.press('Escape')
  })

  for (const section of ['Accounts', 'Channels', 'Appearance', 'Keys', 'Moderation', 'Connections', 'Privacy', 'About'])
    test(`has no finding in the settings, ${section}`, async () => {
      const { page } = stage()
      await page.keyboard.press('Control+,')
      const settings = page.getByRole('dialog', { name: 'Settings' })
      await settings.getByRole('navigation').getByRole('button', { name: section }).click()
      expect(await audit()).toEqual([])
      await page.keyboard.press('Escape')
      await expect(settings).toBeHidden()
    })

  test('has no finding when connections are broken and the app needs the person', async () => {
    const { page, control } = stage()
    for (const socket of ['eventsub', 'irc'] as const) control.nextConnections({ socket, fault: 'refuse', count: 50 })
    control.drop({})
    await expect(page.getByRole('main').getByText('reconnecting').first()).toBeVisible()
    expect(await audit()).toEqual([])
  })
})
