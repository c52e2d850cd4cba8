/** Writing: who receives it, what is refused before it leaves, and every way that a delivery can go. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { narrow, signedInto, useStage, wide } from './stage.ts'
import { allMessages, chip, delivery, feedOf, input, railEntry, row } from './words.ts'

describe('the unified input', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'night_owl_nora', 'mosswood_mia', 'tidal_tom') })
  const inRoom = (channel: string) =>
    stage()
      .control.messages({ channel })
      .map(({ text }) => text)
  const only = async (...channels: readonly string[]) => {
    for (const channel of ['River_Host', 'Night_Owl_Nora', 'Mosswood_Mia', 'TidalTom']) {
      const target = chip(stage().page, channel)
      if ((await target.getAttribute('aria-checked')) !== String(channels.includes(channel))) await target.click()
    }
  }

  test('sends to several channels with Enter, and each delivery ends confirmed', async () => {
    const { page } = stage()
    await only('River_Host', 'Night_Owl_Nora')
    await expect(input(page)).toHaveAttribute('placeholder', 'Message 2 channels')
    await input(page).fill('good evening, everyone')
    await input(page).press('Enter')
    await expect(input(page)).toHaveValue('')
    await expect(delivery(page, 'River_Host')).toContainText('confirmed')
    await expect(delivery(page, 'Night_Owl_Nora')).toContainText('confirmed')
    await expect(row(page, 'good evening, everyone')).toHaveCount(2)
    expect(inRoom('river_host')).toContain('good evening, everyone')
    expect(inRoom('night_owl_nora')).toContain('good evening, everyone')
    await expect(delivery(page, 'River_Host')).toHaveCount(0)
  })

  test('shows the link of a shared chat, and one message goes out for both rooms', async () => {
    const { page } = stage()
    await only('Mosswood_Mia', 'TidalTom')
    await expect(chip(page, 'Mosswood_Mia')).toHaveAttribute('aria-description', /reaches TidalTom too/u)
    await chip(page, 'TidalTom').click()
    await expect(chip(page, 'TidalTom')).toContainText('via Mosswood_Mia')
    await chip(page, 'TidalTom').click()
    await input(page).fill('to both of you')
    await input(page).press('Enter')
    await expect(
      page.getByRole('status', { name: /^Delivery to Mosswood_Mia on Twitch, shared with TidalTom/u }),
    ).toContainText('confirmed')
    await expect(row(page, 'to both of you')).toHaveCount(1)
    expect(inRoom('mosswood_mia').filter((text) => text === 'to both of you')).toHaveLength(1)
  })

  test('Shift+Enter makes a new line, Up recalls what was sent, Down returns to the draft', async () => {
    const { page } = stage()
    await input(page).fill('')
    await input(page).press('ArrowUp')
    await expect(input(page)).toHaveValue('to both of you')
    await input(page).press('ArrowUp')
    await expect(input(page)).toHaveValue('good evening, everyone')
    await input(page).press('ArrowDown')
    await input(page).press('ArrowDown')
    await expect(input(page)).toHaveValue('')
    await input(page).pressSequentially('first')
    await input(page).press('Shift+Enter')
    await input(page).pressSequentially('second')
    await expect(input(page)).toHaveValue('first\nsecond')
    await input(page).fill('')
  })

  test('counts against the tightest limit by name, and refuses what is over it', async () => {
    const { page } = stage()
    await only('River_Host')
    await input(page).fill('x'.repeat(503))
    await expect(page.getByText('503/500')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveText('Too long for River_Host by 3.')
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()
    await input(page).press('Enter')
    await expect(input(page)).toHaveValue('x'.repeat(503))
  })

  test('refuses before sending what Twitch would cut, with the reason', async () => {
    const { page } = stage()
    for (const text of ['/ban somebody', '.color red']) {
      await input(page).fill(text)
      await expect(page.getByRole('alert')).toContainText('River_Host: Twitch')
      await input(page).press('Enter')
    }
    expect(inRoom('river_host').filter((text) => /ban|color/u.test(text))).toEqual([])
    await input(page).fill('')
  })

  test('Alt with a number toggles a target, Alt+A all and one, and no target asks for one', async () => {
    const { page } = stage()
    await input(page).focus()
    await page.keyboard.press('Alt+Digit2')
    await expect(chip(page, 'Night_Owl_Nora')).toBeChecked()
    await page.keyboard.press('Alt+a')
    await expect(page.getByRole('switch', { checked: true })).toHaveCount(4)
    await page.keyboard.press('Alt+a')
    await expect(page.getByRole('switch', { checked: true })).toHaveCount(1)
    await page.keyboard.press('Alt+Digit1')
    await expect(page.getByRole('switch', { checked: true })).toHaveCount(0)
    await input(page).fill('to whom?')
    await input(page).press('Enter')
    await expect(page.getByRole('alert')).toContainText('Choose who receives it')
    await input(page).fill('')
  })

  test('a word without an end widens nothing, whatever the window and the size of the text', async () => {
    const { app, page } = stage()
    await app.invoke('preferences.change', { sendBoxes: true })
    const box = page.getByRole('textbox', { name: 'Message River_Host on Twitch' })
    for (const [size, fontSize] of [
      [wide, 14],
      [narrow, 14],
      [narrow, 24],
    ] as const) {
      await page.setViewportSize(size)
      await app.invoke('preferences.change', { fontSize })
      for (const text of ['', `https://example.com/${'x'.repeat(430)}`]) {
        for (const field of [input(page), box]) {
          await field.fill(text)
          expect((await field.boundingBox())?.width).toBeGreaterThan(5 * fontSize)
          const edges = await field.evaluate((element) => {
            const row = (element.parentElement ?? element).getBoundingClientRect()
            const send = element.parentElement?.querySelector('button')?.getBoundingClientRect()
            return { left: row.left, right: row.right, send: send?.right ?? 0, scrolled: document.body.scrollLeft }
          })
          expect(edges.left).toBeGreaterThanOrEqual(0)
          expect(edges.right).toBeLessThanOrEqual(size.width)
          expect(edges.send).toBeLessThanOrEqual(edges.right)
          expect(edges.scrolled).toBe(0)
        }
      }
    }
    await page.setViewportSize(wide)
    for (const field of [input(page), box]) await field.fill('')
    await app.invoke('preferences.change', { fontSize: 14, sendBoxes: false })
  })

  test('has a send box for each channel, which leaves the targets alone', async () => {
    const { page } = stage()
    await only('River_Host')
    await page.getByRole('button', { name: 'Send boxes' }).click()
    const box = page.getByRole('textbox', { name: 'Message Night_Owl_Nora on Twitch' })
    await box.fill('only for the owls')
    await box.press('Enter')
    await expect(delivery(page, 'Night_Owl_Nora')).toContainText('confirmed')
    expect(inRoom('river_host')).not.toContain('only for the owls')
    await expect(chip(page, 'Night_Owl_Nora')).not.toBeChecked()
    await page.getByRole('button', { name: 'Send boxes' }).click()
    await expect(box).toHaveCount(0)
  })

  test('a reply goes to its own message and channel, whatever the targets are, and says so', async () => {
    const { page, control } = stage()
    // The line of what was sent there before goes by itself.
    await expect(delivery(page, 'Night_Owl_Nora')).toHaveCount(0)
    control.say({ channel: 'night_owl_nora', user: 'velvet_vic', text: 'which oscillator is that?' })
    const question = row(page, 'which oscillator is that?')
    await question.hover()
    await question.getByRole('button', { name: 'Reply' }).click()
    await expect(page.getByText('Replying to Velvet_Vic in Night_Owl_Nora on Twitch')).toBeVisible()
    await expect(input(page)).toBeFocused()
    await input(page).fill('the little one')
    await input(page).press('Enter')
    await expect(delivery(page, 'Night_Owl_Nora')).toContainText('confirmed')
    await expect(page.getByText('Replying to')).toHaveCount(0)
    await expect(row(page, /the little one/u)).toContainText('Velvet_Vic: which oscillator is that?')
    expect(inRoom('river_host').filter((text) => text.includes('the little one'))).toEqual([])
  })

  test('Escape leaves the reply without sending, and the draft stays', async () => {
    const { page } = stage()
    const question = row(page, /^Velvet_Vic: which oscillator/u)
    await question.hover()
    await question.getByRole('button', { name: 'Reply' }).click()
    await input(page).fill('half a thought')
    await input(page).press('Escape')
    await expect(page.getByText('Replying to')).toHaveCount(0)
    await expect(input(page)).toHaveValue('half a thought')
    await input(page).fill('')
  })

  test('drafts survive a change of view, and belong to the input', async () => {
    const { page } = stage()
    await input(page).fill('not yet finished')
    await railEntry(page, 'TidalTom').click()
    await expect(feedOf(page, 'TidalTom')).toBeVisible()
    await expect(input(page)).toHaveValue('not yet finished')
    await page.getByRole('link', { name: 'All channels' }).click()
    await expect(allMessages(page)).toBeVisible()
    await input(page).fill('')
  })
})
