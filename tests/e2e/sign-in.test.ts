/** The sign-in dialog, from a person's own client id to the account and out again. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { clientId } from './hosts.ts'
import { useStage } from './stage.ts'
import { chip, input, railEntry, row } from './words.ts'

describe('a sign-in that nobody answers', () => {
  const stage = useStage({ simulatorOptions: { deviceCodeLifetimeSeconds: 2 } })

  test('says that the code was not used in time, and gets a new one', async () => {
    const { app, page } = stage()
    await app.invoke('accounts.setClientId', { platform: 'twitch', clientId })
    await page.reload()
    await page.getByRole('button', { name: 'Sign in with Twitch' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign in with Twitch' })
    await dialog.getByRole('button', { name: 'Continue to Twitch' }).click()
    const code = dialog.getByLabel('Sign-in code')
    const first = await code.textContent()
    await expect(dialog.getByRole('alert')).toHaveText('The code was not used in time.')
    await dialog.getByRole('button', { name: 'Get a new code' }).click()
    await expect(code).not.toHaveText(first ?? '')
  })
})

describe('signing in', () => {
  const stage = useStage({
    simulatorOptions: { clients: { [clientId]: 'public', secretkeeper00000000000000000000: 'confidential' } },
  })
  const dialog = () => stage().page.getByRole('dialog', { name: 'Sign in with Twitch' })
  const button = (name: string) => dialog().getByRole('button', { name, exact: true })
  const code = () => dialog().getByLabel('Sign-in code')
  const start = async () => {
    await button('Continue to Twitch').click()
    await expect(code()).toHaveText(/^[A-Z0-9]{8}$/u)
    await expect(button('Open Twitch')).toBeFocused()
  }

  test('begins with a guide to one’s own client id, and refuses what cannot be one', async () => {
    const { page } = stage()
    await page.getByRole('button', { name: 'Sign in with Twitch' }).click()
    await expect(dialog().getByRole('listitem')).toHaveCount(5)
    await expect(button('Use this client ID')).toBeDisabled()
    await dialog().getByRole('textbox', { name: 'Client ID' }).fill('not an id')
    await button('Use this client ID').click()
    await expect(dialog().getByRole('alert')).toContainText('client ID', { ignoreCase: true })
    await expect(dialog().getByRole('textbox', { name: 'Client ID' })).toHaveAttribute('aria-invalid', 'true')
  })

  test('opens the registration page through the host only', async () => {
    const { machine, context } = stage()
    await button('Open the registration page').click()
    await expect.poll(machine.opened).toEqual(['https://dev.twitch.tv/console/apps/create'])
    expect(context.pages()).toHaveLength(1)
  })

  test('tests the id by starting the flow: one that Twitch does not know says so', async () => {
    await dialog().getByRole('textbox', { name: 'Client ID' }).fill('unknownclient00000000000000000')
    await button('Use this client ID').click()
    await button('Continue to Twitch').click()
    await expect(dialog().getByRole('alert')).toContainText('client', { ignoreCase: true })
    const again = button('Try again')
    if (await again.isVisible()) await again.click()
    await button('Change the client ID').click()
    await dialog().getByRole('textbox', { name: 'Client ID' }).fill(clientId)
    await button('Use this client ID').click()
    await expect(dialog().getByRole('checkbox', { name: 'Moderate' })).toBeChecked()
  })

  test('shows the code, opens the page in the person’s browser, and can be cancelled', async () => {
    const { machine, control } = stage()
    await dialog().getByRole('checkbox', { name: 'Moderate' }).uncheck()
    await start()
    await expect(dialog().getByText(/valid for/u)).toContainText(/\d+:\d\d/u)
    await button('Open Twitch').click()
    await expect.poll(() => machine.opened().at(-1)).toContain('/activate')
    machine.breakBrowser(true)
    await button('Open Twitch').click()
    const problem = dialog().getByRole('alert').filter({ hasText: 'No browser could be opened' })
    await expect(problem).toBeInViewport()
    machine.breakBrowser(false)
    await button('Open Twitch').click()
    await expect(problem).toHaveCount(0)
    await button('Copy the code').click()
    await expect(button('Copied')).toBeVisible()
    await button('Cancel').click()
    await expect(dialog().getByRole('alert')).toHaveText('The sign-in was cancelled.')
    expect(control.devices()).toHaveLength(1)
    await button('Start again').click()
  })

  test('says that Twitch has ended the code, and gets a new one', async () => {
    const { control } = stage()
    await start()
    control.expireDevice({})
    await expect(dialog().getByRole('alert')).toContainText('no longer takes this code')
    await button('Try again').click()
    await start()
  })

  test('says that Twitch was told no', async () => {
    const { control } = stage()
    control.refuseDevice({})
    await expect(dialog().getByRole('alert')).toContainText('Twitch says no')
    await button('Try again').click()
  })

  test('ends with the account’s name, and the focus returns to where it was', async () => {
    const { control, page } = stage()
    await dialog().getByRole('checkbox', { name: 'Moderate' }).uncheck()
    await start()
    control.approveDevice({ user: 'river_host' })
    await expect(dialog().getByText(/Signed in as river_host/iu)).toBeVisible()
    await expect(button('Done')).toBeFocused()
    await button('Done').click()
    await expect(dialog()).toBeHidden()
    await expect(page.getByRole('button', { name: 'Sign in with Twitch' })).toBeFocused()
    await expect(page.getByText(/Signed in as river_host\. Add a channel to begin\./iu)).toBeVisible()
  })

  test('a channel opened from now on can be written to', async () => {
    const { page } = stage()
    await page.getByRole('textbox', { name: 'Channel name or URL' }).fill('mosswood_mia')
    await page.getByRole('textbox', { name: 'Channel name or URL' }).press('Enter')
    await expect(railEntry(page, 'Mosswood_Mia')).toHaveAccessibleDescription(/^live; stream on, 1,180 viewers/iu)
    await expect(chip(page, 'Mosswood_Mia')).toBeChecked()
    await expect(input(page)).toHaveAttribute('placeholder', 'Message Mosswood_Mia')
  })

  test('names the permission that moderating still lacks, and one further sign-in gives it', async () => {
    const { control, page } = stage()
    control.say({ channel: 'mosswood_mia', user: 'kayak_kim', text: 'who moderates this?' })
    const line = row(page, 'who moderates this?')
    await line.hover()
    await expect(line.getByRole('button', { name: 'Delete' })).toHaveCount(0)
    await line.getByRole('button', { name: 'More' }).click()
    const allow = page.getByRole('menuitem', { name: 'Delete: allow it…' })
    await expect(allow).toContainText(/river_host has not given Tributary the permission to delete messages\./iu)
    await allow.click()
    await expect(dialog()).toBeVisible()
    await expect(dialog().getByRole('checkbox', { name: 'Moderate' })).toBeChecked()
    await start()
    control.approveDevice({ user: 'river_host' })
    await button('Done').click()
    await line.hover()
    await expect(line.getByRole('button', { name: 'Delete' })).toBeVisible()
  })

  test('an account whose access was revoked says so, everywhere it matters', async () => {
    const { control, page } = stage()
    control.revokeTokens({ user: 'river_host' })
    await expect(page.getByRole('button', { name: 'Settings, an account needs you' })).toBeVisible()
    await expect(railEntry(page, 'Mosswood_Mia')).toHaveAccessibleDescription(/sign-in needed|account/iu)
    await page.getByRole('button', { name: 'Settings, an account needs you' }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await expect(settings.getByText(/needs to sign in again/u)).toBeVisible()
    await settings.getByRole('button', { name: 'Sign in again' }).click()
    await start()
    control.approveDevice({ user: 'river_host' })
    await button('Done').click()
    await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeVisible()
  })

  test('signing out forgets the account, and the channel is read without one', async () => {
    const { machine, page } = stage()
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('button', { name: 'Sign out' }).click()
    const question = page.getByRole('dialog', { name: /^Sign out river_host\?$/iu })
    await expect(question).toContainText('Mosswood_Mia becomes read only.')
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await question.getByRole('button', { name: /^Sign out river_host$/iu }).click()
    await expect(settings.getByText('No account yet.')).toBeVisible()
    await expect(settings.getByRole('region', { name: 'Accounts' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(chip(page, 'Mosswood_Mia')).not.toBeChecked()
    await expect.poll(async () => (await machine.secretKeys()).filter((key) => /token/iu.test(key))).toEqual([])
  })

  test('no token ever crossed to the window', () => {
    const { frames, secrets } = stage()
    expect(secrets().size).toBeGreaterThan(0)
    expect(frames.length).toBeGreaterThan(30)
    const leaks = [...secrets()].filter((secret) => frames.some((frame) => frame.includes(secret)))
    expect(leaks).toEqual([])
  })
})
